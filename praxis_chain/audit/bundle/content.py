"""What is in a bundle, and the one sequence of bytes that it is written as.

    MAGIC ‖ RLP of the sections ‖ SHA-256 of everything before

RLP (yellow paper, appendix B) has one encoding per value, every list here has one order, and nothing may be in it that
the audit does not use: so a content has one file, and a file one content. A changed byte is noticed by the digest.

Whoever makes the digest again still changes nothing of substance. The header is bound by its hash, which the reader has
from elsewhere; by the header all trie nodes, older headers, receipts and code; by these every event, slot and balance;
and by those the report, which is written again and compared. The addresses and the chain's id are bound by the code at
these addresses: EIP-712 domains with both are among its immutables, and signatures were made under them. (A header does
not name its chain; without the code a bundle of a copy of the chain could not be told from one of the chain.)

There is no compression, so that a small file cannot become a large one; gzip it for transport.
"""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from hashlib import sha256
from typing import Any, Self

import rlp  # type: ignore[import-untyped]

from ...core.addresses import address_bytes, to_checksum
from ...core.errors import BadProof, Refused, WrongInput
from ...core.ledger import Addresses
from ...core.proofs.encoding import read_bytes, read_list, read_number

MAGIC = b"praxis audit bundle 1\n"
DIGEST_SIZE = 32
LARGEST = 1 << 29
"""Bytes of a file that is read at all."""


@dataclass(frozen=True, slots=True)
class Content:
    """Which deployment, as of which block, and what proves it.

    `linked`: whether all headers back to the first block are here. `header`: RLP of the audited block's, `older`: those
    of ancestors, newest first. `receipts`: by block, in the order of `blocks` (hashes). `codes`, `nodes`: in the order
    of their keccak. `evidence`: lines of documents, as praxis audit reads them. `report`: JSON.
    """

    addresses: Addresses
    first_block: int
    linked: bool
    header: bytes
    older: tuple[bytes, ...]
    blocks: tuple[bytes, ...]
    receipts: tuple[tuple[bytes, ...], ...]
    codes: tuple[bytes, ...]
    nodes: tuple[bytes, ...]
    evidence: tuple[bytes, ...] = ()
    report: bytes = b""

    def encode(self) -> bytes:
        """The file."""
        chain_id, *contracts = astuple(self.addresses)
        sections = [
            _scalar(chain_id), [address_bytes(contract) for contract in contracts], _scalar(self.first_block),
            _scalar(self.linked), self.header, self.older, self.blocks, self.receipts, self.codes, self.nodes,
            self.evidence, self.report,
        ]  # fmt: skip
        body: bytes = MAGIC + rlp.encode(sections)
        return body + sha256(body).digest()

    @classmethod
    def decode(cls, file: bytes) -> Self:
        """Raises WrongInput where it is no bundle, Refused where it was changed."""
        if not file.startswith(MAGIC):
            raise WrongInput("it is not a bundle that praxis audit --bundle wrote, or one of another version")
        body, digest = file[:-DIGEST_SIZE], file[-DIGEST_SIZE:]
        if sha256(body).digest() != digest:
            raise Refused("it was changed or cut: its digest is not that of its content")
        try:
            return cls(*_read(read_list(body[len(MAGIC) :], "The bundle")))
        except (BadProof, TypeError, ValueError):
            raise Refused("it was changed: its sections are not those of a bundle") from None


def _read(sections: Sequence[Any]) -> list[Any]:
    chain_id, contracts, first, linked, header, older, blocks, receipts, codes, nodes, evidence, report = sections
    named = [to_checksum(read_bytes(contract, "An address", 20)) for contract in contracts]
    is_linked = read_number(linked, "A flag", 1)
    return [
        Addresses(read_number(chain_id, "The chain's id"), *named),
        read_number(first, "The first block"),
        bool(is_linked),
        read_bytes(header, "The header"),
        _texts(older),
        _texts(blocks),
        tuple(_texts(one) for one in _list(receipts)),
        _texts(codes),
        _texts(nodes),
        _texts(evidence),
        read_bytes(report, "The report"),
    ]


def _list(item: Any) -> list[Any]:
    if not isinstance(item, list):
        raise TypeError
    return item


def _texts(item: Any) -> tuple[bytes, ...]:
    return tuple(read_bytes(text, "An entry") for text in _list(item))


def _scalar(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8, "big")
