"""The database of a service: SQLite by default, PostgreSQL for operators.

It holds nothing that cannot be learned again from forges and chain: losing it costs time, never money.
"""

from . import answers, attested, deliveries, hints, intents, readings  # every table, before a database is opened
from .engine import metadata, open_store, reading

__all__ = [
    "answers",
    "attested",
    "deliveries",
    "hints",
    "intents",
    "metadata",
    "open_store",
    "reading",
    "readings",
]
