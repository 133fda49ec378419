"""How other escrows for open work lost or froze money, each tried here. The numbers are only names."""

from dataclasses import replace

import pytest
from eth_account import Account

from praxis_chain.core.addresses import ZERO_ADDRESS
from praxis_chain.core.facts import fact_hash
from praxis_chain.core.ids import NOBODY, hash_uri
from praxis_chain.core.programs import DAY, MAX_PERIOD
from praxis_chain.evm import artifacts
from praxis_chain.evm.bindings import (
    BountyEscrow,
    Call,
    Direction,
    Funding,
    abi_of,
    direct_release,
)
from tests.escrow.authorizing import authorize, submitting
from tests.escrow.stage import OTHER_SUBJECT, OTHER_URI, RIVAL
from tests.protocol import COMMITMENT, LOCK, REVIEW, SUBJECT, SUBJECT_URI, USDC, WORK
from tests.stakeholders.linking import change_wallet


def test_1_no_refund_of_money_that_never_came_in(stage):
    """An open, an explained and an unknown bounty give nothing to whoever has no stake, whatever others put in."""
    stage.fund(500 * USDC)
    stage.fund(500 * USDC, subject_uri=OTHER_URI)
    stage.close(stage.closure(subject=OTHER_SUBJECT))
    stage.at(stage.now + COMMITMENT)
    for subject in (SUBJECT, OTHER_SUBJECT, hash_uri("github:repo/1/issue/1")):
        call = stage.refunding(stage.second_sponsor, subject)
        stage.refuse(call, "NothingToRefund", by=stage.second_sponsor, sponsor=stage.second_sponsor.address)
    assert stage.escrowed == 900 * USDC


def test_2_no_refund_twice(stage):
    """500 stay 500: the second refund finds no stake, also when another sponsor's money is still there."""
    stage.fund(500 * USDC)
    stage.fund(1_500 * USDC, by=stage.second_sponsor)
    stage.close(stage.closure(contributor=NOBODY))
    assert stage.refund(stage.sponsor) == 500 * USDC
    for caller in (stage.sponsor, stage.stranger):
        stage.refuse(stage.refunding(stage.sponsor), "NothingToRefund", by=caller, sponsor=stage.sponsor.address)
    twice = stage.protocol.escrow.multicall([stage.refunding(stage.second_sponsor)] * 2)
    stage.refuse(twice, "NothingToRefund", sponsor=stage.second_sponsor.address)
    assert stage.refund(stage.second_sponsor) == 1_500 * USDC


def test_3_nobody_strands_a_deposit_by_submitting_its_authorization(stage, circle_usdc):
    """Whoever is first to submit it funds the very same stake; the second attempt fails and takes nothing."""
    funding = Funding(stage.program.id, SUBJECT_URI, 500 * USDC)
    call = submitting(stage, funding, authorize(stage, funding))
    before = stage.usdc_of(stage.sponsor)
    stage.send(call, stage.stranger)
    stage.refuse(call, "Error", reason="FiatTokenV2: authorization is used or canceled")
    assert (stage.stake_of(stage.sponsor).shares, before - stage.usdc_of(stage.sponsor)) == (500 * USDC, 500 * USDC)


def test_4_one_frozen_payee_of_ten_stops_nothing(stage, circle_usdc):
    """A batch of ten bounties is paid but for one award; closing, funding and refunding go on everywhere."""
    uris = [f"github:repo/10270250/issue/{number}" for number in range(20, 30)]
    for uri in uris:
        stage.fund(20 * USDC, subject_uri=uri)
    circle_usdc.blacklist(stage.second.account.address)
    people = [stage.first, stage.third] * 5
    people[4] = stage.second
    works = [[stage.commit(who, 5_000, subject=hash_uri(uri))] for who, uri in zip(people, uris, strict=True)]
    stage.send(stage.awarding_many(*works))
    assert stage.usdc_of(stage.first, stage.second, stage.third) == (40 * USDC, 0, 50 * USDC)
    frozen = hash_uri(uris[4])
    assert stage.award_of(stage.second, WORK, frozen).amount == 10 * USDC
    stage.fund(USDC, subject_uri=uris[4])
    stage.close(stage.closure(contributor=NOBODY, subject=frozen))
    stage.send(stage.refunding(stage.sponsor, frozen), stage.stranger)
    assert stage.bounty(frozen).pool == 0


