"""Bringing a database's tables up to date, one migration after the other.

A table changes together with a new migration: `python -m praxis_chain.store.migrations "say what changes"` writes the
next one, by what an SQLite database lacks then. There is no way back: a database that is too new is refused, and any
may be deleted, for all that it holds can be learnt again.
"""

import threading
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, inspect, text

from ...core.errors import Refused
from ..engine import reading

_LOCK = 0x70726178  # PostgreSQL: whoever migrates holds it, so that one does
_one_at_a_time = threading.Lock()  # Alembic keeps what it works on in a global variable


def migrate(store: Engine) -> None:
    """Run what was not run yet; leaves a database alone that is up to date. Raises Refused for one of a later version
    of this program, or of another one."""
    config = make_config()
    script = ScriptDirectory.from_config(config)
    head = script.get_current_head()
    with reading(store) as connection:
        if _revision(connection) == head:
            return
    with _one_at_a_time, store.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        current = _revision(connection)
        _require_ours(connection, current, {revision.revision for revision in script.walk_revisions()})
        if current != head:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")


def make_config() -> Config:
    """Alembic's, for this folder."""
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.set_main_option("path_separator", "os")
    return config


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def _require_ours(connection: Connection, current: str | None, known: set[str]) -> None:
    shown = connection.engine.url.render_as_string(hide_password=True)
    if current is not None and current not in known:
        raise Refused(
            f"The database {shown} is of a later version of praxis-chain (its tables are of {current}): install that "
            "version, or name another database."
        )
    if current is None and inspect(connection).get_table_names():
        raise Refused(f"The database {shown} holds tables that are not praxis-chain's: name an empty one.")
