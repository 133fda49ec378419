"""What a chart shows, and the frame that charts over time share: axes, grid, labels."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from ..amounts import compact, full, middle
from ..table import Unit

WIDTH, HEIGHT = 460, 230
LEFT, RIGHT, TOP, BOTTOM = 52, 8, 10, 22
LETTER = 6.2
"""How wide a letter of an axis is at most."""


@dataclass(frozen=True, slots=True)
class Series:
    """Named values, one per label; None where there is none."""

    name: str
    values: Sequence[int | None]


@dataclass(frozen=True, slots=True)
class Picture:
    """`id` is unique on its page. `about`: what it shows, for who cannot see it. All values are in one unit."""

    id: str
    title: str
    about: str
    unit: Unit
    labels: Sequence[str]
    series: Sequence[Series]

    @property
    def is_empty(self) -> bool:
        """Nothing but zeros."""
        return not any(value for series in self.series for value in series.values)

    def tip(self, series: Series, place: int) -> str:
        """What one mark stands for: a <title>."""
        value = series.values[place]
        shown = "none" if value is None else full(value, self.unit)
        return f"<title>{escape(middle(self.labels[place], 200))}: {escape(series.name)} {escape(shown)}</title>"


@dataclass(frozen=True, slots=True)
class Frame:
    """Maps a value to its height, and a label's place to its middle. `top`: the value at the upper end."""

    picture: Picture
    top: int
    ticks: Sequence[int]

    @property
    def step(self) -> float:
        """How wide a label's part is."""
        return (WIDTH - LEFT - RIGHT) / max(len(self.picture.labels), 1)

    def x(self, place: float) -> float:
        """The left end of a label's part."""
        return LEFT + self.step * place

    def y(self, value: int) -> float:
        """The height of a value, from above."""
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * value / self.top

    def axes(self) -> Iterator[str]:
        """Grid, and the values at its lines."""
        for tick in self.ticks:
            y = self.y(tick)
            yield f'<path class="{"axis" if tick == 0 else "grid"}" d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}"/>'
            yield f'<text class="y" x="{LEFT - 6}" y="{y + 3.5:.1f}">{escape(compact(tick, self.picture.unit))}</text>'

    def labels(self) -> Iterator[str]:
        """As many labels as fit, the first and each so-manieth after it."""
        labels = self.picture.labels
        longest = max(map(len, labels), default=1) * LETTER + 20
        every = max(1, -(-int(longest) // max(int(self.step), 1)) if self.step < longest else 1)
        for place in range(0, len(labels), every):
            x, anchor = self.x(place + 0.5), "middle"
            if x + longest / 2 > WIDTH and place:
                continue
            if x < longest / 2:
                x, anchor = max(self.x(place), 2.0), "start"
            shown = escape(middle(labels[place], 40))
            yield f'<text class="x {anchor}" x="{x:.1f}" y="{HEIGHT - 6}">{shown}</text>'


def frame(picture: Picture, top: int) -> Frame:
    """A frame whose lines are at round values. `top`: the largest value that has to fit."""
    one = {Unit.USDC: 10**6, Unit.PRAX: 10**18, Unit.POINTS: 100}.get(picture.unit, 1)
    least = one if picture.unit in (Unit.COUNT, Unit.POINTS) else max(one // 100, 1)
    size = least
    while top > size * 4:
        size = _rounder(size)
    lines = max(-(-top // size), 1)
    return Frame(picture, lines * size, [size * number for number in range(lines + 1)])


def _rounder(size: int) -> int:
    """The next of 1, 2, 5, 10, 20, …"""
    return size * 5 // 2 if str(size).startswith("2") else size * 2


def svg(picture: Picture, body: Iterator[str], height: int = HEIGHT) -> str:
    """The whole element."""
    name, what = f"{picture.id}-title", f"{picture.id}-desc"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-labelledby="{name} {what}"><title id="{name}">{escape(picture.title)}</title>'
        f'<desc id="{what}">{escape(picture.about)}</desc>{"".join(body)}</svg>'
    )
