"""What is undone on the base branch: reverts, words of maintainers, rewritten history. Each is revoked once."""

from praxis_chain.core.evidence import evidence_json
from praxis_chain.core.facts import Revocation, fact_hash
from tests.judged import facts_of, refusal_of

from .conftest import NAME, Project, commit_of, merge_of, why


def _files(project: Project, commit: str) -> dict[str, str | None]:
    changed = project.github.bare(project.github.repository_of(NAME)).changed(f"{commit}^", commit)
    return {path: None for _, _, path in changed}


def test_a_revert_revokes_each_shape(project: Project) -> None:
    for method in ("merge", "squash", "rebase"):
        work = project.land(method)
        before = merge_of(project.look(), work)
        oid = project.github.revert(NAME, work.pull, "maintainer")
        project.later()
        forge = project.look()
        assert why(forge, work) == f"reverted: It was reverted by git commit {oid[:12]}."
        revocation = next(r for r in forge.revocations() if r.of.forge and r.act and r.act.source == oid)
        assert evidence_json(revocation.of) == evidence_json(before)
        (revoked,) = facts_of(revocation)
        assert isinstance(revoked, Revocation)
        assert revoked.fact == fact_hash(facts_of(before)[0])


def test_a_rebase_of_several_is_reverted_when_all_of_it_is(project: Project) -> None:
    work = project.propose(fork=False)
    branch = project.github.pull_of(NAME, work.pull)[2].head_ref
    project.github.push(NAME, branch, "contributor", {"more.txt": "more\n"})
    project.github.review(NAME, work.pull, "co_maintainer")
    project.merge(work, "rebase")
    assert merge_of(project.look(), work).method == "rebase"
    bare = project.github.bare(project.github.repository_of(NAME))
    tip = project.github.head(NAME)
    landed = [tip, bare.read(tip).parents[0]]
    me = project.github.person(project.github.account_of("maintainer"))
    for oid in landed:
        assert commit_of(project.look(), work).completion == 10_000
        tree = bare.applied_tree(tip, oid, bare.read(oid).parents[0])
        tip = bare.commit_tree(tree, (tip,), f"Revert\n\nThis reverts commit {oid}.", me, me)
        bare.point("refs/heads/main", tip)
        project.github.observe(project.github.repository_of(NAME), project.github.account_of("maintainer"))
        project.later()
    assert refusal_of(merge_of(project.look(), work)) == "reverted"


def test_one_git_commit_may_revert_a_rebase_of_several(project: Project) -> None:
    """It names the last of them, and undoes them all: naming one and undoing only that is not enough."""
    work = project.propose(fork=False)
    branch = project.github.pull_of(NAME, work.pull)[2].head_ref
    project.github.push(NAME, branch, "contributor", {"more.txt": "more\n"})
    project.github.review(NAME, work.pull, "co_maintainer")
    project.merge(work, "rebase")
    before = merge_of(project.look(), work)
    oid = project.github.revert(NAME, work.pull, "maintainer")
    project.later()
    forge = project.look()
    assert why(forge, work) == f"reverted: It was reverted by git commit {oid[:12]}."
    (revocation,) = forge.revocations()
    assert evidence_json(revocation.of) == evidence_json(before)
    bare = project.github.bare(project.github.repository_of(NAME))
    me = project.github.person(project.github.account_of("maintainer"))
    tree = bare.applied_tree(oid, oid, bare.read(oid).parents[0])
    again = bare.commit_tree(tree, (oid,), f"This reverts commit {oid}.", me, me)
    project.github.force_push(NAME, "main", "maintainer", again)
    assert merge_of(project.look(), work).revision == 1


def test_a_revert_of_the_revert_reinstates_as_a_new_revision(project: Project) -> None:
    work = project.land()
    oid = project.github.revert(NAME, work.pull, "maintainer")
    project.later()
    bare = project.github.bare(project.github.repository_of(NAME))
    tip = project.github.head(NAME)
    me = project.github.person(project.github.account_of("maintainer"))
    tree = bare.applied_tree(tip, oid, bare.read(oid).parents[0])
    again = bare.commit_tree(tree, (tip,), f"This reverts commit {oid}.", me, me)
    project.github.force_push(NAME, "main", "maintainer", again)
    forge = project.look()
    assert merge_of(forge, work).revision == 1
    assert commit_of(forge, work).completion == 10_000
    assert len(forge.revocations()) == 1


