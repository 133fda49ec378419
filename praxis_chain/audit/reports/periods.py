"""Time cut into days, weeks, months or years, whichever makes a chart of a few dozen parts."""

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

DAY = 86_400  # seconds


class Grain(StrEnum):
    """How long a period is."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    YEAR = "year"


@dataclass(frozen=True, slots=True)
class Periods:
    """Periods that follow one another without a gap. `starts`, and the `end` of the last: unix seconds, all UTC."""

    grain: Grain
    starts: tuple[int, ...]
    end: int

    def index(self, moment: int) -> int:
        """Which period a moment is in; before the first it is the first."""
        return max(bisect_right(self.starts, moment) - 1, 0)

    def label(self, place: int) -> str:
        """`2026-11-22` for a day or the Monday of a week, `2026-11`, `2026`."""
        start = datetime.fromtimestamp(self.starts[place], UTC)
        return start.strftime({Grain.MONTH: "%Y-%m", Grain.YEAR: "%Y"}.get(self.grain, "%Y-%m-%d"))

    @property
    def ends(self) -> Sequence[int]:
        """Of each period, the first second after it."""
        return (*self.starts[1:], self.end)


def periods(first: int, last: int) -> Periods:
    """Days up to five weeks, weeks up to a year, months up to six years, else years; `last` lies in the last one."""
    days = (last - first) // DAY
    grain = Grain.DAY if days <= 35 else Grain.WEEK if days <= 370 else Grain.MONTH if days <= 2_200 else Grain.YEAR
    starts, moment = [], _floor(datetime.fromtimestamp(first, UTC), grain)
    while moment.timestamp() <= last:
        starts.append(int(moment.timestamp()))
        moment = _next(moment, grain)
    return Periods(grain, tuple(starts), int(moment.timestamp()))


def _floor(moment: datetime, grain: Grain) -> datetime:
    day = moment.replace(hour=0, minute=0, second=0, microsecond=0)
    if grain is Grain.WEEK:
        return day - timedelta(days=day.weekday())
    if grain is Grain.MONTH:
        return day.replace(day=1)
    return day.replace(month=1, day=1) if grain is Grain.YEAR else day


def _next(moment: datetime, grain: Grain) -> datetime:
    if grain is Grain.MONTH:
        return _floor(moment + timedelta(days=32), grain)
    if grain is Grain.YEAR:
        return moment.replace(year=moment.year + 1)
    return moment + timedelta(days=7 if grain is Grain.WEEK else 1)
