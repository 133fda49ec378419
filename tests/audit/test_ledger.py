"""What a history told by hand comes to, to the last unit."""

import dataclasses

import pytest

from praxis_chain.core.addresses import ZERO_ADDRESS
from praxis_chain.core.errors import WrongInput
from praxis_chain.core.ids import award_id, bounty_id, commit_id, hash_uri
from praxis_chain.core.ledger import Award, AwardState, Change, Epoch, Ledger, Lock, Person, Review, Stake
from praxis_chain.core.programs import DAY
from tests.audit.story import (
    ACTION,
    AT_ONCE,
    CANDIDATE,
    CANDIDATE_WALLET,
    CONTRIBUTOR,
    FIFTH,
    FIRST,
    FOURTH,
    LAST_WALLET,
    MEMBERS,
    NEWCOMER,
    NEWCOMER_WALLET,
    NEXT_WALLET,
    OTHER_WALLET,
    OTHER_WORK,
    OWNER,
    PRAX,
    REFERRER,
    REFERRER_WALLET,
    REVIEWED,
    SECOND,
    SECOND_SPONSOR,
    SPONSOR,
    STRANGER,
    THIRD,
    URIS,
    USDC,
    WALLET,
    WHERE,
    WORK,
    Story,
    fact,
    nth,
    rules_of,
    tell,
)  # fmt: skip


@pytest.fixture(scope="module")
def ledger() -> Ledger:
    return Ledger.from_events(tell(), WHERE)


def time_of(name: str, number: int = 1) -> int:
    events = tell()
    found = events[nth(events, name, number)].block_time
    assert found is not None
    return found


def test_nothing_contradicts_anything(ledger: Ledger) -> None:
    assert ledger.contradictions == ()
    assert ledger.unknown == ()


def test_committee(ledger: Ledger) -> None:
    book = ledger.committee
    assert book.members == {MEMBERS[0]: True, MEMBERS[1]: True, MEMBERS[2]: False}
    assert (book.quorum, book.configuration, book.owner, book.pending_owner) == (2, 2, OWNER, None)
    assert book.revoked_at == {
        fact("seven tenths"): time_of("FactRevoked"),
        fact("commit"): time_of("FactRevoked", 2),
    }


def test_people(ledger: Ledger) -> None:
    book = ledger.people
    changed_at, announced_at = time_of("Linked", 6), time_of("Linked", 7)
    assert book.people[CONTRIBUTOR] == Person(WALLET, changed_at - 1, time_of("Admitted") - 1, 3, True)
    assert book.changes == {
        CONTRIBUTOR: Change(
            LAST_WALLET, changed_at + 30 * DAY, True, WALLET, fact(f"{LAST_WALLET} of {CONTRIBUTOR.hex()}")
        ),
        CANDIDATE: Change(
            None, announced_at + 3 * DAY, False, CANDIDATE_WALLET, fact(f"{OTHER_WALLET} of {CANDIDATE.hex()}")
        ),
    }
    admitted_at = book.people[CANDIDATE].admitted_at
    assert book.people[CANDIDATE] == Person(OTHER_WALLET, announced_at - 1, admitted_at, 3, True)
    assert book.people[NEWCOMER] == Person(NEWCOMER_WALLET, time_of("Linked", 4) - 1, 0, 0, False)
    assert book.referrer_of == {CANDIDATE: REFERRER}
    assert book.contributor_of == {
        WALLET: CONTRIBUTOR, NEXT_WALLET: CONTRIBUTOR, LAST_WALLET: CONTRIBUTOR, REFERRER_WALLET: REFERRER,
        CANDIDATE_WALLET: CANDIDATE, NEWCOMER_WALLET: NEWCOMER, OTHER_WALLET: CANDIDATE,
    }  # fmt: skip


