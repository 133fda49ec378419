"""Slither's findings: how they are compared with the explanations, and that the committed page is made of both.

Slither itself is run by `./praxis slither`, in an environment of its own.
"""

from collections import Counter
from typing import Any

import pytest

from benchmarks.slither.findings import EXPLAINED_FILE, Explanation, differences, place_of, read_explained
from benchmarks.slither.page import PAGE_FILE, last_run, page

EXPLAINED = [
    Explanation("timestamp", {"Bank.pay": 1, "Bank.open": 2}, "Days, not seconds."),
    Explanation("timestamp", {"Bank.open": 1}, "A third one."),
    Explanation("dead-code", {"Bank._old": 1}, "Called from outside."),
]
FOUND = Counter({("timestamp", "Bank.pay"): 1, ("timestamp", "Bank.open"): 3, ("dead-code", "Bank._old"): 1})


def committed() -> list[Explanation]:
    return read_explained(EXPLAINED_FILE.read_text(encoding="utf-8"))


def test_what_is_explained_is_no_difference() -> None:
    assert differences(FOUND, EXPLAINED) == []


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({("timestamp", "Bank.close"): 1}, "timestamp at Bank.close: 1 found, 0 explained"),
        ({("timestamp", "Bank.open"): 1}, "timestamp at Bank.open: 4 found, 3 explained"),
        ({("timestamp", "Bank.open"): -1}, "timestamp at Bank.open: 2 found, 3 explained"),
        ({("dead-code", "Bank._old"): -1}, "dead-code at Bank._old: 0 found, 1 explained"),
    ],
)
def test_one_finding_or_one_explanation_too_many_is_named(change: dict[tuple[str, str], int], sentence: str) -> None:
    found = FOUND.copy()
    found.update(change)
    assert differences(found, EXPLAINED) == [sentence]


@pytest.mark.parametrize(
    ("element", "place"),
    [
        (
            {"name": "pay", "type_specific_fields": {"parent": {"type": "contract", "name": "Bank"}}},
            "Bank.pay",
        ),
        ({"name": "free", "type_specific_fields": {"parent": {"type": "file", "name": "Bank.sol"}}}, "free"),
        ({"name": "Bank"}, "Bank"),
    ],
)
def test_a_place_is_named_by_contract_and_function(element: dict[str, Any], place: str) -> None:
    result = {"check": "timestamp", "elements": [element, {"name": "another"}]}
    assert place_of(result) == ("timestamp", place)


@pytest.mark.parametrize(
    "entry",
    ['places = {}\nwhy = "It is."', 'places = { "A.b" = 0 }\nwhy = "It is."', 'places = { "A.b" = 1 }\nwhy = ""'],
)
def test_an_explanation_has_a_place_and_a_sentence(entry: str) -> None:
    with pytest.raises(ValueError, match="the explanation of timestamp lacks a sentence or a place"):
        read_explained(f'[[explained]]\ndetector = "timestamp"\n{entry}\n')


def test_the_last_run_found_what_is_explained() -> None:
    found = Counter({(row["detector"], row["place"]): row["count"] for row in last_run()["findings"]})
    assert differences(found, committed()) == [], "run ./praxis slither --write"


def test_the_page_is_made_of_the_last_run() -> None:
    assert PAGE_FILE.read_text(encoding="utf-8") == page(last_run(), committed()), "run ./praxis slither --write"
