"""A workshop for each test: a copy of one repository, and the protocol as it was deployed."""

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from praxis_chain.demo.repository import DemoRepository
from tests.conftest import GENESIS
from tests.protocol import ACTION, Protocol

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

    from tests.oracle.workshop import Workshop

ROLES = ("contributor", "second_contributor", "third_contributor", "rival", "referrer", "candidate")


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> DemoRepository:
    """Two maintainers, issues 7, 8 and 9, and everybody's keys. It began before the chain's last block."""
    policy = f'action = "0x{ACTION.id.hex()}"\n'
    maintainers = ("maintainer", "co_maintainer")
    folder = tmp_path_factory.mktemp("begun") / "shared"
    repository = DemoRepository(folder, now=GENESIS - 10_000, maintainers=maintainers, policy=policy)
    repository.commit("maintainer", "Open", {f"issues/{number}.md": f"Issue {number}\n" for number in (7, 8, 9)})
    for role in ROLES:
        repository.key(role)
    return repository


@pytest.fixture
def workshop(
    protocol: Protocol, begun: DemoRepository, tmp_path: Path, sponsor: "LocalAccount", relayer: "LocalAccount"
) -> "Workshop":
    """With a committee of 2 of 3."""
    from tests.oracle.workshop import Workshop

    repository = begun.copied_to(tmp_path / "shared")
    repository.now = max(repository.now, protocol.now)
    return Workshop(protocol, repository, tmp_path, sponsor, relayer)


@pytest.fixture(scope="session")
def finished(
    each_committee: Protocol,
    begun: DemoRepository,
    tmp_path_factory: pytest.TempPathFactory,
    sponsor: "LocalAccount",
    relayer: "LocalAccount",
) -> "Workshop":
    """With committees of 1 of 1, 2 of 3 and 3 of 5 in turn.

    A contributor published their wallet and was admitted; their work was called good progress and merged, and closes
    issue 7. Nothing of it is on chain.
    """
    from tests.oracle.workshop import Workshop

    folder = tmp_path_factory.mktemp("finished")
    repository = begun.copied_to(folder / "shared")
    repository.now = each_committee.now
    workshop = Workshop(each_committee, repository, folder, sponsor, relayer)
    workshop.publish_link("contributor")
    repository.admit(repository.key("contributor").contributor, "resident", "they live here")
    repository.push_work(1, "contributor", {"a.txt": "one\n"}, closes=7)
    repository.state("maintainer", "Good", ("Good-progress", "pull/1"))
    repository.merge(1, closes=7)
    return workshop
