"""How pull requests land, in the shapes real git makes: merge, squash, rebase, attempt; and what does not count."""

from dataclasses import replace

import pytest

from praxis_chain.core.evidence import Act, Approval, Judgement, MergeEvidence, Person, Policy
from praxis_chain.core.ids import contributor_id, subject_id, work_id
from praxis_chain.core.rules import RULES_VERSION
from praxis_chain.forges.github import GitHubForge
from tests.github.standin.ground import Impossible
from tests.judged import ACTION, facts_of, refusal_of

from .conftest import NAME, Project, commit_of, merge_of, why


def test_a_merge_shows_all_that_was_done(project: Project) -> None:
    work = project.propose()
    approved_at = project.github.now() - 60
    at = project.github.now()
    oid = project.merge(work)
    forge = project.look()
    merge = merge_of(forge, work)
    (approval,) = merge.approvals
    issue = project.github.repository_of(NAME).issues[work.issue].id
    assert merge == MergeEvidence(
        rules=RULES_VERSION,
        forge=project.forge,
        work=project.work(work.pull),
        method="merge",
        repository=project.forge,
        base="refs/heads/main",
        head=work.head,
        merge=oid,
        same_change=True,
        reachable=True,
        reverted_by="",
        authors=(Person(project.person("contributor"), "account"),),
        act=Act(Person(project.person("maintainer"), "account"), True, oid, at, ""),
        approvals=(
            Approval(
                Act(Person(project.person("co_maintainer"), "account"), True, approval.act.source, approved_at, ""),
                work.head,
                same_change=True,
            ),
        ),
        policy=Policy(merge.policy.source, "refs/heads/main", self_merge=False, trust_authors=False, approvals=1),
        judgements=(Judgement(project.subject(work.issue), str(issue), 10_000, "", 10_000, "", ACTION, ()),),
    )
    commit = commit_of(forge, work)
    assert commit.subject == subject_id(project.subject(work.issue))
    assert commit.work == work_id(project.work(work.pull))
    assert commit.contributor == contributor_id(project.person("contributor"))
    assert (commit.quality, commit.completion, commit.total, commit.completedAt) == (10_000, 10_000, 10_000, at)
    assert (forge.problems(), forge.revocations()) == ((), ())


@pytest.mark.parametrize("method", ["merge", "squash", "rebase"])
def test_several_git_commits_land_in_each_shape(project: Project, method: str) -> None:
    work = project.propose(fork=False)
    branch = project.github.pull_of(NAME, work.pull)[2].head_ref
    for number in (1, 2):
        project.github.push(NAME, branch, "contributor", {f"more{number}.txt": "more\n", "README.md": f"{number}\n"})
    project.github.review(NAME, work.pull, "co_maintainer")
    beside = project.land()  # the base branch goes on meanwhile
    project.merge(work, method)
    forge = project.look()
    assert merge_of(forge, work).method == method
    assert commit_of(forge, work).completion == commit_of(forge, beside).completion == 10_000


@pytest.mark.parametrize("method", ["merge", "squash", "rebase"])
def test_one_git_commit_lands_in_each_shape(project: Project, method: str) -> None:
    """A rebase of one git commit cannot be told from a squash, and need not be."""
    work = project.land(method)
    forge = project.look()
    assert merge_of(forge, work).method == ("squash" if method == "rebase" else method)
    assert commit_of(forge, work).completion == 10_000


def test_a_rebase_that_leaves_out_an_empty_git_commit_holds_the_same_change(project: Project) -> None:
    work = project.propose(fork=False)
    branch = project.github.pull_of(NAME, work.pull)[2].head_ref
    for text in ("1\n", "1\n", "2\n"):  # the second changes nothing
        project.github.push(NAME, branch, "contributor", {"more.txt": text})
    head = project.github.head(NAME, branch)
    bare = project.github.bare(project.github.repository_of(NAME))
    tip = project.github.head(NAME)
    for oid in bare.between(tip, head, "--no-merges"):
        step = bare.read(oid)
        if step.tree != bare.read(step.parents[0]).tree:
            tip = bare.commit_tree(
                bare.applied_tree(tip, step.parents[0], oid), (tip,), step.message, step.author, step.author
            )
    project.github.review(NAME, work.pull, "co_maintainer")
    repository, issue, _ = project.github.pull_of(NAME, work.pull)
    bare.point("refs/heads/main", tip)
    account = project.github.account_of("maintainer")
    project.github.mark_merged(repository, issue, account, tip, "rebase")
    project.github.observe(repository, account, merged=issue)
    merge = merge_of(project.look(), work)
    assert (merge.method, merge.same_change) == ("rebase", True)


