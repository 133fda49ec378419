"""Cancelling: what is under review goes back to its pool, and nowhere else."""

from dataclasses import replace

import pytest

from praxis_chain.core.addresses import ZERO_ADDRESS
from praxis_chain.core.facts import fact_hash
from praxis_chain.core.ids import hash_uri
from praxis_chain.evm.bindings import Award, AwardState
from tests.escrow.stage import OTHER_EVIDENCE, RIVAL
from tests.protocol import COMMITMENT, REVIEW, USDC


@pytest.fixture
def commits(reviewed):
    """An award of the whole to two contributors, under review."""
    reviewed.fund(500 * USDC)
    commits = reviewed.commits(4_000, 6_000)
    reviewed.award(*commits)
    return commits


@pytest.fixture
def end(reviewed, commits):
    """When the review of `commits` is over."""
    return reviewed.bounty().review.until


def award_cancelled(stage, sequence, commit, amount):
    return "AwardCancelled", {
        "sequence": sequence, "bounty": stage.bounty_id(), "work": commit.work, "contributor": commit.contributor,
        "fact": fact_hash(commit), "amount": amount,
    }  # fmt: skip


def refuse_as_arbiter(stage, call, error, **values):
    stage.refuse(call, error, by=stage.arbiter, **values)


def test_an_unknown_program(stage):
    """BountyEscrow.cancel / given the program is unknown / it should refuse with UnknownProgram"""
    unknown = hash_uri("no rules")
    stage.refuse(stage.protocol.escrow.cancel(unknown, [stage.commit()]), "UnknownProgram", program=unknown)


def test_no_commits(reviewed):
    """BountyEscrow.cancel / when there are no Commits / it should refuse with NoCommits"""
    refuse_as_arbiter(reviewed, reviewed.cancelling(), "NoCommits")


def test_a_second_before_the_reviews_end(reviewed, commits, end):
    """
    BountyEscrow.cancel / given the award is under review / when it is a second before the review's end /
    it should return amount and completion to the pool and emit AwardCancelled
    """
    reviewed.at(end - 1)
    receipt = reviewed.send(reviewed.cancelling(*commits), reviewed.arbiter)
    assert reviewed.now == end - 1
    assert reviewed.said(receipt) == [
        award_cancelled(reviewed, 4, commits[0], 200 * USDC),
        award_cancelled(reviewed, 5, commits[1], 300 * USDC),
    ]
    assert (reviewed.bounty().pool, reviewed.bounty().awarded) == (500 * USDC, 0)
    for who, commit in zip((reviewed.first, reviewed.second), commits, strict=True):
        assert reviewed.award_of(who) == Award(0, end, 0, fact_hash(commit)[:12], AwardState.CANCELLED)
        assert reviewed.protocol.escrow.is_cancelled(reviewed.protocol.view, reviewed.bounty_id(), fact_hash(commit))
    assert reviewed.escrowed == 500 * USDC


def test_the_reviews_end(reviewed, commits, end):
    """
    BountyEscrow.cancel / given the award is under review / when it is the review's end /
    it should refuse with ReviewOver
    """
    reviewed.protocol.revoke(commits[0])
    reviewed.at(end)
    for anybody in (reviewed.arbiter, reviewed.stranger):
        reviewed.refuse(reviewed.cancelling(*commits), "ReviewOver", by=anybody, reviewEnd=end)


def test_somebody_else(reviewed, commits, owner):
    """
    BountyEscrow.cancel / given the award is under review /
    when the caller is neither the arbiter nor has a revoked fact / it should refuse with MayNotCancel
    """
    reviewed.protocol.revoke(reviewed.commit(work=RIVAL))
    for caller in (reviewed.stranger, reviewed.sponsor, reviewed.first.account, reviewed.protocol.members[0], owner):
        reviewed.refuse(reviewed.cancelling(*commits), "MayNotCancel", by=caller, caller=caller.address)


def test_another_fact_is_revoked(reviewed, commits):
    """
    BountyEscrow.cancel / given the award is under review / when another fact of the same Commit is revoked /
    it should refuse with NotOwed
    """
    other = replace(commits[0], evidence=OTHER_EVIDENCE)
    reviewed.protocol.revoke(other)
    reviewed.refuse(reviewed.cancelling(other, commits[1]), "NotOwed", award=reviewed.award_id(reviewed.first))
    reviewed.refuse(reviewed.cancelling(*commits), "MayNotCancel", caller=reviewed.relayer.address)


