"""When an account may ask again: GitHub counts the account, however many sessions it has."""

import asyncio

import pytest

from praxis_chain.core.errors import NetworkFailed
from praxis_chain.forges.github.gate import Gate
from praxis_chain.forges.github.limits import GRAPHQL, REST, Patience, Remaining
from tests.github.canned import START, Canned, told

PATIENCE = Patience(slowest=15.0)


def spaced(left: Remaining, times: int = 3, now: float = 1000.0) -> list[float]:
    """Seconds that each of some requests has to wait, all of them wanted now."""
    gate = Gate()
    gate.note(REST, left)
    return [gate.turn(REST, now, PATIENCE) for _ in range(times)]


@pytest.mark.parametrize(
    ("left", "pauses"),
    [
        (Remaining(5000, 5000, 4600), [0.0, 0.0, 0.0]),
        (Remaining(5000, 2502, 4600), [0.0, 0.0, 0.0]),  # half of them at will
        (Remaining(5000, 2500, 4600), [0.0, 0.0, 3600 / 2499]),
        (Remaining(5000, 900, 4600), [0.0, 4.0, 8.0]),  # 900 in the hour: one each 4 seconds
        (Remaining(5000, 900, 1000), [0.0, 0.0, 0.0]),  # the hour is over
        (Remaining(5000, 900, 1), [0.0, 0.0, 0.0]),
        (Remaining(5000, 1, 4600), [0.0, 15.0, 30.0]),  # never slower than that
        (Remaining(5000, 0, 4600), [0.0, 15.0, 30.0]),
    ],
)
def test_what_is_left_of_the_hour_is_spread_over_it(left: Remaining, pauses: list[float]) -> None:
    assert spaced(left) == pytest.approx(pauses)


def test_each_resource_has_turns_of_its_own() -> None:
    gate = Gate()
    gate.note(REST, Remaining(5000, 900, 4600))
    assert [gate.turn(name, 1000.0, PATIENCE) for name in (REST, GRAPHQL, REST, GRAPHQL)] == [0.0, 0.0, 4.0, 0.0]


def test_a_turn_that_nobody_took_is_not_saved_up() -> None:
    gate = Gate()
    gate.note(REST, Remaining(5000, 900, 4600))
    gate.turn(REST, 1000.0, PATIENCE)
    assert gate.turn(REST, 2000.0, PATIENCE) == 0.0


def test_a_turn_that_cost_nothing_is_given_back() -> None:
    gate = Gate()
    gate.note(REST, Remaining(5000, 900, 4600))
    gate.turn(REST, 1000.0, PATIENCE)
    gate.give_back(REST)
    assert gate.turn(REST, 1000.0, PATIENCE) == 0.0
    assert gate.turn(REST, 1000.0, PATIENCE) == pytest.approx(3600 / 899)


def test_sessions_of_one_account_wait_for_each_other() -> None:
    left = {"x_ratelimit_limit": "5000", "x_ratelimit_remaining": "900", "x_ratelimit_reset": str(int(START) + 3600)}
    github = Canned({"/a": [told(1, **left)], "/b": [told({}, 429, retry_after="1000")]})

    async def ask() -> None:
        gate = Gate()
        async with github.session(gate=gate) as one, github.session(gate=gate) as other:
            await one.read("/a", int, "a")
            await other.read("/a", int, "a")
            await one.read("/a", int, "a")
            assert (one.counts.waited, other.counts.waited) == (4.0, 0.0)
            with pytest.raises(NetworkFailed):
                await one.read("/b", int, "b")
            with pytest.raises(NetworkFailed, match=r"^GitHub was asked too often and answers again at "):
                await other.read("/a", int, "a")

    asyncio.run(ask())
    assert [request.url.path for request in github.asked] == ["/a", "/a", "/a", "/b"]
