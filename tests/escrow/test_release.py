"""Releasing: what is owed goes to the contributor's wallet, whoever asks."""

import pytest

from praxis_chain.core.ids import NOBODY, hash_uri
from praxis_chain.evm.bindings import AwardState, Earned
from tests.escrow.events import released
from tests.escrow.stage import OTHER_SUBJECT, OTHER_URI, RIVAL, THIRD_WORK
from tests.protocol import CLOSING_AWARD, REVIEW, SUBJECT, USDC, WORK
from tests.stakeholders.linking import change_wallet, move_wallet


@pytest.fixture
def end(reviewed):
    """When the review of the first contributor's 300 USDC is over."""
    reviewed.fund(500 * USDC)
    reviewed.award(reviewed.commit(completion=6_000))
    return reviewed.now + REVIEW


def test_an_unknown_program(stage):
    """BountyEscrow.release / given the program is unknown / it should refuse with UnknownProgram"""
    unknown = hash_uri("no rules")
    call = stage.protocol.escrow.release(unknown, stage.first.id, [Earned(SUBJECT, WORK)])
    stage.refuse(call, "UnknownProgram", program=unknown)


def test_no_wallet(stage):
    """BountyEscrow.release / given the contributor has no wallet / it should refuse with NoWallet"""
    stage.fund(500 * USDC)
    stage.award(stage.commit(stage.unlinked))
    stage.refuse(stage.releasing(stage.unlinked, WORK), "NoWallet", contributor=stage.unlinked.id)


def test_nothing_named(stage):
    """BountyEscrow.release / when nothing is named / it should refuse with NothingToRelease"""
    stage.refuse(stage.releasing(stage.first), "NothingToRelease", contributor=stage.first.id)


def test_a_second_before_the_reviews_end(reviewed, end):
    """
    BountyEscrow.release / given the award is under review / when it is a second before the review's end /
    it should refuse with UnderReview
    """
    reviewed.at(end - 1)
    for caller in (reviewed.stranger, reviewed.first.account, reviewed.arbiter):
        reviewed.refuse(reviewed.releasing(reviewed.first, WORK), "UnderReview", by=caller, until=end)


def test_the_reviews_end(reviewed, end):
    """
    BountyEscrow.release / given the award is under review / when it is the review's end /
    it should pay the wallet, whoever calls, and emit Released
    """
    reviewed.at(end)
    receipt = reviewed.send(reviewed.releasing(reviewed.first, WORK), reviewed.stranger)
    assert reviewed.now == end
    assert reviewed.said(receipt) == [released(3, reviewed.award_id(reviewed.first), reviewed.first, 300 * USDC)]
    assert reviewed.usdc_of(reviewed.first, reviewed.stranger) == (300 * USDC, 0)
    award = reviewed.award_of(reviewed.first)
    assert (award.amount, award.completion, award.review_end, award.state) == (0, 6_000, end, AwardState.RELEASED)
    assert reviewed.escrowed == 200 * USDC


def test_released_already(reviewed, end):
    """BountyEscrow.release / given the award is released already / it should refuse with NothingToRelease"""
    reviewed.at(end)
    reviewed.send(reviewed.releasing(reviewed.first, WORK))
    reviewed.refuse(reviewed.releasing(reviewed.first, WORK), "NothingToRelease", contributor=reviewed.first.id)


def test_cancelled(reviewed):
    """BountyEscrow.release / given the award was cancelled / it should refuse with NothingToRelease"""
    reviewed.fund(500 * USDC)
    commit = reviewed.commit()
    reviewed.award(commit)
    reviewed.cancel(commit)
    reviewed.at(reviewed.now + REVIEW)
    reviewed.refuse(reviewed.releasing(reviewed.first, WORK), "NothingToRelease", contributor=reviewed.first.id)


def three_parts(reviewed):
    """The first contributor earned 50, 100 and 150 USDC by three works; their reviews are over."""
    reviewed.fund(500 * USDC)
    works = ((WORK, 1_000), (RIVAL, 2_000), (THIRD_WORK, 3_000))
    for work, completion in works:
        reviewed.award(reviewed.commit(completion=completion, work=work))
    reviewed.at(reviewed.now + REVIEW)
    return tuple(work for work, _ in works)


def test_several(reviewed):
    """
    BountyEscrow.release / given several awards are owed /
    it should pay them in one transfer, passing over those released meanwhile
    """
    works = three_parts(reviewed)
    reviewed.send(reviewed.releasing(reviewed.first, RIVAL))
    receipt = reviewed.send(reviewed.releasing(reviewed.first, *works))
    assert reviewed.said(receipt) == [
        released(6, reviewed.award_id(reviewed.first, WORK), reviewed.first, 50 * USDC),
        released(7, reviewed.award_id(reviewed.first, THIRD_WORK), reviewed.first, 150 * USDC),
    ]
    assert [event.args["value"] for event in receipt.events if event.name == "Transfer"] == [200 * USDC]
    assert reviewed.usdc_of(reviewed.first) == 300 * USDC