def test_a_stranger_who_says_revert_but_changes_something_else_undoes_nothing(project: Project) -> None:
    """On GitHub a squash repeats the contributor's words: words alone cannot take somebody's award back."""
    work = project.land()
    words = f"This reverts commit {work.merge}."
    project.github.push(NAME, "evil", "rival", {"evil.txt": "x\n"}, f"Tidy\n\n{words}")
    number = project.github.open_pull(NAME, "rival", "evil", "Tidy")
    project.github.merge(NAME, number, "maintainer", "squash", message=words)
    assert commit_of(project.look(), work).completion == 10_000


def test_a_squashed_revert_counts_though_the_squash_does_not_say_so(project: Project) -> None:
    work = project.land("squash")
    files = _files(project, work.merge)
    project.github.push(NAME, "undo", "rival", files, f"Revert\n\nThis reverts commit {work.merge}.")
    number = project.github.open_pull(NAME, "rival", "undo", "Undo it")
    project.later()
    oid = project.merge(number, "squash")
    assert why(project.look(), work) == f"reverted: It was reverted by git commit {oid[:12]}."


def test_a_maintainer_may_say_that_it_was_reverted(project: Project) -> None:
    work = project.land()
    comment = project.say(work, "/praxis reverts because the new parser replaced it, in pieces")
    forge = project.look()
    assert why(forge, work) == f"reverted: It was reverted by comment/{comment}."
    (revocation,) = forge.revocations()
    assert revocation.act is not None
    assert revocation.act.reason == "the new parser replaced it, in pieces"


def test_nobody_else_may(project: Project) -> None:
    work = project.land()
    comment = project.say(work, "/praxis reverts because I want it", by="newcomer")
    forge = project.look()
    assert commit_of(forge, work).completion == 10_000
    assert forge.problems() == (
        f"Comment/{comment} on #{work.pull} states something, but {project.person('newcomer')} is no maintainer in the "
        "policy then.",
    )


def test_a_correction_is_a_new_revision_and_revokes_what_it_replaces(project: Project) -> None:
    work = project.land()
    before = merge_of(project.look(), work)
    project.say(work, "/praxis corrects because a test is missing", "/praxis completion: 60% because a test is missing")
    forge = project.look()
    now = merge_of(forge, work)
    assert (now.revision, commit_of(forge, work).completion, commit_of(forge, work).total) == (1, 6_000, 6_000)
    (revocation,) = forge.revocations()
    assert (revocation.of, revocation.reason) == (before, "corrected")
    assert facts_of(revocation)


def test_whoever_gains_cannot_correct(project: Project) -> None:
    project.later()
    work = project.propose(by="maintainer", fork=False)
    project.merge(work, by="co_maintainer")
    assert commit_of(project.look(), work).completion == 10_000
    project.say(work, "/praxis corrects because it is better", "/praxis quality: elegant because it is mine")
    assert refusal_of(merge_of(project.look(), work)) == "self-merge"


def test_a_force_push_over_the_base_revokes_what_it_removed(project: Project) -> None:
    kept, lost = project.land(), project.land()
    tip = project.github.bare(project.github.repository_of(NAME)).read(lost.merge).parents[0]
    before = {work.pull: merge_of(project.look(), work) for work in (kept, lost)}
    project.github.force_push(NAME, "main", "maintainer", tip)
    project.later()
    for attester in ("attester", "one who begins later"):
        forge = project.look(attester)
        assert merge_of(forge, kept) == before[kept.pull]
        assert why(forge, lost) == (
            f"not-reachable: {lost.merge[:12]} is no longer part of refs/heads/main: the branch was rewritten."
        )
        (revocation,) = forge.revocations()
        assert (revocation.reason, revocation.act) == ("unreachable", None)
        assert evidence_json(revocation.of) == evidence_json(before[lost.pull])
        assert facts_of(revocation)


def test_what_was_reverted_and_then_rewritten_away_is_revoked_once(project: Project) -> None:
    lost = project.land()
    tip = project.github.bare(project.github.repository_of(NAME)).read(lost.merge).parents[0]
    project.github.revert(NAME, lost.pull, "maintainer")
    project.later()
    project.look()
    project.github.force_push(NAME, "main", "maintainer", tip)
    forge = project.look()
    assert [revocation.reason for revocation in forge.revocations()] == ["reverted"]


def test_a_rewritten_branch_that_brings_the_merge_back_holds_it_again(project: Project) -> None:
    work = project.land()
    before = merge_of(project.look(), work)
    tip = project.github.bare(project.github.repository_of(NAME)).read(work.merge).parents[0]
    project.github.force_push(NAME, "main", "maintainer", tip)
    project.later()
    assert refusal_of(merge_of(project.look(), work)) == "not-reachable"
    project.github.force_push(NAME, "main", "maintainer", work.merge)
    assert merge_of(project.look(), work) == before
