"""Double-entry books of a deployment: accounts, transactions and balance assertions, in no program's format yet."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ...core.events import Event
from ...core.ledger import Ledger
from .accounts import POOLS, id_in
from .closing import Assertion, closing
from .entries import Entry, entries
from .strangers import safe


@dataclass(frozen=True)
class Books:
    """`opened`: by account, in order, the day of its first use (days since 1970, UTC). `issues`: by account of a pool.

    The names of issues are made safe.
    """

    opened: Mapping[str, int]
    issues: Mapping[str, str]
    entries: tuple[Entry, ...]
    assertions: tuple[Assertion, ...]


def double_entry(ledger: Ledger, events: Iterable[Event], held: int | None = None) -> Books:
    """The books of these events, which are those that the ledger was made of.

    `held`: USDC base units that the token itself says the escrow holds at the ledger's time, if somebody asked it; the
    books then end with that number, and not with the sum of the token's Transfers.
    """
    events = tuple(events)
    made = tuple(entries(ledger, events))
    moved: dict[int, set[str]] = {}
    for entry in made:
        moved.setdefault(entry.day, set()).update(posting.account for posting in entry.postings)
    asserted = tuple(closing(ledger, events, moved, held))
    used = [(day, account) for day, accounts in moved.items() for account in accounts]
    used += [(assertion.day, assertion.account) for assertion in asserted]
    opened: dict[str, int] = {}
    for day, account in sorted(used):
        opened.setdefault(account, day)
    issues = {}
    for account in opened:
        issue = ledger.escrow.bounty(id_in(account) or b"").subject_uri if account.startswith(POOLS) else None
        if issue is not None:
            issues[account] = safe(issue)
    return Books(dict(sorted(opened.items())), issues, made, asserted)
