"""One shape for every table of a report; JSON, CSV, Parquet and HTML are all written from it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import Enum

Value = str | int | bool | None
"""A cell. None is unknown, or does not apply; text is never empty."""


class Unit(Enum):
    """What a column counts, and how its machine-readable name ends.

    HASH is 32 bytes as 0x text; ADDRESS an account in EIP-55 text; TIME a moment, DURATION a length; COUNT a number of
    what the column is named after, NUMBER one that numbers something.
    """

    TEXT = ("text", "")
    HASH = ("32 bytes, 0x text", "")
    ADDRESS = ("address, 0x text", "")
    ADDRESSES = ("addresses, 0x text, a space between two", "")
    FLAG = ("true or false", "")
    COUNT = ("count", "_count")
    NUMBER = ("number", "")
    USDC = ("USDC base units, 1,000,000 = 1 dollar", "_usdc_base_units")
    PRAX = ("PRAX wei, 10^18 = 1 PRAX", "_prax_wei")
    TIME = ("unix seconds", "_unix_seconds")
    DURATION = ("seconds", "_seconds")
    POINTS = ("basis points, 10,000 = the whole", "_basis_points")

    def __init__(self, meaning: str, ending: str) -> None:
        self.meaning = meaning
        self.ending = ending

    @property
    def is_number(self) -> bool:
        """Its cells are integers."""
        return self not in (Unit.TEXT, Unit.HASH, Unit.ADDRESS, Unit.ADDRESSES, Unit.FLAG)


Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """`name` in snake case, `title` for people; the unit is part of what files call it."""

    name: str
    title: str
    unit: Unit = Unit.TEXT

    @property
    def header(self) -> str:
        """What files call it: `pool_usdc_base_units`."""
        return self.name + self.unit.ending


@dataclass(frozen=True, slots=True)
class Table:
    """`about`: what a row is, in one sentence. `newest_last`: rows are in the order of time; else the largest is first.

    Raises ValueError where a row has another length than the columns.
    """

    name: str
    title: str
    about: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    newest_last: bool = False

    def __post_init__(self) -> None:
        width = len(self.columns)
        if any(len(row) != width for row in self.rows):
            raise ValueError(f"a row of {self.name} has not {width} cells")

    def place(self, name: str) -> int:
        """Where a column is. Raises KeyError."""
        for place, column in enumerate(self.columns):
            if column.name == name:
                return place
        raise KeyError(f"{self.name} has no column {name!r}")

    def column(self, name: str) -> list[Value]:
        """All its cells. Raises KeyError."""
        place = self.place(name)
        return [row[place] for row in self.rows]

    def numbers(self, name: str) -> list[int]:
        """All its cells where they are integers; unknown is 0. Raises KeyError."""
        return [_integer(value) for value in self.column(name)]


def largest_first(rows: Iterable[Row], *places: int) -> list[Row]:
    """Ordered by these columns of integers; what is equal in all of them is in the order of the rest's text."""
    return sorted(rows, key=lambda row: (*(-_integer(row[place]) for place in places), str(row)))


def _integer(value: Value) -> int:
    return value if isinstance(value, int) else 0
