"""What changes from one moment to the next: lines, and areas on top of each other."""

from collections.abc import Iterator

from .picture import Frame, Picture, Series, frame, svg

_DOTS = 40  # up to so many points each has a dot


def lines(picture: Picture) -> str:
    """A line per series; where it has no value it is broken."""
    top = max((value or 0 for series in picture.series for value in series.values), default=0)
    return svg(picture, _lines(picture, frame(picture, top)))


def areas(picture: Picture) -> str:
    """Areas on top of each other: the upper end is the sum."""
    totals = [sum(of.values[place] or 0 for of in picture.series) for place in range(len(picture.labels))]
    within = frame(picture, max(totals, default=0))
    return svg(picture, _areas(picture, within) if totals else within.axes())


def _lines(picture: Picture, within: Frame) -> Iterator[str]:
    yield from within.axes()
    for number, series in enumerate(picture.series):
        run: list[str] = []
        for place, value in enumerate([*series.values, None]):
            if value is not None:
                run.append(f"{within.x(place + 0.5):.1f} {within.y(value):.1f}")
            elif run:
                yield f'<path class="line l{number}" d="M{"L".join(run)}"/>'
                run = []
        yield from _dots(picture, within, number, series)
    yield from within.labels()


def _dots(picture: Picture, within: Frame, number: int, series: Series) -> Iterator[str]:
    """Where the values are, and what they are; small where they are many."""
    radius = 2.6 if len(picture.labels) <= _DOTS else 1.6
    for place, value in enumerate(series.values):
        if value is not None:
            yield (
                f'<circle class="s{number}" cx="{within.x(place + 0.5):.1f}" cy="{within.y(value):.1f}" '
                f'r="{radius}">{picture.tip(series, place)}</circle>'
            )


def _areas(picture: Picture, within: Frame) -> Iterator[str]:
    yield from within.axes()
    count = len(picture.labels)
    below = [0] * count
    for number, series in enumerate(picture.series):
        above = [low + (value or 0) for low, value in zip(below, series.values, strict=True)]
        # Flat at both ends, so that one period alone is an area too.
        upper = [(within.x(0), above[0]), *((within.x(p + 0.5), above[p]) for p in range(count)),
                 (within.x(count), above[-1])]  # fmt: skip
        lower = [(within.x(0), below[0]), *((within.x(p + 0.5), below[p]) for p in range(count)),
                 (within.x(count), below[-1])]  # fmt: skip
        if above != below:
            points = "L".join(f"{x:.1f} {within.y(value):.1f}" for x, value in [*upper, *reversed(lower)])
            yield f'<path class="s{number}" d="M{points}Z"/>'
        below = above
    yield from _columns(picture, within)
    yield from within.labels()


def _columns(picture: Picture, within: Frame) -> Iterator[str]:
    """Unseen, over each label: what the areas come to there."""
    for place in range(len(picture.labels)):
        tips = [picture.tip(series, place) for series in picture.series if series.values[place]]
        if tips:
            said = "; ".join(tip.removeprefix("<title>").removesuffix("</title>") for tip in tips)
            yield (
                f'<rect class="unseen" x="{within.x(place):.1f}" y="{within.y(within.top):.1f}" '
                f'width="{within.step:.1f}" height="{within.y(0) - within.y(within.top):.1f}">'
                f"<title>{said}</title></rect>"
            )
