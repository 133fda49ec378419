"""Upright bars: stacked over time, and the histogram."""

from collections.abc import Iterator, Sequence

from .picture import HEIGHT, Frame, Picture, frame, svg


def bars(picture: Picture) -> str:
    """One bar per label, its series on top of each other."""
    totals = [sum(of.values[place] or 0 for of in picture.series) for place in range(len(picture.labels))]
    within = frame(picture, max(totals, default=0))
    return svg(picture, _stacked(picture, within))


def histogram(picture: Picture, edges: Sequence[str]) -> str:
    """Bars that touch, of the first series, with what lies between two of them written under the edge."""
    (series,) = picture.series
    within = frame(picture, max((value or 0 for value in series.values), default=0))
    return svg(picture, _binned(picture, within, edges))


def _stacked(picture: Picture, within: Frame) -> Iterator[str]:
    yield from within.axes()
    gap = min(within.step * 0.2, 8)
    for place in range(len(picture.labels)):
        below = 0
        for number, series in enumerate(picture.series):
            value = series.values[place] or 0
            if value:
                yield _bar(within, place, gap, below, value, f"s{number}", picture.tip(series, place))
            below += value
    yield from within.labels()


def _binned(picture: Picture, within: Frame, edges: Sequence[str]) -> Iterator[str]:
    yield from within.axes()
    (series,) = picture.series
    for place, value in enumerate(series.values):
        if value:
            yield _bar(within, place, 2, 0, value, "s0", picture.tip(series, place))
    for place, edge in enumerate(edges, start=1):
        yield f'<text class="x middle" x="{within.x(place):.1f}" y="{HEIGHT - 6}">{edge}</text>'


def _bar(within: Frame, place: int, gap: float, below: int, value: int, style: str, tip: str) -> str:
    top, foot = within.y(below + value), within.y(below)
    return (
        f'<rect class="{style}" x="{within.x(place) + gap / 2:.1f}" y="{top:.1f}" width="{within.step - gap:.1f}" '
        f'height="{max(foot - top, 0.6):.1f}">{tip}</rect>'
    )