def test_several_subjects(reviewed):
    """One transfer also pays what was earned on several issues of a program."""
    reviewed.fund(500 * USDC)
    reviewed.fund(70 * USDC, subject_uri=OTHER_URI)
    reviewed.award(reviewed.commit())
    reviewed.award(reviewed.commit(subject=OTHER_SUBJECT))
    reviewed.at(reviewed.now + REVIEW)
    earned = [Earned(SUBJECT, WORK), Earned(OTHER_SUBJECT, WORK)]
    reviewed.send(reviewed.protocol.escrow.release(reviewed.program.id, reviewed.first.id, earned))
    assert reviewed.usdc_of(reviewed.first) == 570 * USDC


def test_one_named_twice(reviewed, end):
    """BountyEscrow.release / when an award is named twice / it should pay it once"""
    reviewed.at(end)
    receipt = reviewed.send(reviewed.releasing(reviewed.first, WORK, WORK))
    assert len(reviewed.said(receipt)) == 1
    assert reviewed.usdc_of(reviewed.first) == 300 * USDC


def test_one_of_several_under_review(reviewed):
    """BountyEscrow.release / given one of several is under review / it should refuse with UnderReview"""
    reviewed.fund(500 * USDC)
    reviewed.award(reviewed.commit(completion=1_000))
    first_end = reviewed.now + REVIEW
    reviewed.at(first_end - 60)
    reviewed.award(reviewed.commit(completion=2_000, work=RIVAL))
    reviewed.at(first_end)
    call = reviewed.releasing(reviewed.first, WORK, RIVAL)
    reviewed.refuse(call, "UnderReview", until=first_end - 60 + REVIEW)


def test_a_closing_award(reviewed):
    """BountyEscrow.release / given a closing award is owed / it should pay it under work zero"""
    reviewed.fund(500 * USDC)
    reviewed.close(reviewed.closure())
    reviewed.at(reviewed.now + REVIEW)
    receipt = reviewed.send(reviewed.releasing(reviewed.first, NOBODY))
    award = reviewed.award_id(reviewed.first, NOBODY)
    assert reviewed.said(receipt) == [released(3, award, reviewed.first, CLOSING_AWARD)]
    assert reviewed.usdc_of(reviewed.first) == CLOSING_AWARD


def test_a_wallet_linked_since(stage):
    """
    BountyEscrow.release / given the contributor had no wallet when it was awarded /
    it should pay the wallet linked since
    """
    stage.fund(500 * USDC)
    stage.award(stage.commit(stage.unlinked))
    stage.protocol.enter(stage.unlinked.account, standing=None)
    stage.send(stage.releasing(stage.unlinked, WORK))
    assert stage.usdc_of(stage.unlinked) == 500 * USDC


@pytest.fixture
def frozen(stage, circle_usdc):
    """The first contributor's wallet is on Circle's blacklist, and 500 USDC are owed to it."""
    circle_usdc.blacklist(stage.first.account.address)
    stage.fund(500 * USDC)
    stage.award(stage.commit())
    return stage.first


def test_a_frozen_wallet(stage, frozen):
    """
    BountyEscrow.release / given the token refuses the wallet / when it still does /
    it should refuse as the token does and keep the award
    """
    stage.refuse(stage.releasing(frozen, WORK), "Error", reason="Blacklistable: account is blacklisted")
    assert stage.award_of(frozen).amount == stage.escrowed == 500 * USDC


def test_a_thawed_wallet(stage, frozen, circle_usdc):
    """
    BountyEscrow.release / given the token refuses the wallet / when it does no longer / it should pay
    """
    circle_usdc.blacklist(frozen.account.address, frozen=False)
    stage.send(stage.releasing(frozen, WORK))
    assert (stage.usdc_of(frozen), stage.escrowed) == (500 * USDC, 0)


def test_a_change_of_wallets(reviewed, end):
    """
    BountyEscrow.release / given the contributor changed wallets / it should pay the wallet in effect
    """
    reviewed.at(end)
    with reviewed.protocol.chain.rollback():
        change_wallet(reviewed.protocol, reviewed.first.id, reviewed.stranger)
        reviewed.send(reviewed.releasing(reviewed.first, WORK))
        assert reviewed.usdc_of(reviewed.first, reviewed.stranger) == (300 * USDC, 0)
    move_wallet(reviewed.protocol, reviewed.first.id, reviewed.stranger)
    reviewed.send(reviewed.releasing(reviewed.first, WORK))
    assert reviewed.usdc_of(reviewed.first, reviewed.stranger) == (0, 300 * USDC)
