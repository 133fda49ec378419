"""What Slither finds, and the sentence that explains each finding: pure comparison, no Slither needed.

`explained.toml` holds the sentences. Each names a detector and the places it is about, with the number of findings that
the detector has there: one more at the same place is a new finding.
"""

import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

EXPLAINED_FILE = Path(__file__).with_name("explained.toml")

Place = tuple[str, str]
"""A detector's name, and where: "Contract.function", "Contract.variable"."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why what a detector points at is right as it is. `places`: how many findings at each."""

    detector: str
    places: Mapping[str, int]
    why: str


def read_explained(text: str) -> list[Explanation]:
    """The explanations in a file like `explained.toml`. Raises ValueError where one is empty or not of that form."""
    explained = [Explanation(**entry) for entry in tomllib.loads(text)["explained"]]
    for explanation in explained:
        if not (explanation.why.strip().endswith(".") and explanation.places and min(explanation.places.values()) > 0):
            raise ValueError(f"the explanation of {explanation.detector} lacks a sentence or a place")
    return explained


def place_of(result: Mapping[str, Any]) -> Place:
    """Of one result in Slither's JSON: its detector and the first thing it names."""
    element = result["elements"][0]
    parent = element.get("type_specific_fields", {}).get("parent", {})
    names = [parent["name"], element["name"]] if parent.get("type") == "contract" else [element["name"]]
    return result["check"], ".".join(names)


def differences(found: Counter[Place], explained: Iterable[Explanation]) -> list[str]:
    """A sentence for each finding that has no explanation and for each explanation that has no finding."""
    expected: Counter[Place] = Counter()
    for explanation in explained:
        for place, count in explanation.places.items():
            expected[explanation.detector, place] += count
    return [
        f"{detector} at {place}: {found[detector, place]} found, {expected[detector, place]} explained"
        for detector, place in sorted(found.keys() | expected.keys())
        if found[detector, place] != expected[detector, place]
    ]
