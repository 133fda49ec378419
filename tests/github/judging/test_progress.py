"""Locks: pushes by GitHub's clock, and what maintainers say about work in progress."""

from dataclasses import replace

import pytest

from praxis_chain.core.evidence import Person, ProgressEvidence
from praxis_chain.core.facts import Progress
from praxis_chain.core.ids import NOBODY, contributor_id, subject_id, work_id
from praxis_chain.forges.github import GitHubForge
from tests.github.standin.acts import Work
from tests.judged import facts_of, refusal_of

from .conftest import NAME, Project


def _begin(project: Project, **given: object) -> Work:
    return project.propose(approve=False, fork=False, **given)


def _branch(project: Project, work: Work) -> str:
    return str(project.github.pull_of(NAME, work.pull)[2].head_ref)


def _push(project: Project, work: Work, text: str, by: str = "contributor", **given: str) -> int:
    """The time of the push."""
    at = project.github.now()
    project.github.push(NAME, _branch(project, work), by, {"work.txt": text}, **given)
    project.later()
    return at


def _of(forge: GitHubForge, work: Work) -> list[ProgressEvidence]:
    name = f"{forge.id}/pull/{work.pull}"
    return [evidence for evidence in forge.progress() if name in (evidence.work, evidence.replaces)]


def _times(forge: GitHubForge, work: Work) -> list[int]:
    return [
        fact.progressAt for document in _of(forge, work) for fact in facts_of(document) if isinstance(fact, Progress)
    ]


def test_good_work_in_progress_locks_the_issue_at_the_time_of_each_push(project: Project) -> None:
    begun = project.github.now() + 60
    work = _begin(project)
    at = _push(project, work, "one\n")
    comment = project.say(work, "/praxis good-progress")
    later = _push(project, work, "two\n")
    forge = project.look()
    assert _times(forge, work) == [begun, at, later]
    document = _of(forge, work)[1]
    assert document.act is not None
    assert (document.act.source, document.clock, document.cause) == (f"comment/{comment}", "server", "push")
    (fact,) = facts_of(document)
    assert isinstance(fact, Progress)
    assert (fact.subject, fact.work) == (subject_id(project.subject(work.issue)), work_id(project.work(work.pull)))
    assert (fact.contributor, fact.replaces) == (contributor_id(project.person("contributor")), NOBODY)


def test_a_label_calls_it_good_too(project: Project) -> None:
    work = _begin(project)
    project.github.label(NAME, work.pull, "maintainer", "good work in progress")
    assert len(_times(project.look(), work)) == 1


def test_without_a_maintainers_word_nothing_is_locked(project: Project) -> None:
    work = _begin(project)
    project.say(work, "/praxis good-progress", by="contributor")
    project.github.label(NAME, work.pull, "newcomer", "good work in progress")
    (document,) = _of(project.look(), work)
    assert (document.act, refusal_of(document)) == (None, "not-a-maintainer")


def test_lock_squatting_by_what_changes_nothing_is_no_progress(project: Project) -> None:
    """An empty git commit, a rebase, and the same change again."""
    work = _begin(project)
    project.say(work, "/praxis good-progress")
    bare, branch = project.github.bare(project.github.repository_of(NAME)), _branch(project, work)
    me = project.github.person(project.github.account_of("contributor"))
    empty = bare.commit_tree(bare.read(work.head).tree, (work.head,), "Still here", me, me)
    project.github.force_push(NAME, branch, "contributor", empty)
    project.later()
    project.land()
    tree = bare.applied_tree(project.github.head(NAME), bare.read(work.head).parents[0], work.head)
    rebased = bare.commit_tree(tree, (project.github.head(NAME),), "Rebased", me, me)
    project.github.force_push(NAME, branch, "contributor", rebased)
    project.later()
    first, *others = _of(project.look(), work)
    assert facts_of(first)
    assert [(document.head, refusal_of(document)) for document in others] == [
        (empty, "no-progress"),
        (rebased, "no-progress"),
    ]


def test_git_dates_prove_nothing(project: Project) -> None:
    """A git commit that claims to be from next year counts when GitHub got it."""
    work = _begin(project)
    project.say(work, "/praxis good-progress")
    bare = project.github.bare(project.github.repository_of(NAME))
    me = project.github.person(project.github.account_of("contributor"))
    tomorrow = replace(me, at=me.at + 365 * 86_400)
    tree = bare.read(project.github.head(NAME)).tree
    oid = bare.commit_tree(tree, (work.head,), "From the future", tomorrow, tomorrow)
    at = project.github.now()
    project.github.force_push(NAME, _branch(project, work), "contributor", oid)
    assert [document.at for document in _of(project.look(), work)][1:] == [at]


