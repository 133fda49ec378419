"""Work that is not paid: unmerged, elsewhere, undone, unsigned, unauthorised, unreadable; each with its own reason."""

import subprocess
from collections.abc import Callable

import pytest

from praxis_chain.core.evidence import Person
from praxis_chain.core.facts import Revocation, fact_hash
from praxis_chain.core.rules import Refusal, judge
from praxis_chain.demo.repository import DemoRepository
from tests.judged import facts_of, merge_of, refusal_of

from .conftest import Look


@pytest.fixture
def pushed(repository: DemoRepository) -> DemoRepository:
    """pull/3 by the contributor waits to be merged."""
    repository.push_work(3, "contributor", {"a.txt": "one\n"})
    return repository


def git(repository: DemoRepository, *arguments: str) -> str:
    command = ["git", "-C", str(repository.path), *arguments]
    return subprocess.run(command, capture_output=True, check=True).stdout.decode().strip()


# Where it landed, and whether it is still there


def test_unmerged(pushed: DemoRepository, look: Look) -> None:
    merge = merge_of(look(), 3)
    assert (merge.method, merge.merge, merge.act) == ("none", "", None)
    assert merge.authors == (Person(pushed.key("contributor").contributor, "ssh"),)
    assert refusal_of(merge) == "not-merged"


def test_merged_without_saying_which_work(pushed: DemoRepository, look: Look) -> None:
    head = pushed.head("refs/pull/3/head")
    pushed.commit("maintainer", "Take it", {"a.txt": "one\n"}, trailers=[("Closes", "7")])
    assert refusal_of(merge_of(look(), 3)) == "not-merged"
    assert merge_of(look(), 3).head == head


def test_merged_into_another_branch(pushed: DemoRepository, look: Look) -> None:
    pushed.commit("maintainer", "Branch off", ref="refs/heads/dev")
    oid = pushed.merge(3, closes=7, into="refs/heads/dev")
    merge = merge_of(look(), 3)
    assert (merge.base, merge.merge) == ("refs/heads/dev", oid)
    assert refusal_of(merge) == "wrong-base"


def test_merged_only_inside_another_merge(pushed: DemoRepository, look: Look) -> None:
    pushed.commit("maintainer", "Branch off", ref="refs/heads/dev")
    pushed.merge(3, closes=7, into="refs/heads/dev")
    pushed.merge_branch("refs/heads/dev")
    merge = merge_of(look(), 3)
    assert merge.base == "refs/heads/main"
    assert refusal_of(merge) == "indirect-merge"


def test_reverted(pushed: DemoRepository, look: Look) -> None:
    oid = pushed.merge(3, closes=7)
    before = facts_of(merge_of(look(), 3))
    revert = pushed.revert(oid)
    forge = look()
    merge = merge_of(forge, 3)
    assert (merge.reverted_by, merge.revision) == (revert, 0)
    assert refusal_of(merge) == "reverted"
    (revocation,) = forge.revocations()
    assert [fact.fact for fact in facts_of(revocation) if isinstance(fact, Revocation)] == [fact_hash(before[0])]


def test_a_reverted_revert_counts_again_as_a_new_fact(pushed: DemoRepository, look: Look) -> None:
    oid = pushed.merge(3, closes=7)
    first = facts_of(merge_of(look(), 3))
    pushed.revert(pushed.revert(oid))
    forge = look()
    merge = merge_of(forge, 3)
    assert (merge.reverted_by, merge.revision) == ("", 1)
    assert fact_hash(facts_of(merge)[0]) != fact_hash(first[0])
    (revocation,) = forge.revocations()
    assert revocation.of.revision == 0


@pytest.mark.parametrize("method", ["squash", "rebase"])
def test_reverted_in_every_shape(pushed: DemoRepository, look: Look, method: str) -> None:
    pushed.push_work(3, "contributor", {"b.txt": "two\n"})
    oid = pushed.merge(3, method=method, closes=7)
    landed = [oid] if method == "squash" else git(pushed, "rev-list", "-n", "2", f"{oid}^").split()
    for number, copy in enumerate(landed):
        assert not isinstance(judge(merge_of(look(f"attester-{number}"), 3)), Refusal)
        pushed.revert(copy)
    assert refusal_of(merge_of(look(), 3)) == "reverted"


