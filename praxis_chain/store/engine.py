"""Opening a database by its URL, and the two kinds of transaction."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, MetaData, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from ..core.errors import NetworkFailed, WrongInput

metadata = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
        "fk": "fk_%(table_name)s_%(column_0_N_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
    }
)
"""Every table of every service; each module of this room adds its own."""

_READS = "praxis_reads"


def open_store(url: str) -> Engine:
    """An engine on a database whose tables are up to date.

    url: `sqlite:///praxis.db` or `postgresql+psycopg://user@host/name`. `engine.begin()` is for writing: on SQLite it
    waits for other writers before it reads anything, so that what it read still holds when it writes; on PostgreSQL
    lock the rows that count (`with_for_update`). `reading(engine)` waits for nobody.
    Raises WrongInput for a URL that names no database we know, NetworkFailed for one that cannot be opened, Refused
    for one of a later version.
    """
    from .migrations import migrate  # takes its time to load

    return open_engine(url, migrate)


def open_engine(url: str, prepare: Callable[[Engine], None], durable: bool = True) -> Engine:
    """An engine on a database that `prepare` was called with first.

    durable: what was committed outlives a loss of power; without it the last of it may be lost, and no more.
    Raises WrongInput, NetworkFailed as `open_store` does, and whatever `prepare` raises.
    """
    engine = _engine(url, durable)
    try:
        prepare(engine)
    except BaseException as error:
        engine.dispose()
        if not isinstance(error, DBAPIError):
            raise
        raise NetworkFailed(f"The database {shown(engine)} cannot be opened: {_first_line(error)}") from None
    return engine


def shown(engine: Engine) -> str:
    """Its URL, without a password."""
    return _shown(engine.url)


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """One consistent view of what is committed; writes nothing and holds up no writer."""
    options: dict[str, Any] = {_READS: True}
    if engine.dialect.name == "postgresql":
        options |= {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}
    with engine.connect().execution_options(**options) as connection:
        yield connection


def _engine(url: str, durable: bool) -> Engine:
    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "postgresql":
            return create_engine(parsed, isolation_level="READ COMMITTED", pool_pre_ping=True)
        if parsed.get_backend_name() != "sqlite" or parsed.database in (None, "", ":memory:"):
            raise WrongInput(
                f"{_shown(parsed)} cannot serve here: give sqlite:///FILE or postgresql+psycopg://HOST/NAME."
            )
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(parsed)
    except (ArgumentError, NoSuchModuleError, OSError, ImportError) as error:
        raise WrongInput(f"The database's URL cannot be used: {_first_line(error)}") from None
    event.listen(engine, "connect", lambda connection, _: _careful(connection, durable))
    event.listen(engine, "begin", _begin)
    return engine


def _careful(connection: Any, durable: bool) -> None:
    """Readers do not wait for a writer."""
    connection.isolation_level = None  # Python's driver would begin transactions by a rule of its own
    pragmas = ["busy_timeout=10000", "journal_mode=WAL"]
    if durable:
        pragmas += ["synchronous=FULL", "foreign_keys=ON"]
    else:  # many rows, added by one writer; the disk is waited for only where the log of changes goes into the file
        pragmas = ["page_size=16384", *pragmas, "synchronous=NORMAL", "wal_autocheckpoint=4000"]
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    reads = connection.get_execution_options().get(_READS, False)
    connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")


def _shown(url: URL) -> str:
    return url.render_as_string(hide_password=True)


def _first_line(error: BaseException) -> str:
    cause = error.orig if isinstance(error, DBAPIError) and error.orig else error
    return str(cause).strip().partition("\n")[0]
