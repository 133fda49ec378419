"""What most stories begin with, by commands."""

from typing import TYPE_CHECKING, Any

from tests.cli.terminal import Terminal

if TYPE_CHECKING:
    from praxis_chain.demo.repository import DemoRepository
    from tests.cli.conftest import Site

OWNER, SPONSOR, SECOND_SPONSOR, CONTRIBUTOR, RIVAL, STRANGER, ARBITER, RELAYER = (f"test:{n}" for n in range(8))
ATTESTERS = ("test:13", "test:14", "test:15")
NEW_WALLET = "test:16"
USDC = 10**6  # base units
PRAX = 10**18  # wei
DAY = 86_400  # seconds


def link_wallet(
    site: "Site", praxis: Terminal, repository: "DemoRepository", key: str = CONTRIBUTOR, role: str = "contributor"
) -> dict[str, Any]:
    """Sign with the wallet's key by command, and publish with the contributor's."""
    said: dict[str, Any] = praxis.data("link", "--contributor", repository.key(role).contributor, "--key", key)
    repository.publish_link(
        role, said["wallet"], said["linked_at"], said["signature"],
        chain_id=31337, stakeholders=site.contracts["Stakeholders"],
    )  # fmt: skip
    return said


def fund(praxis: Terminal, repository: "DemoRepository", program: str, amount: str = "500", key: str = SPONSOR) -> Any:
    """Put USDC on issue 7."""
    return praxis.data(
        "bounty", "fund", repository.subject(7), amount, "--program", program, "--key", key, "--yes"
    )  # fmt: skip


def relay(praxis: Terminal, repository: "DemoRepository", *words: object, code: int = 0) -> Any:
    """Two attesters and a relayer in one process."""
    keys = [word for key in ATTESTERS[:2] for word in ("--attester-key", key)]
    return praxis.data("relay", "--repo", repository.path, *keys, "--key", RELAYER, "--yes", *words, code=code)


def linked_a_day_ago(site: "Site", praxis: Terminal, repository: "DemoRepository") -> None:
    """The contributor's first wallet is in effect; what happens in the repository from now on happens after that."""
    link_wallet(site, praxis, repository)
    relay(praxis, repository)
    site.node.warp(by=DAY)
    repository.now = site.node.now() - 10


def attest(praxis: Terminal, repository: "DemoRepository", folder: Any, *words: object) -> list[str]:
    """Files of two attesters, the second signing what the first proposed."""
    first, second = str(folder / "first.json"), str(folder / "second.json")
    praxis.do("attest", "--repo", repository.path, "--key", ATTESTERS[0], "--out", first, *words)
    praxis.do("attest", "--repo", repository.path, "--key", ATTESTERS[1], "--out", second, "--batch", first)
    return [first, second]
