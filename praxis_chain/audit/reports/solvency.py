"""Where every dollar is: in all, by program, by bounty."""

from collections import Counter

from .moves import Kind
from .source import Source
from .table import Column, Table, Unit, largest_first
from .verdict import held_of

_HELD = (
    ("held", "usdc_held", "what the token says the escrow holds"),
    ("in pools", "usdc_in_pools", "put in by sponsors and not awarded: it pays for work to come, or goes back"),
    ("awarded, not paid", "usdc_awarded_not_released", "earned by contributors: under review, or to be released"),
    ("owed", "usdc_owed", "all pools and all awards not paid"),
    ("surplus", "usdc_surplus", "held and owed to nobody: somebody sent it without funding anything"),
    ("funded", "usdc_funded", "put in by sponsors, ever"),
    ("paid", "usdc_released", "paid to contributors, ever"),
    ("refunded", "usdc_refunded", "gone back to sponsors, ever"),
)


def solvency(source: Source) -> Table:
    """The totals that must fit together: held ≥ owed = pools + awards = funded − paid − refunded."""
    figures: dict[str, int | None] = dict(source.report.figures)
    if held_of(source.report) is None:
        figures |= {"usdc_held": None, "usdc_surplus": None}
    return Table(
        "solvency",
        "Where every dollar is",
        "A row is one total of the whole escrow. Held is at least owed; owed is in pools and awarded, not paid; "
        "it is also funded less paid less refunded.",
        (Column("what", "What"), Column("amount", "Amount", Unit.USDC), Column("meaning", "Meaning")),
        [(what, figures[key], meaning) for what, key, meaning in _HELD],
    )


def programs(source: Source) -> Table:
    """A program is a set of rules; its money is nobody else's."""
    escrow = source.ledger.escrow
    pools: Counter[bytes | None] = Counter()
    bounties: Counter[bytes | None] = Counter()
    for bounty in escrow.bounties.values():
        pools[bounty.program] += bounty.pool
        bounties[bounty.program] += bounty.program is not None
    rows = []
    for name, rules in escrow.programs.items():
        flow = escrow.flows.get(name)
        funded, paid, refunded = (flow.funded, flow.released, flow.refunded) if flow else (0, 0, 0)
        owed = funded - paid - refunded
        rows.append(
            (_id(name), bounties[name], funded, paid, refunded, pools[name], owed - pools[name], rules.lock_period,
             rules.review_period, rules.commitment_period, rules.minimum, rules.closing_award)
        )  # fmt: skip
    return Table(
        "programs",
        "Programs",
        "A row is one set of rules that sponsors funded issues under, and the money under it.",
        (
            Column("program", "Program", Unit.HASH),
            Column("bounty", "Bounties", Unit.COUNT),
            Column("funded", "Funded", Unit.USDC),
            Column("paid", "Paid", Unit.USDC),
            Column("refunded", "Refunded", Unit.USDC),
            Column("in_pools", "In pools", Unit.USDC),
            Column("awarded_not_paid", "Awarded, not paid", Unit.USDC),
            Column("lock", "Lock", Unit.DURATION),
            Column("review", "Review", Unit.DURATION),
            Column("commitment", "Commitment", Unit.DURATION),
            Column("minimum", "Minimum", Unit.USDC),
            Column("closing_award", "Closing award", Unit.USDC),
        ),
        largest_first(rows, 2),
    )


def bounties(source: Source) -> Table:
    """Each pool, and what became of its money."""
    ledger = source.ledger
    totals: dict[tuple[bytes, Kind], int] = {}
    first: dict[bytes, int] = {}
    for move in source.moves:
        totals[move.bounty, move.kind] = totals.get((move.bounty, move.kind), 0) + move.amount
        first.setdefault(move.bounty, move.at)
    sponsors = Counter(name for (name, _), stake in ledger.escrow.stakes.items() if stake.shares)
    rows = []
    for name, bounty in ledger.escrow.bounties.items():
        funded, awarded, cancelled, paid, refunded = (totals.get((name, kind), 0) for kind in tuple(Kind)[:5])
        work = source.names.of_work(bounty.lock.work)
        rows.append(
            (first.get(name), bounty.subject_uri or None, bounty.state_at(ledger.now), funded, bounty.pool,
             awarded - cancelled - paid, paid, refunded, bounty.awarded, sponsors[name],
             bounty.lock.end or None, work.text if work else None, _id(bounty.program), _id(name))
        )  # fmt: skip
    return Table(
        "bounties",
        "Bounties",
        "A row is one issue under one program, and where its money is. The issue's name is as its sponsor wrote it; "
        "the bounty's id is the hash of program and issue, so it is the name that was funded.",
        (
            Column("since", "Since", Unit.TIME),
            Column("issue", "Issue"),
            Column("state", "State"),
            Column("funded", "Funded", Unit.USDC),
            Column("in_pool", "In its pool", Unit.USDC),
            Column("awarded_not_paid", "Awarded, not paid", Unit.USDC),
            Column("paid", "Paid", Unit.USDC),
            Column("refunded", "Refunded", Unit.USDC),
            Column("completed", "Completed", Unit.POINTS),
            Column("sponsor", "Sponsors", Unit.COUNT),
            Column("locked_until", "Locked until", Unit.TIME),
            Column("work", "Locked to work"),
            Column("program", "Program", Unit.HASH),
            Column("bounty", "Bounty", Unit.HASH),
        ),
        rows,
        newest_last=True,
    )


def _id(value: bytes | None) -> str | None:
    return None if value is None else "0x" + value.hex()
