"""What was read of watched repositories, as JSON text, so that a restart goes on and need not ask the forge again."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Engine,
    String,
    Table,
    Text,
    delete,
    select,
    update,
)

from ..core.errors import Refused
from .engine import metadata, reading
from .hints import Hint, answered, ask
from .upsert import insert

repositories = Table(
    "repositories",
    metadata,
    Column("place", String(500), primary_key=True),
    Column("host", String(300), nullable=False),
    Column("repository", BigInteger, nullable=False),
    Column("text", Text, nullable=False),
    Column("cursor", Text, nullable=False),
    Column("looks", BigInteger, nullable=False),
)
"""place: as the operator named it; text: the repository's own reading. cursor: up to where changes were learnt.
looks: how many readings were ever begun."""

readings = Table(
    "readings",
    metadata,
    Column("host", String(300), primary_key=True),
    Column("repository", BigInteger, primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("look", BigInteger, nullable=False),
    Column("read_at", BigInteger, nullable=False),
    Column("shape", String(64), nullable=False),
    Column("text", Text, nullable=False),
)
"""look: which of `looks` read it, read_at: when, in unix seconds. text: "" where there is nothing to hold true; shape:
of what type's fields it is, for one of another shape has to be read again."""

AT_ONCE = 500
"""Rows that one question asks for."""

Key = tuple[str, int]
"""Kind and number: `pull` 7, `issue` 3, `pushes` 0, `gists` 0."""


@dataclass(frozen=True, slots=True)
class Read:
    """What a look found of one thing. shape: of what type's fields the text is; text: "" if nothing is held true."""

    key: Key
    shape: str
    text: str


class StoredReadings:
    """What is stored of one repository. `place`: the operator's name for it; `host` and `repository`: who it is."""

    def __init__(self, store: Engine, place: str, host: str, repository: int) -> None:
        self._store = store
        self._place = place
        self.host = host
        self.repository = repository

    def cursor(self) -> str:
        """Up to where changes were learnt; "" at first."""
        with reading(self._store) as connection:
            found = connection.scalar(select(repositories.c.cursor).where(repositories.c.place == self._place))
            return str(found or "")

    def advance(self, cursor: str, changed: Iterable[Hint], at: int) -> None:
        """Changes up to that cursor are learnt, and all of them asked for."""
        with self._store.begin() as connection:
            ask(connection, changed, at)
            self._update(connection, cursor=cursor)

    def begin(self) -> int:
        """Note that a look begins; its number is higher than those of all that began before."""
        with self._store.begin() as connection:
            here = repositories.c.place == self._place
            raised = update(repositories).where(here).values(looks=repositories.c.looks + 1)
            return int(connection.execute(raised.returning(repositories.c.looks)).scalar_one())

    def keep(self, look: int, found: Iterable[Read], hints: Mapping[Hint, int], at: int) -> None:
        """Store what a look found, unless somebody who began later stored theirs already; and take away the hints that
        it answers, which had these tickets when it began."""
        rows = [
            {"host": self.host, "repository": self.repository, "kind": read.key[0], "number": read.key[1]}
            | {"look": look, "read_at": at, "shape": read.shape, "text": read.text}
            for read in found
        ]
        newer = insert(self._store, readings)
        values = {name: newer.excluded[name] for name in ("look", "read_at", "shape", "text")}
        later = readings.c.look < newer.excluded.look
        key = ("host", "repository", "kind", "number")
        with self._store.begin() as connection:
            if rows:
                connection.execute(newer.on_conflict_do_update(index_elements=key, set_=values, where=later), rows)
            answered(connection, hints)

    def present(self) -> dict[Key, tuple[int, int]]:
        """What is stored: which look read it, and when."""
        chosen = select(readings.c.kind, readings.c.number, readings.c.look, readings.c.read_at).where(*self._here())
        with reading(self._store) as connection:
            return {(row.kind, row.number): (row.look, row.read_at) for row in connection.execute(chosen)}

    def texts(self, wanted: Iterable[Key]) -> dict[Key, tuple[int, str]]:
        """The texts of these, as far as they are stored, each with its look."""
        numbers: dict[str, list[int]] = {}
        for kind, number in wanted:
            numbers.setdefault(kind, []).append(number)
        found: dict[Key, tuple[int, str]] = {}
        columns = readings.c.number, readings.c.look, readings.c.text
        with reading(self._store) as connection:
            for kind, of_kind in numbers.items():
                for start in range(0, len(of_kind), AT_ONCE):
                    some = readings.c.number.in_(of_kind[start : start + AT_ONCE])
                    for row in connection.execute(select(*columns).where(*self._here(kind), some)):
                        found[kind, row.number] = row.look, row.text
        return found

    def require_shapes(self, shapes: Mapping[str, str]) -> int:
        """Remove readings of other shapes than these by kind, and if there were any learn all changes anew."""
        removed = 0
        with self._store.begin() as connection:
            for kind, shape in shapes.items():
                stale = delete(readings).where(*self._here(kind), readings.c.shape != shape)
                removed += connection.execute(stale).rowcount
            if removed:
                self._update(connection, cursor="")
        return removed

    def _update(self, connection: Connection, **values: object) -> None:
        connection.execute(update(repositories).where(repositories.c.place == self._place).values(values))

    def _here(self, kind: str | None = None) -> list[ColumnElement[bool]]:
        where: list[ColumnElement[bool]] = [readings.c.host == self.host, readings.c.repository == self.repository]
        return where if kind is None else [*where, readings.c.kind == kind]


def known_repository(store: Engine, place: str) -> int:
    """The numeric id of what a place was when it was first opened; 0 if it never was."""
    with reading(store) as connection:
        return connection.scalar(select(repositories.c.repository).where(repositories.c.place == place)) or 0


def open_readings(store: Engine, place: str, host: str, repository: int, text: str) -> StoredReadings:
    """The readings of a place that turned out to be that repository.

    Raises Refused if it was another one before: names can be taken over by others, so a name never moves by itself.
    """
    row = {"place": place, "host": host, "repository": repository, "text": text, "cursor": "", "looks": 0}
    with store.begin() as connection:
        connection.execute(insert(connection, repositories).values(row).on_conflict_do_nothing())
        mine = repositories.c.place == place
        known = connection.execute(select(repositories).where(mine).with_for_update()).one()
        if (known.host, known.repository) != (host, repository):
            raise Refused(
                f"{place} was repository {known.repository} and is {repository} now: its name belongs to another one. "
                "If that is what you want to watch, name it anew in a fresh database."
            )
        connection.execute(update(repositories).where(mine).values(text=text))
    return StoredReadings(store, place, host, repository)
