"""Faults against everything at once: `./praxis faults`.

Plays schedules: each a few stories on a forge and a few things that go wrong meanwhile, drawn from its number, with
three attesters, two relayers, a forge and a chain as processes of their own. After each, every payment is compared with
what the schedule says is due, and the audit is made. What was played is kept in `.build/faults` and not played again;
with 500 of them `benchmarks/faults.json` and `docs/faults.md` are written. A violation ends the run with exit code 3;
its schedule is printed, and `./praxis faults --only NUMBER` plays it again.
"""

import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

from ..command import Parser, number, run
from .page import PAGE_FILE, page
from .results import FEWEST, FILE, Kept, record, write
from .towns import play_all

VIOLATED = 3


def main(arguments: Sequence[str]) -> int:
    parser = Parser(prog="praxis faults", description=__doc__)
    parser.add_argument("--schedules", type=number, default=FEWEST, help=f"how many ({FEWEST})")
    parser.add_argument("--first", type=number, default=1, help="number of the first one (1)")
    parser.add_argument("--only", type=number, help="that one alone, whatever is kept of it")
    parser.add_argument("--towns", type=number, default=2, help="how many are played at a time (2)")
    parser.add_argument("--afresh", action="store_true", help="play also those that were played before")
    parser.add_argument("--go-on", action="store_true", help="do not stop at a violation")
    given = parser.parse_args(arguments)
    numbers = [given.only] if given.only else list(range(given.first, given.first + given.schedules))
    started, found = time.monotonic(), list[dict[str, Any]]()
    for played in play_all(numbers, Kept(), given.towns, again=bool(given.only) or given.afresh):
        found.append(played)
        _show(found, len(numbers), started)
        if played["violations"] or given.only:
            _tell(played)
        if played["violations"] and not given.go_on:
            return VIOLATED
    made = record(found, " ".join(["./praxis faults", *arguments]))
    print(_table(made))
    if made["schedules"] < FEWEST:
        print(f"nothing written: a record takes {FEWEST} distinct schedules")
    else:
        write(made)
        PAGE_FILE.write_text(page(made), encoding="utf-8")
        print(f"wrote {FILE.name} and {PAGE_FILE.name}")
    return VIOLATED if made["violations"] else 0


def _show(found: Sequence[Mapping[str, Any]], wanted: int, started: float) -> None:
    done, violations = len(found), sum(bool(one["violations"]) for one in found)
    if not sys.stderr.isatty() and done % 10 and done != wanted:
        return
    left = (time.monotonic() - started) / done * (wanted - done)
    end = "\r" if sys.stderr.isatty() else "\n"
    told = f"{done:>5,} of {wanted:,} schedules, {violations} violated, {left / 60:.0f} minutes left "
    print(told, end=end, file=sys.stderr, flush=True)


def _tell(played: Mapping[str, Any]) -> None:
    print(f"\nschedule {played['number']} ({played['id']}), {played['seconds']}:")
    print("\n".join(f"  {line}" for line in played["lines"]))
    for violation in played["violations"]:
        print(f"{violation['kind']}: {violation['sentence']}")
    print(f"again: ./praxis faults --only {played['number']}", flush=True)


def _table(made: Mapping[str, Any]) -> str:
    lines = [f"{kind:32} {count:>6,}" for kind, count in made["faults"].items()]
    lines += ["", *(f"{kind:40} {count:>6,}" for kind, count in made["stories"].items()), ""]
    lines.append(
        f"{made['schedules']:,} schedules, {made['payments']:,} payments: {made['lost']} lost, {made['doubled']} "
        f"doubled, {made['wrongly_paid']} wrong, {made['audits_failed']} audits failed"
    )
    return "\n".join(lines)


if __name__ == "__main__":
    run(main)
