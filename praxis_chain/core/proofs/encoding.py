"""Reading RLP (yellow paper, appendix B) that somebody gave: the one encoding a value has, or BadProof.

`rlp` refuses what is too short, too long, or written longer than it need be; what is a list, a text of a given length
or a number has to be said here.
"""

from typing import Any

import rlp  # type: ignore[import-untyped]
from rlp.exceptions import RLPException  # type: ignore[import-untyped]

from ..errors import BadProof


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


def _read(encoded: bytes, what: str) -> Any:
    try:
        return rlp.decode(encoded)
    except (RLPException, RecursionError):
        raise BadProof(f"{what} is no RLP, or longer than it need be.") from None
