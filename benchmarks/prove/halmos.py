"""Halmos on the committed bytecode: the `check_` functions of tests/proofs."""

import json
import os
import subprocess
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from praxis_chain.core.errors import Refused

from .harness import FOLDER, environment
from .result import Result, documented, invariants_of

SOURCES = "tests/proofs"
TIME_LIMIT = 300  # seconds for a question to the solver
LOOPS = 8  # more than any loop here goes round; Halmos says if it does not suffice
_OUTCOMES = {1: "a counterexample", 2: "no answer within the time", 3: "no path succeeds", 4: "Halmos failed"}


def check(root: Path, bin_folder: Path) -> Sequence[Result]:
    """Every property. Raises Refused if Halmos did not get that far."""
    given = environment(root, SOURCES)
    # Halmos looks for forge on the PATH, and keeps solvers in the home; the one used here is of its own environment.
    given["PATH"] = os.pathsep.join([str(bin_folder), str(root / "node_modules" / ".bin"), given["PATH"]])
    given["HOME"] = str(root / FOLDER)
    with tempfile.TemporaryDirectory() as folder:
        output = Path(folder) / "output.json"
        command = [
            *(str(bin_folder / "halmos"), "--root", str(root), "--forge-build-out", f"{FOLDER}/proofs/out"),
            *("--solver", "yices", "--solver-timeout-assertion", f"{TIME_LIMIT}s", "--loop", str(LOOPS)),
            *("--function", "check_", "--no-status", "--json-output", str(output)),
        ]
        done = subprocess.run(command, cwd=root, env=given, capture_output=True, text=True, check=False)
        if not output.exists():
            raise Refused(f"Halmos failed:\n{(done.stdout + done.stderr)[-2000:].strip()}")
        contracts = json.loads(output.read_text(encoding="utf-8"))["test_results"]
    says = documented(root / SOURCES)
    return [_result(entry, says, done.stdout) for entries in contracts.values() for entry in entries]


def _result(entry: Mapping[str, Any], says: Mapping[str, str], said: str) -> Result:
    name, _, types = entry["name"].partition("(")
    paths, succeeded, _ = entry["num_paths"]
    found = "" if entry["exitcode"] == 0 else _OUTCOMES.get(entry["exitcode"], f"Halmos ended with {entry['exitcode']}")
    if entry["num_bounded_loops"]:
        found = "a loop was left early"
    if found:
        found += _counterexample(said, name)
    bounds = f"all {types.rstrip(')').replace(',', ', ')}; {paths} paths, of which {succeeded} succeed"
    seconds = round(entry["time"][0], 1)
    return Result(name, invariants_of(name), "Halmos", says[name], bounds, not found, seconds, found)


def _counterexample(said: str, name: str) -> str:
    before = said.partition(f" {name}(")[0]
    _, word, values = before.rpartition("Counterexample:")
    return f": {' '.join(values.split())[:500]}" if word else ""
