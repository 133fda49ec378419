"""Reads are of one block; logs decode as web3 decodes them; a reluctant node is asked for less."""

import pytest
from eth_abi.abi import encode
from eth_hash.auto import keccak
from hypothesis import given
from hypothesis import strategies as st
from web3 import Web3
from web3.providers.base import BaseProvider

from praxis_chain.core.errors import ContractRefused, NetworkFailed, WrongInput
from praxis_chain.core.events import BlockStamp, Event
from praxis_chain.evm.abi import Abi, Contract, checksum
from praxis_chain.evm.client import View
from praxis_chain.evm.networks import Network
from praxis_chain.evm.rpc import RpcError
from praxis_chain.evm.stride import AIMED_AT, FIRST
from tests.logs import a_log, plain
from tests.toys import ECHO_REVERT, creation

POINT = {"type": "tuple", "components": [{"name": "x", "type": "uint16"}, {"name": "owner", "type": "address"}]}
EVERYTHING = [
    {"name": "who", "type": "address", "indexed": True},
    {"name": "amount", "type": "uint96"},
    {"name": "id", "type": "bytes32", "indexed": True},
    {"name": "text", "type": "string"},
    {"name": "hidden", "type": "string", "indexed": True},
    {"name": "point", **POINT},
    {"name": "points", **POINT, "type": "tuple[]"},
    {"name": "wallets", "type": "address[2]"},
    {"name": "flag", "type": "bool"},
    {"name": "signed", "type": "int64"},
    {"name": "raw", "type": "bytes"},
]
ENTRY = {
    "type": "event",
    "name": "Everything",
    "anonymous": False,
    "inputs": [{"indexed": False} | p for p in EVERYTHING],
}
FUNCTION = {"type": "function", "name": "take", "inputs": EVERYTHING, "outputs": EVERYTHING, "stateMutability": "view"}
ABI = Abi("Toy", [ENTRY, FUNCTION])

addresses = st.binary(min_size=20, max_size=20).map(checksum)
points = st.tuples(st.integers(0, 2**16 - 1), addresses)
values = st.fixed_dictionaries(
    {
        "who": addresses,
        "amount": st.integers(0, 2**96 - 1),
        "id": st.binary(min_size=32, max_size=32),
        "text": st.text(st.characters(codec="utf-8")),
        "hidden": st.text(st.characters(codec="utf-8")),
        "point": points,
        "points": st.lists(points, max_size=3),
        "wallets": st.lists(addresses, min_size=2, max_size=2),
        "flag": st.booleans(),
        "signed": st.integers(-(2**63), 2**63 - 1),
        "raw": st.binary(),
    }
).map(lambda args: {p["name"]: args[p["name"]] for p in EVERYTHING})


def log_of(args, **changes):
    """The log that a contract emits for these values, as JSON-RPC shows it."""
    item = next(iter(ABI.events.values()))
    topics = [item.hash, encode(["address"], [args["who"]]), args["id"], keccak(args["hidden"].encode())]
    data = encode(item.in_data_types, [args[p["name"]] for p in item.in_data])
    return a_log(topics, data) | changes


@given(values)
def test_logs_decode_as_web3_decodes_them(args):
    log = log_of(args)
    ours = ABI.decode_log(log)
    contract = Web3().eth.contract(address=checksum(log["address"]), abi=[ENTRY])
    as_web3_wants = log | {
        "topics": [bytes.fromhex(topic[2:]) for topic in log["topics"]],
        "data": bytes.fromhex(log["data"][2:]),
        "blockNumber": 16,
        "logIndex": 2,
    }
    theirs = contract.events.Everything().process_log(as_web3_wants)
    assert ours is not None
    assert dict(ours.args) == {k: plain(v) for k, v in theirs["args"].items()}
    assert list(ours.args) == [p["name"] for p in EVERYTHING]  # in the order of the declaration


@given(values)
def test_results_decode_to_what_was_encoded_and_calls_encode_as_web3_encodes_them(args):
    data = ABI.encode_call("take", list(args.values()))
    contract = Web3().eth.contract(abi=[FUNCTION])
    assert "0x" + data.hex() == contract.encode_abi("take", args=list(args.values()))
    as_structs = args | {
        "point": dict(zip(("x", "owner"), args["point"], strict=True)),
        "points": [dict(zip(("x", "owner"), point, strict=True)) for point in args["points"]],
    }
    assert ABI.decode_result("take", data[4:]) == tuple(as_structs.values())
    assert ABI.decode_call(data) == ("take", as_structs)
    assert ABI.encode_call("take", list(as_structs.values())) == data


