"""What no fact shows by itself: one merge that counts for two works (X4), and what was undone and not revoked (X3)."""

from collections.abc import Iterable, Mapping

from ...core.evidence import MergeEvidence, RevocationEvidence
from ...core.ledger import Ledger
from ..attestations import AttestedFact
from .wording import Writer
from .yielding import Yielded


def check_merges(uses: Iterable[AttestedFact], facts: Mapping[bytes, Yielded], ledger: Ledger, writer: Writer) -> int:
    """Every merge on whose facts PRAX or USDC stands counts for one work; returns how many were looked at."""
    works: dict[tuple[str, str], list[str]] = {}
    for used in uses:
        found = facts.get(used.fact)
        if found is None or used.fact in ledger.committee.revoked_at:
            continue
        merge = found.document.evidence
        if not isinstance(merge, MergeEvidence):
            continue
        counted = works.setdefault((merge.repository, merge.merge or merge.head), [])
        if merge.work not in counted:
            counted.append(merge.work)
            if len(counted) > 1:
                what = "the merge" if merge.merge else "the attempt"
                writer.counted_twice(used, f"{what} {(merge.merge or merge.head)[:12]}", counted)
    return len(works)


def check_undone(uses: Iterable[AttestedFact], facts: Mapping[bytes, Yielded], ledger: Ledger, writer: Writer) -> int:
    """Every fact on chain that was undone by the ledger's time is revoked; returns how many were looked at."""
    looked: set[bytes] = set()
    for used in uses:
        found = facts.get(used.fact)
        if found is None or found.undone_by is None or used.fact in looked:
            continue
        undone = found.undone_by.evidence
        assert isinstance(undone, RevocationEvidence)
        if undone.act is not None and undone.act.at > ledger.now:
            continue
        looked.add(used.fact)
        if used.fact not in ledger.committee.revoked_at:
            writer.not_revoked(used, found)
    return len(looked)
