"""Completed works of which something has to follow on chain: told, and no finding."""

from dataclasses import replace

from praxis_chain.audit.evidence import Pending
from praxis_chain.core.evidence import MergeEvidence
from praxis_chain.core.facts import Commit, fact_hash
from praxis_chain.core.ids import hash_uri
from praxis_chain.core.ledger import Ledger
from tests.audit.evidence.acting import BOUNTY, LINK, SUBJECTS, Chain, facts_of
from tests.audit.story import ACTION, WHERE
from tests.documents import ACT, ADMISSION, FORGE, JUDGEMENT, MERGE, REVOCATION, WORK

KNOWN = replace(MERGE, judgements=(replace(JUDGEMENT, action="0x" + ACTION.id.hex()),))


def commit_of(document: MergeEvidence) -> Commit:
    (commit,) = facts_of(document)
    assert isinstance(commit, Commit)
    return commit


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


def test_each_bounty_is_told() -> None:
    both = replace(MERGE, judgements=(JUDGEMENT, replace(JUDGEMENT, subject=SUBJECTS[1])))
    assert [one.subject for one in Chain().check(both).pending] == [hash_uri(subject) for subject in SUBJECTS]


def test_the_bounties_that_are_used_here_are_open() -> None:
    """Otherwise these tests would show nothing."""
    chain = Chain()
    ledger = Ledger.from_events(chain.events, WHERE)
    assert ledger.contradictions == ()
    assert [bounty.is_closed for bounty in ledger.escrow.bounties.values()] == [False, False]
