"""Measure how long people wait: `./praxis speed [help] [demo] [tests]`.

Writes `benchmarks/speed.json`: whole processes by the wall clock, the median of several. Figures not measured this time
stay as they are. Nothing here is a test: another machine, or a busy one, gives other figures.
"""

import json
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from praxis_chain import __version__
from praxis_chain.core.errors import Incomplete

from .command import Parser, run
from .record import write_figures

ROOT = Path(__file__).resolve().parents[1]
SPEED_FILE = Path(__file__).with_name("speed.json")
PRAXIS = (sys.executable, "-c", "from praxis_chain.cli.main import main; main()")


@dataclass(frozen=True, slots=True)
class Wait:
    """What is waited for. `command` is what a user types, `run` how it is run here, `limit` in seconds."""

    command: str
    run: tuple[str, ...]
    runs: int
    limit: float


WAITS = {
    "help": Wait("praxis --help", (*PRAXIS, "--help"), 11, 0.30),
    "demo": Wait("praxis demo", (*PRAXIS, "demo"), 3, 20.0),
    "tests": Wait(
        "./praxis test", (sys.executable, "-m", "pytest", "-q", "-n", "auto", "--dist", "loadfile"), 1, 360.0
    ),
}


def main(arguments: Sequence[str]) -> int:
    """Measure what is named, `help` and `demo` if nothing is."""
    parser = Parser(prog="praxis speed", description=__doc__)
    parser.add_argument("what", nargs="*", metavar="help|demo|tests", help="what to measure (default: help demo)")
    named = parser.parse_args(arguments).what or ["help", "demo"]
    if unknown := sorted(set(named) - WAITS.keys()):
        parser.error(f"{unknown[0]} is not one of {', '.join(WAITS)}")
    figures = {figure["command"]: figure for figure in committed()}
    for name in named:
        figure = measure(WAITS[name])
        figures[figure["command"]] = figure
        print(f"{figure['command']:16} {figure['seconds']:7.2f} s of {figure['limit']:.2f} s ({figure['python']})")
        ordered = [figures[wait.command] for wait in WAITS.values() if wait.command in figures]
        write_figures(SPEED_FILE, ordered)
    return 0


def committed() -> list[dict[str, Any]]:
    """The figures in `speed.json`; none if there is no such file."""
    if not SPEED_FILE.is_file():
        return []
    figures: list[dict[str, Any]] = json.loads(SPEED_FILE.read_text(encoding="utf-8"))
    return figures


def measure(wait: Wait) -> dict[str, Any]:
    """Run it once to warm the disk (unless it is run only once anyway), then as often as it says."""
    if wait.runs > 1:
        _seconds(wait)
    times = [_seconds(wait) for _ in range(wait.runs)]
    return {
        "command": wait.command,
        "seconds": round(statistics.median(times), 3),
        "slowest": round(max(times), 3),
        "runs": wait.runs,
        "limit": wait.limit,
        "cores": os.cpu_count(),
        "python": f"Python {platform.python_version()}, {platform.machine()}",
        "versions": {"praxis-chain": __version__, "web3": version("web3"), "py-evm": version("py-evm")},
    }


def _seconds(wait: Wait) -> float:
    began = time.monotonic()
    done = subprocess.run(wait.run, cwd=ROOT, capture_output=True, text=True, check=False)
    taken = time.monotonic() - began
    if done.returncode != 0:
        said = (done.stderr or done.stdout).strip().splitlines()[-1:] or ["it said nothing"]
        raise Incomplete(f"{wait.command} failed, so there is nothing to measure: {said[0]}")
    return taken


if __name__ == "__main__":
    run(main)