def test_one_very_fact_is_revoked(reviewed, commits):
    """
    BountyEscrow.cancel / given the award is under review / when one of the very facts is revoked /
    it should let anybody cancel all awards of the work
    """
    reviewed.protocol.revoke(commits[1])
    reviewed.send(reviewed.cancelling(*commits), reviewed.stranger)
    assert reviewed.bounty().pool == 500 * USDC
    assert reviewed.award_of(reviewed.first).state is AwardState.CANCELLED


def test_some_are_missing(reviewed, commits):
    """
    BountyEscrow.cancel / given the award is under review / when some of the work's Commits are missing /
    it should refuse with TotalMismatch
    """
    for some, completion in ((commits[0], 4_000), (commits[1], 6_000)):
        refuse_as_arbiter(reviewed, reviewed.cancelling(some), "TotalMismatch", sum=completion, total=10_000)


def test_one_twice(reviewed, commits):
    """
    BountyEscrow.cancel / given the award is under review / when a Commit is given twice /
    it should refuse with NotOwed
    """
    award = reviewed.award_id(reviewed.first)
    refuse_as_arbiter(reviewed, reviewed.cancelling(commits[0], commits[0]), "NotOwed", award=award)


def test_another_work_among_them(reviewed, commits):
    """
    BountyEscrow.cancel / given the award is under review / when a Commit of another work is among them /
    it should refuse with CommitsDiffer
    """
    other = replace(commits[1], work=RIVAL)
    refuse_as_arbiter(reviewed, reviewed.cancelling(commits[0], other), "CommitsDiffer", index=1)


def test_another_fact_than_awarded(reviewed, commits):
    """
    BountyEscrow.cancel / given the award is under review / when a fact differs from what was awarded /
    it should refuse with NotOwed
    """
    for other in (replace(commits[1], quality=9_999), replace(commits[1], completedAt=1)):
        call = reviewed.cancelling(commits[0], other)
        refuse_as_arbiter(reviewed, call, "NotOwed", award=reviewed.award_id(reviewed.second))


def test_cancelled_twice(reviewed, commits):
    """
    BountyEscrow.cancel / given the award is under review / when it is cancelled already / it should refuse with NotOwed
    """
    reviewed.cancel(*commits)
    refuse_as_arbiter(reviewed, reviewed.cancelling(*commits), "NotOwed", award=reviewed.award_id(reviewed.first))


def test_the_bounty_opens_again(reviewed, commits, end):
    """BountyEscrow.cancel / given the award had completed the bounty / it should reopen the bounty"""
    assert reviewed.bounty().is_closed
    reviewed.cancel(*commits)
    assert not reviewed.bounty().is_closed
    reviewed.lock(work=RIVAL)
    reviewed.award(reviewed.commit(reviewed.third, work=RIVAL))
    assert reviewed.award_of(reviewed.third, RIVAL).amount == 500 * USDC


def test_an_explained_bounty_stays_closed(reviewed):
    """
    BountyEscrow.cancel / given the bounty is also explained / it should return the amount to the pool and stay closed
    """
    reviewed.fund(500 * USDC)
    commit = reviewed.commit(completion=5_000)
    reviewed.award(commit)
    reviewed.close(reviewed.closure(reviewed.second))
    reviewed.cancel(commit)
    assert (reviewed.bounty().pool, reviewed.bounty().awarded, reviewed.bounty().is_closed) == (400 * USDC, 0, True)
    reviewed.at(reviewed.bounty().review.until)
    assert reviewed.refund(reviewed.sponsor, by=reviewed.stranger) == 400 * USDC


def test_a_later_award_stands(reviewed):
    """
    BountyEscrow.cancel / given another work was awarded since /
    it should leave that award, its amount and its review as they are
    """
    reviewed.fund(500 * USDC)
    first, second = reviewed.commit(completion=6_000), reviewed.commit(reviewed.second, 4_000, work=RIVAL)
    reviewed.award(first)
    reviewed.at(reviewed.now + 86_400)
    reviewed.award(second)
    later = reviewed.award_of(reviewed.second, RIVAL)
    until = reviewed.bounty().review.until
    reviewed.cancel(first)
    assert reviewed.award_of(reviewed.second, RIVAL) == later
    assert (later.amount, later.review_end) == (200 * USDC, until)
    assert (reviewed.bounty().pool, reviewed.bounty().awarded, reviewed.bounty().review.until) == (
        300 * USDC, 4_000, until,
    )  # fmt: skip
    reviewed.at(until)
    reviewed.send(reviewed.releasing(reviewed.second, RIVAL))
    assert reviewed.usdc_of(reviewed.second) == 200 * USDC


