"""How long watching waits for what."""

from dataclasses import dataclass, field

from ...core.errors import NotThere
from ...store.hints import Hint


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds. retry: until what failed is tried again, twice as long each time, up to `longest`. slow: between two
    readings of what nothing tells of (links). reread: after which live work is read again anyhow, at most `at_once` in
    one sweep; then also what the forge did not show."""

    retry: float = 2.0
    longest: float = 300.0
    slow: float = 900.0
    reread: float = 6 * 3600.0
    at_once: int = 10


@dataclass(frozen=True, slots=True)
class _Try:
    """ticket: the hint's, when it was tried; due: when to try again."""

    ticket: int
    tries: int
    due: float
    sentence: str


@dataclass(slots=True)
class Failing:
    """What was tried in vain, and when each is to be tried again: at once if its hint is given again."""

    patience: Patience
    _tries: dict[Hint, _Try] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self._tries)

    def due(self, waiting: dict[Hint, int], now: float) -> dict[Hint, int]:
        """Of the hints that wait, with their tickets: those to try now. What waits no longer fails no longer."""
        self._tries = {hint: last for hint, last in self._tries.items() if hint in waiting}
        early = {hint for hint, last in self._tries.items() if last.ticket == waiting[hint] and last.due > now}
        return {hint: ticket for hint, ticket in waiting.items() if hint not in early}

    def fail(self, hint: Hint, ticket: int, error: Exception, now: float) -> None:
        """It was tried, and this came of it."""
        tries = self._tries[hint].tries + 1 if hint in self._tries else 1
        pause = min(self.patience.retry * 2 ** min(tries - 1, 30), self.patience.longest)
        if isinstance(error, NotThere):
            pause = max(pause, self.patience.reread)
        self._tries[hint] = _Try(ticket, tries, now + pause, str(error))

    def succeed(self, hint: Hint) -> None:
        """It was tried, and went well."""
        self._tries.pop(hint, None)

    def sentences(self) -> list[str]:
        """For each, what it is and how it failed last."""
        return [f"{hint.kind} {hint.number}: {last.sentence}" for hint, last in self._tries.items()]
