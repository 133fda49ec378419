"""Older blocks follow from a newer one: by parent hashes, or by what EIP-2935 keeps in the state."""

from dataclasses import replace

import pytest
import rlp
from eth_hash.auto import keccak
from hypothesis import given
from hypothesis import strategies as st

from praxis_chain.core.errors import BadProof
from praxis_chain.core.proofs import ancestry
from praxis_chain.core.proofs.ancestry import (
    HISTORY_ADDRESS,
    HISTORY_WINDOW,
    history_slot,
    in_history,
    linked,
    prove_ancestor,
)
from praxis_chain.core.proofs.header import Header
from praxis_chain.core.proofs.trie import EMPTY_ROOT
from praxis_chain.evm.proving import fetch_header, fetch_proofs
from tests.proving.tries import make_trie, nodes_to


@pytest.fixture
def headers(town) -> list[Header]:
    """All of the town, newest first."""
    return [Header.decode(fetch_header(town.network, number)) for number in range(town.header.number, -1, -1)]


# -- parent hashes ----------------------------------------------------------------------------------------------------


def test_a_chain_down_to_its_first_block_is_linked(headers):
    trusted, *older = headers
    assert len(older) > 5
    linked(trusted, older)
    linked(trusted, [])


def test_a_gap_another_order_or_a_foreign_header_is_refused(headers):
    trusted, first, second, third, *_ = headers
    foreign = replace(second, hash=bytes(32))
    misnumbered = replace(first, number=first.number - 1)
    for wrong in (
        [second],
        [first, third],
        [second, first],
        [first, first],
        [trusted],
        [first, foreign],
        [misnumbered],
    ):
        with pytest.raises(
            BadProof, match=r"^Block \d+ with hash 0x\w{64} is not the parent of block \d+, which names 0x"
        ):
            linked(trusted, wrong)


# -- EIP-2935 ---------------------------------------------------------------------------------------------------------


def test_slots_of_the_history_go_round():
    assert history_slot(0) == 0
    assert history_slot(8190) == 8190
    assert history_slot(8191) == 0
    assert history_slot(23_000_000) == 23_000_000 % 8191


@given(st.integers(0, 10**8), st.integers(0, 10**8))
def test_the_window_has_one_block_for_each_slot(trusted, number):
    inside = [n for n in (number, trusted - 1, trusted - HISTORY_WINDOW) if in_history(trusted, n)]
    assert all(trusted - 8191 <= n < trusted for n in inside)
    assert {trusted - 1, trusted - 8191} <= set(inside)
    assert not in_history(trusted, trusted)
    assert not in_history(trusted, trusted - 8192)


@pytest.mark.parametrize("town", ["anvil"], indirect=True)
def test_the_newest_header_proves_the_hash_of_each_older_block(town, headers):
    trusted, *older = headers
    slots = [history_slot(header.number) for header in older]
    proof = fetch_proofs(town.network, trusted.hash, HISTORY_ADDRESS, slots)
    for header, slot in zip(older, slots, strict=True):
        assert prove_ancestor(trusted, header.number, proof.account_nodes, proof.slot_nodes[slot]) == header.hash
    with pytest.raises(BadProof):
        prove_ancestor(trusted, older[0].number, proof.account_nodes, proof.slot_nodes[history_slot(older[1].number)])


@pytest.mark.parametrize("town", ["embedded"], indirect=True)  # py-evm keeps no history when it mines
def test_a_chain_without_a_history_proves_that_it_has_none(town):
    proof = fetch_proofs(town.network, town.header.hash, HISTORY_ADDRESS, [history_slot(1)])
    with pytest.raises(BadProof) as refused:
        prove_ancestor(town.header, 1, proof.account_nodes, proof.slot_nodes[history_slot(1)])
    assert str(refused.value) == f"The state behind block {town.header.number} does not hold the hash of block 1."


def made(
    number: int, history: dict[int, bytes], code: bytes = ancestry.HISTORY_CODE_HASH
) -> tuple[Header, list[bytes], dict[int, list[bytes]]]:
    """A header of a made-up chain, and proofs of its history (hashes by block)."""
    storage = make_trie(
        {key(history_slot(n)): rlp.encode(block_hash.lstrip(b"\0")) for n, block_hash in history.items()}
    )
    address = keccak(bytes.fromhex(HISTORY_ADDRESS[2:]))
    state = make_trie({address: rlp.encode([b"\1", b"", storage.root_hash, code])})
    header = Header(number, bytes(32), bytes(32), 0, state.root_hash, EMPTY_ROOT, bytes(256))
    return header, nodes_to(state, address), {n: nodes_to(storage, key(history_slot(n))) for n in history}


def key(slot: int) -> bytes:
    return keccak(slot.to_bytes(32, "big"))


def test_the_ends_of_the_window():
    number = 20_000
    history = {
        number - 1: keccak(b"newest"),
        number - 5: b"\0\0" + keccak(b"zeros")[2:],
        number - 8191: keccak(b"oldest"),
    }
    header, account, slots = made(number, history)
    for older, block_hash in history.items():
        assert prove_ancestor(header, older, account, slots[older]) == block_hash
    for outside in (number, number - 8192, number + 8190):
        with pytest.raises(BadProof) as refused:
            prove_ancestor(header, outside, account, slots[number - 1])
        assert str(refused.value) == (
            f"Block 20000 knows the hashes of blocks 11809 to 19999 by EIP-2935, not of block {outside}."
        )
    assert ancestry.HISTORY_ADDRESS == "0x0000F90827F1C53a10cb7A02335B175320002935"


def test_another_contract_at_that_address_proves_nothing():
    header, account, slots = made(100, {99: keccak(b"newest"), 98: keccak(b"before")}, code=keccak(b"a longer window"))
    with pytest.raises(BadProof, match="is not EIP-2935's contract on this chain: its slots may mean other blocks"):
        prove_ancestor(header, 99, account, slots[99])


def test_the_code_is_the_one_of_the_eip():
    """Also that of another implementation."""
    from eth.vm.forks.prague.constants import HISTORY_STORAGE_CONTRACT_CODE

    assert keccak(HISTORY_STORAGE_CONTRACT_CODE) == ancestry.HISTORY_CODE_HASH


def test_a_slot_that_is_not_written_yet_proves_nothing():
    header, account, _ = made(100, {99: keccak(b"newest"), 98: keccak(b"before")})
    storage = make_trie({key(99): rlp.encode(keccak(b"newest")), key(98): rlp.encode(keccak(b"before"))})
    with pytest.raises(BadProof, match="does not hold the hash of block 7"):
        prove_ancestor(header, 7, account, nodes_to(storage, key(7)))
