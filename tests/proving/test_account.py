"""Accounts and slots are proven as the chain has them; what proves something else is refused."""

from collections.abc import Callable
from typing import Any

import pytest
import rlp
from eth_hash.auto import keccak
from hypothesis import given
from hypothesis import strategies as st

from praxis_chain.core.errors import BadProof, NetworkFailed, WrongInput
from praxis_chain.core.proofs.account import (
    NO_CODE,
    Account,
    prove_account,
    prove_slot,
    prove_slots,
    storage_root,
)
from praxis_chain.core.proofs.header import Header
from praxis_chain.core.proofs.trie import EMPTY_ROOT
from praxis_chain.evm import proving
from praxis_chain.evm.proving import fetch_header, fetch_proofs
from tests.audit.lying import answering
from tests.proving.tries import make_trie, nodes_to, slots_trie

NOBODY = "0x" + "12" * 20
SLOTS = [*range(12), 2**255, 2**256 - 1]


def balance_slot(person: str, mapping: int) -> int:
    return int.from_bytes(keccak(bytes(12) + bytes.fromhex(person[2:]) + mapping.to_bytes(32, "big")), "big")


def slots_of(town: Any) -> list[int]:
    """Plain slots, and those of the people's balances wherever the token keeps them."""
    return [*SLOTS, *(balance_slot(person, mapping) for mapping in range(12) for person in town.people)]


def test_slots_are_proven_as_the_node_has_them(town):
    slots = slots_of(town)
    proof = fetch_proofs(town.network, town.header.hash, town.token, slots)
    account = prove_account(town.header.state_root, town.token, proof.account_nodes)
    words = prove_slots(account.storage_root, proof.slot_nodes)
    assert list(words) == slots
    assert words == {slot: town.storage(town.token, slot) for slot in slots}
    assert {1_000_000, 2_000_000, 3_000_000} <= set(words.values()), "each person's balance is among them"
    assert 0 in words.values()
    assert words == {slot: prove_slot(account.storage_root, slot, nodes) for slot, nodes in proof.slot_nodes.items()}


def test_an_account_is_proven_as_the_node_has_it(town):
    for address in (town.token, town.people[0], town.network.accounts[11].address):
        proof = fetch_proofs(town.network, town.header.hash, address, [])
        code = bytes.fromhex(town.network.request("eth_getCode", address, "latest")[2:])
        account = prove_account(town.header.state_root, address, proof.account_nodes)
        assert account.nonce == int(town.network.request("eth_getTransactionCount", address, "latest"), 16)
        assert account.balance == int(town.network.request("eth_getBalance", address, "latest"), 16)
        assert account.code_hash == keccak(code)
        assert (account.storage_root == EMPTY_ROOT) == (account.code_hash == NO_CODE) == (address != town.token)
    assert account.nonce > 0


def test_an_account_that_is_not_there_is_proven_absent(town):
    proof = fetch_proofs(town.network, town.header.hash, NOBODY, [1])
    assert prove_account(town.header.state_root, NOBODY, proof.account_nodes) is None


def test_an_account_without_storage_has_zero_in_every_slot(town):
    proof = fetch_proofs(town.network, town.header.hash, town.people[0], [1, 2])
    account = prove_account(town.header.state_root, town.people[0], proof.account_nodes)
    assert prove_slots(account.storage_root, proof.slot_nodes) == {1: 0, 2: 0}


def test_many_slots_are_asked_for_in_chunks(town, monkeypatch):
    whole = fetch_proofs(town.network, town.header.hash, town.token, SLOTS)
    monkeypatch.setattr(proving, "SLOTS_AT_ONCE", 5)
    asked, seen = [], []

    def count(method: str, params: Any, result: Any) -> Any:
        if method == "eth_getProof":
            asked.append(len(params[1]))
        return result

    node = answering(town.network, count)
    assert fetch_proofs(node, town.header.hash, town.token, SLOTS, seen.append) == whole
    assert asked == [5, 5, 4]
    assert seen == [5, 10, 14]


@given(st.dictionaries(st.integers(0, 2**256 - 1) | st.integers(0, 9), st.integers(0, 2**256 - 1) | st.just(0)))
def test_the_root_of_a_storage_is_that_of_its_words_other_than_zero(words):
    kept = {slot: word for slot, word in words.items() if word}
    theirs = make_trie({key_of(slot): rlp.encode(word) for slot, word in kept.items()})
    assert storage_root(words) == theirs.root_hash
    zeros: set[int] = set()
    assert prove_slots(theirs.root_hash, {slot: nodes_to(theirs, key_of(slot)) for slot in words}, zeros) == words
    assert zeros == set()


def test_a_slot_that_is_kept_as_zero_is_zero_and_named():
    theirs = make_trie({key_of(5): rlp.encode(b""), key_of(6): rlp.encode(b"\1")})
    zeros: set[int] = set()
    proofs = {slot: nodes_to(theirs, key_of(slot)) for slot in (5, 6, 7)}
    assert prove_slots(theirs.root_hash, proofs, zeros) == {5: 0, 6: 1, 7: 0}
    assert zeros == {5}


