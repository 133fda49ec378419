"""What a story is told in: scenes with sentences for people and figures for machines."""

from collections.abc import Mapping
from dataclasses import dataclass

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


def paid_by(receipt: Receipt) -> str:
    """Which transaction, and what it cost."""
    return f"transaction 0x{receipt.tx_hash.hex()[:16]}…, {receipt.gas_used:,} gas"
