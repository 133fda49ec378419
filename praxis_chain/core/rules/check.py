"""The parts every judgement is made of: a check with its verdict, and a refusal as a value."""

import re
from dataclasses import dataclass

from ..evidence import Act, Evidence, Policy

RULES_VERSION = "praxis-rules/2"
"""Raised whenever a check, a default or the collecting of evidence changes; part of every document.

1: the local git forge. 2: accounts of forges that vouch for them; the repository a work went into, approvals, bots,
deleted accounts and co-authors are asked about.
"""

_OID = re.compile(r"[0-9a-f]{40}(?:[0-9a-f]{24})?")


@dataclass(frozen=True, slots=True)
class Check:
    """One question asked of a document. `detail` is a sentence, `refusal` the stable slug of a failure, else ""."""

    name: str
    passed: bool
    refusal: str
    detail: str


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why no fact follows from a document: the slug and sentence of its first failed check, and its hash."""

    reason: str
    sentence: str
    evidence: bytes


def verdict(name: str, refusal: str, passed: bool, yes: str, no: str) -> Check:
    """A check called `name`: passed with the sentence `yes`, or failed as `refusal` with the sentence `no`."""
    return Check(name, passed, "" if passed else refusal, yes if passed else no)


def current_rules(evidence: Evidence) -> Check:
    """Collected and judged under one version, or honest attesters would sign different hashes."""
    return verdict(
        "rules version",
        "other-rules",
        evidence.rules == RULES_VERSION,
        f"Collected under {RULES_VERSION}.",
        f"The evidence was collected under {evidence.rules}, and these are {RULES_VERSION}: collect it again.",
    )


def by_maintainer(act: Act | None, policy: Policy, what: str) -> Check:
    """A person's act counts if a maintainer signed it; without a policy, whoever collects has chosen to trust."""
    name, refusal = "maintainer's act", "not-a-maintainer"
    if act is None:
        return verdict(name, refusal, False, "", f"No maintainer's act says {what}.")
    if policy.trust_authors:
        return verdict(name, refusal, True, f"{_who(act)} did it; trusted, not verified.", "")
    where = place(act.source)
    if not act.by.verified:
        return verdict(name, refusal, False, "", f"In {where} it says {what}, but {unproved(act.by.proof)}.")
    return verdict(
        name,
        refusal,
        act.maintainer,
        f"{_who(act)} is a maintainer and {'signed' if act.by.proof == 'ssh' else 'did it in'} {where}.",
        f"{_who(act)} says {what} in {where}, but is not a maintainer in the policy of that moment.",
    )


def place(source: str) -> str:
    """Where an act stands, for a sentence: `git commit 1f0e…` cut short, or what the forge calls it."""
    return f"git commit {source[:12]}" if _OID.fullmatch(source) else source


def unproved(proof: str) -> str:
    """Why an identity with that proof does not count, as the end of a sentence."""
    return {
        "gpg": "it is signed with GPG, which is not supported: sign with an SSH key",
        "x509": "it is signed with X.509, which is not supported: sign with an SSH key",
        "bad": "its signature does not fit it",
        "none": "it is not signed: an author field proves nothing",
        "stated": "only an author field says who made it",
        "named": "the person is only named there",
        "ghost": "the account that did it is deleted, so nobody can be told to have done it",
        "mannequin": "an import made the account that is named there, and nobody acts as it",
        "organization": "an organization is named there, and what counts is done by people",
    }.get(proof, f"its proof is {proof}")


def _who(act: Act) -> str:
    return act.by.id or "Somebody unknown"