def test_a_squash_of_another_change_is_refused(project: Project) -> None:
    work = project.land("squash")
    other = project.propose(files={"other.txt": "other\n"})
    project.github.pull_of(NAME, work.pull)[2].head = other.head
    assert why(project.look(), work).startswith(f"other-change: What {work.merge[:12]} brought is not the change of")


def test_closed_unmerged_with_a_merge_id_is_not_merged(project: Project) -> None:
    work = project.propose()
    project.github.close(NAME, work.pull, "maintainer")
    pull = project.github.pull_of(NAME, work.pull)[2]
    assert pull.trial  # GitHub's own test merge: what REST calls merge_commit_sha
    assert why(project.look(), work).startswith(f"not-merged: {project.work(work.pull)} is not merged")


def test_merged_into_another_branch_is_refused(project: Project) -> None:
    project.github.push(NAME, "dev", "maintainer", {"dev.txt": "dev\n"})
    work = project.propose()
    project.github.retarget(NAME, work.pull, "maintainer", "dev")
    project.merge(work)
    assert why(project.look(), work) == (
        "wrong-base: It was merged into refs/heads/dev, and the policy pays for refs/heads/main."
    )


def test_retargeted_after_the_lock_was_taken_is_refused(project: Project) -> None:
    project.github.push(NAME, "dev", "maintainer", {"dev.txt": "dev\n"})
    work = project.propose()
    project.say(work, "/praxis good-progress")
    assert len(facts_of(project.look().progress()[0])) == 1
    project.github.retarget(NAME, work.pull, "contributor", "dev")
    project.merge(work)
    assert refusal_of(merge_of(project.look(), work)) == "wrong-base"


def test_merged_into_another_repository_is_refused(project: Project) -> None:
    """The base is compared by the repository's number: a branch of the same name elsewhere is another."""
    work = project.land()
    readings = project.read()
    elsewhere = replace(readings.pulls[work.pull], base_repository=1)
    forge = GitHubForge(replace(readings, pulls={work.pull: elsewhere}), project.folder / "attester")
    assert why(forge, work).startswith("wrong-repository: It went into github:repo/1, and what is judged here")


def test_without_the_merges_git_commit_it_is_not_merged(project: Project) -> None:
    """An answer from which the field was removed proves nothing."""
    work = project.land()
    readings = project.read()
    bare = replace(readings.pulls[work.pull], merge="")
    forge = GitHubForge(replace(readings, pulls={work.pull: bare}), project.folder / "attester")
    assert refusal_of(merge_of(forge, work)) == "not-merged"


def test_retargeted_to_the_base_before_the_merge_counts(project: Project) -> None:
    project.github.push(NAME, "dev", "maintainer", {"dev.txt": "dev\n"})
    work = project.propose()
    for base in ("dev", "main"):
        project.github.retarget(NAME, work.pull, "contributor", base)
    project.merge(work)
    assert commit_of(project.look(), work).completion == 10_000


def test_a_stacked_work_is_merged_indirectly_by_the_one_above(project: Project) -> None:
    """The lower one's git commits come with the upper one's merge: nobody merged, and perhaps nobody looked at, it."""
    lower = project.propose(fork=False)
    branch = project.github.pull_of(NAME, lower.pull)[2].head_ref
    project.github.push(NAME, "upper", "rival", {"upper.txt": "up\n"}, parent=project.github.head(NAME, branch))
    upper = project.github.open_pull(
        NAME, "rival", "upper", "Upper", f"Closes #{project.github.issue(NAME, 'rival', 'x')}"
    )
    project.github.review(NAME, upper, "co_maintainer")
    project.merge(upper)
    assert project.read().pulls[lower.pull].merged
    forge = project.look()
    assert why(forge, lower).startswith("indirect-merge: It came onto refs/heads/main inside another merge")
    assert commit_of(forge, upper).contributor == contributor_id(project.person("rival"))


