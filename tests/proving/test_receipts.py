"""Receipts are rebuilt as they are hashed; their logs are the node's; none can be forged or withheld."""

from collections.abc import Callable
from typing import Any

import pytest
import rlp
from hypothesis import given
from hypothesis import strategies as st

from praxis_chain.core.addresses import parse_address
from praxis_chain.core.errors import BadProof, NetworkFailed
from praxis_chain.core.proofs.header import Header
from praxis_chain.core.proofs.receipts import ReceiptLog, logs_of, prove_logs
from praxis_chain.core.proofs.trie import ordered_root
from praxis_chain.evm.proving import encode_receipt, fetch_header, fetch_receipts
from praxis_chain.evm.rpc import RpcError
from tests.audit.lying import answering

only_anvil = pytest.mark.parametrize("town", ["anvil"], indirect=True)  # mines several transactions in one block
NO_BLOOM = bytes(256)
# A deposit of the OP stack after Canyon, as op-geth's and op-alloy's own tests have it: the first two fields, the last.
DEPOSIT = "7ef9010d0182b741b90100" + NO_BLOOM.hex() + "c0833d3bbf01"


def header_with(receipts: list[bytes] | tuple[bytes, ...]) -> Header:
    return Header(9, bytes(32), bytes(32), 0, bytes(32), ordered_root(receipts), NO_BLOOM)


def shown(log: dict[str, Any]) -> ReceiptLog:
    """A log of eth_getLogs."""
    return ReceiptLog(
        parse_address(log["address"]),
        tuple(bytes.fromhex(topic[2:]) for topic in log["topics"]),
        bytes.fromhex(log["data"][2:]),
        int(log["logIndex"], 16),
        int(log["transactionIndex"], 16),
    )


def test_logs_proven_from_receipts_are_those_of_eth_get_logs(town):
    proven = []
    for number in range(town.header.number + 1):
        header = Header.decode(fetch_header(town.network, number))
        proven += [(number, log) for log in prove_logs(header, fetch_receipts(town.network, header.hash))]
    assert proven == [(int(log["blockNumber"], 16), shown(log)) for log in town.logs() if mined(town, log)]
    assert len(proven) >= 3


def mined(town: Any, log: dict[str, Any]) -> bool:
    """Up to the header of the town: another test may have mined more."""
    return int(log["blockNumber"], 16) <= town.header.number


@only_anvil
def test_a_block_of_several_transactions_of_several_types(town, crowded):
    receipts = fetch_receipts(town.network, crowded.hash)
    assert [receipt[0] if receipt[0] < 0xC0 else 0 for receipt in receipts] == [0, 1, 2, 0]
    logs = prove_logs(crowded, receipts)
    assert logs == [shown(log) for log in town.logs(crowded.number)]
    assert [(log.tx_index, log.log_index) for log in logs] == [(0, 0), (1, 1), (2, 2)], "the last one reverted"


@only_anvil
def test_a_node_without_eth_get_block_receipts_is_asked_for_each(town, crowded):
    asked = []

    def without(method: str, params: Any, result: Any) -> Any:
        asked.append(method)
        if method == "eth_getBlockReceipts":
            raise RpcError("a node that lies", method, -32601, "the method does not exist")
        return result

    assert fetch_receipts(answering(town.network, without), crowded.hash) == fetch_receipts(town.network, crowded.hash)
    assert asked.count("eth_getTransactionReceipt") == 4


def test_a_block_that_the_node_does_not_have(town):
    with pytest.raises((NetworkFailed, RpcError)):
        fetch_receipts(town.network, b"\1" * 32)


# -- encodings --------------------------------------------------------------------------------------------------------


def test_a_deposit_of_the_op_stack():
    receipt = {
        "type": "0x7e",
        "status": "0x1",
        "cumulativeGasUsed": hex(46_913),
        "logsBloom": "0x" + NO_BLOOM.hex(),
        "logs": [],
        "depositNonce": hex(4_012_991),
        "depositReceiptVersion": "0x1",
    }
    assert encode_receipt(receipt).hex() == DEPOSIT
    assert logs_of([bytes.fromhex(DEPOSIT)]) == []
    before_canyon = encode_receipt(receipt | {"depositReceiptVersion": None})
    assert rlp.decode(before_canyon[1:]) == [b"\1", (46_913).to_bytes(2, "big"), NO_BLOOM, []]


def test_a_receipt_from_before_byzantium_has_a_state_root():
    root = bytes(range(32))
    receipt = {"root": "0x" + root.hex(), "cumulativeGasUsed": "0x0", "logsBloom": "0x" + NO_BLOOM.hex(), "logs": []}
    assert rlp.decode(encode_receipt(receipt)) == [root, b"", NO_BLOOM, []]
    failed = encode_receipt(receipt | {"status": "0x0", "root": None})
    assert rlp.decode(failed) == [b"", b"", NO_BLOOM, []]


@given(
    st.lists(
        st.tuples(
            st.sampled_from([0, 1, 2, 3, 4]),
            st.lists(
                st.tuples(
                    st.binary(min_size=20, max_size=20),
                    st.lists(st.binary(min_size=32, max_size=32), max_size=4),
                    st.binary(max_size=70),
                ),
                max_size=3,
            ),
        ),
        max_size=5,
    )
)
def test_logs_of_any_receipts_are_counted_through_the_block(described):
    receipts = [
        (bytes([kind]) if kind else b"") + rlp.encode([b"\1", b"\7", NO_BLOOM, [[a, list(t), d] for a, t, d in logs]])
        for kind, logs in described
    ]
    expected = [(a, tuple(t), d, place) for place, (_, logs) in enumerate(described) for a, t, d in logs]
    found = prove_logs(header_with(receipts), receipts)
    assert [(bytes.fromhex(log.address[2:]), log.topics, log.data, log.tx_index) for log in found] == expected
    assert [log.log_index for log in found] == list(range(len(expected)))


