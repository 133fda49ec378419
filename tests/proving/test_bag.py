"""One heap of nodes gives every key's proof again, in order, and says what nobody needed."""

import pytest
from eth_hash.auto import keccak
from hypothesis import given

from praxis_chain.core.errors import BadProof
from praxis_chain.core.proofs import trie
from praxis_chain.core.proofs.bag import Bag
from tests.proving.tries import contents, make_trie, nodes_to, slots_trie


@given(contents)
def test_each_way_is_the_proof_that_another_implementation_gives(pairs):
    theirs = make_trie(pairs)
    bag = Bag()
    for key in pairs:
        bag.add(nodes_to(theirs, key))
    for key, value in pairs.items():
        assert list(bag.way(theirs.root_hash, key)) == nodes_to(theirs, key)
        assert trie.prove(theirs.root_hash, key, bag.way(theirs.root_hash, key)) == value
    assert bag.unused == 0
    assert Bag(reversed(bag.nodes)).nodes == bag.nodes


def test_the_way_to_what_is_not_there_proves_that():
    theirs = slots_trie(20)
    absent = keccak((99).to_bytes(32, "big"))
    bag = Bag(nodes_to(theirs, absent))
    assert trie.prove(theirs.root_hash, absent, bag.way(theirs.root_hash, absent)) is None
    assert bag.way(trie.EMPTY_ROOT, absent) == ()


def test_a_node_that_is_missing_or_was_not_needed_is_told():
    theirs = slots_trie(50)
    first, second = (nodes_to(theirs, keccak(slot.to_bytes(32, "big"))) for slot in (3, 4))
    bag = Bag(first)
    with pytest.raises(KeyError):
        bag.way(theirs.root_hash, keccak((4).to_bytes(32, "big")))
    bag.add(second)
    bag.way(theirs.root_hash, keccak((3).to_bytes(32, "big")))
    assert bag.unused == len({*first, *second}) - len(first)


def test_what_is_no_node_is_no_way():
    nonsense = b"\xc3\x01\x02\x03"
    with pytest.raises(BadProof, match="has 3 items"):
        Bag([nonsense]).way(keccak(nonsense), keccak(b"key"))
