"""Funding: what a sponsor puts in, and what part of the pool is theirs."""

from praxis_chain.core.ids import hash_uri
from praxis_chain.evm.bindings import AwardState, Stake
from tests.escrow.solidity import charge_a_fee
from tests.escrow.stage import OTHER_SUBJECT, OTHER_URI, TERMS
from tests.protocol import COMMITMENT, REVIEW, SUBJECT_URI, USDC

NOT_A_PROGRAM = hash_uri("no rules")


def test_an_unknown_program(stage):
    """BountyEscrow.fund / given the program is unknown / it should refuse with UnknownProgram"""
    call = stage.protocol.escrow.fund(NOT_A_PROGRAM, SUBJECT_URI, USDC)
    stage.refuse(call, "UnknownProgram", by=stage.sponsor, program=NOT_A_PROGRAM)


def test_an_empty_subject(stage):
    """BountyEscrow.fund / when the subject is empty / it should refuse with EmptySubject"""
    stage.refuse(stage.funding(USDC, subject_uri=""), "EmptySubject", by=stage.sponsor)


def test_a_zero_amount(stage):
    """BountyEscrow.fund / when the amount is zero / it should refuse with ZeroAmount"""
    stage.refuse(stage.funding(0), "ZeroAmount", by=stage.sponsor)


def test_a_completed_bounty(stage):
    """BountyEscrow.fund / given the bounty is completed / it should refuse with BountyClosed"""
    stage.fund(500 * USDC)
    stage.award(stage.commit())
    stage.refuse(stage.funding(USDC), "BountyClosed", by=stage.sponsor, bounty=stage.bounty_id())


def test_an_explained_bounty(stage):
    """BountyEscrow.fund / given the bounty is explained / it should refuse with BountyClosed"""
    stage.fund(500 * USDC)
    stage.close(stage.closure())
    stage.refuse(stage.funding(USDC), "BountyClosed", by=stage.sponsor, bounty=stage.bounty_id())


def test_more_awarded_than_the_sponsor_accepts(stage):
    """
    BountyEscrow.fund / given a part is awarded / when the sponsor accepts less than that /
    it should refuse with MoreAwarded
    """
    stage.fund(500 * USDC)
    stage.award(stage.commit(completion=6_000))
    stage.refuse(
        stage.funding(USDC, max_awarded=5_999), "MoreAwarded", by=stage.sponsor, awarded=6_000, maxAwarded=5_999
    )


def test_as_much_awarded_as_the_sponsor_accepts(stage):
    """
    BountyEscrow.fund / given a part is awarded / when the sponsor accepts exactly that /
    it should give shares at the price of the pool, rounded down
    """
    stage.fund(500 * USDC)
    stage.award(stage.commit(completion=6_999))
    pool = 500 * USDC - 349_950_000
    assert stage.bounty().pool == pool == 150_050_000
    stage.fund(10_000_001, by=stage.second_sponsor, max_awarded=6_999)
    assert divmod(10_000_001 * 500 * USDC, pool) == (33_322_229, 38_550_000)  # it does not divide
    assert stage.stake_of(stage.second_sponsor).shares == 33_322_229
    assert (stage.bounty().pool, stage.bounty().shares) == (pool + 10_000_001, 500 * USDC + 33_322_229)


def test_a_second_before_the_end_of_a_review(reviewed):
    """
    BountyEscrow.fund / given an award is under review / when it is a second before the review's end /
    it should refuse with UnderReview
    """
    reviewed.fund(500 * USDC)
    reviewed.award(reviewed.commit(completion=6_000))
    end = reviewed.now + REVIEW
    reviewed.at(end - 1)
    reviewed.refuse(reviewed.funding(USDC), "UnderReview", by=reviewed.sponsor, until=end)


def test_the_end_of_a_review(reviewed):
    """
    BountyEscrow.fund / given an award is under review / when it is the review's end / it should take the stake
    """
    reviewed.fund(500 * USDC)
    reviewed.award(reviewed.commit(completion=5_000))
    reviewed.at(reviewed.now + REVIEW)
    reviewed.fund(USDC)
    assert reviewed.bounty().pool == 251 * USDC
    assert reviewed.award_of(reviewed.first).state is AwardState.OWED


def test_a_review_that_was_cut_short(reviewed):
    """
    BountyEscrow.fund / given the only award under review was cancelled /
    it should refuse with UnderReview until that review would have ended
    """
    reviewed.fund(500 * USDC)
    commit = reviewed.commit(completion=5_000)
    reviewed.award(commit)
    end = reviewed.now + REVIEW
    reviewed.cancel(commit)
    reviewed.refuse(reviewed.funding(USDC), "UnderReview", by=reviewed.sponsor, until=end)
    reviewed.at(end)
    reviewed.fund(USDC)
    assert reviewed.bounty().pool == 501 * USDC


def test_too_small_an_allowance(stage, circle_usdc):
    """
    BountyEscrow.fund / given the sponsor approved less than the amount / it should refuse as the token does
    """
    stage.protocol.approve(stage.sponsor, USDC - 1)
    reason = "ERC20: transfer amount exceeds allowance"
    stage.refuse(stage.funding(USDC), "Error", by=stage.sponsor, reason=reason)


def test_a_token_that_keeps_a_fee(stage, circle_usdc, circle_admin):
    """BountyEscrow.fund / given the token keeps a fee / it should refuse with Insolvent"""
    stage.fund(500 * USDC)
    charge_a_fee(stage.protocol, circle_admin)
    stage.refuse(stage.funding(100 * USDC), "Insolvent", by=stage.sponsor, balance=599 * USDC, escrowed=600 * USDC)