def test_a_copy_of_anothers_head_is_not_paid_beside_it(project: Project) -> None:
    """Somebody pushes the same git commits to a fork of their own: GitHub then calls both merged by one merge."""
    work = project.propose(fork=False)
    fork = project.github.fork(NAME, "rival")
    bare = project.github.bare(project.github.repository_of(fork))
    bare.fetch(project.github.bare(project.github.repository_of(NAME)), work.head, "refs/heads/copy")
    project.github.observe(project.github.repository_of(fork), project.github.account_of("rival"))
    copy = project.github.open_pull(NAME, "rival", "rival:copy", "Mine", f"Closes #{work.issue}")
    project.github.review(NAME, copy, "co_maintainer")
    oid = project.merge(work)
    pulls = project.read().pulls
    assert (pulls[copy].head, pulls[copy].merged) == (work.head, True)
    forge = project.look()
    assert commit_of(forge, work).contributor == contributor_id(project.person("contributor"))
    assert why(forge, copy).startswith("indirect-merge")
    assert pulls[work.pull].merge == oid


def test_a_fast_forward_by_hand_is_not_merged_by_itself(project: Project) -> None:
    work = project.propose(fork=False)
    project.github.force_push(NAME, "main", "maintainer", work.head)
    assert project.read().pulls[work.pull].merged
    assert why(project.look(), work).startswith("indirect-merge")


def test_a_merge_made_by_hand_and_pushed_counts(project: Project) -> None:
    work = project.propose(fork=False)
    bare, tip = project.github.bare(project.github.repository_of(NAME)), project.github.head(NAME)
    me = project.github.person(project.github.account_of("maintainer"))
    oid = bare.commit_tree(bare.merged_tree(tip, work.head), (tip, work.head), "Merge by hand", me, me)
    project.github.force_push(NAME, "main", "maintainer", oid)
    merge = merge_of(project.look(), work)
    assert (merge.method, merge.merge) == ("merge", oid)
    assert commit_of(project.look(), work).completion == 10_000


def test_a_merge_that_takes_nothing_is_another_change(project: Project) -> None:
    work = project.propose(fork=False)
    bare, tip = project.github.bare(project.github.repository_of(NAME)), project.github.head(NAME)
    me = project.github.person(project.github.account_of("maintainer"))
    oid = bare.commit_tree(bare.read(tip).tree, (tip, work.head), "Merge, but ours", me, me)
    project.github.force_push(NAME, "main", "maintainer", oid)
    assert why(project.look(), work).startswith("other-change")


def test_an_honest_attempt_earns_nothing_of_the_subject(project: Project) -> None:
    work = project.propose()
    project.github.close(NAME, work.pull, "maintainer")
    project.later()
    project.say(work, "/praxis completion: 0% because it shows that the cache can never be warm")
    merge = merge_of(project.look(), work)
    assert (merge.method, merge.merge) == ("attempt", "")
    commit = commit_of(project.look(), work)
    assert (commit.completion, commit.total) == (0, 0)


def test_an_attempt_stays_one_when_its_author_reopens_it(project: Project) -> None:
    work = project.propose()
    project.github.close(NAME, work.pull, "contributor")
    project.say(work, "/praxis completion: 0% because it does not work", "/praxis split: @contributor 100%")
    attempt = merge_of(project.look(), work)
    project.github.reopen(NAME, work.pull, "contributor")
    project.later()
    assert merge_of(project.look(), work) == attempt
    assert commit_of(project.look(), work).total == 0


def test_an_attempt_that_is_merged_after_all_is_revoked_first(project: Project) -> None:
    work = project.propose()
    project.github.close(NAME, work.pull, "maintainer")
    project.say(work, "/praxis completion: 0% because it does not work")
    attempt = merge_of(project.look(), work)
    project.github.reopen(NAME, work.pull, "maintainer")
    project.later()
    project.say(work, "/praxis completion: 100%")
    project.merge(work)
    forge = project.look()
    (revocation,) = forge.revocations()
    assert (revocation.of, revocation.reason) == (attempt, "corrected")
    assert (merge_of(forge, work).revision, commit_of(forge, work).completion) == (1, 10_000)


def test_what_is_open_is_not_merged(project: Project) -> None:
    work = project.propose()
    assert refusal_of(merge_of(project.look(), work)) == "not-merged"
    with pytest.raises(Impossible):
        project.github.merge(NAME, work.pull, "contributor")
