"""`praxis audit watch`: lines for people and for machines, a node that is away, and being told to stop."""

import json
import os
import signal
import subprocess

import pytest

from praxis_chain.cli.stopping import told_to_stop
from tests.cli.conftest import Site
from tests.cli.service import PRAXIS
from tests.cli.steps import OWNER, STRANGER
from tests.cli.terminal import Terminal

WATCH = ("audit", "watch", "--block", "latest")


def test_a_line_for_people(site: Site, praxis: Terminal) -> None:
    height = int(site.node.request("eth_blockNumber"), 16)
    said = praxis.do(*WATCH, "--rounds", 1)
    (line,) = said.out.splitlines()
    assert line.startswith(f"Block {height} (")
    assert line.endswith(" slots, everything holds.")
    assert said.err == ""


def test_a_document_a_line_for_machines(praxis: Terminal) -> None:
    (line,) = praxis.do(*WATCH, "--rounds", 1, "--json").out.splitlines()
    document = json.loads(line)
    assert (document["schema"], document["command"]) == ("praxis-chain/1", "audit watch")
    assert (document["data"]["round"], document["data"]["report"]["holds"]) == (1, True)


def test_a_node_that_is_away(praxis: Terminal) -> None:
    said = praxis.do(*WATCH, "--rounds", 2, "--every", 0.001, "--network", "http://127.0.0.1:1", code=4)
    sentence = "Nothing was audited: 127.0.0.1:1 cannot be reached: check the URL and that the node runs."
    assert said.out.splitlines() == [sentence, sentence]


@pytest.mark.parametrize("words", [("--every", "0"), ("--rounds", "0"), ("--block", "7")])
def test_what_cannot_be_is_one_sentence(praxis: Terminal, words: tuple[str, ...]) -> None:
    assert praxis.do("audit", "watch", *words, code=2).err.count("\n") == 1


def test_told_to_stop_it_ends_with_what_it_found(site: Site, praxis: Terminal) -> None:
    """A process of its own; what happens between two lines it tells, and then it is told to stop."""
    command = [*PRAXIS, *WATCH, "--every", "0.05"]
    process = subprocess.Popen(
        command, env=os.environ | praxis.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    with process:
        assert process.stdout is not None
        assert process.stdout.readline().endswith("everything holds.\n")
        joining = site.address(STRANGER)
        praxis.do("attesters", "configure", "--add", joining, "--quorum", 3, "--key", OWNER, "--yes")
        assert process.stdout.readline().endswith("everything holds.\n")
        assert f"  changed: Attesters.members.{joining}: none → yes (MemberAdded, block" in process.stdout.readline()
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=30)
    assert (process.returncode, err) == (0, "")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_first_signal_asks_and_the_second_does_not(number: signal.Signals) -> None:
    before = signal.getsignal(number)
    with told_to_stop() as told:
        assert not told.is_set()
        signal.raise_signal(number)
        assert told.is_set()
        with pytest.raises(KeyboardInterrupt):
            signal.raise_signal(number)
    assert signal.getsignal(number) is before
