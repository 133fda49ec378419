"""Merkle-Patricia tries (yellow paper, appendix D): what a root holds under a key, proven by the nodes on the way.

A proof is the list of nodes from the root down, each whole as it is hashed. A node of less than 32 bytes is part of its
parent and not listed. Where the way ends without the key, the same nodes prove that there is nothing.

Strict, so that a changed byte is always noticed: nodes come in order, none is missing or left over, each is the one
encoding of a node that a trie can have.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import rlp  # type: ignore[import-untyped]
from eth_hash.auto import keccak

from ..errors import BadProof
from .encoding import read_list

EMPTY = rlp.encode(b"")  # the root node of a trie with nothing in it
EMPTY_ROOT = keccak(EMPTY)
HASH_SIZE = 32
BRANCH = 17  # items: one per next nibble, and the value of the key that ends here
SHARED = 8_192  # nodes; about 30 MB, whatever the number of keys
LEAF = 0x20  # from here on the first byte of a path is a leaf's, before it an extension's

Node = list[Any]


def prove(root: bytes, key: bytes, nodes: Sequence[bytes]) -> bytes | None:
    """The value under `key` in the trie with this root (32 bytes), or None where the nodes prove that there is none.

    `key` as the trie has it: accounts and slots are kept under the keccak of theirs. Raises BadProof.
    """
    return Trie(root).prove(key, nodes)


def ordered_root(items: Sequence[bytes]) -> bytes:
    """Root of the trie in which each item stands under the RLP of its index: receipts, transactions (section 4.4.3)."""
    return whole_root({rlp.encode(index): item for index, item in enumerate(items)})


def whole_root(entries: Mapping[bytes, bytes]) -> bytes:
    """Root of the trie that holds these values under these keys, and nothing else."""
    pairs = sorted((key.hex(), value) for key, value in entries.items())
    return keccak(rlp.encode(_build(pairs, 0))) if pairs else EMPTY_ROOT


class Trie:
    """One root against which many keys are proven.

    Proofs of neighbours share their upper nodes: a node that was hashed and read once is known by its bytes from then
    on. The first SHARED of them are kept, which are the upper ones of any trie; leaves are not.
    """

    def __init__(self, root: bytes) -> None:
        self.root = root
        self._shared: dict[bytes, tuple[bytes, Node]] = {}  # a node's bytes → its hash, its items

    def prove(self, key: bytes, nodes: Sequence[bytes]) -> bytes | None:
        """See `prove` of this module."""
        if self.root == EMPTY_ROOT and list(nodes) in ([], [EMPTY]):
            return None  # geth gives no node, anvil the empty one
        way = iter(nodes)
        value = self._walk(key.hex(), way)
        if next(way, None) is not None:
            raise BadProof("The proof has nodes left over that do not belong to the way to its key.")
        return value

    def _walk(self, path: str, way: Iterator[bytes]) -> bytes | None:
        node = self._next(self.root, way, least=0)
        after_extension = False
        while True:
            if len(node) == BRANCH:
                if not path:
                    return node[16] or None
                child, path, after_extension = node[int(path[0], 16)], path[1:], False
                if child == b"":
                    return None
            else:
                if after_extension:
                    raise BadProof("A node of the proof should have been one with the node before it.")
                is_leaf, part = read_path(node[0])
                if is_leaf:
                    return node[1] if path == part else None
                if not path.startswith(part):
                    return None
                child, path, after_extension = node[1], path[len(part) :], True
            node = _check(child) if isinstance(child, list) else self._next(child, way, least=HASH_SIZE)

    def _next(self, expected: bytes, way: Iterator[bytes], least: int) -> Node:
        """The next node of the proof, if its hash is the expected one; shorter ones than `least` bytes have none."""
        encoded = next(way, None)
        if encoded is None:
            raise BadProof("The proof ends before its key does: nodes are missing.")
        known = self._shared.get(encoded)
        actual = known[0] if known is not None else keccak(encoded)
        if actual != expected:
            raise BadProof(
                f"A node of the proof hashes to 0x{actual.hex()}, where 0x{expected.hex()} should be: "
                "it was changed, or is another block's."
            )
        if known is not None:
            return known[1]
        if len(encoded) < least:
            raise BadProof("A node of the proof is so short that it should stand within its parent.")
        node = _check(read_list(encoded, "A node of the proof"))
        if len(self._shared) < SHARED and (len(node) == BRANCH or node[0][0] < LEAF):
            self._shared[encoded] = actual, node
        return node


def _check(node: Node) -> Node:
    """A node that a trie can have, as it is."""
    if len(node) == BRANCH:
        if not isinstance(node[16], bytes):
            raise BadProof("A branch of the proof has a list for its value.")
        if node.count(b"") > BRANCH - 2:
            raise BadProof("A branch of the proof has fewer than two ways on.")
        for child in node[:16]:
            _check_child(child, or_nothing=True)
    elif len(node) == 2:
        is_leaf, part = read_path(node[0])
        if is_leaf:
            if not isinstance(node[1], bytes) or not node[1]:
                raise BadProof("A leaf of the proof has no value.")
        else:
            if not part:
                raise BadProof("An extension of the proof leads nowhere.")
            _check_child(node[1])
    else:
        raise BadProof(f"A node of the proof has {len(node)} items; a node has 2 or 17.")
    return node


def _check_child(child: Any, or_nothing: bool = False) -> None:
    if isinstance(child, list):
        if _size(child, HASH_SIZE) >= HASH_SIZE:
            raise BadProof("A node within a node of the proof should stand by itself.")
    elif len(child) != HASH_SIZE and not (or_nothing and child == b""):
        raise BadProof("A node of the proof refers to another by something that is no hash.")


def _size(item: bytes | Node, most: int) -> int:
    """Bytes of an item's RLP, counted up to `most`: lists within lists may go deeper than a call can."""
    if isinstance(item, bytes):
        return len(item) + (len(item) != 1 or item[0] >= 0x80)
    size = 1
    for each in item:
        if size >= most:
            break
        size += _size(each, most - size)
    return size


