"""Refunds: every sponsor takes back their part of what is unspent, in any order."""

from itertools import permutations

import pytest

from praxis_chain.core.ids import hash_uri
from praxis_chain.evm.bindings import Stake
from tests.escrow.stage import RIVAL
from tests.protocol import COMMITMENT, LOCK, REVIEW, SUBJECT, USDC


@pytest.fixture
def committed_until(funded):
    return funded.stake_of(funded.sponsor).committed_until


def refunded(stage, sequence, sponsor, amount, shares):
    return "Refunded", {
        "sequence": sequence,
        "bounty": stage.bounty_id(),
        "sponsor": sponsor.address,
        "amount": amount,
        "shares": shares,
    }


def test_an_unknown_program(stage):
    """BountyEscrow.refund / given the program is unknown / it should refuse with NothingToRefund"""
    call = stage.protocol.escrow.refund(hash_uri("no rules"), SUBJECT, stage.sponsor.address)
    stage.refuse(call, "NothingToRefund", by=stage.sponsor, sponsor=stage.sponsor.address)


def test_no_stake(funded):
    """BountyEscrow.refund / given the sponsor has no stake / it should refuse with NothingToRefund"""
    for nobody in (funded.second_sponsor, funded.stranger):
        funded.refuse(funded.refunding(nobody), "NothingToRefund", by=nobody, sponsor=nobody.address)


def test_refunded_already(funded, committed_until):
    """BountyEscrow.refund / given the stake was refunded already / it should refuse with NothingToRefund"""
    funded.fund(250 * USDC, by=funded.second_sponsor)
    funded.at(committed_until)
    funded.refund(funded.sponsor)
    call = funded.refunding(funded.sponsor)
    funded.refuse(call, "NothingToRefund", by=funded.sponsor, sponsor=funded.sponsor.address)
    assert funded.bounty().pool == 250 * USDC


def test_a_completed_bounty(funded, committed_until):
    """BountyEscrow.refund / given the bounty is completed / it should refuse with NothingToRefund"""
    funded.award(funded.commit())
    funded.at(committed_until)
    call = funded.refunding(funded.sponsor)
    funded.refuse(call, "NothingToRefund", by=funded.sponsor, sponsor=funded.sponsor.address)


@pytest.fixture
def review_end(reviewed):
    """A part is under review, for longer than the stake is committed."""
    reviewed.fund(500 * USDC)
    reviewed.at(reviewed.now + COMMITMENT)
    reviewed.award(reviewed.commit(completion=6_000))
    return reviewed.now + REVIEW


def test_a_second_before_the_reviews_end(reviewed, review_end):
    """
    BountyEscrow.refund / given something is under review / when it is a second before the review's end /
    it should refuse with UnderReview
    """
    reviewed.at(review_end - 1)
    reviewed.refuse(reviewed.refunding(reviewed.sponsor), "UnderReview", by=reviewed.sponsor, until=review_end)


def test_the_reviews_end(reviewed, review_end):
    """
    BountyEscrow.refund / given something is under review / when it is the review's end / it should refund
    """
    reviewed.at(review_end)
    assert reviewed.refund(reviewed.sponsor) == 200 * USDC
    assert reviewed.now == review_end


# -- closed -----------------------------------------------------------------------------------------------------------


def test_an_explained_bounty(funded, committed_until):
    """
    BountyEscrow.refund / given the bounty is explained / when anybody asks before the commitment's end /
    it should refund to the sponsor and emit Refunded
    """
    funded.close(funded.closure())
    assert funded.now < committed_until
    before = funded.usdc_of(funded.sponsor)
    receipt = funded.send(funded.refunding(funded.sponsor), funded.stranger)
    assert funded.said(receipt) == [refunded(funded, 3, funded.sponsor, 400 * USDC, 500 * USDC)]
    assert funded.usdc_of(funded.sponsor) - before == 400 * USDC
    assert funded.usdc_of(funded.stranger) == 0
    assert funded.stake_of(funded.sponsor) == Stake(0, 0)
    assert (funded.bounty().pool, funded.bounty().shares, funded.escrowed) == (0, 0, 0)


