"""Amounts: integers inside, text only at the edges.

USDC is counted in base units (6 decimals), PRAX in wei (18 decimals), shares of a whole in basis points (10 000 = all).
Nothing here rounds: an amount that has more decimals than its unit is refused.
"""

from decimal import Decimal, InvalidOperation
from typing import NewType

from .errors import WrongInput

Usdc = NewType("Usdc", int)  # base units, 1_000_000 = 1 USDC
Prax = NewType("Prax", int)  # wei, 10**18 = 1 PRAX
BasisPoints = NewType("BasisPoints", int)  # 10_000 = the whole

USDC_DECIMALS = 6
PRAX_DECIMALS = 18
WHOLE = BasisPoints(10_000)
MAX_AMOUNT = 2**96 - 1  # the widest amount the contracts store, in either unit


def parse_usdc(text: str | Decimal) -> Usdc:
    """Dollars as a person writes them ("1,500", "0.25", "$100") → base units. Raises WrongInput."""
    return Usdc(_parse(text, USDC_DECIMALS, "USDC"))


def parse_prax(text: str | Decimal) -> Prax:
    """PRAX as a person writes it → wei. Raises WrongInput."""
    return Prax(_parse(text, PRAX_DECIMALS, "PRAX"))


def show_usdc(amount: int) -> str:
    """Base units → "1,500.00"; at least two decimals, never fewer digits than the amount has."""
    return _show(amount, USDC_DECIMALS)


def show_prax(amount: int) -> str:
    """Wei → "12.50"; at least two decimals, never fewer digits than the amount has."""
    return _show(amount, PRAX_DECIMALS)


def parse_basis_points(text: str) -> BasisPoints:
    """A percentage ("60%", "12.5%") or plain basis points ("6000") → basis points. Raises WrongInput."""
    percent = text.strip().endswith("%")
    points = _parse(text.strip().removesuffix("%"), 2 if percent else 0, "a percentage" if percent else "basis points")
    return BasisPoints(points)


def show_basis_points(points: int) -> str:
    """Basis points → "60%", "12.5%"."""
    return f"{Decimal(points) / 100:f}%"


def _parse(text: str | Decimal, decimals: int, unit: str) -> int:
    plain = str(text).strip().removeprefix("$").replace(",", "").replace("_", "")
    try:
        value = Decimal(plain)
    except InvalidOperation:
        raise WrongInput(f"{text!r} is not an amount of {unit}: write a number such as 1500 or 0.25.") from None
    if not value.is_finite() or value < 0:
        raise WrongInput(f"{text!r} is not an amount of {unit}: it must be a finite number that is not negative.")
    _, digits, exponent = value.as_tuple()
    assert isinstance(exponent, int)
    while exponent < -decimals and digits and digits[-1] == 0:
        digits, exponent = digits[:-1], exponent + 1
    if exponent < -decimals:
        raise WrongInput(f"{text} has {-exponent} decimals, and {unit} has {decimals}: nothing here is rounded.")
    if value.adjusted() > 40:
        raise WrongInput(f"{text} is more than any contract here can hold.")
    base: int = int("".join(map(str, digits)) or "0") * 10 ** (decimals + exponent)
    if base > MAX_AMOUNT:
        raise WrongInput(f"{text} is more than any contract here can hold.")
    return base


def _show(amount: int, decimals: int) -> str:
    whole, part = divmod(abs(amount), 10**decimals)
    fraction = f"{part:0{decimals}d}".rstrip("0").ljust(2, "0")
    return f"{'-' if amount < 0 else ''}{whole:,}.{fraction}"
