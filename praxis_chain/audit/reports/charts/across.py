"""Bars that lie: one per name, the name above it and the amount at its end, so that long names fit."""

from collections.abc import Iterator
from html import escape

from ..amounts import full, middle
from .picture import WIDTH, Picture, svg

_ROW, _BAR = 34, 11
_NAME = 44  # letters


def across(picture: Picture) -> str:
    """One bar per label, its series one after the other."""
    totals = [sum(of.values[place] or 0 for of in picture.series) for place in range(len(picture.labels))]
    return svg(picture, _rows(picture, totals), height=_ROW * len(totals) + 4)


def _short(label: str) -> str:
    """Ids and addresses by their beginning and end."""
    return f"{label[:10]}…{label[-6:]}" if label.startswith("0x") and len(label) > 20 else middle(label, _NAME)


def _rows(picture: Picture, totals: list[int]) -> Iterator[str]:
    longest = max(totals, default=0) or 1
    for place, total in enumerate(totals):
        y = _ROW * place
        name = escape(_short(picture.labels[place]))
        yield f'<text class="x start" x="0" y="{y + 13}">{name}</text>'
        yield f'<text class="x end strong" x="{WIDTH}" y="{y + 13}">{escape(full(total, picture.unit))}</text>'
        yield f'<rect class="rail" x="0" y="{y + 19}" width="{WIDTH}" height="{_BAR}"/>'
        x = 0.0
        for number, series in enumerate(picture.series):
            value = series.values[place] or 0
            width = WIDTH * value / longest
            if value:
                yield (
                    f'<rect class="s{number}" x="{x:.1f}" y="{y + 19}" width="{max(width, 0.6):.1f}" '
                    f'height="{_BAR}">{picture.tip(series, place)}</rect>'
                )
            x += width
