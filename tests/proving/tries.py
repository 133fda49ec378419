"""Tries as another implementation (py-trie) makes them, and its proofs in the shape nodes give them in."""

from collections.abc import Mapping

import rlp
from eth_hash.auto import keccak
from hypothesis import strategies as st
from trie import HexaryTrie

HASH_SIZE = 32

# Keys that share beginnings, keys that begin other keys, and keys as they are in a state or storage trie.
near_keys = st.lists(st.sampled_from([0x00, 0x01, 0x10, 0x11]), min_size=1, max_size=3).map(bytes)
long_keys = st.integers(0, 400).map(lambda number: keccak(number.to_bytes(32, "big")))
keys = near_keys | long_keys
# Short values make nodes that stand within their parents.
contents = st.dictionaries(keys, st.binary(min_size=1, max_size=40), max_size=40)


def make_trie(pairs: Mapping[bytes, bytes]) -> HexaryTrie:
    trie = HexaryTrie({})
    for key, value in pairs.items():
        trie[key] = value
    return trie


def nodes_to(trie: HexaryTrie, key: bytes) -> list[bytes]:
    """The proof of a key, without the nodes that stand within their parent."""
    encoded = [rlp.encode(node) for node in trie.get_proof(key)]
    return [node for index, node in enumerate(encoded) if not index or len(node) >= HASH_SIZE]


def slots_trie(count: int, word: int = 10**9) -> HexaryTrie:
    """A storage trie with that many slots, 0 … count - 1, each holding a different word."""
    return make_trie(
        {
            keccak(slot.to_bytes(32, "big")): rlp.encode((word + slot).to_bytes(8, "big").lstrip(b"\0"))
            for slot in range(count)
        }
    )
