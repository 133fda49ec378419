"""The escrow's arithmetic against a transcription of its Solidity, and what of an award's call events leave open."""

from collections.abc import Sequence
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from praxis_chain.core.ledger.amounts import Part, amounts_of, calls_of, closing_award, refund_for, shares_for


def award(completions: Sequence[int], pool: int, remaining: int) -> list[Part]:
    """`BountyEscrow._openPayout` and `_award`, line by line."""
    total = sum(completions)
    cut = total > remaining
    divisor = total if cut else remaining
    payout_completion = remaining if cut else total
    payout_amount = pool * payout_completion // remaining
    parts = []
    completion_left, amount_left = payout_completion, payout_amount
    for index, each in enumerate(completions):
        completion, amount = completion_left, amount_left
        if index < len(completions) - 1:
            completion = payout_completion * each // total
            amount = pool * each // divisor
            completion_left -= completion
            amount_left -= amount
        parts.append(Part(completion, amount))
    return parts


SHARES = st.lists(st.integers(1, 2_000), min_size=1, max_size=5)


@given(SHARES, st.integers(1, 10**15), st.integers(1, 10_000))
def test_whatever_one_call_awards_is_explained(completions: list[int], pool: int, remaining: int) -> None:
    parts = award(completions, pool, remaining)
    assert calls_of(parts, pool, remaining) is not None


@given(SHARES, st.integers(10**6, 10**15), st.integers(0, 4), st.sampled_from([-1, 1]))
def test_a_base_unit_more_or_less_is_not(completions: list[int], pool: int, which: int, change: int) -> None:
    parts = award(completions, pool, 10_000)
    which %= len(parts)
    parts[which] = Part(parts[which].completion, parts[which].amount + change)
    # Several calls in a row may round as the altered one would, but not the whole as one call.
    assert calls_of(parts, pool, 10_000) != [len(parts)]


@given(SHARES, SHARES, st.integers(10**6, 10**15))
def test_two_calls_in_a_row_are_explained(first: list[int], second: list[int], pool: int) -> None:
    """Both are for the same work, so nothing in the events tells them apart."""
    left = 10_000 - sum(first)
    if left <= 0:
        return
    before = award(first, pool, 10_000)
    after = award(second, pool - sum(part.amount for part in before), left)
    assert calls_of(before + after, pool, 10_000) is not None


def test_two_calls_that_round_as_no_single_one_does() -> None:
    """Of 125 units 77.38 % are 96; then 15.55 of the other 22.62 % are 19 of 29. One call would have made it 20."""
    first, second = award([7_738], 125, 10_000), award([1_555], 29, 2_262)
    assert [part.amount for part in first + second] == [96, 19]
    assert calls_of(first + second, 125, 10_000) == [1, 1]
    assert amounts_of([7_738, 1_555], 125, 10_000) == [96, 20]


@pytest.mark.parametrize(
    ("completions", "pool", "remaining", "expected"),
    [
        ([10_000], 750_000_000, 10_000, [Part(10_000, 750_000_000)]),
        ([6_000], 750_000_000, 10_000, [Part(6_000, 450_000_000)]),
        ([3_333, 3_333, 3_334], 100, 10_000, [Part(3_333, 33), Part(3_333, 33), Part(3_334, 34)]),
        ([6_000, 6_000], 100, 4_000, [Part(2_000, 50), Part(2_000, 50)]),
        ([1, 9_999], 7, 5_000, [Part(0, 0), Part(5_000, 7)]),
    ],
)
def test_awards_worked_out_on_paper(completions: list[int], pool: int, remaining: int, expected: list[Part]) -> None:
    assert award(completions, pool, remaining) == expected
    assert calls_of(expected, pool, remaining) == [len(expected)]


@pytest.mark.parametrize(
    "parts",
    [
        [Part(2_000, 51), Part(2_000, 49)],  # of equal parts one gets more
        [Part(2_000, 50), Part(2_000, 51)],  # more than the pool
        [Part(2_000, 50), Part(2_001, 50)],  # more than the completion left
        [Part(4_000, 99)],  # a unit is left behind
        [Part(0, 0), Part(4_000, 101)],
        [Part(4_000, 100), Part(0, 0)],  # the last one completed nothing
    ],
)
def test_what_no_call_can_award(parts: list[Part]) -> None:
    assert calls_of(parts, 100, 4_000) is None


@pytest.mark.parametrize(("pool", "remaining"), [(0, 4_000), (-5, 4_000), (100, 0), (100, -1)])
def test_nothing_is_awarded_out_of_nothing(pool: int, remaining: int) -> None:
    assert calls_of([Part(4_000, 100)], pool, remaining) is None
    assert calls_of([Part(2_000, 0), Part(2_000, 0)], pool, remaining) is None
    assert calls_of([Part(0, 0), Part(0, 0)], pool, remaining) is None


def test_amounts_within_what_is_left() -> None:
    assert amounts_of([6_000], 750_000_000, 10_000) == [450_000_000]
    assert amounts_of([3_333, 3_333], 100, 10_000) == [33, 33]
    assert amounts_of([5_000, 5_000], 101, 10_000) == [50, 51]


def test_shares_refunds_and_closing_awards() -> None:
    assert shares_for(250, 0, 0) == 250
    assert shares_for(250, 500, 500) == 250
    assert shares_for(100, 300, 750) == 250
    assert refund_for(250, 300, 750) == 100
    assert refund_for(1, 2, 3) == 0
    assert refund_for(0, 0, 0) == 0
    assert closing_award(80, 100, explained_by_somebody=True) == 80
    assert closing_award(300, 100, explained_by_somebody=True) == 100
    assert closing_award(300, 100, explained_by_somebody=False) == 0


def test_what_a_cut_may_have_been_is_what_trying_all_of_them_says() -> None:
    """Two contributors of whom each may have completed anything: against every pair there is."""
    numbers = Random(1)
    explained = 0
    for _ in range(60):
        pool, remaining, total = numbers.randrange(20, 90_000), numbers.randrange(9_990, 10_001), 10_000
        first = numbers.randrange(1, total)
        made = award([first, total - first], pool, remaining)
        shift = numbers.choice([0, 0, -2, -1, 1, 2])
        moved = made[0].amount + shift
        if not 0 <= moved <= pool:
            continue
        parts = [Part(made[0].completion, moved), Part(made[1].completion, pool - moved)]
        possible = any(
            award([each, whole - each], pool, remaining) == parts
            for whole in range(remaining, 10_001)
            for each in range(max(1, first - 40), min(whole, first + 40))
        )
        assert (calls_of(parts, pool, remaining) == [2]) == possible
        explained += possible
    assert 20 < explained < 50
