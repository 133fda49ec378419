"""Who was paid, for what, on whose word; and how long it took."""

from collections.abc import Callable, Sequence

from ..payments import Payment, PaymentState
from .names import Names
from .source import Source
from .table import Column, Table, Unit

_MINUTE, _HOUR, _DAY = 60, 3_600, 86_400
_BINS = (
    ("up to 1 minute", _MINUTE), ("up to 10 minutes", 10 * _MINUTE), ("up to 1 hour", _HOUR),
    ("up to 6 hours", 6 * _HOUR), ("up to 1 day", _DAY), ("up to 3 days", 3 * _DAY), ("up to 1 week", 7 * _DAY),
    ("up to 30 days", 30 * _DAY),
)  # fmt: skip
_LONGER = "longer"


def payments(source: Source) -> Table:
    """Every award, and what became of it."""
    return table_of(source.payments, source.names, source.done_at)


def table_of(found: Sequence[Payment], names: Names, done_at: Callable[[bytes], int | None]) -> Table:
    """These payments; `done_at`: see Source."""
    return Table(
        "payments",
        "Who was paid",
        "A row is one award. The issue's name is as its sponsor wrote it; a work's was found by trying numbers, and "
        "its hash is the id. Merged: when the work was merged, or the issue closed, by the fact, where it was shown.",
        (
            Column("awarded", "Awarded", Unit.TIME),
            Column("issue", "Issue"),
            Column("work", "Work"),
            Column("contributor", "Contributor"),
            Column("amount", "Amount", Unit.USDC),
            Column("state", "State"),
            Column("wallet", "Wallet", Unit.ADDRESS),
            Column("paid_or_cancelled", "Paid or cancelled", Unit.TIME),
            Column("merged", "Merged", Unit.TIME),
            Column("completion", "Completion", Unit.POINTS),
            Column("fee", "Fee of it", Unit.USDC),
            Column("signers", "Attested by", Unit.ADDRESSES),
            Column("waits_for", "Waits for"),
            Column("block_number", "Block", Unit.NUMBER),
            Column("transaction", "Awarded in", Unit.HASH),
            Column("settling_transaction", "Paid or cancelled in", Unit.HASH),
            Column("fact", "Fact", Unit.HASH),
            Column("award", "Award", Unit.HASH),
            Column("bounty", "Bounty", Unit.HASH),
            Column("work_id", "Work's id", Unit.HASH),
            Column("contributor_id", "Contributor's id", Unit.HASH),
        ),
        [_row(payment, names, done_at(payment.fact)) for payment in found],
        newest_last=True,
    )


def _row(one: Payment, names: Names, done_at: int | None) -> tuple[str | int | None, ...]:
    work, person = names.of_work(one.work), names.of(one.contributor)
    settled = one.settled
    return (
        one.awarded.time,
        one.issue or None,
        "the explanation" if not any(one.work) else work.text if work else None,
        person.text if person else None,
        one.amount,
        str(one.state),
        one.wallet,
        settled.time if settled else None,
        done_at,
        one.completion,
        one.fee,
        " ".join(one.signers) or None,
        str(one.waits_for) if one.waits_for else None,
        one.awarded.block,
        "0x" + one.awarded.transaction.hex(),
        "0x" + settled.transaction.hex() if settled else None,
        *("0x" + value.hex() for value in (one.fact, one.award, one.bounty, one.work, one.contributor)),
    )


def time_to_paid(source: Source) -> Table:
    """How long contributors waited."""
    rows = []
    for name, waits, unknown in _steps(source):
        ordered = sorted(waits)
        rows.append(
            (name, len(ordered), unknown, *(quantile(ordered, tenths) for tenths in (5, 9)), max(ordered, default=None))
        )
    return Table(
        "time_to_paid",
        "From merge to paid",
        "A row is one step of the way of every payment that was made. When a work was merged is in the fact that "
        "attesters signed; of a fact that nobody showed, the chain keeps only the hash: such payments are not known.",
        (
            Column("step", "Step"),
            Column("payment", "Payments", Unit.COUNT),
            Column("unknown", "Not known", Unit.COUNT),
            Column("median", "Half of them within", Unit.DURATION),
            Column("p90", "Nine of ten within", Unit.DURATION),
            Column("longest", "Longest", Unit.DURATION),
        ),
        rows,
    )


def time_to_paid_distribution(source: Source) -> Table:
    """The same, by length."""
    steps = [_binned(waits) for _, waits, _ in _steps(source)]
    labels = [*(label for label, _ in _BINS), _LONGER]
    return Table(
        "time_to_paid_distribution",
        "From merge to paid, by length",
        "A row is a length of time: how many payments took so long, and longer than the row before.",
        (
            Column("length", "Took"),
            Column("longest", "At most", Unit.DURATION),
            Column("merge_to_paid", "Merge to paid", Unit.COUNT),
            Column("merge_to_award", "Merge to award", Unit.COUNT),
            Column("award_to_paid", "Award to paid", Unit.COUNT),
        ),
        [
            (label, _BINS[place][1] if place < len(_BINS) else None, *(step[place] for step in steps))
            for place, label in enumerate(labels)
        ],
    )


def quantile(ordered: Sequence[int], tenths: int) -> int | None:
    """The smallest value that so many tenths of all do not exceed; None of nothing."""
    return ordered[-(-len(ordered) * tenths // 10) - 1] if ordered else None


def _steps(source: Source) -> tuple[tuple[str, list[int], int], ...]:
    """Of each step its name, how long it took whom, and of how many that is not known."""
    paid = [one for one in source.payments if one.state in (PaymentState.PAID, PaymentState.RELEASED) and one.settled]
    merged = {one.award: source.done_at(one.fact) for one in paid}
    known = [(one, done) for one in paid if (done := merged[one.award]) is not None]
    return (
        ("merge to paid", [one.settled.time - done for one, done in known if one.settled], len(paid) - len(known)),
        ("merge to award", [one.awarded.time - done for one, done in known], len(paid) - len(known)),
        ("award to paid", [one.settled.time - one.awarded.time for one in paid if one.settled], 0),
    )


def _binned(waits: Sequence[int]) -> list[int]:
    counts = [0] * (len(_BINS) + 1)
    for wait in waits:
        counts[next((place for place, (_, most) in enumerate(_BINS) if wait <= most), len(_BINS))] += 1
    return counts
