"""What is in a bundle, and the one sequence of bytes that it is written as.

    MAGIC ‖ RLP of the sections ‖ SHA-256 of everything before

RLP (yellow paper, appendix B) has one encoding per value, every list here has one order, and nothing may be in it that
the audit does not use: so a content has one file, and a file one content. A changed byte is noticed by the digest.

Whoever makes the digest again still changes nothing of substance. The header is bound by its hash, which the reader has
from elsewhere; by the header all trie nodes, older headers, receipts and code; by these every event, slot and balance;
and by those the report, which is written again and compared. The addresses and the chain's id are bound by the code at
these addresses: EIP-712 domains with both are among its immutables, and signatures were made under them. (A header does
not name its chain; without the code a bundle of a copy of the chain could not be told from one of the chain.) The
sources have to be the package's own: the report speaks of the code that these make.

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
from ...core.proofs.encoding import read_bytes, read_number, split

MAGIC = b"praxis audit bundle 1\n"
DIGEST_SIZE = 32
LARGEST = 1 << 29
"""Bytes of a file that is read at all."""
SMALLEST = 32
"""Bytes that the entries of a section have on average: a hash is one of the smallest."""


@dataclass(frozen=True, slots=True)
class Content:
    """Which deployment, as of which block, and what proves it.

    `linked`: whether all headers back to the first block are here. `header`: RLP of the audited block's, `older`: those
    of ancestors, newest first. `receipts`: by block, in the order of `blocks` (hashes). `codes`, `nodes`: in the order
    of their keccak. `evidence`: lines of documents, as praxis audit reads them. `sources`: the compiler's input,
    standard-json. `report`: JSON.
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
    sources: bytes = b""
    report: bytes = b""

    def encode(self) -> bytes:
        """The file."""
        chain_id, *contracts = astuple(self.addresses)
        sections = [
            _scalar(chain_id), [address_bytes(contract) for contract in contracts], _scalar(self.first_block),
            _scalar(self.linked), self.header, self.older, self.blocks, self.receipts, self.codes, self.nodes,
            self.evidence, self.sources, self.report,
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
            return cls(*_read(split(body[len(MAGIC) :], "The bundle", least=LARGEST)))
        except (BadProof, TypeError, ValueError):
            raise Refused("it was changed: its sections are not those of a bundle") from None


def _read(sections: Sequence[tuple[bool, bytes]]) -> list[Any]:
    chain_id, contracts, first, linked, header, older, blocks, receipts, codes, nodes, *last = sections
    evidence, sources, report = last
    named = [to_checksum(read_bytes(contract, "An address", 20)) for contract in _texts(contracts)]
    is_linked = read_number(_text(linked), "A flag", 1)
    return [
        Addresses(read_number(_text(chain_id), "The chain's id"), *named),
        read_number(_text(first), "The first block"),
        bool(is_linked),
        _text(header),
        _texts(older),
        _texts(blocks),
        tuple(_texts(one) for one in _items(receipts)),
        _texts(codes),
        _texts(nodes),
        _texts(evidence),
        _text(sources),
        _text(report),
    ]


def _items(section: tuple[bool, bytes]) -> list[tuple[bool, bytes]]:
    is_list, encoded = section
    if not is_list:
        raise TypeError
    return split(encoded, "A section", least=SMALLEST)


def _text(section: tuple[bool, bytes]) -> bytes:
    is_list, content = section
    if is_list:
        raise TypeError
    return content


def _texts(section: tuple[bool, bytes]) -> tuple[bytes, ...]:
    return tuple(_text(item) for item in _items(section))


def _scalar(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8, "big")
