"""What an attester signed: its append-only log, and for each thing that may be stated once, which fact states it.

Several processes may use one database: everything that writes first takes the one row of `attested_head`, so that the
log has one last entry and nothing is stated twice.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, Engine, ForeignKey, Integer, String, Table, Text, select, update

from ..core.attester_log import Head
from ..core.errors import Refused
from .engine import metadata, reading
from .upsert import insert

heads = Table(
    "attested_head",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("number", BigInteger, nullable=False),
    Column("hash", String(66), nullable=False),
)
"""One row, with id 1: the last entry of the log."""

entries = Table(
    "attested_entries",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("attester", String(42), nullable=False),
    Column("root", String(66), nullable=False, index=True),
    Column("document", Text, nullable=False),
)
"""The log. root: "" where nothing was signed. document: the entry's JSON (`core.attester_log`). Never changed."""

stated = Table(
    "attested_facts",
    metadata,
    Column("slot", String(66), primary_key=True),
    Column("fact", String(66), nullable=False),
    Column("at", BigInteger, nullable=False),
)
"""Which fact an attester stands by, for each slot that takes one at a time: written before it is signed."""

evidence = Table(
    "attested_evidence",
    metadata,
    Column("hash", String(66), primary_key=True),
    Column("document", Text, nullable=False),
)
"""The canonical JSON that facts which were stated follow from, by its keccak256: kept, so that anybody can judge it."""

refusals = Table(
    "attested_refusals",
    metadata,
    Column("fact", String(66), primary_key=True),
    Column("reason", String(64), primary_key=True),
    Column("number", BigInteger, ForeignKey("attested_entries.number"), nullable=False),
)
"""Refusals that are in the log already: each stands there once."""


MakeEntry = Callable[[Head], Mapping[str, Any]]
MakeEntryOf = Callable[[Head, list[tuple[bytes, str]]], Mapping[str, Any]]


class AttestedStore:
    """All hashes are 32 bytes, addresses 20; times unix seconds. Raises sqlalchemy.exc.SQLAlchemyError."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        with engine.begin() as connection:
            first = Head()
            row = {"id": 1, "number": first.number, "hash": _text(first.hash)}
            connection.execute(insert(connection, heads).values(row).on_conflict_do_nothing())

    # -- what was stated ----------------------------------------------------------------------------------------------

    def stated(self, slots: list[bytes]) -> dict[bytes, bytes]:
        """Of these slots, those that were taken, with the fact that took them."""
        with reading(self._engine) as connection:
            return _stated(connection, slots)

    def state(
        self,
        at: int,
        facts: Mapping[bytes, bytes],
        instead_of: Mapping[bytes, bytes],
        documents: Mapping[bytes, str],
    ) -> None:
        """Stand by these facts, by slot: all or none. `instead_of`: by slot, the fact that may be given up for it.
        `documents`: the evidence, by hash.

        Raises Refused if a slot was taken by any other fact: somebody else was faster.
        """
        with self._engine.begin() as connection:
            _lock(connection)
            before = _stated(connection, facts)
            for slot, taken in before.items():
                if taken not in (facts[slot], instead_of.get(slot)):
                    raise Refused(f"Another request had {_text(taken)} signed in between: ask again.")
            rows = [
                {"slot": _text(slot), "fact": _text(fact), "at": at}
                for slot, fact in facts.items()
                if before.get(slot) != fact
            ]
            change = insert(connection, stated)
            new = {name: change.excluded[name] for name in ("fact", "at")}
            _keep(connection, documents)
            if rows:
                connection.execute(change.on_conflict_do_update(index_elements=["slot"], set_=new), rows)

    def evidence(self, name: bytes) -> str | None:
        """The canonical JSON of that hash, if something that follows from it was stated."""
        with reading(self._engine) as connection:
            found: str | None = connection.scalar(select(evidence.c.document).where(evidence.c.hash == _text(name)))
        return found

    # -- the log ------------------------------------------------------------------------------------------------------

    def append(self, attester: bytes, root: bytes, make: MakeEntry) -> bytes:
        """Add the entry that `make` makes of the present head about that root, and return the attester's signature; if
        it is in the log already, that one, and nothing is added."""
        with self._engine.begin() as connection:
            head = _lock(connection)
            given = _signed(connection, attester, root)
            if given is not None:
                return given
            entry = make(head)
            _add(connection, entry)
            return _signature(entry)

    def append_refusals(self, pairs: list[tuple[bytes, str]], make: MakeEntryOf) -> Mapping[str, Any] | None:
        """Add an entry about those of these refusals (fact, reason) that are not in the log yet; None if all are."""
        with self._engine.begin() as connection:
            head = _lock(connection)
            new = [pair for pair in pairs if not _is_refused(connection, *pair)]
            if not new:
                return None
            entry = make(head, new)
            _add(connection, entry)
            for fact, reason in new:
                row = {"fact": _text(fact), "reason": reason, "number": entry["number"]}
                connection.execute(refusals.insert().values(row))
            return entry

    def signed(self, attester: bytes, root: bytes) -> bytes | None:
        """The attester's signature over that root, if it was given already."""
        with reading(self._engine) as connection:
            return _signed(connection, attester, root)

    def head(self) -> Head:
        """The last entry."""
        with reading(self._engine) as connection:
            number, last = connection.execute(select(heads.c.number, heads.c.hash).where(heads.c.id == 1)).one()
        return Head(number, bytes.fromhex(last[2:]))

    def read(self, start: int, limit: int, longest: int) -> list[str]:
        """Entries from number `start` on, as JSON texts: at most `limit`, and no more than `longest` characters of
        them, but one at least if there is one."""
        wanted = select(entries.c.document).where(entries.c.number >= start).order_by(entries.c.number).limit(limit)
        found: list[str] = []
        with reading(self._engine) as connection:
            for document in connection.execution_options(yield_per=8).scalars(wanted):
                if found and sum(map(len, found)) + len(document) > longest:
                    break
                found.append(document)
        return found


