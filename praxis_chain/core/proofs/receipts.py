"""Receipts (yellow paper, section 4.4.1; EIP-2718, EIP-658): all logs of a block, in order, under one root.

A receipt is the RLP of [status or state root, cumulative gas, bloom, logs], after one byte for its transaction's type
unless that is the oldest one. The OP stack's deposits (0x7e) have up to two more fields. The header's receipts root is
`trie.ordered_root` over all of them, so that none can be added, changed or left out.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from ..addresses import to_checksum
from ..errors import BadProof
from .bloom import BLOOM_SIZE
from .encoding import read_bytes, read_list, read_number
from .header import Header
from .trie import ordered_root

LIST = 0xC0  # from here on a first byte begins a list: a receipt without a type
DEPOSIT = 0x7E  # https://specs.optimism.io/protocol/deposits.html
MOST_TOPICS = 4


@dataclass(frozen=True, slots=True)
class ReceiptLog:
    """A log by what its block's receipts say: `address` as EIP-55 text, both indices counted within the block."""

    address: str
    topics: tuple[bytes, ...]
    data: bytes
    log_index: int
    tx_index: int


def prove_logs(header: Header, receipts: Sequence[bytes]) -> list[ReceiptLog]:
    """All logs of the block with this header, in order: none added, changed or left out. Raises BadProof."""
    root = ordered_root(receipts)
    if root != header.receipts_root:
        raise BadProof(
            f"The receipts of block {header.number} have the root 0x{root.hex()}, where its header says "
            f"0x{header.receipts_root.hex()}: one was changed, added or withheld."
        )
    return logs_of(receipts)


def logs_of(receipts: Sequence[bytes]) -> list[ReceiptLog]:
    """All logs of all receipts of a block (EIP-2718 encodings, in order). Proves nothing by itself. Raises BadProof."""
    logs: list[ReceiptLog] = []
    for tx_index, receipt in enumerate(receipts):
        for address, topics, data in _logs(receipt, f"Receipt {tx_index}"):
            logs.append(ReceiptLog(_shown(address), topics, data, len(logs), tx_index))
    return logs


def _logs(receipt: bytes, what: str) -> Iterator[tuple[bytes, tuple[bytes, ...], bytes]]:
    kind = receipt[0] if receipt and receipt[0] < LIST else 0
    items = read_list(receipt[1:] if kind else receipt, what)
    if not (len(items) == 4 or (kind == DEPOSIT and 4 < len(items) <= 6)):
        raise BadProof(f"{what} has {len(items)} fields; a receipt has 4.")
    read_number(items[1], f"The gas of {what.lower()}")
    read_bytes(items[2], f"The bloom of {what.lower()}", BLOOM_SIZE)
    for log in _list(items[3], what):
        address, topics, data = _three(log, what)
        if not isinstance(topics, list) or len(topics) > MOST_TOPICS:
            raise BadProof(f"{what} has a log whose topics are no list of at most {MOST_TOPICS}.")
        yield (
            read_bytes(address, f"An address in {what.lower()}", 20),
            tuple(read_bytes(topic, f"A topic in {what.lower()}", 32) for topic in topics),
            read_bytes(data, f"The data of a log in {what.lower()}"),
        )


def _list(item: Any, what: str) -> list[Any]:
    if not isinstance(item, list):
        raise BadProof(f"{what} has no list of logs.")
    return item


def _three(log: Any, what: str) -> list[Any]:
    if not isinstance(log, list) or len(log) != 3:
        raise BadProof(f"{what} has a log that is not address, topics and data.")
    return log


_shown = lru_cache(maxsize=1024)(to_checksum)
