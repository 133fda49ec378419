"""Findings of the external audit, in words: what the evidence says, what the chain says, where, and how to see it."""

import shlex
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from ...core.addresses import to_checksum
from ...core.evidence import evidence_hash
from ...core.facts import Closure, Commit, Link
from ...core.ids import hash_uri
from ...core.ledger import Ledger
from ...core.naming import printable
from ...core.rules import Refusal
from ..attestations import AttestedFact
from ..findings import Finding, Severity, Where
from .material import Document, Log, Material
from .yielding import Refused, Yielded, Yields

FORGOTTEN = frozenset({"unreadable-act", "ghost-author", "no-such-issue", "wrong-base"})
"""Refusals that a forge can cause later, by what it no longer shows: an honest fact may meet them."""

LONGEST = 500
"""Characters of what strangers wrote, that a finding repeats."""

_ON_MONEY = (Commit, Closure, Link)


@dataclass(frozen=True, slots=True)
class Difference:
    """A field of a fact: what it should be by the evidence, and what the chain says."""

    field: str
    expected: bytes | int
    actual: bytes | int


class Writer:
    """Collects findings, each statement's numbered from 1. `block`: the last that is known, for what is of none."""

    def __init__(self, ledger: Ledger, material: Material, yields: Yields, block: int) -> None:
        where = ledger.addresses
        self._contracts = {
            where.attesters: "Attesters", where.stakeholders: "Stakeholders", where.prax: "Prax",
            where.escrow: "BountyEscrow",
        }  # fmt: skip
        self._ledger = ledger
        self._block = block
        self._material = material
        self._yields = yields
        self._findings: list[Finding] = []

    @property
    def findings(self) -> tuple[Finding, ...]:
        """In the order in which they were written."""
        return tuple(self._findings)

    def retold(self, used: AttestedFact, found: Yielded, wrong: Sequence[Difference]) -> None:
        """The very fact follows, but the event tells something else of it."""
        summary = f"{self._named(used)} tells {self._fields(wrong)} otherwise than the fact itself."
        self._differing(used, found, wrong, summary)

    def differs(self, used: AttestedFact, closest: Yielded, wrong: Sequence[Difference]) -> None:
        """Another fact follows about the same thing."""
        hidden = "a field that no event tells differs, or other rules judged it (a --log would show that)"
        what = f"{self._fields(wrong)} differs" if wrong else hidden
        summary = f"{self._named(used)} is not what its evidence yields: {what}."
        self._differing(used, closest, wrong, summary)

    def refused(self, used: AttestedFact, refused: Refused, *, itself: bool) -> None:
        """The rules refuse what was attested. `itself`: the very document, not one that is about the same."""
        reason = refused.refusal
        severity = Severity.HIGH if not itself and reason.reason in FORGOTTEN else _weight(used)
        what = "was attested though the rules refuse its evidence" if itself else "has evidence that the rules refuse"
        self._add(
            "X1", severity, f"{self._named(used)} {what} ({reason.reason}): {_clean(reason)}",
            f"no {used.kind.__name__}, by {self._document(refused.document)}", self._fact(used), self._where(used),
            self._again(used),
        )  # fmt: skip

    def nothing(self, used: AttestedFact, forge: str) -> None:
        """All of the forge is at hand, and nothing in it is about the fact."""
        self._add(
            "X1", _weight(used), f"{self._named(used)} follows from nothing, and all of {forge} is at hand.",
            f"no {used.kind.__name__}", self._fact(used), self._where(used), self._again(used),
        )  # fmt: skip

    def revoked_wrongly(self, used: AttestedFact, stands: Yielded) -> None:
        """What it revokes follows to this day."""
        self._add(
            "X1", _weight(used), f"{self._named(used)} takes back a fact that still follows: nothing undid it.",
            f"no Revocation, by {self._document(stands.document)}", self._fact(used), self._where(used),
            self._again(used),
        )  # fmt: skip

    def misfiled(self, document: Document, actual: bytes) -> None:
        """A document is not of the hash that it was given under."""
        given = f"0x{(document.given_as or b'').hex()}"
        self._add(
            "X2", Severity.HIGH, f"{document.place}: what was given as evidence {given} is another document.",
            given, f"0x{actual.hex()}", Where(self._block), self._command(),
        )  # fmt: skip

    def not_revoked(self, used: AttestedFact, found: Yielded) -> None:
        """It was undone, and stands on chain."""
        undone = found.undone_by
        assert undone is not None
        self._add(
            "X3", Severity.HIGH, f"{self._named(used)} was undone, and nobody revoked it.",
            f"a Revocation, by {self._document(undone)}", "none on chain", self._where(used), self._command(),
        )  # fmt: skip

    def counted_twice(self, used: AttestedFact, merge: str, works: Sequence[str]) -> None:
        """One merge earned by more than one work."""
        self._add(
            "X4", Severity.CRITICAL, f"{self._named(used)} counts {merge} again: it counted for {works[0]} before.",
            f"{merge} counts for one work", f"it counts for {', '.join(works)}", self._where(used), self._again(used),
        )  # fmt: skip

    def broken(self, log: Log) -> None:
        """The log itself does not hold."""
        self._add(
            "X5", Severity.HIGH, f"The log {log.name} does not hold: {log.broken}",
            "every entry follows on the one before", f"{log.entries} entries hold", Where(self._block),
            f"praxis attest log {shlex.quote(log.name)}",
        )  # fmt: skip

    def not_logged(self, log: Log, signer: str, root: bytes, where: Where) -> None:
        """A signature is on chain, and its attester's log does not hold it."""
        self._add(
            "X5", Severity.HIGH, f"{signer} signed the root 0x{root.hex()}, and its log {log.name} does not hold that.",
            f"an entry with the root 0x{root.hex()}", f"none among {log.entries} entries", where,
            f"praxis attest log {shlex.quote(log.name)}",
        )  # fmt: skip

    def no_leaf(self, used: AttestedFact, log: Log) -> None:
        """The log shows the whole batch that was signed, and the fact is not in it."""
        assert used.root is not None
        self._add(
            "X5", _weight(used), f"{self._named(used)} is not in the batch that the log {log.name} shows.",
            f"one of the {len(log.batches[used.root])} facts of the root 0x{used.root.hex()}", self._fact(used),
            self._where(used), self._again(used),
        )  # fmt: skip

    # -- parts of a sentence ------------------------------------------------------------------------------------------

    def _differing(self, used: AttestedFact, found: Yielded, wrong: Sequence[Difference], summary: str) -> None:
        expected = "; ".join(f"{one.field} {self._value(one.field, one.expected)}" for one in wrong)
        actual = "; ".join(f"{one.field} {self._value(one.field, one.actual)}" for one in wrong)
        by = self._document(found.document)
        self._add(
            "X2", _weight(used) if wrong else Severity.HIGH, summary, f"{expected or 'another fact'}, by {by}",
            actual or self._fact(used), self._where(used), self._again(used),
        )  # fmt: skip

    def _named(self, used: AttestedFact) -> str:
        about = [used.stated[name] for name in ("work", "subject", "contributor") if name in used.stated]
        known = next((self._names[one] for one in about if isinstance(one, bytes) and one in self._names), "")
        of = f" of {known}" if known else ""
        return f"The {used.kind.__name__}{of} that {used.use} at block {used.block}, log {used.log} rests on"

    @staticmethod
    def _fields(wrong: Iterable[Difference]) -> str:
        return ", ".join(one.field for one in wrong)

    @staticmethod
    def _fact(used: AttestedFact) -> str:
        return f"{used.kind.__name__} 0x{used.fact.hex()}"

    def _document(self, document: Document) -> str:
        return f"evidence 0x{evidence_hash(document.evidence).hex()} ({document.place})"

    def _value(self, field: str, value: bytes | int) -> str:
        if isinstance(value, int):
            return str(value)
        return to_checksum(value) if field == "wallet" else self._names.get(value, f"0x{value.hex()}")

    @cached_property
    def _names(self) -> dict[bytes, str]:
        """Ids → names: issues as sponsors named them on chain, all else as documents do. Strangers wrote them."""
        issues = (bounty.subject_uri for bounty in self._ledger.escrow.bounties.values() if bounty.subject_uri)
        named = self._yields.names()
        named.update((hash_uri(issue), issue) for issue in issues)
        return {name: printable(text)[:LONGEST] for name, text in named.items()}

    def _where(self, used: AttestedFact) -> Where:
        return Where(used.block, self._contracts.get(used.contract), f"0x{used.transaction.hex()}", used.log)

    def _again(self, used: AttestedFact) -> str:
        """As of the block of the fact, which is enough to see it."""
        return self._command(f" --block {used.block}")

    def _command(self, block: str = "") -> str:
        return f"praxis audit{block}" + "".join(f" {option}" for option in self._material.options)

    def _add(
        self, statement: str, severity: Severity, summary: str, expected: str, actual: str, where: Where, see: str
    ) -> None:
        number = 1 + sum(finding.invariant == statement for finding in self._findings)
        self._findings.append(
            Finding(f"{statement}-{number}", statement, severity, summary, expected, actual, where, see)
        )


def _weight(used: AttestedFact) -> Severity:
    return Severity.CRITICAL if used.kind in _ON_MONEY else Severity.HIGH


def _clean(refusal: Refusal) -> str:
    """Somebody may have written a part of it."""
    return printable(refusal.sentence)[:LONGEST]
