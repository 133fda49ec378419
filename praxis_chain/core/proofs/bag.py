"""Many proofs of many tries in one heap of nodes, each node once: every key's way is found again from its root."""

from collections.abc import Iterable

from eth_hash.auto import keccak

from ..errors import BadProof
from .encoding import read_list
from .trie import BRANCH, EMPTY_ROOT, read_path


class Bag:
    """Nodes by their hash. It proves nothing: `trie.prove` does, with the way that is found here."""

    def __init__(self, nodes: Iterable[bytes] = ()) -> None:
        self._nodes = {keccak(node): node for node in nodes}
        self._used: set[bytes] = set()

    def add(self, nodes: Iterable[bytes]) -> None:
        """Keep these as well."""
        self._nodes.update((keccak(node), node) for node in nodes)

    @property
    def nodes(self) -> list[bytes]:
        """All of them, in the order of their hashes: the same set has one list."""
        return [self._nodes[name] for name in sorted(self._nodes)]

    @property
    def unused(self) -> int:
        """How many nodes lay on no way that was asked for."""
        return len(self._nodes) - len(self._used)

    def way(self, root: bytes, key: bytes) -> tuple[bytes, ...]:
        """The nodes from the root towards a key. KeyError where one is not in the bag, BadProof where one is none."""
        if root == EMPTY_ROOT:
            return ()
        path, name, nodes = key.hex(), root, []
        while True:
            nodes.append(self._nodes[name])
            self._used.add(name)
            node = read_list(nodes[-1], "A node")
            while True:
                if len(node) == BRANCH:
                    if not path:
                        return tuple(nodes)
                    child, path = node[int(path[0], 16)], path[1:]
                elif len(node) == 2:
                    is_leaf, part = read_path(node[0])
                    if is_leaf or not path.startswith(part):
                        return tuple(nodes)
                    child, path = node[1], path[len(part) :]
                else:
                    raise BadProof(f"A node has {len(node)} items; a node has 2 or 17.")
                if child == b"":
                    return tuple(nodes)
                if isinstance(child, bytes):
                    name = child
                    break
                node = child
