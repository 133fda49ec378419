"""A larger history: what different tables say of the same thing is the same, and what the ledger says."""

from collections import Counter
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

import pytest

from praxis_chain.audit.payments import PaymentState
from praxis_chain.audit.reports import Source, Table
from praxis_chain.audit.reports.paid import quantile, time_to_paid_distribution
from praxis_chain.core.facts import Commit, fact_hash
from praxis_chain.core.ids import hash_uri
from tests.audit.months import tell_months


def test_the_history_is_one_that_contracts_could_have_told(months_source: Source) -> None:
    assert months_source.ledger.contradictions == ()
    assert len(months_source.ledger.escrow.bounties) > 300
    assert months_source.periods.grain == "week"
    assert len(months_source.periods.starts) == 44


def test_periods_add_up_to_the_ledger(months: dict[str, Table], months_source: Source) -> None:
    flows = months_source.ledger.escrow.flows.values()
    moved = months["money_over_time"]
    assert sum(moved.numbers("funded")) == sum(flow.funded for flow in flows)
    assert sum(moved.numbers("paid")) == sum(flow.released for flow in flows)
    assert sum(moved.numbers("refunded")) == sum(flow.refunded for flow in flows)
    assert sum(moved.numbers("payment")) == len([one for one in months["payments"].column("state") if one != "owed"])


def test_the_last_stock_is_what_is_owed(months: dict[str, Table], months_source: Source) -> None:
    last = months["stock_over_time"].rows[-1]
    escrow = months_source.ledger.escrow
    assert sum(last[2:6]) == escrow.escrowed  # type: ignore[arg-type]
    scale = {row[0]: row for row in months["scale"].rows}
    free, held = (scale[f"issues with money that {who}"] for who in ("anybody may take", "somebody works on"))
    assert (last[2], last[7]) == (free[2], free[1])
    assert (last[3], last[6]) == (held[2], held[1])


def test_each_stock_follows_from_what_moved(months: dict[str, Table]) -> None:
    """Owed at the end of a period = owed before + funded − paid − refunded."""
    moved, stock, before = months["money_over_time"], months["stock_over_time"], 0
    for change, row in zip(moved.rows, stock.rows, strict=True):
        funded, _, _, paid, refunded = change[2:7]
        before += funded - paid - refunded  # type: ignore[operator]
        assert sum(row[2:6]) == before  # type: ignore[arg-type]


def test_bounties_sponsors_and_contributors_share_the_same_dollars(months: dict[str, Table]) -> None:
    bounties, sponsors, people = months["bounties"], months["sponsors"], months["contributors"]
    for name in ("funded", "paid", "refunded"):
        assert sum(bounties.numbers(name)) == sum(sponsors.numbers(name)), name
    assert sum(people.numbers("paid")) == sum(bounties.numbers("paid"))
    assert sum(people.numbers("owed")) == sum(bounties.numbers("awarded_not_paid")) == sum(sponsors.numbers("owed"))
    rounded = sum(bounties.numbers("in_pool")) - sum(sponsors.numbers("in_pools"))
    assert 0 <= rounded < len(bounties.rows) * 4
    for row in sponsors.rows:
        funded, *where = row[1:6]
        assert abs(funded - sum(where)) <= 2 * row[6]  # type: ignore[operator, arg-type]


def test_kinds_of_stakeholders_add_up_to_their_people(months: dict[str, Table]) -> None:
    kinds, people = months["stakeholders"], months["contributors"]
    assert sum(kinds.numbers("person")) == len(people.rows)
    assert sum(kinds.numbers("held")) == sum(people.numbers("held"))
    counted = Counter(people.column("standing"))
    assert {row[0]: row[1] for row in kinds.rows if row[1]} == counted
    last = months["standing_over_time"].rows[-1]
    assert last[2:] == tuple(
        counted[word] for word in ("applicant for residency", "applicant as BOP", "Resident", "BOP")
    )


def test_prax_by_category_is_all_prax(months: dict[str, Table], months_source: Source) -> None:
    recognition = months_source.ledger.recognition
    over_time, by_category = months["prax_over_time"], months["prax_by_category"]
    for row in by_category.rows:
        assert sum(over_time.numbers(str(row[0]))) == row[2]
    assert sum(by_category.numbers("live")) + sum(over_time.numbers("referrals")) == recognition.supply
    assert sum(by_category.numbers("commit")) == sum(months["quality_over_time"].numbers("commit"))
    means = [one.quality for one in recognition.accruals.values()]
    weighed = sum(row[4] * row[7] for row in by_category.rows)  # type: ignore[operator, misc]
    assert abs(weighed - sum(means)) <= len(means)


