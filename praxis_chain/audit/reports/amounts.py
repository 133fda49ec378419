"""Numbers for people: in full with their unit, and short for an axis."""

from datetime import UTC, datetime

from ...core.naming import printable
from ...core.units import PRAX_DECIMALS, USDC_DECIMALS, show_basis_points, show_prax, show_usdc
from .table import Unit

_PERIODS = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))
_LAST_MOMENT = 253_402_300_799  # unix seconds, the end of the year 9999


def full(value: int, unit: Unit) -> str:
    """Exact, with thousands separators and unit: `1,500.00 USDC`, `60%`, `3 d 4 h`."""
    match unit:
        case Unit.USDC:
            return f"{show_usdc(value)} USDC"
        case Unit.PRAX:
            return f"{show_prax(value)} PRAX"
        case Unit.POINTS:
            return show_basis_points(value)
        case Unit.DURATION:
            return f"{value:,} s"
    return f"{value:,}"


def compact(value: int, unit: Unit) -> str:
    """For an axis: `$1.5k`, `2M`, `60%`."""
    if unit is Unit.POINTS:
        return f"{value / 100:g}%"
    decimals = {Unit.USDC: USDC_DECIMALS, Unit.PRAX: PRAX_DECIMALS}.get(unit, 0)
    amount: float = value / 10**decimals
    ending = ""
    for size, letter in ((10**12, "T"), (10**9, "B"), (10**6, "M"), (10**3, "k")):
        if amount >= size:
            amount, ending = amount / size, letter
            break
    return f"{'$' if unit is Unit.USDC else ''}{amount:.4g}{ending}"


def wait(seconds: int) -> str:
    """The two largest parts of a length of time: `3 d 4 h`, `40 s`."""
    parts: list[str] = []
    for size, unit in _PERIODS:
        count, seconds = divmod(seconds, size)
        if count or parts:
            parts.append(f"{count:,} {unit}" if count else "")
        if len(parts) == 2:
            break
    return " ".join(part for part in parts if part) or "0 s"


def moment(at: int) -> str:
    """`2026-11-22 15:04` (UTC)."""
    return datetime.fromtimestamp(at, UTC).strftime("%Y-%m-%d %H:%M") if 0 <= at <= _LAST_MOMENT else f"{at} s"


def middle(text: str, most: int) -> str:
    """What a stranger wrote, without what steers text, and with its middle left out where it is longer than that."""
    plain = printable(text[: 4 * most]) if len(text) <= 4 * most else printable(text[:most]) + printable(text[-most:])
    half = (most - 1) // 2
    return plain if len(plain) <= most else f"{plain[: most - 1 - half]}…{plain[-half:]}"
