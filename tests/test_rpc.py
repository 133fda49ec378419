"""Whatever shape a node gives to a "no", it leaves as bytes or as one sentence."""

import pytest
from eth_abi.abi import encode
from web3.exceptions import TimeExhausted
from web3.providers.base import BaseProvider

from praxis_chain.core.errors import NetworkFailed
from praxis_chain.evm.abi import Abi
from praxis_chain.evm.refusals import PANIC, explain
from praxis_chain.evm.rpc import ERROR_STRING, Reverted, RpcError, request

LOCK_HELD = Abi(
    "BountyEscrow",
    [
        {
            "type": "error",
            "name": "LockHeld",
            "inputs": [{"name": "work", "type": "bytes32"}, {"name": "end", "type": "uint64"}],
        }
    ],
)
(SELECTOR,) = LOCK_HELD.errors
HELD = SELECTOR + encode(["bytes32", "uint64"], [b"\x09" * 32, 1_750_000_000])
TOO_EARLY = ERROR_STRING + encode(["string"], ["too early"])


class Says(BaseProvider):
    """A node that always says the same."""

    def __init__(self, response):
        super().__init__()
        self.response = response

    def make_request(self, method, params):
        if isinstance(self.response, Exception):
            raise self.response
        return self.response


def ask(response):
    return request(Says(response), "example.org", "eth_call", [])


@pytest.mark.parametrize(
    ("error", "data"),
    [
        ({"code": 3, "message": "execution reverted", "data": "0x" + HELD.hex()}, HELD),  # geth, anvil
        ({"code": -32000, "message": "execution reverted", "data": "0x"}, b""),
        ({"code": -32603, "message": "Error: VM Exception", "data": {"data": "0x" + HELD.hex()}}, HELD),  # Hardhat
        ({"code": -32015, "message": "VM execution error.", "data": "Reverted 0x" + HELD.hex()}, HELD),  # Nethermind
        ({"code": -32000, "message": "execution reverted: too early"}, TOO_EARLY),
        ({"code": -32000, "message": "execution reverted"}, b""),
        ({"code": 3, "message": "failed", "data": "not hex"}, b""),
    ],
)
def test_every_nodes_revert_becomes_the_bytes_that_the_contract_returned(error, data):
    with pytest.raises(Reverted) as caught:
        ask({"error": error})
    assert caught.value.data == data


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        ({"code": -32000, "message": "nonce too low"}, "example.org refused eth_call: nonce too low."),
        ({"message": "Too many results."}, "example.org refused eth_call: Too many results."),
        ({}, "example.org refused eth_call: no message."),
        ("a string", "example.org refused eth_call: a string."),
    ],
)
def test_another_error_is_the_nodes_own_sentence(error, sentence):
    with pytest.raises(RpcError) as caught:
        ask({"error": error})
    assert str(caught.value) == sentence


@pytest.mark.parametrize("answer", [None, [], "text", {}, {"jsonrpc": "2.0", "id": 1}])
def test_what_is_no_answer_is_a_failed_network(answer):
    with pytest.raises(NetworkFailed, match="gave no sensible answer to eth_call: is it an Ethereum RPC"):
        ask(answer)


@pytest.mark.parametrize("failure", [OSError("broken pipe"), TimeExhausted("slow"), ValueError("not JSON")])
def test_a_failing_connection_is_one_sentence(failure):
    with pytest.raises(NetworkFailed, match=r"^example\.org .*\.$"):
        ask(failure)


def test_a_result_may_be_null():
    assert ask({"result": None}) is None
    assert ask({"result": "0x1", "error": None}) == "0x1"


@pytest.mark.parametrize(
    ("data", "name", "values", "sentence"),
    [
        (
            HELD,
            "LockHeld",
            {"work": b"\x09" * 32, "end": 1_750_000_000},
            "BountyEscrow refused: the bounty is locked for another work until 2025-06-15 15:06:40 UTC: wait, or let a "
            f"maintainer move the lock [LockHeld(work=0x{'09' * 32}, end=1750000000)]",
        ),
        (TOO_EARLY, "Error", {"reason": "too early"}, "Token refused: Error(reason=too early)"),
        (
            PANIC + encode(["uint256"], [0x11]),
            "Panic",
            {"code": 17, "meaning": "arithmetic overflow or underflow"},
            "Token refused: Panic(code=17, meaning=arithmetic overflow or underflow)",
        ),
        (PANIC + encode(["uint256"], [0x99]), "Panic", {"code": 153, "meaning": "unknown"}, None),
        (b"", "Reverted", {"reason": "none given"}, "Token refused: Reverted(reason=none given)"),
        (b"\x01\x02\x03\x04\x05", "0x01020304", {"data": b"\x05"}, "Token refused: 0x01020304(data=0x05)"),
        (HELD[:-1], "0x" + SELECTOR.hex(), {"data": HELD[4:-1]}, None),  # cut off: not to be guessed at
        (ERROR_STRING + b"\x01", "0x08c379a0", {"data": b"\x01"}, None),
    ],
)
def test_revert_data_is_explained(data, name, values, sentence):
    refusal = explain(Reverted(data), [Abi("Other", []), LOCK_HELD], "Token")
    assert (refusal.name, refusal.values) == (name, values)
    assert sentence is None or str(refusal) == sentence
