"""Shares: what a sponsor buys is worth what they paid, whoever was there before and whatever they did.

Nothing raises a pool but funding, which is paid for in shares, and a cancellation, before which nobody can fund. So a
share is never worth more than a base unit, and nobody can make it dear enough to round a later sponsor's away.
"""

from fractions import Fraction

import pytest

from praxis_chain.core.ids import NOBODY
from praxis_chain.core.programs import DAY
from tests.escrow.authorizing import to_the_token
from tests.escrow.stage import RIVAL
from tests.protocol import REVIEW, USDC


@pytest.fixture
def free(stage):
    """No minimum, and no commitment: whatever is put in can leave in the same second."""
    return stage.under(minimum=0, commitment_period=0)


# -- inflation and dust -----------------------------------------------------------------------------------------------


def test_a_gift_to_the_escrow_makes_no_share_dearer(free):
    """The first depositor's trick: one unit of stake, and a fortune sent beside it. The next sponsor loses nothing."""
    free.fund(1)
    gift = to_the_token(free, "transfer", free.protocol.escrow.address, 100_000 * USDC)
    free.send(gift, free.sponsor)
    free.fund(500 * USDC, by=free.second_sponsor)
    assert free.stake_of(free.second_sponsor).shares == 500 * USDC
    assert [free.refund(free.second_sponsor), free.refund(free.sponsor)] == [500 * USDC, 1]
    assert free.protocol.usdc_of(free.protocol.escrow.address) == 100_000 * USDC


@pytest.mark.parametrize("dust", [1, 1_000_003])
def test_whoever_comes_and_goes_loses_at_most_a_unit(free, dust):
    """At every price that awards make, from 1 unit a share to a 10 000th; and never takes any of who stays."""
    free.fund(dust)
    for completion in (0, 3_333, 1, 6_000, 665):
        if completion and free.bounty().pool * completion >= 10_000 - free.bounty().awarded:
            free.award(free.commit(completion=completion, work=completion.to_bytes(32, "big")))
        pool, shares = free.bounty().pool, free.bounty().shares
        for amount in (1, 9_999, 333 * USDC + 1):
            bought = amount * shares // pool
            worth = bought * (pool + amount) // (shares + bought)
            with free.protocol.chain.rollback():
                free.fund(amount, by=free.second_sponsor)
                assert free.stake_of(free.second_sponsor).shares == bought >= amount
                assert free.refund(free.second_sponsor) == worth
                assert 0 <= amount - worth <= 1
                assert (free.refund(free.sponsor), free.escrowed) == (pool + amount - worth, 0)


def test_coming_and_going_again_and_again_only_costs(free):
    """Where a share is worth 0.3 units, rounding takes units from who comes, and gives them to who stays."""
    free.fund(10)
    free.award(free.commit(completion=7_000))
    before = free.usdc_of(free.second_sponsor)
    pools = []
    for _ in range(9):
        free.fund(1, by=free.second_sponsor)
        free.refund(free.second_sponsor)
        pools.append(free.bounty().pool)
    assert pools == [4, 5, 5, 5, 5, 5, 5, 5, 5]
    assert (free.bounty().shares, before - free.usdc_of(free.second_sponsor)) == (10, 2)
    assert free.refund(free.sponsor) == 5


@pytest.mark.parametrize("completion", [1, 3_333, 9_999])
def test_nobody_is_diluted_by_those_who_come_later(free, completion):
    """What a stake is worth never falls by another's funding, be it a unit or a fortune, and rises by less than one."""
    free.fund(333_333_337)
    free.fund(7_777_777, by=free.second_sponsor)
    free.award(free.commit(completion=completion))
    free.protocol.usdc.mint(free.stranger.address, USDC**2)
    free.protocol.approve(free.stranger)

    def worth():
        bounty = free.bounty()
        return bounty.pool * free.stake_of(free.sponsor).shares / Fraction(bounty.shares)

    before = worth()
    for amount in (1, 13, 10_007, 1_234_567_891, 10**11):
        free.fund(amount, by=free.stranger)
        after = worth()
        assert before <= after < before + 1
        before = after


# -- around a cancellation --------------------------------------------------------------------------------------------


@pytest.fixture
def open_to_all(reviewed):
    """With review and arbiter, without commitment: only the review keeps money in or out. Two sponsors."""
    stage = reviewed.under(minimum=0, commitment_period=0)
    stage.fund(600 * USDC)
    stage.fund(400 * USDC, by=stage.second_sponsor)
    return stage


