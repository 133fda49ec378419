"""Attesters' logs against the signatures on chain (X5): whatever a key signed there is in its log, and in its batch."""

from collections import Counter
from collections.abc import Iterable

from ...core.events import Event
from ...core.ledger import Ledger
from ..attestations import AttestedFact, Shown
from ..findings import NotChecked, Where
from .material import Log, SignedRoot
from .wording import Writer


def check_log(
    log: Log, events: Iterable[Event], uses: Iterable[AttestedFact], ledger: Ledger, writer: Writer
) -> tuple[int, list[NotChecked]]:
    """How many signatures and leaves were looked at, and what this log cannot show."""
    if log.broken:
        writer.broken(log)
    looked, later = 0, 0
    where = ledger.addresses
    ours = {one.attester for one in log.signed if (one.chain_id, one.contract) == (where.chain_id, where.attesters)}
    seen: set[tuple[str, bytes]] = set()
    for event in events:
        if event.name != "Attested" or event.address != where.attesters:
            continue
        root = event.args["root"]
        for signer in ledger.committee.signers.get((event.tx_hash, root), ()):
            if signer not in ours or (signer, root) in seen:
                continue
            seen.add((signer, root))
            if SignedRoot(where.chain_id, where.attesters, signer, root) in log.signed:
                looked += 1
            elif (event.block_time or 0) > log.until:
                later += 1
            else:
                looked += 1
                place = Where(event.block_number, "Attesters", f"0x{event.tx_hash.hex()}", event.log_index)
                writer.not_logged(log, signer, root, place)
    looked += _check_leaves(log, uses, writer)
    why = f"the log {log.name} ends before them"
    return looked, [NotChecked("X5: signatures on chain", why, later)] if later else []


def leaves_shown(logs: Iterable[Log], uses: Iterable[AttestedFact]) -> int:
    """How many facts, of those whose Merkle branch is only in the calldata, logs show under their root."""
    batches = {root: set(facts) for log in logs for root, facts in log.batches.items()}
    return sum(
        one.shown is Shown.CALLDATA and one.root is not None and one.fact in batches.get(one.root, ()) for one in uses
    )


def _check_leaves(log: Log, uses: Iterable[AttestedFact], writer: Writer) -> int:
    """A batch in a log makes its root, so what is not in it was not signed with it."""
    batches = {root: Counter(facts) for root, facts in log.batches.items()}
    looked = 0
    for used in uses:
        if used.shown is Shown.CALLDATA and used.root is not None and used.root in batches:
            looked += 1
            if used.fact not in batches[used.root]:
                writer.no_leaf(used, log)
    return looked
