"""Whose money an award was: the stakes in each pool as its events tell them, and how an amount divides among them."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..core.events import Event


@dataclass(frozen=True, slots=True)
class Share:
    """What a sponsor's stake was of an amount: USDC base units."""

    sponsor: str
    amount: int


class Stakes:
    """Shares by bounty and sponsor, in the order in which they first funded it, after the events so far."""

    def __init__(self) -> None:
        self._of: dict[bytes, dict[str, int]] = {}

    def funded(self, event: Event) -> None:
        """A Funded event."""
        stakes = self._of.setdefault(event.args["bounty"], {})
        stakes[event.args["sponsor"]] = stakes.get(event.args["sponsor"], 0) + event.args["shares"]

    def refunded(self, event: Event) -> None:
        """A Refunded event: the whole stake leaves."""
        self._of.get(event.args["bounty"], {}).pop(event.args["sponsor"], None)

    def divide(self, bounty: bytes, amount: int) -> tuple[Share, ...]:
        """What each sponsor gives of an amount that leaves the pool: see `divide`."""
        return tuple(Share(*part) for part in divide(amount, self._of.get(bounty, {})).items() if part[1])


def divide(amount: int, weights: Mapping[str, int]) -> dict[str, int]:
    """An amount among weights, pro rata; the parts add up to it, and are empty where nobody has a weight.

    Each part is rounded down. The base units that are left over, fewer than there are parts, go one each to those that
    rounding cut most, the earlier of two equals first. So nobody gives a whole base unit more or less than their part
    of that amount; nobody is favoured otherwise. The escrow itself divides nothing among sponsors when it awards: their
    shares stay, and the pool behind them is less.
    """
    total = sum(weights.values())
    if total <= 0:
        return {}
    parts = {name: amount * weight // total for name, weight in weights.items()}
    by_loss = sorted(weights, key=lambda name: -(amount * weights[name] % total))  # stable: the earlier comes first
    for name in by_loss[: amount - sum(parts.values())]:
        parts[name] += 1
    return parts
