"""The figures that we aimed at, and the limits that we chose: `limits.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LIMITS_FILE = Path(__file__).with_name("limits.toml")


@dataclass(frozen=True, slots=True)
class Limit:
    """Gas each. `why` the limit is not what was aimed at; empty if it is."""

    aimed: int
    limit: int
    why: str


def read_limits(file: Path = LIMITS_FILE) -> dict[str, Limit]:
    """By operation. Raises ValueError for a limit without a reason, or a reason without a limit."""
    limits = {}
    for name, entry in tomllib.loads(file.read_text(encoding="utf-8")).items():
        limit = Limit(entry["aimed"], entry.get("limit", entry["aimed"]), entry.get("why", ""))
        if (limit.limit != limit.aimed) != bool(limit.why):
            raise ValueError(f"limits.toml: {name} has a limit without a reason, or a reason without a limit")
        limits[name] = limit
    return limits


def least(figure: Mapping[str, Any]) -> int:
    """Gas each that the operation would cost if our contracts computed nothing: floor, promises, USDC's own computing.

    `figure`: one of `gas.json`.
    """
    gas: int = figure["floor"] + sum(figure["promises"].values()) + figure["usdc_computing"]
    items: int = figure["items"]
    return -(-gas // items)
