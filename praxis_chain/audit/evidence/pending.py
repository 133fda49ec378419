"""Works that the evidence says were completed, and of which something on chain still has to follow. No finding."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ...core.evidence import MergeEvidence
from ...core.facts import Commit, fact_hash
from ...core.ids import award_id, commit_id, hash_uri
from ...core.ledger import AwardState, Bounty, Ledger
from ...core.times import show_time
from ...core.units import WHOLE
from .yielding import Yielded, merges

AWARD, ACCRUAL = "award", "accrual"


@dataclass(frozen=True, slots=True)
class Pending:
    """`what`: an award (of `bounty`) or an accrual. `completed_at`: unix seconds; completion: basis points."""

    what: str
    work: str
    subject: bytes
    contributor: bytes
    completion: int
    completed_at: int
    fact: bytes
    bounty: bytes | None = None

    def __str__(self) -> str:
        of = f" of bounty 0x{self.bounty.hex()}" if self.bounty else ""
        who = f"contributor 0x{self.contributor.hex()}"
        return f"Pending: the {self.what}{of} to {who} for {self.work}, completed on {show_time(self.completed_at)}."


def pending(found: Iterable[Yielded], ledger: Ledger) -> Iterator[Pending]:
    """All of them at the ledger's time, in the order of the evidence."""
    bounties: dict[bytes, list[Bounty]] = {}
    for bounty in ledger.escrow.bounties.values():
        rules = ledger.escrow.rules_of(bounty)
        if bounty.subject_uri and rules is not None and rules.attesters == ledger.addresses.attesters:
            bounties.setdefault(hash_uri(bounty.subject_uri), []).append(bounty)
    for one, merge in merges(found):
        commit = one.fact
        if one.undone_by is not None or not isinstance(commit, Commit) or commit.completedAt > ledger.now:
            continue
        name = fact_hash(commit)
        if name in ledger.committee.revoked_at:
            continue
        for bounty in bounties.get(commit.subject, ()):
            if _is_awardable(ledger, bounty, commit, name):
                yield _pending(AWARD, merge, commit, name, bounty.id)
        if _is_accruable(ledger, commit):
            yield _pending(ACCRUAL, merge, commit, name)


def _is_awardable(ledger: Ledger, bounty: Bounty, commit: Commit, fact: bytes) -> bool:
    rules = ledger.escrow.rules_of(bounty)
    least = 0 if rules is None else rules.minimum * bounty.remaining
    if bounty.is_closed or not bounty.pool or bounty.pool * WHOLE < least:
        return False
    if not commit.total or (bounty.id, fact) in ledger.escrow.cancelled:
        return False
    award = ledger.escrow.awards.get(award_id(bounty.id, commit.work, commit.contributor))
    return award is None or award.state is AwardState.CANCELLED


def _is_accruable(ledger: Ledger, commit: Commit) -> bool:
    accrual = ledger.recognition.accruals.get(commit_id(commit.subject, commit.work, commit.contributor))
    if accrual is not None and accrual.live:
        return False
    can_hold = ledger.people.wallet_of(commit.contributor, ledger.now) is not None
    known = commit.action in ledger.recognition.catalogue.entries
    return can_hold and known and ledger.people.person(commit.contributor).standing != 0


def _pending(what: str, merge: MergeEvidence, commit: Commit, fact: bytes, bounty: bytes | None = None) -> Pending:
    return Pending(
        what, merge.work, commit.subject, commit.contributor, commit.completion, commit.completedAt, fact, bounty
    )
