"""The escrow's arithmetic, once more: each amount follows from its events. USDC base units."""

from collections.abc import Sequence
from dataclasses import dataclass

from ..units import WHOLE


@dataclass(frozen=True, slots=True)
class Part:
    """One contributor's part of an award: completion in basis points, amount."""

    completion: int
    amount: int


def shares_for(amount: int, pool: int, shares: int) -> int:
    """Shares that a funding of `amount` buys."""
    return amount * shares // pool if pool > 0 else amount


def refund_for(stake: int, pool: int, shares: int) -> int:
    """What `stake` shares take out of the pool."""
    return pool * stake // shares if shares else 0


def closing_award(pool: int, most: int, explained_by_somebody: bool) -> int:
    """What a closure pays out of the pool."""
    return min(pool, most) if explained_by_somebody else 0


def amounts_of(completions: Sequence[int], pool: int, remaining: int) -> list[int]:
    """What one call awards within `remaining`, the completion still open: the last takes the remainder."""
    amounts = [pool * completion // remaining for completion in completions]
    amounts[-1] += pool * sum(completions) // remaining - sum(amounts)
    return amounts


def calls_of(parts: Sequence[Part], pool: int, remaining: int) -> list[int] | None:
    """How many of these parts, which follow one another, each call awarded; None if no calls could have made them.

    Events do not say where one call ends and the next begins. Nearly always all are one call's: that is tried first.
    """
    if _is_one_call(parts, pool, remaining):
        return [len(parts)]
    before = [(pool, remaining)]
    for part in parts:
        before.append((before[-1][0] - part.amount, before[-1][1] - part.completion))
    ways: dict[int, list[int]] = {len(parts): []}
    for start in range(len(parts) - 1, -1, -1):
        for end in range(len(parts), start, -1):
            if end in ways and _is_one_call(parts[start:end], *before[start]):
                ways[start] = [end - start, *ways[end]]
                break
    return ways.get(0)


def _is_one_call(parts: Sequence[Part], pool: int, remaining: int) -> bool:
    completions, amounts = [part.completion for part in parts], [part.amount for part in parts]
    completion = sum(completions)
    if pool <= 0 or remaining <= 0 or completion > remaining:
        return False
    if completion < remaining:
        return amounts == amounts_of(completions, pool, remaining)
    totals = range(remaining, WHOLE + 1)
    return sum(amounts) == pool and any(_cut_from(parts[:-1], pool, remaining, total) for total in totals)


def _cut_from(parts: Sequence[Part], pool: int, remaining: int, total: int) -> bool:
    """Whether Commits that add up to `total`, at least the remaining completion, could have been cut to these parts.

    `parts` are all but the last one, which takes whatever is left of completion and amount.
    """
    least = 0
    for part in parts:
        low = max(1, -(-part.completion * total // remaining), -(-part.amount * total // pool))
        high = min(((part.completion + 1) * total - 1) // remaining, ((part.amount + 1) * total - 1) // pool)
        if low > high:
            return False
        least += low
    return least < total