def test_when_works_were_merged_is_in_the_facts(months: dict[str, Table], months_source: Source) -> None:
    facts = {"0x" + fact_hash(one).hex(): one for one in tell_months()[1] if isinstance(one, Commit)}
    table = months["payments"]
    place, merged = table.place("fact"), table.place("merged")
    assert len(table.rows) > 200
    for row in table.rows:
        assert row[merged] == facts[str(row[place])].completedAt
    waits = sorted(
        one.settled.time - facts["0x" + one.fact.hex()].completedAt
        for one in months_source.payments
        if one.settled and one.state is not PaymentState.CANCELLED
    )
    step = months["time_to_paid"].rows[0]
    assert step == ("merge to paid", len(waits), 0, quantile(waits, 5), quantile(waits, 9), waits[-1])
    bins = months["time_to_paid_distribution"]
    at_most, expected = 0, []
    for longest in bins.column("longest"):
        upper = len(waits) if longest is None else sum(wait <= longest for wait in waits)  # type: ignore[operator]
        expected.append(upper - at_most)
        at_most = upper
    assert bins.numbers("merge_to_paid") == expected


def test_names_are_only_those_whose_hash_is_an_id(months: dict[str, Table]) -> None:
    """Half of the people's names were given; works were found by trying."""
    people = months["contributors"]
    named = [row for row in people.rows if row[0]]
    assert len(named) == 21
    for row in named:
        assert "0x" + hash_uri(str(row[0])).hex() == row[-1]
    assert set(people.column("name_from")) == {None, "given by the reader"}
    works = zip(months["payments"].column("work"), months["payments"].column("work_id"), strict=True)
    assert all("0x" + hash_uri(str(name)).hex() == identity for name, identity in works)


def test_sizes_are_counted_where_they_belong(months: dict[str, Table]) -> None:
    edges = [0, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000, 10**12]
    pools = months["open_work"].numbers("pool")
    counts = [sum(low * 10**6 <= pool < high * 10**6 for pool in pools) for low, high in pairwise(edges)]
    assert months["demand_by_size"].numbers("open_bounty") == counts
    assert sum(months["demand_by_size"].numbers("open")) == sum(pools)


@pytest.mark.parametrize(
    ("values", "median", "p90"),
    [([], None, None), ([7], 7, 7), ([1, 2], 1, 2), (list(range(1, 11)), 5, 9), (list(range(1, 12)), 6, 10)],
)
def test_quantiles(values: list[int], median: int | None, p90: int | None) -> None:
    assert (quantile(values, 5), quantile(values, 9)) == (median, p90)


@pytest.mark.parametrize(
    ("seconds", "place"),
    [(0, 0), (60, 0), (61, 1), (600, 1), (601, 2), (3 * 86_400, 5), (30 * 86_400, 7), (30 * 86_400 + 1, 8)],
)
def test_a_length_counts_up_to_its_end(months_source: Source, seconds: int, place: int) -> None:
    one = next(one for one in months_source.payments if one.state is PaymentState.RELEASED)
    waited = replace(one, settled=replace(one.awarded, time=one.awarded.time + seconds))
    table = time_to_paid_distribution(replace(months_source, payments=(waited,)))
    counts = table.numbers("award_to_paid")
    assert (counts.index(1), sum(counts)) == (place, 1)


def test_means_are_rounded_to_the_nearest(months: dict[str, Table], months_source: Source) -> None:
    """Half a basis point up."""
    weeks: dict[int, list[int]] = {}
    for one in months_source.ledger.recognition.accruals.values():
        weeks.setdefault(months_source.periods.index(one.at), []).append(one.quality)
    expected = [
        int(Decimal(sum(weeks[week])) / len(weeks[week]) + Decimal("0.5")) if week in weeks else None
        for week in range(len(months_source.periods.starts))
    ]
    assert months["quality_over_time"].column("mean_quality") == expected
    assert any(2 * sum(of) % (2 * len(of)) >= len(of) for of in weeks.values())
