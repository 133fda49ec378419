"""Facts and evidence in words. The chain knows ids only; the evidence knows the names behind them."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..core import evidence
from ..core.addresses import to_checksum
from ..core.evidence import (
    AdmissionEvidence,
    AnyEvidence,
    ClosureEvidence,
    LinkEvidence,
    MergeEvidence,
    ProgressEvidence,
    RevocationEvidence,
)
from ..core.facts import Admission, Closure, Commit, Fact, Link, Progress, Revocation
from ..core.ids import hash_uri
from ..core.rules import STANDINGS
from ..core.times import show_time
from ..core.units import show_basis_points
from .names import brief, short

if TYPE_CHECKING:
    from ..oracle import Judged

Names = Mapping[bytes, str]
"""Ids → canonical names."""


def names_in(judged: "Judged") -> dict[bytes, str]:
    """Every canonical name that stands in the evidence, by its id."""
    documents: list[AnyEvidence] = [*judged.evidence.values(), *(document for document, _ in judged.refusals)]
    return {hash_uri(text): text for document in documents for text in evidence.names_in(document)}


def tell(fact: Fact, names: Names) -> str:
    """What a fact states, in one clause."""

    def called(value: bytes) -> str:
        return brief(names[value]) if value in names else short(value)

    match fact:
        case Commit():
            done = f"{show_basis_points(fact.completion)} of {called(fact.subject)} by {_work(called(fact.work))}"
            quality = "" if fact.quality == 10_000 else f", quality {show_basis_points(fact.quality)}"
            return f"{called(fact.contributor)} completed {done}{quality}"
        case Progress(work=work) if not any(work):
            return f"the lock of {called(fact.subject)} ended at {show_time(fact.progressAt)}"
        case Progress():
            verb = f"takes over from {_work(called(fact.replaces))}" if any(fact.replaces) else "made progress"
            return f"{_work(called(fact.work))} {verb} on {called(fact.subject)} at {show_time(fact.progressAt)}"
        case Closure():
            by = f" by {called(fact.contributor)}" if any(fact.contributor) else ""
            return f"{called(fact.subject)} was closed with an explanation{by}"
        case Admission():
            by = f", referred by {called(fact.referrer)}" if any(fact.referrer) else ""
            return f"{called(fact.contributor)} has the standing {STANDINGS[fact.standing]}{by}"
        case Link():
            return f"{called(fact.contributor)} names the wallet {to_checksum(fact.wallet)}"
        case Revocation():
            return f"the fact {short(fact.fact)} no longer holds"
    return type(fact).__name__


def about(document: AnyEvidence) -> str:
    """What a document of evidence is about, in a few words."""
    match document:
        case MergeEvidence():
            return brief(document.work)
        case ProgressEvidence():
            return f"progress of {brief(document.work or document.replaces)} on {brief(document.subject)}"
        case ClosureEvidence():
            return f"closing {brief(document.subject)}"
        case AdmissionEvidence():
            return f"admission of {brief(document.contributor)}"
        case LinkEvidence():
            return f"link of {brief(document.contributor)}"
        case RevocationEvidence():
            return f"undoing {about(document.of)}"


def _work(name: str) -> str:
    """Without the forge, which the issue beside it names."""
    return name.rpartition("…/")[2] if "/pull/" in name else name
