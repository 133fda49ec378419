"""Whoever looks later gets the same document, byte for byte, or a refusal: never another fact for the same Commit."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from praxis_chain.core.evidence import MergeEvidence, evidence_json
from praxis_chain.core.facts import Commit
from praxis_chain.forges.github import GitHubForge
from praxis_chain.forges.github.readings import Issue, Pull
from praxis_chain.forges.statements.policy import POLICY_FILE
from praxis_chain.oracle.collect import collect
from tests.github.standin.acts import Work
from tests.judged import facts_of, refusal_of

from .conftest import NAME, Project, commit_of, merge_of, why

Change = Callable[[Project, Work], None]


def _taken_over(project: Project, _: Work) -> None:
    project.github.rename_repository(NAME, "renamed")
    project.github.repository(NAME, {"README.md": "Not the same\n"})
    project.github.rename_repository(NAME, "imposter")
    project.github.rename_repository("maintainer/renamed", "project")


def _forget_the_fork(project: Project, _: Work) -> None:
    project.github.delete_repository("contributor/project")


def _change_the_policy(project: Project, _: Work) -> None:
    text = project.policy("approvals = 3\naction = '0x" + "cd" * 32 + "'\n", maintainers=("co_maintainer",))
    project.github.push(NAME, "main", "maintainer", {POLICY_FILE: text})


CHANGES: dict[str, Change] = {
    "a label is put on": lambda p, w: p.github.label(NAME, w.pull, "maintainer", "waiting"),
    "the label is taken off": lambda p, w: p.github.unlabel(NAME, w.pull, "maintainer", "elegant"),
    "a maintainer states more": lambda p, w: p.say(w, "/praxis quality: 1% because I changed my mind") and None,
    "a stranger states more": lambda p, w: p.say(w, "/praxis quality: 1% because no", by="rival") and None,
    "a stranger edits a comment": lambda p, w: p.github.edit_comment(NAME, p.said, "rival", "/praxis closes: #1"),
    "another review comes": lambda p, w: p.github.review(NAME, w.pull, "maintainer", "CHANGES_REQUESTED") and None,
    "the approval is dismissed": lambda p, w: p.github.dismiss(NAME, w.pull, p.approval, "maintainer"),
    "the author is called otherwise": lambda p, _: p.github.rename_account("contributor", "renamed") and None,
    "the merger is called otherwise": lambda p, _: p.github.rename_account("co_maintainer", "renamed") and None,
    "a stranger's account is deleted": lambda p, _: p.github.delete_account("newcomer") and None,
    "the repository's name is taken over": _taken_over,
    "the repository is transferred": lambda p, _: p.github.transfer_repository(NAME, "rival"),
    "the fork is deleted": _forget_the_fork,
    "the issue is reopened": lambda p, w: p.github.reopen(NAME, w.issue, "maintainer"),
    "the issue is retitled": lambda p, w: p.github.edit(NAME, w.issue, "maintainer", title="Other", body="Closes #1"),
    "the policy changes": _change_the_policy,
    "more work lands": lambda p, _: p.land() and None,
    "the base goes on": lambda p, _: p.github.push(NAME, "main", "maintainer", {"README.md": "On\n"}) and None,
}


@pytest.fixture
def landed(project: Project) -> tuple[Project, Work]:
    """A merged work with everything that could change: a label, comments, an approval, a fork."""
    work = project.propose()
    project.github.label(NAME, work.pull, "maintainer", "elegant")
    project.said = project.say(work, "Nice!", by="rival")  # type: ignore[attr-defined]
    project.say(work, "I could not have done it.", by="newcomer")
    project.approval = project.github.pull_of(NAME, work.pull)[2].reviews[0].id  # type: ignore[attr-defined]
    project.merge(work, by="co_maintainer")
    return project, work


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES.keys())
def test_the_document_stays_the_same_when(landed: tuple[Project, Work], change: Change) -> None:
    project, work = landed
    before = merge_of(project.look(), work)
    change(project, work)
    project.later()
    assert evidence_json(merge_of(project.look(), work)) == evidence_json(before)
    assert evidence_json(merge_of(project.look("newcomer's mirror"), work)) == evidence_json(before)
    (commit,) = facts_of(before)
    assert isinstance(commit, Commit)
    assert commit.quality == 15_000


def _backwards(thread: Pull | Issue) -> Pull | Issue:
    given = {name: getattr(thread, name)[::-1] for name in ("comments", "labels", "turns")}
    if isinstance(thread, Pull):
        given |= {"reviews": thread.reviews[::-1], "pushes": thread.pushes[::-1]}
    return replace(thread, **given)


def test_the_order_in_which_it_was_read_does_not_matter(landed: tuple[Project, Work]) -> None:
    project, work = landed
    project.say(work, "/praxis good-progress")
    project.say(work, "/praxis corrects because it is shorter", "/praxis quality: elegant because it is shorter")
    project.github.revert(NAME, work.pull, "maintainer")
    project.land("squash")
    readings = project.read()
    other = replace(
        readings,
        pulls={number: _backwards(readings.pulls[number]) for number in reversed(readings.pulls)},  # type: ignore[misc]
        issues={number: _backwards(readings.issues[number]) for number in reversed(readings.issues)},  # type: ignore[misc]
    )
    documents = [[*collect(GitHubForge(each, project.folder / str(n)))] for n, each in enumerate((readings, other))]
    assert documents[0] == documents[1]
    assert len(documents[0]) == 6


def test_an_attester_who_begins_later_sees_the_same(project: Project) -> None:
    works = [project.land(method) for method in ("merge", "squash", "rebase")]
    early = project.look("early")
    project.github.revert(NAME, works[0].pull, "maintainer")
    project.later()
    late, again = project.look("late"), project.look("early")
    assert [*map(evidence_json, again.merges())] == [*map(evidence_json, late.merges())]
    assert [*map(evidence_json, again.merges())][1:] == [*map(evidence_json, early.merges())][1:]
    assert [*again.revocations()] == [*late.revocations()] != []


# What cannot be told any more is refused, and a maintainer's word heals it.


def _refused(project: Project, work: Work, before: MergeEvidence, reason: str, said: str) -> None:
    assert facts_of(before)
    now = why(project.look("another"), work)
    assert now.startswith(f"{reason}: ")
    assert said in now


def test_a_statement_edited_after_the_merge_is_refused_until_a_maintainer_corrects(project: Project) -> None:
    work = project.propose()
    comment = project.say(work, "/praxis quality: elegant because it is short")
    project.merge(work)
    before = merge_of(project.look(), work)
    project.github.edit_comment(NAME, comment, "maintainer", "Never mind.")
    _refused(project, work, before, "unreadable-act", "was edited afterwards, so nobody can tell")
    project.say(work, "/praxis corrects because I edited what I said", "/praxis quality: elegant because it is short")
    now = merge_of(project.look(), work)
    assert (now.revision, commit_of(project.look(), work).quality) == (1, 15_000)


def test_a_statement_edited_before_the_merge_states_nothing(project: Project) -> None:
    work = project.propose()
    comment = project.say(work, "/praxis quality: elegant because it is short")
    project.github.edit_comment(NAME, comment, "maintainer", "/praxis quality: 20000 because it is mine")
    project.later()
    project.merge(work)
    forge = project.look()
    assert commit_of(forge, work).quality == 10_000
    assert f"Comment/{comment} on #{work.pull} was edited, so it states nothing" in forge.problems()[0]


def test_a_maintainers_comment_deleted_after_the_merge_is_refused(project: Project) -> None:
    work = project.propose()
    comment = project.say(work, "/praxis quality: elegant because it is short")
    stranger = project.say(work, "Hello", by="rival")
    project.merge(work)
    before = merge_of(project.look(), work)
    project.github.delete_comment(NAME, stranger, "rival")
    assert merge_of(project.look(), work) == before
    project.github.delete_comment(NAME, comment, "maintainer")
    _refused(project, work, before, "unreadable-act", "A maintainer's comment was deleted after the merge")


def test_a_comment_deleted_before_the_merge_never_was(project: Project) -> None:
    work = project.propose()
    comment = project.say(work, "/praxis quality: elegant because it is short")
    project.github.delete_comment(NAME, comment, "maintainer")
    project.later()
    project.merge(work)
    assert commit_of(project.look(), work).quality == 10_000


def test_a_description_edited_after_the_merge_closes_nothing_until_a_maintainer_says_what(project: Project) -> None:
    work = project.land()
    other = project.github.issue(NAME, "rival", "Another")
    before = merge_of(project.look(), work)
    project.github.edit(NAME, work.pull, "contributor", body=f"Closes #{other}")
    _refused(project, work, before, "unreadable-act", "The description was edited after the merge")
    project.later()
    project.say(work, "/praxis corrects because the description was edited", f"/praxis closes: #{work.issue}")
    now = merge_of(project.look(), work)
    assert [judgement.subject for judgement in now.judgements] == [project.subject(work.issue)]
    assert (now.revision, len(facts_of(now))) == (1, 1)


def test_a_description_edited_before_the_merge_counts_as_it_was_merged(project: Project) -> None:
    work = project.propose()
    other = project.github.issue(NAME, "rival", "Another")
    project.github.edit(NAME, work.pull, "contributor", body=f"Closes #{other}")
    project.later()
    project.merge(work)
    assert [j.subject for j in merge_of(project.look(), work).judgements] == [project.subject(other)]


def test_an_author_whose_account_is_deleted_is_refused(project: Project) -> None:
    work = project.land(fork=False)
    before = merge_of(project.look(), work)
    project.github.delete_account("contributor")
    _refused(project, work, before, "ghost-author", "deleted, so nobody can be told to have made it")


def test_a_merger_whose_account_is_deleted_is_refused(project: Project) -> None:
    work = project.propose()
    project.merge(work, by="co_maintainer")
    before = merge_of(project.look(), work)
    project.github.delete_account("co_maintainer")
    refused = merge_of(project.look("another"), work)
    assert facts_of(before)
    assert refused.act is not None
    assert refused.act.by.proof == "ghost"
    assert refusal_of(refused) == "unreadable-act"  # the approval was theirs, too


def test_an_approver_whose_account_is_deleted_is_refused(project: Project) -> None:
    work = project.land()
    before = merge_of(project.look(), work)
    project.github.delete_account("co_maintainer")
    _refused(project, work, before, "unreadable-act", "belongs to an account that is deleted")
    project.say(work, "/praxis corrects because the account of whoever approved it is gone")
    assert commit_of(project.look(), work).completion == 10_000


def test_a_statement_of_a_deleted_account_is_refused(project: Project) -> None:
    """It may have been a maintainer's."""
    work = project.propose()
    project.say(work, "/praxis quality: elegant because it is short", by="newcomer")
    project.merge(work)
    before = merge_of(project.look(), work)
    project.github.delete_account("newcomer")
    _refused(project, work, before, "unreadable-act", "nobody can tell what a maintainer had stated there")


