"""Cells of tables as HTML: short to read, exact in what pointing at them shows."""

from markupsafe import Markup, escape

from ...core.units import show_basis_points, show_prax, show_usdc
from .amounts import middle, moment, wait
from .table import Unit, Value

UNITS = {Unit.USDC: "USDC", Unit.PRAX: "PRAX", Unit.TIME: "UTC", Unit.POINTS: "%"}
"""What stands beside a column's title."""

_TEXT = 140  # letters
_LINE = 44  # letters that stay on one line
_HUNDREDTH = 10**16  # wei
_NOTHING = Markup('<span class="none" title="not known, or does not apply">–</span>')


def cell(unit: Unit, value: Value, *, whole: bool = False) -> Markup:
    """What stands in a cell. All text is a stranger's. `whole`: addresses and hashes are not shortened."""
    if value is None:
        return _NOTHING
    if isinstance(value, bool):
        return Markup("yes" if value else "no")
    if isinstance(value, int):
        return _number(unit, value)
    if unit is Unit.ADDRESSES:
        return Markup("<br>").join(_short(part) for part in value.split(" "))
    if unit in (Unit.HASH, Unit.ADDRESS):
        return Markup('<code class="whole">{}</code>').format(middle(value, _TEXT)) if whole else _short(value)
    return _text(value)


def _number(unit: Unit, value: int) -> Markup:
    match unit:
        case Unit.USDC:
            return _exact(show_usdc(value), f"{value:,} base units")
        case Unit.PRAX:
            shown = show_prax(value // _HUNDREDTH * _HUNDREDTH)
            return _exact(shown if value % _HUNDREDTH == 0 else f"≈ {shown}", f"{show_prax(value)} PRAX")
        case Unit.TIME:
            return _exact(moment(value), f"{value} unix seconds")
        case Unit.DURATION:
            return _exact(wait(value), f"{value:,} seconds")
        case Unit.POINTS:
            return _exact(show_basis_points(value), f"{value:,} basis points")
        case Unit.COUNT:
            return Markup(f"{value:,}")
    return Markup(str(value))


def _exact(shown: str, exact: str) -> Markup:
    return Markup('<span title="{}">{}</span>').format(exact, shown)


def _short(value: str) -> Markup:
    """The beginning and the end of a hash or an address."""
    if len(value) < 20:
        return Markup("<code>{}</code>").format(middle(value, _TEXT))
    return Markup('<code title="{}">{}…{}</code>').format(middle(value, 80), value[:8], value[-4:])


def _text(value: str) -> Markup:
    shown = middle(value, _TEXT)
    if shown != value:
        return Markup('<span class="long" title="{}">{}</span>').format(middle(value, 400), shown)
    return escape(shown) if len(shown) <= _LINE else Markup('<span class="long">{}</span>').format(shown)