def test_the_wallet_of_a_rejected_and_repeated_change_holds_from_its_very_second(ledger: Ledger) -> None:
    effective_at = time_of("Linked", 6) + 30 * DAY
    assert ledger.people.wallet_of(CONTRIBUTOR, effective_at - 1) == WALLET
    assert ledger.people.wallet_of(CONTRIBUTOR, effective_at) == LAST_WALLET
    assert ledger.people.wallet_of(hash_uri("nobody we know"), effective_at) is None


def test_a_plain_wallet_stands_for_itself(ledger: Ledger) -> None:
    assert ledger.people.wallet_of(bytes(12) + bytes.fromhex(WALLET[2:]), 0) == WALLET
    assert ledger.people.wallet_of(bytes(32), 0) is None


def test_prax(ledger: Ledger) -> None:
    book = ledger.recognition
    assert (book.minted, book.burned, book.supply) == (114 * PRAX, 64 * PRAX, 50 * PRAX)
    assert book.balances == {REFERRER_WALLET: 50 * PRAX, WALLET: 0, LAST_WALLET: 0}
    assert book.moved_to == {CONTRIBUTOR: LAST_WALLET}
    assert book.balance_of(REFERRER) == 50 * PRAX
    assert book.balance_of(CONTRIBUTOR) == 0
    accrual = book.accruals[commit_id(hash_uri(URIS[0]), WORK, CONTRIBUTOR)]
    assert (accrual.amount, accrual.live, accrual.at) == (64 * PRAX, False, time_of("Accrued"))
    assert book.referrals[CANDIDATE].live
    assert book.catalogue.entries[ACTION.id].closed_at == time_of("ActionSet", 2)
    number = time_of("Accrued") // (28 * DAY)
    assert book.catalogue.epoch == Epoch(150 * PRAX, 114 * PRAX, number)
    assert (book.owner, book.pending_owner) == (OWNER, STRANGER)


def test_votes(ledger: Ledger) -> None:
    votes = ledger.recognition.votes
    assert votes.delegatee == {REFERRER_WALLET: STRANGER}
    assert votes.checkpoints == {
        REFERRER_WALLET: [(time_of("ReferralAccrued"), 50 * PRAX), (time_of("DelegateChanged", 3), 0)],
        WALLET: [(time_of("Accrued"), 64 * PRAX), (time_of("Recovered"), 0)],
        LAST_WALLET: [(time_of("Recovered"), 64 * PRAX), (time_of("AccrualRevoked"), 0)],
        STRANGER: [(time_of("DelegateChanged", 3), 50 * PRAX)],
    }
    assert [value for _, value in votes.supply] == [50 * PRAX, 114 * PRAX, 50 * PRAX]


def test_money_in_all(ledger: Ledger) -> None:
    at_once, reviewed = ledger.escrow.flows[AT_ONCE.id], ledger.escrow.flows[REVIEWED.id]
    assert (at_once.funded, at_once.released, at_once.refunded) == (1_090 * USDC, 590 * USDC, 400 * USDC)
    assert (reviewed.funded, reviewed.released, reviewed.refunded) == (180 * USDC, 100 * USDC, 0)
    assert ledger.escrow.escrowed == 180 * USDC
    assert ledger.escrow.cash.received - ledger.escrow.cash.paid == 180 * USDC
    assert ledger.escrow.sequence == 23


def test_bounties(ledger: Ledger) -> None:
    bounties = ledger.escrow.bounties
    pools = {name: bounties[name].pool for name in (FIRST, SECOND, THIRD, FOURTH, FIFTH)}
    assert pools == {FIRST: 100 * USDC, SECOND: 0, THIRD: 80 * USDC, FOURTH: 0, FIFTH: 0}
    assert [bounties[name].awarded for name in pools] == [6_000, 10_000, 0, 0, 10_000]
    assert [bounties[name].is_closed for name in pools] == [False, True, False, True, True]
    assert bounties[FIRST].shares == 250 * USDC
    began = time_of("Locked") - 10
    assert bounties[FIRST].lock == Lock(WORK[:20], began, time_of("Locked", 2) - 5 + 5 * DAY)
    assert bounties[SECOND].review == Review(time_of("Awarded", 4) + 3 * DAY)
    assert bounties[THIRD].review == Review(time_of("Closed") + 3 * DAY)
    assert bounties[FIRST].review == bounties[FOURTH].review == Review()
    assert bounties[FIFTH].subject_uri == URIS[4]


