"""Undoing a closure: the closing award goes back to the pool and the bounty opens again."""

from dataclasses import replace

import pytest

from praxis_chain.core.facts import fact_hash
from praxis_chain.core.ids import NOBODY, hash_uri
from praxis_chain.evm.bindings import Award, AwardState
from tests.escrow.stage import OTHER_EVIDENCE
from tests.protocol import REVIEW, USDC, WORK


def refuse_as_arbiter(stage, call, error, **values):
    stage.refuse(call, error, by=stage.arbiter, **values)


@pytest.fixture
def closure(reviewed):
    """A closure under review, with its closing award."""
    reviewed.fund(500 * USDC)
    closure = reviewed.closure()
    reviewed.close(closure)
    return closure


def closure_cancelled(stage, sequence, closure, amount):
    return "ClosureCancelled", {
        "sequence": sequence, "bounty": stage.bounty_id(), "contributor": closure.contributor,
        "fact": fact_hash(closure), "amount": amount,
    }  # fmt: skip


def test_a_closure_under_an_unknown_program(stage):
    """BountyEscrow.cancelClosure / given the program is unknown / it should refuse with UnknownProgram"""
    unknown = hash_uri("no rules")
    call = stage.protocol.escrow.cancel_closure(unknown, stage.closure())
    stage.refuse(call, "UnknownProgram", program=unknown)


def test_no_closure(reviewed):
    """BountyEscrow.cancelClosure / given no closure stands / it should refuse with NotStanding"""
    reviewed.fund(500 * USDC)
    closure = reviewed.closure()
    refuse_as_arbiter(reviewed, reviewed.cancelling_closure(closure), "NotStanding", fact=fact_hash(closure))
    reviewed.close(closure)
    reviewed.send(reviewed.cancelling_closure(closure), reviewed.arbiter)
    refuse_as_arbiter(reviewed, reviewed.cancelling_closure(closure), "NotStanding", fact=fact_hash(closure))


def test_another_closure(reviewed, closure):
    """
    BountyEscrow.cancelClosure / when it is another closure than the one that stands / it should refuse with NotStanding
    """
    other = replace(closure, evidence=OTHER_EVIDENCE)
    reviewed.protocol.revoke(other)
    refuse_as_arbiter(reviewed, reviewed.cancelling_closure(other), "NotStanding", fact=fact_hash(other))


def test_a_closure_without_review(stage):
    """BountyEscrow.cancelClosure / given there is no review / it should refuse with NotStanding"""
    arbitrated = stage.under(arbiter=stage.arbiter.address)
    arbitrated.fund(500 * USDC)
    closure = arbitrated.closure()
    arbitrated.close(closure)
    arbitrated.protocol.revoke(closure)
    call = arbitrated.cancelling_closure(closure)
    refuse_as_arbiter(arbitrated, call, "NotStanding", fact=fact_hash(closure))


def test_a_second_before_the_closures_review_ends(reviewed, closure):
    """
    BountyEscrow.cancelClosure / given the closure is under review / when it is a second before the review's end /
    it should return the closing award to the pool, reopen the bounty and emit ClosureCancelled
    """
    end = reviewed.now + REVIEW
    reviewed.at(end - 1)
    receipt = reviewed.send(reviewed.cancelling_closure(closure), reviewed.arbiter)
    assert reviewed.said(receipt) == [closure_cancelled(reviewed, 3, closure, 100 * USDC)]
    assert (reviewed.bounty().pool, reviewed.bounty().is_closed) == (500 * USDC, False)
    assert (reviewed.bounty().review.closure_end, reviewed.bounty().review.closure) == (0, bytes(20))
    award = reviewed.award_of(reviewed.first, NOBODY)
    assert award == Award(0, end, 0, fact_hash(closure)[:12], AwardState.CANCELLED)
    assert reviewed.protocol.escrow.is_cancelled(reviewed.protocol.view, reviewed.bounty_id(), fact_hash(closure))


def test_the_end_of_the_closures_review(reviewed, closure):
    """
    BountyEscrow.cancelClosure / given the closure is under review / when it is the review's end /
    it should refuse with ReviewOver
    """
    end = reviewed.now + REVIEW
    reviewed.protocol.revoke(closure)
    reviewed.at(end)
    refuse_as_arbiter(reviewed, reviewed.cancelling_closure(closure), "ReviewOver", reviewEnd=end)
    reviewed.send(reviewed.releasing(reviewed.first, NOBODY))
    assert reviewed.usdc_of(reviewed.first) == 100 * USDC


def test_somebody_else_cancels_a_closure(reviewed, closure):
    """
    BountyEscrow.cancelClosure / given the closure is under review /
    when the caller is neither the arbiter nor is the fact revoked / it should refuse with MayNotCancel
    """
    for caller in (reviewed.stranger, reviewed.sponsor, reviewed.protocol.members[0]):
        reviewed.refuse(reviewed.cancelling_closure(closure), "MayNotCancel", by=caller, caller=caller.address)


def test_the_issue_was_reopened(reviewed, closure):
    """
    BountyEscrow.cancelClosure / given the closure is under review /
    when the issue was reopened, so that the fact is revoked / it should let anybody cancel
    """
    reviewed.protocol.revoke(closure)
    reviewed.send(reviewed.cancelling_closure(closure), reviewed.stranger)
    assert (reviewed.bounty().pool, reviewed.bounty().is_closed) == (500 * USDC, False)
    reviewed.award(reviewed.commit(work=WORK))
    assert reviewed.award_of(reviewed.first).amount == 500 * USDC


def test_a_closure_without_explainer(reviewed):
    """
    BountyEscrow.cancelClosure / given the closure is under review / when nobody had explained /
    it should reopen the bounty with the pool as it is
    """
    reviewed.fund(500 * USDC)
    closure = reviewed.closure(contributor=NOBODY)
    reviewed.close(closure)
    receipt = reviewed.send(reviewed.cancelling_closure(closure), reviewed.arbiter)
    assert reviewed.said(receipt) == [closure_cancelled(reviewed, 3, closure, 0)]
    assert (reviewed.bounty().pool, reviewed.bounty().is_closed) == (500 * USDC, False)
