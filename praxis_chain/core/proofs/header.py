"""A block's header (yellow paper, section 4.4): the hash of its RLP is the hash of the block.

Forks have only ever added fields at the end, so a header of any later fork reads the same; what is not listed here is
hashed with the rest and not looked at.
"""

from dataclasses import dataclass
from typing import Self

from eth_hash.auto import keccak

from ..errors import BadProof
from .bloom import BLOOM_SIZE
from .encoding import read_bytes, read_list, read_number

# Fields in order: the name in JSON-RPC, and the number of bytes (0: any, None: a number).
FIELDS: tuple[tuple[str, int | None], ...] = (
    ("parentHash", 32),
    ("sha3Uncles", 32),
    ("miner", 20),
    ("stateRoot", 32),
    ("transactionsRoot", 32),
    ("receiptsRoot", 32),
    ("logsBloom", BLOOM_SIZE),
    ("difficulty", None),
    ("number", None),
    ("gasLimit", None),
    ("gasUsed", None),
    ("timestamp", None),
    ("extraData", 0),
    ("mixHash", 32),
    ("nonce", 8),
    ("baseFeePerGas", None),  # EIP-1559
    ("withdrawalsRoot", 32),  # EIP-4895
    ("blobGasUsed", None),  # EIP-4844
    ("excessBlobGas", None),
    ("parentBeaconBlockRoot", 32),  # EIP-4788
    ("requestsHash", 32),  # EIP-7685
    ("blockAccessListHash", 32),  # EIP-7928
    ("slotNumber", None),  # EIP-7843
)
ALWAYS = 15  # fields that every header has
UINT64 = 2**64 - 1
LARGEST = 1 << 14  # bytes, of which a header has about 600; more where a chain keeps its signers in the extra data


@dataclass(frozen=True, slots=True)
class Header:
    """What a header says that an audit needs; `timestamp` in unix seconds, hashes and roots of 32 bytes."""

    number: int
    hash: bytes
    parent: bytes
    timestamp: int
    state_root: bytes
    receipts_root: bytes
    logs_bloom: bytes

    @classmethod
    def decode(cls, encoded: bytes) -> Self:
        """A header from its RLP; `hash` is computed from it. Raises BadProof."""
        if len(encoded) > LARGEST:
            raise BadProof(f"The header has {len(encoded):,} bytes; a header has at most {LARGEST:,}.")
        items = read_list(encoded, "The header")
        if len(items) < ALWAYS:
            raise BadProof(f"The header has {len(items)} fields; a header has {ALWAYS} or more.")
        for (name, size), item in zip(FIELDS, items, strict=False):
            if size is None:
                read_number(item, f"The header's {name}")
            else:
                read_bytes(item, f"The header's {name}", size or None)
        fields = {name: item for (name, _), item in zip(FIELDS, items, strict=False)}
        return cls(
            number=read_number(fields["number"], "The header's number", UINT64),
            hash=keccak(encoded),
            parent=fields["parentHash"],
            timestamp=read_number(fields["timestamp"], "The header's timestamp", UINT64),
            state_root=fields["stateRoot"],
            receipts_root=fields["receiptsRoot"],
            logs_bloom=fields["logsBloom"],
        )