def test_a_later_review_prolongs_no_earlier_one(reviewed):
    """
    BountyEscrow.cancel / given another work was awarded since / when only the later award is still under review /
    it should refuse with ReviewOver
    """
    reviewed.fund(500 * USDC)
    first = reviewed.commit(completion=6_000)
    reviewed.award(first)
    end = reviewed.bounty().review.until
    reviewed.at(end - 3_600)
    reviewed.award(reviewed.commit(reviewed.second, 4_000, work=RIVAL))
    reviewed.protocol.revoke(first)
    reviewed.at(end)
    for anybody in (reviewed.arbiter, reviewed.stranger):
        reviewed.refuse(reviewed.cancelling(first), "ReviewOver", by=anybody, reviewEnd=end)
    assert reviewed.bounty().review.until == end + REVIEW - 3_600


def test_a_released_award(stage):
    """BountyEscrow.cancel / given there is no review / when the award is released / it should refuse with NotOwed"""
    arbitrated = stage.under(arbiter=stage.arbiter.address)
    arbitrated.fund(500 * USDC)
    part = arbitrated.commit(completion=5_000)
    arbitrated.award(part)
    arbitrated.protocol.revoke(part)
    refuse_as_arbiter(arbitrated, arbitrated.cancelling(part), "NotOwed", award=arbitrated.award_id(stage.first))


def test_an_owed_award_without_review(stage):
    """BountyEscrow.cancel / given there is no review / when the award is owed / it should refuse with ReviewOver"""
    arbitrated = stage.under(arbiter=stage.arbiter.address)
    arbitrated.fund(500 * USDC)
    commit = arbitrated.commit(stage.unlinked)
    arbitrated.award(commit)
    made = arbitrated.now
    arbitrated.protocol.revoke(commit)
    refuse_as_arbiter(arbitrated, arbitrated.cancelling(commit), "ReviewOver", reviewEnd=made)


def test_an_award_without_record(stage):
    """
    BountyEscrow.cancel / given there is no review / when the award left no record / it should refuse with NotOwed
    """
    arbitrated = stage.under(arbiter=stage.arbiter.address)
    arbitrated.fund(500 * USDC)
    commit = arbitrated.commit()
    arbitrated.award(commit)
    refuse_as_arbiter(arbitrated, arbitrated.cancelling(commit), "NotOwed", award=arbitrated.award_id(stage.first))


def test_an_award_never_made(reviewed):
    """BountyEscrow.cancel / given the award was never made / it should refuse with NotOwed"""
    reviewed.fund(500 * USDC)
    call = reviewed.cancelling(reviewed.commit())
    refuse_as_arbiter(reviewed, call, "NotOwed", award=reviewed.award_id(reviewed.first))


def test_no_arbiter(reviewed):
    """BountyEscrow.cancel / given the program has no arbiter / it should refuse with MayNotCancel"""
    final = reviewed.under(arbiter=ZERO_ADDRESS)
    final.fund(500 * USDC)
    commit = final.commit()
    final.award(commit)
    refuse_as_arbiter(final, final.cancelling(commit), "MayNotCancel", caller=final.arbiter.address)


def test_cancelling_dilutes_nobody(reviewed):
    """After any number of cancelled awards every sponsor still takes back exactly what they put in."""
    reviewed.fund(500 * USDC + 1)
    reviewed.fund(250 * USDC + 3, by=reviewed.second_sponsor)
    for revision in range(3):
        one = reviewed.commit(completion=3_333, evidence=hash_uri(f"one {revision}"))
        two = reviewed.commit(reviewed.second, 4_444, work=RIVAL, evidence=hash_uri(f"two {revision}"))
        reviewed.award(one)
        reviewed.award(two)
        reviewed.refuse(
            reviewed.funding(USDC), "UnderReview", by=reviewed.sponsor, until=reviewed.bounty().review.until
        )
        reviewed.cancel(*((one,) if revision % 2 else (two,)))
        reviewed.cancel(*((two,) if revision % 2 else (one,)))
    assert reviewed.bounty().pool == reviewed.bounty().shares == 750 * USDC + 4
    reviewed.at(reviewed.now + COMMITMENT)
    assert reviewed.refund(reviewed.second_sponsor) == 250 * USDC + 3
    assert reviewed.refund(reviewed.sponsor) == 500 * USDC + 1
