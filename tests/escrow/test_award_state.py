"""Bounties that cannot be awarded as they stand: locked to another work, too small, or awarded already."""

from dataclasses import replace

import pytest

from praxis_chain.core.facts import fact_hash
from praxis_chain.evm.bindings import AwardState
from tests.escrow.stage import OTHER_EVIDENCE, RIVAL
from tests.protocol import COMMITMENT, LOCK, MINIMUM, USDC, WORK

# -- the lock ---------------------------------------------------------------------------------------------------------


def test_a_second_before_a_rivals_lock_ends(funded):
    """
    BountyEscrow.award / given another work holds the lock / when it is a second before the lock's end /
    it should refuse with LockHeld
    """
    funded.lock(work=RIVAL)
    end = funded.bounty().lock.end
    funded.at(end - 1)
    funded.refuse(funded.awarding(funded.commit()), "LockHeld", holder=RIVAL[:20], end=end)


def test_a_rivals_lock_ended(funded):
    """
    BountyEscrow.award / given another work holds the lock / when it is the lock's end / it should award
    """
    funded.lock(work=RIVAL)
    funded.at(funded.bounty().lock.end)
    funded.award(funded.commit())
    assert funded.usdc_of(funded.first) == 500 * USDC


def test_a_rival_whose_id_begins_alike(funded):
    """
    BountyEscrow.award / given another work holds the lock / when of the first 20 bytes of their ids one bit differs /
    it should refuse with LockHeld
    """
    for place in (0, 19):
        rival = WORK[:place] + bytes([WORK[place] ^ 1]) + WORK[place + 1 :]
        funded.lock(work=rival)
        funded.refuse(funded.awarding(funded.commit()), "LockHeld", holder=rival[:20], end=funded.bounty().lock.end)
        funded.at(funded.bounty().lock.end + 1)


def test_the_work_holds_the_lock(funded):
    """BountyEscrow.award / given the work holds the lock / it should award"""
    funded.lock()
    assert funded.bounty().lock.end > funded.now + LOCK - 10
    funded.award(funded.commit())
    assert funded.usdc_of(funded.first) == 500 * USDC


# -- the minimum ------------------------------------------------------------------------------------------------------


def test_an_unfunded_bounty(stage):
    """BountyEscrow.award / given nobody funded the bounty / it should refuse with BelowMinimum"""
    for some in (stage, stage.under(minimum=0)):
        some.refuse(
            some.awarding(some.commit()), "BelowMinimum", pool=0, remaining=10_000, minimum=some.program.minimum
        )


def test_a_unit_below_the_minimum(stage):
    """
    BountyEscrow.award / given the pool is a base unit below the minimum / it should refuse with BelowMinimum
    """
    stage.fund(MINIMUM - 1)
    for commit in (stage.commit(), stage.commit(completion=1)):
        stage.refuse(stage.awarding(commit), "BelowMinimum", pool=MINIMUM - 1, remaining=10_000, minimum=MINIMUM)


def test_exactly_the_minimum(stage):
    """BountyEscrow.award / given the pool is exactly the minimum / it should award"""
    stage.fund(MINIMUM)
    stage.award(stage.commit())
    assert stage.usdc_of(stage.first) == MINIMUM


def half_awarded_and_refunded(stage, staying):
    """Half of the subject awarded; then the greater sponsor left, and the other's half of `staying` is the pool."""
    stage.fund(100 * USDC)
    stage.fund(staying, by=stage.second_sponsor)
    stage.award(stage.commit(completion=5_000))
    stage.at(stage.now + COMMITMENT)
    stage.refund(stage.sponsor)
    assert stage.bounty().pool == staying // 2


def test_a_rest_below_the_minimum(stage):
    """
    BountyEscrow.award / given a part is awarded /
    when the rest of the pool, scaled to the whole, is below the minimum / it should refuse with BelowMinimum
    """
    half_awarded_and_refunded(stage, MINIMUM - 2)
    rest = MINIMUM // 2 - 1
    stage.refuse(stage.awarding(stage.commit(work=RIVAL)), "BelowMinimum", pool=rest, remaining=5_000, minimum=MINIMUM)


