"""Nodes that answer something else than they were asked, or nothing that makes sense: never believed, never a crash."""

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from praxis_chain.audit.findings import Assurance
from praxis_chain.audit.history import history
from praxis_chain.audit.index import keep
from praxis_chain.audit.internal import audit
from praxis_chain.core.errors import NetworkFailed, PraxisError
from praxis_chain.evm.client import Client
from praxis_chain.evm.networks import Network
from praxis_chain.evm.rpc import RpcError
from tests.audit.lying import answering, proofless

if TYPE_CHECKING:
    from pathlib import Path

    from web3.types import RPCResponse

    from tests.protocol import Protocol

DEEP: list[Any] = []
for _ in range(900):
    DEEP = [DEEP]

SENSELESS: dict[str, Any] = {
    "nothing": None, "a list": [], "an object": {}, "a text": "zz", "a number": 5, "a negative number": "-0x1",
    "half a byte": "0x123", "a list of objects": [{}], "a hash only": {"hash": "0x" + "77" * 32}, "a deep one": DEEP,
}  # fmt: skip
METHODS = (
    "eth_chainId", "eth_getBlockByNumber", "eth_getBlockByHash", "eth_getLogs", "eth_getProof", "eth_getCode",
    "eth_getBlockReceipts",
)  # fmt: skip
WITHOUT_PROOFS = ("eth_getStorageAt", "eth_call", "eth_getTransactionByHash", "eth_getTransactionReceipt")


def saying(protocol: "Protocol", method: str, answer: Any) -> Network:
    return answering(protocol.chain, lambda asked, _, result: answer if asked == method else result)


def without_proofs(protocol: "Protocol", method: str, answer: Any) -> Network:
    return proofless(saying(protocol, method, answer))


def outcome(opened: Callable[[], Network], protocol: "Protocol", block_hash: bytes | None = None) -> tuple[int, str]:
    """The exit code of an audit, and what it says if it ends before its report."""
    try:
        return audit(opened(), protocol.record, None if block_hash else "latest", block_hash=block_hash).exit_code, ""
    except PraxisError as error:
        return error.exit_code, str(error)


@pytest.mark.parametrize("method", METHODS)
def test_what_makes_no_sense_is_said_in_a_sentence(busy: "Protocol", method: str) -> None:
    for name, answer in SENSELESS.items():
        code, said = outcome(partial(saying, busy, method, answer), busy, busy.view.block.hash)
        assert said.isprintable(), name
        assert code in (2, 3, 4), name  # 2: it is another chain


@pytest.mark.parametrize("method", WITHOUT_PROOFS)
def test_nor_where_a_node_gives_no_proofs(busy: "Protocol", method: str) -> None:
    for name, answer in SENSELESS.items():
        code, said = outcome(partial(without_proofs, busy, method, answer), busy)
        assert said.isprintable(), name
        assert code in (3, 4, 5), name


def test_another_block_than_that_of_the_readers_hash(busy: "Protocol") -> None:
    """A node that would rather show an older block, in which nothing is wrong yet, says that it has that hash."""
    wanted, older = busy.view.block, Client(busy.chain).stamp(busy.view.block.number - 3)

    def swap(method: str, params: Any, result: Any) -> Any:
        if method == "eth_getBlockByHash" and params[0] == "0x" + wanted.hash.hex():
            return busy.chain.request("eth_getBlockByHash", "0x" + older.hash.hex(), False)
        return result

    with pytest.raises(NetworkFailed, match=f"asked for the block 0x{wanted.hash.hex()} and answered with another"):
        audit(answering(busy.chain, swap), busy.record, block_hash=wanted.hash)


def test_another_height_than_that_asked_for(busy: "Protocol") -> None:
    height = busy.view.block.number

    def swap(method: str, params: Any, result: Any) -> Any:
        if method == "eth_getBlockByNumber" and params[0] == hex(height):
            return busy.chain.request("eth_getBlockByNumber", hex(height - 3), False)
        return result

    with pytest.raises(NetworkFailed, match=f"asked for block {height} and answered with {height - 3}"):
        audit(answering(busy.chain, swap), busy.record, height)


OTHER_LOGS: dict[str, dict[str, Any]] = {
    "of another contract": {"address": "0x" + "77" * 20}, "of a later block": {"blockNumber": "0xffffff"},
    "of no block": {"blockHash": None}, "with one topic as text": {"topics": "0x" + "77" * 32},
    "with five topics": {"topics": ["0x" + "77" * 32] * 5}, "with half a byte": {"data": "0x123"},
    "with a number for data": {"data": 5}, "at no place": {"logIndex": "-0x1"},
    "of no transaction": {"transactionHash": "0x"},
    "of no time": {"blockTimestamp": []},
}  # fmt: skip


@pytest.mark.parametrize("changes", OTHER_LOGS.values(), ids=OTHER_LOGS)
def test_logs_that_nobody_asked_for_reach_no_database(
    busy: "Protocol", changes: dict[str, Any], tmp_path: "Path"
) -> None:
    """What a database once holds is read again and again: only whole logs of what was asked for come into it."""

    def alter(method: str, _: Any, result: Any) -> Any:
        return [{**result[0], **changes}, *result[1:]] if method == "eth_getLogs" and result else result

    node, database = answering(busy.chain, alter), f"sqlite:///{tmp_path / 'audit.db'}"
    with pytest.raises(NetworkFailed, match="gave no sensible answer to eth_getLogs"):
        keep(node, busy.record, database, "latest")
    assert keep(busy.chain, busy.record, database, "latest")[0].added == len(history(busy.chain, busy.record).events)


ERRORS: dict[str, tuple[Any, str]] = {
    "a text": ("no \x1b]0;owned\x07", "no �]0;owned�"),
    "a list": ([], "it did not say why"),
    "words of another kind": ({"code": [], "message": {"a": 1}}, "it did not say why"),
    "a deep one": ({"code": "x", "message": DEEP, "data": DEEP}, "it did not say why"),
    "steering": ({"code": -1, "message": "\x1b[2J\x1b[31mEverything holds.\r\n"}, "�[2J�[31mEverything holds.��"),
    "endless": ({"code": -1, "message": "a" * 10**6}, "a" * 1_000),
}


@pytest.mark.parametrize(("error", "words"), ERRORS.values(), ids=ERRORS)
def test_what_a_node_says_for_an_error_steers_no_terminal(busy: "Protocol", error: Any, words: str) -> None:
    from web3.providers.base import BaseProvider

    class Refusing(BaseProvider):
        def make_request(self, method: Any, params: Any) -> "RPCResponse":
            if method == "eth_getLogs":
                return {"jsonrpc": "2.0", "id": 1, "error": error}
            return busy.chain.provider.make_request(method, params)

    with pytest.raises(RpcError) as raised:
        audit(Network("a node", Refusing()), busy.record, "latest")
    assert str(raised.value) == f"a node refused eth_getLogs: {words.rstrip('.')}."


def test_an_honest_node_is_as_sure_as_the_readers_hash(busy: "Protocol") -> None:
    report = audit(busy.chain, busy.record, block_hash=busy.view.block.hash)
    assert (report.exit_code, report.assurance) == (0, Assurance.PROVEN_AGAINST_GIVEN_HASH)
