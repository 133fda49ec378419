"""Where somebody should look again. A hint claims nothing, so losing, repeating or inventing one does no harm."""

import secrets
from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import BigInteger, Column, Connection, Engine, String, Table, delete, select

from .engine import metadata, reading
from .upsert import insert

PULL, ISSUE, REPOSITORY = "pull", "issue", "repository"

hints = Table(
    "hints",
    metadata,
    Column("host", String(300), primary_key=True),
    Column("repository", BigInteger, primary_key=True),
    Column("kind", String(20), primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("ticket", BigInteger, nullable=False),
    Column("asked_at", BigInteger, nullable=False, index=True),
)
"""ticket: another random number whenever it is said again; asked_at: when it was last said, in unix seconds."""


@dataclass(frozen=True, slots=True, order=True)
class Hint:
    """Look at this. host and repository as in `forges.github.readings`; kind: `pull`, `issue`, or `repository` (all
    of it, number 0)."""

    host: str
    repository: int
    kind: str
    number: int = 0


def ask(connection: Connection, wanted: Iterable[Hint], at: int) -> None:
    """Say, within a transaction, that these should be looked at."""
    for hint in wanted:
        row = {"host": hint.host, "repository": hint.repository, "kind": hint.kind, "number": hint.number}
        said = {"ticket": secrets.randbits(62), "asked_at": at}
        connection.execute(
            insert(connection, hints).values({**row, **said}).on_conflict_do_update(index_elements=[*row], set_=said)
        )


def asked(store: Engine, host: str, repository: int) -> dict[Hint, int]:
    """What waits there, longest first, each with its ticket."""
    there = (hints.c.host == host) & (hints.c.repository == repository)
    ordered = select(hints).where(there).order_by(hints.c.asked_at, hints.c.kind, hints.c.number)
    with reading(store) as connection:
        return {Hint(row.host, row.repository, row.kind, row.number): row.ticket for row in connection.execute(ordered)}


def answered(connection: Connection, hint: Hint, ticket: int) -> None:
    """Somebody looked who began when the hint had that ticket: if it was said again since, it stays."""
    matches = [getattr(hints.c, name) == getattr(hint, name) for name in ("host", "repository", "kind", "number")]
    connection.execute(delete(hints).where(*matches, hints.c.ticket == ticket))


def forget_hints(store: Engine, before: int) -> int:
    """Remove what nobody has answered since that time: hints about repositories that nobody watches here."""
    with store.begin() as connection:
        return connection.execute(delete(hints).where(hints.c.asked_at < before)).rowcount
