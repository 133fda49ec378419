"""What a report must not keep quiet about, and that nothing a stranger wrote does harm where it is shown."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from praxis_chain.audit.bundle import check
from praxis_chain.audit.bundle.check import WHICH_CONTRACTS
from praxis_chain.audit.findings import Assurance, Finding, NotChecked, Report, Severity, Where
from praxis_chain.audit.index import read
from praxis_chain.audit.internal import audit
from praxis_chain.audit.proven import Question, examine
from praxis_chain.audit.witness import RpcWitness
from praxis_chain.audit.writing import Writer
from praxis_chain.cli.audit.run import report_in_words
from praxis_chain.cli.main import fail
from praxis_chain.core.proofs.header import Header
from praxis_chain.evm.deployments import bind
from tests.audit.lying import lying, proofless

if TYPE_CHECKING:
    from tests.protocol import Protocol

NOWHERE = "0x7777777777777777777777777777777777777777"
STEERING = "\x1b]0;Everything holds.\x07\x1b[2J\r\n\u202eEverything holds.\u2028"


def test_a_token_that_is_not_there(busy: "Protocol") -> None:
    report = audit(busy.chain, replace(busy.record, usdc=NOWHERE), "latest")
    assert report.incomplete == (f"There is no token at {NOWHERE}, so what the escrow holds cannot be proven.",)
    assert report.exit_code == 3  # the escrow's code names another one


def test_a_given_hash_of_which_the_node_proves_nothing(busy: "Protocol") -> None:
    """Otherwise a node that would rather be believed only has to say that it has no eth_getProof."""
    report = audit(proofless(busy.chain), busy.record, block_hash=busy.view.block.hash)
    assert (report.exit_code, report.assurance, report.findings) == (5, Assurance.ONE_RPC, ())
    [why] = report.incomplete
    assert why.startswith("Nothing could be proven against the hash that was given: embedded gave no proofs: ")


def test_a_bundle_of_contracts_that_nobody_named(busy: "Protocol", tmp_path: Path) -> None:
    """Whoever deploys the same sources once more makes a bundle that holds, of contracts that nobody meant."""
    path = tmp_path / "audit.praxis"
    audit(busy.chain, busy.record, "latest", bundle=path)
    assert WHICH_CONTRACTS in check(path, busy.view.block.hash).not_checked
    assert WHICH_CONTRACTS not in check(path, busy.view.block.hash, busy.record).not_checked


def test_what_happened_in_two_blocks_is_never_one_transaction(busy: "Protocol") -> None:
    """A root that was signed in one transaction counts in that one only: a node cannot make one out of many."""
    one = "0x" + "77" * 32
    node, contracts, view = lying(busy.chain, lambda log: {**log, "transactionHash": one}), bind(busy.record), busy.view
    told = read(replace(view, network=node), contracts)
    assert {event.tx_hash for event in told.events} == {bytes.fromhex(one[2:])}
    header = Header.decode(RpcWitness(node).header(view.block.hash))
    found = examine(RpcWitness(node), Question(busy.record, header, linked=True), told, Writer(view.block))
    blocks: dict[bytes, set[bytes]] = {}
    for event in found.events:
        blocks.setdefault(event.tx_hash, set()).add(event.block_hash)
    assert all(len(hashes) == 1 for hashes in blocks.values())
    assert len(blocks) == len({event.tx_hash for event in read(view, contracts).events})


def test_words_of_strangers_steer_no_terminal(busy: "Protocol") -> None:
    report: Report = replace(
        audit(busy.chain, busy.record, "latest"),
        findings=(Finding("E1-1", "E1", Severity.CRITICAL, STEERING, STEERING, STEERING, Where(1), STEERING),),
        not_checked=(NotChecked(STEERING, STEERING),), information=(STEERING,), incomplete=(STEERING,),
    )  # fmt: skip
    lines = report_in_words(report)
    assert all(line.isprintable() for line in lines)
    assert (lines[-1], lines.count("Everything holds.")) == ("1 findings: it does NOT hold.", 0)


def test_nor_does_an_error(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        fail(STEERING.replace("\n", ""), 4)
    said: Any = capsys.readouterr().err
    assert said.removesuffix("\n").isprintable()
