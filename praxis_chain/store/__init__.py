"""The database of a service: SQLite by default, PostgreSQL for operators.

It holds nothing that cannot be learned again from forges and chain: losing it costs time, never money.
"""

from .engine import metadata, open_store, reading

__all__ = ["metadata", "open_store", "reading"]
