"""What a chain said, as plain values: a block's stamp, and an event that a contract emitted in it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, order=True)
class BlockStamp:
    """A block and when it was: height, hash (32 bytes), timestamp (unix seconds)."""

    number: int
    hash: bytes
    timestamp: int


@dataclass(frozen=True, slots=True)
class Event:
    """One decoded log.

    `args` by parameter name: integers, bytes, bool, str; addresses as EIP-55 text; structs as dicts; an indexed string,
    bytes or array as the 32-byte hash that is all the chain kept of it. `block_time` (unix seconds) is None where the
    node did not say it.
    """

    name: str
    args: Mapping[str, Any]
    address: str
    block_number: int
    block_hash: bytes
    log_index: int
    tx_hash: bytes
    block_time: int | None = None
