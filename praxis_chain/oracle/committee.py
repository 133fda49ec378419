"""Asking a committee: which facts do enough of you find true, and your signatures over them.

Honest attesters may know different things at one moment (one has fetched, another has not), and one signature is over
one root. So facts are first grouped by who agrees with them; each group that reaches the quorum becomes a batch.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from ..core.attestation import Attestation, Batch, gather
from ..core.eip712 import Domain
from ..core.errors import PraxisError
from ..core.facts import Admission, Closure, Commit, Fact, Link, Progress, Revocation

MOST_PER_BATCH = 100
"""Facts under one root: a transaction that awards all of them stays below 6 million gas."""

_ORDER: tuple[type[Fact], ...] = (Link, Admission, Revocation, Progress, Commit, Closure)


class AttesterPort(Protocol):
    """What a relayer needs of an attester, wherever it runs."""

    def agrees(self, facts: Sequence[Fact]) -> list[bool]:
        """For each fact, whether the attester finds it true."""
        ...

    def attest(self, facts: Sequence[Fact]) -> Attestation:
        """Its signature over the root of all these facts, in this order. Raises Refused if it finds one untrue."""
        ...


@dataclass(frozen=True, slots=True)
class Attested:
    """A batch, and the packed signatures of a quorum over its root."""

    batch: Batch
    signatures: bytes


@dataclass(frozen=True, slots=True)
class Gathered:
    """Batches that reached the quorum; facts that did not, with how many agree; and what attesters failed with."""

    attested: tuple[Attested, ...]
    lacking: tuple[tuple[Fact, int], ...]
    failures: tuple[str, ...]


def batch_order(fact: Fact) -> tuple[int, int, bytes, bytes, bytes]:
    """The one order of facts in a batch: by kind, then as they happened; the Commits of one work stand together, their
    contributors ascending, as the escrow wants them."""
    kind = _ORDER.index(type(fact))
    if isinstance(fact, Commit):
        return kind, 0, fact.subject, fact.work, fact.contributor
    if isinstance(fact, Revocation):
        return kind, 0, fact.fact, b"", b""
    time = fact.linkedAt if isinstance(fact, Link) else fact.admittedAt if isinstance(fact, Admission) else 0
    time = fact.progressAt if isinstance(fact, Progress) else fact.closedAt if isinstance(fact, Closure) else time
    subject = getattr(fact, "subject", b"")
    return kind, time, subject, getattr(fact, "work", b""), getattr(fact, "contributor", b"")


def gather_from(
    attesters: Sequence[AttesterPort], facts: Sequence[Fact], domain: Domain, members: Sequence[bytes], quorum: int
) -> Gathered:
    """Ask all, batch what a quorum agrees on, and collect the signatures.

    members: 20-byte addresses that count now. An attester that fails is named and blocks nobody.
    """
    ordered = sorted(facts, key=batch_order)
    failures: list[str] = []
    votes = [_votes(number, attester, ordered, failures) for number, attester in enumerate(attesters)]
    groups: dict[tuple[int, ...], list[Fact]] = {}
    lacking: list[tuple[Fact, int]] = []
    for position, fact in enumerate(ordered):
        agreeing = tuple(number for number, vote in enumerate(votes) if vote[position])
        if len(agreeing) >= quorum:
            groups.setdefault(agreeing, []).append(fact)
        else:
            lacking.append((fact, len(agreeing)))
    attested: list[Attested] = []
    for agreeing, group in groups.items():
        for batch in _batches(group):
            signed = [_sign(number, attesters[number], batch, failures) for number in agreeing]
            reached = gather([one for one in signed if one is not None], domain, members, quorum)
            if batch.root in reached:
                attested.append(Attested(batch, reached[batch.root]))
            else:
                lacking.extend((fact, sum(one is not None for one in signed)) for fact in batch.facts)
    return Gathered(tuple(attested), tuple(lacking), tuple(failures))


def _batches(facts: Sequence[Fact]) -> list[Batch]:
    """At most MOST_PER_BATCH facts each, never parting the Commits of one work for one subject."""
    batches: list[list[Fact]] = [[]]
    for fact in facts:
        last = batches[-1][-1] if batches[-1] else None
        together = isinstance(fact, Commit) and isinstance(last, Commit)
        together = together and batch_order(fact)[2:4] == batch_order(last)[2:4] if last else False
        if len(batches[-1]) >= MOST_PER_BATCH and not together:
            batches.append([])
        batches[-1].append(fact)
    return [Batch(tuple(batch)) for batch in batches]


def _votes(number: int, attester: AttesterPort, facts: Sequence[Fact], failures: list[str]) -> list[bool]:
    try:
        return attester.agrees(facts)
    except PraxisError as error:
        failures.append(f"Attester {number + 1} did not answer: {error}")
        return [False] * len(facts)


def _sign(number: int, attester: AttesterPort, batch: Batch, failures: list[str]) -> Attestation | None:
    try:
        return attester.attest(batch.facts)
    except PraxisError as error:
        failures.append(f"Attester {number + 1} did not sign: {error}")
        return None
