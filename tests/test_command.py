"""The commands of benchmarks/ and the generators beside the tests: a wrong argument gets one sentence."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("command", "arguments", "sentence"),
    [
        ("model", ["--actions", "abc"], "argument --actions: abc is not a number from 1 on; see ./praxis model --help"),
        ("model", ["--actions", "0"], "argument --actions: 0 is not a number from 1 on; see ./praxis model --help"),
        ("mutants", ["--workers", "0"], "argument --workers: 0 is not a number from 1 on; see ./praxis mutants --help"),
        ("mutants", ["--only", "no-such"], "there is no mutant no-such in benchmarks/mutants.toml"),
        ("prove", ["--runs", "-1"], "argument --runs: -1 is not a number from 1 on; see ./praxis prove --help"),
        ("slither", ["--all"], "unrecognized arguments: --all; see ./praxis slither --help"),
        ("gas", ["--all"], "unrecognized arguments: --all; see ./praxis gas --help"),
        ("speed", ["naps"], "naps is not one of help, demo, tests; see ./praxis speed --help"),
    ],
)
def test_a_wrong_argument(command: str, arguments: list[str], sentence: str) -> None:
    done = run("-m", f"benchmarks.{command}", *arguments)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"{sentence}\n")


@pytest.mark.parametrize("kind", ["snapshots", "vectors"])
def test_nothing_is_generated_for_a_wrong_argument(kind: str) -> None:
    done = run(f"tests/{kind}/generate.py", "--chek")
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.splitlines()[-1] == f"praxis {kind}: error: unrecognized arguments: --chek"
