"""Those who gain nothing and only want others to fail: front-running, starving a call of gas, dust."""

from contextlib import suppress
from dataclasses import replace

import pytest

from praxis_chain.core.errors import Refused
from praxis_chain.core.programs import DAY
from praxis_chain.evm.bindings import AwardState, Funding, protocol_abis
from praxis_chain.evm.sender import Fixed, Sender
from tests.escrow.authorizing import (
    InTheNameOf,
    authorize,
    permitting,
    submitted_by_somebody_else,
    submitting,
    to_the_token,
)
from tests.escrow.stage import OTHER_URI, RIVAL
from tests.protocol import MINIMUM, SUBJECT_URI, USDC, WORK
from tests.windows import PASSES, outcome, refused

NO_ALLOWANCE = refused("Error", reason="ERC20: transfer amount exceeds allowance")


@pytest.fixture
def newcomer(stage):
    """Holds 1,000 USDC and has approved nothing."""
    stage.protocol.usdc.mint(stage.stranger.address, 1_000 * USDC)
    return stage.stranger


# -- front-running ----------------------------------------------------------------------------------------------------


def test_an_old_permit_takes_nothing_from_a_new_one(stage, newcomer, circle_usdc):
    """Two permits signed with one nonce: whichever a griefer submits first, the other is dead, and `fund` decides."""
    small, large = permitting(stage, newcomer, 100 * USDC), permitting(stage, newcomer, 500 * USDC)
    call = stage.protocol.escrow.multicall([large, stage.funding(500 * USDC)])
    with stage.protocol.chain.rollback():
        submitted_by_somebody_else(stage, newcomer, small)
        assert outcome(stage.protocol, call, newcomer) == NO_ALLOWANCE
        again = stage.protocol.escrow.multicall([permitting(stage, newcomer), stage.funding(500 * USDC)])
        assert outcome(stage.protocol, again, newcomer) == PASSES
    stage.send(call, newcomer)
    stage.refuse(to_token_permit(stage, newcomer, small), "Error", reason="EIP2612: invalid signature")
    assert stage.stake_of(newcomer).shares == 500 * USDC


def to_token_permit(stage, owner, permit):
    """The same permit, taken to the token."""
    amount, deadline, v, r, s = permit.args
    name = "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)"
    return to_the_token(stage, name, owner.address, stage.protocol.escrow.address, amount, deadline, v, r, s)


def test_an_allowance_is_nobodys_but_its_owners(stage, newcomer, circle_usdc):
    """Whoever sees an allowance can neither fund from it, nor sign in its owner's name."""
    stage.send(permitting(stage, newcomer), newcomer)
    funding = Funding(stage.program.id, SUBJECT_URI, 500 * USDC)
    for thief in (stage.relayer, stage.arbiter):
        for call in (stage.funding(500 * USDC), stage.protocol.escrow.multicall([stage.funding(500 * USDC)])):
            assert outcome(stage.protocol, call, thief) == NO_ALLOWANCE
        forged = authorize(stage, funding, by=InTheNameOf(newcomer, thief))
        invalid = refused("Error", reason="FiatTokenV2: invalid signature")
        assert outcome(stage.protocol, submitting(stage, funding, forged), thief) == invalid
    assert stage.usdc_of(newcomer) == 1_000 * USDC


def test_an_authorization_funds_once_whoever_is_first(stage, circle_usdc):
    """Submitted alone, in a multicall or twice in one: one stake of the sponsor's, and none of the submitter's."""
    funding = Funding(stage.program.id, SUBJECT_URI, 500 * USDC)
    call = submitting(stage, funding, authorize(stage, funding))
    used = refused("Error", reason="FiatTokenV2: authorization is used or canceled")
    assert outcome(stage.protocol, stage.protocol.escrow.multicall([call, call]), stage.stranger) == used
    for griefers in (call, stage.protocol.escrow.multicall([call])):
        with stage.protocol.chain.rollback():
            stage.send(griefers, stage.stranger)
            assert outcome(stage.protocol, call, stage.relayer) == used
            assert (stage.stake_of(stage.sponsor).shares, stage.stake_of(stage.stranger).shares) == (500 * USDC, 0)


def test_a_part_awarded_before_an_authorization_is_submitted(stage, circle_usdc):
    """A sponsor who accepts none pays nothing, here or anywhere else."""
    funding = Funding(stage.program.id, SUBJECT_URI, 500 * USDC, max_awarded=0)
    call = submitting(stage, funding, authorize(stage, funding, valid_before=stage.now + DAY))
    before = stage.usdc_of(stage.sponsor)
    stage.fund(20 * USDC, by=stage.second_sponsor)
    stage.award(stage.commit(completion=1))
    assert outcome(stage.protocol, call, stage.relayer) == refused("MoreAwarded", awarded=1, maxAwarded=0)
    elsewhere = submitting(stage, replace(funding, subject_uri=OTHER_URI), authorize(stage, funding))
    invalid = refused("Error", reason="FiatTokenV2: invalid signature")
    assert outcome(stage.protocol, elsewhere, stage.relayer) == invalid
    assert stage.usdc_of(stage.sponsor) == before


