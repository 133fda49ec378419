"""What a run has found so far, one file per schedule below `.build/faults/`, and what it comes to: `faults.json`."""

import json
import platform
import tomllib
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ..contracts import code_hashes
from ..record import today, write_figures
from .checking import AUDIT, DOUBLED, LOST, STOPPED, WRONGLY_PAID
from .play import Verdict
from .schedule import KINDS_OF_FAULT

ROOT = Path(__file__).parents[2]
FILE = ROOT / "benchmarks" / "faults.json"
MENDED = Path(__file__).with_name("mended.toml")
KEPT = ROOT / ".build" / "faults"
FEWEST = 500  # distinct schedules of a run that is worth recording


class Kept:
    """Verdicts by the schedule's number and id: one that says something else now was not played yet."""

    def __init__(self, folder: Path = KEPT) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)

    def read(self, number: int, identity: str) -> dict[str, Any] | None:
        """None if it was not played."""
        file = self.folder / f"{number:05}-{identity}.json"
        return dict(json.loads(file.read_text(encoding="utf-8"))) if file.exists() else None

    def write(self, verdict: Verdict) -> None:
        """Whole or not at all."""
        file = self.folder / f"{verdict.number:05}-{verdict.id}.json"
        beside = file.with_suffix(".new")
        beside.write_text(json.dumps(asdict(verdict), indent=1), encoding="utf-8")
        beside.replace(file)


def record(verdicts: Iterable[Mapping[str, Any]], command: str) -> dict[str, Any]:
    """Every figure is of these verdicts."""
    played = {verdict["id"]: verdict for verdict in verdicts}.values()
    wrong: Counter[str] = Counter(violation["kind"] for verdict in played for violation in verdict["violations"])
    kinds = _sum(verdict["kinds"] for verdict in played)
    stories = _sum(verdict["stories"] for verdict in played)
    met = _sum(verdict["met"] for verdict in played)
    return {
        "schedules": len(played),
        "lost": wrong[LOST],
        "doubled": wrong[DOUBLED],
        "wrongly_paid": wrong[WRONGLY_PAID],
        "audits_failed": wrong[AUDIT],
        "services_that_ended": wrong[STOPPED],
        "command": command,
        "date": today(),
        "seconds": round(sum(sum(verdict["seconds"].values()) for verdict in played)),
        "versions": {"python": platform.python_version(), "anvil": _anvil()}
        | {name: version(name) for name in ("web3", "sqlalchemy", "uvicorn", "gidgethub")},
        "contracts": code_hashes(),
        "payments": sum(verdict["payments"] for verdict in played),
        "kills": sum(verdict["kills"] for verdict in played),
        "faults": {kind: kinds[kind] for kind in KINDS_OF_FAULT},
        "requests_met": {kind: met[kind] for kind in KINDS_OF_FAULT if met[kind]},
        "stories": {name: stories[name] for name in sorted(stories)},
        "mended": tomllib.loads(MENDED.read_text(encoding="utf-8")).get("finding", []),
        "violations": [
            {"schedule": verdict["number"], **violation} for verdict in played for violation in verdict["violations"]
        ],
    }


def write(made: Mapping[str, Any]) -> None:
    write_figures(FILE, made)


def read() -> dict[str, Any]:
    """The committed record."""
    kept: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return kept


def _anvil() -> str:
    """The version that package.json pins."""
    npm = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    return str(npm["optionalDependencies"]["@foundry-rs/anvil-linux-amd64"])


def _sum(counts: Iterable[Mapping[str, int]]) -> Counter[str]:
    total: Counter[str] = Counter()
    for one in counts:
        total.update(one)
    return total
