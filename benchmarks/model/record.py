"""What a long run leaves behind: `benchmarks/model.json`."""

import json
import platform
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path
from typing import Any

from ..contracts import code_hashes
from ..record import today, write_figures
from .play import Tally
from .world import World

FILE = Path(__file__).parents[1] / "model.json"
FEWEST = 100_000  # actions of a run that is worth recording


def record(world: World, tally: Tally, seconds: float, command: str, histories: int, length: int) -> dict[str, Any]:
    """Every figure is of this run."""
    never = sorted(errors_of(world) - tally.errors.keys())
    return {
        "actions": tally.actions,
        "disagreements": tally.tried - tally.actions,
        "seconds": round(seconds),
        "command": command,
        "date": today(),
        "versions": {"python": platform.python_version(), "pyrevm": version("pyrevm")},
        "contracts": code_hashes(),
        "histories": histories,
        "actions_per_history": length,
        "accepted": _sorted(tally.accepted),
        "refused": _sorted(tally.refused),
        "errors_reached": _sorted(tally.errors),
        "errors_never_reached": never,
    }


def read() -> dict[str, Any]:
    """The committed record."""
    kept: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return kept


def write(made: Mapping[str, Any]) -> None:
    write_figures(FILE, made)


def errors_of(world: World) -> set[str]:
    """Every error that a contract of ours can name, as `Tally.errors` names it."""
    return {f"{contract.name}.{item.name}" for contract in world.protocol for item in contract.abi.errors.values()}


def _sorted(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: counts[name] for name in sorted(counts)}
