"""Whether a node can be believed now: its answers fit each other, it is the chain that is meant, and it is up to date.

Nothing is done on the word of a node that lags behind what was seen before, whichever node that was: a provider answers
from many, and one that is late shows a step as undone that is done.
"""

import time
from collections.abc import Callable
from typing import Any

from ...core.errors import NetworkFailed
from ...core.events import BlockStamp
from ...evm.networks import Network
from ...store.transactions import Transactions

WRITTEN_EVERY = 1.0
"""Seconds, at least, between two writes of how high the chain was: on a fast chain each would be a block."""


class Heads:
    """The latest block, checked. `oldest`: seconds that it may be old by `clock`; None on chains without a clock of
    their own, where a block is made only when somebody sends something."""

    def __init__(
        self, network: Network, store: Transactions, oldest: float | None = None, clock: Callable[[], float] = time.time
    ) -> None:
        self._network = network
        self._chain_id = network.chain_id
        self._store = store
        self._oldest = oldest
        self._clock = clock
        self._believed: BlockStamp | None = None
        self._write_at = 0.0
        self._final: tuple[BlockStamp, int] | None = None  # as of which head

    def check(self) -> BlockStamp:
        """The head. Raises NetworkFailed: it is to be asked again later, or another node."""
        name = self._network.name
        seen = self._store.highest()  # before it answers: others see newer blocks meanwhile
        if self._believed is not None:
            seen = max(seen, self._believed.number)
        head = _stamp(name, self._network.request("eth_getBlockByNumber", "latest", False))
        if head != self._believed:
            self._require_sound(head)
        if head.number < seen:
            raise NetworkFailed(f"{name} lags: its head is block {head.number}, and block {seen} was seen already.")
        age = self._clock() - head.timestamp
        if self._oldest is not None and age > self._oldest:
            raise NetworkFailed(f"{name} lags: its head, block {head.number}, is {age:.0f} s old.")
        if head.number > seen and time.monotonic() >= self._write_at:
            self._store.saw(head.number)
            self._write_at = time.monotonic() + WRITTEN_EVERY
        self._believed = head
        return head

    def _require_sound(self, head: BlockStamp) -> None:
        """Of this chain, and the same by whatever it is asked for."""
        name, answered = self._network.name, int(self._network.request("eth_chainId"), 16)
        if answered != self._chain_id:
            raise NetworkFailed(f"{name} says it is chain {answered}, and it was {self._chain_id} before.")
        again = _stamp(name, self._network.request("eth_getBlockByHash", "0x" + head.hash.hex(), False))
        if head != again:
            raise NetworkFailed(f"{name} contradicts itself about block {head.number}: it is not believed now.")

    def is_canonical(self, number: int, block_hash: bytes, tx_hash: bytes) -> bool:
        """Whether the block at that height is that one, and holds that transaction."""
        block = self._network.request("eth_getBlockByNumber", hex(number), False)
        return (
            bool(block) and block["hash"] == "0x" + block_hash.hex() and "0x" + tx_hash.hex() in block["transactions"]
        )

    def final(self, head: BlockStamp, depth: int) -> int:
        """Height of the last block that stays; `depth` blocks below the head where the node cannot say."""
        if not self._network.has_finalized:
            return head.number - depth
        if self._final is None or self._final[0] != head:
            found = self._network.request("eth_getBlockByNumber", "finalized", False)
            self._final = head, _stamp(self._network.name, found).number
        return self._final[1]


def _stamp(name: str, block: Any) -> BlockStamp:
    try:
        return BlockStamp(int(block["number"], 16), bytes.fromhex(block["hash"][2:]), int(block["timestamp"], 16))
    except (TypeError, LookupError, ValueError):
        raise NetworkFailed(f"{name} does not tell its latest block.") from None