def test_somebody_elses_push_does_not_renew_the_lock(project: Project) -> None:
    work = _begin(project)
    project.say(work, "/praxis good-progress")
    _push(project, work, "from a maintainer\n", by="co_maintainer")
    mine = _push(project, work, "from a maintainer\n", by="contributor", parent=work.head)
    forge = project.look()
    assert [document.at for document in _of(forge, work)][1:] == [mine]
    assert refusal_of(_of(forge, work)[1]) == "no-progress"  # it repeats what the maintainer had pushed


def test_a_fork_that_is_gone_leaves_no_progress_and_no_guess(project: Project) -> None:
    work = project.propose(approve=False)
    project.say(work, "/praxis good-progress")
    assert len(_times(project.look(), work)) == 1
    project.github.delete_repository("contributor/project")
    assert _of(project.look(), work) == []


def test_pushes_after_the_merge_are_no_progress(project: Project) -> None:
    work = project.propose(fork=False)
    project.say(work, "/praxis good-progress")
    project.merge(work)
    _push(project, work, "after\n")
    assert len(_times(project.look(), work)) == 1


def test_what_was_pushed_stays_progress_when_it_lands(project: Project) -> None:
    work = project.propose(fork=False)
    project.say(work, "/praxis good-progress")
    before = _of(project.look(), work)
    for method in ("merge",):
        project.merge(work, method)
    assert _of(project.look("later"), work) == before


@pytest.mark.parametrize("place", ["comment", "label"])
def test_blocked_renews_the_lock_at_the_time_of_the_act(project: Project, place: str) -> None:
    work = _begin(project)
    project.say(work, "/praxis good-progress")
    at = project.github.now()
    if place == "label":
        project.github.label(NAME, work.pull, "maintainer", "waiting")
    else:
        project.say(work, "/praxis blocked because the vendor has not answered")
    document = _of(project.look(), work)[-1]
    assert (document.cause, document.at, document.clock) == ("blocked", at, "act")
    assert document.act is not None
    assert (
        document.act.reason
        == {
            "comment": "the vendor has not answered",
            "label": "the label 'waiting' says so",
        }[place]
    )
    assert facts_of(document)


def test_blocked_without_a_reason_is_refused(project: Project) -> None:
    work = _begin(project)
    project.say(work, "/praxis blocked")
    assert refusal_of(_of(project.look(), work)[-1]) == "no-reason"


def test_the_lock_passes_to_another_work_or_ends(project: Project) -> None:
    first, second = _begin(project), _begin(project, by="rival")
    project.say(second, f"/praxis replaces: #{first.pull} by #{second.pull} for #{first.issue} because it works")
    project.say(second, f"/praxis replaces: #{second.pull} by nobody for #{first.issue} because they gave up")
    moved, ended = [document for document in project.look().progress() if document.cause != "push"]
    assert (moved.cause, moved.work, moved.replaces) == (
        "replaced",
        project.work(second.pull),
        project.work(first.pull),
    )
    assert moved.contributor == Person(project.person("rival"), "account")
    assert (ended.cause, ended.work, ended.replaces) == ("ended", "", project.work(second.pull))
    for document in (moved, ended):
        assert facts_of(document)


def test_a_description_edited_after_it_was_called_good_locks_nothing_else(project: Project) -> None:
    """Otherwise one word of a maintainer would lock every issue in turn."""
    other = project.github.issue(NAME, "rival", "A big bounty")
    work = _begin(project)
    project.say(work, "/praxis good-progress")
    assert [document.subject for document in _of(project.look(), work)] == [project.subject(work.issue)]
    project.github.edit(NAME, work.pull, "contributor", body=f"Closes #{other}")
    project.later()
    assert _of(project.look(), work) == []
    project.say(work, f"/praxis good-progress for #{other}")
    assert [document.subject for document in _of(project.look(), work)] == [project.subject(other)]


def test_a_bot_locks_nothing(project: Project) -> None:
    project.github.account("robot", "Bot")
    project.github.permit(NAME, "robot", "write")
    work = _begin(project, by="robot")
    project.say(work, "/praxis good-progress")
    assert [refusal_of(document) for document in _of(project.look(), work)] == ["bot-author"]


def test_a_move_of_what_is_no_pull_request_is_a_problem(project: Project) -> None:
    work = _begin(project)
    comment = project.say(work.issue, "/praxis good-progress", f"/praxis blocked: #{work.issue} because x")
    forge = project.look()
    assert f"Comment/{comment} speaks of #{work.issue}, which is no pull request." in forge.problems()
