"""Whose money it was: what each sponsor put in, got back, and paid for."""

from collections import Counter

from ...core.ledger.amounts import refund_for
from ..payments import PaymentState
from .source import Source
from .table import Column, Table, Unit, largest_first


def sponsors(source: Source) -> Table:
    """All who ever funded anything."""
    escrow = source.ledger.escrow
    funded: Counter[str] = Counter()
    refunded: Counter[str] = Counter()
    bounties: dict[str, set[bytes]] = {}
    first: dict[str, int] = {}
    last: dict[str, int] = {}
    for event in source.told(source.ledger.addresses.escrow, "Funded", "Refunded"):
        who = event.args["sponsor"]
        if event.name == "Refunded":
            refunded[who] += event.args["amount"]
            continue
        funded[who] += event.args["amount"]
        bounties.setdefault(who, set()).add(event.args["bounty"])
        first.setdefault(who, event.block_time or 0)
        last[who] = event.block_time or 0
    paid, owed = _spent(source)
    pools: Counter[str] = Counter()
    for (name, who), stake in escrow.stakes.items():
        bounty = escrow.bounty(name)
        pools[who] += refund_for(stake.shares, bounty.pool, bounty.shares)
    rows = [
        (who, funded[who], paid[who], owed[who], pools[who], refunded[who], len(bounties[who]), first[who], last[who])
        for who in funded
    ]
    return Table(
        "sponsors",
        "Sponsors",
        "A row is an account that put USDC in, and where it is now: paid, owed or still in pools by its part of each "
        "pool, rounded to base units, or refunded.",
        (
            Column("sponsor", "Sponsor", Unit.ADDRESS),
            Column("funded", "Funded", Unit.USDC),
            Column("paid", "Paid out of it", Unit.USDC),
            Column("owed", "Awarded, not paid", Unit.USDC),
            Column("in_pools", "Still in pools", Unit.USDC),
            Column("refunded", "Refunded", Unit.USDC),
            Column("bounty", "Bounties", Unit.COUNT),
            Column("first_funded", "First funded", Unit.TIME),
            Column("last_funded", "Last funded", Unit.TIME),
        ),
        largest_first(rows, 1),
    )


def _spent(source: Source) -> tuple[Counter[str], Counter[str]]:
    """By sponsor, what of theirs was paid, and what is awarded and not paid."""
    paid: Counter[str] = Counter()
    owed: Counter[str] = Counter()
    for payment in source.payments:
        if payment.state is PaymentState.CANCELLED:
            continue
        into = owed if payment.state is PaymentState.OWED else paid
        for share in payment.shares:
            into[share.sponsor] += share.amount
    return paid, owed
