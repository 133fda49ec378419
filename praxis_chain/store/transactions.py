"""What a sender means to do on chain, and every transaction it signed for that: written down before anything is sent.

An intent is one call. It is unique while it is open: whoever means the same finds it and goes on with it. Each signed
transaction is an attempt at it; all attempts of an intent have its nonce, so at most one of them is ever mined.

Several processes may share this: what has to be one after the other for one key happens under a lock of that key.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    Engine,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    String,
    Table,
    Text,
    UniqueConstraint,
    func,
    insert,
    select,
    text,
    update,
)
from sqlalchemy.exc import IntegrityError

from .engine import metadata, reading


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
_OCCUPYING = (State.OPEN, State.MINED, State.CLOSED)

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
        sqlite_where=text("state IN ('open', 'mined', 'closed')"),  # _OCCUPYING
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


Sign = Callable[[int], Attempt]
"""Given a nonce, the signed transaction."""


class Transactions:
    """The intents of one key on one chain."""

    def __init__(self, engine: Engine, chain_id: int, sender: str) -> None:
        self._engine = engine
        self._chain_id = chain_id
        self._sender = sender

    def begin(self, meant: Meant, free: int, sign: Sign, nonce: int | None = None) -> Intent | None:
        """Write down an intent with its first attempt, all or nothing; or find the open one that means the same.

        free: the chain says that nonces from here on are free; the lowest that no intent has is taken. `nonce`: that
        one and no other; None is returned if an intent has it.
        """
        with self._alone() as connection:
            found = self._where(connection, intents.c.name == meant.name, intents.c.state == State.OPEN)
            if found:
                return found[0]
            taken = self._taken(connection, free if nonce is None else nonce)
            if nonce in taken:
                return None
            chosen = (
                nonce if nonce is not None else next(n for n in range(free, free + len(taken) + 1) if n not in taken)
            )
            rounds = connection.scalar(select(func.count()).where(intents.c.name == meant.name)) or 0
            row = connection.execute(
                insert(intents).values(
                    name=meant.name, round=rounds, chain_id=self._chain_id, sender=self._sender,
                    recipient=meant.recipient, data=meant.data, value=str(meant.value), gas=meant.gas,
                    action=meant.action, nonce=chosen, state=State.OPEN, refusals=0,
                )
            )  # fmt: skip
            number = int(row.inserted_primary_key[0])  # type: ignore[index]
            self._store(connection, number, 0, sign(chosen))
            return self._by_id(connection, number)

    def replace(self, intent: Intent, sign: Sign) -> Intent:
        """Add an attempt; unless somebody else just did, or it is no longer open: then as it is now."""
        with self._alone() as connection:
            now = self._by_id(connection, intent.id)
            if now.state is State.OPEN and len(now.attempts) == len(intent.attempts):
                self._store(connection, now.id, len(now.attempts), sign(now.nonce))
                now = self._by_id(connection, intent.id)
            return now

    def mark(self, intent: Intent, state: State, **fields: Any) -> Intent:
        """Write down what became of it."""
        with self._alone() as connection:
            connection.execute(update(intents).where(intents.c.id == intent.id).values(state=state, **fields))
            return self._by_id(connection, intent.id)

    def reopen(self, intent: Intent) -> Intent:
        """Its nonce is free again. Where another intent has that now, it stays as it is."""
        with self._alone() as connection:
            others = self._where(
                connection, intents.c.nonce == intent.nonce, intents.c.state.in_(_OCCUPYING), intents.c.id != intent.id
            )
            if not others:
                gone = {"block_number": None, "block_hash": None, "tx_hash": None, "succeeded": None}
                connection.execute(update(intents).where(intents.c.id == intent.id).values(state=State.OPEN, **gone))
            return self._by_id(connection, intent.id)

    def read(self, intent: Intent) -> Intent:
        """As it is now."""
        with reading(self._engine) as connection:
            return self._by_id(connection, intent.id)

    def unfinished(self) -> list[Intent]:
        """All that are not done with for good, by nonce."""
        with reading(self._engine) as connection:
            return self._where(connection, intents.c.state.in_(UNFINISHED))

    def highest(self) -> int:
        """The highest block that was ever seen of this chain; −1 if none was."""
        with reading(self._engine) as connection:
            found = connection.scalar(select(heads.c.number).where(heads.c.chain_id == self._chain_id))
        return -1 if found is None else int(found)

    def saw(self, number: int) -> None:
        """A block of that height was seen."""
        mine = heads.c.chain_id == self._chain_id
        for _ in range(2):  # if somebody else writes the first one meanwhile, it may be lower
            with self._engine.begin() as connection:
                higher = update(heads).where(mine, heads.c.number < number).values(number=number)
                if connection.execute(higher).rowcount:
                    return
            if self.highest() >= 0:
                return
            self._insert_once(heads, chain_id=self._chain_id, number=number)

    # -- one after the other ------------------------------------------------------------------------------------------

    @contextmanager
    def _alone(self) -> Iterator[Connection]:
        """Nobody else writes for this key meanwhile, in whatever process: its row is written first, which is a lock."""
        mine = (keys.c.chain_id == self._chain_id) & (keys.c.address == self._sender)
        turn = update(keys).where(mine).values(turns=keys.c.turns + 1)
        with self._engine.begin() as connection:
            if connection.execute(turn).rowcount:
                yield connection
                return
        self._insert_once(keys, chain_id=self._chain_id, address=self._sender, turns=0)
        with self._engine.begin() as connection:
            connection.execute(turn)
            yield connection

    def _insert_once(self, table: Table, **values: Any) -> None:
        try:
            with self._engine.begin() as connection:
                connection.execute(insert(table).values(**values))
        except IntegrityError:
            pass  # somebody else just did

    # -- rows ---------------------------------------------------------------------------------------------------------

    def _taken(self, connection: Connection, first: int) -> set[int]:
        query = select(intents.c.nonce).where(
            *self._mine(), intents.c.nonce >= first, intents.c.state.in_(_OCCUPYING)
        )  # fmt: skip
        return set(connection.scalars(query))

    def _mine(self) -> tuple[Any, Any]:
        return intents.c.chain_id == self._chain_id, intents.c.sender == self._sender

    def _store(self, connection: Connection, intent: int, number: int, attempt: Attempt) -> None:
        connection.execute(
            insert(attempts).values(
                intent=intent, number=number, hash=attempt.hash, raw=attempt.raw, max_fee=attempt.max_fee,
                tip=attempt.tip, signed_at=attempt.signed_at,
            )
        )  # fmt: skip

    def _by_id(self, connection: Connection, number: int) -> Intent:
        return self._where(connection, intents.c.id == number)[0]

    def _where(self, connection: Connection, *conditions: Any) -> list[Intent]:
        query = select(intents).where(*self._mine(), *conditions).order_by(intents.c.nonce, intents.c.id)
        rows = connection.execute(query).all()
        signed = select(attempts).where(attempts.c.intent.in_([row.id for row in rows])).order_by(attempts.c.number)
        by_intent: dict[int, list[Attempt]] = {}
        for row in connection.execute(signed) if rows else ():
            attempt = Attempt(row.hash, row.raw, row.max_fee, row.tip, row.signed_at)
            by_intent.setdefault(row.intent, []).append(attempt)
        return [_intent(row, by_intent[row.id]) for row in rows]


def _intent(row: Any, signed: Sequence[Attempt]) -> Intent:
    meant = Meant(row.name, row.recipient, row.data, int(row.value), row.gas, row.action)
    return Intent(
        row.id, meant, row.nonce, State(row.state), row.refusals, tuple(signed),
        row.block_number, row.block_hash, row.tx_hash, row.succeeded,
    )  # fmt: skip
