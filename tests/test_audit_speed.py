"""The audit's speed: what is made of its figures, that the committed ones reach what was aimed at; and a small run."""

import json
from typing import Any

import pytest

from benchmarks.audit.__main__ import SIZES
from benchmarks.audit.page import FILE, PAGE_FILE, a_year, missed, page

GOOD = {
    "events": 20_000, "bounties": 2_000, "fetch_events_per_s": 60_000, "sync_events_per_s": 30_000,
    "sync_over_fetch": 2.0, "decode_over_process_log": 40.0, "slots_proven_per_s": 20_000, "peak_mb": 100.0,
    "database_bytes": 20_000_000, "command": "./praxis audit-bench", "date": "2026-01-01", "cores": 2,
    "python": "Python 3.11.7, x86_64", "versions": {"web3": "7.16.0"},
}  # fmt: skip


@pytest.fixture(scope="module")
def committed() -> list[dict[str, Any]]:
    figures: list[dict[str, Any]] = json.loads(FILE.read_text(encoding="utf-8"))
    return figures


def test_both_sizes_are_committed(committed: list[dict[str, Any]]) -> None:
    assert [size <= one["events"] < 1.2 * size for size, one in zip(SIZES, committed, strict=True)] == [True, True]
    for one in committed:
        assert one["command"] == "./praxis audit-bench"
        assert one["sync_over_fetch"] == pytest.approx(one["fetch_events_per_s"] / one["sync_events_per_s"], rel=0.01)


def test_what_was_aimed_at_is_reached(committed: list[dict[str, Any]]) -> None:
    assert missed(committed) == []


def test_the_page_is_what_the_figures_say(committed: list[dict[str, Any]]) -> None:
    assert PAGE_FILE.read_text(encoding="utf-8") == page(committed)


def test_what_is_missed_is_named() -> None:
    worse = GOOD | {
        "events": 200_000, "sync_over_fetch": 3.01, "decode_over_process_log": 19.9, "slots_proven_per_s": 4_999,
        "peak_mb": 125.1,
    }  # fmt: skip
    assert missed([GOOD, GOOD | {"peak_mb": 125.0, "sync_over_fetch": 3.0}]) == []
    assert missed([GOOD, worse]) == [
        "with 200,000 events syncing takes 3.01 × fetching, aimed at 3 ×",
        "with 200,000 events decoding is 19.9 × process_log, aimed at 20 ×",
        "with 200,000 events 4,999 slots/s are proven, aimed at 5,000",
        "memory grows from 100.0 to 125.1 MB, aimed at staying flat",
    ]


def test_the_page_tells_every_size_and_what_is_missed() -> None:
    said = page([GOOD, GOOD | {"events": 200_000, "sync_over_fetch": 3.5}])
    assert "| 20,000 | 60,000 | 30,000 | 2.00 | 40 | 20,000 | 100 |" in said
    assert "once with 20,000 events and 200,000 events in it" in said
    assert "Missed: with 200,000 events syncing takes 3.5 × fetching, aimed at 3 ×." in said
    assert "All of it is reached." in page([GOOD])


def test_a_year_is_a_thousand_bounties_a_day() -> None:
    figures = {"events": 7_000, "bounties": 1_000, "sync_events_per_s": 42_583, "database_bytes": 7_000_000}
    assert a_year(figures) == {"events": 2_555_000, "minutes": 1.0, "gigabytes": 2.6}