def test_an_exact_inverse_counts_whoever_made_it(pushed: DemoRepository, look: Look) -> None:
    oid = pushed.merge(3, closes=7)
    pushed.push_work(4, "rival", {"a.txt": None}, f'Revert "Merge pull/3"\n\nThis reverts commit {oid}.', sign=False)
    pushed.merge(4, closes=8)
    assert refusal_of(merge_of(look(), 3)) == "reverted"


def test_words_alone_revert_nothing(pushed: DemoRepository, look: Look) -> None:
    oid = pushed.merge(3, closes=7)
    pushed.push_work(4, "rival", {"b.txt": "two\n"}, f"This reverts commit {oid}.")
    pushed.merge(4, closes=8)
    forge = look()
    assert len(facts_of(merge_of(forge, 3))) == 1
    assert forge.revocations() == ()


def test_a_maintainer_may_say_that_a_work_is_reverted(pushed: DemoRepository, look: Look) -> None:
    pushed.merge(3, closes=7)
    oid = pushed.commit("maintainer", "Undo", {"a.txt": "none\n"}, trailers=[("Reverts", "pull/3 because it leaks")])
    forge = look()
    assert merge_of(forge, 3).reverted_by == oid
    assert [revocation.reason for revocation in forge.revocations()] == ["reverted"]


def test_pushed_away_by_force(pushed: DemoRepository, look: Look) -> None:
    before = pushed.head(pushed.main)
    oid = pushed.merge(3, closes=7)
    seen = facts_of(merge_of(look(), 3))
    pushed.rewrite(before)
    pushed.commit("maintainer", "Go on without it")
    forge = look()
    merge = merge_of(forge, 3)
    assert (merge.merge, merge.reachable) == (oid, False)
    assert refusal_of(merge) == "not-reachable"
    (revocation,) = forge.revocations()
    assert (revocation.reason, revocation.act) == ("unreachable", None)
    assert [fact.fact for fact in facts_of(revocation) if isinstance(fact, Revocation)] == [fact_hash(seen[0])]


def test_whoever_looks_for_the_first_time_sees_what_was_pushed_away(pushed: DemoRepository, look: Look) -> None:
    before = pushed.head(pushed.main)
    pushed.merge(3, closes=7)
    old = look("old_attester")
    pushed.rewrite(before)
    assert look("old_attester").merges() == look("new_attester").merges() != old.merges()
    assert look("old_attester").revocations() == look("new_attester").revocations() != ()


def test_landed_again_after_being_pushed_away(pushed: DemoRepository, look: Look) -> None:
    before = pushed.head(pushed.main)
    pushed.merge(3, closes=7)
    pushed.rewrite(before)
    pushed.commit("maintainer", "Something first", {"x.txt": "x\n"})
    again = pushed.merge(3, closes=7)
    forge = look()
    assert [(merge.merge == again, merge.reachable) for merge in forge.merges()] == [(True, True), (False, False)]


# Who made it


def test_unsigned_work(repository: DemoRepository, look: Look) -> None:
    repository.push_work(3, "contributor", {"a.txt": "one\n"}, sign=False)
    repository.merge(3, closes=7)
    merge = merge_of(look(), 3)
    assert merge.authors == (Person("", "none"),)
    assert refusal_of(merge) == "author-not-verified"


def test_one_unsigned_git_commit_among_signed_ones(repository: DemoRepository, look: Look) -> None:
    repository.push_work(3, "contributor", {"a.txt": "one\n"}, sign=False)
    repository.push_work(3, "contributor", {"a.txt": "one\ntwo\n"})
    repository.merge(3, closes=7)
    assert refusal_of(merge_of(look(), 3)) == "author-not-verified"


@pytest.mark.parametrize(
    ("signature", "proof", "said"),
    [
        ("-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----", "gpg", "GPG, which is not supported"),
        ("-----BEGIN SIGNED MESSAGE-----\nabc\n-----END SIGNED MESSAGE-----", "x509", "X.509, which is not supported"),
        ("-----BEGIN SSH SIGNATURE-----\nabc\n-----END SSH SIGNATURE-----", "bad", "its signature does not fit it"),
        ("nonsense", "bad", "its signature does not fit it"),
    ],
)
def test_signatures_that_prove_nothing(
    repository: DemoRepository, look: Look, signature: str, proof: str, said: str
) -> None:
    repository.push_work(3, "contributor", {"a.txt": "one\n"})
    rewrite_head(repository, lambda raw: with_signature(raw, signature.encode()))
    repository.merge(3, closes=7)
    merge = merge_of(look(), 3)
    assert merge.authors == (Person("", proof),)
    refused = judge(merge)
    assert isinstance(refused, Refusal)
    assert (refused.reason, said in refused.sentence) == ("author-not-verified", True)


