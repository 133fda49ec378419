"""Money over time: what moved in each period, and where it was at the end of each."""

from collections import Counter
from collections.abc import Iterator

from .moves import Kind, Move
from .periods import Periods
from .source import Source
from .table import Column, Table, Unit

PERIOD = (Column("period", "Period"), Column("start", "Start", Unit.TIME))
"""The first columns of every table over time; periods are UTC."""


def starts(periods: Periods) -> Iterator[tuple[str, int]]:
    """Label and first second of each period: the cells of PERIOD."""
    for place, start in enumerate(periods.starts):
        yield periods.label(place), start


def money_over_time(source: Source) -> Table:
    """What sponsors put in, what was awarded, paid, and what went back."""
    amounts: Counter[tuple[int, Kind]] = Counter()
    counts: Counter[tuple[int, str]] = Counter()
    seen: set[bytes] = set()
    for move in source.moves:
        place = source.periods.index(move.at)
        amounts[place, move.kind] += move.amount
        if move.kind is Kind.FUNDED and move.bounty not in seen:
            seen.add(move.bounty)
            counts[place, "new"] += 1
        if move.kind is Kind.PAID and move.amount:
            counts[place, "paid"] += 1
    kinds = (Kind.FUNDED, Kind.AWARDED, Kind.CANCELLED, Kind.PAID, Kind.REFUNDED)
    return Table(
        "money_over_time",
        "Money over time",
        f"A row is a {source.periods.grain}: what moved in it. An award that is paid in its own call counts as both.",
        (
            *PERIOD,
            Column("funded", "Funded", Unit.USDC),
            Column("awarded", "Awarded", Unit.USDC),
            Column("cancelled", "Awards cancelled", Unit.USDC),
            Column("paid", "Paid", Unit.USDC),
            Column("refunded", "Refunded", Unit.USDC),
            Column("new_bounty", "Issues funded first", Unit.COUNT),
            Column("payment", "Payments", Unit.COUNT),
        ),
        [
            (*start, *(amounts[place, kind] for kind in kinds), counts[place, "new"], counts[place, "paid"])
            for place, start in enumerate(starts(source.periods))
        ],
        newest_last=True,
    )


def stock_over_time(source: Source) -> Table:
    """Where the escrow's money was at the end of each period, or at the audit's block in the last."""
    rows, stock, moves, at = [], _Stock(), source.moves, 0
    for start, end in zip(starts(source.periods), source.periods.ends, strict=True):
        while at < len(moves) and moves[at].at < end:
            stock.fold(moves[at])
            at += 1
        rows.append((*start, *stock.at(min(end - 1, source.ledger.now))))
    return Table(
        "stock_over_time",
        "Where the money was",
        f"A row is the end of a {source.periods.grain}, in the last one the audit's block: what the escrow owed then. "
        "Locked: in pools whose issue somebody was working on. Closed: to be taken back by sponsors.",
        (
            *PERIOD,
            Column("open", "In open pools", Unit.USDC),
            Column("locked", "In locked pools", Unit.USDC),
            Column("closed", "In closed pools", Unit.USDC),
            Column("awarded_not_paid", "Awarded, not paid", Unit.USDC),
            Column("locked_bounty", "Locked bounties", Unit.COUNT),
            Column("open_bounty", "Open bounties", Unit.COUNT),
        ),
        rows,
        newest_last=True,
    )


class _Stock:
    """Pools that are not empty, until when each is locked, which are explained; and what is owed to contributors."""

    def __init__(self) -> None:
        self._pools: dict[bytes, int] = {}
        self._locked: dict[bytes, int] = {}
        self._explained: set[bytes] = set()
        self._owed = 0

    def fold(self, move: Move) -> None:
        name = move.bounty
        if move.kind is Kind.LOCKED:
            self._locked[name] = move.until
        sign = {Kind.FUNDED: 1, Kind.CANCELLED: 1, Kind.AWARDED: -1, Kind.REFUNDED: -1}.get(move.kind, 0)
        if sign and not self._pools.get(name, 0) + sign * move.amount:
            self._pools.pop(name, None)
        elif sign:
            self._pools[name] = self._pools.get(name, 0) + sign * move.amount
        self._owed += {Kind.AWARDED: 1, Kind.CANCELLED: -1, Kind.PAID: -1}.get(move.kind, 0) * move.amount
        if move.explained:
            (self._explained.add if move.kind is Kind.AWARDED else self._explained.discard)(name)

    def at(self, moment: int) -> tuple[int, int, int, int, int, int]:
        """Open, locked, closed, owed; how many are locked, how many open. A bounty without money is none of them."""
        free = held = closed = busy = idle = 0
        for name, pool in self._pools.items():
            if name in self._explained:
                closed += pool
            elif moment < self._locked.get(name, 0):
                held, busy = held + pool, busy + 1
            else:
                free, idle = free + pool, idle + 1
        return free, held, closed, self._owed, busy, idle
