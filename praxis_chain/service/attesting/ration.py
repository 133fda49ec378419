"""How often something may happen: so many a minute in the long run, and as many at once after a pause."""

import threading
import time
from collections.abc import Callable

from .refusing import Busy


class Ration:
    """`each_minute`: how many roots are signed anew. Strangers may ask for any choice of true facts, in many an order,
    each another root; each costs an entry in the log, and with a key in KMS a fee."""

    def __init__(self, each_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._each_minute = each_minute
        self._clock = clock
        self._left = float(each_minute)
        self._at = clock()
        self._lock = threading.Lock()

    def take(self) -> None:
        """Take one. Raises Busy if none is left."""
        with self._lock:
            now = self._clock()
            gained = (now - self._at) * self._each_minute / 60
            self._left, self._at = min(float(self._each_minute), self._left + gained), now
            if self._left < 1:
                raise Busy(f"This attester signs {self._each_minute} new roots a minute at most: ask again later.")
            self._left -= 1
