"""What each account must hold at the end of a day: numbers of the ledger, which knows nothing of the journal."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from itertools import chain

from ...core.events import Event
from ...core.ids import NOBODY, award_id
from ...core.ledger import Accrual, Ledger, Referral, Replay
from . import accounts
from .accounts import ACCRUED, AWARDS, ESCROW, GIFTS, HOLDINGS, OWED, POOLS, REVOKED, UNEXPLAINED, id_in
from .entries import DAY

TOTALS = (OWED, ACCRUED, REVOKED)
"""Asserted with everything beneath them: all that is owed; PRAX is asserted by person where it lies, else in sum."""


@dataclass(frozen=True, slots=True)
class Assertion:
    """The balance of an account at the end of a day (days since 1970, UTC); `total`: with all accounts beneath it."""

    day: int
    account: str
    amount: int

    @property
    def total(self) -> bool:
        """Whether the accounts beneath it count."""
        return self.account in TOTALS


def closing(
    ledger: Ledger, events: Iterable[Event], moved: Mapping[int, Set[str]], held: int | None = None
) -> Iterator[Assertion]:
    """Assertions of all accounts that a day `moved`, at its end, and of all there are, at the ledger's time.

    `events` are those that the ledger was made of: they are replayed once more, to see the ledger as it was between
    days. `held`: what the token itself says that the escrow holds at the ledger's time.
    """
    replay, days = Replay(ledger.addresses), sorted(moved)
    last = max([ledger.now // DAY, *days[-1:]])
    awards: dict[bytes, set[bytes]] = defaultdict(set)
    for event in events:
        while days and days[0] < min((event.block_time or 0) // DAY, last):
            replay.turn(event)
            yield from _of_day(replay, awards, days[0], moved[days[0]])
            days.pop(0)
        replay.fold(event)
        if event.address == ledger.addresses.escrow and event.name in ("Awarded", "Closed"):
            args = event.args
            awards[args["contributor"]].add(award_id(args["bounty"], args.get("work", NOBODY), args["contributor"]))
    for day in days:
        if day < last:
            yield from _of_day(ledger, awards, day, moved[day])
    everything = {*_known(ledger), *chain.from_iterable(moved.values()), *TOTALS}
    for assertion in _of_day(ledger, awards, last, everything):
        yield Assertion(last, ESCROW, held) if held is not None and assertion.account == ESCROW else assertion


def _of_day(
    books: Ledger | Replay, awards: Mapping[bytes, Set[bytes]], day: int, moved: Set[str]
) -> Iterator[Assertion]:
    wanted = {*moved, UNEXPLAINED, OWED}
    wanted |= {total for total in (ACCRUED, REVOKED) for account in moved if account.startswith(total)}
    for account in sorted(wanted):
        amount = _balance(books, awards, account)
        if amount is not None:
            yield Assertion(day, account, amount)


def _balance(books: Ledger | Replay, awards: Mapping[bytes, Set[bytes]], account: str) -> int | None:
    """What the ledger makes of an account; None where it keeps no such number."""
    escrow, recognition = books.escrow, books.recognition
    name = id_in(account)
    if name is None:
        return _fixed(books, account)
    if account.startswith(POOLS):
        return -escrow.bounty(name).pool
    if account.startswith(AWARDS):
        return -sum(escrow.awards[award].owed for award in awards.get(name, ()) if award in escrow.awards)
    return recognition.balance_of(name) if account.startswith(HOLDINGS) else None


def _fixed(books: Ledger | Replay, account: str) -> int:
    """Of the accounts that there is one of."""
    escrow, recognition = books.escrow, books.recognition
    match account:
        case accounts.ESCROW:
            return escrow.cash.received - escrow.cash.paid
        case accounts.GIFTS:
            return escrow.escrowed - (escrow.cash.received - escrow.cash.paid)
        case accounts.OWED:
            return -escrow.escrowed
        case accounts.ACCRUED:
            return -recognition.minted
        case accounts.REVOKED:
            return recognition.burned
        case _:
            return 0  # unexplained


def _known(ledger: Ledger) -> set[str]:
    """Accounts in which the ledger has something, whether or not the journal has them."""
    escrow, recognition = ledger.escrow, ledger.recognition
    minted: list[Accrual | Referral] = [*recognition.accruals.values(), *recognition.referrals.values()]
    return {
        ESCROW,
        GIFTS,
        *(accounts.pool_of(bounty.id) for bounty in escrow.bounties.values() if bounty.pool),
        *(accounts.awards_of(award.contributor) for award in escrow.awards.values() if award.owed),
        *(accounts.holdings_of(one.contributor) for one in minted if one.live and one.amount),
    }
