"""Which policy holds when: only what a maintainer of the policy before brought onto the branch."""

from dataclasses import replace

import pytest
from eth_hash.auto import keccak

from praxis_chain.core.errors import Refused
from praxis_chain.forges.github import GitHubForge
from praxis_chain.forges.statements.policy import POLICY_FILE
from tests.github.standin.acts import Work
from tests.judged import OTHER_ACTION, refusal_of

from .conftest import NAME, POLICY, Project, commit_of, merge_of


def _hash(text: str) -> str:
    return f"0x{keccak(text.encode()).hex()}"


def _docs(project: Project, **given: tuple[str, ...]) -> str:
    return project.policy(POLICY.replace('action = "code"', 'action = "docs"'), **given)


def _propose(project: Project, text: str, by: str = "contributor") -> Work:
    return project.propose(files={POLICY_FILE: text}, by=by)


@pytest.mark.parametrize("method", ["merge", "squash", "rebase"])
def test_a_change_that_a_maintainer_merges_counts_from_then_on(project: Project, method: str) -> None:
    text = _docs(project)
    change = _propose(project, text)
    before = project.land()
    project.merge(change, method)
    after = project.land()
    forge = project.look()
    first = project.policy()
    assert [merge_of(forge, work).policy.source for work in (before, change, after)] == [
        _hash(first),
        _hash(first),
        _hash(text),
    ]
    assert merge_of(forge, after).judgements[0].action == OTHER_ACTION
    assert forge.problems() == ()


def test_a_policy_inside_a_rebase_of_several_git_commits_counts(project: Project) -> None:
    text = _docs(project)
    change = project.propose(files={POLICY_FILE: text}, fork=False)
    branch = project.github.pull_of(NAME, change.pull)[2].head_ref
    project.github.push(NAME, branch, "contributor", {"more.txt": "more\n"})
    project.github.review(NAME, change.pull, "co_maintainer")
    project.later()
    project.merge(change, "rebase")
    readings = replace(project.read(), pushes=())  # the pull request alone says who brought it
    after = project.land()
    readings = replace(project.read(), pushes=readings.pushes)
    forge = GitHubForge(readings, project.folder / "attester")
    assert merge_of(forge, after).policy.source == _hash(text)


def test_a_change_that_somebody_else_merges_does_not_count(project: Project) -> None:
    """Whoever has write permission could appoint themselves otherwise."""
    change = _propose(project, project.policy(maintainers=("newcomer",)), by="newcomer")
    oid = project.merge(change, by="newcomer")
    work = project.propose(approve=False)
    project.github.review(NAME, work.pull, "newcomer")
    project.merge(work, by="newcomer")
    forge = project.look()
    assert refusal_of(merge_of(forge, work)) == "not-a-maintainer"
    assert merge_of(forge, work).policy.source == _hash(project.policy())
    assert forge.problems()[0] == (
        f"The policy in git commit {oid[:12]} does not count: {project.person('newcomer')} is no maintainer in the "
        "policy before it."
    )


def test_a_direct_push_counts_by_whoever_pushed(project: Project) -> None:
    work, text = project.land(), _docs(project)
    project.github.push(NAME, "main", "newcomer", {POLICY_FILE: text}, author="maintainer <m@example.org>")
    project.later()
    by_newcomer = project.land()
    project.github.push(NAME, "main", "maintainer", {POLICY_FILE: text + "# once more\n"})
    project.later()
    by_maintainer = project.land()
    forge = project.look()
    sources = [merge_of(forge, each).policy.source for each in (work, by_newcomer, by_maintainer)]
    assert sources == [_hash(project.policy())] * 2 + [_hash(text + "# once more\n")]


def test_where_nobody_can_be_told_to_have_brought_it_no_policy_holds(project: Project) -> None:
    """GitHub may forget its activity: then the same merge is refused, and is never judged by another policy."""
    project.github.push(NAME, "main", "maintainer", {POLICY_FILE: _docs(project)})
    project.later()
    work = project.land()
    known = merge_of(project.look(), work)
    readings = replace(project.read(), pushes=())
    forge = GitHubForge(readings, project.folder / "another")
    assert known.policy.source == _hash(_docs(project))
    assert merge_of(forge, work).policy.source == ""
    assert refusal_of(merge_of(forge, work)) in ("not-a-maintainer", "not-approved")
    assert "nobody can be told to have brought it, so no policy holds from then on" in forge.problems()[0]
    assert merge_of(GitHubForge(readings, project.folder / "attester"), work) == known  # who had seen it remembers


