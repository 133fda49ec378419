"""Merkle trees of facts: one signature for a whole batch.

Leaves are fact hashes, an inner node is keccak256 of its two children in ascending order (as OpenZeppelin's MerkleProof
reads them), an odd node moves up unchanged. A fact's preimage is at least 96 bytes and a node's is 64, so neither can
pass for the other. A single fact is its own root with an empty branch.
"""

from collections.abc import Sequence

from eth_hash.auto import keccak


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """Root over 32-byte leaves in the given order; at least one."""
    return _levels(leaves)[-1][0]


def merkle_branches(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """For each leaf, the siblings from the bottom up."""
    levels = _levels(leaves)
    return [
        [level[sibling] for depth, level in enumerate(levels) if (sibling := (leaf >> depth) ^ 1) < len(level)]
        for leaf in range(len(leaves))
    ]


def root_from_branch(leaf: bytes, branch: Sequence[bytes]) -> bytes:
    """What the contract computes from a leaf and its siblings."""
    for sibling in branch:
        leaf = _node(leaf, sibling)
    return leaf


def _levels(leaves: Sequence[bytes]) -> list[list[bytes]]:
    if not leaves:
        raise ValueError("a Merkle tree needs at least one leaf")
    levels = [list(leaves)]
    while len(levels[-1]) > 1:
        below = levels[-1]
        pairs = [_node(*below[i : i + 2]) for i in range(0, len(below) - 1, 2)]
        levels.append(pairs + below[len(pairs) * 2 :])
    return levels


def _node(left: bytes, right: bytes) -> bytes:
    return keccak(min(left, right) + max(left, right))
