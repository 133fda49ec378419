"""A log as it is kept: as the node gave it, and as anybody can read it."""

from collections.abc import Mapping
from typing import Any

import orjson

from ...evm.abi import Abi, Contract
from .fetch import Log

SAFE_INTEGER = 2**53  # from here on a JSON reader may not give it back exactly

COLUMNS = ("block", "log_index", "tx_hash", "contract", "topics", "data", "name", "args")


def by_address(contracts: tuple[Contract, ...]) -> dict[str, tuple[str, Abi]]:
    """Name and ABI of the contracts, by address as nodes write it."""
    return {contract.address.lower(): (contract.name, contract.abi) for contract in contracts}


def row_of(log: Log, block: int, known: Mapping[str, tuple[str, Abi]]) -> tuple[Any, ...]:
    """The row of `logs`, in the order of COLUMNS. block: the id of its row in `blocks`."""
    contract, abi = known[log["address"].lower()]
    read = abi.read_log(log["topics"], log["data"])
    name, args = (None, None) if read is None else (read[0], args_text(read[1]))
    topics = orjson.dumps(log["topics"]).decode()
    return block, int(log["logIndex"], 16), log["transactionHash"], contract, topics, log["data"], name, args


def args_text(args: Mapping[str, Any]) -> str:
    """An event's values as a JSON object."""
    plain = {name: "0x" + value.hex() if type(value) is bytes else _plain(value) for name, value in args.items()}
    return orjson.dumps(plain).decode()


def _plain(value: Any) -> Any:
    kind = type(value)
    if kind is bytes:
        return "0x" + value.hex()
    if kind is bool:
        return value
    if kind is int:
        return value if -SAFE_INTEGER < value < SAFE_INTEGER else str(value)
    if kind is list:
        return [_plain(item) for item in value]
    if kind is dict:
        return {name: _plain(item) for name, item in value.items()}
    return str(value).replace("\0", "\\x00")  # PostgreSQL's JSON has no such character
