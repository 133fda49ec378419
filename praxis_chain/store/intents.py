"""Intents and attempts: the tables, and a row of them as a value.

An intent is one call. It is unique while it is open: whoever means the same finds it and goes on with it. Each signed
transaction is an attempt at it; all attempts of an intent have its nonce, so at most one of them is ever mined.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)

from .engine import metadata


class State(StrEnum):
    """open: its nonce is still free. mined: in a block that may be reorganized away. superseded: a stranger's
    transaction took its nonce. closed: one or the other for good. dropped: no node takes it; its nonce is free again.
    """

    OPEN = "open"
    MINED = "mined"
    SUPERSEDED = "superseded"
    CLOSED = "closed"
    DROPPED = "dropped"


UNFINISHED = (State.OPEN, State.MINED, State.SUPERSEDED)
OCCUPYING = (State.OPEN, State.MINED, State.CLOSED)

keys = Table(
    "keys",
    metadata,
    Column("chain_id", BigInteger, primary_key=True, autoincrement=False),
    Column("address", String(42), primary_key=True),
    Column("turns", BigInteger, nullable=False),  # writing it is the lock of that key
)
heads = Table(
    "heads",
    metadata,
    Column("chain_id", BigInteger, primary_key=True, autoincrement=False),
    Column("number", BigInteger, nullable=False),  # the highest block that was ever seen
)
intents = Table(
    "intents",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("name", String(64), nullable=False),  # hash of chain, sender, to, data, value and what it is for
    Column("round", Integer, nullable=False),  # how often the same was meant before, and is done with
    Column("chain_id", BigInteger, nullable=False),
    Column("sender", String(42), nullable=False),
    Column("recipient", String(42)),  # none for a deployment
    Column("data", LargeBinary, nullable=False),
    Column("value", String(78), nullable=False),  # wei, decimal
    Column("gas", BigInteger, nullable=False),
    Column("action", Text, nullable=False),
    Column("nonce", BigInteger, nullable=False),
    Column("state", String(10), nullable=False),
    Column("refusals", Integer, nullable=False),  # by nodes, in a row
    Column("block_number", BigInteger),
    Column("block_hash", LargeBinary),
    Column("tx_hash", LargeBinary),  # the attempt that was mined, or the stranger's transaction
    Column("succeeded", Boolean),
    UniqueConstraint("name", "round"),
    Index("intents_state", "chain_id", "sender", "state"),
    Index(
        "intents_nonce",
        "chain_id",
        "sender",
        "nonce",
        unique=True,
        sqlite_where=text("state IN ('open', 'mined', 'closed')"),  # OCCUPYING
        postgresql_where=text("state IN ('open', 'mined', 'closed')"),
    ),
)
attempts = Table(
    "attempts",
    metadata,
    Column("intent", Integer, ForeignKey("intents.id"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("max_fee", BigInteger, nullable=False),  # wei per gas
    Column("tip", BigInteger, nullable=False),
    Column("signed_at", BigInteger, nullable=False),  # height of the chain's head
)


@dataclass(frozen=True, slots=True)
class Attempt:
    """A signed transaction. max_fee, tip: wei per gas; signed_at: height of the chain's head at that moment."""

    hash: bytes
    raw: bytes
    max_fee: int
    tip: int
    signed_at: int


@dataclass(frozen=True, slots=True)
class Meant:
    """What is to be done. name: hash of all that makes it this and no other."""

    name: str
    recipient: str | None
    data: bytes
    value: int
    gas: int
    action: str


@dataclass(frozen=True, slots=True)
class Intent:
    """As it is known now. tx_hash: the attempt that was mined, or the stranger's transaction where it is superseded."""

    id: int
    meant: Meant
    nonce: int
    state: State
    refusals: int
    attempts: tuple[Attempt, ...]
    block_number: int | None = None
    block_hash: bytes | None = None
    tx_hash: bytes | None = None
    succeeded: bool | None = None

    @property
    def newest(self) -> Attempt:
        """The one with the highest price."""
        return self.attempts[-1]


def intent_of(row: Any, signed: Sequence[Attempt]) -> Intent:
    """A row of `intents`, with its attempts in order."""
    meant = Meant(row.name, row.recipient, row.data, int(row.value), row.gas, row.action)
    return Intent(
        row.id, meant, row.nonce, State(row.state), row.refusals, tuple(signed),
        row.block_number, row.block_hash, row.tx_hash, row.succeeded,
    )  # fmt: skip