def test_stakes(ledger: Ledger) -> None:
    stakes = ledger.escrow.stakes
    assert stakes[FIRST, SPONSOR] == Stake(0, 0)
    assert stakes[FIRST, SECOND_SPONSOR] == Stake(250 * USDC, time_of("Funded", 2) + 30 * DAY)
    assert stakes[FOURTH, SECOND_SPONSOR] == Stake(0, 0)


def test_awards_and_which_of_them_have_a_slot(ledger: Ledger) -> None:
    awards = ledger.escrow.awards
    assert awards[award_id(SECOND, WORK, CONTRIBUTOR)] == Award(
        award_id(SECOND, WORK, CONTRIBUTOR), SECOND, WORK, CONTRIBUTOR, fact("all of it"), 10_000, 100 * USDC, 0,
        time_of("Awarded", 4) + 3 * DAY, AwardState.RELEASED, recorded=True,
    )  # fmt: skip
    cancelled = awards[award_id(SECOND, WORK, REFERRER)]
    assert (cancelled.state, cancelled.completion, cancelled.owed) == (AwardState.CANCELLED, 0, 0)
    partial = awards[award_id(FIRST, WORK, CONTRIBUTOR)]
    assert (partial.state, partial.recorded, partial.owed) == (AwardState.RELEASED, True, 0)
    closing = awards[award_id(FOURTH, bytes(32), CANDIDATE)]
    assert (closing.state, closing.recorded, closing.amount) == (AwardState.RELEASED, False, 100 * USDC)
    directed = awards[award_id(FIFTH, WORK, NEWCOMER)]
    assert (directed.state, directed.recorded, directed.amount) == (AwardState.RELEASED, True, 40 * USDC)


def test_an_award_that_completes_its_bounty_and_is_paid_at_once_has_no_slot() -> None:
    story = Story().next().deployed().next().linked(CONTRIBUTOR, WALLET).next().funded(1, SPONSOR, 500 * USDC)
    story.next().attest(fact("commit")).awarded(FIRST, CONTRIBUTOR, "commit", 10_000, 500 * USDC, to=WALLET)
    ledger = Ledger.from_events(story.events, WHERE)
    assert ledger.contradictions == ()
    award = ledger.escrow.awards[award_id(FIRST, WORK, CONTRIBUTOR)]
    assert (award.state, award.recorded) == (AwardState.RELEASED, False)


def test_cancelled_facts_never_apply_to_that_bounty_again(ledger: Ledger) -> None:
    assert ledger.escrow.cancelled == {
        (SECOND, fact("seven tenths")), (SECOND, fact("three tenths")), (THIRD, fact("a duplicate"))
    }  # fmt: skip


def test_what_events_cannot_show_is_counted(ledger: Ledger) -> None:
    counts = {invariant: 0 for invariant, _ in ledger.untested}
    for (invariant, _), count in ledger.untested.items():
        counts[invariant] += count
    # Seven links, an acceptance; an accrual; two closures; a release with a fee; three cancelled; an early refund.
    assert counts == {"S1": 8, "P2": 1, "E5": 2, "E2": 1, "E6": 3, "E7": 1}


def test_a_batch_of_which_some_facts_were_used_is_not_taken_for_proved() -> None:
    events = tell()
    story = Story().next().deployed().next().funded(1, SPONSOR, 500 * USDC).next()
    story.attest(fact("a"), fact("b")).awarded(FIRST, CONTRIBUTOR, "a", 5_000, 250 * USDC)
    some = Ledger.from_events(story.events, WHERE)
    all_of_it = Ledger.from_events(events, WHERE)
    assert some.contradictions == ()
    assert [count for (invariant, _), count in some.untested.items() if invariant == "A1"] == [1]
    assert [count for (invariant, _), count in all_of_it.untested.items() if invariant == "A1"] == []


