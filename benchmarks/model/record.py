"""What a long run leaves behind: `benchmarks/model.json`."""

import hashlib
import json
import platform
from collections.abc import Mapping
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from praxis_chain.evm import artifacts
from praxis_chain.evm.artifacts import Artifact

from .play import Tally
from .world import World

FILE = Path(__file__).parents[1] / "model.json"
CONTRACTS = ("Attesters", "Stakeholders", "Prax", "BountyEscrow")


def record(world: World, tally: Tally, seconds: float, command: str, histories: int, length: int) -> dict[str, Any]:
    """Every figure is of this run."""
    never = sorted(errors_of(world) - tally.errors.keys())
    return {
        "actions": tally.actions,
        "disagreements": 0,
        "seconds": round(seconds),
        "command": command,
        "date": datetime.now(UTC).date().isoformat(),
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
    FILE.write_text(json.dumps(made, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def code_hashes() -> dict[str, str]:
    """SHA-256 of each contract's creation code less the hash of its sources: changes where a contract does."""
    return {name: _code_hash(artifacts.load(name)) for name in CONTRACTS}


def errors_of(world: World) -> set[str]:
    """Every error that a contract of ours can name, as `Tally.errors` names it."""
    return {f"{contract.name}.{item.name}" for contract in world.protocol for item in contract.abi.errors.values()}


def _code_hash(artifact: Artifact) -> str:
    """The hash of the sources stands in the metadata: comments change it, and nothing else."""
    code = bytes.fromhex(artifact.bytecode[2:])
    sources = bytes.fromhex(artifact.source_hash.removeprefix("0x"))
    assert code.count(sources) == 1, f"{artifact.name} has no metadata"
    return hashlib.sha256(code.replace(sources, b"")).hexdigest()


def _sorted(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: counts[name] for name in sorted(counts)}
