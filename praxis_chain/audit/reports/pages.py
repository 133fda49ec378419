"""Which tables and charts a page has, in which order, and what it says about them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from .charts import Picture, Series, across, areas, bars, histogram, lines
from .table import Table, Value

LARGEST = 10  # bars of people


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart, and which columns of its table it draws. `draw` makes its SVG."""

    table: str
    title: str
    about: str
    columns: Sequence[str]
    draw: Callable[[Picture], str]
    labels: str = "period"
    otherwise: str | None = None
    most: int | None = None

    def picture(self, table: Table) -> Picture:
        """The chart's numbers: those of the table."""
        rows = table.rows[: self.most] if self.most else table.rows
        places = [table.place(name) for name in self.columns]
        unit = table.columns[places[0]].unit
        series = [Series(table.columns[place].title, [_integer(row[place]) for row in rows]) for place in places]
        used = [one for one in series if any(one.values)] or series[:1]
        return Picture(f"{self.table}-{self.columns[0]}", self.title, self.about, unit, self._labels(table, rows), used)

    def _labels(self, table: Table, rows: Sequence[tuple[Value, ...]]) -> list[str]:
        name, other = table.place(self.labels), None if self.otherwise is None else table.place(self.otherwise)
        return [str(row[name] if other is None or row[name] is not None else row[other]) for row in rows]


@dataclass(frozen=True, slots=True)
class Shown:
    """A table on a page: which columns, in what order; half as wide; ids whole. `otherwise`: what stands for none."""

    table: str
    columns: Sequence[str] = ()
    half: bool = False
    whole: bool = False
    otherwise: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Page:
    """A part of the report: charts, each with its table beneath, and tables alone."""

    id: str
    title: str
    about: str
    parts: Sequence[Figure | Shown]


_LENGTHS = ("1m", "10m", "1h", "6h", "1d", "3d", "7d", "30d")
_SIZES = ("$50", "$100", "$250", "$500", "$1k", "$2.5k", "$5k", "$10k")
_CATEGORIES = (
    "business", "construction", "moving", "movement", "art", "governance", "policy", "physical", "social",
    "institutions", "referrals",
)  # fmt: skip


def _lengths(picture: Picture) -> str:
    return histogram(picture, _LENGTHS)


def _sizes(picture: Picture) -> str:
    return histogram(picture, _SIZES)


PAGES: tuple[Page, ...] = (
    Page(
        "solvency",
        "Where every dollar is",
        "What the escrow holds is at least what it owes, and what it owes is what came in less what went out.",
        (
            Shown("solvency"),
            Figure("stock_over_time", "What the escrow owed",
                   "USDC in pools and awards at the end of each period, on top of each other.",
                   ("open", "locked", "closed", "awarded_not_paid"), areas),
            Figure("money_over_time", "What moved",
                   "USDC that sponsors put in, that contributors were paid, and that went back, in each period.",
                   ("funded", "paid", "refunded"), lines),
            Shown("programs", ("program", "bounty", "funded", "paid", "refunded", "in_pools", "awarded_not_paid",
                               "lock", "review", "commitment")),
            Shown("bounties", ("since", "issue", "state", "funded", "in_pool", "awarded_not_paid", "paid", "refunded",
                               "completed", "sponsor"), otherwise={"issue": "bounty"}),
        ),
    ),
    Page(
        "demand",
        "The demand for open work",
        "How much is offered for work that anybody may do, how large it is, and how fast it is taken up.",
        (
            Shown("scale"),
            Figure("demand_by_size", "Issues with money, by the size of their pool",
                   "How many issues that are not resolved have a pool of which size.",
                   ("open_bounty",), _sizes, labels="size"),
            Figure("stock_over_time", "Issues with money over time",
                   "How many issues with money were open, and how many somebody was working on.",
                   ("open_bounty", "locked_bounty"), lines),
            Shown("open_work", ("issue", "pool", "state", "remaining", "sponsor", "age", "locked_until"),
                  otherwise={"issue": "bounty"}),
        ),
    ),
    Page(
        "payments",
        "Who was paid, for what, on whose word",
        "Each award follows from a fact that a quorum of attesters signed; the amount follows from the pool.",
        (
            Figure("contributors", "Most paid", "The contributors who were paid most.",
                   ("paid",), across, "contributor", "contributor_id", LARGEST),
            Figure("time_to_paid_distribution", "From merge to paid",
                   "How many payments were made within which time after the merge that the fact states.",
                   ("merge_to_paid",), _lengths, labels="length"),
            Shown("time_to_paid"),
            Shown("payments", ("awarded", "issue", "work", "contributor", "amount", "state", "paid_or_cancelled",
                               "wallet", "signers", "fact", "transaction"),
                  otherwise={"issue": "bounty", "work": "work_id", "contributor": "contributor_id"}),
        ),
    ),
    Page(
        "sponsors",
        "Sponsors",
        "Whose money it was, and what became of it.",
        (
            Figure("sponsors", "Largest sponsors", "Where the money is of the sponsors who put in most.",
                   ("paid", "owed", "in_pools", "refunded"), across, "sponsor", most=LARGEST),
        ),
    ),
    Page(
        "contributors",
        "Contributors and their ladder",
        "From applicant to Resident or BOP: whoever has a standing accrues PRAX for what they do.",
        (
            Figure("standing_over_time", "People by standing", "How many people had which standing over time.",
                   ("resident", "bop", "applicant_resident", "applicant_bop"), areas),
            Shown("stakeholders", half=True),
            Shown("contributors", ("contributor", "standing", "admitted", "commit", "attempt", "held", "paid", "owed",
                                   "award", "referral", "wallet"),
                  otherwise={"contributor": "contributor_id"}),
            Shown("standings", ("recorded", "contributor", "before", "after", "referrer_id", "fact"),
                  otherwise={"contributor": "contributor_id"}),
        ),
    ),
    Page(
        "prax",
        "PRAX: what was recognised, and how good it was",
        "PRAX accrues for Commits: reward of the action, times quality, times completion.",
        (
            Figure("prax_over_time", "PRAX by category", "PRAX that accrued in each period, by category.",
                   _CATEGORIES, bars),
            Figure("quality_over_time", "Mean quality and completion",
                   "The mean quality and completion of the Commits of each period; 100% quality is as specified.",
                   ("mean_quality", "mean_completion"), lines),
            Shown("prax_by_category"),
        ),
    ),
    Page(
        "attesters",
        "Attesters",
        "On whose word all this rests: a fact counts once a quorum of members signed it.",
        (
            Figure("attesters", "Attestations", "How many roots of facts each attester signed that were accepted.",
                   ("attestation",), across, "attester", most=LARGEST),
        ),
    ),
    Page(
        "checked",
        "What was checked",
        "Each line is something that must hold.",
        (Shown("checked"), Shown("contracts", whole=True)),
    ),
)  # fmt: skip


def _integer(value: Value) -> int | None:
    return value if isinstance(value, int) else None
