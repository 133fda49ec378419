"""Proofs agree with another implementation's tries, and no other bytes pass for them."""

from contextlib import suppress

import pytest
import rlp
from eth_hash.auto import keccak
from hypothesis import given, settings
from hypothesis import strategies as st

from praxis_chain.core.errors import BadProof
from praxis_chain.core.proofs import trie
from tests.proving.tries import contents, keys, make_trie, nodes_to, slots_trie

HASH = bytes(range(32))
OTHER = bytes(range(1, 33))
LONG = b"a value that is long enough to need a node of its own"

indices = st.integers(0, 2**32)


# -- as another implementation has it ---------------------------------------------------------------------------------


@given(contents, st.lists(keys, max_size=10))
def test_every_key_is_proven_with_its_value_or_absent(pairs, others):
    theirs = make_trie(pairs)
    for key in [*pairs, *others]:
        assert trie.prove(theirs.root_hash, key, nodes_to(theirs, key)) == pairs.get(key)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("12", None),
        ("1234", b"one"),
        ("1256", b"two"),
        ("1257", b"three"),
        ("125600", None),
        ("", None),
        ("1258", None),
    ],
)
def test_a_key_that_ends_in_the_middle_of_others_is_absent(key, value):
    theirs = make_trie({bytes.fromhex("1234"): b"one", bytes.fromhex("1256"): b"two", bytes.fromhex("1257"): b"three"})
    asked = bytes.fromhex(key)
    assert trie.prove(theirs.root_hash, asked, nodes_to(theirs, asked)) == value


@given(contents)
def test_one_trie_proves_many_keys_as_each_by_itself(pairs):
    theirs = make_trie(pairs)
    ours = trie.Trie(theirs.root_hash)
    assert {key: ours.prove(key, nodes_to(theirs, key)) for key in pairs} == pairs


def test_a_trie_that_may_remember_little_proves_the_same(monkeypatch):
    theirs = slots_trie(200)
    keys_of_all = [keccak(slot.to_bytes(32, "big")) for slot in range(200)]
    for most in (0, 1, 5, 100_000):
        monkeypatch.setattr(trie, "SHARED", most)
        ours = trie.Trie(theirs.root_hash)
        assert [ours.prove(key, nodes_to(theirs, key)) for key in keys_of_all] == [theirs[key] for key in keys_of_all]
        assert len(ours._shared) <= most
    assert len(ours._shared) > 16, "the root and what stands below it"


@given(contents)
def test_the_root_of_all_that_a_trie_holds_is_its_root(pairs):
    assert trie.whole_root(pairs) == make_trie(pairs).root_hash


@given(st.lists(st.binary(min_size=1, max_size=80), max_size=20))
def test_the_root_of_a_list_is_the_one_of_a_trie_by_index(items):
    theirs = make_trie({rlp.encode(index): item for index, item in enumerate(items)})
    assert trie.ordered_root(items) == theirs.root_hash


@pytest.mark.parametrize("count", [0, 1, 2, 16, 17, 127, 128, 129, 255, 256, 257, 700])
def test_the_root_of_a_long_list(count):
    items = [index.to_bytes(2, "big") * 30 for index in range(count)]
    theirs = make_trie({rlp.encode(index): item for index, item in enumerate(items)})
    assert trie.ordered_root(items) == theirs.root_hash


def test_an_empty_trie_has_the_root_that_the_yellow_paper_gives_it_and_holds_nothing():
    assert trie.EMPTY_ROOT.hex() == "56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421"
    assert trie.ordered_root([]) == trie.EMPTY_ROOT
    assert trie.prove(trie.EMPTY_ROOT, b"key", []) is None
    assert trie.prove(trie.EMPTY_ROOT, b"key", [b"\x80"]) is None  # anvil gives the empty node, geth nothing
    with pytest.raises(BadProof, match="is no list"):
        trie.prove(trie.EMPTY_ROOT, b"key", [b"\x80", b"\x80"])


# -- no other bytes pass ----------------------------------------------------------------------------------------------


@given(contents.filter(len), keys, indices, indices, st.integers(1, 255))
def test_a_changed_byte_is_noticed(pairs, key, node, place, change):
    theirs = make_trie(pairs)
    nodes = nodes_to(theirs, key)
    node %= len(nodes)
    place %= len(nodes[node])
    changed = bytearray(nodes[node])
    changed[place] ^= change
    with pytest.raises(BadProof, match="A node of the proof hashes to 0x"):
        trie.prove(theirs.root_hash, key, [*nodes[:node], bytes(changed), *nodes[node + 1 :]])