def test_a_frozen_sponsor(funded, circle_usdc):
    """
    BountyEscrow.refund / given the bounty is explained / when the token refuses one sponsor /
    it should refuse as the token does, and refund the others
    """
    funded.fund(250 * USDC, by=funded.second_sponsor)
    funded.close(funded.closure())
    circle_usdc.blacklist(funded.sponsor.address)
    funded.refuse(funded.refunding(funded.sponsor), "Error", reason="Blacklistable: account is blacklisted")
    rest = 650 * USDC
    assert funded.refund(funded.second_sponsor, by=funded.stranger) == rest // 3
    circle_usdc.blacklist(funded.sponsor.address, frozen=False)
    assert funded.refund(funded.sponsor, by=funded.stranger) == rest - rest // 3


# -- open -------------------------------------------------------------------------------------------------------------


def test_somebody_else_asks(funded, committed_until):
    """
    BountyEscrow.refund / given the bounty is open / when somebody else asks / it should refuse with NotTheSponsor
    """
    funded.at(committed_until)
    for caller in (funded.stranger, funded.second_sponsor, funded.arbiter):
        funded.refuse(
            funded.refunding(funded.sponsor),
            "NotTheSponsor",
            by=caller,
            caller=caller.address,
            sponsor=funded.sponsor.address,
        )


def test_a_second_before_the_commitments_end(funded, committed_until):
    """
    BountyEscrow.refund / given the bounty is open / when it is a second before the commitment's end /
    it should refuse with Committed
    """
    funded.at(committed_until - 1)
    funded.refuse(funded.refunding(funded.sponsor), "Committed", by=funded.sponsor, until=committed_until)


def test_the_commitments_end(funded, committed_until):
    """
    BountyEscrow.refund / given the bounty is open / when it is the commitment's end / it should refund the whole stake
    """
    funded.at(committed_until)
    assert funded.refund(funded.sponsor) == 500 * USDC
    assert funded.now == committed_until
    assert (funded.bounty().pool, funded.bounty().shares, funded.bounty().is_closed) == (0, 0, False)


@pytest.fixture
def lock_end(funded, committed_until):
    """A work took the lock a minute before the commitment's end."""
    funded.at(committed_until - 60)
    funded.lock(committed_until - 60)
    return committed_until - 60 + LOCK


def test_a_second_before_the_locks_end(funded, lock_end):
    """
    BountyEscrow.refund / given the bounty is open / when it is a second before the lock's end /
    it should refuse with Committed
    """
    funded.at(lock_end - 1)
    funded.refuse(funded.refunding(funded.sponsor), "Committed", by=funded.sponsor, until=lock_end)


def test_the_locks_end(funded, lock_end):
    """BountyEscrow.refund / given the bounty is open / when it is the lock's end / it should refund"""
    funded.at(lock_end)
    assert funded.refund(funded.sponsor) == 500 * USDC


@pytest.fixture
def stranded(funded, committed_until, lock_end):
    """When the sponsor may leave although the lock is renewed for ever."""
    stranded = committed_until + 4 * LOCK
    while funded.bounty().lock.end <= stranded:
        funded.at(funded.bounty().lock.end - 1)
        funded.lock(funded.now + 1)
    return stranded


def test_a_second_before_being_stranded(funded, stranded):
    """
    BountyEscrow.refund / given the bounty is open /
    when the lock is renewed for ever, a second before four lock periods after the commitment /
    it should refuse with Committed
    """
    funded.at(stranded - 1)
    funded.refuse(funded.refunding(funded.sponsor), "Committed", by=funded.sponsor, until=stranded)


def test_stranded(funded, stranded):
    """
    BountyEscrow.refund / given the bounty is open /
    when the lock is renewed for ever, four lock periods after the commitment / it should refund
    """
    funded.at(stranded)
    assert funded.bounty().is_locked(stranded)
    assert funded.refund(funded.sponsor) == 500 * USDC


