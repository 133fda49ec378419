"""`docs/mutants.md`, from `mutants.toml` and `mutants.json`: the same input gives the same page."""

from collections.abc import Mapping, Sequence
from typing import Any

from .mutant import CATCHERS, ROOT, Mutant

PAGE_FILE = ROOT / "docs" / "mutants.md"


def page(mutants: Sequence[Mutant], figures: Mapping[str, Any]) -> str:
    """The page as Markdown. `figures`: what `mutants.json` holds."""
    found = {mutant["name"]: mutant for mutant in figures["mutants"]}
    parts = ["# Mutants\n\n<!-- Written by `./praxis mutants`; change benchmarks/, not this file. -->\n", _how(figures)]
    for contract in CATCHERS:
        own = [mutant for mutant in mutants if mutant.contract == contract]
        if own:
            parts.append(f"## {contract}\n")
            parts.append(_table(own, found))
    return "\n".join(parts)


def _how(figures: Mapping[str, Any]) -> str:
    controls = "; ".join(f"{name} {passed:,}" for name, passed in figures["controls"].items())
    versions = ", ".join(f"{name} {number}" for name, number in figures["versions"].items())
    left = ", ".join(f"`{name}`" for name in figures["survivors"]) or "none"
    return f"""\
Tests that pass prove little unless they would fail. So each line of the tables is a bug that was put into the contracts
on purpose, one at a time: the mutant was compiled, and the tests ran against it until one failed.

**{figures["tried"]} tried, {figures["caught"]} caught, survivors: {left}.** {figures["date"]}; {versions};
{figures["seconds"]:,} seconds of work by `{figures["command"]}`.

Only a test that calls the contracts and looks at what they do may catch one: none that compares bytecode, artifacts,
gas or layouts counts, nor a mutant that does not compile or cannot be deployed. The same tests run against the
contracts as they are, through the same steps, and all have to pass:
{controls}.

`benchmarks/mutants.toml` holds each mutant's text; `./praxis mutants --only NAME` tries one. The test named is the
first that failed, of those most likely to; others may fail too. The invariants are those of the contracts' headers.
"""


def _table(mutants: Sequence[Mutant], found: Mapping[str, Mapping[str, Any]]) -> str:
    rows = [
        (f"`{mutant.name}`", mutant.says, mutant.invariant, _test(found.get(mutant.name, {}).get("caught_by", "")))
        for mutant in mutants
    ]
    titles = ("mutant", "what was broken", "invariant", "caught first by")
    cells = [titles, ("---",) * len(titles), *rows]
    return "\n".join("| " + " | ".join(row).replace("\n", " ") + " |" for row in cells) + "\n"


def _test(node: str) -> str:
    """Of a pytest node only file and function: cases have names that may hold anything."""
    return f"`{node.partition('[')[0].removeprefix('tests/')}`" if node else "nothing"