def test_each_byte_of_each_node_changed_once_is_noticed_also_by_a_trie_that_knows_the_true_nodes():
    theirs = slots_trie(300)
    key = keccak((7).to_bytes(32, "big"))
    nodes = nodes_to(theirs, key)
    assert len(nodes) == 4
    ours = trie.Trie(theirs.root_hash)
    assert ours.prove(key, nodes) == theirs[key]
    noticed = 0
    for index, node in enumerate(nodes):
        for place in range(len(node)):
            changed = [*nodes]
            changed[index] = node[:place] + bytes([node[place] ^ 0x01]) + node[place + 1 :]
            with pytest.raises(BadProof):
                ours.prove(key, changed)
            noticed += 1
    assert noticed == sum(map(len, nodes))


@given(contents.filter(len), keys, st.randoms())
def test_nodes_missing_left_over_or_out_of_order_are_noticed(pairs, key, random):
    theirs = make_trie(pairs)
    nodes = nodes_to(theirs, key)
    missing = random.randrange(len(nodes))
    twice = random.choice(nodes)
    place = random.randrange(len(nodes) + 1)
    for wrong in (
        nodes[:missing] + nodes[missing + 1 :],
        [*nodes[:place], twice, *nodes[place:]],
        [*nodes[:place], b"\x80", *nodes[place:]],
        [*nodes, b""],
        [*reversed(nodes), nodes[0]],
    ):
        with pytest.raises(BadProof):
            trie.prove(theirs.root_hash, key, wrong)


@given(contents, keys, keys)
def test_a_proof_of_another_key_says_the_truth_about_this_one_or_nothing(pairs, asked, answered):
    theirs = make_trie(pairs)
    try:
        value = trie.prove(theirs.root_hash, asked, nodes_to(theirs, answered))
    except BadProof:
        return
    assert value == pairs.get(asked)


@given(contents.filter(len), contents, keys)
def test_a_proof_against_another_root_is_refused(pairs, others, key):
    theirs, another = make_trie(pairs), make_trie(others)
    nodes = nodes_to(theirs, key)
    if theirs.root_hash != another.root_hash:
        with pytest.raises(BadProof):
            trie.prove(another.root_hash, key, nodes)


# -- nodes that no trie has -------------------------------------------------------------------------------------------


def branch(**children: object) -> list[object]:
    node: list[object] = [b""] * 17
    for name, child in children.items():
        node[int(name.removeprefix("at_"))] = child
    return node


LEAF = [b"\x20\x12", LONG]  # path 1, 2
ALMOST = [b"\x31", b"short"]  # a leaf that stands within its parent

MALFORMED = {
    "three items": ([b"\x20\x12", LONG, b""], "has 3 items"),
    "no items": ([], "has 0 items"),
    "a text": (LONG, "is no list"),
    "a leaf without a value": ([b"\x20\x12", b""], "leaf of the proof has no value"),
    "a leaf whose value is a list": ([b"\x20\x12", [LONG]], "leaf of the proof has no value"),
    "an extension to nowhere": ([b"\x00", HASH], "leads nowhere"),
    "an extension with a short hash": ([b"\x00\x12", HASH[:31]], "refers to another by something"),
    "an extension with nothing behind it": ([b"\x00\x12", b""], "refers to another by something"),
    "a path with an unknown flag": ([b"\x40\x12", LONG], "no hex-prefix"),
    "an even path that fills up with ones": ([b"\x21\x12", LONG], "no hex-prefix"),
    "no path": ([b"", LONG], "no hex-prefix"),
    "a path that is a list": ([[b"\x20"], LONG], "no hex-prefix"),
    "a branch with one way on": (branch(at_1=HASH), "fewer than two ways on"),
    "a branch with a value alone": (branch(at_16=LONG), "fewer than two ways on"),
    "a branch with a list for its value": (branch(at_1=HASH, at_16=[LONG]), "a list for its value"),
    "a branch with a long hash": (branch(at_1=HASH, at_2=HASH + b"\0"), "refers to another by something"),
    "a branch with a leaf that is too long": (branch(at_1=HASH, at_2=LEAF), "should stand by itself"),
    "a branch with a malformed node within": (branch(at_1=[b"\x20", b""], at_2=HASH), "leaf of the proof has no value"),
}


@pytest.mark.parametrize(("node", "sentence"), MALFORMED.values(), ids=MALFORMED)
def test_a_node_that_no_trie_has_is_refused_even_if_its_hash_is_right(node, sentence):
    encoded = rlp.encode(node)
    with pytest.raises(BadProof, match=sentence):
        trie.prove(keccak(encoded), b"\x12", [encoded])