def test_facts_of_other_attesters_and_wallets_of_other_stakeholders_are_counted_not_judged() -> None:
    foreign = dataclasses.replace(AT_ONCE, attesters=STRANGER, stakeholders=STRANGER)
    story = Story().next().deployed()
    story.say(WHERE.escrow, "ProgramCreated", program=foreign.id, rules=rules_of(foreign)).next()
    bounty = bounty_id(foreign.id, hash_uri(URIS[0]))
    story.say(
        WHERE.escrow, "Funded", bounty=bounty, sponsor=SPONSOR, program=foreign.id, amount=50 * USDC, shares=50 * USDC,
        committedUntil=story.now + 30 * DAY, terms=bytes(32), subjectUri=URIS[0],
    ).moves(WHERE.usdc, SPONSOR, WHERE.escrow, 50 * USDC)  # fmt: skip
    story.next().awarded(bounty, CONTRIBUTOR, "theirs", 10_000, 50 * USDC, to=STRANGER)
    ledger = Ledger.from_events(story.events, WHERE)
    assert ledger.contradictions == ()
    assert {invariant: count for (invariant, _), count in ledger.untested.items()} == {"A1": 1, "E2": 1}


def test_a_gift_is_surplus_and_a_transfer_of_nothing_is_nothing(ledger: Ledger) -> None:
    story = Story().next().deployed().next()
    story.moves(WHERE.usdc, STRANGER, WHERE.escrow, 7).moves(WHERE.usdc, WHERE.escrow, STRANGER, 0)
    ledger = Ledger.from_events(story.events, WHERE)
    assert ledger.contradictions == ()
    assert (ledger.escrow.cash.received, ledger.escrow.cash.paid, ledger.escrow.escrowed) == (7, 0, 0)


def test_events_of_other_contracts_are_passed_over() -> None:
    story = Story().next().deployed()
    before = Ledger.from_events(story.events, WHERE)
    story.say(STRANGER, "Funded", sequence=99)
    after = Ledger.from_events(story.events, WHERE)
    assert after.unknown == ()
    assert after.checked == before.checked


def test_an_event_of_these_contracts_that_nobody_knows_is_told() -> None:
    story = Story().next().deployed().next().say(WHERE.prax, "SomethingNew")
    ledger = Ledger.from_events(story.events, WHERE)
    assert [event.name for event in ledger.unknown] == ["SomethingNew"]


def test_an_event_without_its_time_is_refused() -> None:
    events = [dataclasses.replace(event, block_time=None) for event in tell()]
    with pytest.raises(WrongInput, match="does not say when it was"):
        Ledger.from_events(events, WHERE)


def test_an_empty_history() -> None:
    ledger = Ledger.from_events([], WHERE)
    assert ledger.contradictions == ()
    assert (ledger.escrow.escrowed, ledger.recognition.supply, ledger.now) == (0, 0, 0)
    assert ledger.committee.owner is None
    assert ledger.people.wallet_of(CONTRIBUTOR, 0) is None
    assert ZERO_ADDRESS not in ledger.recognition.balances


def test_works_awarded_in_one_transaction_are_told_apart() -> None:
    """Two bounties, then two works of one bounty, then somebody earlier in the alphabet: four calls' amounts."""
    story = Story().next().deployed().next().funded(1, SPONSOR, 500 * USDC).next().funded(5, SPONSOR, 100 * USDC)
    story.next().attest(*(fact(name) for name in "abcd"))
    story.awarded(FIRST, REFERRER, "a", 5_000, 250 * USDC).awarded(FIFTH, REFERRER, "b", 5_000, 50 * USDC)
    story.awarded(FIFTH, REFERRER, "c", 2_500, 25 * USDC, work=OTHER_WORK)
    story.awarded(FIFTH, CONTRIBUTOR, "d", 2_500, 25 * USDC, work=OTHER_WORK)
    assert CONTRIBUTOR < REFERRER
    ledger = Ledger.from_events(story.events, WHERE)
    assert ledger.contradictions == ()
    assert (ledger.escrow.bounties[FIRST].pool, ledger.escrow.bounties[FIFTH].pool) == (250 * USDC, 0)


