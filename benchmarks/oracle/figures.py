"""What `oracle.json` holds."""

import os
import platform
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

from praxis_chain import __version__

from ..record import today
from .chain import BLOCK_TIME
from .gas import Spent
from .hour import SECONDS, Hour
from .services import LOOK_EVERY

FILE = Path(__file__).parents[1] / "oracle.json"
AIMS = {"facts_per_second": 200, "sign_100_ms": 50, "requests": 5_000, "growth_percent": 5}
PACKAGES = ("gidgethub", "httpx2", "fastapi", "uvicorn", "SQLAlchemy", "web3", "coincurve")


def figures_of(
    hour: Hour,
    first_look: Mapping[str, Any],
    asked: Mapping[str, Mapping[str, int]],
    samples: Sequence[Mapping[str, int]],
    processor: Mapping[str, float],
    spent: Spent,
    rated: Mapping[str, Any],
) -> dict[str, Any]:
    """With `table`: the same as lines for a person. Times in seconds, memory in MB (10⁶ bytes)."""
    waited = hour.latencies()
    batches = hour.payments.batches
    sizes = sorted(batches["Awarded"].values())
    figures: dict[str, Any] = {
        "date": today(),
        "rate": hour.rate,
        "hour_seconds": round(SECONDS / hour.rate),
        "block_time": BLOCK_TIME,
        "look_every": LOOK_EVERY,
        "repositories": hour.repositories,
        "merged": len(hour.merged),
        "paid": len(waited),
        "paid_twice": hour.payments.double,
        "latest_merge_late": round(hour.late, 1),
        "merge_to_paid": {"p50": percentile(waited, 50), "p99": percentile(waited, 99), "most": round(waited[-1], 1)},
        "first_look": first_look,
        "requests": {
            role: {kind: count - first_look["requests"][role][kind] for kind, count in counts.items()}
            for role, counts in asked.items()
        },
        "gas": {
            "per_work": round(spent.total / len(waited)),
            "per_award": spent.each(batches["Awarded"]),
            "per_accrual": spent.each(batches["Accrued"]),
            "transactions": len(spent.by_transaction),
            "failed": spent.failed,
            "works_per_award_transaction": {"p50": sizes[len(sizes) // 2], "most": sizes[-1]},
        },
        "memory": {role: memory_of([sample[role] for sample in samples]) for role in samples[0]},
        "processor_seconds": {role: round(seconds) for role, seconds in processor.items()},
        "attester": dict(rated),
        "versions": {
            "praxis-chain": __version__,
            "python": platform.python_version(),
            **{package: version(package) for package in PACKAGES},
        },
        "machine": f"{os.cpu_count()} cores, {platform.machine()}",
    }
    figures["table"] = table(figures)
    return figures


def percentile(ascending: Sequence[float], percent: int) -> float:
    """The smallest value that at least so many percent are not above (nearest rank)."""
    return round(ascending[max(0, -(-len(ascending) * percent // 100) - 1)], 1)


def memory_of(samples: Sequence[int]) -> dict[str, float]:
    """MB at the start, after half of the samples, at the end, and at most; growth: of the second half, in percent."""
    start, half, end = (samples[place] / 1e6 for place in (0, len(samples) // 2, -1))
    return {
        "start": round(start, 1),
        "half": round(half, 1),
        "end": round(end, 1),
        "most": round(max(samples) / 1e6, 1),
        "growth_percent": round((end / half - 1) * 100, 1),
    }


def table(figures: Mapping[str, Any]) -> list[str]:
    rate, waited, gas, attester = (figures[name] for name in ("rate", "merge_to_paid", "gas", "attester"))
    lines = [
        f"{figures['paid']:,} of {figures['merged']:,} works paid, {figures['paid_twice']} twice; the hour took "
        f"{figures['hour_seconds']} s",
        f"merge to paid: p50 {waited['p50']} s, p99 {waited['p99']} s, at most {waited['most']} s of this machine "
        f"({waited['p50'] * rate:.0f}, {waited['p99'] * rate:.0f}, {waited['most'] * rate:.0f} s of forge and chain)",
        f"gas: {gas['per_work']:,} a work in all, {gas['per_award']:,} an award, {gas['per_accrual']:,} an accrual, "
        f"{gas['transactions']:,} transactions, {gas['failed']} failed",
    ]
    for role, counts in figures["requests"].items():
        told = f"{counts['rest']:,} REST, {counts['graphql']:,} GraphQL, {counts['unchanged']:,} unchanged"
        lines.append(f"{role}: {told}")
    for role, memory in figures["memory"].items():
        used = figures["processor_seconds"][role]
        lines.append(f"{role}: {memory['start']} MB, {memory['half']} MB, {memory['end']} MB; {used} s of a core")
    lines.append(
        f"judging: {attester['facts_per_second']:,} facts/s; root of 100 facts: {attester['sign_100_ms']} ms; "
        f"{attester['signatures_per_second']:,} signatures/s"
    )
    return lines


def missed(figures: Mapping[str, Any]) -> list[str]:
    """A sentence for each aim that was not reached."""
    found = []
    attester = figures["attester"]
    if attester["facts_per_second"] < AIMS["facts_per_second"]:
        found.append(f"an attester judged {attester['facts_per_second']} facts/s, aimed at {AIMS['facts_per_second']}")
    if attester["sign_100_ms"] > AIMS["sign_100_ms"]:
        found.append(f"a root of 100 facts took {attester['sign_100_ms']} ms, aimed at {AIMS['sign_100_ms']}")
    for role, counts in figures["requests"].items():
        for kind in ("rest", "graphql"):
            if counts[kind] > AIMS["requests"]:
                found.append(f"{role} asked {counts[kind]:,} {kind} requests, aimed at {AIMS['requests']:,}")
    for role, memory in figures["memory"].items():
        if role != "forge" and memory["growth_percent"] > AIMS["growth_percent"]:  # the stand-in is nobody's service
            found.append(f"{role} grew by {memory['growth_percent']}% in the second half: memory is not steady")
    return found
