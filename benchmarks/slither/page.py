"""`docs/slither.md`, from the record of the last run and the explanations: the same input gives the same page."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from .findings import Explanation

ROOT = Path(__file__).resolve().parents[2]
PAGE_FILE = ROOT / "docs" / "slither.md"
RUN_FILE = ROOT / "benchmarks" / "slither.json"

Run = Mapping[str, Any]
"""`date`, `command`, `slither`, `solc`, `detectors` (how many looked), `findings` (a row per detector and place)."""


def last_run() -> Run:
    """What `./praxis slither --write` recorded."""
    recorded: Run = json.loads(RUN_FILE.read_text(encoding="utf-8"))
    return recorded


def page(run: Run, explained: Iterable[Explanation]) -> str:
    """The page as Markdown."""
    findings = {(row["detector"], row["place"]): row for row in run["findings"]}
    explained = list(explained)
    total = sum(row["count"] for row in run["findings"])
    parts = [
        "# Slither\n",
        "<!-- Written by `./praxis slither --write`; change benchmarks/slither/explained.toml, not this file. -->\n",
        f"""\
[Slither](https://github.com/crytic/slither) {run["slither"]} reads the contracts' sources and points at what is often a
mistake. Last run on {run["date"]} by `{run["command"]}`, solc {run["solc"]}:
{run["detectors"]} detectors of every impact and confidence, {total} findings, each explained below.

`./praxis slither` runs it again, in an environment of its own, and fails when there is a finding without an explanation
or an explanation without a finding; so does the continuous integration. A number in brackets counts the findings of one
detector at one place.
""",
    ]
    for detector in dict.fromkeys(explanation.detector for explanation in explained):
        rows = [explanation for explanation in explained if explanation.detector == detector]
        one = findings[detector, next(iter(rows[0].places))]
        parts.append(f"## {detector}\n\nImpact {one['impact'].lower()}, confidence {one['confidence'].lower()}.\n")
        parts.append("\n".join(["| where | why it is right as it is |", "| --- | --- |", *map(_row, rows)]) + "\n")
    return "\n".join(parts)


def _row(explanation: Explanation) -> str:
    places = [f"`{place}`" + (f" ({count})" if count > 1 else "") for place, count in explanation.places.items()]
    return f"| {', '.join(places)} | {' '.join(explanation.why.split())} |"
