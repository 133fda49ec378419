"""The hour of merges: what is made of its figures, and that the committed ones reach what was aimed at."""

import json
from copy import deepcopy
from typing import Any

import pytest

from benchmarks.oracle.__main__ import REPOSITORIES, WORKS
from benchmarks.oracle.figures import AIMS, FILE, memory_of, missed, percentile
from benchmarks.oracle.page import PAGE_FILE, page


@pytest.fixture(scope="module")
def committed() -> dict[str, Any]:
    figures: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return figures


@pytest.mark.parametrize(("percent", "found"), [(50, 2.0), (75, 3.0), (76, 4.0), (99, 4.0), (100, 4.0), (1, 1.0)])
def test_a_percentile_is_a_value_that_was_measured(percent: int, found: float) -> None:
    assert percentile([1.0, 2.0, 3.0, 4.0], percent) == found


def test_the_percentile_of_one_value_is_that_value() -> None:
    assert percentile([7.25], 50) == percentile([7.25], 99) == 7.2


def test_memory_grows_from_the_middle_on() -> None:
    samples = [50_000_000, 90_000_000, 100_000_000, 130_000_000, 125_000_000]
    assert memory_of(samples) == {"start": 50.0, "half": 100.0, "end": 125.0, "most": 130.0, "growth_percent": 25.0}


def test_the_whole_hour_is_committed(committed: dict[str, Any]) -> None:
    assert (committed["merged"], committed["repositories"]) == (WORKS, REPOSITORIES)
    assert (committed["paid"], committed["paid_twice"]) == (WORKS, 0)


def test_an_attester_judges_and_signs_as_fast_as_was_aimed_at(committed: dict[str, Any]) -> None:
    assert committed["attester"]["facts_per_second"] >= AIMS["facts_per_second"]
    assert committed["attester"]["sign_100_ms"] <= AIMS["sign_100_ms"]


def test_the_page_is_what_the_figures_say(committed: dict[str, Any]) -> None:
    assert PAGE_FILE.read_text(encoding="utf-8") == page(committed)


def test_what_is_missed_is_named(committed: dict[str, Any]) -> None:
    worse = deepcopy(committed)
    worse["attester"] |= {"facts_per_second": 199, "sign_100_ms": 50.1}
    worse["requests"] = {"relayer": {"rest": 5_001, "graphql": 5_000, "unchanged": 9_000}}
    worse["memory"] = {
        "relayer": {"growth_percent": 5.1},
        "attester 1": {"growth_percent": 5.0},
        "forge": {"growth_percent": 9.0},
    }
    assert missed(worse) == [
        "an attester judged 199 facts/s, aimed at 200",
        "a root of 100 facts took 50.1 ms, aimed at 50",
        "relayer asked 5,001 rest requests, aimed at 5,000",
        "relayer grew by 5.1% in the second half: memory is not steady",
    ]
    assert "* Missed: relayer asked 5,001 rest requests, aimed at 5,000." in page(
        worse
        | {
            "memory": committed["memory"],
            "first_look": {"seconds": 1, "requests": {"relayer": {"rest": 1}}},
        }
    )