# -- gas --------------------------------------------------------------------------------------------------------------


def sweep(stage, call, by, state):
    """All states that a transaction leaves behind, given any gas from far too little to more than enough."""
    chain, found = stage.protocol.chain, []
    with chain.rollback():
        needed = stage.send(call, by).gas_used
    for gas in range(needed - 60_000, needed * 5 // 4 + 5_000, 3_500):  # a fifth comes back at the end, at most
        with chain.rollback():
            sender = Sender(chain, by, abis=protocol_abis(), fixed=Fixed(gas=gas))
            with suppress(Refused):
                call.transact(sender)
            if state() not in found:
                found.append(state())
    return found


def test_no_award_is_left_owed_for_want_of_gas(stage, circle_usdc):
    """Who submits it cannot make the payment alone run out: it is paid, or nothing happened."""
    stage.fund(500 * USDC)
    call = stage.awarding(*stage.commits(3_000, 3_000))

    def state():
        return stage.bounty().pool, stage.usdc_of(stage.first, stage.second), stage.award_of(stage.second).state

    assert sweep(stage, call, stage.stranger, state) == [
        (500 * USDC, (0, 0), AwardState.NONE),
        (200 * USDC, (150 * USDC, 150 * USDC), AwardState.RELEASED),
    ]


def test_no_closing_award_is_left_owed_for_want_of_gas(stage, circle_usdc):
    """The same of an explanation."""
    stage.fund(500 * USDC)
    call = stage.closing(stage.closure())
    states = sweep(stage, call, stage.stranger, lambda: (stage.bounty().pool, stage.usdc_of(stage.first)))
    assert states == [(500 * USDC, 0), (400 * USDC, 100 * USDC)]


# -- dust -------------------------------------------------------------------------------------------------------------


def test_dust_closes_no_bounty(stage):
    """A griefer's unit on an issue that is solved already: neither its award nor its closure comes before a sponsor."""
    stage.fund(1, by=stage.second_sponsor)
    commit, closure = stage.commit(), stage.closure()
    dust = refused("BelowMinimum", pool=1, remaining=10_000, minimum=MINIMUM)
    for call in (stage.awarding(commit), stage.awarding_many([commit]), stage.closing(closure)):
        assert outcome(stage.protocol, call, stage.stranger) == dust
    stage.fund(MINIMUM - 2, max_awarded=0)
    below = refused("BelowMinimum", pool=MINIMUM - 1, remaining=10_000, minimum=MINIMUM)
    assert outcome(stage.protocol, stage.awarding(commit), stage.stranger) == below
    stage.fund(500 * USDC, max_awarded=0)
    stage.award(commit)
    assert stage.usdc_of(stage.first) == 500 * USDC + MINIMUM - 1


def test_dust_closes_a_bounty_only_where_its_rules_let_it(stage):
    """Without a minimum the first unit can be awarded; who comes after is refused and loses nothing."""
    free = stage.under(minimum=0)
    free.fund(1, by=free.second_sponsor)
    free.award(free.commit())
    before = free.usdc_of(free.sponsor)
    assert outcome(free.protocol, free.funding(500 * USDC), free.sponsor) == refused(
        "BountyClosed", bounty=free.bounty_id()
    )
    assert (free.usdc_of(free.sponsor) - before, free.usdc_of(free.first)) == (0, 1)


def test_what_is_left_of_a_bounty_is_no_dust(stage):
    """The minimum is scaled to what is still open: a part of a good bounty is always large enough."""
    stage.fund(MINIMUM)
    for number, completion in enumerate((5_000, 4_000, 999)):
        stage.award(stage.commit(completion=completion, work=number.to_bytes(1, "big") * 32 if number else WORK))
    assert stage.bounty().pool == MINIMUM // 10_000
    stage.award(stage.commit(completion=1, work=RIVAL))
    assert (stage.usdc_of(stage.first), stage.bounty().is_closed) == (MINIMUM, True)


def test_nobody_else_restarts_a_commitment(stage):
    """Dust put on a bounty by others, or refunded to them, moves no sponsor's own date."""
    stage.fund(500 * USDC)
    stake = stage.stake_of(stage.sponsor)
    stage.at(stake.committed_until - 60)
    stage.fund(1, by=stage.second_sponsor)
    assert stage.stake_of(stage.sponsor) == stake
    stage.at(stake.committed_until)
    assert stage.refund(stage.sponsor) == 500 * USDC