def rewrite_head(repository: DemoRepository, change: Callable[[bytes], bytes]) -> None:
    """Put another git commit in place of the head of pull/3, byte by byte."""
    command = ["git", "-C", str(repository.path), "cat-file", "commit", "refs/pull/3/head"]
    forged = change(subprocess.run(command, capture_output=True, check=True).stdout)
    for place in (repository.path, repository.path.parent / "desk"):
        write = ["git", "-C", str(place), "hash-object", "-t", "commit", "-w", "--stdin", "--literally"]
        oid = subprocess.run(write, input=forged, capture_output=True, check=True).stdout.decode().strip()
    git(repository, "update-ref", "refs/pull/3/head", oid)


def with_signature(raw: bytes, signature: bytes) -> bytes:
    """A git commit with another signature than the one it has."""
    head, _, message = raw.partition(b"\n\n")
    fields = head.split(b"\ngpgsig ")[0]
    return fields + b"\ngpgsig " + signature.replace(b"\n", b"\n ") + b"\n\n" + message


def test_a_signature_taken_from_another_git_commit(pushed: DemoRepository, look: Look) -> None:
    rewrite_head(pushed, lambda raw: raw + b"and a line the contributor never signed\n")
    pushed.merge(3, closes=7)
    assert merge_of(look(), 3).authors == (Person("", "bad"),)


def test_two_signatures_in_one_git_commit(pushed: DemoRepository, look: Look) -> None:
    rewrite_head(pushed, lambda raw: raw.replace(b"\n\n", b"\ngpgsig more\n\n", 1))
    pushed.merge(3, closes=7)
    assert merge_of(look(), 3).authors == (Person("", "bad"),)


# Who merged it


@pytest.mark.parametrize("role", ["rival", "contributor"])
def test_a_merger_who_is_no_maintainer(pushed: DemoRepository, look: Look, role: str) -> None:
    pushed.merge(3, role, closes=7)
    assert refusal_of(merge_of(look(), 3)) == "not-a-maintainer"


def test_an_unsigned_merge(pushed: DemoRepository, look: Look) -> None:
    pushed.merge(3, closes=7, sign=False)
    assert refusal_of(merge_of(look(), 3)) == "not-a-maintainer"


def test_a_maintainer_who_merges_their_own_work(repository: DemoRepository, look: Look) -> None:
    repository.push_work(3, "maintainer", {"a.txt": "one\n"})
    repository.merge(3, "maintainer", closes=7)
    repository.push_work(4, "maintainer", {"b.txt": "one\n"})
    repository.merge(4, "co_maintainer", closes=7)
    forge = look()
    assert refusal_of(merge_of(forge, 3)) == "self-merge"
    assert len(facts_of(merge_of(forge, 4))) == 1


# What it states


def test_no_closing_reference(pushed: DemoRepository, look: Look) -> None:
    pushed.merge(3)
    assert refusal_of(merge_of(look(), 3)) == "no-closing-reference"


def test_an_issue_that_the_work_itself_brings(repository: DemoRepository, look: Look) -> None:
    repository.push_work(3, "contributor", {"issues/70.md": "pay me\n"})
    repository.merge(3, closes=70)
    assert refusal_of(merge_of(look(), 3)) == "no-such-issue"


@pytest.mark.parametrize(
    "trailer",
    [
        ("Completion", "60 because it is not a percentage"),
        ("Completion", "most because it is not a number"),
        ("Completon", "60% because it is misspelt"),
        ("Quality", "splendid because nobody knows that word"),
        ("Split", "somebody 100%"),
        ("Completion", "#9 60% because it does not close #9"),
        ("Pull", "4"),
    ],
)
def test_what_nobody_can_read_is_never_guessed(pushed: DemoRepository, look: Look, trailer: tuple[str, str]) -> None:
    pushed.merge(3, closes=7, trailers=[trailer])
    assert refusal_of(merge_of(look(), 3)) == "unreadable-act"


