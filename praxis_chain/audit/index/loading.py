"""Reading a database back: the same events as the chain tells, in the same order, with no chain at hand.

What a log says is decoded again, and has to be what the database says beside it: whoever reads its tables by SQL reads
the same. That a log was ever on chain, and that none is missing, is for the audit to prove.
"""

from collections.abc import Iterator
from typing import Any

import orjson
from sqlalchemy import Engine, select

from ...core.errors import WrongInput
from ...core.events import BlockStamp, Event
from ...evm.abi import Abi
from ...evm.answers import SENSELESS, require_whole
from ...evm.deployments import Contracts
from ...store.engine import reading, shown
from .cursor import read_cursor
from .database import altered, unaltered
from .found import Index
from .rows import args_text
from .tables import blocks, logs

AT_A_TIME = 2_000  # rows


def load(database: Engine, contracts: Contracts, up_to: BlockStamp) -> Index:
    """All up to that block. Raises WrongInput if the database has not read that far."""
    events: list[Event] = []
    foreign: list[dict[str, Any]] = []
    for found in stored(database, contracts, up_to):
        if isinstance(found, Event):
            events.append(found)
        else:
            foreign.append(found)
    return Index(tuple(events), tuple(foreign))


def stored(database: Engine, contracts: Contracts, up_to: BlockStamp) -> Iterator[Event | dict[str, Any]]:
    """The same one by one, for who cannot hold them all. A log that no ABI here knows comes as JSON-RPC shows it."""
    known: dict[str, tuple[str, Abi]] = {
        contract.name: (contract.address, contract.abi) for contract in (*contracts.emitters, contracts.usdc)
    }
    wanted = (
        select(
            blocks.c.number, blocks.c.hash, blocks.c.timestamp,
            logs.c.log_index, logs.c.tx_hash, logs.c.contract, logs.c.topics, logs.c.data, logs.c.name, logs.c.args,
        )
        .join(blocks, blocks.c.id == logs.c.block)
        .where(blocks.c.canonical, blocks.c.number <= up_to.number)
        .order_by(blocks.c.number, logs.c.log_index)
    )  # fmt: skip
    with unaltered(database), reading(database) as connection:
        read = read_cursor(connection).next
        if read <= up_to.number:
            raise WrongInput(
                f"The database {shown(database)} has been read up to block {read - 1}, and block {up_to.number} was "
                "asked for: run praxis audit sync."
            )
        rows = connection.execution_options(yield_per=AT_A_TIME).execute(wanted)
        for number, block_hash, timestamp, log_index, tx_hash, contract, topics, data, name, args in rows:
            try:
                address, abi = known[contract]
                log = {
                    "address": address,
                    "topics": orjson.loads(topics),
                    "data": data,
                    "blockNumber": hex(number),
                    "blockHash": block_hash,
                    "blockTimestamp": hex(timestamp),
                    "logIndex": hex(log_index),
                    "transactionHash": tx_hash,
                }
                require_whole(log)
            except SENSELESS:
                raise altered(database) from None
            event = abi.decode_log(log)
            if not _says_so(event, name, args):
                raise altered(database)
            yield log if event is None else event


def _says_so(event: Event | None, name: Any, args: Any) -> bool:
    """Whether the columns for people are what the log says. args: text on SQLite, an object on PostgreSQL."""
    if event is None:
        return name is None and args is None
    said = args_text(event.args)
    return bool(name == event.name and (args == said or args == orjson.loads(said)))
