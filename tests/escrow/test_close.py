"""Closing a bounty by an explanation."""

from dataclasses import replace

import pytest

from praxis_chain.core.facts import fact_hash
from praxis_chain.core.ids import NOBODY, hash_uri
from praxis_chain.core.programs import DAY
from tests.escrow.stage import OTHER_EVIDENCE
from tests.protocol import CLOSING_AWARD, LOCK, MINIMUM, USDC, WORK

# -- refusals ---------------------------------------------------------------------------------------------------------


def test_an_unknown_program(stage):
    """BountyEscrow.close / given the program is unknown / it should refuse with UnknownProgram"""
    unknown, closure = hash_uri("no rules"), stage.closure()
    call = stage.protocol.escrow.close(unknown, closure, *stage.protocol.attest(closure))
    stage.refuse(call, "UnknownProgram", program=unknown)


def test_a_completed_bounty(funded):
    """BountyEscrow.close / given the bounty is completed / it should refuse with BountyClosed"""
    funded.award(funded.commit())
    funded.refuse(funded.closing(funded.closure()), "BountyClosed", bounty=funded.bounty_id())


def test_an_explained_bounty(funded):
    """BountyEscrow.close / given the bounty is explained / it should refuse with BountyClosed"""
    closure = funded.closure()
    funded.close(closure)
    for again in (closure, replace(closure, evidence=OTHER_EVIDENCE)):
        funded.refuse(funded.closing(again), "BountyClosed", bounty=funded.bounty_id())


def test_a_closing_in_the_future(funded):
    """BountyEscrow.close / when the closing is a second in the future / it should refuse with FactFromFuture"""
    next_block = funded.now + 1
    call = funded.closing(funded.closure(closedAt=next_block + 1))
    funded.refuse(call, "FactFromFuture", factTime=next_block + 1, currentTime=next_block)


def test_the_last_second_for_a_closure(funded):
    """BountyEscrow.close / when the closing was thirty days ago less a second / it should close"""
    closure = funded.closure()
    funded.at(closure.closedAt + 30 * DAY - 1)
    funded.close(closure)
    assert funded.bounty().explained


def test_too_late_for_a_closure(funded):
    """BountyEscrow.close / when the closing was thirty days ago / it should refuse with ClosureTooLate"""
    closure = funded.closure()
    late = closure.closedAt + 30 * DAY
    funded.at(late)
    funded.refuse(funded.closing(closure), "ClosureTooLate", closedAt=closure.closedAt, currentTime=late)


def test_no_quorum(funded):
    """BountyEscrow.close / when no quorum signed the closure / it should refuse with QuorumNotReached"""
    closure = funded.closure()
    proof = funded.protocol.attest(closure, by=funded.protocol.members[:1])
    call = funded.protocol.escrow.close(funded.program.id, closure, *proof)
    funded.refuse(call, "QuorumNotReached", signatures=1, quorum=2)


def test_a_revoked_closure(funded):
    """BountyEscrow.close / given the closure is revoked / it should refuse with Revoked"""
    closure = funded.closure()
    funded.protocol.revoke(closure)
    funded.refuse(funded.closing(closure), "Revoked", fact=fact_hash(closure), revokedAt=funded.now)


@pytest.fixture
def cancelled(reviewed):
    """A closure that the arbiter cancelled."""
    reviewed.fund(500 * USDC)
    closure = reviewed.closure()
    reviewed.close(closure)
    reviewed.send(reviewed.cancelling_closure(closure), reviewed.arbiter)
    return closure


def test_a_cancelled_closure(reviewed, cancelled):
    """
    BountyEscrow.close / given the closure was cancelled / when it is submitted again /
    it should refuse with FactCancelled
    """
    reviewed.refuse(reviewed.closing(cancelled), "FactCancelled", fact=fact_hash(cancelled))


def test_a_corrected_closure(reviewed, cancelled):
    """BountyEscrow.close / given the closure was cancelled / when a corrected one is submitted / it should close"""
    reviewed.close(replace(cancelled, evidence=OTHER_EVIDENCE))
    assert reviewed.bounty().explained
    assert reviewed.award_of(reviewed.first, NOBODY).amount == CLOSING_AWARD


