"""What an explanation earns, and what it leaves."""

from praxis_chain.core.facts import fact_hash
from praxis_chain.core.ids import NOBODY
from praxis_chain.core.programs import DAY
from praxis_chain.evm.bindings import Award, AwardState, Direction, Review
from tests.escrow.books import NO_AWARD
from tests.escrow.events import closed, released
from tests.escrow.stage import closing_award
from tests.protocol import CLOSING_AWARD, REVIEW, USDC

# -- what it pays -----------------------------------------------------------------------------------------------------


def test_the_closing_award(funded):
    """
    BountyEscrow.close / given there is no review / when the explainer has a wallet /
    it should pay the closing award, open refunds of the rest and emit Closed
    """
    closure = funded.closure()
    receipt = funded.close(closure)
    assert funded.said(receipt) == [closed(funded, 2, closure, CLOSING_AWARD, paid_to=funded.first)]
    assert funded.usdc_of(funded.first) == CLOSING_AWARD == 100 * USDC
    assert (funded.bounty().pool, funded.bounty().awarded, funded.bounty().explained) == (400 * USDC, 0, True)
    assert funded.award_of(funded.first, NOBODY) == NO_AWARD
    assert funded.refund(funded.sponsor, by=funded.stranger) == 400 * USDC
    assert funded.escrowed == 0


def test_a_small_pool(stage):
    """
    BountyEscrow.close / given there is no review / when the pool is smaller than the closing award /
    it should pay the pool
    """
    stage.fund(CLOSING_AWARD - 1)
    stage.close(stage.closure())
    assert stage.usdc_of(stage.first) == CLOSING_AWARD - 1
    assert (stage.bounty().pool, stage.bounty().explained, stage.escrowed) == (0, True, 0)


def test_nobody_explained(funded):
    """BountyEscrow.close / given there is no review / when nobody explained / it should pay nothing"""
    closure = funded.closure(contributor=NOBODY)
    receipt = funded.close(closure)
    assert funded.said(receipt) == [closed(funded, 2, closure, 0)]
    assert (funded.bounty().pool, funded.bounty().explained) == (500 * USDC, True)


def test_no_closing_award(stage):
    """BountyEscrow.close / given there is no review / when the program has no closing award / it should pay nothing"""
    frugal = stage.under(closing_award=0)
    frugal.fund(500 * USDC)
    closure = frugal.closure()
    receipt = frugal.close(closure)
    assert frugal.said(receipt) == [closed(frugal, 2, closure, 0)]
    assert (frugal.usdc_of(frugal.first), frugal.bounty().pool) == (0, 500 * USDC)


def test_a_frozen_explainer(funded, circle_usdc):
    """
    BountyEscrow.close / given there is no review / when the token refuses the explainer's wallet /
    it should owe the closing award
    """
    circle_usdc.blacklist(funded.first.account.address)
    closure = funded.closure()
    receipt = funded.close(closure)
    assert funded.said(receipt) == [closed(funded, 2, closure, CLOSING_AWARD)]
    assert funded.award_of(funded.first, NOBODY) == Award(
        CLOSING_AWARD, funded.now, 0, fact_hash(closure)[:12], AwardState.OWED
    )
    circle_usdc.blacklist(funded.first.account.address, frozen=False)
    funded.send(funded.releasing(funded.first, NOBODY))
    assert funded.usdc_of(funded.first) == CLOSING_AWARD


def test_a_reviewed_closure(reviewed):
    """BountyEscrow.close / given there is a review / it should owe the closing award until the review's end"""
    reviewed.fund(500 * USDC)
    closure = reviewed.closure()
    receipt = reviewed.close(closure)
    end = reviewed.now + REVIEW
    assert reviewed.said(receipt) == [closed(reviewed, 2, closure, CLOSING_AWARD, review_end=end)]
    assert reviewed.bounty().review == Review(end, end, fact_hash(closure)[:20])
    assert reviewed.award_of(reviewed.first, NOBODY) == Award(
        CLOSING_AWARD, end, 0, fact_hash(closure)[:12], AwardState.OWED
    )
    assert (reviewed.bounty().pool, reviewed.usdc_of(reviewed.first)) == (400 * USDC, 0)
    reviewed.refuse(reviewed.refunding(reviewed.sponsor), "UnderReview", until=end)


def test_a_closure_beside_an_award_under_review(reviewed):
    """
    BountyEscrow.close / given an award is under review /
    it should close, with the closing award from the rest of the pool
    """
    reviewed.fund(500 * USDC)
    reviewed.award(reviewed.commit(completion=9_000))
    reviewed.close(reviewed.closure(reviewed.second))
    assert reviewed.award_of(reviewed.first).amount == 450 * USDC
    assert reviewed.award_of(reviewed.second, NOBODY).amount == 50 * USDC
    assert (reviewed.bounty().pool, reviewed.bounty().awarded, reviewed.bounty().explained) == (0, 9_000, True)


# -- how it is released -----------------------------------------------------------------------------------------------


def test_a_closing_award_is_released_and_directed_like_any_other(reviewed):
    """Not before the closure's own review is over; then its explainer's wallet says where it goes."""
    reviewed.fund(500 * USDC)
    closure = reviewed.closure()
    reviewed.close(closure)
    end = reviewed.now + REVIEW
    given = Direction(fact_hash(closure), reviewed.stranger.address, 0, end + DAY)
    directing, wallet = reviewed.releasing_to(reviewed.first, given, work=NOBODY), reviewed.first.account
    reviewed.at(end - 1)
    reviewed.refuse(reviewed.releasing(reviewed.first, NOBODY), "UnderReview", until=end)
    reviewed.refuse(directing, "UnderReview", by=wallet, until=end)
    reviewed.at(end)
    reviewed.refuse(directing, "NotTheWallet", by=reviewed.stranger, wallet=wallet.address)
    receipt = reviewed.send(directing, wallet)
    award = closing_award(reviewed.first, reviewed)
    assert reviewed.said(receipt) == [released(3, award, reviewed.first, CLOSING_AWARD, to=reviewed.stranger)]
    assert reviewed.usdc_of(reviewed.first, reviewed.stranger) == (0, CLOSING_AWARD)
