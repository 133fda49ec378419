"""Tables as CSV (RFC 4180, UTF-8): a file each, for spreadsheets and scripts.

Integers stand as they are, in the unit that the header names; beside each amount and each time stands the same for
people: dollars, PRAX, UTC. Empty is unknown. What strangers wrote is guarded: a cell of text that a spreadsheet would
take for a formula begins with an apostrophe, and so does one that begins with an apostrophe itself.
"""

import csv
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

from ...core.units import show_prax, show_usdc
from .table import Table, Unit, Value

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "'", "＝", "＋", "－", "＠")
_LAST_MOMENT = 253_402_300_799  # unix seconds, the end of the year 9999

FOR_PEOPLE: Mapping[Unit, tuple[str, Callable[[int], str]]] = {
    Unit.USDC: ("_usdc", lambda amount: show_usdc(amount).replace(",", "")),
    Unit.PRAX: ("_prax", lambda amount: show_prax(amount).replace(",", "")),
    Unit.TIME: ("_utc", lambda at: datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M:%S")
                if 0 <= at <= _LAST_MOMENT else ""),
}  # fmt: skip
"""Units with a second column: the ending of its name, and what it holds."""


def write_csv(tables: Mapping[str, Table], folder: Path) -> list[Path]:
    """A file per table into a folder, which is made. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for table in tables.values():
        path = folder / f"{table.name}.csv"
        path.write_bytes(as_csv(table).encode())
        written.append(path)
    return written


def as_csv(table: Table) -> str:
    """One table; the first line is its header."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header(table))
    writer.writerows(_cells(table, row) for row in table.rows)
    return text.getvalue()


def header(table: Table) -> list[str]:
    """Names of the columns of a file."""
    names = []
    for column in table.columns:
        names.append(column.header)
        if column.unit in FOR_PEOPLE:
            names.append(column.name + FOR_PEOPLE[column.unit][0])
    return names


def guarded(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return "'" + text if text.startswith(_FORMULA) else text


def unguarded(cell: str) -> str:
    """The text that was guarded."""
    return cell[1:] if cell.startswith("'") else cell


def _cells(table: Table, row: tuple[Value, ...]) -> Iterator[str]:
    for column, value in zip(table.columns, row, strict=True):
        if isinstance(value, bool):
            yield "true" if value else "false"
        elif value is None:
            yield ""
        else:
            yield guarded(value) if isinstance(value, str) else str(value)
        if column.unit in FOR_PEOPLE:
            yield FOR_PEOPLE[column.unit][1](value) if isinstance(value, int) else ""