def test_an_issue_that_was_transferred_is_no_issue_here(project: Project) -> None:
    work = project.land()
    before = merge_of(project.look(), work)
    project.github.repository("maintainer/elsewhere", {"README.md": "Two\n"})
    project.github.transfer_issue(NAME, work.issue, "maintainer", "maintainer/elsewhere")
    _refused(project, work, before, "no-such-issue", f"There was no {project.subject(work.issue)}")


def test_an_issue_opened_after_the_merge_was_not_closed_by_it(project: Project) -> None:
    work = project.propose()
    project.github.edit(NAME, work.pull, "contributor", body=f"Closes #{work.pull + 1}")
    project.later()
    project.merge(work)
    assert project.github.issue(NAME, "rival", "A bounty that others fund later") == work.pull + 1
    assert refusal_of(merge_of(project.look(), work)) == "no-such-issue"


def test_a_renamed_base_branch_is_refused(project: Project) -> None:
    work = project.land()
    project.look()
    readings = project.read()
    bare = project.github.bare(project.github.repository_of(NAME))
    bare.point("refs/heads/trunk", project.github.head(NAME))
    renamed = replace(readings, repository=replace(readings.repository, default_branch="refs/heads/trunk"))
    assert refusal_of(merge_of(GitHubForge(renamed, project.folder / "another"), work)) == "wrong-base"
