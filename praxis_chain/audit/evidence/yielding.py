"""What all documents at hand yield: every one judged again, by this version of the rules, and found by what it says."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, fields

from ...core.evidence import (
    AnyEvidence,
    ClosureEvidence,
    LinkEvidence,
    MergeEvidence,
    ProgressEvidence,
    RevocationEvidence,
    evidence_hash,
    names_in,
)
from ...core.facts import Admission, Closure, Commit, Fact, Link, Progress, Revocation, evidence_of, fact_hash
from ...core.ids import hash_uri, work_id
from ...core.ledger import Addresses
from ...core.naming import forge_of
from ...core.rules import RULES_VERSION, Refusal, unchecked
from ...oracle.judging import Finding, find
from ..attestations import Stated
from .material import Document, Material

JUDGED = "documents judged"

ABOUT: dict[type[Fact], tuple[str, ...]] = {
    Commit: ("subject", "work", "contributor"),
    Progress: ("subject", "work", "progressAt"),
    Closure: ("subject",),
    Admission: ("contributor", "admittedAt"),
    Link: ("contributor", "linkedAt"),
    Revocation: ("fact",),
}
"""The fields that say what a fact is about: two that agree on them state something of the same thing."""

Key = tuple[object, ...]
Told = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Yielded:
    """A fact and the document that it follows from, or followed from until `undone_by`."""

    fact: Fact
    document: Document
    undone_by: Document | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """What the rules refuse, though a fact could be read from it."""

    document: Document
    refusal: Refusal


class Yields:
    """`facts` by hash: those that follow, and those that once did. `refused` by the hash of the fact that would follow.

    `other_rules`: hashes of documents that another version judges. `misfiled`:
    documents that are not of the hash they were given under; nothing follows from them here. `set_aside`: how many
    documents are of a forge that was collected anew, which does not show them; `elsewhere`: facts that follow of these.
    """

    def __init__(self, material: Material, where: Addresses, told: Told | None = None) -> None:
        self.facts: dict[bytes, Yielded] = {}
        self.refused: dict[bytes, Refused] = {}
        self.refusals = 0
        self.documents: dict[bytes, Document] = {}
        self.other_rules: dict[bytes, str] = {one.hash: one.rules for one in material.other_rules}
        self.misfiled: list[tuple[Document, bytes]] = []
        self.set_aside = 0
        self.elsewhere: set[bytes] = set()
        self._collected = material.collected
        self._where = where
        self._about: dict[Key, list[bytes]] = {}
        self._of_work: dict[bytes, list[bytes]] = {}
        self._from: dict[bytes, list[bytes]] = {}
        self._refused_about: dict[Key, Refused] = {}
        self._refused_works: dict[bytes, Refused] = {}
        self._other_about: dict[Key, str] = {}
        for number, document in enumerate(sorted(material.documents, key=lambda one: not one.anew), 1):
            self._take(document)
            if told is not None and (number % 1_000 == 0 or number == len(material.documents)):
                told(JUDGED, number, len(material.documents))

    def about(self, kind: type[Fact], stated: Stated) -> list[Yielded]:
        """What follows about the same thing; of a work also about others, and other people."""
        names = self._about.get(key, []) if (key := key_of(kind, stated)) else []
        if not names and kind is Commit:
            names = self._of_work.get(bytes(stated["work"]), [])
        return [self.facts[name] for name in names]

    def of_document(self, name: bytes) -> list[Yielded]:
        """What follows from the document of that hash."""
        return [self.facts[fact] for fact in self._from.get(name, [])]

    def refused_about(self, kind: type[Fact], stated: Stated) -> Refused | None:
        """Why nothing follows about the same thing."""
        key = key_of(kind, stated)
        found = self._refused_about.get(key) if key else None
        return found or (self._refused_works.get(stated["work"]) if kind is Commit else None)  # type: ignore[arg-type]

    def other_rules_about(self, kind: type[Fact], stated: Stated) -> str | None:
        """The other version of the rules that judges the same thing."""
        key = key_of(kind, stated)
        return self._other_about.get(key) if key else None

    def names(self) -> dict[bytes, str]:
        """Ids → canonical names, as far as the documents tell them."""
        return {hash_uri(text): text for one in self.documents.values() for text in names_in(one.evidence)}

    def _take(self, document: Document) -> None:
        evidence = document.evidence
        found = find(evidence)
        name = _hash_of(found)
        if document.given_as is not None and document.given_as != name:
            self.misfiled.append((document, name))
            return
        if name in self.documents:
            return
        if evidence.forge in self._collected and not document.anew:
            self.set_aside += 1
            self.elsewhere |= {fact for fact, _ in found.facts}
            return
        self.documents[name] = document
        if evidence.rules != RULES_VERSION:
            self.other_rules[name] = evidence.rules
            for fact in _would_follow(evidence):
                self._other_about[_key_of(fact)] = evidence.rules
            return
        if (out_of_place := self._out_of_place(evidence, name)) is not None:
            self._refuse(Refused(document, out_of_place))
            return
        if found.refusal is not None:
            self._refuse(Refused(document, found.refusal))
        for fact_name, fact in found.facts:
            self._keep(fact_name, Yielded(fact, document))
        for fact in found.revoked:
            assert isinstance(evidence, RevocationEvidence)
            former = Document(evidence.of, document.place)
            self._keep(fact_hash(fact), Yielded(fact, former, undone_by=document))

    def _out_of_place(self, evidence: AnyEvidence, name: bytes) -> Refusal | None:
        """Why a document has no say here, whatever the rules make of it: no forge shows such a one to an attester."""
        if isinstance(evidence, RevocationEvidence):
            return self._out_of_place(evidence.of, name)
        if isinstance(evidence, LinkEvidence):
            meant = (evidence.chain_id, evidence.stakeholders)
            if meant != (self._where.chain_id, self._where.stakeholders.lower()):
                said = f"It links a wallet for {meant[1]} on chain {meant[0]}, and this is another deployment."
                return Refusal("other-deployment", said, name)
        for subject in _subjects(evidence):
            if forge_of(subject) != evidence.forge:
                return Refusal("foreign-issue", f"It is of {evidence.forge}, and speaks of {subject}.", name)
        return None

    def _keep(self, name: bytes, found: Yielded) -> None:
        before = self.facts.get(name)
        if before is not None:  # a document from before it was undone; what is reinstated is a new revision, a new fact
            if before.undone_by is None and found.undone_by is not None:
                self.facts[name] = found
            return
        self.facts[name] = found
        self._about.setdefault(_key_of(found.fact), []).append(name)
        self._from.setdefault(evidence_of(found.fact), []).append(name)
        if isinstance(found.fact, Commit):
            self._of_work.setdefault(found.fact.work, []).append(name)

    def _refuse(self, refused: Refused) -> None:
        self.refusals += 1
        evidence = refused.document.evidence
        for fact in unchecked(evidence):
            self.refused.setdefault(fact_hash(fact), refused)
            self._refused_about.setdefault(_key_of(fact), refused)
        if isinstance(evidence, MergeEvidence):
            self._refused_works.setdefault(work_id(evidence.work), refused)


def key_of(kind: type[Fact], stated: Stated) -> Key | None:
    """What a fact is about, from as many of its fields as are known; None if these do not tell."""
    names = ABOUT[kind]
    return (kind, *(stated[name] for name in names)) if all(name in stated for name in names) else None


def fields_of(fact: Fact) -> Stated:
    """All of them, by name."""
    return {field.name: getattr(fact, field.name) for field in fields(fact)}


def _key_of(fact: Fact) -> Key:
    return (type(fact), *(getattr(fact, name) for name in ABOUT[type(fact)]))


def _hash_of(found: Finding) -> bytes:
    """Of its document: whatever follows carries it, so that it need not be computed again."""
    if found.refusal is not None:
        return found.refusal.evidence
    return evidence_of(found.facts[0][1]) if found.facts else evidence_hash(found.document)


def _would_follow(evidence: AnyEvidence) -> Iterator[Fact]:
    """Of a document and of what it undoes."""
    yield from unchecked(evidence)
    if isinstance(evidence, RevocationEvidence):
        yield from unchecked(evidence.of)


def _subjects(evidence: AnyEvidence) -> tuple[str, ...]:
    if isinstance(evidence, MergeEvidence):
        return tuple(judgement.subject for judgement in evidence.judgements)
    return (evidence.subject,) if isinstance(evidence, ProgressEvidence | ClosureEvidence) else ()


def merges(found: Iterable[Yielded]) -> Iterator[tuple[Yielded, MergeEvidence]]:
    """Those that follow from how a work ended."""
    for one in found:
        if isinstance(one.document.evidence, MergeEvidence):
            yield one, one.document.evidence
