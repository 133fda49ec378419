"""docs/git-forge.md: its commands run from top to bottom, and attesters see what it says they see."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from praxis_chain.core.facts import Closure, Commit, Progress
from praxis_chain.core.rules import STANDINGS, Refusal, judge
from praxis_chain.forges.git import GitForge
from praxis_chain.forges.history.repository import environment
from praxis_chain.forges.statements.reading import STATEMENTS
from praxis_chain.oracle.collect import collect

ROOT = Path(__file__).resolve().parents[2]
PAGE = (ROOT / "docs/git-forge.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the page's commands ran."""
    place = tmp_path_factory.mktemp("docs")
    script = "set -eu\n" + "\n".join(blocks("sh"))
    subprocess.run(["bash", "-c", script], cwd=place, env=environment(), check=True, capture_output=True)
    return place


def test_the_commands_lead_to_what_the_page_says(folder: Path, tmp_path: Path) -> None:
    forge = GitForge(folder / "project.git", tmp_path / "mirror")
    judged = [(document, judge(document)) for document in collect(forge)]
    facts = [fact for _, facts in judged if not isinstance(facts, Refusal) for fact in facts]
    assert [type(fact) for fact in facts] == [Progress, Commit, Commit, Commit, Closure]
    commits = [fact for fact in facts if isinstance(fact, Commit)]
    assert [(c.quality, c.completion, c.total) for c in commits] == [
        (15_000, 10_000, 10_000),
        (10_000, 6_000, 6_000),
        (10_000, 0, 0),
    ]
    assert forge.problems() == ()


def test_the_example_link_is_refused_as_the_page_says(folder: Path, tmp_path: Path) -> None:
    forge = GitForge(folder / "project.git", tmp_path / "mirror", chain_id=31337, stakeholders="0x" + "5a" * 20)
    (link,) = forge.links()
    refused = judge(link)
    assert isinstance(refused, Refusal)
    assert refused.reason == "wallet-did-not-sign"


def test_the_python_of_the_page_runs(folder: Path) -> None:
    (program,) = blocks("python")
    command = [sys.executable, "-c", program]
    done = subprocess.run(
        command, cwd=folder, env=environment() | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True
    )
    assert done.stdout.count("Commit(") == 3


def test_the_page_names_every_trailer_and_standing() -> None:
    for name in STATEMENTS:
        assert re.search(rf"\b{name.capitalize()}: ", PAGE), name
    for standing in STANDINGS:
        assert f"`{standing}`" in PAGE