# -- how much ---------------------------------------------------------------------------------------------------------


def test_after_a_part_was_awarded(funded):
    """BountyEscrow.refund / given a part is awarded / it should refund the sponsor's part of the rest"""
    funded.fund(250 * USDC, by=funded.second_sponsor)
    funded.award(funded.commit(completion=6_000))
    funded.at(funded.now + COMMITMENT)
    assert funded.refund(funded.second_sponsor) == 100 * USDC
    assert funded.refund(funded.sponsor) == 200 * USDC
    assert funded.escrowed == 0


def test_after_a_top_up_of_what_was_left(stage):
    """
    BountyEscrow.refund / given another sponsor topped up after a part was awarded / it should refund each by shares
    """
    stage.fund(500 * USDC)
    stage.award(stage.commit(completion=6_000))
    stage.fund(100 * USDC, by=stage.second_sponsor)
    assert stage.stake_of(stage.second_sponsor).shares == 250 * USDC
    stage.award(stage.commit(stage.second, completion=2_000, work=RIVAL))
    assert stage.bounty().pool == 150 * USDC
    stage.at(stage.now + COMMITMENT)
    assert stage.refund(stage.sponsor) == 100 * USDC
    assert stage.refund(stage.second_sponsor) == 50 * USDC
    assert (stage.bounty().pool, stage.bounty().shares, stage.escrowed) == (0, 0, 0)


def test_a_pool_that_does_not_divide(stage):
    """
    BountyEscrow.refund / given the pool does not divide / it should round down, and the last takes the remainder
    """
    free = stage.under(minimum=0, closing_award=1)
    free.fund(10)
    free.fund(5, by=free.second_sponsor)
    free.close(free.closure())
    assert free.bounty().pool == 14
    with free.protocol.chain.rollback():
        assert (free.refund(free.sponsor), free.refund(free.second_sponsor)) == (9, 5)
    assert (free.refund(free.second_sponsor), free.refund(free.sponsor)) == (4, 10)
    assert free.escrowed == 0


def test_a_worthless_stake(stage):
    """
    BountyEscrow.refund / given a stake worth less than a base unit / it should delete the stake and pay nothing
    """
    free = stage.under(minimum=0)
    free.fund(1)
    free.fund(99, by=free.second_sponsor)
    free.award(free.commit(completion=9_900))
    assert (free.bounty().pool, free.bounty().shares) == (1, 100)
    free.at(free.now + COMMITMENT)
    receipt = free.send(free.refunding(free.sponsor), free.sponsor)
    assert free.said(receipt) == [refunded(free, 4, free.sponsor, 0, 1)]
    assert free.stake_of(free.sponsor) == Stake(0, 0)
    assert free.refund(free.second_sponsor) == 1


def test_any_order_gives_the_same_within_a_unit(stage, circle):
    """E7: four sponsors, a part awarded; in each of the 24 orders all get their part and nothing is left."""
    free = stage.under(minimum=0)
    newcomers = (stage.stranger, circle)
    for newcomer in newcomers:
        stage.protocol.usdc.mint(newcomer.address, USDC)
        stage.protocol.approve(newcomer)
    stakes = {stage.sponsor: 1_000_003, stage.second_sponsor: 333_331, newcomers[0]: 17, newcomers[1]: 1}
    for sponsor, amount in stakes.items():
        free.fund(amount, by=sponsor)
    free.award(free.commit(completion=1_234))
    pool, shares = free.bounty().pool, free.bounty().shares
    assert (pool, shares) == (1_333_352 - 1_333_352 * 1_234 // 10_000, 1_333_352)
    free.at(free.now + COMMITMENT)
    for order in permutations(stakes):
        with free.protocol.chain.rollback():
            got = {sponsor: free.refund(sponsor) for sponsor in order}
            assert sum(got.values()) == pool
            for place, sponsor in enumerate(order):
                assert -1 < got[sponsor] - pool * stakes[sponsor] / shares < 1 + place
            assert (free.bounty().pool, free.bounty().shares, free.escrowed) == (0, 0, 0)
