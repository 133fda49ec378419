"""What a sender means to do on chain, and every transaction it signed for that: written down before anything is sent.

Several processes may share this: what has to be one after the other for one key happens under a lock of that key.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, Table, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from .engine import reading
from .intents import OCCUPYING, UNFINISHED, Attempt, Intent, Meant, State, attempts, heads, intent_of, intents, keys

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
                connection, intents.c.nonce == intent.nonce, intents.c.state.in_(OCCUPYING), intents.c.id != intent.id
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
            *self._mine(), intents.c.nonce >= first, intents.c.state.in_(OCCUPYING)
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
        return [intent_of(row, by_intent[row.id]) for row in rows]
