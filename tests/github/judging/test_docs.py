"""docs/github.md: its policy is one, its program runs, and it names every statement, refusal and standing."""

import contextlib
import io
import re
from pathlib import Path

import pytest

from praxis_chain.core.evidence import Policy
from praxis_chain.core.rules import STANDINGS
from praxis_chain.forges.github.saying import KNOWN
from praxis_chain.forges.statements.policy import read_policy
from tests.test_refusals import BROKEN

from .conftest import NAME, Project

PAGE = Path(__file__).resolve().parents[3].joinpath("docs/github.md").read_text(encoding="utf-8")


def _block(language: str) -> str:
    (found,) = re.findall(rf"^```{language}\n(.*?)^```$", PAGE, re.MULTILINE | re.DOTALL)
    return str(found)


def test_the_policy_of_the_page_is_one() -> None:
    policy = read_policy(_block("toml").encode(), "refs/heads/main")
    assert policy.evidence == Policy(policy.evidence.source, "refs/heads/main", False, False, approvals=1, bots=False)
    assert policy.maintainers == {"github:user/583231", "github:user/2"}
    assert policy.labels["blocked"] == "blocked"


def test_the_program_of_the_page_runs(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    project.land()
    monkeypatch.setenv("PRAXIS_GITHUB_TOKEN", project.github.token("attester"))
    monkeypatch.chdir(project.folder)
    there = f"GitHubSession(credentials_from(os.environ, name), {project.github.url!r}, host='github')"
    program = _block("python").replace("GitHubSession(credentials_from(os.environ, name))", there)
    assert there in program
    with contextlib.redirect_stdout(io.StringIO()) as said:
        exec(program.replace("owner/name", NAME), {})
    assert said.getvalue().count("Commit(") == 1


def test_the_page_names_every_statement_and_standing() -> None:
    for key in KNOWN:
        assert f"`/praxis {key}" in PAGE, key
    for standing in STANDINGS:
        assert f"`{standing}`" in PAGE


def test_the_page_explains_every_refusal_of_a_merge_but_those_github_cannot_cause() -> None:
    impossible = {"other-rules", "author-not-verified"}
    for name, (_, reason, _) in BROKEN.items():
        if name.startswith("merge/") and reason not in impossible:
            assert f"`{reason}`" in PAGE, reason