def test_a_cancelled_closure_after_a_cancelled_correction(reviewed, cancelled):
    """
    BountyEscrow.close / given the closure was cancelled /
    when it is submitted again after the corrected one was cancelled too / it should refuse with FactCancelled
    """
    corrected = replace(cancelled, evidence=OTHER_EVIDENCE)
    reviewed.close(corrected)
    reviewed.send(reviewed.cancelling_closure(corrected), reviewed.arbiter)
    for again in (cancelled, corrected):
        reviewed.refuse(reviewed.closing(again), "FactCancelled", fact=fact_hash(again))


def test_an_unfunded_bounty(stage):
    """BountyEscrow.close / given nobody funded the bounty / it should refuse with BelowMinimum"""
    stage.refuse(stage.closing(stage.closure()), "BelowMinimum", pool=0, remaining=10_000, minimum=MINIMUM)


def test_a_unit_below_the_minimum(stage):
    """
    BountyEscrow.close / given the pool is a base unit below the minimum / it should refuse with BelowMinimum
    """
    stage.fund(MINIMUM - 1)
    call = stage.closing(stage.closure())
    stage.refuse(call, "BelowMinimum", pool=MINIMUM - 1, remaining=10_000, minimum=MINIMUM)
    stage.fund(1)
    stage.send(call)
    assert stage.usdc_of(stage.first) == MINIMUM


# -- locks ------------------------------------------------------------------------------------------------------------


@pytest.fixture
def began(funded):
    """The usual work holds the lock since an hour ago."""
    began = funded.now - 3_600
    funded.lock(began)
    return began


def test_a_second_before_the_locks_end(funded, began):
    """
    BountyEscrow.close / given a lock that began before the closing / when it is a second before the lock's end /
    it should refuse with LockHeld
    """
    closure = funded.closure(closedAt=began + 1)
    funded.at(began + LOCK - 1)
    funded.refuse(funded.closing(closure), "LockHeld", holder=WORK[:20], end=began + LOCK)


def test_the_locks_end(funded, began):
    """
    BountyEscrow.close / given a lock that began before the closing / when it is the lock's end / it should close
    """
    closure = funded.closure(closedAt=began + 1)
    funded.at(began + LOCK)
    funded.close(closure)
    assert funded.bounty().explained


@pytest.fixture
def closure_under_work(funded, began):
    """The issue was closed a minute after the lock began; an hour later the holder still made progress."""
    closed_at = began + 60
    funded.lock(closed_at + 1_800)
    assert funded.bounty().lock.end == closed_at + 1_800 + LOCK
    return funded.closure(closedAt=closed_at)


def test_progress_after_the_closing_holds(funded, closure_under_work):
    """
    BountyEscrow.close / given a lock that began before the closing /
    when the holder made progress after the closing, a second before a lock period after it /
    it should refuse with LockHeld
    """
    end = closure_under_work.closedAt + LOCK
    funded.at(end - 1)
    funded.refuse(funded.closing(closure_under_work), "LockHeld", holder=WORK[:20], end=end)


def test_progress_after_the_closing_holds_no_longer(funded, closure_under_work):
    """
    BountyEscrow.close / given a lock that began before the closing /
    when the holder made progress after the closing, a lock period after it / it should close
    """
    funded.at(closure_under_work.closedAt + LOCK)
    funded.close(closure_under_work)
    assert funded.bounty().explained


def test_a_lock_that_began_at_the_closing(funded, began):
    """BountyEscrow.close / given a lock that began in the very second of the closing / it should close"""
    funded.close(funded.closure(closedAt=began))
    assert funded.bounty().explained


def test_a_lock_that_was_ended(funded, began):
    """BountyEscrow.close / given a lock that a maintainer ended / it should close"""
    funded.lock(began + 60, work=NOBODY, replaces=WORK)
    funded.close(funded.closure(closedAt=began + 61))
    assert funded.bounty().explained
