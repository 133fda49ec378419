"""What somebody holds to be true: every document of evidence they collected, judged."""

from collections.abc import Iterable
from dataclasses import dataclass

from ..core.evidence import AnyEvidence, RevocationEvidence
from ..core.facts import Fact, fact_hash
from ..core.rules import Refusal, judge


@dataclass(frozen=True, slots=True)
class Judged:
    """Facts by their hash, with the document each follows from, in the order collected; the facts that were once true
    and are revoked now; and what was refused, and why."""

    facts: dict[bytes, Fact]
    evidence: dict[bytes, AnyEvidence]
    revoked: tuple[Fact, ...]
    refusals: tuple[tuple[AnyEvidence, Refusal], ...]


def judge_all(documents: Iterable[AnyEvidence]) -> Judged:
    """Judge every document by itself. A refusal is recorded, never raised."""
    facts: dict[bytes, Fact] = {}
    sources: dict[bytes, AnyEvidence] = {}
    revoked: list[Fact] = []
    refusals: list[tuple[AnyEvidence, Refusal]] = []
    for document in documents:
        verdict = judge(document)
        if isinstance(verdict, Refusal):
            refusals.append((document, verdict))
            continue
        for fact in verdict:
            facts[fact_hash(fact)] = fact
            sources[fact_hash(fact)] = document
        if isinstance(document, RevocationEvidence):
            stood = judge(document.of)
            revoked += () if isinstance(stood, Refusal) else stood
    return Judged(facts, sources, tuple(revoked), tuple(refusals))
