"""The whole audit on a real chain: when it holds, what it says then, and what it finds when one thing is wrong."""

import json
from typing import TYPE_CHECKING

import pytest

from praxis_chain.audit.findings import EXTERNAL, STATEMENTS, Assurance, Finding, Report, Severity, Where
from praxis_chain.audit.internal import audit
from praxis_chain.core.errors import NetworkFailed, WrongInput
from praxis_chain.core.programs import DAY
from tests.audit.lying import lying, not_on, proofless, rewrite, withhold
from tests.protocol import PRAX, USDC

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

    from praxis_chain.evm.client import Client
    from tests.protocol import Protocol


def topic(protocol: "Protocol", event: str) -> str:
    """The first topic of an escrow event."""
    return protocol.escrow.contract.abi.topic(event)


def summaries(report: Report) -> list[tuple[str, str]]:
    return [(finding.id, finding.summary) for finding in report.findings]


def idle_in(report: Report) -> set[str]:
    """The invariants that nothing happened to."""
    return {part.what.split(":")[0] for part in report.not_checked if part.why.startswith("nothing happened")}


# -- when all is well -------------------------------------------------------------------------------------------------


def test_a_busy_deployment_holds(busy: "Protocol") -> None:
    report = audit(busy.chain, busy.record, "latest")
    assert report.findings == ()
    assert report.incomplete == ()
    assert (report.holds, report.exit_code) == (True, 0)
    assert report.figures == {
        "usdc_held": 460 * USDC,
        "usdc_owed": 460 * USDC,
        "usdc_surplus": 0,
        "usdc_in_pools": 360 * USDC,
        "usdc_awarded_not_released": 100 * USDC,
        "usdc_funded": 1_190 * USDC,
        "usdc_released": 530 * USDC,
        "usdc_refunded": 200 * USDC,
        "prax_accrued": 310 * PRAX,
        "prax_revoked": 64 * PRAX,
    }


def test_a_fresh_deployment_holds_and_says_what_it_could_not_check(protocol: "Protocol") -> None:
    report = audit(protocol.chain, protocol.record, "latest")
    assert report.exit_code == 0
    idle = {"S1", "S2", "P3", "E3", "E4", "E5", "E6", "E7"}
    beyond = idle | EXTERNAL.keys() | not_on(protocol.chain)
    assert {checked.invariant for checked in report.checked} == STATEMENTS.keys() - beyond
    assert idle_in(report) == idle


@pytest.mark.parametrize("fixture", ["protocol", "busy"])
def test_every_invariant_is_either_checked_or_said_not_to_be(
    fixture: str, protocol: "Protocol", busy: "Protocol"
) -> None:
    audited = {"protocol": protocol, "busy": busy}[fixture]
    report = audit(audited.chain, audited.record, "latest")
    checked = {part.invariant: part.count for part in report.checked}
    idle = idle_in(report)
    without_evidence = {part.what[:2] for part in report.not_checked if part.why.startswith("no evidence")}
    assert without_evidence == EXTERNAL.keys()
    assert checked.keys() | idle | without_evidence == STATEMENTS.keys() - not_on(audited.chain)
    assert not checked.keys() & idle
    assert all(count > 0 for count in checked.values())


def test_by_default_the_newest_final_block_is_audited(protocol: "Protocol", client: "Client") -> None:
    protocol.chain.mine(130)
    report = audit(protocol.chain, protocol.record)
    assert report.block == client.stamp("finalized")
    assert report.finalized


def test_a_block_that_may_still_be_replaced_is_called_so(busy: "Protocol", client: "Client") -> None:
    report = audit(busy.chain, busy.record, "latest")
    assert report.finalized == (report.block <= client.stamp("finalized"))


def test_the_report_says_of_which_block_and_how_sure_it_is(busy: "Protocol") -> None:
    report = audit(busy.chain, busy.record, "latest")
    head = busy.view.block
    assert report.block == head
    assert report.assurance is Assurance.PROVEN_AGAINST_RPC_HEADER
    said = report.as_json()
    assert json.loads(json.dumps(said)) == said
    assert said["schema"] == 1
    assert said["block"] == {"number": head.number, "hash": "0x" + head.hash.hex(), "timestamp": head.timestamp}
    assert said["assurance"]["level"] == 2
    assert said["contracts"]["BountyEscrow"] == busy.escrow.address


