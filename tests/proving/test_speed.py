"""Slots of one account of real size are proven fast enough, and by what the benchmark counts."""

import time

from eth_hash.auto import keccak

from benchmarks.audit.slots import slots_proven_per_s
from praxis_chain.core.proofs.account import prove_slots
from tests.proving.tries import nodes_to, slots_trie

SLOTS = 2_000
LEAST = 5_000  # per second of one core; about 39,000 here


def test_two_thousand_slots():
    theirs = slots_trie(SLOTS)
    proofs = {slot: nodes_to(theirs, keccak(slot.to_bytes(32, "big"))) for slot in range(SLOTS)}
    start = time.process_time()
    words = prove_slots(theirs.root_hash, proofs)
    took = time.process_time() - start
    assert words == {slot: 10**9 + slot for slot in range(SLOTS)}
    assert SLOTS / took > LEAST


def test_the_benchmark_counts_slots_that_a_node_proved(town):
    assert slots_proven_per_s(town.network, town.header, {town.token: range(50), town.people[0]: [0]}) > 0
