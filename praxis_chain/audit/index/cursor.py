"""How far a database has been read."""

from dataclasses import dataclass

from sqlalchemy import Connection, select

from .database import altered
from .tables import cursor


@dataclass(frozen=True, slots=True)
class Cursor:
    """Its one row: see the table."""

    next: int
    hash: str | None
    final: int


def read_cursor(connection: Connection, lock: bool = False) -> Cursor:
    """lock: whoever else writes waits until this transaction is over. Raises WrongInput."""
    wanted = select(cursor.c.next, cursor.c.hash, cursor.c.final)
    found = Cursor(*connection.execute(wanted.with_for_update() if lock else wanted).one())
    numbers = isinstance(found.next, int) and isinstance(found.final, int) and found.next >= 0
    if not numbers or not isinstance(found.hash, str | None):
        raise altered(connection.engine)
    return found
