"""The scripts that `ape run` finds: importable without ape, each the same as a command of `praxis`."""

import subprocess
import sys
from importlib import import_module
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from praxis_chain.cli.main import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
SCRIPTS = sorted(file.stem for file in (ROOT / "scripts").glob("[!_]*.py"))


def test_there_is_a_script_for_each_step_of_a_deployment():
    assert SCRIPTS == ["compile", "deploy", "seed", "verify"]
    assert set(SCRIPTS) <= COMMANDS.keys()


def test_none_needs_ape():
    code = "import sys\n" + "".join(f"import scripts.{name}\n" for name in SCRIPTS) + "print('ape' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.parametrize("name", ["deploy", "seed", "verify"])
def test_a_script_hands_everything_over_to_its_command(name, monkeypatch):
    script = import_module(f"scripts.{name}")
    given = []
    monkeypatch.setattr(script, "praxis", given.append)
    assert isinstance(script.cli, click.Command)
    done = CliRunner().invoke(script.cli, ["--network", "embedded", "--json", "--help", "one"])
    assert done.exit_code == 0
    assert given == [[name, "--network", "embedded", "--json", "--help", "one"]]
