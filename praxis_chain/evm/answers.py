"""Reading what a node answered: a number, bytes, a block, logs; anything else is NetworkFailed, never a crash.

Strict, as execution-apis has it: hex digits of ASCII after 0x, no sign, no underscore, numbers of at most 256 bits. So
what is read here is well-formed; whether it is true is for `core.proofs` to say.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from ..core.errors import NetworkFailed
from ..core.events import BlockStamp

_NUMBER = re.compile(r"0x[0-9a-fA-F]{1,64}")
_DATA = re.compile(r"0x(?:[0-9a-fA-F]{2})*")
_HEX = "[0-9a-fA-F]"
_LOG = re.compile(
    rf"0x{_HEX}{{40}} 0x{_HEX}{{64}} 0x{_HEX}{{64}} 0x{_HEX}{{1,16}} 0x{_HEX}{{1,16}} "
    rf"0x{_HEX}*(?: 0x{_HEX}{{64}}){{0,4}}"
)
UINT64 = 2**64 - 1
SENSELESS = (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
"""What reading something of another shape raises."""


def senseless(network: str, method: str) -> NetworkFailed:
    """Says which node did not answer what was asked."""
    return NetworkFailed(f"{network} gave no sensible answer to {method}: is it an Ethereum RPC?")


@contextmanager
def sensible(network: str, method: str) -> Iterator[None]:
    """Reads an answer within: where it has another shape than what reads it expects, that is the node's fault."""
    try:
        yield
    except SENSELESS:
        raise senseless(network, method) from None


def number(answer: Any, most: int = 2**256 - 1) -> int:
    """A quantity. Raises TypeError, ValueError."""
    if not _NUMBER.fullmatch(answer) or (value := int(answer, 16)) > most:
        raise ValueError
    return value


def data(answer: Any, size: int | None = None) -> bytes:
    """Bytes, of exactly `size` where that is given. Raises TypeError, ValueError."""
    if not _DATA.fullmatch(answer) or (size is not None and len(answer) != 2 + 2 * size):
        raise ValueError
    return bytes.fromhex(answer[2:])


def stamp(block: Any) -> BlockStamp:
    """Number, hash and time of a block. Raises KeyError, TypeError, ValueError."""
    return BlockStamp(number(block["number"], UINT64), data(block["hash"], 32), number(block["timestamp"], UINT64))


def require_logs(network: str, logs: Any, first: int, last: int, asked: Callable[[str], bool]) -> Sequence[Any]:
    """The same list of logs, each of them whole, of the blocks from `first` to `last`, and of an address that was
    `asked` for (lower case); with no two heights for one block. Raises NetworkFailed."""
    heights: dict[str, int] = {}
    with sensible(network, "eth_getLogs"):
        if not isinstance(logs, list):
            raise TypeError
        for log in logs:
            require_whole(log)
            at = int(log["blockNumber"], 16)
            if not first <= at <= last or heights.setdefault(log["blockHash"], at) != at:
                raise ValueError
            if not asked(log["address"].lower()):
                raise ValueError
    return logs


def require_whole(log: Any) -> None:
    """A log has all that JSON-RPC's has, each of its kind. Raises KeyError, TypeError, ValueError."""
    topics, place = log["topics"], (log["blockNumber"], log["logIndex"])
    said = (log["address"], log["blockHash"], log["transactionHash"], *place, log["data"], *topics)
    if not isinstance(topics, list) or len(log["data"]) % 2 or not _LOG.fullmatch(" ".join(said)):
        raise ValueError
    if log.get("blockTimestamp") is not None:
        number(log["blockTimestamp"], UINT64)
