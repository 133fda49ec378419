"""The forge's own clock, which a test or a load may set, stop or hurry."""

import time


class Clock:
    """Unix seconds. It goes with the machine's until it is told otherwise."""

    def __init__(self) -> None:
        self._at, self._since, self._rate = 0.0, 0.0, 1.0
        self.set(int(time.time()), rate=1)

    @property
    def now(self) -> int:
        return int(self._at + (time.monotonic() - self._since) * self._rate)

    def set(self, at: int, rate: float = 0) -> None:
        """From `at`, `rate` seconds of the forge go by in a second: 0 stops it."""
        self._at, self._since, self._rate = float(at), time.monotonic(), float(rate)

    def advance(self, seconds: int) -> None:
        self._at += seconds
