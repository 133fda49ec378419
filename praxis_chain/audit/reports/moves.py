"""Every movement of USDC through the escrow's bounties, in the order in which its events tell them."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import Enum

from ...core.addresses import ZERO_ADDRESS
from ...core.events import Event
from ...core.ledger import Ledger


class Kind(Enum):
    """sponsor → pool, pool → owed, owed → pool, owed → contributor, pool → sponsor; and a lock, which moves nothing."""

    FUNDED = "funded"
    AWARDED = "awarded"
    CANCELLED = "cancelled"
    PAID = "paid"
    REFUNDED = "refunded"
    LOCKED = "locked"


@dataclass(frozen=True, slots=True)
class Move:
    """amount: USDC base units. `at`, and of a lock its `until`: unix seconds. `explained`: a closure, or its undoing.

    What an award pays in its own call is two moves: awarded, and paid.
    """

    kind: Kind
    at: int
    bounty: bytes
    amount: int
    until: int = 0
    explained: bool = False


def moves(ledger: Ledger, events: Iterable[Event]) -> tuple[Move, ...]:
    """All moves. Amounts are what the events say: whether they are right is the ledger's to judge."""
    escrow = ledger.addresses.escrow
    return tuple(move for event in events if event.address == escrow for move in _moves(ledger, event))


def _moves(ledger: Ledger, event: Event) -> Iterator[Move]:
    args, at, explained = event.args, event.block_time or 0, event.name.startswith("Closure") or event.name == "Closed"
    match event.name:
        case "Funded" | "Refunded":
            yield Move(Kind(event.name.lower()), at, args["bounty"], args["amount"])
        case "Locked":
            yield Move(Kind.LOCKED, at, args["bounty"], 0, until=args["end"])
        case "Awarded" | "Closed":
            yield Move(Kind.AWARDED, at, args["bounty"], args["amount"], explained=explained)
            if args["paidTo"] != ZERO_ADDRESS:
                yield Move(Kind.PAID, at, args["bounty"], args["amount"])
        case "AwardCancelled" | "ClosureCancelled":
            yield Move(Kind.CANCELLED, at, args["bounty"], args["amount"], explained=explained)
        case "Released":
            award = ledger.escrow.awards.get(args["award"])
            yield Move(Kind.PAID, at, award.bounty if award else b"", args["amount"] + args["fee"])
