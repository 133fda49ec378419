"""A header's RLP is rebuilt from JSON and hashes to the block's hash; a field cannot be changed without a trace."""

from collections.abc import Callable
from typing import Any

import pytest
import rlp
from eth_hash.auto import keccak

from praxis_chain.core.errors import BadProof, NetworkFailed
from praxis_chain.core.proofs.header import FIELDS, Header
from praxis_chain.evm import proving
from praxis_chain.evm.proving import fetch_header, fetch_headers
from tests.audit.lying import answering

# Ethereum's first block: what everybody's node has.
EMPTY_ROOT = "56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421"
MAINNET_GENESIS = [
    bytes(32),
    bytes.fromhex("1dcc4de8dec75d7aab85b567b6ccd41ad312451b948a7413f0a142fd40d49347"),
    bytes(20),
    bytes.fromhex("d7f8974fb5ac78d9ac099b9ad5018bedc2ce0a72dad1827a1709da30580f0544"),
    bytes.fromhex(EMPTY_ROOT),
    bytes.fromhex(EMPTY_ROOT),
    bytes(256),
    (17_179_869_184).to_bytes(5, "big"),
    b"",
    (5_000).to_bytes(2, "big"),
    b"",
    b"",
    bytes.fromhex("11bbe8db4e347b4e8c937c1c8370e4b5ed33adb3db69cbdb7a38e1e50b1b82fa"),
    bytes(32),
    (66).to_bytes(8, "big"),
]


def test_the_first_block_of_ethereum():
    header = Header.decode(rlp.encode(MAINNET_GENESIS))
    assert header == Header(
        number=0,
        hash=bytes.fromhex("d4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3"),
        parent=bytes(32),
        timestamp=0,
        state_root=MAINNET_GENESIS[3],
        receipts_root=bytes.fromhex(EMPTY_ROOT),
        logs_bloom=bytes(256),
    )


def test_every_header_of_a_chain_hashes_to_its_hash(town):
    for number in range(town.header.number + 1):
        said = town.network.request("eth_getBlockByNumber", hex(number), False)
        encoded = fetch_header(town.network, number)
        header = Header.decode(encoded)
        assert "0x" + header.hash.hex() == said["hash"]
        assert "0x" + header.parent.hex() == said["parentHash"]
        assert "0x" + header.state_root.hex() == said["stateRoot"]
        assert "0x" + header.receipts_root.hex() == said["receiptsRoot"]
        assert "0x" + header.logs_bloom.hex() == said["logsBloom"]
        assert (header.number, header.timestamp) == (number, int(said["timestamp"], 16))
        assert fetch_header(town.network, header.hash) == encoded
        assert len(rlp.decode(encoded)) == 21, "a block since Prague has 21 fields"


def test_many_headers_come_newest_first(town, monkeypatch):
    one_by_one = [fetch_header(town.network, number) for number in range(town.header.number, 1, -1)]
    assert list(fetch_headers(town.network, 2, town.header.number)) == one_by_one
    monkeypatch.setattr(proving, "BATCH", 3)
    assert list(fetch_headers(town.network, 2, town.header.number)) == one_by_one
    assert list(fetch_headers(town.network, 5, 5)) == [fetch_header(town.network, 5)]
    assert list(fetch_headers(town.network, 5, 4)) == []


@pytest.mark.parametrize("block", [None, "0x", {}, {"parentHash": "0x1"}])
def test_many_headers_without_sense_are_one_sentence(town, block):
    node = answering(town.network, lambda method, params, result: block if method == "eth_getBlockByNumber" else result)
    with pytest.raises(NetworkFailed, match="gave no sensible answer to eth_getBlockByNumber"):
        list(fetch_headers(node, 1, 2))


def test_a_changed_byte_of_a_header_is_another_hash_or_no_header(town):
    encoded = fetch_header(town.network, town.header.number)
    for place in range(len(encoded)):
        changed = encoded[:place] + bytes([encoded[place] ^ 1]) + encoded[place + 1 :]
        try:
            header = Header.decode(changed)
        except BadProof:
            continue
        assert header.hash != town.header.hash


