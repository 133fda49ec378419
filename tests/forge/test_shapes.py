"""How work lands: merge, squash, rebase, an honest attempt; and what the merge states about it."""

from pathlib import Path

import pytest

from praxis_chain.core.evidence import Judgement, MergeEvidence, Person, Policy, Share
from praxis_chain.core.facts import Commit
from praxis_chain.core.ids import contributor_id, subject_id, work_id
from praxis_chain.core.rules import RULES_VERSION
from praxis_chain.demo.repository import DemoRepository
from praxis_chain.forges.git import GitForge
from tests.judged import ACTION, OTHER_ACTION, POLICY, facts_of, merge_of, refusal_of

from .conftest import Look


def commits_of(merge: MergeEvidence) -> list[Commit]:
    found = [fact for fact in facts_of(merge) if isinstance(fact, Commit)]
    assert found
    return found


def test_a_merge_shows_all_that_was_done(repository: DemoRepository, look: Look) -> None:
    head = repository.push_work(3, "contributor", {"a.txt": "one\n"})
    oid = repository.merge(3, closes=7)
    forge = look()
    merge = merge_of(forge, 3)
    contributor, maintainer = repository.key("contributor"), repository.key("maintainer")
    assert merge.act is not None
    assert merge == MergeEvidence(
        rules=RULES_VERSION,
        forge=f"git:{repository.root}",
        work=repository.work(3),
        method="merge",
        repository=f"git:{repository.root}",
        base="refs/heads/main",
        head=head,
        merge=oid,
        same_change=True,
        reachable=True,
        reverted_by="",
        authors=(Person(contributor.contributor, "ssh"),),
        act=merge.act,
        policy=Policy(merge.policy.source, "refs/heads/main", self_merge=False, trust_authors=False),
        judgements=(Judgement(repository.subject(7), merge.judgements[0].issue, 10_000, "", 10_000, "", ACTION, ()),),
    )
    assert merge.act.by == Person(maintainer.contributor, "ssh")
    assert (merge.act.maintainer, merge.act.source, merge.act.at) == (True, oid, repository.now)
    (commit,) = commits_of(merge)
    assert (commit.subject, commit.work) == (subject_id(repository.subject(7)), work_id(repository.work(3)))
    assert commit.contributor == contributor_id(contributor.contributor)
    assert (commit.quality, commit.completion, commit.total) == (10_000, 10_000, 10_000)
    assert (commit.completedAt, commit.action.hex()) == (repository.now, ACTION[2:])
    assert forge.problems() == ()
    assert forge.revocations() == ()


@pytest.mark.parametrize("method", ["merge", "squash", "rebase"])
def test_several_git_commits_land_in_each_shape(repository: DemoRepository, look: Look, method: str) -> None:
    repository.push_work(3, "contributor", {"a.txt": "one\n"})
    head = repository.push_work(3, "contributor", {"a.txt": "one\ntwo\n", "b/c.txt": "three\n"})
    repository.commit("maintainer", "Meanwhile", {"other.txt": "other\n"})
    repository.merge(3, method=method, closes=7)
    merge = merge_of(look(), 3)
    assert (merge.method, merge.head, merge.same_change) == (method, head, True)
    assert merge.authors == (Person(repository.key("contributor").contributor, "ssh"),)
    assert len(commits_of(merge)) == 1


def test_a_work_that_took_in_the_base_branch_lands(repository: DemoRepository, look: Look) -> None:
    repository.push_work(3, "contributor", {"a.txt": "one\n"})
    repository.commit("maintainer", "Meanwhile", {"other.txt": "other\n"})
    repository.merge_into_work(3, "contributor")
    repository.push_work(3, "contributor", {"a.txt": "one\ntwo\n"})
    repository.merge(3, method="squash", closes=7)
    merge = merge_of(look(), 3)
    assert merge.same_change
    assert len(commits_of(merge)) == 1


def test_a_squash_that_changes_the_work_is_refused(repository: DemoRepository, look: Look) -> None:
    head = repository.push_work(3, "contributor", {"a.txt": "one\n"})
    repository.commit("maintainer", "Land it", {"a.txt": "two\n"}, trailers=[("Pull", f"3 {head}"), ("Closes", "7")])
    merge = merge_of(look(), 3)
    assert (merge.method, merge.same_change) == ("squash", False)
    assert refusal_of(merge) == "other-change"


def test_a_rebase_that_drops_a_git_commit_is_refused(repository: DemoRepository, look: Look) -> None:
    first = repository.push_work(3, "contributor", {"a.txt": "one\n"})
    head = repository.push_work(3, "contributor", {"b.txt": "two\n"})
    repository.push_work(4, "rival", {"a.txt": "one\n"})
    repository.merge(4, method="rebase", closes=8)
    repository.state("maintainer", "Land it", ("Pull", f"3 {head}"), ("Closes", "7"))
    merge = merge_of(look(), 3)
    assert first != head
    assert (merge.method, refusal_of(merge)) == ("rebase", "other-change")


def test_a_merge_that_throws_the_work_away_is_refused(repository: DemoRepository, look: Look) -> None:
    repository.push_work(3, "contributor", {"a.txt": "one\n"})
    repository.merge(3, closes=7, strategy="ours")
    merge = merge_of(look(), 3)
    assert (merge.method, merge.same_change) == ("merge", False)
    assert refusal_of(merge) == "other-change"


