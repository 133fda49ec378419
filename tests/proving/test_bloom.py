"""A bloom never denies what is there, and agrees with another implementation in every bit."""

from eth_bloom import BloomFilter
from eth_hash.auto import keccak
from hypothesis import given
from hypothesis import strategies as st

from praxis_chain.core.addresses import to_checksum
from praxis_chain.core.proofs.bloom import may_hold
from praxis_chain.core.proofs.header import Header
from praxis_chain.core.proofs.receipts import prove_logs
from praxis_chain.evm.proving import fetch_header, fetch_receipts

addresses = st.binary(min_size=20, max_size=20)
topics = st.binary(min_size=32, max_size=32)


def bloom_of(*entries: bytes) -> bytes:
    return int(BloomFilter.from_iterable(entries)).to_bytes(256, "big")


@given(st.lists(st.tuples(addresses, topics), max_size=30), addresses, topics)
def test_it_says_what_another_implementation_says(logs, address, topic):
    theirs = BloomFilter.from_iterable(entry for log in logs for entry in log)
    bloom = int(theirs).to_bytes(256, "big")
    for who, what in [*logs, (address, topic)]:
        assert may_hold(bloom, to_checksum(who)) == (who in theirs)
        assert may_hold(bloom, to_checksum(who), what) == (who in theirs and what in theirs)
    assert all(may_hold(bloom, to_checksum(who), what) for who, what in logs)


def test_nothing_is_in_an_empty_one_and_everything_in_a_full_one():
    someone = to_checksum(b"\1" * 20)
    assert not may_hold(bytes(256), someone)
    assert may_hold(b"\xff" * 256, someone, bytes(32))
    assert not may_hold(bloom_of(b"\1" * 20), someone, bytes(32))
    assert not may_hold(bloom_of(bytes(32)), someone, bytes(32))
    assert may_hold(bloom_of(b"\1" * 20, bytes(32)), someone, bytes(32))


def test_a_block_without_a_log_of_ours_needs_no_receipts(town):
    transfer = keccak(b"Transfer(address,address,uint256)")
    held = 0
    for number in range(town.header.number + 1):
        header = Header.decode(fetch_header(town.network, number))
        logs = prove_logs(header, fetch_receipts(town.network, header.hash))
        for log in logs:
            assert all(may_hold(header.logs_bloom, log.address, topic) for topic in log.topics)
        if not logs:
            assert header.logs_bloom == bytes(256)
            assert not may_hold(header.logs_bloom, town.token, transfer)
        held += may_hold(header.logs_bloom, town.token, transfer)
    assert held == sum(1 for log in town.logs() if log["topics"][0] == "0x" + transfer.hex() and mined(town, log))


def mined(town, log):
    return int(log["blockNumber"], 16) <= town.header.number
