"""PRAX by category, and how good the Commits were, over time."""

from collections import Counter
from dataclasses import dataclass

from ...core.catalogue import Category
from .flows import PERIOD, starts
from .source import Source
from .table import Column, Table, Unit, largest_first

_UNKNOWN = "not in the catalogue"


def prax_over_time(source: Source) -> Table:
    """What accrued in each period, by category, for referrals, and what was burned again."""
    entries, prax = source.ledger.recognition.catalogue.entries, source.ledger.addresses.prax
    minted: Counter[tuple[int, str]] = Counter()
    for event in source.told(prax, "Accrued", "ReferralAccrued", "AccrualRevoked"):
        column = {"ReferralAccrued": "referrals", "AccrualRevoked": "revoked"}.get(event.name, _UNKNOWN)
        if event.name == "Accrued" and event.args["action"] in entries:
            column = _name(entries[event.args["action"]].action.category)
        minted[source.periods.index(event.block_time or 0), column] += event.args["amount"]
    columns = (
        *(Column(_name(category), _name(category).capitalize(), Unit.PRAX) for category in Category),
        Column("referrals", "Referrals", Unit.PRAX),
        Column("revoked", "Burned", Unit.PRAX),
    )
    return Table(
        "prax_over_time",
        "PRAX by category over time",
        f"A row is a {source.periods.grain}: the PRAX that accrued in it, by the category of the action, and what was "
        "burned in it since its fact was revoked.",
        (*PERIOD, *columns),
        [
            (*start, *(minted[place, column.name] for column in columns))
            for place, start in enumerate(starts(source.periods))
        ],
        newest_last=True,
    )


@dataclass(slots=True)
class _Sum:
    commits: int = 0
    attempts: int = 0
    quality: int = 0
    completion: int = 0
    prax: int = 0
    revoked: int = 0

    def mean(self, total: int) -> int | None:
        """Rounded to the nearest whole, half up; None of nothing."""
        return (2 * total + self.commits) // (2 * self.commits) if self.commits else None


def prax_by_category(source: Source) -> Table:
    """What all Commits that count come to, by category."""
    entries = source.ledger.recognition.catalogue.entries
    sums: dict[str, _Sum] = {_name(category): _Sum() for category in Category}
    people: dict[str, set[bytes]] = {}
    for one in source.ledger.recognition.accruals.values():
        name = _name(entries[one.action].action.category) if one.action in entries else _UNKNOWN
        into = sums.setdefault(name, _Sum())
        if one.live:
            _add(into, one.quality, one.completion)
            into.prax += one.amount
            people.setdefault(name, set()).add(one.contributor)
        else:
            into.revoked += one.amount
    rows = [
        (name, _part(name), of.prax, of.revoked, of.commits, of.attempts, len(people.get(name, ())),
         of.mean(of.quality), of.mean(of.completion))
        for name, of in sums.items()
    ]  # fmt: skip
    return Table(
        "prax_by_category",
        "PRAX by category",
        "A row is a category of the catalogue. Commits are those that still count; means are over all of them alike.",
        (
            Column("category", "Category"),
            Column("part", "Builds"),
            Column("live", "PRAX", Unit.PRAX),
            Column("revoked", "Burned", Unit.PRAX),
            Column("commit", "Commits", Unit.COUNT),
            Column("attempt", "Attempts", Unit.COUNT),
            Column("contributor", "Contributors", Unit.COUNT),
            Column("mean_quality", "Mean quality", Unit.POINTS),
            Column("mean_completion", "Mean completion", Unit.POINTS),
        ),
        largest_first(rows, 2),
    )


def quality_over_time(source: Source) -> Table:
    """How good the work was, and how much of it was completed."""
    sums = [_Sum() for _ in source.periods.starts]
    for one in source.ledger.recognition.accruals.values():
        if one.live:
            _add(sums[source.periods.index(one.at)], one.quality, one.completion)
    return Table(
        "quality_over_time",
        "Quality over time",
        f"A row is a {source.periods.grain}: the Commits that accrued in it and still count. Quality 10,000 is as "
        "specified; completion is of the issue. An attempt that completed nothing counts with completion 0.",
        (
            *PERIOD,
            Column("commit", "Commits", Unit.COUNT),
            Column("attempt", "Attempts", Unit.COUNT),
            Column("mean_quality", "Mean quality", Unit.POINTS),
            Column("mean_completion", "Mean completion", Unit.POINTS),
        ),
        [
            (*start, of.commits, of.attempts, of.mean(of.quality), of.mean(of.completion))
            for start, of in zip(starts(source.periods), sums, strict=True)
        ],
        newest_last=True,
    )


def _add(into: _Sum, quality: int, completion: int) -> None:
    into.commits += 1
    into.attempts += not completion
    into.quality += quality
    into.completion += completion


def _name(category: Category) -> str:
    return category.name.lower()


def _part(name: str) -> str:
    if name == _UNKNOWN:
        return "unknown"
    return "infrastructure" if Category[name.upper()].is_infrastructure else "economy and culture"
