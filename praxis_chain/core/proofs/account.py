"""Accounts and their storage (yellow paper, section 4.1), proven by what EIP-1186's eth_getProof returns.

The state trie has the RLP of [nonce, balance, storage root, code hash] under the keccak of an address. An account's
storage trie has the RLP of a number under the keccak of the slot's 32 bytes; zero is not kept, so that absence is zero.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import rlp  # type: ignore[import-untyped]
from eth_hash.auto import keccak

from ..addresses import address_bytes
from ..errors import BadProof
from . import trie
from .encoding import read_bytes, read_list, read_number, read_text

NO_CODE = keccak(b"")


@dataclass(frozen=True, slots=True)
class Account:
    """Nonce, balance (wei), root of the storage trie, keccak of the code."""

    nonce: int
    balance: int
    storage_root: bytes
    code_hash: bytes


def prove_account(state_root: bytes, address: str, nodes: Sequence[bytes]) -> Account | None:
    """The account at an address, or None where there is proven to be none. Raises BadProof."""
    encoded = trie.prove(state_root, keccak(address_bytes(address)), nodes)
    if encoded is None:
        return None
    items = read_list(encoded, f"The account of {address}")
    if len(items) != 4:
        raise BadProof(f"The account of {address} has {len(items)} fields; an account has 4.")
    return Account(
        nonce=read_number(items[0], f"The nonce of {address}", 2**64 - 1),
        balance=read_number(items[1], f"The balance of {address}"),
        storage_root=read_bytes(items[2], f"The storage root of {address}", 32),
        code_hash=read_bytes(items[3], f"The code hash of {address}", 32),
    )


def prove_slot(storage_root: bytes, slot: int, nodes: Sequence[bytes]) -> int:
    """The word in a slot, as an unsigned integer; 0 where there is proven to be nothing. Raises BadProof."""
    return prove_slots(storage_root, {slot: nodes})[slot]


def prove_slots(
    storage_root: bytes, proofs: Mapping[int, Sequence[bytes]], zeros: set[int] | None = None
) -> dict[int, int]:
    """The words in many slots of one account, by slot: nodes that their ways share are hashed once. Raises BadProof.

    `zeros` is filled with the slots that are kept as zero. No Ethereum client keeps any; anvil does, of slots that a
    contract once read, and makes its storage roots with them.
    """
    storage = trie.Trie(storage_root)
    words = {}
    for slot, nodes in proofs.items():
        encoded = storage.prove(keccak(slot.to_bytes(32, "big")), nodes)
        words[slot] = 0 if encoded is None else _word(slot, encoded)
        if zeros is not None and encoded is not None and not words[slot]:
            zeros.add(slot)
    return words


def storage_root(words: Mapping[int, int]) -> bytes:
    """Root of the storage that holds these words, by slot, and nothing else; zeros are not kept."""
    return trie.whole_root({keccak(slot.to_bytes(32, "big")): rlp.encode(word) for slot, word in words.items() if word})


def _word(slot: int, encoded: bytes) -> int:
    return read_number(read_text(encoded, f"Slot 0x{slot:x}"), f"Slot 0x{slot:x}")