@pytest.mark.parametrize(
    "encoded",
    [
        b"",
        rlp.encode(LEAF) + b"\0",
        rlp.encode(LEAF)[:-1],
        b"\xf9\x00" + bytes([len(rlp.encode(LEAF)) - 2]) + rlp.encode(LEAF)[2:],  # the length written too long
        b"\xf8\x05" + rlp.encode([b"\x20\x12", b"\x01\x02"])[1:],  # a short list written as a long one
        b"\xc5\x82\x20\x12\x81\x01",  # a single byte written as a text of one
    ],
)
def test_an_encoding_that_is_not_the_only_one_is_refused(encoded):
    with pytest.raises(BadProof, match="no RLP, or longer than it need be"):
        trie.prove(keccak(encoded), b"\x12", [encoded])


@pytest.mark.parametrize("depth", [20, 400, 900, 3_000])
def test_lists_within_lists_are_refused_however_deep(depth):
    """Less deep than what cannot be read are those that could be read and not written again."""
    within = b"\xc0"
    for _ in range(depth):
        within = listed(within)
    for encoded in (within, listed(b"\x00" + within), listed(within + b"\x80" * 16)):
        with pytest.raises(BadProof):
            trie.prove(keccak(encoded), b"\x12", [encoded])


def listed(items: bytes) -> bytes:
    """The RLP of a list of items that are encoded already."""
    size = len(items).to_bytes((len(items).bit_length() + 7) // 8, "big")
    return (bytes([0xC0 + len(items)]) if len(items) < 56 else bytes([0xF7 + len(size)]) + size) + items


@given(st.recursive(st.binary(max_size=34), lambda items: st.lists(items, max_size=5), max_leaves=8))
def test_a_node_within_a_node_is_shorter_than_a_hash(item):
    if isinstance(item, list):
        encoded = rlp.encode(branch(at_1=HASH, at_2=item))
        with pytest.raises(BadProof) as refused:
            trie.prove(keccak(encoded), b"\x12", [encoded])
        assert ("should stand by itself" in str(refused.value)) == (len(rlp.encode(item)) >= 32)


def test_a_short_node_stands_within_its_parent():
    short = rlp.encode([b"\x32", b"short"])
    parent = rlp.encode(branch(at_1=keccak(short), at_2=HASH))
    with pytest.raises(BadProof, match="so short that it should stand within its parent"):
        trie.prove(keccak(parent), b"\x12", [parent, short])
    whole = rlp.encode(branch(at_1=[b"\x32", b"short"], at_2=HASH))
    assert trie.prove(keccak(whole), b"\x12", [whole]) == b"short"
    assert trie.prove(keccak(short), b"", [short]) is None  # the root is whole whatever its length


def test_an_empty_trie_within_a_trie_is_refused():
    encoded = rlp.encode(branch(at_1=trie.EMPTY_ROOT, at_2=HASH))
    with pytest.raises(BadProof, match="so short that it should stand within its parent"):
        trie.prove(keccak(encoded), b"\x12", [encoded, b"\x80"])


@pytest.mark.parametrize("after", [[b"\x32", LONG], [b"\x12", HASH]], ids=["a leaf", "an extension"])
def test_an_extension_leads_to_a_branch(after):
    below = rlp.encode(after)
    above = rlp.encode([b"\x11", keccak(below)])
    with pytest.raises(BadProof, match="should have been one with the node before it"):
        trie.prove(keccak(above), b"\x12", [above, below])


def test_the_hash_of_a_leaf_is_not_asked_for_twice_but_that_of_every_proof_is():
    """A trie that knows the nodes of one key must not let them stand for those of another."""
    theirs = slots_trie(40)
    first, second = (keccak(slot.to_bytes(32, "big")) for slot in (1, 2))
    ours = trie.Trie(theirs.root_hash)
    assert ours.prove(first, nodes_to(theirs, first)) == theirs[first]
    with pytest.raises(BadProof):
        ours.prove(second, nodes_to(theirs, first))


@settings(max_examples=300)
@given(st.binary(max_size=200))
def test_any_bytes_at_all_are_refused_in_one_sentence(encoded):
    with pytest.raises(BadProof, match=r"\.$"):
        trie.prove(HASH, b"\x12", [encoded])
    with suppress(BadProof):  # nothing else
        trie.prove(keccak(encoded), b"\x12", [encoded])
