"""Fetching everything: in order, with times, once; and not from two chains at a time."""

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from praxis_chain.audit.index import Index
from praxis_chain.audit.index import read as read_index
from praxis_chain.core.errors import NetworkFailed
from tests.audit.lying import answering, lying

if TYPE_CHECKING:
    from praxis_chain.evm.networks import Network
    from tests.protocol import Protocol


def read(protocol: "Protocol", network: "Network | None" = None) -> Index:
    from praxis_chain.evm.deployments import bind

    view = protocol.view
    return read_index(view if network is None else replace(view, network=network), bind(protocol.record))


def test_all_events_in_the_order_of_the_chain(busy: "Protocol") -> None:
    found = read(busy)
    places = [(event.block_number, event.log_index) for event in found.events]
    assert places == sorted(set(places))
    assert found.foreign == ()
    assert [event.name for event in found.events][:5] == [
        "OwnershipTransferred", "MemberAdded", "MemberAdded", "MemberAdded", "Configured",
    ]  # fmt: skip


def test_of_the_token_only_what_concerns_the_escrow(busy: "Protocol") -> None:
    transfers = [event for event in read(busy).events if event.address == busy.usdc.address]
    assert {event.name for event in transfers} == {"Transfer"}
    assert all(busy.escrow.address in (event.args["from"], event.args["to"]) for event in transfers)
    assert sum(event.args["value"] for event in transfers if event.args["to"] == busy.escrow.address) == 1_190 * 10**6


def test_times_are_asked_for_where_the_node_does_not_state_them(busy: "Protocol") -> None:
    def forget(log: dict[str, Any]) -> dict[str, Any]:
        del log["blockTimestamp"]
        return log

    assert read(busy, lying(busy.chain, forget)).events == read(busy).events


def test_a_log_told_twice_or_out_of_order_counts_once_and_in_order(busy: "Protocol") -> None:
    def shuffle(method: str, params: Any, result: Any) -> Any:
        return [*reversed(result), *result[:3]] if method == "eth_getLogs" else result

    assert read(busy, answering(busy.chain, shuffle)).events == read(busy).events


def test_a_reorg_while_reading_is_not_a_mixture_of_two_chains(busy: "Protocol") -> None:
    def replaced(method: str, params: Any, result: Any) -> Any:
        return {**result, "hash": "0x" + "ab" * 32} if method == "eth_getBlockByNumber" else result

    with pytest.raises(NetworkFailed, match=r"replaced block \d+ while it was read \(a reorg\): read it again"):
        read(busy, answering(busy.chain, replaced))


def test_a_block_forgotten_while_reading_is_told(busy: "Protocol") -> None:
    def forgotten(method: str, params: Any, result: Any) -> Any:
        if method == "eth_getLogs":
            return [{key: value for key, value in log.items() if key != "blockTimestamp"} for log in result]
        return None if method == "eth_getBlockByHash" else result

    with pytest.raises(NetworkFailed, match=r"lost block \d+ while it was read"):
        read(busy, answering(busy.chain, forgotten))
