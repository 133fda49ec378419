"""Approving reviews: by whom, before the merge, and of what was merged."""

from praxis_chain.forges.statements.policy import POLICY_FILE
from tests.judged import refusal_of

from .conftest import NAME, POLICY, Project, commit_of, merge_of, why


def _head_ref(project: Project, pull: int) -> str:
    return str(project.github.pull_of(NAME, pull)[2].head_ref)


def _ask_for(project: Project, approvals: int) -> None:
    text = project.policy(f"approvals = {approvals}\n{POLICY}")
    project.github.push(NAME, "main", "maintainer", {POLICY_FILE: text})
    project.later()


def test_without_an_approval_nothing_is_paid(project: Project) -> None:
    work = project.land(approve=False)
    assert why(project.look(), work).startswith("not-approved: 0 of 1 maintainers approved what was merged")


def test_an_approval_after_the_merge_comes_too_late(project: Project) -> None:
    work = project.land(approve=False)
    project.github.review(NAME, work.pull, "co_maintainer")
    assert refusal_of(merge_of(project.look(), work)) == "not-approved"


def test_somebody_with_write_permission_who_is_no_maintainer_does_not_approve(project: Project) -> None:
    work = project.propose(approve=False)
    project.github.review(NAME, work.pull, "newcomer")
    project.later()
    project.merge(work)
    assert f"({project.person('newcomer')} is no maintainer)" in why(project.look(), work)


def test_changes_asked_for_later_take_the_approval_back(project: Project) -> None:
    work = project.propose()
    project.github.review(NAME, work.pull, "co_maintainer", "CHANGES_REQUESTED")
    project.later()
    project.merge(work)
    assert refusal_of(merge_of(project.look(), work)) == "not-approved"


def test_a_comment_takes_nothing_back(project: Project) -> None:
    work = project.propose()
    project.github.review(NAME, work.pull, "co_maintainer", "COMMENTED", "One more thing")
    project.later()
    project.merge(work)
    assert commit_of(project.look(), work).completion == 10_000


def test_a_dismissal_before_the_merge_takes_the_approval_back(project: Project) -> None:
    work = project.propose()
    review = project.github.pull_of(NAME, work.pull)[2].reviews[0].id
    project.github.dismiss(NAME, work.pull, review, "maintainer")
    project.later()
    project.merge(work)
    assert refusal_of(merge_of(project.look(), work)) == "not-approved"


def test_an_approval_of_what_was_changed_since_does_not_count(project: Project) -> None:
    work = project.propose(fork=False)
    project.github.push(NAME, _head_ref(project, work.pull), "contributor", {"evil.txt": "evil\n"})
    project.later()
    project.merge(work)
    assert f"({project.person('co_maintainer')} reviewed another change, {work.head[:12]})" in why(project.look(), work)


def test_an_approval_holds_when_the_base_is_merged_into_the_work(project: Project) -> None:
    """What "Update branch" does."""
    work = project.propose(fork=False)
    project.land()
    bare, branch = project.github.bare(project.github.repository_of(NAME)), _head_ref(project, work.pull)
    tree = bare.merged_tree(work.head, project.github.head(NAME))
    me = project.github.person(project.github.account_of("contributor"))
    updated = bare.commit_tree(tree, (work.head, project.github.head(NAME)), "Merge main", me, me)
    project.github.force_push(NAME, branch, "contributor", updated)
    project.later()
    project.merge(work)
    merge = merge_of(project.look(), work)
    assert (merge.head, merge.approvals[0].head) == (updated, work.head)
    assert commit_of(project.look(), work).completion == 10_000


def test_an_approval_holds_when_the_work_is_rebased(project: Project) -> None:
    work = project.propose(fork=False)
    project.land()
    bare, branch = project.github.bare(project.github.repository_of(NAME)), _head_ref(project, work.pull)
    tree = bare.applied_tree(project.github.head(NAME), bare.read(work.head).parents[0], work.head)
    me = project.github.person(project.github.account_of("contributor"))
    rebased = bare.commit_tree(tree, (project.github.head(NAME),), "Rebased", me, me)
    project.github.force_push(NAME, branch, "contributor", rebased)
    project.later()
    project.merge(work, "squash")
    assert commit_of(project.look("one who never saw the old head"), work).completion == 10_000


def test_an_approval_of_the_very_head_comes_before_an_older_one(project: Project) -> None:
    work = project.propose(fork=False)
    project.land()
    bare, branch = project.github.bare(project.github.repository_of(NAME)), _head_ref(project, work.pull)
    me = project.github.person(project.github.account_of("contributor"))
    tree = bare.merged_tree(work.head, project.github.head(NAME))
    updated = bare.commit_tree(tree, (work.head, project.github.head(NAME)), "Merge main", me, me)
    project.github.force_push(NAME, branch, "contributor", updated)
    project.github.review(NAME, work.pull, "maintainer")
    project.later()
    project.merge(work)
    (approval,) = merge_of(project.look(), work).approvals
    assert (approval.act.by.id, approval.head) == (project.person("maintainer"), updated)


def test_two_approvals_need_two_people(project: Project) -> None:
    _ask_for(project, 2)
    work = project.propose()
    project.github.review(NAME, work.pull, "co_maintainer")
    project.later()
    assert merge_of(project.look(), work).approvals == ()
    project.merge(work)
    assert "1 of 2 maintainers approved" in why(project.look(), work)
    both = project.propose()
    project.github.review(NAME, both.pull, "maintainer")
    project.later()
    project.merge(both)
    assert commit_of(project.look(), both).completion == 10_000


def test_only_the_first_that_suffice_stand_in_the_document(project: Project) -> None:
    work = project.propose()
    project.github.review(NAME, work.pull, "maintainer")
    project.later()
    project.merge(work)
    (approval,) = merge_of(project.look(), work).approvals
    assert approval.act.by.id == project.person("co_maintainer")


def test_whoever_gets_a_part_does_not_approve(project: Project) -> None:
    work = project.propose()
    project.say(work, "/praxis split: @contributor 60%, @co_maintainer 40%")
    project.merge(work)
    assert f"({project.person('co_maintainer')} gains from it)" in why(project.look(), work)
    other = project.propose()
    project.say(other, "/praxis split: @contributor 60%, @co_maintainer 40%")
    project.github.review(NAME, other.pull, "maintainer")
    project.later()
    project.merge(other)
    assert [approval.act.by.id for approval in merge_of(project.look(), other).approvals] == [
        project.person("maintainer")
    ]


def test_the_policy_may_ask_for_none(project: Project) -> None:
    _ask_for(project, 0)
    work = project.land(approve=False)
    assert commit_of(project.look(), work).completion == 10_000
    assert merge_of(project.look(), work).approvals == ()


def test_ones_own_work_merged_by_oneself_is_refused(project: Project) -> None:
    work = project.propose(by="maintainer", fork=False)
    project.merge(work)
    assert refusal_of(merge_of(project.look(), work)) == "self-merge"
    project.github.push(NAME, "main", "maintainer", {POLICY_FILE: project.policy(f"self_merge = true\n{POLICY}")})
    project.later()
    own = project.propose(by="maintainer", fork=False)
    project.merge(own)
    assert commit_of(project.look(), own).completion == 10_000


def test_a_merge_by_somebody_who_is_no_maintainer_is_refused(project: Project) -> None:
    work = project.propose()
    project.merge(work, by="newcomer")
    assert refusal_of(merge_of(project.look(), work)) == "not-a-maintainer"
