"""docs/operating: its commands run, what it quotes is said somewhere, and what it starts is there."""

import ast
import re
import shlex
from contextlib import ExitStack
from functools import cache
from pathlib import Path

import pytest

from tests.cli.conftest import Site
from tests.cli.github_project import NAME, Project
from tests.cli.service import Service, started
from tests.cli.terminal import Terminal
from tests.cli.test_help import ALL, ROOT

PAGE = (ROOT / "docs" / "operating" / "README.md").read_text(encoding="utf-8")


@cache
def said() -> str:
    """Every text in the package, with … where a value is put in, as the page writes it."""
    texts = []
    for file in (ROOT / "praxis_chain").rglob("*.py"):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.JoinedStr):
                texts.append("".join(str(v.value) if isinstance(v, ast.Constant) else "…" for v in node.values))
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                texts.append(re.sub(r"\{[a-zA-Z:]+\}", "…", node.value))
    return "\n".join(texts)


def parts(pattern: str) -> list[str]:
    """What the page quotes in that way, between the places where a value stands."""
    quoted = re.findall(pattern, PAGE)
    return [part.strip() for one in quoted for part in one.split("…") if len(part.strip()) > 3]


@pytest.mark.parametrize("part", parts("“([^”]+)”"))
def test_what_the_page_quotes_is_said(part: str) -> None:
    assert part in said()


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(praxis_[a-z_]+)`", PAGE))))
def test_every_metric_of_the_page_is_counted(name: str) -> None:
    assert name in said()


def lines() -> list[str]:
    """Of all code blocks that are for a shell."""
    blocks = PAGE.split("```sh\n")[1:]
    return [line for block in blocks for line in block.partition("```")[0].splitlines()]


@pytest.fixture
def praxis(on_github: Terminal) -> Terminal:
    """With the webhook's secret, too."""
    return Terminal(on_github.environment | {"PRAXIS_WEBHOOK_SECRET": "a secret"})


def test_every_command_of_the_page_runs(site: Site, praxis: Terminal, github: Project, tmp_path: Path) -> None:
    """In its order. Services answer on free ports, not on the page's, and are not waited for to end."""
    contributor = github.github.account_of("contributor")
    work = github.github.make_work(NAME, "contributor", "maintainer")
    assert (work.issue, work.pull) == (1, 2)
    services: dict[str, Service] = {}
    program, ran = "", []
    with ExitStack() as running:
        for line in lines():
            for port, service in services.items():
                line = line.replace(f"http://127.0.0.1:{port}", service.url)
            words = shlex.split(re.sub(r"\s#.*", "", line))
            if words[:1] == ["export"] and words[1].startswith("PRAXIS_PROGRAM"):
                praxis.environment["PRAXIS_PROGRAM"] = program
            if words[:1] == ["curl"]:
                (asked,) = [one for one in services.values() if words[-1] == f"{one.url}/health"]
                asked.until_ready()
            if words[:1] != ["praxis"]:
                continue
            ran.append(tuple(words[1:3]))
            if words[2:3] in (["serve"], ["run"]):
                port = words[words.index("--listen") + 1].rpartition(":")[2]
                folder = tmp_path / words[2]
                folder.mkdir()
                begun = [word.replace(f"127.0.0.1:{port}", "127.0.0.1:0") for word in words[1:]]
                begun += ["--look-every", "0.2"]
                services[port] = running.enter_context(started(praxis.environment, *begun, folder=folder))
                continue
            command = ALL.get(tuple(words[1:3])) or ALL[(words[1],)]
            asks = "yes" in {parameter.name for parameter in command.params}
            code = 3 if "exit code 3" in line else 0
            said = praxis.do(*words[1:], *(["--yes"] if asks else []), code=code)
            program = next((one.split()[1] for one in said.out.splitlines() if one.startswith("program: 0x")), program)
            if words[1:3] == ["link", "--contributor"]:
                file = f"praxis-31337-{site.contracts['Stakeholders'].lower()}.txt"
                github.github.gist(contributor.login, {file: Path("link.txt").read_text()})
    assert ran[-2:] == [("explain", f"{NAME}#2"), ("relay", "run")]
    assert len(ran) == 11
