"""An attester believes what it collected and judged itself, and nothing that it is told."""

from dataclasses import replace

import pytest
from eth_keys import keys

from praxis_chain.core.attestation import Batch, recover
from praxis_chain.core.eip712 import attestation_digest, attesters_domain
from praxis_chain.core.errors import Refused, WrongInput
from praxis_chain.core.evidence import AnyEvidence
from praxis_chain.core.facts import Commit, Revocation, fact_hash
from praxis_chain.core.rules import judge
from praxis_chain.core.signing import KeySigner
from praxis_chain.oracle import Attester, judge_all
from tests.documents import ADMISSION, CLOSURE, DOCUMENTS, MERGE, REVOCATION

DOMAIN = attesters_domain(31337, b"\x0a" * 20)
KEY = b"\x05" * 32


def attester(*documents: AnyEvidence) -> Attester:
    return Attester(KeySigner(KEY), DOMAIN, lambda: documents)


def commit() -> Commit:
    (fact,) = judge(MERGE)  # type: ignore[misc]
    assert isinstance(fact, Commit)
    return fact


def test_it_signs_the_root_of_what_it_finds_true() -> None:
    facts = [fact for document in (MERGE, CLOSURE) for fact in judge(document)]  # type: ignore[union-attr]
    signed = attester(MERGE, CLOSURE, ADMISSION).attest(facts)
    assert signed.root == Batch(tuple(facts)).root
    me = keys.PrivateKey(KEY).public_key.to_canonical_address()
    assert recover(attestation_digest(DOMAIN, signed.root), signed.signature) == signed.attester == me


def test_it_names_the_first_fact_that_it_does_not_find() -> None:
    invented = replace(commit(), completion=9_999)
    one = attester(MERGE)
    assert one.agrees([commit(), invented]) == [True, False]
    with pytest.raises(Refused, match=f"does not find the Commit 0x{fact_hash(invented).hex()} in its own evidence"):
        one.attest([commit(), invented])


def test_it_signs_no_empty_list() -> None:
    with pytest.raises(WrongInput, match="no fact"):
        attester(MERGE).attest([])


def test_other_rules_make_other_facts() -> None:
    """Whoever collects under another version holds another document: its facts have other hashes, so no quorum."""
    other = replace(MERGE, rules="praxis-rules/0")
    judged = judge_all([other])
    assert judged.facts == {}
    assert [refusal.reason for _, refusal in judged.refusals] == ["other-rules"]
    assert attester(other).agrees([commit()]) == [False]


def test_other_evidence_makes_other_facts() -> None:
    assert attester(replace(MERGE, head="e9" * 20)).agrees([commit()]) == [False]


def test_it_believes_what_it_saw_until_it_looks_again() -> None:
    shown: list[AnyEvidence] = [MERGE]
    one = Attester(KeySigner(KEY), DOMAIN, lambda: list(shown))
    assert one.agrees([commit()]) == [True]
    shown[:] = [replace(MERGE, reverted_by="d7" * 20), REVOCATION]
    assert one.agrees([commit()]) == [True]
    one.refresh()
    (revocation,) = judge(REVOCATION)  # type: ignore[misc]
    assert one.agrees([commit(), revocation]) == [False, True]


def test_what_was_undone_is_kept_as_revoked_and_not_as_a_fact() -> None:
    judged = judge_all([REVOCATION])
    assert judged.revoked == (commit(),)
    assert [type(fact) for fact in judged.facts.values()] == [Revocation]


def test_every_fact_remembers_its_document() -> None:
    judged = judge_all(DOCUMENTS.values())
    assert {document.KIND for document in judged.evidence.values()} == set(DOCUMENTS)
    assert judged.evidence.keys() == judged.facts.keys()
