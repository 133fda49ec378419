"""Bringing a database up to a block of the chain, whatever happened to either since.

Logs, blocks and the cursor change in one transaction per stretch, so that a process may end at any moment and the next
goes on from there. The cursor knows the hash of the last block that was read: where the chain has another one now, the
last block that both have is searched for, all after it are no longer canonical, and are read again.
"""

import gc
from bisect import bisect_left
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain

from sqlalchemy import Connection, Engine, func, select, update

from ...core.errors import NetworkFailed, Refused
from ...core.events import BlockStamp
from ...evm.abi import Abi
from ...evm.client import Client, View
from ...evm.deployments import Contracts
from ...evm.networks import Network
from ...store.engine import reading, shown
from .cursor import Cursor, read_cursor
from .database import altered, claim, unaltered
from .fetch import Reorganised, Stretch, header, stretches
from .found import Progress
from .memory import require_deployed
from .rows import COLUMNS, by_address, row_of
from .tables import blocks, cursor, logs

AT_A_TIME = 250  # rows by one statement
TRIES = 5
"""How often the chain may be replaced in the course of one reading."""


@dataclass(frozen=True, slots=True)
class Synced:
    """What one call of `sync` did. added: logs. dropped: blocks that the chain no longer has. provisional: the last
    blocks may still be replaced."""

    up_to: BlockStamp
    added: int
    dropped: int
    provisional: bool


def sync(database: Engine, view: View, contracts: Contracts, progress: Progress | None = None) -> Synced:
    """Read what is missing up to the view's block. Nothing that was read is asked for again, but its last header.

    Raises WrongInput if the database is another deployment's, or the deployment younger than the block; Refused if a
    block was replaced that was final; NetworkFailed. WrongInput also where somebody altered it.
    """
    require_deployed(view, contracts)
    with unaltered(database), _no_collecting():
        claim(database, view.network, contracts)
        return _synced(database, view, contracts, progress)


def _synced(database: Engine, view: View, contracts: Contracts, progress: Progress | None) -> Synced:
    network = view.network
    final = Client(network).stamp("finalized").number if network.has_finalized else -1
    known = by_address((*contracts.emitters, contracts.usdc))
    added = dropped = replaced = 0
    while True:
        try:
            dropped += _go_back(database, network, contracts.first_block)
            start = _read_cursor(database)
            for stretch in stretches(network, contracts, start.next, start.hash, view.block.number, progress):
                kept = _keep(database, stretch, known)
                if kept is None:
                    break  # another process was faster: go on from where it is
                added += kept
            else:
                _finish(database, view, final)
                return Synced(view.block, added, dropped, view.block.number > final)
        except Reorganised:
            replaced += 1
            if replaced == TRIES:
                raise


def _keep(database: Engine, stretch: Stretch, known: Mapping[str, tuple[str, Abi]]) -> int | None:
    """Add a stretch, and move the cursor behind it; returns how many logs are new, None if it was not the next one."""
    with database.begin() as connection:
        at = _lock(connection)
        if (at.next, at.hash) != (stretch.first, stretch.before):
            return None
        new = _add_blocks(connection, stretch)
        added = 0
        for start in range(0, len(stretch.logs), AT_A_TIME):
            part = stretch.logs[start : start + AT_A_TIME]
            rows = [row_of(log, new[log["blockHash"]], known) for log in part if log["blockHash"] in new]
            if rows:
                connection.exec_driver_sql(_insert(connection, len(rows)), tuple(chain.from_iterable(rows)))
            added += len(rows)
        last = stretch.last
        connection.execute(update(cursor).values(next=last.number + 1, hash=last.hash))
    return added


def _insert(connection: Connection, rows: int) -> str:
    """So many rows by one statement, in the driver's own words: SQLAlchemy would look at each row, and SQLite's driver
    let the thread that fetches go first at each."""
    mark = "?" if connection.dialect.name == "sqlite" else "%s"
    row = f"({', '.join([mark] * len(COLUMNS))})"
    return f"INSERT INTO {logs.name} ({', '.join(COLUMNS)}) VALUES {', '.join([row] * rows)}"


