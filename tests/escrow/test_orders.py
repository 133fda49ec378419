"""Awards, cancellations and corrections in every order: what each must give is said in a few lines of Python."""

from dataclasses import replace
from functools import cache
from itertools import permutations

import pytest

from praxis_chain.core.facts import fact_hash
from praxis_chain.core.ids import NOBODY
from praxis_chain.evm.bindings import Award, AwardState
from tests.escrow.events import awarded
from tests.escrow.stage import OTHER_EVIDENCE, RIVAL
from tests.events import told
from tests.prax.accruing import accrued_told, holdings
from tests.protocol import CLOSING_AWARD, EVIDENCE, PRAX
from tests.windows import PASSES, outcome, refused


def do(stage, call, by, what):
    """It passes, or is refused as it must be."""
    if what == PASSES:
        stage.send(call, by)
    else:
        assert outcome(stage.protocol, call, by) == what


def play(stage, order, commits, awarding):
    """Awards and cancellations by name, what is refused passed by. Returns pool, awarded, and what each is owed."""
    pool, awarded, owed, cancelled = stage.bounty().pool, 0, {}, set()
    for verb, name in order:
        commit = commits[name]
        award, done = stage.award_id(*who(stage, commit)), set(owed) & same_id(commits, name)
        if verb == "award":
            call, by, what = awarding(commit), stage.relayer, PASSES
            if done:
                what = refused("AlreadyAwarded", award=award)
            elif name in cancelled:
                what = refused("FactCancelled", fact=fact_hash(commit))
            else:
                amount = pool * commit.completion // (10_000 - awarded)
                pool, awarded, owed[name] = pool - amount, awarded + commit.completion, amount
        else:
            call, by, what = stage.cancelling(commit), stage.arbiter, PASSES
            if name not in owed:
                what = refused("NotOwed", award=award)
            else:
                pool, awarded = pool + owed.pop(name), awarded - commit.completion
                cancelled.add(name)
        do(stage, call, by, what)
    return pool, awarded, owed


def who(stage, commit):
    return next(who for who in (stage.first, stage.second) if who.id == commit.contributor), commit.work


def same_id(commits, name):
    """The names of all facts about the same Commit."""
    key = (commits[name].work, commits[name].contributor)
    return {other for other, commit in commits.items() if (commit.work, commit.contributor) == key}


@pytest.fixture
def judged(reviewed):
    """A pool that nothing divides."""
    stage = reviewed.under(minimum=0)
    stage.fund(600_000_001)
    stage.fund(400_000_006, by=stage.second_sponsor)
    return stage


def test_awards_and_cancellations_of_two_works_in_every_order(judged):
    """What is cancelled goes back to the unit, what stands stays; the order only moves a unit of rounding."""
    commits = {"one": judged.commit(completion=6_001), "two": judged.commit(judged.second, 2_998, work=RIVAL)}
    steps = [("award", "one"), ("award", "two"), ("cancel", "one"), ("cancel", "two")]
    ends = set()
    awarding = cache(judged.awarding)
    for order in permutations(steps):
        with judged.protocol.chain.rollback():
            pool, awarded, owed = play(judged, order, commits, awarding)
            bounty = judged.bounty()
            assert (bounty.pool, bounty.awarded, bounty.shares) == (pool, awarded, 1_000_000_007), order
            for name, commit in commits.items():
                kept = judged.award_of(*who(judged, commit))
                state = AwardState.OWED if name in owed else AwardState.CANCELLED
                completion = commit.completion if name in owed else 0
                assert kept == Award(owed.get(name, 0), kept.review_end, completion, fact_hash(commit)[:12], state)
            assert pool + sum(owed.values()) == judged.escrowed == 1_000_000_007
            ends.add((pool, awarded, *sorted(owed.items())))
    both, one, two = (("one", 600_100_004), ("two", 299_800_002)), ("one", 600_100_004), ("two", 299_800_002)
    assert ends == {
        (100_100_001, 8_999, *both),
        (399_900_003, 6_001, one),
        (700_200_005, 2_998, two),
        (1_000_000_007, 0),
    }