def read_path(encoded: Any) -> tuple[bool, str]:
    """Hex-prefix (appendix C) → whether it ends in a leaf, and its nibbles as hex digits."""
    digits = encoded.hex() if isinstance(encoded, bytes) else ""
    if digits[:1] in ("1", "3"):
        return digits[0] == "3", digits[1:]
    if digits[:2] in ("00", "20"):
        return digits[0] == "2", digits[2:]
    raise BadProof("A node of the proof has a path that is no hex-prefix encoding.")


# -- building a trie --------------------------------------------------------------------------------------------------


def _build(pairs: Sequence[tuple[str, bytes]], depth: int) -> Node:
    """The node over pairs of a path (hex digits, ascending, alike up to `depth`) and a value."""
    first, last = pairs[0][0], pairs[-1][0]
    if len(pairs) == 1:
        return [_write_path(first[depth:], is_leaf=True), pairs[0][1]]
    fork = depth
    while fork < len(first) and first[fork] == last[fork]:
        fork += 1
    if fork > depth:
        return [_write_path(first[depth:fork], is_leaf=False), _refer(_build(pairs, fork))]
    branch: Node = [b""] * BRANCH
    if len(first) == depth:
        branch[16], pairs = pairs[0][1], pairs[1:]
    by_digit: dict[str, list[tuple[str, bytes]]] = {}
    for pair in pairs:
        by_digit.setdefault(pair[0][depth], []).append(pair)
    for digit, below in by_digit.items():
        branch[int(digit, 16)] = _refer(_build(below, depth + 1))
    return branch


def _refer(node: Node) -> bytes | Node:
    encoded: bytes = rlp.encode(node)
    return node if len(encoded) < HASH_SIZE else keccak(encoded)


def _write_path(digits: str, is_leaf: bool) -> bytes:
    kind = 2 if is_leaf else 0
    return bytes.fromhex(f"{kind + 1}{digits}" if len(digits) % 2 else f"{kind}0{digits}")
