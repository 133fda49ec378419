"""Merkle trees of facts: one signature for a whole batch.

The tree is the complete one of OpenZeppelin's merkle-tree: leaves wait in a queue, the two at its front are hashed
together (in ascending order) and their parent goes to the back, until one is left. Leaves are fact hashes. A fact's
preimage is at least 96 bytes and a node's is 64, so neither can pass for the other. A single fact is its own root.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eth_hash.auto import keccak


@dataclass(frozen=True, slots=True)
class MultiProof:
    """What OpenZeppelin's processMultiProof takes beside some leaves, in ascending order of their positions."""

    siblings: tuple[bytes, ...]
    flags: tuple[bool, ...]


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """Root over 32-byte leaves in the given order; at least one."""
    return _tree(leaves)[-1]


def merkle_branches(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """For each leaf, the siblings from the bottom up."""
    tree = _tree(leaves)
    return [[tree[node ^ 1] for node in _path(leaf, len(leaves))] for leaf in range(len(leaves))]


def merkle_multiproof(leaves: Sequence[bytes], positions: Iterable[int]) -> MultiProof:
    """Proof of the leaves at these positions together, in ascending order; at least one of them."""
    tree, queue = _tree(leaves), sorted(set(positions))
    siblings: list[bytes] = []
    flags: list[bool] = []
    while queue[0] != len(tree) - 1:
        node = queue.pop(0)
        known = bool(queue) and queue[0] == node ^ 1
        flags.append(known)
        if known:
            queue.pop(0)
        else:
            siblings.append(tree[node ^ 1])
        queue.append(_parent(node, len(leaves)))
    return MultiProof(tuple(siblings), tuple(flags))


def root_from_branch(leaf: bytes, branch: Sequence[bytes]) -> bytes:
    """What the contract computes from a leaf and its siblings."""
    for sibling in branch:
        leaf = _node(leaf, sibling)
    return leaf


def _tree(leaves: Sequence[bytes]) -> list[bytes]:
    """All nodes in the order they were queued: the leaves, then each parent; the root is last, siblings: 2k, 2k + 1."""
    if not leaves:
        raise ValueError("a Merkle tree needs at least one leaf")
    tree = list(leaves)
    for pair in range(len(leaves) - 1):
        tree.append(_node(tree[2 * pair], tree[2 * pair + 1]))
    return tree


def _parent(node: int, leaves: int) -> int:
    return leaves + node // 2


def _path(leaf: int, leaves: int) -> list[int]:
    """The leaf and its ancestors, without the root."""
    path, node = [], leaf
    while node != 2 * leaves - 2:
        path.append(node)
        node = _parent(node, leaves)
    return path


def _node(left: bytes, right: bytes) -> bytes:
    return keccak(min(left, right) + max(left, right))
