"""Without the extra of the services: everything else works, and what needs it says so in one sentence."""

import subprocess
import sys
from pathlib import Path

import pytest

from praxis_chain.cli.doctor_services import PACKAGES
from praxis_chain.demo.repository import DemoRepository
from tests.cli.test_help import ROOT

WITHOUT = f"""
import sys
class Without:
    def __init__(self, finder):
        self.finder = finder

    def __getattr__(self, name):
        return getattr(self.finder, name)

    def find_spec(self, name, *rest):
        missing = name.partition(".")[0] in {PACKAGES["service"] + PACKAGES["kms"]!r}
        return None if missing else self.finder.find_spec(name, *rest)


sys.meta_path = [Without(finder) for finder in sys.meta_path]
from praxis_chain.cli.main import main
main()
"""


def run(folder: Path, *words: object) -> subprocess.CompletedProcess[str]:
    environment = {"PYTHONPATH": str(ROOT), "HOME": str(folder), "PATH": "/usr/bin:/bin", "PRAXIS_GITHUB_TOKEN": "one"}
    command = [sys.executable, "-c", WITHOUT, *map(str, words), "--network", "http://127.0.0.1:9"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    "words",
    [
        ("explain", "3", "--repo", "github:octocat/hello"),
        ("link", "--contributor", "github:@octocat", "--key", "test:1"),
        ("attest", "serve", "--repo", "github:octocat/hello"),
        ("explain", "3", "--repo", "REPOSITORY", "--attester", "http://127.0.0.1:9"),
    ],
    ids=" ".join,
)
def test_what_needs_it_says_so(begun: DemoRepository, tmp_path: Path, words: tuple[str, ...]) -> None:
    said = run(tmp_path, *(begun.path if word == "REPOSITORY" else word for word in words))
    assert said.returncode == 2, said.stderr
    needs, _, instead = said.stderr.splitlines()[-1].partition(", which is not installed: ")
    assert needs.removeprefix("praxis: This needs ") in PACKAGES["service"]
    assert instead == "pip install 'praxis-chain[service]'."


def test_a_git_repository_needs_none_of_it(begun: DemoRepository, tmp_path: Path) -> None:
    said = run(tmp_path, "explain", "3", "--repo", begun.path)
    assert said.returncode == 0, said.stderr
    assert said.stdout.startswith(begun.work(3))


def test_the_doctor_runs_without_it(tmp_path: Path) -> None:
    said = run(tmp_path, "doctor")
    assert (
        "none     service     only needed for GitHub, and to run an attester or a relayer: pip install" in said.stdout
    )
    assert said.returncode == 3
    assert "github " not in said.stdout
