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

Key = tuple[str, int]
"""Kind and number: `pull` 7, `issue` 3, `pushes` 0, `gists` 0."""


@dataclass(frozen=True, slots=True)
class Look:
    """A reading that has begun. number: one that began later has a higher one. ticket: the hint's, as it was then."""

    hint: Hint
    number: int
    ticket: int


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

    def begin(self, hint: Hint, ticket: int) -> Look:
        """Note that a reading begins."""
        with self._store.begin() as connection:
            here = repositories.c.place == self._place
            raised = update(repositories).where(here).values(looks=repositories.c.looks + 1)
            number = connection.execute(raised.returning(repositories.c.looks)).scalar_one()
        return Look(hint, number, ticket)

    def keep(self, look: Look, key: Key, shape: str, text: str, at: int) -> None:
        """Store what was read ("": there is nothing), unless somebody who began later stored theirs already."""
        row = {"host": self.host, "repository": self.repository, "kind": key[0], "number": key[1]}
        value = {"look": look.number, "read_at": at, "shape": shape, "text": text}
        with self._store.begin() as connection:
            newer = insert(connection, readings).values({**row, **value})
            connection.execute(
                newer.on_conflict_do_update(
                    index_elements=[*row], set_=value, where=readings.c.look < newer.excluded.look
                )
            )

    def answer(self, look: Look) -> None:
        """The look is over, and what it found is stored."""
        with self._store.begin() as connection:
            answered(connection, look.hint, look.ticket)

    def present(self) -> dict[Key, tuple[int, int]]:
        """What is stored: which look read it, and when."""
        chosen = select(readings.c.kind, readings.c.number, readings.c.look, readings.c.read_at).where(*self._here())
        with reading(self._store) as connection:
            return {(row.kind, row.number): (row.look, row.read_at) for row in connection.execute(chosen)}

    def texts(self, wanted: Iterable[Key]) -> dict[Key, tuple[int, str]]:
        """The texts of these, as far as they are stored, each with its look."""
        found: dict[Key, tuple[int, str]] = {}
        with reading(self._store) as connection:
            for key in wanted:
                chosen = select(readings.c.look, readings.c.text).where(*self._here(*key))
                if (row := connection.execute(chosen).one_or_none()) is not None:
                    found[key] = row.look, row.text
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

    def _here(self, kind: str | None = None, number: int | None = None) -> list[ColumnElement[bool]]:
        where: list[ColumnElement[bool]] = [readings.c.host == self.host, readings.c.repository == self.repository]
        where += [] if kind is None else [readings.c.kind == kind]
        return where if number is None else [*where, readings.c.number == number]


def known_repository(store: Engine, place: str) -> str | None:
    """The text stored for a place, if it was ever opened."""
    with reading(store) as connection:
        return connection.scalar(select(repositories.c.text).where(repositories.c.place == place))


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
