"""Files of evidence: what is read, what is refused and how, and that what is written is read again."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from eth_hash.auto import keccak

from praxis_chain.audit.evidence import Document, Material, read, together, written
from praxis_chain.audit.evidence.material import OtherRules
from praxis_chain.core.errors import WrongInput
from praxis_chain.core.evidence import evidence_hash, evidence_json
from praxis_chain.core.fact_json import fact_json
from praxis_chain.core.facts import fact_hash
from tests.documents import ADMISSION, DOCUMENTS, FORGE, LINK, MERGE
from tests.judged import facts_of

COMMIT = facts_of(MERGE)[0]


def put(path: Path, *values: object) -> Path:
    """A file with one JSON value a line."""
    path.write_text("".join(json.dumps(value) + "\n" for value in values), encoding="utf-8")
    return path


def plain(document: object) -> object:
    return json.loads(evidence_json(document))  # type: ignore[arg-type]


def refusal(path: Path) -> str:
    with pytest.raises(WrongInput) as refused:
        read(path)
    return str(refused.value)


# -- what is read -----------------------------------------------------------------------------------------------------


def test_a_document_however_it_is_spaced(tmp_path: Path) -> None:
    file = tmp_path / "one.json"
    file.write_text(json.dumps(plain(MERGE), indent=4), encoding="utf-8")
    assert read(file) == Material((Document(MERGE, str(file)),), options=(f"--evidence {file}",))


def test_a_document_a_line(tmp_path: Path) -> None:
    file = put(tmp_path / "all.jsonl", *(plain(document) for document in DOCUMENTS.values()))
    found = read(file)
    assert [one.evidence for one in found.documents] == [*DOCUMENTS.values()]
    assert [one.place for one in found.documents] == [f"{file}, line {n}" for n in range(1, 7)]


def test_a_folder_in_the_order_of_its_names_and_whose_names_are_hashes(tmp_path: Path) -> None:
    (tmp_path / "deeper").mkdir()
    put(tmp_path / "deeper" / f"0x{evidence_hash(LINK).hex()}.json", plain(LINK))
    put(tmp_path / "first.jsonl", plain(MERGE), plain(ADMISSION))
    (tmp_path / "notes.txt").write_text("not read", encoding="utf-8")
    found = read(tmp_path)
    assert [(one.evidence, one.given_as) for one in found.documents] == [
        (LINK, evidence_hash(LINK)), (MERGE, None), (ADMISSION, None),
    ]  # fmt: skip
    assert found.options == (f"--evidence {tmp_path}",)


def test_what_praxis_explain_and_attest_say(tmp_path: Path) -> None:
    fact = {**fact_json(COMMIT), "says": "it", "on_chain": "to do"}
    hashed = "0x" + evidence_hash(MERGE).hex()
    explained = {"documents": [{"evidence": hashed, "document": plain(MERGE)}], "facts": [fact]}
    found = read(put(tmp_path / "explain.json", {"schema": 1, "command": "explain", "data": explained}))
    assert [(one.evidence, one.given_as) for one in found.documents] == [(MERGE, evidence_hash(MERGE))]
    assert found.facts == {fact_hash(COMMIT): COMMIT}
    said = {"schema": 1, "command": "attest", "data": {"facts": [{**fact_json(COMMIT), "says": "", "pending": True}]}}
    assert read(put(tmp_path / "said.json", said)).facts == {fact_hash(COMMIT): COMMIT}
    handed = {"schema": "praxis-attestation/1", "batches": [{"facts": [fact_json(COMMIT)]}]}
    assert read(put(tmp_path / "handed.json", handed)).facts == {fact_hash(COMMIT): COMMIT}


def test_what_is_written_is_read_again(tmp_path: Path) -> None:
    documents = tuple(Document(document, "somewhere") for document in (*DOCUMENTS.values(), MERGE))
    known = Material(documents, facts={fact_hash(COMMIT): COMMIT}, whole=frozenset({FORGE}))
    file = tmp_path / "evidence.jsonl"
    file.write_text("".join(line + "\n" for line in written(known)), encoding="utf-8")
    found = read(file)
    assert [one.evidence for one in found.documents] == [*DOCUMENTS.values()]  # each once
    assert (found.facts, found.whole) == (known.facts, known.whole)


def test_a_document_of_other_rules_whose_shape_nobody_here_knows(tmp_path: Path) -> None:
    older = {"kind": "merge", "rules": "praxis-rules/1", "work": "as it was called then"}
    text = b'{"kind":"merge","rules":"praxis-rules/1","work":"as it was called then"}'
    for file in (put(tmp_path / "one.json", older), put(tmp_path / "two.jsonl", older, plain(MERGE))):
        (other,) = read(file).other_rules
        assert (other.hash, other.rules) == (keccak(text), "praxis-rules/1")


def test_parts_together() -> None:
    other = OtherRules(bytes(32), "praxis-rules/1", "there")
    first = Material((Document(MERGE, "a"),), options=("--evidence a",), problems=("one",))
    second = Material((), (other,), {bytes(32): COMMIT}, whole=frozenset({FORGE}), options=("--evidence a", "--log b"))
    assert together([first, second]) == Material(
        (Document(MERGE, "a"),), (other,), {bytes(32): COMMIT}, (), frozenset({FORGE}), frozenset(), ("one",),
        ("--evidence a", "--log b"),
    )  # fmt: skip
    assert together([]).is_empty
    assert not first.is_empty
    assert not second.is_empty


# -- what is not ------------------------------------------------------------------------------------------------------


def test_nothing_there(tmp_path: Path) -> None:
    missing = tmp_path / "missing"
    assert refusal(missing) == f"There is no {missing}: give a file or a folder of evidence."
    assert refusal(tmp_path) == f"The folder {tmp_path} holds no evidence: its files end in .json or .jsonl."


def test_what_is_no_document(tmp_path: Path) -> None:
    file = put(tmp_path / "a.jsonl", plain(MERGE), plain(MERGE) | {"more": 1})  # type: ignore[operator]
    assert refusal(file) == f"{file}, line 2: The document has a key that does not belong there: 'more'."
    file.write_text("{no json", encoding="utf-8")
    assert refusal(file).startswith(f"{file}, line 1: This is not a JSON document")
    file.write_text("[1, 2]\n", encoding="utf-8")
    assert refusal(file) == f"{file}, line 1: a document of evidence is a JSON object."
    file.write_bytes(b"\xff\xfe")
    assert refusal(file) == f"{file} cannot be read: it is no text."
    file.write_text("[" * 2_000 + "]" * 2_000, encoding="utf-8")
    assert "nested more than 50 deep" in refusal(file)


def test_a_fact_that_was_changed(tmp_path: Path) -> None:
    changed = fact_json(COMMIT) | {"quality": 20_000}
    file = put(tmp_path / "a.json", {"schema": "praxis-attestation/1", "batches": [{"facts": [changed]}]})
    assert "it was changed" in refusal(file)


def test_what_is_not_complete(tmp_path: Path) -> None:
    for value in (
        {"schema": "praxis-attestation/1"},
        {"command": "explain", "data": {"documents": 5}},
        {"command": "attest", "data": {}},
    ):
        file = put(tmp_path / "a.json", value)
        assert refusal(file) == f"{file} is not complete: have it written again."


def test_a_whole_that_is_none(tmp_path: Path) -> None:
    file = put(tmp_path / "a.json", {"schema": "praxis-evidence/1", "whole": "git"})
    assert refusal(file) == f"{file}: 'whole' is a list of forges."
    put(file, {"schema": "praxis-evidence/1", "whole": ["git"]})
    assert refusal(file).startswith("'git' is not a forge")


def test_a_log_is_given_as_one(tmp_path: Path) -> None:
    file = put(tmp_path / "a.jsonl", {"previous": "0x", "signature": "", "number": 1})
    assert refusal(file) == f"{file} is an attester's log: give it as --log."


def test_evidence_of_these_rules_is_never_called_that_of_others(tmp_path: Path) -> None:
    file = put(tmp_path / "a.json", plain(replace(MERGE)) | {"method": "guess"})  # type: ignore[operator]
    assert "'method' cannot be 'guess'" in refusal(file)