def test_a_decoded_event_says_where_it_is():
    args = {"who": checksum("0x" + "22" * 20), "amount": 1, "id": b"\x01" * 32, "text": "", "hidden": "", "raw": b""}
    args |= {"point": (1, args["who"]), "points": [], "wallets": [args["who"]] * 2, "flag": True, "signed": -1}
    event = ABI.decode_log(log_of(args, blockTimestamp="0x684ee180"))
    assert event is not None
    assert event.args["hidden"] == keccak(b"")
    assert (event.name, event.address) == ("Everything", checksum("0x" + "ab" * 20))
    assert (event.block_number, event.block_hash, event.log_index) == (16, b"\x0b" * 32, 2)
    assert (event.tx_hash, event.block_time) == (b"\x07" * 32, 1_750_000_000)


@pytest.mark.parametrize(
    "change", [{"topics": []}, {"topics": ["0x" + "00" * 32]}, {"data": "0x00"}, {"topics_of": 2}, {"topics_of": 5}]
)
def test_a_log_that_is_not_ours_is_left_alone(change):
    args = {"who": checksum("0x" + "22" * 20), "amount": 1, "id": b"\x01" * 32, "text": "", "hidden": "", "raw": b""}
    args |= {"point": (1, args["who"]), "points": [], "wallets": [args["who"]] * 2, "flag": True, "signed": -1}
    log = log_of(args)
    if "topics_of" in change:
        change = {"topics": [*log["topics"], log["topics"][2]][: change["topics_of"]]}
    assert ABI.decode_log(log | change) is None


@pytest.mark.parametrize(
    ("position", "value", "sentence"),
    [
        (2, b"\x01" * 31, "id must be 32 bytes, not 31"),  # eth-abi would pad it
        (0, "0x12", "cannot take these arguments"),
        (1, 2**96, "cannot take these arguments"),
        (1, -1, "cannot take these arguments"),
        (5, {"x": 1}, "cannot take these arguments"),
        (7, [], "cannot take these arguments"),
    ],
)
def test_arguments_of_the_wrong_shape_are_refused(position, value, sentence):
    someone = checksum("0x" + "22" * 20)
    args = [someone, 1, b"\x01" * 32, "", "", (1, someone), [], [someone] * 2, True, -1, b""]
    ABI.encode_call("take", args)
    args[position] = value
    with pytest.raises(WrongInput, match=sentence):
        ABI.encode_call("take", args)


def test_the_wrong_number_of_arguments_is_refused():
    with pytest.raises(WrongInput, match="takes 11 arguments, not 1"):
        ABI.encode_call("take", [1])
    with pytest.raises(KeyError, match="Toy has 0 functions 'give'"):
        ABI.encode_call("give", [])
    with pytest.raises(KeyError, match="Toy has 0 events 'Nothing'"):
        ABI.topic("Nothing")


def test_overloads_are_told_apart_by_number_of_arguments_or_types():
    two = [{"type": "function", "name": "f", "inputs": [{"name": "", "type": kind}]} for kind in ("bytes", "uint8")]
    abi = Abi("Toy", [*two, {"type": "function", "name": "f", "inputs": []}])
    assert abi.encode_call("f", []) == keccak(b"f()")[:4]
    assert abi.encode_call("f(uint8)", [3]) == keccak(b"f(uint8)")[:4] + (3).to_bytes(32, "big")
    with pytest.raises(KeyError, match="Toy has 2 functions 'f': give its types"):
        abi.encode_call("f", [3])


# -- reading a chain --------------------------------------------------------------------------------------------------


def test_a_view_stays_at_its_block(chain, usdc, client, sender_for, sponsor, contributor):
    before = client.at()
    assert before.block.timestamp == chain.now()
    sender_for(sponsor).transact(usdc.contract, "transfer", contributor.address, 7)
    after = client.at()
    assert [v.call(usdc.contract, "balanceOf", contributor.address) for v in (before, after)] == [0, 7]
    assert client.at(before.block.number).block == before.block == client.stamp_of(before.block.hash)
    assert client.at(before.block).block == before.block
    assert after.block.number == before.block.number + 1


def test_events_come_in_order_with_their_times(chain, usdc, client, sender_for, sponsor, contributor):
    first = client.stamp().number + 1
    for amount in (1, 2, 3):
        sender_for(sponsor).transact(usdc.contract, "transfer", contributor.address, amount)
    sender_for(sponsor).transact(usdc.contract, "approve", contributor.address, 4)
    view = client.at()
    transfers = list(view.events([usdc.contract], first, names=["Transfer"]))
    assert [e.args for e in transfers] == [
        {"from": sponsor.address, "to": contributor.address, "value": amount} for amount in (1, 2, 3)
    ]
    assert [e.block_time for e in transfers] == [view.block.timestamp - 3 + i for i in range(3)]
    assert [e.name for e in view.events([usdc.contract], first)] == ["Transfer"] * 3 + ["Approval"]
    assert list(client.at(first).events([usdc.contract], first)) == transfers[:1]  # nothing from after its block
    assert list(view.events([Contract(contributor.address, usdc.contract.abi)], first)) == []


