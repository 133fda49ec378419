"""Attesters who look at the same history get the same documents, whenever and from wherever they look."""

from pathlib import Path

import pytest

from praxis_chain.core.evidence import evidence_json, read_evidence
from praxis_chain.core.rules import Refusal, judge
from praxis_chain.demo.repository import DemoRepository
from praxis_chain.forges.git import GitForge
from praxis_chain.oracle.collect import Forge, collect
from tests.documents import CHAIN_ID, STAKEHOLDERS, WALLET, sign_link

from .conftest import Look

HERE = {"chain_id": CHAIN_ID, "stakeholders": STAKEHOLDERS}


@pytest.fixture
def busy(repository: DemoRepository) -> DemoRepository:
    """Something of everything."""
    contributor = repository.key("contributor").contributor
    signature = sign_link(contributor, 1_700_000_000)
    repository.publish_link("contributor", WALLET, 1_700_000_000, signature, **HERE)
    repository.admit(contributor, "resident", "they moved in", referred_by=repository.key("rival").contributor)
    repository.push_work(3, "contributor", {"a.txt": "one\n"}, closes=7)
    repository.state("maintainer", "Good", ("Good-progress", "pull/3"))
    repository.push_work(3, "contributor", {"a.txt": "two\n"})
    repository.push_work(4, "rival", {"b.txt": "one\n"})
    repository.merge(3, method="squash", closes=7)
    repository.revert(repository.merge(4, closes=8))
    repository.close_with_explanation(9, "It was a misunderstanding.")
    return repository


def texts(forge: Forge, *, facts_only: bool = False) -> list[bytes]:
    return [
        evidence_json(document)
        for document in collect(forge)
        if not facts_only or not isinstance(judge(document), Refusal)
    ]


def test_all_kinds_are_collected_in_one_order(busy: DemoRepository, look: Look) -> None:
    kinds = [document.KIND for document in collect(look(**HERE))]
    assert kinds == ["link", "admission", "progress", "progress", "merge", "merge", "closure", "revocation"]


def test_two_attesters_get_the_same_bytes(busy: DemoRepository, look: Look) -> None:
    assert texts(look("one", **HERE)) == texts(look("two", **HERE))


def test_looking_again_changes_nothing(busy: DemoRepository, look: Look) -> None:
    first = texts(look(**HERE))
    assert texts(look(**HERE)) == first


def test_a_mirror_that_grew_step_by_step_shows_the_same(repository: DemoRepository, look: Look) -> None:
    for pull in (3, 4, 5):
        repository.push_work(pull, "contributor", {f"{pull}.txt": "one\n"})
        look("early")
        repository.merge(pull, closes=7)
        look("early")
    assert texts(look("early")) == texts(look("late"))


def test_every_document_survives_its_text(busy: DemoRepository, look: Look) -> None:
    for document in collect(look(**HERE)):
        assert read_evidence(evidence_json(document)) == document


@pytest.mark.parametrize("method", ["merge", "squash", "rebase"])
def test_what_happens_to_a_work_after_its_merge_changes_no_fact(
    repository: DemoRepository, look: Look, method: str
) -> None:
    repository.push_work(3, "contributor", {"a.txt": "one\n"})
    repository.push_work(3, "contributor", {"a.txt": "two\n"})
    repository.merge(3, method=method, closes=7)
    before = texts(look("early"), facts_only=True)
    repository.push_work(3, "contributor", {"a.txt": "something else\n"}, fresh=True)
    assert texts(look("early"), facts_only=True) == texts(look("late"), facts_only=True) == before
    repository.remove("refs/pull/3/head")
    assert texts(look("early"), facts_only=True) == before


def test_a_file_url_is_the_same_place(busy: DemoRepository, look: Look, tmp_path: Path) -> None:
    url = f"file://{busy.path}"
    assert texts(GitForge(url, tmp_path / "by_url", **HERE)) == texts(look(**HERE))  # type: ignore[arg-type]


def test_signatures_are_verified_once(busy: DemoRepository, look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    first = texts(look(**HERE))
    monkeypatch.setattr("praxis_chain.forges.git.signatures.check_signature", None)
    assert texts(look(**HERE)) == first


def test_a_tip_that_became_a_second_parent_is_a_problem(repository: DemoRepository, look: Look) -> None:
    """Somebody merges the base branch into their own and pushes that as the base branch."""
    repository.push_work(3, "contributor", {"a.txt": "one\n"})
    repository.merge(3, closes=7)
    look()
    repository.push_work(4, "maintainer", {"b.txt": "one\n"}, fresh=True)
    repository.commit("maintainer", "Meanwhile", {"c.txt": "one\n"})
    head = repository.merge_into_work(4, "maintainer")
    repository.rewrite(head)
    assert any("is not one of its first parents now" in problem for problem in look().problems())


def test_a_base_branch_that_begins_anew_is_another_forge(repository: DemoRepository, look: Look) -> None:
    repository.push_work(3, "contributor", {"a.txt": "one\n"})
    repository.merge(3, closes=7)
    repository.rewrite_orphan("maintainer", {"b.txt": "b\n"})
    forge = look()
    assert forge.id != repository.forge
    assert {document.forge for document in collect(forge)} == {forge.id}
    assert forge.revocations() == ()