def test_4_a_frozen_payee_stops_no_review(reviewed, circle_usdc):
    """Settling, cancelling and expiring ask the token nothing of who is frozen: only that payee waits."""
    circle_usdc.blacklist(reviewed.first.account.address)
    reviewed.fund(500 * USDC)
    cancelled, kept = reviewed.commits(4_000, 4_000), reviewed.commits(2_000, 3_000, work=RIVAL)
    reviewed.award(*cancelled)
    reviewed.cancel(*cancelled)
    reviewed.award(*kept)
    reviewed.at(reviewed.now + REVIEW)
    reviewed.send(reviewed.releasing(reviewed.second, RIVAL))
    frozen = "Blacklistable: account is blacklisted"
    reviewed.refuse(reviewed.releasing(reviewed.first, RIVAL), "Error", reason=frozen)
    reviewed.at(reviewed.now + COMMITMENT)
    assert reviewed.refund(reviewed.sponsor) == 250 * USDC
    assert (reviewed.usdc_of(reviewed.second), reviewed.escrowed) == (150 * USDC, 100 * USDC)


def test_5_nothing_loops_over_deposits(stage):
    """Awarding, closing and refunding cost the same gas with two sponsors and with twelve."""

    def costs(sponsors):
        with stage.protocol.chain.rollback():
            for number in range(1, sponsors):
                fund_for(stage, Account.from_key(number.to_bytes(32, "big")), 10 * USDC)
            stage.fund(100 * USDC)
            part = stage.award(stage.commit(completion=5_000))
            closed = stage.close(stage.closure(contributor=NOBODY))
            refunded = stage.send(stage.refunding(stage.sponsor))
            return [receipt.gas_used for receipt in (part, closed, refunded)]

    # What differs is only how many bytes of calldata are zero.
    assert all(abs(few - many) < 100 for few, many in zip(costs(2), costs(12), strict=True))


def fund_for(stage, newcomer, amount):
    """By EIP-3009, since a newcomer has no ether."""
    stage.protocol.usdc.mint(newcomer.address, amount)
    funding = Funding(stage.program.id, SUBJECT_URI, amount)
    stage.send(submitting(stage, funding, authorize(stage, funding, by=newcomer)))


def test_6_no_time_overflows(stage):
    """Times beyond the present are refused, the longest periods are kept, and nothing wraps around."""
    end_of_time = 2**64 - 1
    stage.fund(500 * USDC)
    next_block = stage.now + 1
    for call in (
        stage.locking(stage.progress(end_of_time)),
        stage.awarding(stage.commit(completedAt=end_of_time)),
        stage.closing(stage.closure(closedAt=end_of_time)),
    ):
        stage.refuse(call, "FactFromFuture", factTime=end_of_time, currentTime=next_block)
    longest = stage.under(
        lock_period=MAX_PERIOD, review_period=MAX_PERIOD, commitment_period=MAX_PERIOD, arbiter=ZERO_ADDRESS
    )
    longest.fund(500 * USDC)
    funded_at = longest.now
    longest.lock()
    assert longest.bounty().lock.end == longest.bounty().lock.start + MAX_PERIOD
    longest.at(funded_at + MAX_PERIOD)
    longest.lock()
    longest.refuse(longest.refunding(longest.sponsor), "Committed", by=longest.sponsor, until=longest.bounty().lock.end)
    longest.award(longest.commit())
    assert longest.award_of(longest.first).review_end == longest.now + MAX_PERIOD


def test_6_no_deposit_for_a_second(stage):
    """Money that came a moment before an award cannot leave before or beside it: it is committed, and locked."""
    stage.fund(500 * USDC)
    stage.fund(500 * USDC, by=stage.second_sponsor)
    call = stage.refunding(stage.second_sponsor)
    stage.refuse(call, "Committed", by=stage.second_sponsor, until=stage.now + COMMITMENT)
    stage.lock()
    stage.at(stage.now + COMMITMENT - 10)
    stage.lock(stage.now)
    stage.at(stage.now + 20)
    stage.refuse(call, "Committed", by=stage.second_sponsor, until=stage.bounty().lock.end)
    stage.award(stage.commit())
    assert stage.usdc_of(stage.first) == 1_000 * USDC


