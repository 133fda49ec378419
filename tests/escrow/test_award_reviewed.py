"""Awards under review: owed to the contributor, and nobody's until the review is over."""

from praxis_chain.core.facts import fact_hash
from praxis_chain.core.programs import DAY
from praxis_chain.evm.bindings import Award, AwardState, Review
from tests.escrow.events import awarded
from tests.escrow.stage import RIVAL
from tests.protocol import REVIEW, USDC, WORK


def under_review(commit, amount, end):
    return Award(amount, end, commit.completion, fact_hash(commit)[:12], AwardState.OWED)


def test_the_whole(reviewed):
    """
    BountyEscrow.award / given there is a review / when a work completed the whole /
    it should owe the awards until the review's end, complete the bounty and pay nothing
    """
    reviewed.fund(500 * USDC)
    commits = reviewed.commits(4_000, 6_000)
    receipt = reviewed.award(*commits)
    end = reviewed.now + REVIEW
    assert reviewed.said(receipt) == [
        awarded(reviewed, 2, commits[0], 200 * USDC, paid_to=None, review_end=end),
        awarded(reviewed, 3, commits[1], 300 * USDC, paid_to=None, review_end=end),
    ]
    assert reviewed.award_of(reviewed.first) == under_review(commits[0], 200 * USDC, end)
    assert reviewed.award_of(reviewed.second) == under_review(commits[1], 300 * USDC, end)
    assert (reviewed.bounty().pool, reviewed.bounty().is_closed) == (0, True)
    assert reviewed.bounty().review == Review(end, 0, bytes(20))
    assert reviewed.usdc_of(reviewed.first, reviewed.second) == (0, 0)
    assert reviewed.escrowed == 500 * USDC


def test_a_part(reviewed):
    """
    BountyEscrow.award / given there is a review / when a work completed a part / it should owe the award and stay open
    """
    reviewed.fund(500 * USDC)
    commit = reviewed.commit(completion=6_000)
    reviewed.award(commit)
    assert reviewed.award_of(reviewed.first) == under_review(commit, 300 * USDC, reviewed.now + REVIEW)
    assert (reviewed.bounty().pool, reviewed.bounty().is_closed) == (200 * USDC, False)


def test_a_second_work_that_fits(reviewed):
    """
    BountyEscrow.award / given there is a review / when a second work fits into the rest /
    it should give it a review of its own, and move only the bounty's
    """
    reviewed.fund(500 * USDC)
    one, two = reviewed.commit(completion=6_000), reviewed.commit(reviewed.second, completion=4_000, work=RIVAL)
    reviewed.award(one)
    first_end = reviewed.now + REVIEW
    reviewed.at(first_end - DAY)
    reviewed.award(two)
    second_end = first_end - DAY + REVIEW
    assert reviewed.award_of(reviewed.first) == under_review(one, 300 * USDC, first_end)
    assert reviewed.award_of(reviewed.second, RIVAL) == under_review(two, 200 * USDC, second_end)
    assert reviewed.bounty().review.until == second_end

    reviewed.at(first_end)
    reviewed.send(reviewed.releasing(reviewed.first, WORK))
    reviewed.refuse(reviewed.releasing(reviewed.second, RIVAL), "UnderReview", until=second_end)
    assert reviewed.usdc_of(reviewed.first) == 300 * USDC


def test_a_second_work_that_does_not_fit(reviewed):
    """
    BountyEscrow.award / given there is a review /
    when a second work does not fit into the rest, a second before the review's end /
    it should refuse with UnderReview
    """
    reviewed.fund(500 * USDC)
    reviewed.award(reviewed.commit(completion=6_000))
    end = reviewed.now + REVIEW
    reviewed.at(end - 1)
    reviewed.refuse(
        reviewed.awarding(reviewed.commit(reviewed.second, completion=4_001, work=RIVAL)), "UnderReview", until=end
    )


def test_a_second_work_that_is_cut(reviewed):
    """
    BountyEscrow.award / given there is a review / when a second work does not fit into the rest, at the review's end /
    it should cut pro rata
    """
    reviewed.fund(500 * USDC)
    reviewed.award(reviewed.commit(completion=6_000))
    reviewed.at(reviewed.now + REVIEW)
    commits = [reviewed.commit(who, 5_000, total=10_000, work=RIVAL) for who in (reviewed.second, reviewed.third)]
    reviewed.award(*commits)
    found = [reviewed.award_of(who, RIVAL) for who in (reviewed.second, reviewed.third)]
    assert [(award.amount, award.completion) for award in found] == [(100 * USDC, 2_000)] * 2
    assert reviewed.bounty().awarded == 10_000


def test_a_cancelled_cut_gives_back_what_it_took(reviewed):
    """An award that was cut gives the rest back, not what its facts asked for."""
    reviewed.fund(500 * USDC)
    reviewed.award(reviewed.commit(completion=6_000))
    reviewed.at(reviewed.now + REVIEW)
    cut = reviewed.commit(reviewed.second, work=RIVAL)
    reviewed.award(cut)
    reviewed.cancel(cut)
    assert (reviewed.bounty().pool, reviewed.bounty().awarded) == (200 * USDC, 6_000)