def test_storage_code_and_balance(chain, client, usdc, stranger, owner, sender_for):
    contract, _ = sender_for(owner).deploy(Abi("Toy", []), creation(ECHO_REVERT))
    chain.set_balance(stranger.address, 10**24 + 1)  # whatever they paid for before
    view = client.at()
    assert view.code(contract.address) == bytes.fromhex(ECHO_REVERT)
    assert view.code(stranger.address) == b""
    assert view.storage(usdc.address, 2**256 - 1) == 0
    assert view.balance(stranger.address) == 10**24 + 1


def test_a_refused_read_is_the_contracts_refusal(client, owner, sender_for):
    entries = [
        {"type": "error", "name": "Held", "inputs": [{"name": "end", "type": "uint64"}]},
        {"type": "function", "name": "Held", "inputs": [{"name": "end", "type": "uint64"}], "outputs": []},
    ]
    contract, _ = sender_for(owner).deploy(Abi("Toy", entries), creation(ECHO_REVERT))
    with pytest.raises(ContractRefused, match=r"Toy refused: Held\(end=5\)"):
        client.at().call(contract, "Held", 5)


def test_a_block_that_is_not_there_is_one_sentence(client):
    with pytest.raises(NetworkFailed, match="has no block 123456"):
        client.at(123_456)
    assert client.stamp_of(b"\x01" * 32) is None


# -- a node that gives logs reluctantly -------------------------------------------------------------------------------


class Reluctant(BaseProvider):
    """A node with one log in every block of `where`, that refuses ranges with more than `most` logs or blocks."""

    def __init__(self, where, most_logs=10**9, most_blocks=10**9):
        super().__init__()
        self.where, self.most_logs, self.most_blocks = where, most_logs, most_blocks
        self.asked = []

    def make_request(self, method, params):
        if method == "eth_chainId":
            return {"result": "0x1"}
        if method == "eth_getBlockByHash":
            number = int(params[0], 16)
            return {"result": {"number": hex(number), "hash": params[0], "timestamp": hex(10 * number)}}
        assert method == "eth_getLogs"
        first, last = int(params[0]["fromBlock"], 16), int(params[0]["toBlock"], 16)
        found = [number for number in self.where if first <= number <= last]
        self.asked.append((first, last))
        if len(found) > self.most_logs or last - first + 1 > self.most_blocks:
            return {"error": {"code": -32005, "message": "query returned more than 10000 results"}}
        return {"result": [simple_log(number) for number in found]}


def simple_log(number):
    return {
        "address": "0x" + "11" * 20,
        "topics": ["0x" + keccak(b"Ping()").hex()],
        "data": "0x",
        "blockNumber": hex(number),
        "blockHash": f"0x{number:064x}",
        "transactionHash": f"0x{number:064x}",
        "logIndex": "0x0",
    }


PING = Contract("0x" + "11" * 20, Abi("Ping", [{"type": "event", "name": "Ping", "inputs": []}]))


@pytest.mark.parametrize(
    ("most_logs", "most_blocks"), [(10**9, 10**9), (7, 10**9), (1, 10**9), (10**9, 500), (10**9, 1_000)]
)
def test_every_log_is_read_once_and_in_order_however_small_the_answers(most_logs, most_blocks):
    where = [0, 1, 2, 3, 4, 5, 6, 7, 400, 9_999, 10_000, 10_001, 24_999, 25_000]
    node = Reluctant([*where, 25_001], most_logs, most_blocks)
    view = View(Network("node", node), BlockStamp(25_000, b"\x01" * 32, 0))
    events = list(view.events([PING]))
    assert [event.block_number for event in events] == where
    assert [event.block_time for event in events] == [10 * number for number in where]  # asked for, block by block
    assert events[0] == Event("Ping", {}, "0x" + "11" * 20, 0, bytes(32), 0, bytes(32), 0)


def test_stretches_grow_while_answers_are_small():
    node = Reluctant([])
    list(View(Network("node", node), BlockStamp(7 * FIRST - 1, b"\x01" * 32, 0)).logs([PING.address]))
    assert [last - first + 1 for first, last in node.asked] == [FIRST, 2 * FIRST, 4 * FIRST]


def test_stretches_are_as_long_as_the_logs_in_them_are_few():
    node = Reluctant(range(10 * AIMED_AT))
    list(View(Network("node", node), BlockStamp(10 * AIMED_AT - 1, b"\x01" * 32, 0)).logs([PING.address]))
    lengths = [last - first + 1 for first, last in node.asked]
    assert lengths[:7] == [FIRST * 2**i for i in range(6)] + [AIMED_AT]
    assert set(lengths[7:-1]) == {AIMED_AT}


def test_a_node_that_refuses_a_single_block_is_believed():
    view = View(Network("node", Reluctant([3], most_logs=0)), BlockStamp(10, b"\x01" * 32, 0))
    with pytest.raises(RpcError, match="query returned more than 10000 results"):
        list(view.logs([PING.address]))
