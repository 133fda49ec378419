"""A real repository without our conventions: its merges become works, and nothing about its people is verified."""

import hashlib
from pathlib import Path

import pytest

from praxis_chain.core.evidence import Person
from praxis_chain.core.facts import Commit
from praxis_chain.core.ids import contributor_id, subject_id, work_id
from praxis_chain.demo.repository import DemoRepository
from praxis_chain.forges.git import GitForge
from tests.judged import ACTION, facts_of, merge_of, refusal_of


@pytest.fixture
def plain(tmp_path: Path) -> DemoRepository:
    """Nobody signs anything here, and the policy of the demo is not ours."""
    repository = DemoRepository(tmp_path / "shared")
    repository.commit("maintainer", "More", {"b.txt": "b\n"}, sign=False)
    return repository


def trusting(repository: DemoRepository, tmp_path: Path) -> GitForge:
    return GitForge(repository.path, tmp_path / "attester", trust_authors=True, action=ACTION)


def stated(role: str) -> Person:
    return Person(f"git:author/{hashlib.sha256(f'{role}@example.org'.encode()).hexdigest()}", "stated")


def land(repository: DemoRepository, pull: int, role: str, message: str) -> str:
    repository.push_work(pull, role, {f"{pull}.txt": "one\n"}, sign=False)
    return repository.merge_as("maintainer", repository.head(f"refs/pull/{pull}/head"), message)


@pytest.mark.parametrize(
    ("message", "work", "subjects"),
    [
        ("Merge pull request #12 from somebody/branch\n\nMake it faster", 12, [12]),
        ("Merge pull request #12 from x\n\nFixes #7, closes #8", 12, [7, 8]),
        ("Add a thing (#13)\n\nResolves: #9", 13, [9]),
        ("Merge merge request !14", 14, [14]),
        ("Bring in #15", 15, [15]),
        ("Merge branch 'feature'", 2, [2]),
        ("Merge branch 'feature'\n\nThis fixes something, and see #70", 2, [2]),
    ],
)
def test_numbers_come_from_the_message_or_the_position(
    plain: DemoRepository, tmp_path: Path, message: str, work: int, subjects: list[int]
) -> None:
    land(plain, 3, "contributor", message)
    forge = trusting(plain, tmp_path)
    merge = merge_of(forge, work)
    assert merge.authors == (stated("contributor"),)
    assert merge.act is not None
    assert merge.act.by == stated("maintainer")
    facts = [fact for fact in facts_of(merge) if isinstance(fact, Commit)]
    assert [fact.subject for fact in facts] == [subject_id(plain.subject(number)) for number in subjects]
    assert {fact.work for fact in facts} == {work_id(plain.work(work))}
    assert {fact.contributor for fact in facts} == {contributor_id(stated("contributor").id)}
    assert {fact.action.hex() for fact in facts} == {ACTION[2:]}


def test_the_evidence_says_that_nobody_was_verified(plain: DemoRepository, tmp_path: Path) -> None:
    land(plain, 3, "contributor", "Merge pull request #12")
    merge = merge_of(trusting(plain, tmp_path), 12)
    assert merge.policy.trust_authors
    assert merge.policy.source == ""
    assert not any(person.verified for person in merge.authors)


def test_without_trust_the_same_repository_gives_no_facts(plain: DemoRepository, tmp_path: Path) -> None:
    land(plain, 3, "contributor", "Merge pull request #12")
    forge = GitForge(plain.path, tmp_path / "strict")
    assert {refusal_of(merge) for merge in forge.merges()} == {"not-merged"}


def test_a_number_is_taken_once(plain: DemoRepository, tmp_path: Path) -> None:
    for pull in (3, 4, 5):
        land(plain, pull, "contributor", "Merge pull request #12" if pull != 5 else "Merge branch 'x'")
    works = [merge.work.rpartition("/")[2] for merge in trusting(plain, tmp_path).merges()]
    assert works == ["12", "3", "4"]


def test_a_git_commit_that_names_a_pull_request_is_a_work(plain: DemoRepository, tmp_path: Path) -> None:
    oid = plain.commit("contributor", "Squash it (#21)", {"c.txt": "c\n"}, sign=False)
    merge = merge_of(trusting(plain, tmp_path), 21)
    assert (merge.method, merge.head, merge.merge) == ("direct", oid, oid)
    assert merge.authors == (stated("contributor"),)


def test_in_a_straight_history_every_git_commit_is_a_work(plain: DemoRepository, tmp_path: Path) -> None:
    plain.commit("contributor", "Do it", {"c.txt": "c\n"}, sign=False)
    assert [merge.work for merge in trusting(plain, tmp_path).merges()] == [plain.work(1), plain.work(2)]


def test_several_authors_have_stated_no_split(plain: DemoRepository, tmp_path: Path) -> None:
    plain.push_work(3, "contributor", {"c.txt": "c\n"}, sign=False)
    plain.push_work(3, "rival", {"d.txt": "d\n"}, sign=False)
    plain.merge_as("maintainer", plain.head("refs/pull/3/head"), "Merge pull request #12")
    merge = merge_of(trusting(plain, tmp_path), 12)
    assert set(merge.authors) == {stated("contributor"), stated("rival")}
    assert refusal_of(merge) == "split-not-stated"


def test_who_only_took_in_the_base_branch_is_no_author(plain: DemoRepository, tmp_path: Path) -> None:
    plain.push_work(3, "contributor", {"c.txt": "c\n"}, sign=False)
    plain.commit("maintainer", "Meanwhile", {"d.txt": "d\n"})
    plain.merge_into_work(3, "rival")
    plain.merge_as("maintainer", plain.head("refs/pull/3/head"), "Merge pull request #12")
    assert merge_of(trusting(plain, tmp_path), 12).authors == (stated("contributor"),)


def test_a_reverted_merge_is_refused_and_revoked(plain: DemoRepository, tmp_path: Path) -> None:
    plain.revert(land(plain, 3, "contributor", "Merge pull request #12"), sign=False)
    forge = trusting(plain, tmp_path)
    assert refusal_of(merge_of(forge, 12)) == "reverted"
    assert [revocation.reason for revocation in forge.revocations()] == ["reverted"]


def test_our_statements_mean_nothing_there(plain: DemoRepository, tmp_path: Path) -> None:
    plain.commit("contributor", "Trick", trailers=[("Admit", f"{stated('rival').id} as resident because so")])
    forge = trusting(plain, tmp_path)
    assert (forge.admissions(), forge.progress(), forge.closures(), forge.problems()) == ([], [], [], ())
