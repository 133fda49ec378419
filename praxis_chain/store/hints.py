"""Where somebody should look again. A hint claims nothing, so losing, repeating or inventing one does no harm."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass

from sqlalchemy import BigInteger, Column, Connection, Engine, String, Table, bindparam, delete, select

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


_KEY = ("host", "repository", "kind", "number")


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
    rows = [{**asdict(hint), "ticket": secrets.randbits(62), "asked_at": at} for hint in wanted]
    said = insert(connection, hints)
    values = {"ticket": said.excluded.ticket, "asked_at": said.excluded.asked_at}
    if rows:
        connection.execute(said.on_conflict_do_update(index_elements=_KEY, set_=values), rows)


def asked(store: Engine, host: str, repository: int) -> dict[Hint, int]:
    """What waits there, longest first, each with its ticket."""
    there = (hints.c.host == host) & (hints.c.repository == repository)
    ordered = select(hints).where(there).order_by(hints.c.asked_at, hints.c.kind, hints.c.number)
    with reading(store) as connection:
        return {Hint(row.host, row.repository, row.kind, row.number): row.ticket for row in connection.execute(ordered)}


def answered(connection: Connection, tickets: Mapping[Hint, int]) -> None:
    """Somebody looked who began when the hints had these tickets: those that were said again since stay."""
    rows = [{f"the_{name}": value for name, value in {**asdict(h), "ticket": t}.items()} for h, t in tickets.items()]
    fits = [hints.c[name] == bindparam(f"the_{name}") for name in (*_KEY, "ticket")]
    if rows:
        connection.execute(delete(hints).where(*fits), rows)


def forget_hints(store: Engine, before: int) -> int:
    """Remove what nobody has answered since that time: hints about repositories that nobody watches here."""
    with store.begin() as connection:
        return connection.execute(delete(hints).where(hints.c.asked_at < before)).rowcount
