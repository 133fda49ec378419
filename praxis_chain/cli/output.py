"""Data on stdout, people on stderr; with --json one document and nothing else."""

import json
import sys
from collections.abc import Mapping, Sequence
from typing import Any

import click

SCHEMA = "praxis-chain/1"
"""Raised when a field of any command's JSON changes its meaning or goes."""


class Output:
    """What a command says. `as_json`: collect into one document instead of text."""

    def __init__(self, as_json: bool = False) -> None:
        self.as_json = as_json

    def data(self, command: str, value: Any, text: Sequence[str] = ()) -> None:
        """The result: the JSON document, or its lines of text."""
        if self.as_json:
            click.echo(json.dumps({"schema": SCHEMA, "command": command, "data": plain(value)}, indent=2))
        else:
            for line in text:
                click.echo(line)

    def rows(self, command: str, rows: Sequence[Mapping[str, Any]], empty: str) -> None:
        """A table, by the keys of its rows; `empty` is what to say if there are none."""
        if self.as_json or not rows:
            self.data(command, list(rows), [empty])
            return
        from rich.console import Console
        from rich.table import Table

        table = Table(box=None, pad_edge=False, header_style="bold")
        for name in rows[0]:
            table.add_column(name, overflow="fold")
        for row in rows:
            table.add_row(*(str(value) for value in row.values()))
        width = None if sys.stdout.isatty() else 200
        Console(width=width, highlight=False, markup=False).print(table)

    def say(self, text: str = "") -> None:
        """To the person, on stderr; never data."""
        click.echo(text, err=True)

    def facts(self, title: str, rows: Sequence[tuple[str, str]]) -> None:
        """A preview or a summary for the person: aligned names and values on stderr."""
        self.say(title)
        width = max((len(name) for name, _ in rows), default=0)
        for name, value in rows:
            self.say(f"  {name:<{width}}  {value}")


def plain(value: Any) -> Any:
    """Anything a command returns → what JSON can hold: bytes as 0x text, large integers as decimal text."""
    from dataclasses import fields, is_dataclass

    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, bytes):
        return "0x" + value.hex()
    if isinstance(value, bool) or value is None or isinstance(value, str | float):
        return value
    if isinstance(value, int):
        return value if abs(value) < 2**53 else str(value)
    if isinstance(value, Mapping):
        return {str(key if not isinstance(key, bytes) else plain(key)): plain(item) for key, item in value.items()}
    if isinstance(value, Sequence | set | frozenset):
        return [plain(item) for item in value]
    return str(value)
