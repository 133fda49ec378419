"""The scale of demand for open work, and its quality: for people who would rather look than read."""

from collections import Counter
from itertools import pairwise
from statistics import median_low

from ..payments import PaymentState
from .moves import Kind
from .source import Source
from .table import Column, Table, Unit, largest_first

_DOLLAR = 10**6  # base units
_SIZES = (50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000)  # dollars


def scale(source: Source) -> Table:
    """How many of what, how many dollars, and how large one of them is."""
    ledger = source.ledger
    by_state: dict[str, list[int]] = {"open": [], "locked": []}
    for bounty in ledger.escrow.bounties.values():
        if bounty.pool and not bounty.is_closed:
            by_state[bounty.state_at(ledger.now)].append(bounty.pool)
    paid = [one for one in source.payments if one.state in (PaymentState.PAID, PaymentState.RELEASED)]
    owed = [one.amount for one in source.payments if one.state is PaymentState.OWED]
    per_sponsor, returning = _sponsored(source)
    per_person: Counter[bytes] = Counter()
    for one in paid:
        per_person[one.contributor] += one.amount
    rows = [
        _measure("issues with money that anybody may take", by_state["open"]),
        _measure("issues with money that somebody works on", by_state["locked"]),
        _measure("payments", [one.amount for one in paid]),
        _measure("awards not paid yet", owed),
        _measure("people paid", list(per_person.values())),
        _measure("sponsors", list(per_sponsor.values())),
        _measure("sponsors who came back for another issue", [per_sponsor[who] for who in returning]),
    ]
    return Table(
        "scale",
        "Scale",
        "A row is a kind of thing: how many there are, their USDC in all, that of the middle one, and of the largest. "
        "Of sponsors it is what they put in, of people what they were paid.",
        (
            Column("what", "What"),
            Column("how_many", "How many", Unit.COUNT),
            Column("total", "In all", Unit.USDC),
            Column("median", "Half of them have at most", Unit.USDC),
            Column("largest", "Largest", Unit.USDC),
        ),
        rows,
    )


def open_work(source: Source) -> Table:
    """What waits to be done, the best paid first."""
    ledger = source.ledger
    first: dict[bytes, int] = {}
    for move in source.moves:
        if move.kind is Kind.FUNDED:
            first.setdefault(move.bounty, move.at)
    sponsors = Counter(name for (name, _), stake in ledger.escrow.stakes.items() if stake.shares)
    rows = []
    for name, bounty in ledger.escrow.bounties.items():
        if not bounty.pool or bounty.is_closed:
            continue
        since, locked = first.get(name), bounty.state_at(ledger.now) == "locked"
        rows.append(
            (bounty.subject_uri or None, bounty.pool, "locked" if locked else "open", bounty.remaining, sponsors[name],
             since, None if since is None else ledger.now - since, bounty.lock.end if locked else None,
             "0x" + name.hex())
        )  # fmt: skip
    return Table(
        "open_work",
        "Open work",
        "A row is an issue that still has money for whoever resolves it.",
        (
            Column("issue", "Issue"),
            Column("pool", "Pool", Unit.USDC),
            Column("state", "State"),
            Column("remaining", "Left to do", Unit.POINTS),
            Column("sponsor", "Sponsors", Unit.COUNT),
            Column("since", "Funded since", Unit.TIME),
            Column("age", "Waits since", Unit.DURATION),
            Column("locked_until", "Locked until", Unit.TIME),
            Column("bounty", "Bounty", Unit.HASH),
        ),
        largest_first(rows, 1),
    )


def demand_by_size(source: Source) -> Table:
    """How large the pools of open work are, and how large payments were."""
    labels = [
        f"under ${_SIZES[0]:,}",
        *(f"${low:,} to ${high:,}" for low, high in pairwise(_SIZES)),
        f"${_SIZES[-1]:,} and more",
    ]
    pools = [one.pool for one in source.ledger.escrow.bounties.values() if one.pool and not one.is_closed]
    paid = [one.amount for one in source.payments if one.state in (PaymentState.PAID, PaymentState.RELEASED)]
    waiting, done = _by_size(pools), _by_size(paid)
    return Table(
        "demand_by_size",
        "Open work and payments by size",
        "A row is a size: from the first amount, to just under the second.",
        (
            Column("size", "Size"),
            Column("open_bounty", "Open issues", Unit.COUNT),
            Column("open", "In their pools", Unit.USDC),
            Column("payment", "Payments", Unit.COUNT),
            Column("paid", "Paid", Unit.USDC),
        ),
        [
            (label, len(waiting[place]), sum(waiting[place]), len(done[place]), sum(done[place]))
            for place, label in enumerate(labels)
        ],
    )


def _measure(what: str, amounts: list[int]) -> tuple[str, int, int, int | None, int | None]:
    return what, len(amounts), sum(amounts), median_low(amounts) if amounts else None, max(amounts, default=None)


def _by_size(amounts: list[int]) -> list[list[int]]:
    found: list[list[int]] = [[] for _ in range(len(_SIZES) + 1)]
    for amount in amounts:
        found[sum(amount >= size * _DOLLAR for size in _SIZES)].append(amount)
    return found


def _sponsored(source: Source) -> tuple[Counter[str], list[str]]:
    """What each sponsor put in, and who funded more than one bounty."""
    funded: Counter[str] = Counter()
    bounties: dict[str, set[bytes]] = {}
    for event in source.told(source.ledger.addresses.escrow, "Funded"):
        funded[event.args["sponsor"]] += event.args["amount"]
        bounties.setdefault(event.args["sponsor"], set()).add(event.args["bounty"])
    return funded, [who for who, of in bounties.items() if len(of) > 1]