def nobody_moves(stage, until):
    """Neither in nor out, for anybody, this very second."""
    under_review, bounty = ("UnderReview", {"until": until}), stage.bounty()
    for sponsor in (stage.sponsor, stage.second_sponsor):
        out = under_review if bounty.pool else ("NothingToRefund", {"sponsor": sponsor.address})
        into = ("BountyClosed", {"bounty": stage.bounty_id()}) if bounty.is_closed else under_review
        for call, (name, values) in ((stage.refunding(sponsor), out), (stage.funding(USDC), into)):
            stage.refuse(call, name, by=sponsor, **values)


@pytest.mark.parametrize("completion", [6_000, 9_999, 10_000])
@pytest.mark.parametrize("cancelled_after", [2, REVIEW - 1])
def test_nobody_buys_into_an_award_that_will_be_cancelled(open_to_all, completion, cancelled_after):
    """A pool emptied by an award under review is cheap: nobody gets in before it is certain, nor out, nor dilutes."""
    stage = open_to_all
    commit = stage.commit(completion=completion)
    stage.award(commit)
    made, until = stage.now, stage.now + REVIEW
    nobody_moves(stage, until)
    stage.at(made + cancelled_after - 1)
    nobody_moves(stage, until)
    stage.at(made + cancelled_after)
    stage.cancel(commit)
    assert (stage.bounty().pool, stage.bounty().shares, stage.bounty().awarded) == (1_000 * USDC, 1_000 * USDC, 0)
    if cancelled_after < REVIEW - 1:
        nobody_moves(stage, until)
    stage.at(until)
    assert [stage.refund(stage.second_sponsor), stage.refund(stage.sponsor)] == [400 * USDC, 600 * USDC]


def test_money_moves_only_once_nothing_can_be_cancelled(open_to_all):
    """Two reviews that overlap: between their ends the first award is final, and still nobody gets in."""
    stage = open_to_all
    first, second = stage.commit(completion=9_000), stage.commit(stage.second, 500, work=RIVAL)
    stage.award(first)
    first_end = stage.now + REVIEW
    stage.at(stage.now + DAY)
    stage.award(second)
    end = stage.now + REVIEW
    stage.at(first_end)
    stage.refuse(stage.cancelling(first), "ReviewOver", by=stage.arbiter, reviewEnd=first_end)
    nobody_moves(stage, end)
    stage.cancel(second)
    assert (stage.bounty().pool, stage.bounty().awarded) == (100 * USDC, 9_000)
    stage.at(end)
    stage.fund(100 * USDC, by=stage.second_sponsor)
    assert stage.stake_of(stage.second_sponsor).shares == 400 * USDC + 1_000 * USDC
    assert stage.refund(stage.sponsor) == 60 * USDC
    assert stage.refund(stage.second_sponsor) == 40 * USDC + 100 * USDC


def test_a_cancelled_closure_wipes_out_nobody(open_to_all):
    """Closed by an explanation, with an award beside it: both go back, and every stake is worth what it was."""
    stage = open_to_all
    commit, closure = stage.commit(completion=9_999), stage.closure(stage.second)
    stage.award(commit)
    stage.close(closure)
    assert stage.bounty().pool == 0
    until = stage.bounty().review.until
    nobody_moves(stage, until)
    stage.send(stage.cancelling_closure(closure), stage.arbiter)
    nobody_moves(stage, until)
    stage.cancel(commit)
    assert (stage.bounty().pool, stage.bounty().shares) == (1_000 * USDC, 1_000 * USDC)
    stage.at(until)
    stage.close(stage.closure(contributor=NOBODY))
    stage.at(stage.bounty().review.until)
    assert [stage.refund(stage.sponsor), stage.refund(stage.second_sponsor)] == [600 * USDC, 400 * USDC]


def test_an_award_that_stands_is_borne_by_all_alike(open_to_all):
    """Once the review is over who leaves bears the award as who stays does, in either order."""
    stage = open_to_all
    stage.award(stage.commit(completion=2_500))
    stage.at(stage.now + REVIEW)
    for order in ((stage.sponsor, stage.second_sponsor), (stage.second_sponsor, stage.sponsor)):
        with stage.protocol.chain.rollback():
            got = {sponsor: stage.refund(sponsor) for sponsor in order}
            assert got == {stage.sponsor: 450 * USDC, stage.second_sponsor: 300 * USDC}
