"""Reading RLP (yellow paper, appendix B) that somebody gave: the one encoding a value has, or BadProof.

`rlp` refuses what is too short, too long, or written longer than it need be; what is a list, a text of a given length
or a number has to be said here.
"""

from typing import Any

import rlp  # type: ignore[import-untyped]
from rlp.exceptions import RLPException  # type: ignore[import-untyped]

from ..errors import BadProof

SHORT = 55  # bytes of an item whose length stands in its first byte
FEW = 64  # entries that a list may have however small they are


def read_list(encoded: bytes, what: str) -> list[Any]:
    """The items of a list; each is bytes or a list again. `what` names it in the error: "the header"."""
    read = _read(encoded, what)
    if not isinstance(read, list):
        raise BadProof(f"{what} is no list of RLP.")
    return read


def read_number(item: Any, what: str, largest: int = 2**256 - 1) -> int:
    """A scalar: big-endian, without leading zeros, zero is the empty text."""
    if not isinstance(item, bytes) or item[:1] == b"\0":
        raise BadProof(f"{what} is no number of RLP.")
    value = int.from_bytes(item, "big")
    if value > largest:
        raise BadProof(f"{what} is larger than it can be.")
    return value


def read_bytes(item: Any, what: str, length: int | None = None) -> bytes:
    """A text, of exactly `length` bytes where that is given."""
    if not isinstance(item, bytes) or (length is not None and len(item) != length):
        raise BadProof(f"{what} is not {'a text' if length is None else f'{length} bytes'}.")
    return item


def read_text(encoded: bytes, what: str) -> bytes:
    """A text by itself, as a storage slot's value is kept."""
    return read_bytes(_read(encoded, what), what)


def split(encoded: bytes, what: str, least: int = 0) -> list[tuple[bool, bytes]]:
    """The items of a list one level deep: whether each is a list, and its encoding, of a text what is in it.

    For what may be large and is not hashed yet: in linear time and memory, which `read_list` is not. `least`: bytes
    that its items have on average; many more and smaller ones are refused before they are read.
    """
    at, end, is_list = _bounds(encoded, 0, len(encoded), what)
    if not is_list or end != len(encoded):
        raise BadProof(f"{what} is no list of RLP.")
    items: list[tuple[bool, bytes]] = []
    while at < end:
        start, after, is_list = _bounds(encoded, at, end, what)
        items.append((is_list, encoded[at:after] if is_list else encoded[start:after]))
        at = after
        if least and len(items) > FEW + len(encoded) // least:
            raise BadProof(f"{what} has more entries than there can be in it.")
    return items


def _bounds(encoded: bytes, at: int, end: int, what: str) -> tuple[int, int, bool]:
    """Where what is in the item at `at` begins, and where it ends; and whether it is a list."""
    first = encoded[at] if at < end else 0x80
    kind = 0xC0 if first >= 0xC0 else 0x80
    start, size = (at, 1) if first < 0x80 else (at + 1, first - kind)
    if size > SHORT:
        start, digits = start + size - SHORT, encoded[start : start + size - SHORT]
        size = int.from_bytes(digits)
        if digits[:1] == b"\0" or size <= SHORT:
            raise BadProof(f"{what} is no RLP, or longer than it need be.")
    after = start + size
    if at >= end or after > end or (first == 0x81 and encoded[start] < 0x80):
        raise BadProof(f"{what} is no RLP, or longer than it need be.")
    return start, after, first >= 0xC0


def _read(encoded: bytes, what: str) -> Any:
    try:
        return rlp.decode(encoded)
    except (RLPException, RecursionError):
        raise BadProof(f"{what} is no RLP, or longer than it need be.") from None
