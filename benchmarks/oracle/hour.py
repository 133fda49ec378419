"""The hour itself: merges at even times, and what is seen of them on the chain."""

import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from praxis_chain.core.errors import Incomplete

from .forge import OWNER, Forge
from .payments import Payments

SECONDS = 3600  # of the forge
METHODS = ("merge", "squash", "rebase")
GIVE_UP = 400  # seconds without any payment after which the rest is called unpaid
SAMPLED_EVERY = 5.0  # seconds


@dataclass
class Hour:
    """works are merged in `repositories` in turn, within SECONDS / rate. `merged`: bounty → seconds (time.monotonic).

    sample: called every few seconds.
    """

    forge: Forge
    payments: Payments
    works: int
    repositories: int
    contributors: list[str]
    rate: float
    sample: Callable[[], None]
    merged: dict[bytes, float] = field(default_factory=dict)
    late: float = 0.0
    _sampled: float = 0.0

    def play(self) -> None:
        """Merge all, and wait until all are paid, or nothing is any more. Raises Incomplete if a process has ended."""
        begun = time.monotonic()
        for number in range(self.works):
            due = begun + number * SECONDS / self.works / self.rate
            while (left := due - time.monotonic()) > 0:
                self._look(begun)
                time.sleep(min(left, 0.2))
            self.late = max(self.late, time.monotonic() - due)
            self._merge(number)
            self._look(begun)
        paid, since = -1, time.monotonic()
        while len(self.payments.seen) < self.works and time.monotonic() - since < GIVE_UP:
            if len(self.payments.seen) != paid:
                paid, since = len(self.payments.seen), time.monotonic()
            self._look(begun)
            time.sleep(0.2)
        self._tell(begun)

    def latencies(self) -> list[float]:
        """Seconds from merge to payment of each work that was paid, ascending. Raises Incomplete if there is none."""
        found = sorted(self.payments.seen[one] - at for one, at in self.merged.items() if one in self.payments.seen)
        if not found:
            raise Incomplete("No work was paid, so there is nothing to measure.")
        return found

    def _merge(self, number: int) -> None:
        name, issue = f"{OWNER}/{number % self.repositories}", number // self.repositories + 1
        contributor = self.contributors[number % len(self.contributors)]
        self.forge.land(name, issue, contributor, METHODS[number % len(METHODS)])
        subject = f"{self.forge.repositories[name]}/issue/{issue}"
        self.merged[self.payments.bounty(subject)] = time.monotonic()

    def _look(self, begun: float) -> None:
        if time.monotonic() - self._sampled > SAMPLED_EVERY:
            self._sampled = time.monotonic()
            self.sample()
            self._tell(begun)

    def _tell(self, begun: float) -> None:
        told = f"{time.monotonic() - begun:4.0f} s: {len(self.merged):,} merged, {len(self.payments.seen):,} paid"
        print(told, end="\r" if sys.stderr.isatty() else "\n", file=sys.stderr, flush=True)