def test_an_earlier_block_is_audited_as_it_was(busy: "Protocol", sponsor: "LocalAccount") -> None:
    before = busy.view.block
    busy.fund(sponsor, 60 * USDC, busy.program, "github:repo/10270250/issue/11")
    report = audit(busy.chain, busy.record, before.number)
    assert report.block == before
    assert report.exit_code == 0
    assert report.figures["usdc_owed"] == 460 * USDC
    assert audit(busy.chain, busy.record, "latest").figures["usdc_owed"] == 520 * USDC


def test_a_gift_is_surplus_and_no_finding(busy: "Protocol", sponsor: "LocalAccount") -> None:
    busy.sender(sponsor).transact(busy.usdc.contract, "transfer", busy.escrow.address, 7)
    report = audit(busy.chain, busy.record, "latest")
    assert (report.exit_code, report.figures["usdc_surplus"]) == (0, 7)


def test_progress_is_told(busy: "Protocol") -> None:
    told: list[tuple[str, int, int]] = []
    report = audit(busy.chain, busy.record, "latest", lambda *what: told.append(what))
    assert {what for what, _, _ in told} == {
        "blocks read", "headers linked", "blocks of receipts proven", "slots compared",
    }  # fmt: skip
    assert all(done <= of for _, done, of in told)
    assert told[-1] == ("slots compared", report.slots, report.slots)


def test_the_audit_changes_nothing(busy: "Protocol") -> None:
    before = busy.view.block
    audit(busy.chain, busy.record, "latest")
    assert busy.view.block == before


def test_a_batch_that_mints_nothing_in_a_new_epoch_is_no_finding(
    protocol: "Protocol", contributor: "LocalAccount"
) -> None:
    """It opens no epoch, since no event would say so."""
    who = protocol.enter(contributor)
    commit = protocol.commit(contributor=who)
    protocol.send(protocol.prax.accrue(commit, *protocol.attest(commit)), protocol.owner)
    before = protocol.prax.epoch(protocol.view)
    protocol.chain.warp(by=28 * DAY)
    protocol.send(protocol.prax.accrue_many([commit], protocol.attest_all(commit)), protocol.owner)
    assert protocol.prax.epoch(protocol.view) == before
    assert audit(protocol.chain, protocol.record, "latest").findings == ()


# -- USDC -------------------------------------------------------------------------------------------------------------


def drain(protocol: "Protocol", left: int) -> None:
    """Write the escrow's USDC balance in the token's own storage."""
    from eth_hash.auto import keccak

    from praxis_chain.evm.usdc import BALANCES_SLOT

    slot = BALANCES_SLOT if protocol.usdc.is_circle else 0
    key = bytes.fromhex(protocol.escrow.address[2:]).rjust(32, b"\0") + slot.to_bytes(32, "big")
    protocol.chain.set_storage(protocol.usdc.address, int.from_bytes(keccak(key), "big"), left)


def test_a_drained_escrow_is_insolvent(busy: "Protocol") -> None:
    drain(busy, 459 * USDC)
    report = audit(busy.chain, busy.record, "latest")
    assert report.exit_code == 3
    [finding] = report.findings
    assert finding == Finding(
        id="E1-1",
        invariant="E1",
        severity=Severity.CRITICAL,
        summary="INSOLVENT: the escrow holds 459.00 USDC and owes 460.00 USDC.",
        expected="at least 460.00 USDC",
        actual="459.00 USDC",
        where=Where(report.block.number, "USDC"),
        reproduce=finding.reproduce,
    )
    assert finding.reproduce.startswith(f'eth_call({{"to": "{busy.usdc.address}", "data": "0x70a08231')


def test_usdc_that_vanished_without_a_transfer_is_found_though_the_escrow_can_pay(
    busy: "Protocol", sponsor: "LocalAccount"
) -> None:
    busy.sender(sponsor).transact(busy.usdc.contract, "transfer", busy.escrow.address, 5 * USDC)
    drain(busy, 461 * USDC)
    report = audit(busy.chain, busy.record, "latest")
    assert summaries(report) == [("E1-1", "The escrow holds 4.00 USDC less than its Transfers make.")]
    assert report.findings[0].expected == "at least 465.00 USDC"


