"""Payments: every award of the story with what became of it, and the ways in which one waits."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from praxis_chain.audit.payments import Moment, Payment, PaymentState, WaitsFor, payments
from praxis_chain.audit.stakes import Share, divide
from praxis_chain.core.events import Event
from praxis_chain.core.ids import NOBODY, award_id, wallet_contributor
from praxis_chain.core.ledger import Ledger
from praxis_chain.core.merkle import merkle_root
from praxis_chain.core.programs import DAY

from . import story
from .story import (
    CANDIDATE,
    CANDIDATE_WALLET,
    CONTRIBUTOR,
    ELSEWHERE,
    FIFTH,
    FIRST,
    FOURTH,
    MEMBERS,
    NEWCOMER,
    NEWCOMER_WALLET,
    REFERRER,
    SECOND,
    SECOND_SPONSOR,
    SPONSOR,
    THIRD,
    URIS,
    USDC,
    WALLET,
    WHERE,
    WORK,
    Story,
    fact,
)

BOTH = (MEMBERS[0], MEMBERS[1])


def paid(events: list[Event] | tuple[Event, ...], now: int | None = None) -> tuple[Payment, ...]:
    return payments(Ledger.from_events(events, WHERE, now), events)


def moment(events: tuple[Event, ...], name: str, number: int = 1) -> Moment:
    event = events[story.nth(events, name, number)]
    assert event.block_time is not None
    return Moment(event.block_number, event.log_index, event.tx_hash, event.block_time)


def test_the_whole_story() -> None:
    events = story.tell()
    found = paid(events)
    rows = [(one.bounty, one.contributor, one.amount, one.completion, one.state, one.wallet) for one in found]
    assert rows == [
        (FIRST, CONTRIBUTOR, 450 * USDC, 6_000, "paid", WALLET),
        (SECOND, CONTRIBUTOR, 70 * USDC, 7_000, "cancelled", None),
        (SECOND, REFERRER, 30 * USDC, 3_000, "cancelled", None),
        (SECOND, CONTRIBUTOR, 100 * USDC, 10_000, "released", WALLET),
        (THIRD, CANDIDATE, 80 * USDC, 0, "cancelled", None),
        (FOURTH, CANDIDATE, 100 * USDC, 0, "paid", CANDIDATE_WALLET),
        (FIFTH, NEWCOMER, 40 * USDC, 10_000, "released", ELSEWHERE),
    ]
    assert {one.signers for one in found} == {BOTH}
    assert {one.waits_for for one in found} == {None}


def test_one_payment_in_full() -> None:
    events = story.tell()
    awarded = moment(events, "Awarded")
    assert paid(events)[0] == Payment(
        award=award_id(FIRST, WORK, CONTRIBUTOR),
        program=story.AT_ONCE.id,
        bounty=FIRST,
        issue=URIS[0],
        work=WORK,
        contributor=CONTRIBUTOR,
        wallet=WALLET,
        amount=450 * USDC,
        fee=0,
        completion=6_000,
        fact=fact("commit"),
        root=fact("commit"),
        signers=BOTH,
        shares=(Share(SPONSOR, 300 * USDC), Share(SECOND_SPONSOR, 150 * USDC)),
        review_end=awarded.time,
        awarded=awarded,
        settled=awarded,
        state=PaymentState.PAID,
    )


def test_a_release_says_when_where_and_for_what_fee() -> None:
    events = story.tell()
    last = paid(events)[-1]
    assert (last.fee, last.settled) == (5, moment(events, "Released", 2))
    assert last.awarded == moment(events, "Awarded", 5)
    cancelled = paid(events)[4]
    assert (cancelled.settled, cancelled.work) == (moment(events, "ClosureCancelled"), NOBODY)


def test_a_batch_is_named_by_its_root() -> None:
    events = story.tell()
    pair = paid(events)[1:3]
    assert {one.root for one in pair} == {merkle_root([fact("seven tenths"), fact("three tenths")])}
    assert [one.fact for one in pair] == [fact("seven tenths"), fact("three tenths")]


def test_nobody_is_named_where_several_batches_of_one_transaction_may_hold_the_fact() -> None:
    told = Story().next().deployed().next().funded(5, SPONSOR, 40 * USDC).next()
    told.attest(fact("a"), fact("b"), by=(0, 1)).attest(fact("c"), fact("d"), by=(1, 2))
    told.awarded(FIFTH, NEWCOMER, "a", 10_000, 40 * USDC)
    (payment,) = paid(told.events)
    assert (payment.root, payment.signers) == (None, ())


def test_attestations_do_not_outlive_their_transaction_or_the_committee() -> None:
    told = Story().next().deployed().next().funded(5, SPONSOR, 40 * USDC).next().attest(fact("a")).next()
    told.awarded(FIFTH, NEWCOMER, "a", 10_000, 40 * USDC)
    (payment,) = paid(told.events)
    assert (payment.root, payment.signers) == (None, ())
    told = Story().next().deployed().next().funded(5, SPONSOR, 40 * USDC).next().attest(fact("a"))
    told.say(WHERE.attesters, "Configured", configuration=2, memberCount=3, oldQuorum=2, newQuorum=2)
    told.awarded(FIFTH, NEWCOMER, "a", 10_000, 40 * USDC)
    (payment,) = paid(told.events)
    assert (payment.root, payment.signers) == (None, ())


def owed(until: str) -> list[Event]:
    """The story up to an event, without it."""
    events = list(story.tell())
    return events[: story.nth(events, until, 2 if until == "Released" else 1)]


def test_owed_for_want_of_a_wallet_and_then_until_somebody_releases_it() -> None:
    events = owed("Released")
    awarded = story.nth(events, "Awarded", 5)
    before = paid(events[: awarded + 1])[-1]
    assert (before.state, before.wallet, before.settled) == (PaymentState.OWED, None, None)
    assert before.waits_for is WaitsFor.WALLET
    after = paid(events)[-1]
    assert (after.state, after.wallet, after.waits_for) == (PaymentState.OWED, NEWCOMER_WALLET, WaitsFor.RELEASE)


def test_owed_until_its_review_is_over() -> None:
    events = list(story.tell())[: story.nth(story.tell(), "Awarded", 4) + 1]
    end = events[-1].args["reviewEnd"]
    under = paid(events, end - 1)[-1]
    assert (under.waits_for, under.wallet) == (WaitsFor.REVIEW, WALLET)
    assert paid(events, end)[-1].waits_for is WaitsFor.RELEASE


def test_owed_without_a_wallet_it_waits_for_its_review_first() -> None:
    told = Story().next().deployed().next().funded(2, SPONSOR, 40 * USDC).next().attest(fact("a"))
    end = told.now + 3 * DAY
    told.awarded(SECOND, NEWCOMER, "a", 10_000, 40 * USDC, end=end)
    (under,), (over,) = paid(told.events, end - 1), paid(told.events, end)
    assert (under.waits_for, under.wallet) == (WaitsFor.REVIEW, None)
    assert (over.waits_for, over.wallet) == (WaitsFor.WALLET, None)


@pytest.mark.parametrize("contributor", [CONTRIBUTOR, wallet_contributor(SPONSOR)])
def test_owed_because_the_token_refused_the_transfer(contributor: bytes) -> None:
    told = Story().next().deployed().next().linked(CONTRIBUTOR, WALLET).next().funded(5, SPONSOR, 40 * USDC).next()
    told.attest(fact("a")).awarded(FIFTH, contributor, "a", 10_000, 40 * USDC)
    (payment,) = paid(told.events)
    assert (payment.state, payment.waits_for) == (PaymentState.OWED, WaitsFor.USDC)
    assert payment.wallet == (WALLET if contributor == CONTRIBUTOR else SPONSOR)


def test_a_program_of_strangers_tells_neither_signers_nor_wallets() -> None:
    theirs = replace(story.AT_ONCE, attesters=ELSEWHERE, stakeholders=ELSEWHERE)
    told = Story().next().deployed()
    told.say(WHERE.escrow, "ProgramCreated", program=theirs.id, rules=story.rules_of(theirs))
    bounty = story.bounty_id(theirs.id, story.hash_uri(URIS[0]))
    told.next().say(
        WHERE.escrow, "Funded", bounty=bounty, sponsor=SPONSOR, program=theirs.id, amount=40 * USDC, shares=40 * USDC,
        committedUntil=told.now + 30 * DAY, terms=NOBODY, subjectUri=URIS[0],
    ).moves(WHERE.usdc, SPONSOR, WHERE.escrow, 40 * USDC)  # fmt: skip
    told.next().attest(fact("a")).awarded(bounty, CONTRIBUTOR, "a", 10_000, 40 * USDC)
    (payment,) = paid(told.events)
    assert (payment.root, payment.signers, payment.wallet, payment.waits_for) == (None, (), None, WaitsFor.UNKNOWN)


def test_an_award_of_nothing_is_no_payment() -> None:
    told = Story().next().deployed().next().funded(5, SPONSOR, 40 * USDC).next().attest(fact("a"))
    told.awarded(FIFTH, NEWCOMER, "a", 1, 0).cancelled(FIFTH, NEWCOMER, "a", 0)
    assert paid(told.events) == ()


def test_a_refunded_sponsor_pays_for_nothing_that_comes_later() -> None:
    events = [event for event in story.tell() if event.name in ("ProgramCreated", "Funded", "Refunded")]
    told = Story()
    told.events, told.block, told.now = events, 10_000, story.tell()[-1].block_time or 0
    told.next().awarded(FIRST, NEWCOMER, "a", 4_000, 100 * USDC)
    assert paid(told.events)[-1].shares == (Share(SECOND_SPONSOR, 100 * USDC),)


def test_what_is_left_over_goes_to_whom_rounding_cut_most_the_earlier_first() -> None:
    assert divide(10, {"a": 1, "b": 1, "c": 1}) == {"a": 4, "b": 3, "c": 3}
    assert divide(10, {"a": 1, "b": 2}) == {"a": 3, "b": 7}
    assert divide(5, {}) == {}


@given(st.integers(0, 2**96), st.lists(st.integers(1, 2**96), min_size=1, max_size=8))
def test_parts_add_up_and_are_within_one_base_unit(amount: int, weights: list[int]) -> None:
    named = {str(place): weight for place, weight in enumerate(weights)}
    parts, total = divide(amount, named), sum(weights)
    assert sum(parts.values()) == amount
    for name, weight in named.items():
        assert abs(parts[name] * total - amount * weight) < total