def test_an_honest_dead_end_is_a_commit_of_completion_0_and_a_closure(repository: DemoRepository, look: Look) -> None:
    head = repository.push_work(3, "contributor", {"a.txt": "one\n"})
    repository.attempt(3, "it shows that the cache cannot hold it", closes=7, trailers=[("Explained-by", "pull/3")])
    forge = look()
    merge = merge_of(forge, 3)
    assert (merge.method, merge.head, merge.merge) == ("attempt", head, "")
    (commit,) = commits_of(merge)
    assert (commit.completion, commit.total, commit.quality) == (0, 0, 10_000)
    (closure,) = forge.closures()
    assert closure.explanation == "it shows that the cache cannot hold it"
    assert closure.explainer == Person(repository.key("contributor").contributor, "ssh")
    assert len(facts_of(closure)) == 1


def test_a_merge_that_brings_nothing_can_be_an_honest_dead_end(repository: DemoRepository, look: Look) -> None:
    repository.push_work(3, "contributor", {"a.txt": "one\n"})
    repository.merge(3, closes=7, strategy="ours", trailers=[("Completion", "0% because it does not pay")])
    (commit,) = commits_of(merge_of(look(), 3))
    assert (commit.completion, commit.total) == (0, 0)


def test_an_empty_git_commit_with_completion_lands_nothing(repository: DemoRepository, look: Look) -> None:
    head = repository.push_work(3, "contributor", {"a.txt": "one\n"})
    repository.state("maintainer", "Land it", ("Pull", f"3 {head}"), ("Closes", "7"))
    assert refusal_of(merge_of(look(), 3)) == "other-change"


def test_completion_quality_and_action_are_the_maintainers_words(repository: DemoRepository, look: Look) -> None:
    repository.push_work(3, "contributor", {"a.txt": "one\n"})
    stated = [
        ("Completion", "60% because the lateral part is missing"),
        ("Quality", "elegant because it removes more than it adds"),
        ("Action", "docs"),
    ]
    repository.merge(3, closes=7, trailers=stated)
    (judgement,) = merge_of(look(), 3).judgements
    assert (judgement.completion, judgement.completion_reason) == (6_000, "the lateral part is missing")
    assert (judgement.quality, judgement.quality_reason) == (15_000, "it removes more than it adds")
    assert judgement.action == OTHER_ACTION


def test_one_work_may_close_several_issues_each_in_its_own_way(repository: DemoRepository, look: Look) -> None:
    repository.push_work(3, "contributor", {"a.txt": "one\n"})
    stated = [("Completion", "#8 25% because of four cases it handles one"), ("Quality", "9000 because it is long")]
    repository.merge(3, closes="#7, issue/8", trailers=stated)
    commits = commits_of(merge_of(look(), 3))
    assert [(commit.subject, commit.completion, commit.quality) for commit in commits] == [
        (subject_id(repository.subject(7)), 10_000, 9_000),
        (subject_id(repository.subject(8)), 2_500, 9_000),
    ]


def test_the_works_own_closing_references_count_where_the_merge_has_none(
    repository: DemoRepository, look: Look
) -> None:
    repository.push_work(3, "contributor", {"a.txt": "one\n"}, closes=8)
    repository.push_work(3, "contributor", {"a.txt": "two\n"}, closes=7)
    repository.push_work(3, "contributor", {"a.txt": "three\n"})
    repository.merge(3)
    subjects = [judgement.subject for judgement in merge_of(look(), 3).judgements]
    assert subjects == [repository.subject(7), repository.subject(8)]


def test_several_authors_need_a_split(repository: DemoRepository, look: Look) -> None:
    repository.push_work(3, "contributor", {"a.txt": "one\n"})
    repository.push_work(3, "rival", {"b.txt": "two\n"})
    repository.merge(3, closes=7)
    merge = merge_of(look(), 3)
    assert len(merge.authors) == 2
    assert refusal_of(merge) == "split-not-stated"


@pytest.mark.parametrize("stated_by", ["maintainer", "work"])
def test_a_split_is_stated_by_the_merge_or_by_the_works_last_git_commit(
    repository: DemoRepository, look: Look, stated_by: str
) -> None:
    people = [repository.key(role) for role in ("contributor", "rival")]
    split = [("Split", f"{people[0].fingerprint} 70%, {people[1].contributor} 30%")]
    repository.push_work(3, "contributor", {"a.txt": "one\n"})
    repository.push_work(3, "rival", {"b.txt": "two\n"}, trailers=split if stated_by == "work" else [])
    repository.merge(3, closes=7, trailers=split if stated_by == "maintainer" else [])
    merge = merge_of(look(), 3)
    shares = (Share(people[0].contributor, 7_000), Share(people[1].contributor, 3_000))
    assert merge.judgements[0].split == tuple(sorted(shares, key=lambda share: share.contributor))
    parts = {commit.contributor: (commit.completion, commit.total) for commit in commits_of(merge)}
    assert parts == {contributor_id(share.contributor): (share.share, 10_000) for share in shares}


def test_works_of_one_subject_each_have_their_own_commit(repository: DemoRepository, look: Look) -> None:
    for pull, role, share in ((3, "contributor", "40%"), (4, "rival", "60%")):
        repository.push_work(pull, role, {f"{role}.txt": "one\n"})
        repository.merge(pull, closes=7, trailers=[("Completion", f"{share} because it is one of two parts")])
    forge = look()
    totals = [commits_of(merge_of(forge, pull))[0].total for pull in (3, 4)]
    assert totals == [4_000, 6_000]


def test_a_repository_of_sha256_objects_is_read_alike(tmp_path: Path) -> None:
    repository = DemoRepository(tmp_path / "shared", policy=POLICY, object_format="sha256")
    repository.open_issue(7, "Issue 7")
    repository.push_work(3, "contributor", {"a.txt": "one\n"})
    repository.merge(3, method="squash", closes=7)
    merge = merge_of(GitForge(repository.path, tmp_path / "attester"), 3)
    assert len(merge.forge) == len("git:") + 64
    assert len(commits_of(merge)) == 1