# -- a node that lies about logs and gives no proofs: what the books alone show ---------------------------------------


def test_a_withheld_log_shows_as_a_gap_and_in_storage(busy: "Protocol") -> None:
    report = audit(proofless(lying(busy.chain, withhold(topic(busy, "Locked")))), busy.record, "latest")
    assert report.exit_code == 3
    gap, *slots = report.findings
    assert (gap.id, gap.expected, gap.actual) == ("E8-1", "3", "4")
    assert gap.summary.endswith("An escrow event is missing before this one, or it is out of place.")
    assert [(finding.invariant, finding.where.contract) for finding in slots] == [("E5", "BountyEscrow")] * 3


def test_the_last_log_withheld_shows_in_the_count(busy: "Protocol", sponsor: "LocalAccount") -> None:
    busy.fund(sponsor, 1 * USDC, busy.program, "github:repo/10270250/issue/11")
    number = sum(event.name == "Funded" for event in _events(busy))
    report = audit(proofless(lying(busy.chain, withhold(topic(busy, "Funded"), number))), busy.record, "latest")
    assert [finding.invariant for finding in report.findings] == ["E8", "E2"]
    assert (report.findings[1].expected, report.findings[1].actual) == ("460.00 USDC", "461.00 USDC")


def _events(protocol: "Protocol") -> list[object]:
    return list(protocol.view.events([protocol.escrow.contract], protocol.record.first_block))


def test_an_altered_amount_is_named_with_the_log_it_is_in(busy: "Protocol") -> None:
    altered = rewrite(topic(busy, "Refunded"), 1, 201 * USDC)
    report = audit(proofless(lying(busy.chain, altered)), busy.record, "latest")
    [finding] = report.findings
    assert (finding.id, finding.expected, finding.actual) == ("E7-1", "200.00 USDC", "201.00 USDC")
    [refunded] = [event for event in _events(busy) if event.name == "Refunded"]
    assert finding.where == Where(
        refunded.block_number, "BountyEscrow", "0x" + refunded.tx_hash.hex(), refunded.log_index
    )
    assert finding.reproduce == f'eth_getTransactionReceipt("0x{refunded.tx_hash.hex()}")'


def test_an_event_that_no_abi_knows_leaves_the_audit_incomplete(busy: "Protocol") -> None:
    approved = busy.prax.contract.abi.topic("EpochCapSet")

    def disguise(log: dict[str, object]) -> dict[str, object]:
        return {**log, "topics": ["0x" + "77" * 32]} if log["topics"][0] == approved else log

    report = audit(proofless(lying(busy.chain, disguise)), busy.record, "latest")
    [said] = report.incomplete
    assert said.startswith("The contracts emitted something that this version does not know: log ")
    assert report.exit_code == 3  # the cap is not what the events make it, too


def test_incomplete_alone_is_exit_5(busy: "Protocol") -> None:
    from dataclasses import replace

    report = audit(busy.chain, busy.record, "latest")
    assert replace(report, incomplete=("something was skipped",)).exit_code == 5


# -- input ------------------------------------------------------------------------------------------------------------


def test_a_block_before_the_deployment_is_refused(busy: "Protocol") -> None:
    with pytest.raises(WrongInput, match="The deployment is of block"):
        audit(busy.chain, busy.record, busy.record.first_block - 1)


def test_a_block_that_is_not_there_is_refused(busy: "Protocol") -> None:
    with pytest.raises(NetworkFailed, match="has no block"):
        audit(busy.chain, busy.record, 10**9)


def test_other_code_at_an_address_is_found(busy: "Protocol") -> None:
    """The record takes the token for PRAX."""
    from dataclasses import replace

    step = replace(busy.record.contracts["Prax"], address=busy.usdc.address)
    report = audit(busy.chain, busy.record.with_step("Prax", step), "latest")
    assert report.exit_code == 3
    assert report.findings[0].invariant == "CODE"