LOG = [bytes(20), [bytes(32)], b"data"]


@pytest.mark.parametrize(
    ("receipt", "sentence"),
    [
        (b"", "Receipt 1 is no RLP, or longer than it need be."),
        (rlp.encode([b"\1", b"\1", NO_BLOOM]), "Receipt 1 has 3 fields; a receipt has 4."),
        (rlp.encode([b"\1", b"\1", NO_BLOOM, [], b"\1", b"\1"]), "Receipt 1 has 6 fields; a receipt has 4."),
        (b"\x7e" + rlp.encode([b"\1", b"\1", NO_BLOOM, [], b"", b"", b""]), "Receipt 1 has 7 fields; a receipt has 4."),
        (rlp.encode([b"\1", b"\0", NO_BLOOM, []]), "The gas of receipt 1 is no number of RLP."),
        (rlp.encode([b"\1", b"\1", b"", []]), "The bloom of receipt 1 is not 256 bytes."),
        (rlp.encode([b"\1", b"\1", NO_BLOOM, b""]), "Receipt 1 has no list of logs."),
        (rlp.encode([b"\1", b"\1", NO_BLOOM, [LOG[:2]]]), "Receipt 1 has a log that is not address, topics and data."),
        (rlp.encode([b"\1", b"\1", NO_BLOOM, [[bytes(19), [], b""]]]), "An address in receipt 1 is not 20 bytes."),
        (rlp.encode([b"\1", b"\1", NO_BLOOM, [[bytes(20), [b"x"], b""]]]), "A topic in receipt 1 is not 32 bytes."),
        (
            rlp.encode([b"\1", b"\1", NO_BLOOM, [[bytes(20), [bytes(32)] * 5, b""]]]),
            "Receipt 1 has a log whose topics are no list of at most 4.",
        ),
        (rlp.encode([b"\1", b"\1", NO_BLOOM, [[bytes(20), [], []]]]), "The data of a log in receipt 1 is not a text."),
    ],
)
def test_what_is_no_receipt_is_refused(receipt, sentence):
    with pytest.raises(BadProof) as refused:
        logs_of([rlp.encode([b"\1", b"\1", NO_BLOOM, [LOG]]), receipt])
    assert str(refused.value) == sentence


# -- nodes that lie ---------------------------------------------------------------------------------------------------


@pytest.fixture
def talkative(town) -> Header:
    """The newest block of the town that has a log."""
    number = max(int(log["blockNumber"], 16) for log in town.logs() if mined(town, log))
    return Header.decode(fetch_header(town.network, number))


def receipts_as(alter: Callable[[list[Any]], Any]) -> Callable[[str, Any, Any], Any]:
    return lambda method, params, result: alter(result) if method == "eth_getBlockReceipts" else result


def log_as(**fields: Any) -> Callable[[list[Any]], Any]:
    return lambda found: [found[0] | {"logs": [found[0]["logs"][0] | fields, *found[0]["logs"][1:]]}, *found[1:]]


LIES: dict[str, Callable[[list[Any]], Any]] = {
    "a log withheld": lambda found: [found[0] | {"logs": found[0]["logs"][1:]}, *found[1:]],
    "a log told twice": lambda found: [found[0] | {"logs": found[0]["logs"][:1] + found[0]["logs"]}, *found[1:]],
    "a log with other data": log_as(data="0x" + "f" * 64),
    "a log of another contract": log_as(address="0x" + "12" * 20),
    "a log with another topic": log_as(topics=["0x" + "f" * 64]),
    "a receipt withheld": lambda found: found[1:],
    "a receipt forged": lambda found: [*found, found[0]],
    "a transaction that failed": lambda found: [found[0] | {"status": "0x0"}, *found[1:]],
    "another type": lambda found: [found[0] | {"type": "0x3"}, *found[1:]],
    "more gas": lambda found: [found[0] | {"cumulativeGasUsed": "0x1"}, *found[1:]],
    "another bloom": lambda found: [found[0] | {"logsBloom": "0x" + "f" * 512}, *found[1:]],
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_receipts_that_are_not_the_blocks_are_refused(town, talkative, lie):
    assert prove_logs(talkative, fetch_receipts(town.network, talkative.hash))
    told = fetch_receipts(answering(town.network, receipts_as(lie)), talkative.hash)
    with pytest.raises(BadProof, match=rf"^The receipts of block {talkative.number} have the root .* or withheld\.$"):
        prove_logs(talkative, told)


@only_anvil
def test_receipts_in_another_order_are_refused(town, crowded):
    receipts = fetch_receipts(town.network, crowded.hash)
    with pytest.raises(BadProof, match="have the root"):
        prove_logs(crowded, [receipts[1], receipts[0], *receipts[2:]])


def test_a_changed_byte_of_a_receipt_is_noticed(town, talkative):
    (receipt,) = fetch_receipts(town.network, talkative.hash)
    for place in range(len(receipt)):
        with pytest.raises(BadProof, match="have the root"):
            prove_logs(talkative, [receipt[:place] + bytes([receipt[place] ^ 1]) + receipt[place + 1 :]])


@pytest.mark.parametrize("nonsense", [5, "0x", [None], [{}], [{"status": "0x1"}], [{"status": "yes"}], [[]]])
def test_an_answer_without_sense_is_one_sentence(town, talkative, nonsense):
    node = answering(town.network, receipts_as(lambda _: nonsense))
    with pytest.raises(NetworkFailed, match="gave no sensible answer to eth_getBlockReceipts: is it an Ethereum RPC"):
        fetch_receipts(node, talkative.hash)