def test_a_change_that_was_accepted_gives_back_the_right_to_reject() -> None:
    story = Story().next().deployed().next().linked(CONTRIBUTOR, WALLET)
    rejected = fact(f"{NEXT_WALLET} of {CONTRIBUTOR.hex()}")
    story.next().linked(CONTRIBUTOR, NEXT_WALLET, WALLET, 3 * DAY)
    story.next().say(WHERE.stakeholders, "ChangeRejected", contributor=CONTRIBUTOR, wallet=NEXT_WALLET, fact=rejected)
    story.next().linked(CONTRIBUTOR, LAST_WALLET, WALLET, 30 * DAY)
    accepted = fact(f"{LAST_WALLET} of {CONTRIBUTOR.hex()}")
    story.next().say(WHERE.stakeholders, "ChangeAccepted", contributor=CONTRIBUTOR, wallet=LAST_WALLET, fact=accepted)
    story.next().linked(CONTRIBUTOR, NEXT_WALLET, LAST_WALLET, 3 * DAY)
    ledger = Ledger.from_events(story.events, WHERE)
    assert ledger.contradictions == ()
    assert ledger.people.wallet_of(CONTRIBUTOR, story.now) == LAST_WALLET
    assert ledger.people.wallet_of(CONTRIBUTOR, story.now + 3 * DAY) == NEXT_WALLET


def test_a_change_that_took_effect_gives_back_the_right_to_reject() -> None:
    story = Story().next().deployed().next().linked(CONTRIBUTOR, WALLET)
    story.next().linked(CONTRIBUTOR, NEXT_WALLET, WALLET, 3 * DAY)
    rejected = fact(f"{NEXT_WALLET} of {CONTRIBUTOR.hex()}")
    story.next().say(WHERE.stakeholders, "ChangeRejected", contributor=CONTRIBUTOR, wallet=NEXT_WALLET, fact=rejected)
    story.next().linked(CONTRIBUTOR, LAST_WALLET, WALLET, 30 * DAY)
    story.next(days=30).linked(CONTRIBUTOR, NEXT_WALLET, LAST_WALLET, 3 * DAY)
    ledger = Ledger.from_events(story.events, WHERE)
    assert ledger.contradictions == ()


def test_a_link_revoked_before_it_took_effect_never_does() -> None:
    story = Story().next().deployed().next().linked(CONTRIBUTOR, WALLET)
    link = fact(f"{NEXT_WALLET} of {CONTRIBUTOR.hex()}")
    story.next().linked(CONTRIBUTOR, NEXT_WALLET, WALLET, 3 * DAY)
    effective_at = story.now + 3 * DAY
    story.next().revoked(link)
    ledger = Ledger.from_events(story.events, WHERE)
    assert ledger.people.wallet_of(CONTRIBUTOR, effective_at) == WALLET


def test_a_link_revoked_in_the_second_it_takes_effect_holds() -> None:
    story = Story().next().deployed().next().linked(CONTRIBUTOR, WALLET)
    link = fact(f"{NEXT_WALLET} of {CONTRIBUTOR.hex()}")
    story.next().linked(CONTRIBUTOR, NEXT_WALLET, WALLET, 3 * DAY)
    effective_at = story.now + 3 * DAY
    story.next(days=3).now = effective_at
    story.revoked(link)
    ledger = Ledger.from_events(story.events, WHERE)
    assert ledger.people.wallet_of(CONTRIBUTOR, effective_at) == NEXT_WALLET


