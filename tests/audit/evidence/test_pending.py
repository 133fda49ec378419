"""Completed works of which something has to follow on chain: told, and no finding."""

from dataclasses import replace

from praxis_chain.audit.evidence import Pending
from praxis_chain.core.evidence import MergeEvidence
from praxis_chain.core.facts import Revocation, fact_hash
from praxis_chain.core.ids import bounty_id, hash_uri
from praxis_chain.core.ledger import Ledger
from tests.audit.evidence.acting import BOUNTY, LINK, SUBJECTS, Chain, commit_of
from tests.audit.story import ACTION, AT_ONCE, STRANGER, USDC, WHERE, rules_of
from tests.documents import ACT, ADMISSION, CLOSURE, FORGE, JUDGEMENT, MERGE, REVOCATION, WORK

KNOWN = replace(MERGE, judgements=(replace(JUDGEMENT, action="0x" + ACTION.id.hex()),))


def pending(chain: Chain, *documents: MergeEvidence | object) -> list[str]:
    found = chain.check(*documents)  # type: ignore[arg-type]
    assert found.findings == ()
    return [one.what for one in found.pending]


def test_a_completed_work_on_an_open_bounty_is_to_be_awarded() -> None:
    commit = commit_of(MERGE)
    found = Chain().check(MERGE)
    assert found.findings == ()
    assert found.pending == (
        Pending("award", WORK, commit.subject, commit.contributor, 10_000, ACT.at, fact_hash(commit), BOUNTY),
    )


def test_and_to_accrue_where_its_contributor_can_hold_prax() -> None:
    chain = Chain().follow(LINK, ADMISSION)
    assert pending(chain, LINK, ADMISSION, KNOWN) == ["award", "accrual"]
    assert pending(chain, LINK, ADMISSION, MERGE) == ["award"]  # of an action that is not in the catalogue
    assert pending(Chain().follow(LINK), LINK, KNOWN) == ["award"]  # no stakeholder
    assert pending(Chain().follow(ADMISSION), ADMISSION, KNOWN) == ["award"]  # no wallet


def test_what_followed_is_not_pending() -> None:
    chain = Chain().follow(LINK, ADMISSION, KNOWN).accrue(commit_of(KNOWN))
    assert pending(chain, LINK, ADMISSION, KNOWN) == []


def test_nothing_is_pending_of_what_was_undone() -> None:
    assert pending(Chain(), REVOCATION) == []
    assert pending(Chain().follow(REVOCATION), REVOCATION) == []


def test_nor_of_what_is_later_than_the_ledger_or_about_an_issue_without_money() -> None:
    assert pending(Chain(), replace(MERGE, act=replace(ACT, at=2_000_000_000))) == []
    elsewhere = replace(MERGE, judgements=(replace(JUDGEMENT, subject=f"{FORGE}/issue/99"),))
    assert pending(Chain(), elsewhere) == []


def test_nor_an_award_of_an_attempt_or_where_the_bounty_is_closed() -> None:
    attempt = replace(
        KNOWN, method="attempt", merge="", judgements=(replace(JUDGEMENT, completion=0, completion_reason="no"),)
    )
    assert pending(Chain(), attempt) == []
    other = replace(MERGE, work=f"{FORGE}/pull/4", merge="99" * 20)
    assert pending(Chain().follow(MERGE), MERGE, other) == []


def test_nor_where_the_pool_is_below_the_programs_minimum() -> None:
    assert pending(Chain(dollars=10), MERGE) == ["award"]
    assert pending(Chain(dollars=9), MERGE) == []


def test_nor_where_the_issue_was_closed_with_an_explanation() -> None:
    """Whatever is left in the pool is the sponsors'."""
    assert pending(Chain(dollars=200).follow(CLOSURE), CLOSURE, MERGE) == []


def test_nor_a_second_time_from_what_is_left() -> None:
    half = replace(MERGE, judgements=(replace(JUDGEMENT, completion=5_000, completion_reason="half is left"),))
    assert pending(Chain().follow(half), half) == []


def test_a_fact_that_was_cancelled_applies_no_more_and_a_corrected_one_does() -> None:
    commit, corrected = commit_of(MERGE), replace(MERGE, revision=1)
    chain = Chain().follow(MERGE).next()
    chain.say(
        WHERE.escrow, "AwardCancelled", bounty=BOUNTY, work=commit.work, contributor=commit.contributor,
        fact=fact_hash(commit), amount=100 * USDC,
    )  # fmt: skip
    assert chain.check(MERGE).pending == ()  # type: ignore[attr-defined]
    assert [one.what for one in chain.check(corrected).pending] == ["award"]  # type: ignore[attr-defined]


def test_what_was_revoked_before_anything_followed_is_not_pending() -> None:
    assert Chain().act(Revocation(fact_hash(commit_of(MERGE)), bytes(32))).check(MERGE).pending == ()


def test_the_bounties_of_other_attesters_are_not_told() -> None:
    foreign = replace(AT_ONCE, attesters=STRANGER)
    chain = Chain()
    chain.next().say(WHERE.escrow, "ProgramCreated", program=foreign.id, rules=rules_of(foreign))
    chain.say(
        WHERE.escrow, "Funded", bounty=bounty_id(foreign.id, hash_uri(SUBJECTS[0])), sponsor=STRANGER,
        program=foreign.id, amount=100 * USDC, shares=100 * USDC, committedUntil=0, terms=bytes(32),
        subjectUri=SUBJECTS[0],
    )  # fmt: skip
    assert pending(chain, MERGE) == ["award"]


def test_each_bounty_is_told() -> None:
    both = replace(MERGE, judgements=(JUDGEMENT, replace(JUDGEMENT, subject=SUBJECTS[1])))
    assert [one.subject for one in Chain().check(both).pending] == [hash_uri(subject) for subject in SUBJECTS]


def test_the_bounties_that_are_used_here_are_open() -> None:
    """Otherwise these tests would show nothing."""
    chain = Chain()
    ledger = Ledger.from_events(chain.events, WHERE)
    assert ledger.contradictions == ()
    assert [bounty.is_closed for bounty in ledger.escrow.bounties.values()] == [False, False]
