"""`docs/audit/speed.md`, from the figures that are committed: the same figures give the same page."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
FILE = ROOT / "benchmarks" / "audit.json"
PAGE_FILE = ROOT / "docs" / "audit" / "speed.md"

MOST_OVER_FETCH = 3.0
LEAST_OVER_PROCESS_LOG = 20.0
LEAST_SLOTS_PER_S = 5_000
MOST_GROWTH = 1.25
"""Memory with ten times the events, over memory with as many as there are in the first row."""

BOUNTIES_A_YEAR = 365_000  # a thousand a day


def missed(figures: Sequence[Mapping[str, Any]]) -> list[str]:
    """What was aimed at and is not so."""
    found = []
    for one in figures:
        about = f"with {one['events']:,} events"
        if one["sync_over_fetch"] > MOST_OVER_FETCH:
            found.append(f"{about} syncing takes {one['sync_over_fetch']} × fetching, aimed at {MOST_OVER_FETCH:g} ×")
        if one["decode_over_process_log"] < LEAST_OVER_PROCESS_LOG:
            aimed = f"aimed at {LEAST_OVER_PROCESS_LOG:g} ×"
            found.append(f"{about} decoding is {one['decode_over_process_log']} × process_log, {aimed}")
        if one["slots_proven_per_s"] < LEAST_SLOTS_PER_S:
            aimed = f"aimed at {LEAST_SLOTS_PER_S:,}"
            found.append(f"{about} {one['slots_proven_per_s']:,} slots/s are proven, {aimed}")
    if figures and figures[-1]["peak_mb"] > MOST_GROWTH * figures[0]["peak_mb"]:
        found.append(f"memory grows from {figures[0]['peak_mb']} to {figures[-1]['peak_mb']} MB, aimed at staying flat")
    return found


def a_year(figures: Mapping[str, Any]) -> dict[str, float]:
    """What a thousand bounties a day come to within a year: events, minutes to sync them, gigabytes to keep them."""
    events = figures["events"] / figures["bounties"] * BOUNTIES_A_YEAR
    return {
        "events": round(events),
        "minutes": round(events / figures["sync_events_per_s"] / 60, 1),
        "gigabytes": round(events * figures["database_bytes"] / figures["events"] / 1e9, 1),
    }


def page(figures: Sequence[Mapping[str, Any]]) -> str:
    """The page as Markdown. `figures`: what `audit.json` holds."""
    last = figures[-1]
    versions = ", ".join(f"{name} {number}" for name, number in last["versions"].items())
    year = a_year(last)
    aims = missed(figures)
    verdict = "All of it is reached." if not aims else f"Missed: {'; '.join(aims)}."
    sizes = " and ".join(f"{one['events']:,} events" for one in figures)
    return f"""\
# How fast an audit is

<!-- Written by `./praxis audit-bench`; change benchmarks/audit, not this file. -->

Real events of our contracts on anvil, over HTTP on one machine: fifty bounties at a time are funded, awarded, paid
and accrued, {last["events"] / last["bounties"]:.1f} events each. Then the whole chain is read, once with {sizes} in it.

{_table(figures)}
* **fetch**: the very requests that syncing makes, the replies read and their JSON parsed by orjson, and nothing else.
  No reader can be faster.
* **sync**: from an empty SQLite database to the last block: fetched, decoded, written, in a process of its own whose
  memory is *peak*. Both are the median of three runs.
* **decode**: logs decoded on one core, over `process_log` of web3 with the same logs and the same values.
* **slots**: storage proofs of this chain checked on one core, fetched beforehand (`eth_getProof`).

Aimed at: sync at most {MOST_OVER_FETCH:g} times fetch, decode at least {LEAST_OVER_PROCESS_LOG:g} times web3,
{LEAST_SLOTS_PER_S:,} slots a second, and memory that stays flat. {verdict}

**A year of 1,000 bounties a day** is {year["events"]:,} events by the last row's mixture: {year["minutes"]:g} minutes
to sync from the start at that speed, and {year["gigabytes"]:g} GB of SQLite. A node that is further away adds the time
of its answers; from then on only what is new is asked for.

Measured {last["date"]} by `{last["command"]}` ({last["cores"]} cores, {last["python"]}; {versions}).
"""


def _table(figures: Sequence[Mapping[str, Any]]) -> str:
    titles = (
        "events", "fetch, events/s", "sync, events/s", "sync ÷ fetch", "decode ÷ process_log", "slots/s", "peak, MB",
    )  # fmt: skip
    rows = [
        (
            f"{one['events']:,}", f"{one['fetch_events_per_s']:,}", f"{one['sync_events_per_s']:,}",
            f"{one['sync_over_fetch']:.2f}", f"{one['decode_over_process_log']:.0f}",
            f"{one['slots_proven_per_s']:,}", f"{one['peak_mb']:.0f}",
        )
        for one in figures
    ]  # fmt: skip
    lines = [titles, ("---:",) * len(titles), *rows]
    return "".join("| " + " | ".join(line) + " |\n" for line in lines)