def key_of(slot: int) -> bytes:
    return keccak(slot.to_bytes(32, "big"))


# -- proofs of something else -----------------------------------------------------------------------------------------


def test_a_proof_of_another_account_is_refused(town):
    other = fetch_proofs(town.network, town.header.hash, town.people[0], []).account_nodes
    with pytest.raises(BadProof):
        prove_account(town.header.state_root, NOBODY, other)


def test_a_proof_from_another_block_is_refused(town):
    before = Header.decode(fetch_header(town.network, 3))
    assert before.state_root != town.header.state_root
    old = fetch_proofs(town.network, before.hash, town.token, [0])
    with pytest.raises(BadProof, match="was changed, or is another block's"):
        prove_account(town.header.state_root, town.token, old.account_nodes)


def test_a_slot_of_another_account_is_refused(town):
    proof = fetch_proofs(town.network, town.header.hash, town.token, [0])
    with pytest.raises(BadProof):
        prove_slot(EMPTY_ROOT, 0, proof.slot_nodes[0])


def test_a_truncated_proof_is_refused(town):
    proof = fetch_proofs(town.network, town.header.hash, town.token, [0])
    account = prove_account(town.header.state_root, town.token, proof.account_nodes)
    with pytest.raises(BadProof, match="nodes are missing"):
        prove_slot(account.storage_root, 0, proof.slot_nodes[0][:-1])
    with pytest.raises(BadProof, match="nodes are missing"):
        prove_account(town.header.state_root, town.token, proof.account_nodes[:-1])
    with pytest.raises(BadProof, match="nodes are missing"):
        prove_account(town.header.state_root, town.token, ())


def test_two_slots_whose_proofs_are_swapped_are_refused():
    theirs = slots_trie(50)
    first, second = (nodes_to(theirs, key_of(slot)) for slot in (3, 4))
    assert prove_slots(theirs.root_hash, {3: first, 4: second}) == {3: 10**9 + 3, 4: 10**9 + 4}
    with pytest.raises(BadProof):
        prove_slots(theirs.root_hash, {3: second, 4: first})


def test_a_zero_that_is_kept_is_zero_and_told():
    """As anvil keeps them."""
    words, zeros = {5: 0, 6: 7, 8: 0}, set()
    entries = {keccak(slot.to_bytes(32, "big")): rlp.encode(word) for slot, word in words.items() if slot != 8}
    theirs = make_trie(entries)
    nodes = {slot: nodes_to(theirs, key_of(slot)) for slot in words}
    assert prove_slots(theirs.root_hash, nodes, zeros) == words
    assert zeros == {5}
    assert storage_root(words) != theirs.root_hash


@pytest.mark.parametrize("size", [0, 1, 2, 17, 300])
def test_a_whole_storage_has_the_root_that_another_implementation_gives_it(size):
    theirs = slots_trie(size)
    assert storage_root({slot: 10**9 + slot for slot in range(size)}) == theirs.root_hash
    if size > 1:
        assert storage_root({slot: 10**9 + slot for slot in range(1, size)}) != theirs.root_hash


@pytest.mark.parametrize(
    ("value", "sentence"),
    [
        (b"\0\1", "Slot 0x5 is no number of RLP."),
        (b"\1" * 33, "Slot 0x5 is larger than it can be."),
        ([b"\1"], "Slot 0x5 is not a text."),
    ],
)
def test_a_word_that_no_slot_can_hold_is_refused(value, sentence):
    key = key_of(5)
    theirs = make_trie({key: rlp.encode(value)})
    with pytest.raises(BadProof) as refused:
        prove_slot(theirs.root_hash, 5, nodes_to(theirs, key))
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("items", "sentence"),
    [
        ([b"\1", b"\2", bytes(32)], "has 3 fields; an account has 4."),
        ([b"\1", b"\2", bytes(32), bytes(32), b""], "has 5 fields; an account has 4."),
        ([b"\1" * 9, b"\2", bytes(32), bytes(32)], "The nonce of .* is larger than it can be."),
        ([b"\1", b"\0", bytes(32), bytes(32)], "The balance of .* is no number of RLP."),
        ([b"\1", b"\2", bytes(31), bytes(32)], "The storage root of .* is not 32 bytes."),
        ([b"\1", b"\2", bytes(32), bytes(33)], "The code hash of .* is not 32 bytes."),
        (b"a text", "The account of .* is no list of RLP."),
    ],
)
def test_what_is_no_account_is_refused(items, sentence):
    key = keccak(bytes.fromhex(NOBODY[2:]))
    theirs = make_trie({key: rlp.encode(items)})
    with pytest.raises(BadProof, match=sentence):
        prove_account(theirs.root_hash, NOBODY, nodes_to(theirs, key))