def test_a_partial_result_without_a_reason(pushed: DemoRepository, look: Look) -> None:
    pushed.merge(3, closes=7, trailers=[("Completion", "60%")])
    assert refusal_of(merge_of(look(), 3)) == "completion-not-justified"


def test_an_action_that_the_policy_does_not_know(pushed: DemoRepository, look: Look) -> None:
    pushed.merge(3, closes=7, trailers=[("Action", "magic")])
    assert refusal_of(merge_of(look(), 3)) == "no-action"


def test_a_squash_that_names_no_head(pushed: DemoRepository, look: Look) -> None:
    pushed.commit("maintainer", "Land it", {"a.txt": "one\n"}, trailers=[("Pull", "3"), ("Closes", "7")])
    assert refusal_of(merge_of(look(), 3)) == "unreadable-act"


def test_a_head_that_nobody_has(pushed: DemoRepository, look: Look) -> None:
    trailers = [("Pull", "3 " + "12" * 20), ("Closes", "7")]
    pushed.commit("maintainer", "Land it", {"a.txt": "one\n"}, trailers=trailers)
    assert refusal_of(merge_of(look(), 3)) == "other-change"


# Words that somebody else put into a maintainer's mouth


def test_statements_in_a_strangers_git_commit_are_not_a_maintainers_when_rebased(
    repository: DemoRepository, look: Look
) -> None:
    admit = [("Admit", f"{repository.key('rival').contributor} as resident because I say so")]
    repository.push_work(3, "rival", {"a.txt": "one\n"}, trailers=admit)
    repository.push_work(3, "rival", {"a.txt": "two\n"}, trailers=[("Closes", "8")])
    repository.merge(3, method="rebase", closes=7)
    forge = look()
    assert forge.admissions() == []
    assert len(facts_of(merge_of(forge, 3))) == 1
    (problem,) = forge.problems()
    assert "a copy of somebody's words is no act" in problem


def test_a_strangers_act_on_the_base_branch_is_a_problem_and_no_act(repository: DemoRepository, look: Look) -> None:
    repository.push_work(3, "contributor", {"a.txt": "one\n"})
    repository.merge(3, closes=7)
    repository.state("rival", "Undo", ("Reverts", "pull/3 because I want to"))
    forge = look()
    assert len(facts_of(merge_of(forge, 3))) == 1
    (problem,) = forge.problems()
    assert problem.endswith("states what only a maintainer can, and no maintainer signed it.")


# Corrections


def test_a_correction_is_a_new_fact_and_revokes_the_old_one(pushed: DemoRepository, look: Look) -> None:
    pushed.merge(3, closes=7)
    first = facts_of(merge_of(look(), 3))
    words = [("Corrects", "pull/3 because the second half never worked"), ("Completion", "50% because of that")]
    oid = pushed.state("co_maintainer", "Correct pull/3", *words)
    forge = look()
    merge = merge_of(forge, 3)
    assert (merge.revision, merge.judgements[0].completion) == (1, 5_000)
    assert [act.source for act in merge.corrected_by] == [oid]
    assert len(facts_of(merge)) == 1
    (revocation,) = forge.revocations()
    assert revocation.reason == "corrected"
    assert [fact.fact for fact in facts_of(revocation) if isinstance(fact, Revocation)] == [fact_hash(first[0])]


def test_a_correction_makes_a_refused_merge_good(pushed: DemoRepository, look: Look) -> None:
    pushed.merge(3)
    pushed.state("maintainer", "Correct pull/3", ("Corrects", "pull/3 because I forgot the issue"), ("Closes", "7"))
    forge = look()
    assert len(facts_of(merge_of(forge, 3))) == 1
    assert [refusal_of(revocation) for revocation in forge.revocations()] == ["nothing-to-revoke"]


def test_a_correction_of_nothing_is_a_problem(repository: DemoRepository, look: Look) -> None:
    repository.state("maintainer", "Correct", ("Corrects", "pull/3 because of a typing error"))
    (problem,) = look().problems()
    assert "nothing landed before it" in problem
