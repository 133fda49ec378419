"""Whoever looked before anything was hidden holds on to what they saw, and can still revoke it."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from praxis_chain.core.evidence import evidence_json
from praxis_chain.core.facts import Revocation, fact_hash
from praxis_chain.forges.github import GitHubForge
from tests.github.standin.acts import Work
from tests.judged import facts_of

from .conftest import NAME, Project, commit_of, merge_of, why

HIDING: dict[str, Callable[[Project, Work, int], None]] = {
    "the description edited": lambda p, w, _: p.github.edit(NAME, w.pull, "contributor", body="Nothing"),
    "the statement edited": lambda p, _, c: p.github.edit_comment(NAME, c, "maintainer", "Nothing"),
    "the statement deleted": lambda p, _, c: p.github.delete_comment(NAME, c, "maintainer"),
    "the author's account deleted": lambda p, *_: p.github.delete_account("contributor") and None,
    "the approver's account deleted": lambda p, *_: p.github.delete_account("co_maintainer") and None,
}


@pytest.mark.parametrize("hide", HIDING.values(), ids=HIDING.keys())
def test_a_revert_still_revokes_what_was_signed_before(project: Project, hide: Callable[..., None]) -> None:
    """A contributor whose award is under review would otherwise edit the description, so that nobody could take the
    award back when the work is reverted."""
    work = project.propose()
    comment = project.say(work, "/praxis completion: 60% because only text files are read")
    project.merge(work)
    seen = merge_of(project.look(), work)
    hide(project, work, comment)
    assert evidence_json(merge_of(project.look(), work)) == evidence_json(seen)
    oid = project.github.revert(NAME, work.pull, "maintainer")
    forge = project.look()
    assert why(forge, work) == f"reverted: It was reverted by git commit {oid[:12]}."
    (revocation,) = forge.revocations()
    (revoked,) = facts_of(revocation)
    assert isinstance(revoked, Revocation)
    assert revoked.fact == fact_hash(facts_of(seen)[0])


def test_a_correction_goes_on_from_what_is_remembered(project: Project) -> None:
    work = project.propose()
    comment = project.say(work, "/praxis completion: 60% because only text files are read")
    project.merge(work)
    seen = merge_of(project.look(), work)
    project.github.delete_comment(NAME, comment, "maintainer")
    project.say(work, "/praxis corrects because it is short", "/praxis quality: elegant because it is short")
    forge = project.look()
    assert (commit_of(forge, work).completion, commit_of(forge, work).quality) == (6_000, 15_000)
    assert forge.revocations()[0].of == seen


def test_what_never_could_be_judged_is_not_remembered(project: Project) -> None:
    work = project.land(approve=False)
    project.look()
    assert not (project.folder / "attester" / "praxis-merges").exists()
    assert why(project.look(), work).startswith("not-approved")


@pytest.mark.parametrize("damage", [b"", b"\xff\xfe\n", b"a b c\n", b'\ngithub:repo/1/pull/1 x {"kind":"merge"}\n'])
def test_a_damaged_memory_is_none(project: Project, damage: bytes) -> None:
    work = project.land()
    before = merge_of(project.look(), work)
    file = project.folder / "attester" / "praxis-merges"
    file.write_bytes(damage + file.read_bytes()[:-9])
    assert merge_of(project.look(), work) == before
    project.github.edit(NAME, work.pull, "contributor", body="Nothing")
    file.write_bytes(damage)
    assert why(project.look(), work).startswith("unreadable-act")


def test_a_login_taken_over_after_the_merge_names_nobody_else(project: Project) -> None:
    """The contributor gives up a login; whoever takes it shall not be paid for what it had meant."""
    work = project.propose()
    project.say(work, "I was here.", by="rival")
    project.say(work, "/praxis split: @contributor 100%")
    project.merge(work)
    for _ in range(2):
        seen = merge_of(project.look(), work)
    project.github.rename_account("contributor", "elsewhere")
    project.github.rename_account("rival", "contributor")
    forge = project.look()
    assert merge_of(forge, work) == seen
    assert forge.problems() == (f"What is told of {seen.work} is not what it was when it was merged; that counts.",)


def test_a_login_taken_over_by_a_newcomer_is_refused_by_whoever_looks_first_then(project: Project) -> None:
    work = project.propose()
    project.say(work, "/praxis split: @contributor 100%")
    project.merge(work)
    project.github.rename_account("contributor", "elsewhere")
    project.github.rename_account("newcomer", "contributor")
    project.say(work, "I am the contributor now.", by="contributor")
    assert "nobody here is called @contributor" in why(project.look(), work)


def test_what_was_seen_once_gives_way_to_a_better_reading(project: Project) -> None:
    """GitHub's first answer may have lacked the last comment before the merge."""
    work = project.propose()
    comment = project.say(work, "/praxis quality: elegant because it is short")
    project.merge(work)
    readings = project.read()
    pull = readings.pulls[work.pull]
    early = replace(pull, comments=tuple(one for one in pull.comments if one.id != comment))
    lagging = replace(readings, pulls={**readings.pulls, work.pull: early})
    assert commit_of(GitHubForge(lagging, project.folder / "attester"), work).quality == 10_000
    assert commit_of(project.look(), work).quality == 15_000
    assert commit_of(project.look(), work).quality == 15_000
    assert commit_of(GitHubForge(lagging, project.folder / "attester"), work).quality == 15_000


def test_what_the_branch_does_not_hold_is_not_remembered_into_standing(project: Project) -> None:
    """GitHub may not have recorded who rewrote the branch: nothing is revoked on the mirror's word alone, nor paid."""
    work = project.land()
    for _ in range(2):
        assert facts_of(merge_of(project.look(), work))
    tip = project.github.bare(project.github.repository_of(NAME)).read(work.merge).parents[0]
    project.github.force_push(NAME, "main", "maintainer", tip)
    forge = GitHubForge(replace(project.read(), pushes=()), project.folder / "attester")
    assert why(forge, work).startswith("not-reachable")
    assert forge.revocations() == ()
    assert [revocation.reason for revocation in project.look().revocations()] == ["unreachable"]
