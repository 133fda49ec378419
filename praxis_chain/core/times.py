"""Periods and moments: seconds inside, words only at the edges."""

import re
from datetime import UTC, datetime

from .errors import WrongInput

_UNITS = {"d": 86_400, "h": 3_600, "m": 60, "s": 1}
_WORDS = {"d": "day", "h": "hour", "m": "minute", "s": "second"}
_PERIOD = re.compile(r"(?:[0-9]{1,9}[dhms] ?)+")
_LAST_MOMENT = 253_402_300_799  # unix seconds, the end of the year 9999


def parse_period(text: str) -> int:
    """A period as a person writes it ("5d", "72h", "1d12h", "0") → seconds. Raises WrongInput."""
    given = text.strip().lower()
    if given == "0":
        return 0
    if not _PERIOD.fullmatch(given):
        raise WrongInput(f"{text!r} is not a period: write 5d, 72h, 90m, 1d12h or 0.")
    return sum(int(number) * _UNITS[unit] for number, unit in re.findall(r"([0-9]+)([dhms])", given))


def show_period(seconds: int) -> str:
    """Seconds → "5 days", "3 days 12 hours", "none"."""
    parts = []
    for unit, size in _UNITS.items():
        count, seconds = divmod(seconds, size)
        if count:
            parts.append(f"{count:,} {_WORDS[unit]}{'s' if count > 1 else ''}")
    return " ".join(parts) or "none"


def show_time(moment: int) -> str:
    """Unix seconds → "2026-11-22 15:04:05 UTC"."""
    if not 0 <= moment <= _LAST_MOMENT:
        return f"{moment} s"
    return datetime.fromtimestamp(moment, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