def test_6_a_refund_between_two_parts_takes_only_the_refunded_part(stage):
    """The second contributor is paid from what stays, and the sponsor who stays bears no more than their own part."""
    stage.fund(500 * USDC)
    stage.fund(500 * USDC, by=stage.second_sponsor)
    stage.award(stage.commit(completion=5_000))
    stage.at(stage.now + COMMITMENT)
    assert stage.refund(stage.second_sponsor) == 250 * USDC
    stage.award(stage.commit(stage.second, completion=2_500, work=RIVAL))
    assert stage.usdc_of(stage.first, stage.second) == (500 * USDC, 125 * USDC)
    assert stage.refund(stage.sponsor) == 125 * USDC


def test_7_a_merge_is_paid_however_late_the_attesters_are(stage):
    """No deadline runs against the worker: a year after the merge the Commit is still awarded from what is there."""
    stage.fund(500 * USDC)
    stage.lock()
    commit = stage.commit()
    stage.at(stage.now + 366 * DAY)
    stage.award(commit)
    assert stage.usdc_of(stage.first) == 500 * USDC


def test_7_an_award_never_lapses(reviewed):
    """Nor does one that nobody released."""
    reviewed.fund(500 * USDC)
    commit = reviewed.commit()
    reviewed.award(commit)
    reviewed.at(reviewed.now + 10 * 365 * DAY)
    reviewed.refuse(
        reviewed.cancelling(commit), "ReviewOver", by=reviewed.arbiter, reviewEnd=reviewed.bounty().review.until
    )
    reviewed.send(reviewed.releasing(reviewed.first, WORK))
    assert reviewed.usdc_of(reviewed.first) == 500 * USDC


def second_escrow(stage):
    code = bytes.fromhex(artifacts.load("BountyEscrow").bytecode[2:])
    contract, _ = stage.protocol.sender(stage.stranger).deploy(
        abi_of("BountyEscrow"), code, stage.protocol.usdc.address
    )
    return BountyEscrow(contract)


def test_8_signatures_do_not_travel_between_deployments(stage, circle_usdc):
    """What was signed for one escrow, a release or an authorization, another on the same chain refuses."""
    other = second_escrow(stage)
    stage.send(other.create_program(stage.program))
    stage.protocol.sender(stage.sponsor).transact(stage.protocol.usdc.contract, "approve", other.address, 500 * USDC)
    stage.fund(500 * USDC)
    stage.send(other.fund(stage.program.id, SUBJECT_URI, 500 * USDC), stage.sponsor)
    commit = stage.commit(stage.unlinked)
    proof = stage.protocol.attest_all(commit)
    for escrow in (stage.protocol.escrow, other):
        stage.send(escrow.award(stage.program.id, [commit], proof))
    stage.protocol.enter(stage.unlinked.account, standing=None)

    domain = stage.protocol.escrow.domain(stage.protocol.chain.chain_id)
    award = stage.award_id(stage.unlinked)
    given = direct_release(
        stage.unlinked.account, domain, award, fact_hash(commit), stage.stranger.address, 0, stage.now + 60
    )
    here = stage.releasing_to(stage.unlinked, given)
    there = Call(other.contract, here.function, here.args)
    stage.refuse(there, "NotTheWallet", wallet=stage.unlinked.account.address)
    stage.send(here)

    funding = Funding(stage.program.id, OTHER_URI, 500 * USDC)
    signed = authorize(stage, funding)
    stage.refuse(other.fund_with_authorization(funding, signed), "Error", reason="FiatTokenV2: invalid signature")
    stage.send(submitting(stage, funding, signed))