def test_the_first_stake(stage):
    """
    BountyEscrow.fund / given nobody funded the bounty yet /
    it should take the amount, give as many shares and emit Funded
    """
    before = stage.usdc_of(stage.sponsor)
    receipt = stage.fund(500 * USDC)
    committed_until = stage.now + COMMITMENT
    assert before - stage.usdc_of(stage.sponsor) == 500 * USDC
    assert stage.protocol.usdc_of(stage.protocol.escrow.address) == stage.escrowed == 500 * USDC
    assert (stage.bounty().pool, stage.bounty().shares) == (500 * USDC, 500 * USDC)
    assert stage.stake_of(stage.sponsor) == Stake(500 * USDC, committed_until)
    funded = {
        "sequence": 1, "bounty": stage.bounty_id(), "sponsor": stage.sponsor.address, "program": stage.program.id,
        "amount": 500 * USDC, "shares": 500 * USDC, "committedUntil": committed_until, "terms": TERMS,
        "subjectUri": SUBJECT_URI,
    }  # fmt: skip
    assert stage.said(receipt) == [("Funded", funded)]


def test_a_second_sponsor(stage):
    """
    BountyEscrow.fund / given another sponsor funded it and nothing is awarded /
    it should give as many shares as base units
    """
    stage.fund(500 * USDC)
    receipt = stage.fund(250 * USDC, by=stage.second_sponsor)
    funded = {
        "sequence": 2, "bounty": stage.bounty_id(), "sponsor": stage.second_sponsor.address,
        "program": stage.program.id, "amount": 250 * USDC, "shares": 250 * USDC,
        "committedUntil": stage.now + COMMITMENT, "terms": TERMS, "subjectUri": SUBJECT_URI,
    }  # fmt: skip
    assert stage.said(receipt) == [("Funded", funded)]
    assert stage.stake_of(stage.second_sponsor).shares == 250 * USDC
    assert stage.bounty().pool == stage.bounty().shares == stage.escrowed == 750 * USDC


def test_a_top_up(stage):
    """
    BountyEscrow.fund / given the sponsor has a stake in it /
    it should add to the stake and restart the commitment of all of it
    """
    stage.fund(500 * USDC)
    stage.at(stage.now + COMMITMENT - 1)
    stage.fund(1)
    assert stage.stake_of(stage.sponsor) == Stake(500 * USDC + 1, stage.now + COMMITMENT)
    stage.refuse(stage.refunding(stage.sponsor), "Committed", by=stage.sponsor, until=stage.now + COMMITMENT)


def test_funding_after_all_was_refunded(stage):
    """
    BountyEscrow.fund / given every stake was refunded / it should begin again with as many shares as base units
    """
    stage.fund(500 * USDC)
    stage.award(stage.commit(completion=6_000))
    stage.at(stage.now + COMMITMENT)
    assert stage.refund(stage.sponsor) == 200 * USDC
    assert (stage.bounty().pool, stage.bounty().shares) == (0, 0)
    stage.fund(70 * USDC, by=stage.second_sponsor)
    assert stage.stake_of(stage.second_sponsor).shares == 70 * USDC
    assert stage.bounty().awarded == 6_000


def test_shares_beyond_measure(reviewed, usdc):
    """
    BountyEscrow.fund / given awards were kept while earlier ones were cancelled, until shares outgrew the pool beyond
    measure / it should refuse with TooManyShares what 128 bits cannot hold
    """
    stage = reviewed.under(minimum=0, commitment_period=0)
    usdc.mint(stage.second_sponsor.address, 2**96)
    stage.fund(2)
    for turn in range(32):
        if turn > 0:
            stage.at(stage.now + REVIEW)
            stage.fund(1)
        almost_all = stage.commit(completion=9_999 - turn, work=bytes([1, turn]) + bytes(30))
        stage.award(almost_all)
        stage.award(stage.commit(completion=1, work=bytes([2, turn]) + bytes(30)))  # half the pool for a basis point
        stage.cancel(almost_all)
    assert (stage.bounty().pool, stage.bounty().shares, stage.bounty().awarded) == (1, 2**32, 32)
    stage.at(stage.now + REVIEW)
    too_much = stage.funding(2**96 - 1)
    stage.refuse(too_much, "TooManyShares", by=stage.second_sponsor, shares=2**128 - 2**32, present=2**32)
    stage.fund(2**96 - 2, by=stage.second_sponsor)
    assert stage.stake_of(stage.second_sponsor).shares == 2**128 - 2**33


def test_funding_a_locked_bounty(stage):
    """BountyEscrow.fund / given a work holds the lock / it should take the stake"""
    stage.fund(500 * USDC)
    stage.lock()
    stage.fund(250 * USDC, by=stage.second_sponsor)
    assert stage.bounty().is_locked(stage.now)
    assert stage.bounty().pool == 750 * USDC


def test_bounties_do_not_mix(stage):
    """The same sponsor on two issues, and under two programs, has three stakes in three pools."""
    elsewhere = stage.under(minimum=0)
    stage.fund(500 * USDC)
    stage.fund(70 * USDC, subject_uri=OTHER_URI)
    elsewhere.fund(3 * USDC)
    assert (stage.bounty().pool, stage.bounty(OTHER_SUBJECT).pool, elsewhere.bounty().pool) == (
        500 * USDC, 70 * USDC, 3 * USDC,
    )  # fmt: skip
    assert stage.escrowed == 573 * USDC
