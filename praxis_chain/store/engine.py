"""Opening a database by its URL."""

from typing import Any

from sqlalchemy import Engine, MetaData, create_engine, event
from sqlalchemy.engine import make_url

metadata = MetaData()
"""Every table of every service; each module of this room adds its own."""


def open_store(url: str) -> Engine:
    """An engine on a database whose tables are up to date.

    url: `sqlite:///praxis.db` or `postgresql+psycopg://user@host/name`.
    """
    engine = create_engine(url)
    if make_url(url).get_backend_name() == "sqlite":
        event.listen(engine, "connect", _careful)
    metadata.create_all(engine)
    return engine


def _careful(connection: Any, _: object) -> None:
    """Readers do not wait for a writer; what was committed outlives a loss of power."""
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000"):
        connection.execute(f"PRAGMA {pragma}")