def test_a_lock_can_be_taken_in_the_second_it_was_ended() -> None:
    story = Story().next().deployed().next().funded(1, SPONSOR, 500 * USDC)
    story.next().locked(FIRST, "progress", story.now - 10, story.now - 10 + 5 * DAY)
    ended = story.next().now - 5
    story.locked(FIRST, "ended", ended, ended, bytes(32))
    story.next().locked(FIRST, "rival's", ended, ended + 5 * DAY, OTHER_WORK)
    ledger = Ledger.from_events(story.events, WHERE)
    assert ledger.contradictions == ()
    assert ledger.escrow.bounties[FIRST].lock == Lock(OTHER_WORK[:20], ended, ended + 5 * DAY)


def test_a_bounty_can_be_locked_by_a_fact_of_a_batch_before_anybody_funds_it() -> None:
    story = Story().next().deployed().next().attest(fact("progress"), fact("something else"))
    story.say(
        WHERE.escrow, "Locked", bounty=FIRST, work=WORK, contributor=CONTRIBUTOR, fact=fact("progress"),
        start=story.now - 10, end=story.now - 10 + 5 * DAY,
    )  # fmt: skip
    story.next().funded(1, SPONSOR, 50 * USDC)
    ledger = Ledger.from_events(story.events, WHERE)
    assert ledger.contradictions == ()
    assert [count for (invariant, _), count in ledger.untested.items() if invariant == "A1"] == [1]


def test_a_lock_on_what_nobody_funded_is_counted_as_not_tested() -> None:
    story = Story().next().deployed().next().locked(FIRST, "progress", 1, 2)
    ledger = Ledger.from_events(story.events, WHERE)
    assert ledger.contradictions == ()
    assert {invariant: count for (invariant, _), count in ledger.untested.items()} == {"E5": 1}


@pytest.mark.parametrize(("early", "found"), [(0, []), (1, ["E3"])])
def test_a_review_keeps_fundings_out_until_its_very_end(early: int, found: list[str]) -> None:
    story = Story().next().deployed().next().funded(2, SPONSOR, 50 * USDC).next().attest(fact("commit"))
    end = story.now + 3 * DAY
    story.awarded(SECOND, CONTRIBUTOR, "commit", 5_000, 25 * USDC, end=end)
    story.next(days=3).now = end - early
    story.say(
        WHERE.escrow, "Funded", bounty=SECOND, sponsor=SPONSOR, program=REVIEWED.id, amount=25 * USDC, shares=50 * USDC,
        committedUntil=story.now + 30 * DAY, terms=bytes(32), subjectUri=URIS[1],
    ).moves(WHERE.usdc, SPONSOR, WHERE.escrow, 25 * USDC)  # fmt: skip
    assert [found.invariant for found in Ledger.from_events(story.events, WHERE).contradictions] == found


@pytest.mark.parametrize(("early", "found"), [(0, []), (1, ["E5"])])
def test_a_lock_keeps_other_works_out_until_its_very_end(early: int, found: list[str]) -> None:
    story = Story().next().deployed().next().funded(1, SPONSOR, 50 * USDC).next()
    end = story.now - 10 + 5 * DAY
    story.locked(FIRST, "progress", story.now - 10, end)
    story.next(days=5).now = end - early
    story.attest(fact("rival's")).awarded(FIRST, REFERRER, "rival's", 10_000, 50 * USDC, work=OTHER_WORK)
    assert [found.invariant for found in Ledger.from_events(story.events, WHERE).contradictions] == found


@pytest.mark.parametrize(("early", "found"), [(0, ["E4", "E3"]), (1, ["E4"])])
def test_whether_an_open_bounty_is_rightly_empty_is_asked_when_its_review_is_over(early: int, found: list[str]) -> None:
    story = Story().next().deployed().next().funded(2, SPONSOR, 50 * USDC).next().attest(fact("commit"))
    end = story.now + 3 * DAY
    story.awarded(SECOND, CONTRIBUTOR, "commit", 12_000, 50 * USDC, end=end)
    ledger = Ledger.from_events(story.events, WHERE, end - early)
    assert [found.invariant for found in ledger.contradictions] == found
