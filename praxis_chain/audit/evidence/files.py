"""Evidence as files, to read and to write.

A file holds one JSON document of evidence, or one a line; a folder holds such files (`*.json`, `*.jsonl`), each perhaps
named by the hash of its document. What `praxis explain --json` and `praxis attest` (with `--out` or `--json`) print is
read as well: of the latter the facts, for it holds no evidence. The first line of a file may say

    {"schema": "praxis-evidence/1", "whole": ["git:…"]}

that all there is of these forges is in it. Spaces do not matter: hashes are of the canonical text.
"""

import json
import re
import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import rfc8785
from eth_hash.auto import keccak

from ...core.canonical import read_json
from ...core.errors import WrongInput
from ...core.evidence import evidence_json, read_evidence
from ...core.fact_json import fact_json, read_fact
from ...core.facts import Fact, fact_hash
from ...core.ids import check_uri
from ...core.rules import RULES_VERSION
from .material import Document, Material, OtherRules, together

SCHEMA = "praxis-evidence/1"
SUFFIXES = (".json", ".jsonl")
ATTESTATION = "praxis-attestation/1"  # as `praxis attest --out` writes it
_NAMED = re.compile(r"(?:0x)?([0-9a-f]{64})")


def read(path: Path) -> Material:
    """All that a file or a folder holds. Raises WrongInput, in one sentence that names the file."""
    if not path.exists():
        raise WrongInput(f"There is no {path}: give a file or a folder of evidence.")
    files = [path]
    if path.is_dir():
        files = sorted(file for file in path.rglob("*") if file.suffix in SUFFIXES and file.is_file())
        if not files:
            raise WrongInput(f"The folder {path} holds no evidence: its files end in {' or '.join(SUFFIXES)}.")
    found = together(_file(file) for file in files)
    return replace(found, options=(f"--evidence {shlex.quote(str(path))}",))


def read_lines(lines: Iterable[str], place: str) -> Material:
    """What `written` wrote, from `place`. Raises WrongInput."""
    reading = _Reading()
    for number, line in enumerate(lines, 1):
        reading.line(line, f"{place}, line {number}")
    return reading.material()


def written(material: Material) -> Iterator[str]:
    """The lines of a file of this material: what `read` reads. Of logs nothing: they are files of their own."""
    if material.whole:
        yield json.dumps({"schema": SCHEMA, "whole": sorted(material.whole)}, separators=(",", ":"))
    seen: set[bytes] = set()
    for one in material.documents:
        text = evidence_json(one.evidence)
        if text not in seen:
            seen.add(text)
            yield text.decode()
    for fact in material.facts.values():
        yield json.dumps(fact_json(fact), separators=(",", ":"))


def read_document(value: object, place: str, given_as: bytes | None = None) -> Document | OtherRules:
    """A document from its JSON. Raises WrongInput, naming the place, unless other rules may explain its shape."""
    try:
        evidence = read_evidence(value if isinstance(value, str | bytes) else json.dumps(value))
    except WrongInput as error:
        other = _other_rules(value, place)
        if other is None:
            raise WrongInput(f"{place}: {error}") from None
        return other
    return Document(evidence, place, given_as)


def _file(path: Path) -> Material:
    named = _NAMED.fullmatch(path.stem)
    given_as = bytes.fromhex(named[1]) if named else None
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise WrongInput(f"{path} cannot be read: {getattr(error, 'strerror', None) or 'it is no text'}.") from None
    reading = _Reading()
    whole = _whole(text)
    if whole is not None:
        reading.value(whole, str(path), given_as)
    else:
        for number, line in enumerate(text.splitlines(), 1):
            if line.strip():
                reading.line(line, f"{path}, line {number}")
    return reading.material()


def _whole(text: str) -> Mapping[str, Any] | None:
    """The one JSON object that a text is; None where there is one a line."""
    if text.lstrip().startswith("{") and "}\n{" in text[:100_000]:
        return None
    try:
        found = read_json(text)
    except WrongInput:
        return None
    return found if isinstance(found, dict) else None