def test_9_no_wallet_from_a_strangers_word(stage, circle):
    """Without a link nobody directs an award; and a change of wallets takes nothing before the delay is over."""
    stage.fund(500 * USDC)
    commit = stage.commit(stage.unlinked)
    stage.award(commit)
    direction = Direction(fact_hash(commit), stage.stranger.address, 0, stage.now + 30 * DAY)
    stage.refuse(
        stage.releasing_to(stage.unlinked, direction), "NoWallet", by=stage.stranger, contributor=stage.unlinked.id
    )
    stage.protocol.enter(stage.unlinked.account, standing=None)
    change_wallet(stage.protocol, stage.unlinked.id, circle)
    stage.refuse(
        stage.releasing_to(stage.unlinked, direction),
        "NotTheWallet",
        by=circle,
        wallet=stage.unlinked.account.address,
    )
    stage.send(stage.releasing(stage.unlinked, WORK), circle)
    assert stage.usdc_of(stage.unlinked, circle) == (500 * USDC, 0)


def test_10_nobody_drains_a_co_sponsor(reviewed):
    """Neither the first sponsor, nor who created the program, nor its arbiter takes another sponsor's stake."""
    reviewed.fund(1)
    reviewed.fund(500 * USDC, by=reviewed.second_sponsor)
    commit = reviewed.commit()
    reviewed.award(commit)
    reviewed.cancel(commit)
    reviewed.at(reviewed.now + COMMITMENT)
    for thief in (reviewed.sponsor, reviewed.relayer, reviewed.arbiter):
        reviewed.refuse(
            reviewed.refunding(reviewed.second_sponsor),
            "NotTheSponsor",
            by=thief,
            caller=thief.address,
            sponsor=reviewed.second_sponsor.address,
        )
    assert reviewed.refund(reviewed.sponsor) == 1
    assert reviewed.refund(reviewed.second_sponsor) == 500 * USDC


@pytest.mark.parametrize(("before_the_end", "cancellable"), [(1, True), (0, False)])
def test_11_never_may_an_award_be_both_cancelled_and_released(reviewed, before_the_end, cancellable):
    """In the last second of the review only the one, in the next only the other."""
    reviewed.fund(500 * USDC)
    commit = reviewed.commit()
    reviewed.award(commit)
    end = reviewed.now + REVIEW
    reviewed.at(end - before_the_end)
    cancel, release = reviewed.cancelling(commit), reviewed.releasing(reviewed.first, WORK)
    if cancellable:
        reviewed.refuse(release, "UnderReview", until=end)
        reviewed.send(cancel, reviewed.arbiter)
    else:
        reviewed.refuse(cancel, "ReviewOver", by=reviewed.arbiter, reviewEnd=end)
        reviewed.send(release)


@pytest.mark.parametrize(("before_the_end", "locked"), [(1, True), (0, False)])
def test_11_never_may_two_works_claim_a_bounty(stage, before_the_end, locked):
    """In the last second of a lock only its holder is awarded; from the next on the bounty is free."""
    stage.fund(500 * USDC)
    stage.lock()
    end = stage.bounty().lock.end
    stage.at(end - before_the_end)
    rival = stage.awarding(stage.commit(stage.second, work=RIVAL))
    if locked:
        stage.refuse(rival, "LockHeld", holder=WORK[:20], end=end)
        stage.send(stage.awarding(stage.commit()))
    else:
        stage.send(rival)
    assert stage.bounty().is_closed


def test_12_guarded_functions_work_together(stage):
    """Several guarded functions in one transaction, one after the other: the guard of each is released."""
    escrow, commit = stage.protocol.escrow, stage.commit()
    calls = [
        stage.funding(500 * USDC),
        stage.locking(stage.progress()),
        stage.awarding(replace(commit, completion=5_000, total=5_000)),
        stage.funding(10 * USDC),
        stage.awarding(stage.commit(stage.second, work=WORK, completion=5_000)),
    ]
    receipt = stage.send(escrow.multicall(calls), stage.sponsor)
    told = [(name, values["sequence"], values.get("amount")) for name, values in stage.said(receipt)]
    assert told == [
        ("Funded", 1, 500 * USDC),
        ("Locked", 2, None),
        ("Awarded", 3, 250 * USDC),
        ("Funded", 4, 10 * USDC),
        ("Awarded", 5, 260 * USDC),
    ]
    assert stage.usdc_of(stage.first, stage.second) == (250 * USDC, 260 * USDC)
    assert stage.bounty().lock.end > stage.now + LOCK - 10
