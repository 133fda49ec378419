"""What takes the place of a transaction: at least 12.5% more in both fields, in whole wei, never above the highest."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from web3.providers.base import BaseProvider
from web3.types import RPCEndpoint

from praxis_chain.evm.networks import Network
from praxis_chain.service.sending.fees import Price, TooDear, look_up, price_of, raised, replacing, show_gwei

GWEI = 10**9


@pytest.mark.parametrize(
    ("fee", "more"),
    [
        (0, 1),
        (1, 2),
        (7, 8),
        (8, 9),
        (9, 11),
        (100, 113),
        (1000, 1125),
        (GWEI, 1_125_000_000),
        (GWEI + 1, 1_125_000_002),
    ],
)
def test_a_replacement_offers_an_eighth_more_rounded_up(fee: int, more: int) -> None:
    assert raised(fee) == more


@given(st.integers(0, 10**18))
def test_an_eighth_more_is_the_least_that_is(fee: int) -> None:
    assert 8 * raised(fee) >= 9 * fee
    assert raised(fee) > fee
    assert 8 * (raised(fee) - 1) < 9 * fee or raised(fee) == fee + 1


@given(st.integers(0, 10**15), st.integers(0, 10**15), st.integers(0, 10**15), st.integers(0, 10**15))
def test_a_replacement_is_raised_in_both_fields_and_valid(one: int, other: int, base: int, most: int) -> None:
    old = Price(max(one, other), min(one, other))
    new = replacing(old, Price(2 * base + 1, 1), most)
    if new is None:
        assert raised(old.max_fee) > most
        return
    assert 8 * new.max_fee >= 9 * old.max_fee
    assert 8 * new.tip >= 9 * old.tip
    assert (new.max_fee > old.max_fee, new.tip > old.tip) == (True, True)
    assert new.tip <= new.max_fee <= most


def test_a_replacement_follows_the_price_of_now() -> None:
    old = Price(100, 10)
    assert replacing(old, Price(90, 5), None) == Price(113, 12)
    assert replacing(old, Price(300, 20), None) == Price(300, 20)
    assert replacing(old, Price(300, 5), None) == Price(300, 12)
    assert replacing(old, Price(1, 1), None) == Price(113, 12)


def test_nothing_takes_the_place_of_what_is_near_the_highest_fee() -> None:
    assert replacing(Price(100, 10), Price(300, 20), 200) == Price(200, 20)
    assert replacing(Price(100, 10), Price(300, 20), 113) == Price(113, 20)
    assert replacing(Price(100, 10), Price(300, 20), 112) is None


def test_the_price_leaves_room_for_six_full_blocks_up_to_the_highest_fee() -> None:
    assert price_of(10 * GWEI, GWEI, None) == Price(21 * GWEI, GWEI)
    assert price_of(10 * GWEI, GWEI, 15 * GWEI) == Price(15 * GWEI, GWEI)
    assert price_of(10 * GWEI, GWEI, 11 * GWEI) == Price(11 * GWEI, GWEI)
    with pytest.raises(TooDear) as dear:
        price_of(10 * GWEI, GWEI + 1, 11 * GWEI)
    assert str(dear.value) == (
        "Gas costs 11.000000001 gwei now and the highest fee is set to 11 gwei: "
        "waiting until it is cheaper (--max-fee)."
    )


def test_a_node_that_suggests_any_tip_is_not_followed_into_ruin() -> None:
    class Greedy(BaseProvider):
        """A node as it may lie; a stand-in."""

        def make_request(self, method: RPCEndpoint, params: Any) -> Any:
            answers = {"eth_chainId": "0x1", "eth_maxPriorityFeePerGas": hex(10**15)}
            return {"result": answers.get(method, {"baseFeePerGas": hex(GWEI)})}

    assert look_up(Network("a greedy node", Greedy()), None) == Price(102 * GWEI, 100 * GWEI)


def test_gwei_are_shown_exactly() -> None:
    assert [show_gwei(wei) for wei in (0, 1, GWEI, 1_500_000_000, 120 * GWEI)] == [
        "0",
        "0.000000001",
        "1",
        "1.5",
        "120",
    ]
