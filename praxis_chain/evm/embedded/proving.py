"""Proofs by the embedded chain, in the shape of EIP-1186: the nodes of py-evm's tries, from the root down."""

from collections.abc import Sequence
from typing import Any

import rlp  # type: ignore[import-untyped]
from eth.rlp.accounts import Account
from eth_hash.auto import keccak
from trie import HexaryTrie  # type: ignore[import-untyped]

from .node import EmbeddedNode
from .shapes import to_hex


def proof_json(node: EmbeddedNode, header: Any, address: bytes, slots: Sequence[int]) -> dict[str, Any]:
    """What eth_getProof answers: an account and slots of it in the state behind a header."""
    state = HexaryTrie(node.chain.chaindb.db, header.state_root)
    encoded = state[keccak(address)]
    account = rlp.decode(encoded, Account) if encoded else Account()
    storage = HexaryTrie(node.chain.chaindb.db, account.storage_root)
    return {
        "address": to_hex(address),
        "accountProof": _way(state, keccak(address)),
        "balance": hex(account.balance),
        "codeHash": to_hex(account.code_hash),
        "nonce": hex(account.nonce),
        "storageHash": to_hex(account.storage_root),
        "storageProof": [_slot_json(storage, slot) for slot in slots],
    }


def _slot_json(storage: HexaryTrie, slot: int) -> dict[str, Any]:
    key = slot.to_bytes(32, "big")
    word = storage[keccak(key)]
    return {
        "key": to_hex(key),
        "value": hex(int.from_bytes(rlp.decode(word), "big")) if word else "0x0",
        "proof": _way(storage, keccak(key)),
    }


def _way(trie: HexaryTrie, key: bytes) -> list[str]:
    """Nodes from the root to the key, or to where it would be. Keys are hashes, so that no node stands in another."""
    return [to_hex(rlp.encode(node)) for node in trie.get_proof(key)]
