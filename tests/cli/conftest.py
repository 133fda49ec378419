"""A chain behind a URL, with the contracts on it as the commands put them there, and a repository to work in.

Everybody is a test account of the chain: `test:0` owns and deploys, 13 to 15 attest. Each test is undone after it.
"""

import logging
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from praxis_chain.demo.repository import DemoRepository
from tests.cli.github_project import Project, project
from tests.cli.steps import ARBITER, ATTESTERS, OWNER, SECOND_SPONSOR, SPONSOR, STRANGER, link_wallet
from tests.cli.terminal import Terminal
from tests.conftest import GENESIS

if TYPE_CHECKING:
    from praxis_chain.evm.local import LocalNetwork


@pytest.fixture(autouse=True)
def no_log() -> Iterator[None]:
    """A service that began in this process said how it logs, to a stream closed by now; a command keeps no log."""
    import structlog

    structlog.reset_defaults()
    yield
    structlog.reset_defaults()
    for handler in logging.root.handlers[:]:
        if isinstance(handler.formatter, structlog.stdlib.ProcessorFormatter):
            logging.root.removeHandler(handler)


@pytest.fixture(scope="session")
def node() -> "Iterator[LocalNetwork]":
    """An anvil as a user starts one, with a clock of its own."""
    from praxis_chain.evm.anvil import AnvilProcess, find_anvil
    from praxis_chain.evm.local import require_local
    from praxis_chain.evm.networks import open_network

    if find_anvil() is None:
        pytest.skip("needs anvil: npm ci")
    process = AnvilProcess(GENESIS)
    try:
        with open_network(process.url, start=GENESIS) as network:
            yield require_local(network, "testing")
    finally:
        process.close()


@dataclass(frozen=True)
class Site:
    """A deployment: its terminal, record, and the ids of what was seeded."""

    terminal: Terminal
    node: "LocalNetwork"
    folder: Path
    record: Path
    contracts: dict[str, str]
    actions: dict[str, str]
    reviewed: str
    prompt: str

    def address(self, key: str) -> str:
        """Of a test key."""
        return str(self.node.accounts[int(key.removeprefix("test:"))].address)

    def usdc_of(self, key: str) -> int:
        """Balance of a test key's account, in base units."""
        from praxis_chain.evm.client import Client
        from praxis_chain.evm.usdc import usdc_at

        view = Client(self.node).at("latest")
        return int(view.call(usdc_at(self.contracts["USDC"]), "balanceOf", self.address(key)))

    def transactions(self, key: str) -> int:
        """How many the account has sent."""
        return int(self.node.request("eth_getTransactionCount", self.address(key), "latest"), 16)


@pytest.fixture(scope="session")
def deployed(node: Any, tmp_path_factory: pytest.TempPathFactory) -> Site:
    """2 of 3 attesters; the example catalogue; a program with review and arbiter, one that pays at once."""
    folder = tmp_path_factory.mktemp("site")
    environment = {
        "PRAXIS_NETWORK": f"http://{node.name}",
        "PRAXIS_DATA": str(folder / "data"),
        "HOME": str(folder),
        "COLUMNS": "200",
    }
    terminal = Terminal(environment | {"PRAXIS_PASSWORD": "", "XDG_CONFIG_HOME": str(folder)})
    people = {f"test:{n}": account.address for n, account in enumerate(node.accounts)}
    members = [word for key in ATTESTERS for word in ("--member", people[key])]
    deployment = terminal.data("deploy", *members, "--quorum", 2, "--owner", people[OWNER], "--key", OWNER, "--yes")
    seeded = terminal.data(
        "seed", "--arbiter", people[ARBITER], "--key", OWNER, "--yes",
        "--mint-to", people[SPONSOR], "--mint-to", people[SECOND_SPONSOR],
    )  # fmt: skip
    prompt = terminal.data(
        "program", "create", "--review", "0", "--closing-award", "100", "--minimum", "10", "--key", STRANGER, "--yes"
    )
    contracts = {name: step["address"] for name, step in deployment["deployment"]["contracts"].items()}
    return Site(
        terminal, node, folder, Path(deployment["record"]), contracts | {"USDC": deployment["deployment"]["usdc"]},
        seeded["actions"], seeded["program"], prompt["program"],
    )  # fmt: skip


@pytest.fixture
def site(deployed: Site, tmp_path: Path) -> Iterator[Site]:
    """The deployment; what a test does to it is undone. The data folder, where services keep databases, is a copy."""
    data = shutil.copytree(deployed.folder / "data", tmp_path / "data")
    with deployed.node.rollback():
        yield replace(deployed, terminal=Terminal(deployed.terminal.environment | {"PRAXIS_DATA": str(data)}))


@pytest.fixture
def praxis(site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Terminal:
    """The command line, in a folder without settings."""
    monkeypatch.chdir(tmp_path)
    return site.terminal


@pytest.fixture(scope="session")
def begun(deployed: Site, tmp_path_factory: pytest.TempPathFactory) -> DemoRepository:
    """Issues 7 and 8, two maintainers and everybody's keys; nothing was done yet."""
    policy = f'action = "{deployed.actions["governance"]}"\n'
    folder = tmp_path_factory.mktemp("begun") / "shared"
    repository = DemoRepository(
        folder, now=GENESIS - 10_000, maintainers=("maintainer", "co_maintainer"), policy=policy
    )
    repository.commit("maintainer", "Open", {f"issues/{number}.md": f"Issue {number}\n" for number in (7, 8)})
    for role in ("contributor", "rival", "referrer"):
        repository.key(role)
    return repository


@pytest.fixture
def repository(begun: DemoRepository, site: Site, tmp_path: Path) -> DemoRepository:
    """A copy for one test; what happens there now happens before the chain's next block."""
    copied = begun.copied_to(tmp_path / "shared")
    copied.pace = 1
    return copied


@pytest.fixture
def merged(site: Site, praxis: Terminal, repository: DemoRepository) -> DemoRepository:
    """A contributor linked a wallet and was admitted; their work on issue 7 was called good, and merged."""
    who = repository.key("contributor").contributor
    link_wallet(site, praxis, repository)
    repository.admit(who, "resident", "they live here", referred_by=repository.key("referrer").contributor)
    repository.push_work(3, "contributor", {"seven.txt": "done\n"}, closes=7)
    repository.state("maintainer", "Good", ("Good-progress", "3"))
    repository.push_work(4, "rival", {"seven.txt": "another\n"}, closes=7)
    repository.merge(3, closes=7)
    return repository


@pytest.fixture(scope="session")
def github_begun(deployed: Site, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Project]:
    """A project on the stand-in GitHub; its action is the catalogue's."""
    folder = tmp_path_factory.mktemp("github")
    with project(folder, GENESIS - 100_000, deployed.actions["governance"]) as made:
        made.github.snapshot()
        yield made


@pytest.fixture
def github(github_begun: Project, site: Site) -> Project:
    """As it was begun; what happens there now happens before the chain's next block."""
    github_begun.github.reset()
    github_begun.now(site.node.now() - 5_000)
    return github_begun


@pytest.fixture
def on_github(praxis: Terminal, github: Project) -> Terminal:
    """The command line with GitHub's credentials."""
    return Terminal(praxis.environment | github.environment)
