"""Evidence → facts, or a refusal: the same answer for everybody who holds the same document."""

from collections.abc import Callable, Iterable
from typing import Any

from ..errors import WrongInput
from ..evidence import (
    AdmissionEvidence,
    ClosureEvidence,
    Evidence,
    LinkEvidence,
    MergeEvidence,
    ProgressEvidence,
    RevocationEvidence,
    evidence_hash,
)
from ..facts import Fact
from . import merge, people, progress, revocation
from .check import Check, Refusal

# For each kind of document: what is asked of it, in order, and what follows when every answer is yes.
_JUDGEMENTS: dict[type[Evidence], tuple[tuple[Callable[[Any], Check], ...], Callable[[Any], Iterable[Fact]]]] = {
    MergeEvidence: (merge.CHECKS, merge.facts),
    ProgressEvidence: (progress.CHECKS, progress.facts),
    ClosureEvidence: (people.CLOSURE_CHECKS, people.closure_facts),
    AdmissionEvidence: (people.ADMISSION_CHECKS, people.admission_facts),
    LinkEvidence: (people.LINK_CHECKS, people.link_facts),
}


def checks(evidence: Evidence) -> list[Check]:
    """Every check of that kind of document, in order, passed or not."""
    if isinstance(evidence, RevocationEvidence):
        return [*revocation.checks(evidence), revocation.revoked_stood(judge(evidence.of))]
    return [check(evidence) for check in _JUDGEMENTS[type(evidence)][0]]


def judge(evidence: Evidence) -> tuple[Fact, ...] | Refusal:
    """The facts that follow, or the first failed check as a value; never an exception."""
    for check in checks(evidence):
        if not check.passed:
            return Refusal(check.refusal, check.detail, evidence_hash(evidence))
    if isinstance(evidence, RevocationEvidence):
        stood = judge(evidence.of)
        assert not isinstance(stood, Refusal)
        return tuple(revocation.facts(evidence, stood))
    return tuple(_JUDGEMENTS[type(evidence)][1](evidence))


def unchecked(evidence: Evidence) -> tuple[Fact, ...]:
    """What would follow if every check had passed; none where not even that can be said.

    Nobody may act on these. They tell an auditor whether a document was attested that the rules refuse.
    """
    if isinstance(evidence, RevocationEvidence):
        return tuple(revocation.facts(evidence, unchecked(evidence.of)))
    if isinstance(evidence, MergeEvidence) and evidence.act is None:
        return ()
    try:
        return tuple(_JUDGEMENTS[type(evidence)][1](evidence))
    except (WrongInput, IndexError):  # a number out of range, nobody identified, nobody to share with
        return ()