def test_a_merged_change_heals_that(project: Project) -> None:
    project.github.push(NAME, "main", "maintainer", {POLICY_FILE: _docs(project)})
    project.later()
    text = _docs(project) + "# by a pull request\n"
    project.merge(_propose(project, text))
    work = project.land()
    forge = GitHubForge(replace(project.read(), pushes=()), project.folder / "attester")
    assert merge_of(forge, work).policy.source == _hash(text)
    assert commit_of(forge, work).completion == 10_000


def test_what_is_no_policy_and_a_removal_do_not_count(project: Project) -> None:
    for content in ("maintainers = 7\n", None):
        project.github.push(NAME, "main", "maintainer", {POLICY_FILE: content})
        project.later()
    work = project.land()
    forge = project.look()
    assert merge_of(forge, work).policy.source == _hash(project.policy())
    assert ["'maintainers' is not of the type list" in forge.problems()[0], "was removed" in forge.problems()[1]] == [
        True,
        True,
    ]


def test_a_maintainer_who_was_removed_keeps_what_they_did(project: Project) -> None:
    by_both = project.propose()
    project.merge(by_both, by="maintainer")
    project.github.push(NAME, "main", "co_maintainer", {POLICY_FILE: project.policy(maintainers=("co_maintainer",))})
    project.later()
    after = project.land()
    forge = project.look()
    assert commit_of(forge, by_both).completion == 10_000
    assert refusal_of(merge_of(forge, after)) == "not-a-maintainer"


def test_without_a_policy_nobody_is_a_maintainer(project: Project) -> None:
    tip = project.github.head(NAME)
    bare = project.github.bare(project.github.repository_of(NAME))
    me = project.github.person(project.github.account_of("maintainer"))
    empty = bare.commit_tree("4b825dc642cb6eb9a060e54bf8d69288fbee4904", (), "Begin", me, me)
    assert tip != empty
    project.github.force_push(NAME, "main", "maintainer", empty)
    project.later()
    issue = project.github.issue(NAME, "maintainer", "x")
    project.github.push(NAME, "work", "contributor", {"a.txt": "a\n"}, parent=empty)
    pull = project.github.open_pull(NAME, "contributor", "work", "Work", f"Closes #{issue}")
    project.merge(pull)
    forge = project.look()
    assert merge_of(forge, pull).policy.source == ""
    assert refusal_of(merge_of(forge, pull)) == "not-a-maintainer"


def test_a_first_policy_that_was_rewritten_is_refused_by_whoever_saw_it(project: Project) -> None:
    project.look("early")
    bare = project.github.bare(project.github.repository_of(NAME))
    me = project.github.person(project.github.account_of("newcomer"))
    mine = project.policy(maintainers=("newcomer",))
    other = bare.write("refs/heads/mine", "", {POLICY_FILE: mine}, "Begin", me, me)
    project.github.force_push(NAME, "main", "newcomer", other)
    with pytest.raises(Refused, match="the history under it was rewritten"):
        project.look("early")


def test_a_bot_works_only_where_the_policy_says_so(project: Project) -> None:
    project.github.account("robot", "Bot")
    project.github.permit(NAME, "robot", "write")
    work = project.land(by="robot", fork=False)
    assert refusal_of(merge_of(project.look(), work)) == "bot-author"
    project.github.push(NAME, "main", "maintainer", {POLICY_FILE: project.policy(f"bots = true\n{POLICY}")})
    project.later()
    later = project.land(by="robot", fork=False)
    assert commit_of(project.look(), later).completion == 10_000


def test_a_bot_that_the_policy_names_may_merge(project: Project) -> None:
    """A merge queue."""
    project.github.account("queue", "Bot")
    project.github.permit(NAME, "queue", "write")
    refused = project.propose()
    project.merge(refused, by="queue")
    text = project.policy(maintainers=("maintainer", "co_maintainer", "queue"))
    project.github.push(NAME, "main", "maintainer", {POLICY_FILE: text})
    project.later()
    work = project.propose()
    project.merge(work, by="queue")
    forge = project.look()
    assert refusal_of(merge_of(forge, refused)) == "not-a-maintainer"
    assert commit_of(forge, work).completion == 10_000
    project.github.label(NAME, work.pull, "queue", "elegant")
    asked = project.propose(approve=False)
    project.say(asked, "/praxis quality: elegant because a stranger's title says so", by="queue")
    project.github.review(NAME, asked.pull, "queue")
    project.later()
    project.merge(asked)
    assert refusal_of(merge_of(project.look(), asked)) == "not-approved"
    assert merge_of(project.look(), asked).judgements[0].quality == 10_000
