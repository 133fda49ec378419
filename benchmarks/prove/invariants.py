"""forge's invariant tests of tests/invariants: any acts in any order, and after each what has to hold."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from praxis_chain.core.errors import Refused, WrongInput
from praxis_chain.evm import toolchain

from .harness import environment
from .result import Result, documented, invariants_of

SOURCES = "tests/invariants"


class Campaign(NamedTuple):
    """How long forge tries each invariant: `runs` histories of `depth` acts."""

    runs: int
    depth: int
    seed: int = 1


SHORT, LONG = Campaign(5, 150), Campaign(64, 250)


def forge(root: Path) -> Path | None:
    """None where npm has no forge for this machine."""
    try:
        return toolchain.program(root, "forge")
    except WrongInput:
        return None


def attack(root: Path, program: Path, campaign: Campaign) -> Sequence[Result]:
    """Every invariant, and the plain tests that each act can succeed. Raises Refused if nothing was run."""
    given = environment(root, SOURCES) | {
        "FOUNDRY_INVARIANT_RUNS": str(campaign.runs),
        "FOUNDRY_INVARIANT_DEPTH": str(campaign.depth),
        "FOUNDRY_FUZZ_SEED": hex(campaign.seed),
    }
    command = [str(program), "test", "--json"]
    done = subprocess.run(command, cwd=root, env=given, capture_output=True, text=True, check=False)
    try:
        contracts: Mapping[str, Any] = json.loads(done.stdout)
    except ValueError as error:
        raise Refused(f"forge failed:\n{(done.stdout + done.stderr)[-2000:].strip()}") from error
    says = documented(root / SOURCES)
    return [
        _result(signature.removesuffix("()"), entry, says, campaign)
        for contract in contracts.values()
        for signature, entry in contract["test_results"].items()
    ]


def _result(name: str, entry: Mapping[str, Any], says: Mapping[str, str], campaign: Campaign) -> Result:
    bounds, seconds = "one history", _seconds(entry["duration"])
    if tried := entry["kind"].get("Invariant"):
        bounds = f"{tried['calls']:,} acts in {tried['runs']} histories, seed {campaign.seed}"
    held = entry["status"] == "Success"
    found = "" if held else f"{entry['reason']}: {json.dumps(entry['counterexample'])[:500]}"
    return Result(name, invariants_of(name), "forge", says.get(name, ""), bounds, held, seconds, found)


def _seconds(duration: str) -> float:
    """From forge's `1m 2s 345ms 6µs 7ns`."""
    units = {"h": 3_600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
    parts = ((part.rstrip("hmsnµ"), part.lstrip("0123456789")) for part in duration.split())
    return round(sum(int(number) * units.get(unit, 0.0) for number, unit in parts), 1)
