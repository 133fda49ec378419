"""docs/governance.md: every command of it prints a transaction that whoever it is printed for can send."""

import json
import shlex
from pathlib import Path

import pytest

from praxis_chain.demo.repository import DemoRepository
from tests.cli.conftest import Site
from tests.cli.steps import ARBITER, ATTESTERS, NEW_WALLET, OWNER, SPONSOR, fund, relay
from tests.cli.terminal import Terminal
from tests.cli.test_help import ROOT

TO = {
    "prax action": "Prax",
    "attesters configure": "Attesters",
    "program create": "BountyEscrow",
    "award cancel": "BountyEscrow",
    "bounty fund": "USDC",  # the approval comes first
}
AS = {"prax action": OWNER, "attesters configure": OWNER, "award cancel": ARBITER, "bounty fund": SPONSOR}


def commands() -> list[str]:
    blocks = (ROOT / "docs" / "governance.md").read_text(encoding="utf-8").split("```sh\n")[1:]
    return [line for block in blocks for line in block.partition("```")[0].splitlines()]


@pytest.mark.parametrize("line", commands(), ids=lambda line: " ".join(line.split()[1:3]))
def test_every_command_of_the_page_prints_what_to_send(
    line: str, site: Site, praxis: Terminal, merged: DemoRepository
) -> None:
    fund(praxis, merged, site.reviewed)
    relay(praxis, merged)
    Path("project.git").symlink_to(merged.path)
    Path("action.md").write_text("merge a pull request\n")
    noun = " ".join(line.split()[1:3])
    sender = site.address(AS.get(noun, OWNER))
    named = {
        "TIMELOCK": sender, "SAFE": sender, "NEW": site.address(NEW_WALLET), "OLD": site.address(ATTESTERS[0]),
    }  # fmt: skip
    words = [named.get(word, word) for word in shlex.split(line, comments=True)[1:]]
    printed = json.loads(praxis.do(*words, PRAXIS_PROGRAM=site.reviewed).out)
    assert (printed["to"], printed["from"]) == (site.contracts[TO[noun]], sender)
    sent = site.node.request("eth_sendTransaction", printed)
    site.node.mine()  # anvil answers before it has mined
    assert site.node.request("eth_getTransactionReceipt", sent)["status"] == "0x1"