class _Reading:
    """What was found so far."""

    def __init__(self) -> None:
        self.documents: list[Document] = []
        self.other_rules: list[OtherRules] = []
        self.facts: dict[bytes, Fact] = {}
        self.whole: set[str] = set()

    def material(self) -> Material:
        return Material(tuple(self.documents), tuple(self.other_rules), self.facts, whole=frozenset(self.whole))

    def line(self, line: str, place: str) -> None:
        """Most are documents: tried first, for what they are is told when they are read."""
        try:
            self.documents.append(Document(read_evidence(line), place))
        except WrongInput as error:
            try:
                value = read_json(line)
            except WrongInput:
                raise WrongInput(f"{place}: {error}") from None
            self.value(value, place)

    def value(self, value: object, place: str, given_as: bytes | None = None) -> None:
        """One JSON value of any kind that is understood."""
        if not isinstance(value, dict):
            raise WrongInput(f"{place}: a document of evidence is a JSON object.")
        read = next((read for is_it, read in _KINDS if is_it(value)), None)
        if read is not None:
            read(self, value, place)
        else:
            self.document(value, place, given_as)

    def document(self, value: object, place: str, given_as: bytes | None = None) -> None:
        found = read_document(value, place, given_as)
        if isinstance(found, Document):
            self.documents.append(found)
        else:
            self.other_rules.append(found)

    def header(self, value: Mapping[str, Any], place: str) -> None:
        forges = value.get("whole")
        if not isinstance(forges, list) or not all(isinstance(forge, str) for forge in forges):
            raise WrongInput(f"{place}: 'whole' is a list of forges.")
        self.whole |= {check_uri("forge", forge) for forge in forges}

    def explanation(self, value: Mapping[str, Any], place: str) -> None:
        """What praxis explain said of a work."""
        for number, one in enumerate(_objects(value["data"].get("documents"), place), 1):
            self.document(one.get("document"), f"{place}, document {number}", _hash(one.get("evidence")))
        self.stated(value["data"].get("facts"), place)

    def attesting(self, value: Mapping[str, Any], place: str) -> None:
        """What praxis attest said of a repository."""
        self.stated(value["data"].get("facts"), place)

    def attestation(self, value: Mapping[str, Any], place: str) -> None:
        """What an attester hands to a relayer."""
        for batch in _objects(value.get("batches"), place):
            self.stated(batch.get("facts"), place)

    def fact(self, value: Mapping[str, Any], place: str) -> None:
        self.stated([value], place)

    def stated(self, facts: object, place: str) -> None:
        for one in _objects(facts, place):
            plain = {name: part for name, part in one.items() if name not in ("says", "on_chain", "pending")}
            try:
                fact = read_fact(plain)
            except WrongInput as error:
                raise WrongInput(f"{place}: {error}") from None
            self.facts[fact_hash(fact)] = fact

    def log(self, _: Mapping[str, Any], place: str) -> None:
        raise WrongInput(f"{place} is an attester's log: give it as --log.")


def _said_by(command: str) -> Callable[[Mapping[str, Any]], bool]:
    return lambda value: value.get("command") == command and isinstance(value.get("data"), dict)


_KINDS: tuple[tuple[Callable[[Mapping[str, Any]], bool], Callable[[_Reading, Mapping[str, Any], str], None]], ...] = (
    (lambda value: value.get("schema") == SCHEMA, _Reading.header),
    (lambda value: value.get("schema") == ATTESTATION, _Reading.attestation),
    (_said_by("explain"), _Reading.explanation),
    (_said_by("attest"), _Reading.attesting),
    (lambda value: "previous" in value and "signature" in value, _Reading.log),
    (lambda value: "hash" in value and "evidence" in value, _Reading.fact),
)


def _objects(value: object, place: str) -> Iterable[Mapping[str, Any]]:
    if not isinstance(value, list) or not all(isinstance(one, dict) for one in value):
        raise WrongInput(f"{place} is not complete: have it written again.")
    return value


def _other_rules(value: object, place: str) -> OtherRules | None:
    """A document that says it is of another version, whose shape nobody here knows."""
    try:
        found: Any = read_json(value) if isinstance(value, str | bytes) else value
        rules = found.get("rules") if isinstance(found, dict) else None
        if not isinstance(rules, str) or rules == RULES_VERSION:
            return None
        return OtherRules(keccak(rfc8785.dumps(found)), rules, place)
    except (WrongInput, rfc8785.CanonicalizationError, UnicodeEncodeError):
        return None


def _hash(text: object) -> bytes | None:
    named = _NAMED.fullmatch(text) if isinstance(text, str) else None
    return bytes.fromhex(named[1]) if named else None
