"""Reading a database back: the same events as the chain tells, in the same order, with no chain at hand."""

from collections.abc import Iterator
from typing import Any

import orjson
from sqlalchemy import Engine, select

from ...core.errors import WrongInput
from ...core.events import BlockStamp, Event
from ...evm.abi import Abi
from ...evm.deployments import Contracts
from ...store.engine import reading, shown
from .found import Index
from .tables import blocks, cursor, logs

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
            logs.c.log_index, logs.c.tx_hash, logs.c.contract, logs.c.topics, logs.c.data,
        )
        .join(blocks, blocks.c.id == logs.c.block)
        .where(blocks.c.canonical, blocks.c.number <= up_to.number)
        .order_by(blocks.c.number, logs.c.log_index)
    )  # fmt: skip
    with reading(database) as connection:
        read = connection.scalar(select(cursor.c.next)) or 0
        if read <= up_to.number:
            raise WrongInput(
                f"The database {shown(database)} has been read up to block {read - 1}, and block {up_to.number} was "
                "asked for: run praxis audit sync."
            )
        rows = connection.execution_options(yield_per=AT_A_TIME).execute(wanted)
        for number, block_hash, timestamp, log_index, tx_hash, name, topics, data in rows:
            address, abi = known[name]
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
            event = abi.decode_log(log)
            yield log if event is None else event