def test_two_facts_with_one_id_in_every_order(judged):
    """A Commit and its correction: never both, a cancelled one never again, and neither cancels the other."""
    commit = judged.commit(completion=3_001)
    commits = {"first": commit, "corrected": replace(commit, evidence=OTHER_EVIDENCE)}
    steps = [("award", "first"), ("cancel", "first"), ("award", "corrected"), ("cancel", "corrected")]
    awarding = cache(judged.awarding)
    for order in permutations(steps):
        with judged.protocol.chain.rollback():
            pool, awarded, owed = play(judged, (*order, ("award", "first")), commits, awarding)
            assert (judged.bounty().pool, judged.bounty().awarded) == (pool, awarded), order
            assert judged.award_of(judged.first).amount == sum(owed.values()) == 1_000_000_007 - pool
            assert len(owed) <= 1


def test_two_facts_with_one_id_in_one_call(judged):
    """Not even under one root: one call refuses both, a batch awards the one given first and passes over the other."""
    one, other = (judged.commit(completion=3_001, evidence=evidence) for evidence in (EVIDENCE, OTHER_EVIDENCE))
    again = refused("ContributorsNotAscending", previous=one.contributor, contributor=one.contributor)
    halves = [replace(fact, total=6_002) for fact in (one, other)]
    assert outcome(judged.protocol, judged.awarding(*halves), judged.relayer) == again
    for first, second in ((one, other), (other, one)):
        with judged.protocol.chain.rollback():
            receipt = judged.send(judged.awarding_many([first], [second]))
            amount, end = 1_000_000_007 * 3_001 // 10_000, judged.bounty().review.until
            assert judged.said(receipt) == [awarded(judged, 3, first, amount, paid_to=None, review_end=end)]


def test_two_facts_with_one_id_accrue_once(stage):
    """In one batch too: what accrues is the first that it names."""
    protocol, person = stage.protocol, stage.protocol.enter(stage.unlinked.account)
    one = protocol.commit(contributor=person)
    other = replace(one, quality=20_000, evidence=OTHER_EVIDENCE)
    for facts, amount in (((one, other), 100 * PRAX), ((other, one), 200 * PRAX)):
        with protocol.chain.rollback():
            receipt = stage.send(protocol.prax.accrue_many(facts, protocol.attest_all(*facts)))
            accrued = accrued_told(protocol, facts[0], stage.unlinked.account.address, amount)
            assert [event for event in told(receipt) if event[1] == "Accrued"] == [accrued]
            assert holdings(protocol, stage.unlinked.account.address) == [amount]


def test_an_award_and_a_closure_in_every_order(reviewed):
    """Made and cancelled in 24 orders: the pool gets back what was cancelled, and only a standing closure closes."""
    stage = reviewed.under(minimum=0)
    stage.fund(1_000_000_007)
    commit, closure = stage.commit(completion=9_999), stage.closure(stage.second)
    calls = {
        "award": (stage.awarding(commit), stage.relayer),
        "close": (stage.closing(closure), stage.relayer),
        "cancel": (stage.cancelling(commit), stage.arbiter),
        "reopen": (stage.cancelling_closure(closure), stage.arbiter),
    }
    for order in permutations(calls):
        pool, award, closing, explained = 1_000_000_007, 0, 0, False
        with stage.protocol.chain.rollback():
            for name in order:
                call, by = calls[name]
                what = PASSES
                if name == "award":
                    if explained:
                        what = refused("BountyClosed", bounty=stage.bounty_id())
                    else:
                        award = pool * 9_999 // 10_000
                        pool -= award
                elif name == "close":
                    closing, explained = min(pool, CLOSING_AWARD), True
                    pool -= closing
                elif name == "cancel":
                    if not award:
                        what = refused("NotOwed", award=stage.award_id(stage.first))
                    pool, award = pool + award, 0
                elif not explained:
                    what = refused("NotStanding", fact=fact_hash(closure))
                else:
                    pool, closing, explained = pool + closing, 0, False
                do(stage, call, by, what)
            bounty = stage.bounty()
            assert (bounty.pool, bounty.awarded, bounty.explained) == (pool, 9_999 if award else 0, explained), order
            owed = [stage.award_of(stage.first).amount, stage.award_of(stage.second, NOBODY).amount]
            assert owed == [award, closing], order
            assert stage.escrowed == 1_000_000_007