def test_an_account_as_somebody_else_encodes_it():
    key = keccak(bytes.fromhex(NOBODY[2:]))
    theirs = make_trie({key: rlp.encode([b"\7", b"", EMPTY_ROOT, NO_CODE]), b"other": b"value"})
    assert prove_account(theirs.root_hash, NOBODY, nodes_to(theirs, key)) == Account(7, 0, EMPTY_ROOT, NO_CODE)


def test_what_is_no_address_is_a_wrong_input():
    with pytest.raises(WrongInput, match="is not an address"):
        prove_account(EMPTY_ROOT, "0x12", [])


# -- nodes that lie ---------------------------------------------------------------------------------------------------


def proofs_as(alter: Callable[[Any], Any]) -> Callable[[str, Any, Any], Any]:
    return lambda method, params, result: alter(result) if method == "eth_getProof" else result


def test_the_value_beside_a_proof_is_not_looked_at(town):
    def lie(result: Any) -> Any:
        entries = [entry | {"value": "0x539"} for entry in result["storageProof"]]
        return result | {"storageProof": entries, "balance": "0x1", "storageHash": "0x2", "nonce": "0x3"}

    honest = fetch_proofs(town.network, town.header.hash, town.token, SLOTS)
    assert fetch_proofs(answering(town.network, proofs_as(lie)), town.header.hash, town.token, SLOTS) == honest


def test_keys_that_a_node_swaps_are_noticed(town):
    def swap(result: Any) -> Any:
        first, second, *rest = result["storageProof"]
        return result | {"storageProof": [second, first, *rest]}

    with pytest.raises(BadProof, match=r"was asked to prove some slots of 0x\w+ and answered with others\."):
        fetch_proofs(answering(town.network, proofs_as(swap)), town.header.hash, town.token, SLOTS)


def test_keys_that_a_node_leaves_out_are_noticed(town):
    cut = proofs_as(lambda result: result | {"storageProof": result["storageProof"][:-1]})
    with pytest.raises(BadProof, match="answered with others"):
        fetch_proofs(answering(town.network, cut), town.header.hash, town.token, SLOTS)


def test_proofs_under_the_right_keys_but_swapped_are_refused_when_they_are_read(town):
    def swap(result: Any) -> Any:
        first, second = result["storageProof"]
        return result | {"storageProof": [first | {"proof": second["proof"]}, second | {"proof": first["proof"]}]}

    slots = [slot for slot in slots_of(town) if town.storage(town.token, slot)][-2:]
    proof = fetch_proofs(answering(town.network, proofs_as(swap)), town.header.hash, town.token, slots)
    honest = fetch_proofs(town.network, town.header.hash, town.token, slots)
    account = prove_account(town.header.state_root, town.token, honest.account_nodes)
    assert proof.slot_nodes == dict(zip(slots, reversed(honest.slot_nodes.values()), strict=True))
    assert prove_slots(account.storage_root, honest.slot_nodes) == {
        slot: town.storage(town.token, slot) for slot in slots
    }
    with pytest.raises(BadProof):
        prove_slots(account.storage_root, proof.slot_nodes)


def test_an_answer_about_another_account_is_noticed(town):
    other = town.network.request("eth_getProof", town.people[0], [], "latest")
    with pytest.raises(BadProof, match="answered with another account's"):
        fetch_proofs(answering(town.network, proofs_as(lambda _: other)), town.header.hash, town.token, [])


def test_two_states_said_to_be_one_are_noticed(town, monkeypatch):
    monkeypatch.setattr(proving, "SLOTS_AT_ONCE", 2)
    older = town.network.request("eth_getProof", town.token, ["0x" + "0" * 64], "0x3")["accountProof"]

    def turn(result: Any) -> Any:
        return result | ({"accountProof": older} if int(result["storageProof"][0]["key"], 16) == 2 else {})

    with pytest.raises(BadProof, match="in two states that are said to be one block's"):
        fetch_proofs(answering(town.network, proofs_as(turn)), town.header.hash, town.token, [0, 1, 2])


@pytest.mark.parametrize(
    "nonsense",
    [
        None,
        [],
        {},
        {"address": NOBODY, "accountProof": None, "storageProof": []},
        {"address": NOBODY, "accountProof": ["0xzz"], "storageProof": []},
        {"address": NOBODY, "accountProof": [1], "storageProof": []},
        {"address": NOBODY, "accountProof": "0x80", "storageProof": []},
        {"address": NOBODY, "accountProof": [], "storageProof": [{"key": 1, "proof": []}]},
        {"address": NOBODY, "accountProof": [], "storageProof": None},
    ],
)
def test_an_answer_without_sense_is_one_sentence(town, nonsense):
    node = answering(town.network, proofs_as(lambda _: nonsense))
    with pytest.raises(NetworkFailed, match="gave no sensible answer to eth_getProof: is it an Ethereum RPC"):
        fetch_proofs(node, town.header.hash, NOBODY, [])