@pytest.mark.parametrize(
    ("place", "item", "sentence"),
    [
        (0, bytes(31), "The header's parentHash is not 32 bytes."),
        (2, bytes(21), "The header's miner is not 20 bytes."),
        (3, b"", "The header's stateRoot is not 32 bytes."),
        (6, bytes(255), "The header's logsBloom is not 256 bytes."),
        (8, b"\0\1", "The header's number is no number of RLP."),
        (8, b"\1" * 9, "The header's number is larger than it can be."),
        (11, [b""], "The header's timestamp is no number of RLP."),
        (12, [], "The header's extraData is not a text."),
    ],
)
def test_a_header_with_a_field_that_cannot_be_is_refused(place, item, sentence):
    items: list[Any] = [*MAINNET_GENESIS]
    items[place] = item
    with pytest.raises(BadProof) as refused:
        Header.decode(rlp.encode(items))
    assert str(refused.value) == sentence


@pytest.mark.parametrize(
    ("encoded", "sentence"),
    [
        (rlp.encode(MAINNET_GENESIS[:14]), "The header has 14 fields; a header has 15 or more."),
        (rlp.encode(b"a text"), "The header is no list of RLP."),
        (b"\xf9", "The header is no RLP, or longer than it need be."),
    ],
)
def test_what_is_no_header_is_refused(encoded, sentence):
    with pytest.raises(BadProof) as refused:
        Header.decode(encoded)
    assert str(refused.value) == sentence


def test_a_fork_that_adds_fields_changes_nothing_else():
    later = [*MAINNET_GENESIS, *[b"\1" if size is None else b"\1" * size for _, size in FIELDS[15:]], b"new", [b"er"]]
    header = Header.decode(rlp.encode(later))
    assert header.state_root == MAINNET_GENESIS[3]
    assert header.hash == keccak(rlp.encode(later))


# -- nodes that lie ---------------------------------------------------------------------------------------------------


def blocks_say(**fields: Any) -> Callable[[str, Any, Any], Any]:
    return lambda method, params, result: result | fields if method.startswith("eth_getBlockBy") else result


def other(field: str, text: str) -> str:
    """Another value that the field could have."""
    if dict(FIELDS)[field] is None:
        return hex(int(text, 16) ^ 1)
    return text[:-1] + f"{int(text[-1], 16) ^ 1:x}" if len(text) > 2 else "0x00"


@pytest.mark.parametrize("field", [name for name, _ in FIELDS[:21]])
def test_a_field_that_a_node_changes_is_noticed(town, field):
    def alter(method: str, params: Any, block: Any) -> Any:
        return block | {field: other(field, block[field])} if method == "eth_getBlockByHash" else block

    with pytest.raises(BadProof, match=r"gave a header for block 0x\w{64} that hashes to 0x\w{64}, not to 0x\w{64}\.$"):
        fetch_header(answering(town.network, alter), town.header.hash)


def test_another_block_than_the_one_asked_for_is_noticed(town):
    first = town.network.request("eth_getBlockByNumber", "0x1", False)
    node = answering(town.network, lambda method, params, result: first if "Block" in method else result)
    for asked, named in ((2, "block 2"), (town.header.hash, f"block 0x{town.header.hash.hex()}")):
        with pytest.raises(BadProof) as refused:
            fetch_header(node, asked)
        assert str(refused.value) == (
            f"a node that lies was asked for {named} and answered with block 1, {first['hash']}."
        )


def test_a_block_that_the_node_does_not_have(town):
    with pytest.raises(NetworkFailed, match="has no block 1000000"):
        fetch_header(town.network, 1_000_000)
    with pytest.raises(NetworkFailed, match="has no block 0x0101"):
        fetch_header(town.network, b"\1" * 32)


@pytest.mark.parametrize(
    "nonsense",
    [
        {"stateRoot": None},
        {"stateRoot": 5},
        {"stateRoot": "0xzz"},
        {"number": "ten"},
        {"number": None},
        {"hash": ["0x"]},
        {"gasUsed": "-0x1"},
    ],
)
def test_an_answer_without_sense_is_one_sentence(town, nonsense):
    with pytest.raises(NetworkFailed, match="gave no sensible answer to eth_getBlockByNumber: is it an Ethereum RPC"):
        fetch_header(answering(town.network, blocks_say(**nonsense)), 1)
