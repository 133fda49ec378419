"""Whoever looked before anything was hidden holds on to what they saw, and can still revoke it."""

from collections.abc import Callable

import pytest

from praxis_chain.core.evidence import evidence_json
from praxis_chain.core.facts import Revocation, fact_hash
from tests.github.standin.acts import Work

from .conftest import NAME, Project, commit_of, facts_of, merge_of, why

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
