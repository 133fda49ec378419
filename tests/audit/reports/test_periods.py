"""Periods: they begin where a calendar's do, follow one another without a gap, and every moment lies in one."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as some

from praxis_chain.audit.reports.periods import DAY, Grain, periods


def at(text: str) -> int:
    return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())


@pytest.mark.parametrize(
    ("first", "last", "grain", "labels"),
    [
        ("2026-02-27T23:59:59", "2026-03-01T00:00:00", Grain.DAY, ["2026-02-27", "2026-02-28", "2026-03-01"]),
        ("2026-11-22T12:00:00", "2026-11-22T12:00:00", Grain.DAY, ["2026-11-22"]),
        # 22 November 2026 is a Sunday: its week began on the 16th.
        ("2026-11-22T12:00:00", "2027-01-04T00:00:00", Grain.WEEK, ["2026-11-16", "2026-11-23", "2026-11-30"]),
        ("2026-01-31T12:00:00", "2027-02-28T00:00:00", Grain.MONTH, ["2026-01", "2026-02", "2026-03"]),
        ("2024-02-29T12:00:00", "2031-01-01T00:00:00", Grain.YEAR, ["2024", "2025", "2026"]),
    ],
)
def test_periods_begin_where_the_calendar_s_do(first: str, last: str, grain: Grain, labels: list[str]) -> None:
    found = periods(at(first), at(last))
    assert found.grain is grain
    assert [found.label(place) for place in range(len(found.starts))][:3] == labels
    assert found.index(at(first)) == 0
    assert found.index(at(last)) == len(found.starts) - 1
    assert found.starts[-1] <= at(last) < found.end


@given(some.integers(0, 4 * 10**9), some.integers(0, 40 * 365 * DAY), some.floats(0, 1))
def test_every_moment_lies_in_one_period(first: int, length: int, part: float) -> None:
    found, moment = periods(first, first + length), first + int(length * part)
    place = found.index(moment)
    assert found.starts[place] <= moment < found.ends[place]
    assert list(found.starts) == sorted(set(found.starts))
    assert 1 <= len(found.starts) <= 75
