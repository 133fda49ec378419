"""Documents of evidence: one text, one hash, one value, and nothing else is read."""

import json
from dataclasses import fields, replace
from typing import Any

import pytest
from eth_hash.auto import keccak

from praxis_chain.core.errors import WrongInput
from praxis_chain.core.evidence import AnyEvidence, Person, evidence_hash, evidence_json, read_evidence
from tests.documents import ADMISSION, CLOSURE, CONTRIBUTOR, DOCUMENTS, FORGE, LINK, MERGE, PROGRESS, REVOCATION

ALL = pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS.keys())


def changed(document: AnyEvidence, **values: Any) -> str:
    return json.dumps(json.loads(evidence_json(document)) | values)


@ALL
def test_a_document_survives_its_text(document: AnyEvidence) -> None:
    assert read_evidence(evidence_json(document)) == document


@ALL
def test_spacing_and_order_of_a_text_do_not_matter(document: AnyEvidence) -> None:
    loose = json.dumps(json.loads(evidence_json(document)), indent=4, sort_keys=False)
    assert evidence_hash(read_evidence(loose)) == evidence_hash(document)


def test_the_text_is_canonical_json() -> None:
    assert (
        evidence_json(ADMISSION)
        == (
            '{"act":{"at":1700000000,"by":{"id":"git:ssh/SHA256:' + "M" * 43 + '","proof":"ssh"},"maintainer":true,'
            '"reason":"it holds up","source":"' + "c3" * 20 + '"},"contributor":"git:ssh/SHA256:' + "C" * 43 + '",'
            '"forge":"git:' + "a1" * 20 + '","kind":"admission","policy":{"approvals":0,"base":"refs/heads/main",'
            '"bots":false,"self_merge":false,'
            '"source":"0x' + "9a" * 32 + '","trust_authors":false},"referrer":"git:ssh/SHA256:' + "R" * 43 + '",'
            '"revision":0,"rules":"praxis-rules/2","standing":3}'
        ).encode()
    )


def test_the_hash_is_keccak256_of_the_text() -> None:
    assert evidence_hash(LINK) == keccak(evidence_json(LINK))
    assert evidence_hash(ADMISSION).hex() == "09feda1c443d47e08e33bbd83f20c9ae14290182998234c74d7ff9c4e30941dd"


@ALL
def test_every_field_stands_in_the_text_with_its_kind(document: AnyEvidence) -> None:
    text = json.loads(evidence_json(document))
    assert text.keys() == {field.name for field in fields(document)} | {"kind"}
    assert text["kind"] == document.KIND


@ALL
def test_a_higher_revision_is_another_document(document: AnyEvidence) -> None:
    again = replace(document, revision=document.revision + 1)
    assert evidence_hash(again) != evidence_hash(document)
    assert read_evidence(evidence_json(again)) == again


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "This is not a JSON document: Expecting value: line 1 column 1 (char 0)"),
        ("[]", "The document has the kind None; known are merge, progress, closure, admission, link, revocation."),
        ('{"kind":"merger"}', "The document has the kind 'merger'; known are merge, progress, closure, admission, "),
        (changed(MERGE, extra=1), "The document has a key that does not belong there: 'extra'."),
        (changed(MERGE, reachable=1), "In 'reachable' true or false should stand, not 1."),
        (changed(MERGE, work=None), "In 'work' text should stand, not null."),
        (changed(MERGE, authors={}), "In 'authors' a list should stand, not {}."),
        (changed(MERGE, authors=["x"]), "In 'authors', item 0 an object should stand, not \"x\"."),
        (
            changed(MERGE, method="magic"),
            "'method' cannot be 'magic'; known are 'merge', 'squash', 'rebase', 'direct', ",
        ),
        (changed(PROGRESS, at=True), "In 'at' a whole number should stand, not true."),
        (changed(PROGRESS, at=1.5), "In 'at' a whole number should stand, not 1.5."),
        (changed(PROGRESS, at=-1), "'at' must be a whole number from 0 to 2^53 - 1, not -1."),
        (changed(PROGRESS, at=2**53), f"'at' must be a whole number from 0 to 2^53 - 1, not {2**53}."),
        (changed(PROGRESS, act={"at": 1}), "'act' lacks 'by'."),
        (changed(CLOSURE, subject="issue/7"), "'issue/7' is not a subject: it should look like github:repo/10270250/"),
        (changed(ADMISSION, contributor="bob"), "'bob' is not a contributor: it should look like github:user/583231"),
        (changed(LINK, wallet="0xABC"), "'wallet' must be 0x and 40 lower-case hex digits, not '0xABC'."),
        (changed(LINK, rules=None), "In 'rules' text should stand, not null."),
        (changed(REVOCATION, of={"kind": "link"}), "'of' has the kind 'link'; known are merge, closure."),
        ('{"kind":"link","kind":"link"}', "The document has the same key twice: which one counts would be a guess."),
        ('{"kind":"link","at":NaN}', "NaN is not JSON."),
        ("9" * 5000, "This is not a JSON document: Exceeds the limit (4300 digits) for integer string conversion: "),
        pytest.param("[" * 100_000, "This is not a JSON document of ours: it is nested more than 50 deep.", id="deep"),
    ],
)
def test_anything_else_is_refused_in_one_sentence(text: str, sentence: str) -> None:
    with pytest.raises(WrongInput) as refused:
        read_evidence(text)
    assert str(refused.value).startswith(sentence)


def test_a_missing_key_is_named() -> None:
    text = json.loads(evidence_json(MERGE))
    del text["policy"]
    with pytest.raises(WrongInput, match=r"^The document lacks 'policy'\.$"):
        read_evidence(json.dumps(text))


def test_bytes_that_are_no_text_are_refused() -> None:
    with pytest.raises(WrongInput, match="This is not a JSON document"):
        read_evidence(b"\xff\xfe\x00")


def test_half_a_character_has_no_canonical_text() -> None:
    broken = replace(CLOSURE, explanation="\ud800")
    with pytest.raises(WrongInput, match="cannot be written as canonical JSON"):
        evidence_json(broken)


def test_a_work_belongs_to_its_forge() -> None:
    elsewhere = "git:" + "00" * 20 + "/pull/3"
    with pytest.raises(WrongInput, match=f"^The work {elsewhere} is not one of the forge {FORGE}.$"):
        replace(MERGE, work=elsewhere)


def test_a_revocation_belongs_to_the_forge_of_what_it_undoes() -> None:
    with pytest.raises(WrongInput, match="cannot undo what stands on"):
        replace(REVOCATION, forge="git:" + "00" * 20)


@pytest.mark.parametrize(("proof", "verified"), [("ssh", True), ("account", True), ("stated", False), ("none", False)])
def test_only_a_proof_verifies(proof: str, verified: bool) -> None:
    assert Person(CONTRIBUTOR, proof).verified is verified
    assert not Person("", proof).verified
