"""`INSERT … ON CONFLICT`, which SQLite and PostgreSQL spell alike and SQLAlchemy keeps apart."""

from sqlalchemy import Connection, Engine, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert(store: Engine | Connection, table: Table) -> sqlite.Insert | postgresql.Insert:
    """An insert that offers `on_conflict_do_nothing` and `on_conflict_do_update`."""
    return postgresql.insert(table) if store.dialect.name == "postgresql" else sqlite.insert(table)