def _lock(connection: Connection) -> Head:
    """The last entry; whoever else writes waits until this transaction is over."""
    number, last = connection.execute(
        select(heads.c.number, heads.c.hash).where(heads.c.id == 1).with_for_update()
    ).one()
    return Head(number, bytes.fromhex(last[2:]))


def _add(connection: Connection, entry: Mapping[str, Any]) -> None:
    row = {
        "number": entry["number"],
        "attester": entry["attester"],
        "root": entry["root"],
        "document": json.dumps(entry, separators=(",", ":")),
    }
    connection.execute(entries.insert().values(row))
    connection.execute(update(heads).where(heads.c.id == 1).values(number=entry["number"], hash=entry["hash"]))


def _signed(connection: Connection, attester: bytes, root: bytes) -> bytes | None:
    wanted = select(entries.c.document).where(entries.c.root == _text(root), entries.c.attester == _text(attester))
    document = connection.scalar(wanted)
    return None if document is None else _signature(json.loads(document))


def _signature(entry: Mapping[str, Any]) -> bytes:
    return bytes.fromhex(entry["signature"][2:])


def _stated(connection: Connection, slots: Iterable[bytes]) -> dict[bytes, bytes]:
    wanted = select(stated.c.slot, stated.c.fact).where(stated.c.slot.in_([_text(slot) for slot in slots]))
    return {bytes.fromhex(slot[2:]): bytes.fromhex(fact[2:]) for slot, fact in connection.execute(wanted)}


def _keep(connection: Connection, documents: Mapping[bytes, str]) -> None:
    rows = [{"hash": _text(name), "document": document} for name, document in documents.items()]
    if rows:
        connection.execute(insert(connection, evidence).on_conflict_do_nothing(), rows)


def _is_refused(connection: Connection, fact: bytes, reason: str) -> bool:
    wanted = select(refusals.c.number).where(refusals.c.fact == _text(fact), refusals.c.reason == reason)
    return connection.scalar(wanted) is not None


def _text(value: bytes) -> str:
    return "0x" + value.hex()
