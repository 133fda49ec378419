"""The rules: good documents become exactly these facts, and no document makes them raise."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from praxis_chain.core.canonical import encode
from praxis_chain.core.errors import WrongInput
from praxis_chain.core.evidence import (
    CAUSES,
    METHODS,
    REVOKING,
    Act,
    AnyEvidence,
    Approval,
    Person,
    Policy,
    Share,
    evidence_hash,
    evidence_json,
    read_evidence,
)
from praxis_chain.core.facts import Admission, Closure, Commit, Link, Progress, Revocation, fact_hash
from praxis_chain.core.ids import NOBODY, contributor_id, subject_id, work_id
from praxis_chain.core.rules import RULES_VERSION, Refusal, checks, judge
from tests.documents import (
    ACT,
    ADMISSION,
    CLOSURE,
    CONTRIBUTOR,
    DOCUMENTS,
    FORGE,
    JUDGEMENT,
    LINK,
    MAINTAINER,
    MERGE,
    MERGED_AT,
    OTHER_WORK,
    POLICY,
    PROGRESS,
    REFERRER,
    REVOCATION,
    SUBJECT,
    WALLET,
    WORK,
    judging,
    moved,
)
from tests.judged import facts_of

OTHER_SUBJECT = f"{FORGE}/issue/8"
UNSIGNED = Person("", "none")
OUTSIDER = replace(ACT, maintainer=False)
TRUSTING = Policy("", POLICY.base, self_merge=True, trust_authors=True)
STATED = Person("git:author/" + "ee" * 32, "stated")


# What a field may hold, plausible or not.
VALUES: dict[str, list[Any]] = {
    "rules": [RULES_VERSION, "", "praxis-rules/0"],
    "work": [WORK, OTHER_WORK, ""],
    "replaces": [WORK, OTHER_WORK, ""],
    "method": list(METHODS),
    "cause": list(CAUSES),
    "reason": list(REVOKING),
    "clock": ["server", "act", ""],
    "at": [0, 1, 2**53 - 1],
    "linked_at": [0, 2**53 - 1],
    "standing": [-1, 0, 4, 5, 2**53 - 1],
    "authors": [(), (UNSIGNED,), (STATED,), (Person(CONTRIBUTOR, "ssh"),) * 2],
    "contributor": [UNSIGNED, STATED, Person(CONTRIBUTOR, "ssh"), CONTRIBUTOR],
    "explainer": [None, UNSIGNED, STATED, Person(CONTRIBUTOR, "named")],
    "act": [None, ACT, Act(UNSIGNED, True, "", 0, ""), Act(STATED, False, "x", 2**53 - 1, "")],
    "policy": [POLICY, TRUSTING],
    "judgements": [
        (),
        (JUDGEMENT, JUDGEMENT),
        *(
            (
                replace(
                    JUDGEMENT,
                    completion=points,
                    completion_reason="so",
                    quality=points,
                    quality_reason="so",
                    split=split,
                ),
            )
            for points in (-1, 0, 3, 20_000, 2**53 - 1)
            for split in ((), (Share(CONTRIBUTOR, points),), (Share(CONTRIBUTOR, 1), Share(REFERRER, 9_999)))
        ),
    ],
}


# What follows from good documents


def test_a_merge_is_a_commit() -> None:
    assert facts_of(MERGE) == (
        Commit(
            subject=subject_id(SUBJECT),
            work=work_id(WORK),
            contributor=contributor_id(CONTRIBUTOR),
            action=b"\xac" * 32,
            quality=10_000,
            completion=10_000,
            total=10_000,
            completedAt=MERGED_AT,
            evidence=evidence_hash(MERGE),
        ),
    )


def test_a_partial_result_of_some_quality_keeps_its_numbers() -> None:
    document = judging(completion=6_000, completion_reason="lateral only", quality=12_000, quality_reason="simpler")
    (commit,) = facts_of(document)
    assert isinstance(commit, Commit)
    assert (commit.quality, commit.completion, commit.total) == (12_000, 6_000, 6_000)


def test_a_split_gives_each_contributor_a_commit_ascending_and_the_last_the_remainder() -> None:
    people = sorted((CONTRIBUTOR, REFERRER, STATED.id), key=contributor_id)
    split = tuple(Share(person, share) for person, share in zip(people, (3_334, 3_333, 3_333), strict=True))
    commits = facts_of(judging(completion=9_999, completion_reason="one test is missing", split=split[::-1]))
    assert [commit.contributor for commit in commits] == [contributor_id(person) for person in people]
    assert [(commit.completion, commit.total) for commit in commits] == [(3_333, 9_999), (3_332, 9_999), (3_334, 9_999)]


def test_one_approval_is_enough_where_the_policy_asks_for_one() -> None:
    approval = Approval(replace(ACT, by=Person(REFERRER, "account")), MERGE.head, same_change=True)
    document = replace(MERGE, policy=replace(POLICY, approvals=1), approvals=(approval,))
    assert [type(fact) for fact in facts_of(document)] == [Commit]
    twice = replace(document, policy=replace(POLICY, approvals=2), approvals=(approval, approval))
    assert isinstance(judge(twice), Refusal)  # one person approves once


def test_a_program_may_author_where_the_policy_says_so() -> None:
    program = Person("github:user/49699333", "bot")
    document = replace(MERGE, authors=(program,), policy=replace(POLICY, bots=True))
    (commit,) = facts_of(document)
    assert isinstance(commit, Commit)
    assert commit.contributor == contributor_id(program.id)


def test_co_authors_are_settled_by_a_split() -> None:
    split = (Share(CONTRIBUTOR, 10_000),)
    (commit,) = facts_of(replace(judging(split=split), co_authored=True))
    assert isinstance(commit, Commit)
    assert commit.completion == 10_000


def test_a_work_may_close_several_subjects() -> None:
    document = replace(MERGE, judgements=(JUDGEMENT, replace(JUDGEMENT, subject=OTHER_SUBJECT)))
    assert [commit.subject for commit in facts_of(document)] == [subject_id(SUBJECT), subject_id(OTHER_SUBJECT)]


def test_an_honest_dead_end_is_a_commit_of_completion_0() -> None:
    document = replace(
        judging(completion=0, completion_reason="shows that it cannot be done"), method="attempt", merge=""
    )
    (commit,) = facts_of(document)
    assert isinstance(commit, Commit)
    assert (commit.quality, commit.completion, commit.total) == (10_000, 0, 0)


def test_a_push_is_progress() -> None:
    assert facts_of(PROGRESS) == (
        Progress(
            subject_id(SUBJECT), work_id(WORK), contributor_id(CONTRIBUTOR), NOBODY, MERGED_AT, evidence_hash(PROGRESS)
        ),
    )


def test_a_maintainer_moves_a_lock_to_another_work() -> None:
    (fact,) = facts_of(moved("replaced"))
    assert isinstance(fact, Progress)
    assert (fact.work, fact.replaces) == (work_id(WORK), work_id(OTHER_WORK))


def test_a_maintainer_ends_a_lock() -> None:
    (fact,) = facts_of(moved("ended", work="", contributor=UNSIGNED, head=""))
    assert isinstance(fact, Progress)
    assert (fact.work, fact.contributor, fact.replaces) == (NOBODY, NOBODY, work_id(OTHER_WORK))


def test_blocked_work_keeps_its_lock() -> None:
    (fact,) = facts_of(moved("blocked", replaces=""))
    assert isinstance(fact, Progress)
    assert (fact.work, fact.replaces) == (work_id(WORK), NOBODY)


def test_a_closure_names_who_explained_it() -> None:
    assert facts_of(CLOSURE) == (
        Closure(subject_id(SUBJECT), contributor_id(CONTRIBUTOR), MERGED_AT, evidence_hash(CLOSURE)),
    )
    assert facts_of(replace(CLOSURE, explainer=None))[0].contributor == NOBODY


def test_an_admission_names_standing_and_referrer() -> None:
    assert facts_of(ADMISSION) == (
        Admission(contributor_id(CONTRIBUTOR), 3, contributor_id(REFERRER), MERGED_AT, evidence_hash(ADMISSION)),
    )
    assert facts_of(replace(ADMISSION, referrer=""))[0].referrer == NOBODY


def test_a_link_names_the_wallet() -> None:
    wallet = bytes.fromhex(WALLET[2:])
    assert facts_of(LINK) == (Link(contributor_id(CONTRIBUTOR), wallet, MERGED_AT, evidence_hash(LINK)),)


def test_a_revocation_revokes_every_fact_that_followed() -> None:
    split = (Share(CONTRIBUTOR, 5_000), Share(REFERRER, 5_000))
    document = replace(REVOCATION, of=judging(split=split))
    evidence = evidence_hash(document)
    assert facts_of(document) == tuple(Revocation(fact_hash(fact), evidence) for fact in facts_of(document.of))
    assert len(facts_of(document)) == 2


def test_a_reopened_issue_revokes_its_closure() -> None:
    (fact,) = facts_of(replace(REVOCATION, of=CLOSURE, reason="reopened"))
    assert isinstance(fact, Revocation)
    assert fact.fact == fact_hash(facts_of(CLOSURE)[0])


def test_a_rewritten_branch_revokes_without_anybodys_act() -> None:
    assert len(facts_of(replace(REVOCATION, reason="unreachable", act=None))) == 1


def test_unverified_authors_count_only_where_somebody_chose_to_trust_them() -> None:
    act = Act(STATED, False, ACT.source, MERGED_AT, "")
    stated = replace(MERGE, authors=(STATED,), act=act, judgements=(replace(JUDGEMENT, issue=""),), policy=TRUSTING)
    (fact,) = facts_of(stated)
    assert isinstance(fact, Commit)
    assert fact.contributor == contributor_id(STATED.id)
    refused = judge(replace(stated, policy=POLICY))
    assert isinstance(refused, Refusal)
    assert refused.reason == "author-not-verified"


def test_merging_ones_own_work_counts_where_the_policy_allows_it() -> None:
    own = replace(MERGE, authors=(Person(MAINTAINER, "ssh"),))
    assert isinstance(judge(own), Refusal)
    assert len(facts_of(replace(own, policy=replace(POLICY, self_merge=True)))) == 1


# Judging never raises


@settings(max_examples=400, deadline=None)
@given(st.data())
def test_no_document_makes_judging_raise(data: st.DataObject) -> None:
    text = json.loads(evidence_json(data.draw(st.sampled_from(list(DOCUMENTS.values())))))
    for name in data.draw(st.lists(st.sampled_from(sorted(text.keys() & VALUES.keys())), max_size=4)):
        text[name] = json.loads(encode(data.draw(st.sampled_from(VALUES[name]))))
    try:
        document = read_evidence(json.dumps(text))
    except WrongInput:
        reject()
    verdict = judge(document)
    passed = all(check.passed for check in checks(document))
    assert isinstance(verdict, Refusal) != passed
    if not isinstance(verdict, Refusal):
        assert verdict
        assert all(fact.evidence == evidence_hash(document) for fact in verdict)


@pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS.keys())
def test_checks_explain_themselves_passed_or_not(document: AnyEvidence) -> None:
    for check in [*checks(document), *checks(replace(document, rules="x"))]:
        assert check.passed == (not check.refusal)
        assert check.detail.endswith((".", ")"))
    assert checks(document)[0].name == "rules version"
