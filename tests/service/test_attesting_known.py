"""Why an attester does not agree: in the forge's own words where the work was judged and refused there."""

from dataclasses import replace
from typing import Any

import pytest

from praxis_chain.core.facts import Fact
from praxis_chain.core.rules import Refusal, judge
from praxis_chain.oracle import judge_all
from praxis_chain.service.attesting.known import Known
from tests.documents import DOCUMENTS


def why(fact: Fact, *shown: Any) -> tuple[str, str]:
    """Reason and sentence for a fact, from what these documents show."""
    found = Known(judge_all(shown)).why_not(fact)
    return ("", "") if found is None else (found.reason, found.sentence)


def facts_of(document: Any) -> Fact:
    first: Fact = judge(document)[0]  # type: ignore[index]
    return first


BAD: dict[str, Any] = {
    "merge": {"reachable": False},
    "progress": {"clock": ""},
    "closure": {"explanation": ""},
    "admission": {"act": replace(DOCUMENTS["admission"].act, reason="")},  # type: ignore[union-attr]
    "link": {"published_by": replace(DOCUMENTS["link"].published_by, proof="stated")},  # type: ignore[union-attr]
    "revocation": {"reason": "reopened"},
}


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_a_fact_of_a_refused_document_is_refused_with_its_sentence(kind: str) -> None:
    document = DOCUMENTS[kind]
    bad = replace(document, **BAD[kind])
    refusal = judge(bad)
    assert isinstance(refusal, Refusal), kind
    assert why(facts_of(document), bad) == (refusal.reason, refusal.sentence)


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_a_fact_that_nothing_is_known_about(kind: str) -> None:
    others = [document for name, document in DOCUMENTS.items() if name not in (kind, "revocation")]
    assert why(facts_of(DOCUMENTS[kind]), *others) == ("", "")


@pytest.mark.parametrize("kind", DOCUMENTS)
def test_a_fact_with_other_evidence_only(kind: str) -> None:
    fact = replace(facts_of(DOCUMENTS[kind]), evidence=b"\x11" * 32)  # type: ignore[call-arg]
    reason, sentence = why(fact, DOCUMENTS[kind])
    assert (reason, sentence.startswith("All but the evidence is as this attester sees it")) == ("other-evidence", True)


def test_a_fact_that_says_something_else() -> None:
    fact = replace(facts_of(DOCUMENTS["merge"]), quality=20_000, evidence=b"\x11" * 32)  # type: ignore[call-arg]
    assert why(fact, DOCUMENTS["merge"]) == (
        "differs", "Its quality is 20000, and this attester's own evidence says 10000.",
    )  # fmt: skip


def test_a_fact_that_was_undone() -> None:
    assert why(facts_of(DOCUMENTS["merge"]), DOCUMENTS["revocation"]) == (
        "no-longer-true", "It followed once, and was undone since: it is to be revoked.",
    )  # fmt: skip


def test_a_sentence_is_no_longer_than_it_may_be() -> None:
    """Whoever is refused has written a part of it."""
    bad = replace(DOCUMENTS["merge"], reachable=False, unreadable=("Nobody can read this. " * 1_000,))
    assert len(why(facts_of(DOCUMENTS["merge"]), bad)[1]) <= 500
    bad = replace(DOCUMENTS["merge"], unreadable=("Nobody can read this. " * 1_000,))
    assert len(why(facts_of(DOCUMENTS["merge"]), bad)[1]) == 500


def test_a_work_that_was_refused_before_anybody_was_judged() -> None:
    """It names neither authors nor subjects, and is the same work."""
    bad = replace(DOCUMENTS["merge"], authors=(), judgements=(), act=None, method="none", merge="", reachable=False)
    refusal = judge(bad)
    assert isinstance(refusal, Refusal)
    assert why(facts_of(DOCUMENTS["merge"]), bad) == (refusal.reason, refusal.sentence)
