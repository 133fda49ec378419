"""Whoever gives evidence of a chain: a node, or a file. Nothing that a witness says is believed; all of it is proven.

An audit asks a `Witness` for headers, receipts, code and proofs, and checks each against one block hash
(`praxis_chain.core.proofs`). So the same audit runs over a node (`RpcWitness`) and over a bundle without any network.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import Protocol

from ..core.errors import NetworkFailed
from ..evm.answers import data, sensible
from ..evm.networks import Network
from ..evm.proving import AccountProof, fetch_header, fetch_headers, fetch_proofs, fetch_receipts
from ..evm.rpc import RpcError

Done = Callable[[int], None]
"""Told how many slots are there."""


class NotKept(NetworkFailed):
    """The witness does not have that: a node that forgot an old state, a bundle that does not hold it."""


class Witness(Protocol):
    """Answers about one chain, as bytes whose hashes say whether they are right.

    Each raises NotKept where it has nothing to say, BadProof where it noticed itself that an answer is wrong.
    """

    @property
    def name(self) -> str:
        """For sentences: what a network is called, or "the bundle"."""

    def header(self, block: bytes) -> bytes:
        """RLP of the header with that hash."""

    def line(self, first: int, last: int) -> Iterator[bytes]:
        """RLP of all headers from height `last` down to `first`."""

    def receipts(self, block: bytes) -> tuple[bytes, ...]:
        """All receipts of a block, in order, as EIP-2718 encodes them."""

    def proofs(self, block: bytes, address: str, slots: Sequence[int], done: Done | None = None) -> AccountProof:
        """Proofs of an account and of slots of it, in the state behind that block."""

    def code(self, block: bytes, address: str) -> bytes:
        """What stands at an address in the state behind that block."""


class RpcWitness:
    """A node."""

    def __init__(self, network: Network) -> None:
        self._network = network

    @property
    def name(self) -> str:
        return self._network.name

    def header(self, block: bytes) -> bytes:
        return fetch_header(self._network, block)

    def line(self, first: int, last: int) -> Iterator[bytes]:
        return fetch_headers(self._network, first, last)

    def receipts(self, block: bytes) -> tuple[bytes, ...]:
        return fetch_receipts(self._network, block)

    def proofs(self, block: bytes, address: str, slots: Sequence[int], done: Done | None = None) -> AccountProof:
        try:
            return fetch_proofs(self._network, block, address, slots, done)
        except RpcError as error:
            raise NotKept(f"{self.name} gave no proofs: {error.message.rstrip('.')}.") from None

    def code(self, block: bytes, address: str) -> bytes:
        found = self._network.request("eth_getCode", address, {"blockHash": "0x" + block.hex()})
        with sensible(self.name, "eth_getCode"):
            return data(found)
