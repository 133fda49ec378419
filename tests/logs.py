"""Logs as JSON-RPC shows them, made by hand; and web3's values as ours."""

from collections.abc import Sequence
from typing import Any


def a_log(topics: Sequence[bytes], data: bytes) -> dict[str, Any]:
    """One, in a block and a transaction that do not matter."""
    return {
        "address": "0x" + "Ab" * 20,
        "topics": ["0x" + topic.hex() for topic in topics],
        "data": "0x" + data.hex(),
        "blockNumber": "0x10",
        "blockHash": "0x" + "0b" * 32,
        "transactionHash": "0x" + "07" * 32,
        "transactionIndex": "0x0",
        "logIndex": "0x2",
        "removed": False,
    }


def plain(value: Any) -> Any:
    """web3's AttributeDicts as dicts, its tuples as lists."""
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    return {k: plain(v) for k, v in value.items()} if hasattr(value, "items") else value
