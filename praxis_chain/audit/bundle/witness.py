"""A bundle as a witness: it answers from what it holds, and says what it was not asked for."""

from collections.abc import Iterator, Mapping, Sequence

from eth_hash.auto import keccak

from ...core.addresses import address_bytes
from ...core.proofs.account import prove_account
from ...core.proofs.bag import Bag
from ...core.proofs.header import Header
from ...evm.proving import AccountProof
from ..witness import Done, NotKept
from .content import Content


class BundleWitness:
    """Raises NotKept for whatever the bundle does not hold; nothing in it is believed more than a node is."""

    name = "the bundle"

    def __init__(self, content: Content) -> None:
        self._headers = {keccak(header): header for header in (content.header, *content.older)}
        self._read = {name: Header.decode(header) for name, header in self._headers.items()}
        self._receipts = dict(zip(content.blocks, content.receipts, strict=True))
        self._codes = {keccak(code): code for code in content.codes}
        self._bag = Bag(content.nodes)
        self._unused = {*self._headers, *self._codes} | {(block, "receipts") for block in self._receipts}

    @property
    def blocks(self) -> Mapping[bytes, int]:
        """Blocks whose receipts are here, with their heights."""
        return {block: self._header(block).number for block in self._receipts}

    @property
    def unused(self) -> int:
        """How many entries nobody asked for."""
        return len(self._unused) + self._bag.unused

    def header(self, block: bytes) -> bytes:
        self._header(block)
        return self._headers[block]

    def line(self, first: int, last: int) -> Iterator[bytes]:
        found = [header for header in self._read.values() if first <= header.number <= last]
        for header in sorted(found, key=lambda one: -one.number):
            yield self.header(header.hash)

    def receipts(self, block: bytes) -> tuple[bytes, ...]:
        if block not in self._receipts:
            raise NotKept(f"The bundle lacks the receipts of block 0x{block.hex()}.")
        self._unused.discard((block, "receipts"))
        return self._receipts[block]

    def proofs(self, block: bytes, address: str, slots: Sequence[int], done: Done | None = None) -> AccountProof:
        header = self._header(block)
        try:
            account_nodes = self._bag.way(header.state_root, keccak(address_bytes(address)))
            account = prove_account(header.state_root, address, account_nodes)
            root = account.storage_root if account is not None else None
            slot_nodes = {slot: self._bag.way(root, _key(slot)) if root else () for slot in slots}
        except KeyError:
            raise NotKept(f"The bundle lacks proofs of {address} in the state behind block {header.number}.") from None
        if done is not None:
            done(len(slots))
        return AccountProof(account_nodes, slot_nodes)

    def code(self, block: bytes, address: str) -> bytes:
        header = self._header(block)
        account = prove_account(header.state_root, address, self.proofs(block, address, ()).account_nodes)
        code = self._codes.get(account.code_hash) if account is not None else b""
        if code is None:
            raise NotKept(f"The bundle lacks the code at {address}.")
        self._unused.discard(keccak(code))
        return code

    def _header(self, block: bytes) -> Header:
        if block not in self._read:
            raise NotKept(f"The bundle lacks the header of block 0x{block.hex()}.")
        self._unused.discard(block)
        return self._read[block]


def _key(slot: int) -> bytes:
    return keccak(slot.to_bytes(32, "big"))
