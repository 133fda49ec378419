"""Asking a committee: which facts do enough of you find true, and your signatures over them.

Honest attesters may know different things at one moment (one has fetched, another has not), and one signature is over
one root. So facts are first grouped by who agrees with them; each group that reaches the quorum becomes a batch.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from typing import Protocol, TypeVar

from ..core.attestation import Attestation, Batch, gather, recover
from ..core.eip712 import Domain, attestation_digest
from ..core.errors import PraxisError, Refused
from ..core.facts import Admission, Closure, Commit, Fact, Link, Progress, Revocation

MOST_PER_BATCH = 100
"""Facts under one root, so that no branch is long. All Commits of one work for one subject stay together."""

_ORDER: tuple[type[Fact], ...] = (Link, Admission, Revocation, Progress, Commit, Closure)
_Answer = TypeVar("_Answer")
_TIMES = ("linkedAt", "admittedAt", "progressAt", "completedAt", "closedAt")

IsMember = Callable[[bytes], bool]
"""Whether a signer (20-byte address) is of the committee now."""


class AttesterPort(Protocol):
    """What a relayer needs of an attester, wherever it runs. Each is asked in a thread of its own."""

    def agrees(self, facts: Sequence[Fact]) -> list[bool]:
        """For each fact, whether the attester finds it true. Raises PraxisError if it cannot be asked."""
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
    """The one order of facts in a batch: by kind, then as they happened; the Commits of one work for one subject stand
    together, their contributors ascending, as the escrow wants them."""
    if isinstance(fact, Revocation):
        return _ORDER.index(Revocation), 0, fact.fact, b"", b""
    time = next(getattr(fact, name) for name in _TIMES if hasattr(fact, name))
    subject, work, contributor = (getattr(fact, name, b"") for name in ("subject", "work", "contributor"))
    return _ORDER.index(type(fact)), time, subject, work, contributor


def gather_from(
    attesters: Sequence[AttesterPort], facts: Sequence[Fact], domain: Domain, is_member: IsMember, quorum: int
) -> Gathered:
    """Ask all at once, batch what a quorum agrees on, and collect the signatures.

    An attester that fails, or whose signature does not count, is named and blocks nobody.
    """
    ordered = sorted(facts, key=batch_order)
    failures: list[str] = []
    asked = _all_at_once(partial(_votes, facts=ordered), list(enumerate(attesters, 1)))
    votes = [vote for vote, _ in asked]
    failures += [failure for _, failure in asked if failure]
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
        for batch in batches(group):
            given = _all_at_once(partial(_sign, batch=batch), [(n + 1, attesters[n]) for n in agreeing])
            signed: dict[bytes, Attestation] = {}
            for number, answer in zip(agreeing, given, strict=True):
                _count(number + 1, answer, batch, domain, is_member, signed, failures)
            if len(signed) >= quorum:
                attested.append(Attested(batch, gather(signed.values(), domain, [*signed], quorum)[batch.root]))
            else:
                lacking.extend((fact, len(signed)) for fact in batch.facts)
    return Gathered(tuple(attested), tuple(lacking), tuple(failures))


def batches(facts: Sequence[Fact]) -> list[Batch]:
    """Facts in `batch_order` → batches of at most MOST_PER_BATCH, never parting the Commits of one work for one
    subject: only where these alone are more, a batch is larger."""
    parts: list[list[Fact]] = []
    for group in _groups(facts):
        if not parts or len(parts[-1]) + len(group) > MOST_PER_BATCH:
            parts.append([])
        parts[-1] += group
    return [Batch(tuple(part)) for part in parts]


def _groups(facts: Sequence[Fact]) -> list[list[Fact]]:
    groups: list[list[Fact]] = []
    for fact in facts:
        if groups and _stand_together(groups[-1][-1], fact):
            groups[-1].append(fact)
        else:
            groups.append([fact])
    return groups


def _stand_together(one: Fact, other: Fact) -> bool:
    commits = isinstance(one, Commit) and isinstance(other, Commit)
    return commits and (one.subject, one.work) == (other.subject, other.work)  # type: ignore[attr-defined]


def _all_at_once(
    ask: Callable[[int, AttesterPort], _Answer], whom: Sequence[tuple[int, AttesterPort]]
) -> list[_Answer]:
    """Answers in order: one that takes its time, or never answers, keeps nobody else waiting."""
    if len(whom) < 2:
        return [ask(*one) for one in whom]
    with ThreadPoolExecutor(len(whom), thread_name_prefix="attester") as threads:
        return list(threads.map(lambda one: ask(*one), whom))


def _votes(number: int, attester: AttesterPort, facts: Sequence[Fact]) -> tuple[list[bool], str]:
    """For each fact whether it agrees, and what it failed with."""
    try:
        answers = attester.agrees(facts)
        if len(answers) != len(facts):
            raise Refused(f"it was asked about {len(facts)} facts and answered about {len(answers)}.")
        return answers, ""
    except PraxisError as error:
        return [False] * len(facts), f"Attester {number} did not answer: {error}"


def _sign(number: int, attester: AttesterPort, batch: Batch) -> Attestation | PraxisError:
    try:
        return attester.attest(batch.facts)
    except PraxisError as error:
        return error


def _count(
    number: int,
    answer: Attestation | PraxisError,
    batch: Batch,
    domain: Domain,
    is_member: IsMember,
    signed: dict[bytes, Attestation],
    failures: list[str],
) -> None:
    """Add one attester's signature by its member, if it counts."""
    try:
        if isinstance(answer, PraxisError):
            raise answer
        if answer.root != batch.root:
            raise Refused("it signed another root than that of the facts it was shown.")
        signer = recover(attestation_digest(domain, batch.root), answer.signature)
        if not is_member(signer):
            raise Refused(f"0x{signer.hex()} signed, who is no member of the committee.")
        if signer in signed:
            raise Refused(f"0x{signer.hex()} has signed already, and counts once.")
        signed[signer] = answer
    except PraxisError as error:
        failures.append(f"Attester {number}'s signature does not count: {error}")
