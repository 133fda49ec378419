"""Data on stdout, people on stderr; with --json one document and nothing else."""

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import click

SCHEMA = "praxis-chain/1"
"""Raised when a field of any command's JSON changes its meaning or goes."""

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""

_UNFOLDED = 10_000  # columns; programs that read a table want one line per row


class Output:
    """What a command says. `as_json`: one document instead of text."""

    def __init__(self, as_json: bool = False) -> None:
        self.as_json = as_json

    def data(self, command: str, value: Any, text: Sequence[str] = ()) -> None:
        """The result: the JSON document, or its lines of text."""
        if self.as_json:
            click.echo(json.dumps({"schema": SCHEMA, "command": command, "data": plain(value)}, indent=2))
        else:
            for line in text:
                click.echo(line)

    def line(self, command: str, value: Any, text: Sequence[str] = ()) -> None:
        """One result of many: the JSON document on one line, or its lines of text; at once, also into a pipe."""
        if self.as_json:
            text = [json.dumps({"schema": SCHEMA, "command": command, "data": plain(value)})]
        for line in text:
            click.echo(line)
        sys.stdout.flush()

    def rows(self, command: str, rows: Sequence[Mapping[str, Any]], empty: str, data: Any = None) -> None:
        """A table, by the keys of its rows; `empty` is what to say if there are none. `data`: JSON, if not the rows."""
        if self.as_json:
            self.data(command, list(rows) if data is None else data)
        elif rows:
            _print_table(rows)
        else:
            self.say(empty)

    def say(self, text: str = "") -> None:
        """To the person, on stderr; never data."""
        click.echo(text, err=True)

    def warn(self, text: str) -> None:
        """To the person, where they should stop and think."""
        self.say(click.style("WARNING: ", fg="yellow", bold=True) + text)

    def facts(self, title: str, rows: Sequence[tuple[str, str]]) -> None:
        """A preview or a summary for the person: aligned names and values on stderr."""
        self.say(click.style(title, bold=True))
        width = max((len(name) for name, _ in rows), default=0)
        for name, value in rows:
            self.say(f"  {name:<{width}}  {value}")

    @contextmanager
    def waiting(self, what: str) -> Iterator[None]:
        """Something that moves on stderr while it lasts, for a person who watches."""
        if not sys.stderr.isatty():
            yield
            return
        from rich.console import Console

        with Console(stderr=True).status(f"{what} …"):
            yield

    @contextmanager
    def progress(self) -> Iterator[Progress | None]:
        """A bar on stderr for long work, for a person who watches; None where nobody does."""
        if not sys.stderr.isatty():
            yield None
            return
        from rich.console import Console
        from rich.progress import Progress as Bar

        with Bar(console=Console(stderr=True), transient=True) as bar:
            tasks: dict[str, Any] = {}

            def tell(what: str, done: int, total: int) -> None:
                if what not in tasks:
                    tasks[what] = bar.add_task(what)
                bar.update(tasks[what], completed=done, total=total)

            yield tell


def plain(value: Any) -> Any:
    """Anything a command returns → what JSON can hold: bytes as 0x text, large integers as decimal text."""
    from dataclasses import fields, is_dataclass
    from enum import Enum

    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Enum):
        return value.name.lower()
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, bool) or value is None or isinstance(value, str | float):
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**53 else str(value)
    if isinstance(value, Mapping):
        return {str(plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, Sequence | set | frozenset):
        return [plain(item) for item in value]
    return str(value)


def _print_table(rows: Sequence[Mapping[str, Any]]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in rows[0]:
        table.add_column(name, overflow="fold")
    for row in rows:
        table.add_row(*(value if isinstance(value, Text) else str(value) for value in row.values()))
    width = None if sys.stdout.isatty() else _UNFOLDED
    Console(width=width, highlight=False, markup=False).print(table)