def _add_blocks(connection: Connection, stretch: Stretch) -> dict[str, int]:
    """The ids of blocks that are new, by hash. Those that are known from before a reorganisation have their logs."""
    there = select(blocks.c.id, blocks.c.hash).where(blocks.c.number.between(stretch.first, stretch.last.number))
    old = {name: number for number, name in connection.execute(there)}
    found: dict[str, tuple[int, str | None, int]] = {}
    for log in stretch.logs:
        if log["blockHash"] not in found:
            found[log["blockHash"]] = (int(log["blockNumber"], 16), None, int(log["blockTimestamp"], 16))
    last = stretch.last
    found[last.hash] = (last.number, last.parent, last.timestamp)
    again = [old[name] for name in found if name in old]
    if again:
        connection.execute(update(blocks).where(blocks.c.id.in_(again)).values(canonical=True))
    first = (connection.scalar(select(func.max(blocks.c.id))) or 0) + 1
    new = {name: first + i for i, name in enumerate(name for name in found if name not in old)}
    if new:
        names = ("number", "parent", "timestamp")
        rows = [
            {"id": number, "hash": name, "canonical": True} | dict(zip(names, found[name], strict=True))
            for name, number in new.items()
        ]
        connection.execute(blocks.insert(), rows)
    return new


def _go_back(database: Engine, network: Network, first_block: int) -> int:
    """To the last block that the chain still has; returns how many it no longer has. Raises Refused, NetworkFailed."""
    start = _read_cursor(database)
    if start.hash is None or _is_on_chain(network, start.next - 1, start.hash):
        return 0
    read = _replaceable(database, start.final)
    lost = bisect_left(read, True, key=lambda block: not _is_on_chain(network, *block))
    if lost == len(read):
        return 0  # it was away for a moment only
    number, name = read[lost]
    if number <= start.final:
        if header(network, number) is None:
            raise NetworkFailed(
                f"{network.name} does not have block {number} yet, which {shown(database)} has read: wait until it "
                "has, or ask another node."
            )
        raise Refused(
            f"Block {number} was final as {name}, and {network.name} has another one now: it is on another chain, or "
            "one of two nodes lied. Ask another node, or read everything again into a new database."
        )
    last, before = read[lost - 1] if lost else (first_block - 1, None)
    with database.begin() as connection:
        if _lock(connection) != start:
            return 0  # another process did it
        gone = update(blocks).where(blocks.c.canonical, blocks.c.number > last).values(canonical=False)
        dropped: int = connection.execute(gone).rowcount
        connection.execute(update(cursor).values(next=last + 1, hash=before))
    return dropped


def _replaceable(database: Engine, final: int) -> list[tuple[int, str]]:
    """Number and hash of the blocks that are canonical, ascending, from the last that is final on."""
    last_final = select(func.max(blocks.c.number)).where(blocks.c.canonical, blocks.c.number <= final)
    with reading(database) as connection:
        start = connection.scalar(last_final)
        wanted = select(blocks.c.number, blocks.c.hash).where(blocks.c.canonical).order_by(blocks.c.number)
        if start is not None:
            wanted = wanted.where(blocks.c.number >= start)
        found = [(number, name) for number, name in connection.execute(wanted)]
    if not all(isinstance(number, int) and number >= 0 for number, _ in found):
        raise altered(database)
    return found


def _finish(database: Engine, view: View, final: int) -> None:
    """Everything that was read is of the chain that the view's block is of; now note what of it is final."""
    block, name = view.block, "0x" + view.block.hash.hex()
    last = _read_cursor(database)
    if name != last.hash if last.next == block.number + 1 else not _is_on_chain(view.network, block.number, name):
        raise Reorganised(view.network, block.number)
    if min(final, last.next - 1) > last.final:
        with database.begin() as connection:
            now = _lock(connection)
            if now.next >= last.next:
                connection.execute(update(cursor).values(final=max(now.final, min(final, last.next - 1))))


def _is_on_chain(network: Network, number: int, name: str) -> bool:
    found = header(network, number)
    return found is not None and found.hash == name


def _read_cursor(database: Engine) -> Cursor:
    with reading(database) as connection:
        return read_cursor(connection)


def _lock(connection: Connection) -> Cursor:
    """Whoever else writes waits until this transaction is over."""
    return read_cursor(connection, lock=True)


@contextmanager
def _no_collecting() -> Iterator[None]:
    """Rows are many and refer to nothing: looking for cycles among them takes a third of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
