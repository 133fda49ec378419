"""What the tables of a report are made from."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from ...core.events import Event
from ...core.facts import Closure, Commit, Fact, fact_hash
from ...core.ledger import Ledger
from ..findings import Report
from ..payments import Payment, payments
from .moves import Move, moves
from .names import Names, names
from .periods import Periods, periods


@dataclass(frozen=True)
class Source:
    """One audit: what it found, the ledger, the events that made it, and what was read out of them once for all tables.

    `facts` by hash: those that somebody showed; the chain keeps only their hashes.
    """

    report: Report
    ledger: Ledger
    events: Sequence[Event]
    payments: tuple[Payment, ...]
    moves: tuple[Move, ...]
    names: Names
    facts: Mapping[bytes, Fact]
    periods: Periods

    def told(self, contract: str, *names: str) -> Iterator[Event]:
        """The events of these names that a contract emitted. `contract`: its address."""
        return (event for event in self.events if event.address == contract and event.name in names)

    def done_at(self, fact: bytes) -> int | None:
        """When the work was merged, or the issue closed, by the fact (unix seconds); None where nobody showed it."""
        shown = self.facts.get(fact)
        if isinstance(shown, Commit):
            return shown.completedAt
        return shown.closedAt if isinstance(shown, Closure) else None


def source(
    report: Report,
    ledger: Ledger,
    events: Sequence[Event],
    facts: Iterable[Fact] = (),
    given_names: Iterable[str] = (),
) -> Source:
    """Prepare what the tables need. `events` are those that the ledger was made of.

    `facts` and `given_names`: what the reader knows besides; each counts only where its hash is on chain.
    """
    first = events[0].block_time if events else None
    return Source(
        report,
        ledger,
        events,
        payments(ledger, events),
        moves(ledger, events),
        names(ledger, given_names),
        {fact_hash(fact): fact for fact in facts},
        periods(ledger.now if first is None else first, ledger.now),
    )
