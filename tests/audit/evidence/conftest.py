"""A real repository whose merges were paid and recognised on a real chain, made once; and what the chain says of it."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import new_usdc
from tests.oracle.conftest import begun  # noqa: F401 # a fixture
from tests.protocol import deploy

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

    from praxis_chain.demo.repository import DemoRepository
    from praxis_chain.evm.local import LocalNetwork
    from tests.audit.evidence.telling import Told
    from tests.oracle.workshop import Workshop
    from tests.protocol import Protocol

BETTER = ("Quality", "12000 because it is simpler than before")


@pytest.fixture(scope="session")
def protocol(
    chain: "LocalNetwork",
    circle: "LocalAccount",
    circle_admin: "LocalAccount",
    owner: "LocalAccount",
    arbiter: "LocalAccount",
    attesters: "list[LocalAccount]",
    sponsor: "LocalAccount",
    tmp_path_factory: pytest.TempPathFactory,
) -> "Protocol":
    """A deployment and a token of its own, since people enter the one and are paid in the other for good."""
    usdc = new_usdc(chain, circle, circle_admin, sponsor)
    return deploy(chain, usdc, owner, arbiter, attesters[:3], 2, tmp_path_factory.mktemp("record"))


@pytest.fixture(scope="session")
def settled(
    protocol: "Protocol",
    begun: "DemoRepository",  # noqa: F811
    tmp_path_factory: pytest.TempPathFactory,
    sponsor: "LocalAccount",
    relayer: "LocalAccount",
) -> "Workshop":
    """Every kind of fact is on chain.

    A contributor links a wallet and is admitted; pull/1 locks issue 7 and completes it, with quality 12000; pull/2
    completed issue 8 to 60 % and was reverted, and what followed was revoked; issue 9 was closed with an explanation.
    """
    from tests.oracle.workshop import Workshop

    folder = tmp_path_factory.mktemp("settled")
    repository = begun.copied_to(folder / "shared")
    repository.now = protocol.now
    workshop = Workshop(protocol, repository, folder, sponsor, relayer)
    for issue in (7, 8, 9):
        workshop.fund(300, issue)
    workshop.publish_link("contributor")
    repository.admit(repository.key("contributor").contributor, "resident", "they live here")
    repository.push_work(1, "contributor", {"a.txt": "one\n"}, closes=7)
    repository.state("maintainer", "Good", ("Good-progress", "pull/1"))
    workshop.relay()
    repository.merge(1, closes=7, trailers=[BETTER])
    repository.push_work(2, "contributor", {"b.txt": "two\n"}, closes=8)
    merged = repository.merge(2, closes=8, trailers=[("Completion", "60% because half of it is left")])
    repository.close_with_explanation(9, "It cannot be done.", explained_by=repository.key("rival").contributor)
    workshop.relay()
    repository.revert(merged)
    workshop.relay()
    return workshop


@pytest.fixture
def going_on(settled: "Workshop", tmp_path: Path) -> "Workshop":
    """The same, with a copy of the repository, for one test to go on with."""
    return replace(settled, repository=settled.repository.copied_to(tmp_path / "shared"), folder=tmp_path)


@pytest.fixture(scope="session")
def told(settled: "Workshop") -> "Told":
    """What the chain says then."""
    from tests.audit.evidence.telling import tell

    return tell(settled)
