"""The commands explain themselves, and the documents name only what there is."""

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import click
import pytest

from praxis_chain.cli import main as cli
from praxis_chain.cli.main import COMMANDS, praxis
from tests.cli.terminal import Terminal

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), *sorted((ROOT / "docs/audit").glob("*.md"))]
PROMISED = """
demo compile deploy verify seed doctor admit attest relay explain audit link
program create, program show
bounty fund, bounty list, bounty show, bounty refund
award list, award cancel, award release
link submit, link accept, link reject
attesters show, attesters configure, attesters revoke
prax action, prax accrue, prax revoke, prax recover, prax show, prax leaderboard
config show
"""


def commands(command: click.Command, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], click.Command]]:
    """A command and all below it."""
    yield path, command
    if isinstance(command, click.Group):
        with click.Context(command) as context:
            for name in command.list_commands(context):
                found = command.get_command(context, name)
                assert found is not None
                yield from commands(found, (*path, name))


ALL = dict(commands(praxis, ()))


def names(command: click.Command) -> set[str | None]:
    """Of its parameters."""
    return {parameter.name for parameter in command.params}


def test_there_is_every_command_that_was_promised():
    single, *lines = PROMISED.strip().splitlines()
    assert {(word,) for word in single.split()} <= ALL.keys()
    assert {tuple(words.split()) for line in lines for words in line.split(",")} <= ALL.keys()
    assert {path[0] for path in ALL if len(path) == 1} == set(COMMANDS)


@pytest.mark.parametrize("path", ALL, ids=" ".join)
def test_every_command_and_option_has_help(path):
    command = ALL[path]
    assert command.help
    assert command.get_short_help_str(200).endswith(".")
    silent = [p.name for p in command.params if isinstance(p, click.Option) and not p.help]
    assert not silent


def test_every_command_speaks_to_machines_but_the_compiler():
    ends = {path: command for path, command in ALL.items() if not isinstance(command, click.Group)}
    assert {path for path, command in ends.items() if "as_json" not in names(command)} == {("compile",)}


def test_whatever_asks_can_be_looked_at_first():
    asking = {path for path, command in ALL.items() if "yes" in names(command)}
    assert {path for path in asking if "dry_run" not in names(ALL[path])} == {("bounty", "authorize")}


def told(text: str) -> Iterator[list[str]]:
    """The commands in a document: lines of code that begin with praxis, and praxis in backticks."""
    for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL):
        for line in block.replace("\\\n", " ").splitlines():
            if line.startswith("praxis "):
                yield shlex.split(line, comments=True)[1:]
    for words in re.findall(r"`praxis ([^`]+)`", text):
        yield words.split()


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda file: file.name)
def test_documents_name_only_commands_and_options_that_exist(document):
    for words in told(document.read_text(encoding="utf-8")):
        path: tuple[str, ...] = ()
        while words[len(path) :] and (*path, words[len(path)]) in ALL:
            path = (*path, words[len(path)])
        assert path, f"praxis {' '.join(words)} is no command"
        options = {name for parameter in ALL[path].params for name in parameter.opts} | {"--help"}
        unknown = {word for word in words if word.startswith("--")} - options
        assert not unknown, f"praxis {' '.join(words)}: {unknown}"


def test_docs_cli_shows_every_noun():
    shown = {words[0] for words in told((ROOT / "docs" / "cli.md").read_text(encoding="utf-8"))}
    assert set(COMMANDS) - shown == {"compile", "demo"}


def test_what_nobody_foresaw_is_one_sentence_too(monkeypatch):
    def broken(*_, **__):
        raise ZeroDivisionError("division by zero")

    monkeypatch.setattr(cli.praxis, "main", broken)
    said = Terminal({}).do("doctor", code=1)
    assert said.err == (
        "praxis: Something unforeseen went wrong (ZeroDivisionError: division by zero): "
        "report what it says with PRAXIS_DEBUG=1.\n"
    )
    with pytest.raises(ZeroDivisionError):
        Terminal({}).run("doctor", PRAXIS_DEBUG="1")
