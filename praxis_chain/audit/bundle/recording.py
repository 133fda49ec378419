"""A witness that writes down whatever another one is asked: that is the bundle."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from eth_hash.auto import keccak

from ...core.ledger import Addresses
from ...core.proofs.bag import Bag
from ...core.proofs.header import Header
from ...evm.proving import AccountProof
from ..witness import Done, Witness
from .content import Content


class Recording:
    """Passes every question on, and keeps the answers."""

    def __init__(self, witness: Witness) -> None:
        self._witness = witness
        self._headers: dict[bytes, bytes] = {}
        self._receipts: dict[bytes, tuple[bytes, ...]] = {}
        self._codes: dict[bytes, bytes] = {}
        self._bag = Bag()
        self._linked = False

    @property
    def name(self) -> str:
        return self._witness.name

    def header(self, block: bytes) -> bytes:
        found = self._witness.header(block)
        self._headers[keccak(found)] = found
        return found

    def line(self, first: int, last: int) -> Iterator[bytes]:
        self._linked = True
        for found in self._witness.line(first, last):
            self._headers[keccak(found)] = found
            yield found

    def receipts(self, block: bytes) -> tuple[bytes, ...]:
        self._receipts[block] = self._witness.receipts(block)
        return self._receipts[block]

    def proofs(self, block: bytes, address: str, slots: Sequence[int], done: Done | None = None) -> AccountProof:
        found = self._witness.proofs(block, address, slots, done)
        self._bag.add(found.account_nodes)
        for nodes in found.slot_nodes.values():
            self._bag.add(nodes)
        return found

    def code(self, block: bytes, address: str) -> bytes:
        found = self._witness.code(block, address)
        self._codes[keccak(found)] = found
        return found

    def content(self, block: bytes, addresses: Addresses, first_block: int) -> Content:
        """All of it, in the one order that a bundle has. `block`: hash of the audited one."""
        older = dict(self._headers)
        found = Content(
            addresses, first_block, linked=self._linked, header=older.pop(block), older=tuple(older.values()),
            blocks=tuple(self._receipts), receipts=tuple(self._receipts.values()), codes=tuple(self._codes.values()),
            nodes=tuple(self._bag.nodes),
        )  # fmt: skip
        return ordered(found)


def ordered(content: Content) -> Content:
    """The same content in the one order that a bundle has."""
    numbers = {header.hash: header.number for header in map(Header.decode, (content.header, *content.older))}
    receipts = dict(zip(content.blocks, content.receipts, strict=True))
    blocks = sorted(receipts, key=lambda block: (numbers.get(block, -1), block))
    return replace(
        content,
        older=tuple(sorted(set(content.older), key=lambda one: (-numbers[keccak(one)], one))),
        blocks=tuple(blocks),
        receipts=tuple(receipts[block] for block in blocks),
        codes=tuple(sorted(set(content.codes), key=keccak)),
        nodes=tuple(Bag(content.nodes).nodes),
        evidence=tuple(sorted(set(content.evidence))),
    )
