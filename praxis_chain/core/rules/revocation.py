"""Revocations: facts that no longer hold, because what they were judged from was undone."""

from collections.abc import Iterator, Sequence

from ..evidence import ClosureEvidence, MergeEvidence, RevocationEvidence, evidence_hash
from ..facts import Fact, Revocation, fact_hash
from .check import Check, Refusal, by_maintainer, current_rules, verdict


def fitting_reason(revocation: RevocationEvidence) -> Check:
    fits = {"reopened": ClosureEvidence}.get(revocation.reason, MergeEvidence)
    return verdict(
        "reason",
        "reason-does-not-fit",
        isinstance(revocation.of, fits) and (revocation.act is None) == (revocation.reason == "unreachable"),
        f"It was {revocation.reason}.",
        f"A {revocation.of.KIND} cannot be {revocation.reason} in this way.",
    )


def undone_with_authority(revocation: RevocationEvidence) -> Check:
    if revocation.reason in ("reverted", "unreachable"):
        return verdict("maintainer's act", "", True, "The base branch itself shows it.", "")
    return by_maintainer(revocation.act, revocation.of.policy, f"that it was {revocation.reason}")


def revoked_stood(judged: tuple[Fact, ...] | Refusal) -> Check:
    """Only what would have been a fact can be revoked."""
    said = judged.sentence if isinstance(judged, Refusal) else ""
    return verdict(
        "was a fact",
        "nothing-to-revoke",
        not isinstance(judged, Refusal),
        "Facts followed from the document that it undoes.",
        f"Nothing ever followed from it: {said}",
    )


def checks(revocation: RevocationEvidence) -> list[Check]:
    """All but whether the revoked document had been a fact."""
    return [current_rules(revocation), fitting_reason(revocation), undone_with_authority(revocation)]


def facts(revocation: RevocationEvidence, stood: Sequence[Fact]) -> Iterator[Revocation]:
    """One Revocation per fact that had followed, in the same order."""
    evidence = evidence_hash(revocation)
    return (Revocation(fact_hash(fact), evidence) for fact in stood)
