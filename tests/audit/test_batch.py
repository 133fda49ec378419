"""Many reads at once: the same words whether the node takes batches, takes them badly, or not at all."""

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from web3.providers.base import JSONBaseProvider

    from tests.protocol import Protocol

PLACES = 250


def batching(protocol: "Protocol", kind: str) -> "JSONBaseProvider":
    """A provider over the same chain that takes batches in one of several ways, and counts them."""
    from web3.providers.base import JSONBaseProvider

    class Batching(JSONBaseProvider):
        batches: list[int] = []  # noqa: RUF012
        single = 0

        def make_request(self, method: Any, params: Any) -> Any:
            self.single += 1
            return protocol.chain.provider.make_request(method, params)

        def make_batch_request(self, requests: Any) -> Any:
            self.batches = [*self.batches, len(requests)]
            if kind == "refuses":
                return {"jsonrpc": "2.0", "error": {"code": -32600, "message": "batches are not taken"}}
            if kind == "fails":
                raise OSError("connection reset")
            replies: list[Any] = [protocol.chain.provider.make_request(method, params) for method, params in requests]
            if kind == "too short":
                return replies[:-1]
            if kind == "one failed":
                replies[7] = {"jsonrpc": "2.0", "error": {"code": -32005, "message": "too much at once"}}
            return replies

    return Batching()


@pytest.mark.parametrize(
    ("kind", "singles"), [("takes them", 0), ("one failed", 3), ("refuses", 250), ("fails", 250), ("too short", 250)]
)
def test_what_is_read_is_the_same(busy: "Protocol", kind: str, singles: int) -> None:
    from dataclasses import replace

    from praxis_chain.evm.batch import read_storage
    from praxis_chain.evm.networks import Network

    places = [(busy.escrow.address, slot) for slot in range(PLACES)]
    provider = batching(busy, kind)
    network = Network("a node", provider)
    asked_before = provider.single  # type: ignore[attr-defined]
    told: list[int] = []
    words = read_storage(replace(busy.view, network=network), places, told.append)
    assert words == [busy.view.storage(*place) for place in places]
    assert words[2] != 0
    assert provider.batches == [100, 100, 50]  # type: ignore[attr-defined]
    assert provider.single - asked_before == singles  # type: ignore[attr-defined]
    assert told == list(range(1, PLACES + 1))


def test_a_node_without_batches_is_asked_one_by_one(busy: "Protocol") -> None:
    from praxis_chain.evm.batch import read_storage

    assert read_storage(busy.view, [(busy.escrow.address, 2)]) == [busy.view.storage(busy.escrow.address, 2)]
    assert read_storage(busy.view, []) == []


def test_a_request_that_fails_in_a_batch_and_alone_says_why(busy: "Protocol") -> None:
    from praxis_chain.evm.batch import request_many
    from praxis_chain.evm.networks import Network
    from praxis_chain.evm.rpc import RpcError

    network = Network("a node", batching(busy, "takes them"))
    with pytest.raises(RpcError):
        list(request_many(network, "eth_noSuchThing", [[], []]))
