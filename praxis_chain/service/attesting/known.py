"""What an attester knows of a fact from one look at a forge: that it is true, or why not, in the forge's own terms."""

from collections.abc import Iterator, Sequence
from dataclasses import fields

from ...core.attester_log import Refusing
from ...core.evidence import (
    AdmissionEvidence,
    AnyEvidence,
    ClosureEvidence,
    LinkEvidence,
    MergeEvidence,
    ProgressEvidence,
    RevocationEvidence,
)
from ...core.facts import Admission, Closure, Commit, Fact, Link, Progress, Revocation, fact_hash
from ...core.ids import contributor_id, subject_id, work_id
from ...core.rules import RULES_VERSION, Refusal, judge
from ...oracle.judging import Judged
from .once import slot_of

LONGEST_SENTENCE = 500
"""Characters of a refusal: whoever is refused may have written a part of it, as long as they liked."""

_About = tuple[object, ...]


class Known:
    """One `Judged`, indexed: an answer costs the same however much was collected."""

    def __init__(self, judged: Judged) -> None:
        self._judged = judged
        self._revoked = {fact_hash(fact) for fact in judged.revoked}
        self._revoked_of: dict[bytes | None, list[bytes]] = {}
        for fact in judged.revoked:
            self._revoked_of.setdefault(slot_of(fact), []).append(fact_hash(fact))
        self._refused: dict[_About, Refusal] = {}
        for document, refusal in judged.refusals:
            for about in _document_is_about(document):
                self._refused[about] = refusal
        self._stated: dict[_About, Fact] = {}
        for fact in judged.facts.values():
            self._stated[_fact_is_about(fact)] = fact

    def holds(self, fact: bytes) -> bool:
        """Whether the fact of that hash follows from the evidence."""
        return fact in self._judged.facts

    def document(self, fact: bytes) -> AnyEvidence:
        """What the fact of that hash follows from."""
        return self._judged.evidence[fact]

    def revoked(self, slot: bytes) -> Sequence[bytes]:
        """Facts of that slot, by hash, that were true once."""
        return self._revoked_of.get(slot, ())

    def why_not(self, fact: Fact) -> Refusing | None:
        """Why a fact does not follow; None if nothing here has to do with it."""
        name, about = fact_hash(fact), _fact_is_about(fact)
        if name in self._revoked:
            return Refusing(name, "no-longer-true", "It followed once, and was undone since: it is to be revoked.")
        refusal = self._refused.get(about)
        if refusal is None and isinstance(fact, Commit) and about not in self._stated:
            refusal = self._refused.get((Commit, fact.work))  # of whomever and whatever it closes
        if refusal is not None:
            return Refusing(name, refusal.reason, refusal.sentence[:LONGEST_SENTENCE])
        other = self._stated.get(about)
        return None if other is None else _differing(fact, other)


def not_seen(fact: Fact) -> Refusing:
    """Of what no look shows anything about."""
    return Refusing(
        fact_hash(fact),
        "not-seen",
        "Nothing that this attester has seen has to do with it: not seen yet, or no such thing happened in the "
        "repositories that it watches.",
    )


def _differing(fact: Fact, other: Fact) -> Refusing:
    """Own evidence states something else about the same."""
    different = [field.name for field in fields(fact) if getattr(fact, field.name) != getattr(other, field.name)]
    if different == ["evidence"]:
        return Refusing(
            fact_hash(fact),
            "other-evidence",
            "All but the evidence is as this attester sees it: whoever proposes it collects by another version of the "
            f"rules than {RULES_VERSION}, or saw something that this attester has not seen yet.",
        )
    name = next(name for name in different if name != "evidence")
    given, seen = (_show(getattr(one, name)) for one in (fact, other))
    return Refusing(fact_hash(fact), "differs", f"Its {name} is {given}, and this attester's own evidence says {seen}.")


def _show(value: bytes | int) -> str:
    return "0x" + value.hex() if isinstance(value, bytes) else str(value)


def _fact_is_about(fact: Fact) -> _About:
    """Equal for facts that are about the same thing, whatever they say of it."""
    match fact:
        case Commit():
            return Commit, fact.subject, fact.work, fact.contributor
        case Progress():
            return Progress, fact.subject, fact.work, fact.replaces, fact.progressAt
        case Closure():
            return Closure, fact.subject
        case Admission():
            return Admission, fact.contributor, fact.admittedAt
        case Link():
            return Link, fact.contributor, fact.linkedAt
        case Revocation():
            return Revocation, fact.fact
        case _:
            raise TypeError(type(fact))


def _document_is_about(document: AnyEvidence) -> Iterator[_About]:
    """What the facts would be about that a refused document could have led to."""
    match document:
        case MergeEvidence():
            yield Commit, work_id(document.work)
            people = {person.id for person in document.authors if person.id}
            for judgement in document.judgements:
                for who in people | {share.contributor for share in judgement.split}:
                    yield Commit, subject_id(judgement.subject), work_id(document.work), contributor_id(who)
        case ProgressEvidence():
            work = work_id(document.work) if document.work else bytes(32)
            replaces = work_id(document.replaces) if document.replaces else bytes(32)
            yield Progress, subject_id(document.subject), work, replaces, document.at
        case ClosureEvidence():
            yield Closure, subject_id(document.subject)
        case AdmissionEvidence():
            yield Admission, contributor_id(document.contributor), document.act.at
        case LinkEvidence():
            yield Link, contributor_id(document.contributor), document.linked_at
        case RevocationEvidence():
            stood = judge(document.of)
            for fact in () if isinstance(stood, Refusal) else stood:
                yield Revocation, fact_hash(fact)
