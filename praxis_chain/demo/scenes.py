"""What a story is told in: scenes with sentences for people and figures for machines."""

from collections.abc import Mapping
from dataclasses import dataclass

from ..core.errors import PraxisError
from ..core.units import show_prax, show_usdc
from ..evm.transactions import Receipt


@dataclass(frozen=True, slots=True)
class Scene:
    """One thing that happened. `figures`: amounts in base units or wei, hashes as 0x text, gas."""

    title: str
    lines: tuple[str, ...]
    figures: Mapping[str, int | str | bool]


def dollars(amount: int) -> str:
    """USDC base units for people."""
    return f"{show_usdc(amount)} USDC"


def prax(amount: int) -> str:
    """PRAX wei for people."""
    return f"{show_prax(amount)} PRAX"


def sent(receipt: Receipt) -> str:
    """Which transaction, and what it cost."""
    return f"transaction 0x{receipt.tx_hash.hex()[:10]}…, {receipt.gas_used:,} gas"


def many(number: int, noun: str) -> str:
    """`1 work`, `3,000 works`."""
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def require(holds: bool, what: str) -> None:
    """The demo tells only what happened: raises PraxisError if it is not so."""
    if not holds:
        raise PraxisError(f"The demo stopped: it is not so that {what}.")
