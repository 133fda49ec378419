"""`docs/proofs.md` from `benchmarks/proofs.json`: the same input gives the same page."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PAGE_FILE = ROOT / "docs" / "proofs.md"
PROOFS_FILE = ROOT / "benchmarks" / "proofs.json"

Record = Mapping[str, Any]
"""`date`, `command`, `versions`, `contracts` and `statements` (hashes of what it is about), `results`."""


def last_record() -> Record:
    """What `./praxis prove` wrote."""
    record: Record = json.loads(PROOFS_FILE.read_text(encoding="utf-8"))
    return record


def page(record: Record) -> str:
    """The page as Markdown."""
    versions = record["versions"]
    return f"""\
# What is proven, and under which bounds

<!-- Written by `./praxis prove`; change tests/proofs, tests/invariants or benchmarks/prove, not this file. -->

Last run on {record["date"]} by `{record["command"]}`: z3 {versions["z3"]}, Halmos {versions["halmos"]} with yices
{versions["yices"]}, forge {versions["forge"]}. It fails when there is a counterexample, and when a machine finds no
answer.

A proof has two steps. Halmos shows that **the committed bytecode** computes a formula, whatever state a bounty is in
and whatever values come in: every path, all 96 or 128 bits, without knowing what the formula means. z3 shows what
follows from the formula, for integers of any size. Both read the formulas from
[tests/proofs/Formulas.sol](../tests/proofs/Formulas.sol), so there is one text of each. What neither can do, histories
of many calls by many people, is attacked by forge with random acts.

What is **not** proven: Halmos follows awards of up to three contributors (the theorem on splitting is for any number).
The program in the proofs attests everything and its token moves whatever it is told to, for what is proven is
arithmetic. The state given is any that satisfies the assumptions in the text of the check, of one bounty or one action.
A theorem about one step (`refund_in_any_order`, `shares_fit`) holds for a history by induction, which no machine did.

## Proven: what follows from the formulas (z3)

{_table(record, "z3", "given")}

## Proven: the bytecode computes the formulas (Halmos)

The solver has five minutes for a question; loops are followed to their end.

{_table(record, "Halmos", "for")}

## Fuzzed: the invariants (forge)

Sponsors, contributors, a committee that signs, an arbiter, Circle and time act in any order on the committed bytecode,
with Circle's own USDC. Beside them a ghost counts what should have come of it: money where USDC says that it went.

{_table(record, "forge", "tried")}
"""


def _table(record: Record, tool: str, bounds: str) -> str:
    rows = [row for row in record["results"] if row["tool"] == tool]
    lines = [f"| id | about | what holds | {bounds} | seconds |", "| --- | --- | --- | --- | ---: |"]
    for row in rows:
        about, says, looked_at = ", ".join(row["invariants"]), _cell(row["says"]), _cell(row["bounds"])
        lines.append(f"| `{row['id']}` | {about} | {says} | {looked_at} | {row['seconds']} |")
    return "\n".join(lines)


def _cell(text: str) -> str:
    """Stars and bars mean something in a table."""
    return text.replace("|", "\\|").replace("**", "^").replace("*", "×")
