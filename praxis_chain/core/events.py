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


class NotText(str):
    """A `string` of a contract that is no UTF-8, which anybody can have it emit: wrong bytes are shown as escapes.

    raw: the bytes themselves, for whoever hashes them.
    """

    raw: bytes


def text_of(raw: bytes) -> str:
    """What a contract calls a string, as text; `NotText` where it is none."""
    try:
        return raw.decode()
    except UnicodeDecodeError:
        text = NotText(raw.decode(errors="backslashreplace"))
        text.raw = raw
        return text
