"""What a transaction offers for its gas, and what one has to offer to take its place (EIP-1559).

Nodes refuse a replacement that does not offer distinctly more in both fields: geth asks for 10%, others for 12.5%.
"""

from dataclasses import dataclass

from ...core.errors import Incomplete
from ...evm.networks import Network

STEP_NUMERATOR, STEP_DENOMINATOR = 9, 8  # 12.5% more


MOST_TIP = 100 * 10**9
"""wei per gas. A base fee is the chain's, whatever a node says of it; a tip is paid as it was offered."""


class TooDear(Incomplete):
    """Gas costs more than one is willing to pay: nothing is lost by waiting."""


@dataclass(frozen=True, slots=True)
class Price:
    """wei per gas: the most that is paid in all, and the part of it that goes to whoever builds the block."""

    max_fee: int
    tip: int


def raised(fee: int) -> int:
    """The least that counts as 12.5% more: rounded up, and never the same."""
    return max(fee + 1, -(-fee * STEP_NUMERATOR // STEP_DENOMINATOR))


def price_of(base_fee: int, tip: int, most: int | None) -> Price:
    """What to offer at that base fee: twice of it, which then may rise for six full blocks, but never above `most`.

    Raises TooDear where the next block would already cost more than that.
    """
    if most is not None and base_fee + tip > most:
        raise TooDear(
            f"Gas costs {show_gwei(base_fee + tip)} gwei now and the highest fee is set to {show_gwei(most)} gwei: "
            "waiting until it is cheaper (--max-fee)."
        )
    max_fee = 2 * base_fee + tip
    return Price(max_fee if most is None else min(max_fee, most), tip)


def replacing(old: Price, now: Price, most: int | None) -> Price | None:
    """What takes the place of a transaction at `old`, at least at the price of now; None if that is above `most`."""
    wanted = Price(raised(old.max_fee), raised(old.tip))
    if most is not None and wanted.max_fee > most:
        return None
    max_fee, tip = max(wanted.max_fee, now.max_fee), max(wanted.tip, now.tip)
    if most is not None:
        max_fee = min(max_fee, most)
    return Price(max_fee, min(tip, max_fee))


def look_up(network: Network, most: int | None) -> Price:
    """The price of now. Raises TooDear, NetworkFailed."""
    block = network.request("eth_getBlockByNumber", "latest", False) or {}
    tip = int(network.request("eth_maxPriorityFeePerGas"), 16)
    return price_of(int(block.get("baseFeePerGas", "0x0"), 16), min(tip, MOST_TIP), most)


def show_gwei(wei: int) -> str:
    """In gwei, as exact as it needs to be."""
    whole, rest = divmod(wei, 10**9)
    return f"{whole}.{rest:09d}".rstrip("0").rstrip(".")
