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


@dataclass(frozen=True, slots=True)
class Finding:
    """One document judged: the facts that follow by their hash, or the refusal; and the facts that it revokes."""

    document: AnyEvidence
    facts: tuple[tuple[bytes, Fact], ...]
    revoked: tuple[Fact, ...]
    refusal: Refusal | None


def find(document: AnyEvidence) -> Finding:
    """Judge one document by itself. A refusal is recorded, never raised."""
    verdict = judge(document)
    if isinstance(verdict, Refusal):
        return Finding(document, (), (), verdict)
    stood = judge(document.of) if isinstance(document, RevocationEvidence) else ()
    revoked = () if isinstance(stood, Refusal) else stood
    return Finding(document, tuple((fact_hash(fact), fact) for fact in verdict), revoked, None)


def together(findings: Iterable[Finding]) -> Judged:
    """All findings as one, in their order."""
    facts: dict[bytes, Fact] = {}
    sources: dict[bytes, AnyEvidence] = {}
    revoked: list[Fact] = []
    refusals: list[tuple[AnyEvidence, Refusal]] = []
    for finding in findings:
        if finding.refusal is not None:
            refusals.append((finding.document, finding.refusal))
        for name, fact in finding.facts:
            facts[name] = fact
            sources[name] = finding.document
        revoked += finding.revoked
    return Judged(facts, sources, tuple(revoked), tuple(refusals))


def judge_all(documents: Iterable[AnyEvidence]) -> Judged:
    """Judge every document by itself."""
    return together(map(find, documents))
