"""Programs: fixed rules under their hash. And what the escrow is made with."""

import pytest

from praxis_chain.core.errors import ContractRefused
from praxis_chain.core.ids import award_id, bounty_id
from praxis_chain.core.programs import MAX_PERIOD
from praxis_chain.evm import artifacts
from praxis_chain.evm.bindings import BountyEscrow, Call, Totals, abi_of
from tests.escrow.stage import RIVAL
from tests.protocol import SUBJECT, WORK

FIELDS = (
    "attesters", "lockPeriod", "reviewPeriod", "commitmentPeriod", "arbiter", "closingAward", "stakeholders", "minimum",
)  # fmt: skip


def rules_of(stage, **changed):
    return dict(zip(FIELDS, stage.program.values(), strict=True)) | changed


def creating(stage, **changed):
    """The stage's program with other values, also such as the library would not let through."""
    return Call(stage.protocol.escrow.contract, "createProgram", (rules_of(stage, **changed),))


def deploying(stage, token):
    code = bytes.fromhex(artifacts.load("BountyEscrow").bytecode[2:])
    contract, _ = stage.protocol.sender(stage.stranger).deploy(abi_of("BountyEscrow"), code, token)
    return BountyEscrow(contract)


def test_a_token_must_be_a_contract(stage):
    """
    BountyEscrow.constructor / given there is no code at the token's address / it should refuse with NotAContract
    """
    with pytest.raises(ContractRefused) as refused:
        deploying(stage, stage.stranger.address)
    assert (refused.value.name, refused.value.values) == ("NotAContract", {"account": stage.stranger.address})


def test_a_new_escrow(stage):
    """
    BountyEscrow.constructor / given the token is a contract /
    it should keep the token, owe nothing and have numbered no event
    """
    escrow = deploying(stage, stage.protocol.usdc.address)
    assert escrow.usdc(stage.protocol.view) == stage.protocol.usdc.address
    assert escrow.totals(stage.protocol.view) == Totals(escrowed=0, sequence=0)


def test_bounty_ids(stage):
    """BountyEscrow.bountyId / it should be the hash of program and subject"""
    found = stage.protocol.view.call(stage.protocol.escrow.contract, "bountyId", stage.program.id, SUBJECT)
    assert found == bounty_id(stage.program.id, SUBJECT)


def test_award_ids(stage):
    """BountyEscrow.awardId / it should be the hash of bounty, work and contributor"""
    bounty = stage.bounty_id()
    found = stage.protocol.view.call(stage.protocol.escrow.contract, "awardId", bounty, WORK, stage.first.id)
    assert found == award_id(bounty, WORK, stage.first.id) != award_id(bounty, RIVAL, stage.first.id)


def test_attesters_without_code(stage):
    """
    BountyEscrow.createProgram / when there is no code at the attesters' address / it should refuse with NotAContract
    """
    nobody = stage.stranger.address
    stage.refuse(creating(stage, attesters=nobody), "NotAContract", account=nobody)


def test_stakeholders_without_code(stage):
    """
    BountyEscrow.createProgram / when there is no code at the stakeholders' address / it should refuse with NotAContract
    """
    nobody = stage.stranger.address
    stage.refuse(creating(stage, stakeholders=nobody), "NotAContract", account=nobody)


def test_a_lock_period_over_a_year(stage):
    """
    BountyEscrow.createProgram / when the lock period is a second longer than a year /
    it should refuse with PeriodTooLong
    """
    stage.refuse(
        creating(stage, lockPeriod=MAX_PERIOD + 1), "PeriodTooLong", period=MAX_PERIOD + 1, longest=365 * 86_400
    )


def test_a_review_period_over_a_year(stage):
    """
    BountyEscrow.createProgram / when the review period is a second longer than a year /
    it should refuse with PeriodTooLong
    """
    stage.refuse(
        creating(stage, reviewPeriod=MAX_PERIOD + 1), "PeriodTooLong", period=MAX_PERIOD + 1, longest=365 * 86_400
    )


def test_a_commitment_over_a_year(stage):
    """
    BountyEscrow.createProgram / when the commitment period is a second longer than a year /
    it should refuse with PeriodTooLong
    """
    stage.refuse(
        creating(stage, commitmentPeriod=MAX_PERIOD + 1), "PeriodTooLong", period=MAX_PERIOD + 1, longest=365 * 86_400
    )


def test_periods_of_a_year(stage):
    """BountyEscrow.createProgram / when each period is exactly a year / it should keep the rules"""
    yearly = stage.under(lock_period=MAX_PERIOD, review_period=MAX_PERIOD, commitment_period=MAX_PERIOD)
    assert stage.protocol.escrow.program(stage.protocol.view, yearly.program.id) == yearly.program


def test_new_rules(stage):
    """
    BountyEscrow.createProgram / given nobody created these rules yet /
    it should keep them under their hash and emit ProgramCreated
    """
    call = creating(stage, minimum=123, arbiter=stage.arbiter.address, closingAward=2**96 - 1)
    created = call.simulate(stage.protocol.chain, stage.relayer.address)
    receipt = stage.send(call)
    kept = stage.protocol.escrow.program(stage.protocol.view, created)
    assert kept is not None
    assert kept.id == created
    assert (kept.minimum, kept.arbiter, kept.closing_award) == (123, stage.arbiter.address, 2**96 - 1)
    expected = rules_of(stage, minimum=123, arbiter=stage.arbiter.address, closingAward=2**96 - 1)
    assert stage.said(receipt) == [("ProgramCreated", {"program": created, "rules": expected})]
    assert stage.sequence == 0


def test_the_same_rules_again(stage):
    """
    BountyEscrow.createProgram / given somebody created the same rules / it should return the same id and emit nothing
    """
    call = stage.protocol.escrow.create_program(stage.program)
    assert call.simulate(stage.protocol.chain, stage.stranger.address) == stage.program.id
    assert stage.said(stage.send(call, stage.stranger)) == []