def test_a_rest_at_the_minimum(stage):
    """
    BountyEscrow.award / given a part is awarded / when the rest of the pool, scaled to the whole, is the minimum /
    it should award
    """
    half_awarded_and_refunded(stage, MINIMUM)
    before = stage.usdc_of(stage.second)
    stage.award(stage.commit(stage.second, completion=5_000, work=RIVAL))
    assert stage.usdc_of(stage.second) - before == MINIMUM // 2


def test_less_than_a_unit(stage):
    """
    BountyEscrow.award / given the pool is too small to give the work one base unit / it should refuse with ZeroAmount
    """
    free = stage.under(minimum=0)
    free.fund(1)
    free.refuse(free.awarding(free.commit(completion=9_999)), "ZeroAmount")
    free.award(free.commit())
    assert free.usdc_of(free.first) == 1


# -- the same Commit again --------------------------------------------------------------------------------------------


def test_the_same_fact_again(funded):
    """
    BountyEscrow.award / given a part is awarded / when the Commit is submitted again /
    it should refuse with AlreadyAwarded
    """
    commit = funded.commit(completion=2_000)
    funded.award(commit)
    funded.refuse(funded.awarding(commit), "AlreadyAwarded", award=funded.award_id(funded.first))


def test_a_corrected_fact_of_an_awarded_commit(funded):
    """
    BountyEscrow.award / given a part is awarded / when a corrected fact for the same Commit is submitted /
    it should refuse with AlreadyAwarded
    """
    funded.award(*funded.commits(1_000, 1_000))
    for again in (
        [funded.commit(completion=8_000)],
        [funded.commit(completion=1_000, quality=20_000, evidence=OTHER_EVIDENCE)],
        [funded.commit(completion=8_000, completedAt=funded.now - 60)],
    ):
        funded.refuse(funded.awarding(*again), "AlreadyAwarded", award=funded.award_id(funded.first))
    together = funded.awarding(*funded.commits(0, 500, 500)[1:])
    funded.refuse(together, "AlreadyAwarded", award=funded.award_id(funded.second))


@pytest.fixture
def cancelled(reviewed):
    """Two contributors' awards of the whole, cancelled by the arbiter: their Commits."""
    reviewed.fund(500 * USDC)
    commits = reviewed.commits(4_000, 6_000)
    reviewed.award(*commits)
    reviewed.cancel(*commits)
    return commits


def test_cancelled_facts(reviewed, cancelled):
    """
    BountyEscrow.award / given the work's awards were cancelled / when the same facts are submitted again /
    it should refuse with FactCancelled
    """
    reviewed.refuse(reviewed.awarding(*cancelled), "FactCancelled", fact=fact_hash(cancelled[0]))


def test_cancelled_facts_among_corrected_ones(reviewed, cancelled):
    """
    BountyEscrow.award / given the work's awards were cancelled /
    when one of the same facts comes with corrected ones / it should refuse with FactCancelled
    """
    corrected = replace(cancelled[0], evidence=OTHER_EVIDENCE)
    reviewed.refuse(reviewed.awarding(corrected, cancelled[1]), "FactCancelled", fact=fact_hash(cancelled[1]))


def test_corrected_facts(reviewed, cancelled):
    """
    BountyEscrow.award / given the work's awards were cancelled / when corrected facts are submitted /
    it should award
    """
    reviewed.award(*(replace(commit, evidence=OTHER_EVIDENCE) for commit in cancelled))
    owed = [reviewed.award_of(who) for who in (reviewed.first, reviewed.second)]
    assert [(award.amount, award.completion, award.state) for award in owed] == [
        (200 * USDC, 4_000, AwardState.OWED),
        (300 * USDC, 6_000, AwardState.OWED),
    ]


def test_cancelled_facts_after_a_cancelled_correction(reviewed, cancelled):
    """
    BountyEscrow.award / given the work's awards were cancelled /
    when the first facts are submitted again after the corrected ones were cancelled too /
    it should refuse with FactCancelled
    """
    corrected = [replace(commit, evidence=OTHER_EVIDENCE) for commit in cancelled]
    reviewed.award(*corrected)
    reviewed.cancel(*corrected)
    for again in (cancelled, corrected):
        reviewed.refuse(reviewed.awarding(*again), "FactCancelled", fact=fact_hash(again[0]))
    assert reviewed.award_of(reviewed.first, WORK).state is AwardState.CANCELLED
