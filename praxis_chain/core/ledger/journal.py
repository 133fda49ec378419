"""What a replay notes down: how often each invariant was tested, what contradicts it, what could not be tested."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from ..events import Event

Value = int | str | bytes | bool | None


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Events that cannot all be true, or that break an invariant.

    `expected` follows from the events before, `actual` is what this one says. `event` is None where no single event is
    to blame, but what all of them add up to. `unit` of the two: USDC (base units), PRAX (wei) or none.
    """

    invariant: str
    complaint: str
    expected: Value
    actual: Value
    event: Event | None
    unit: str = ""


class Journal:
    """Collects while the books fold; raises nothing, so that one contradiction never hides the next."""

    def __init__(self) -> None:
        self.checked: Counter[str] = Counter()
        self.untested: Counter[tuple[str, str]] = Counter()
        self.contradictions: list[Contradiction] = []
        self.event: Event | None = None

    @property
    def now(self) -> int:
        """Unix seconds of the block that the replay stands in."""
        return (self.event and self.event.block_time) or 0

    @contextmanager
    def about(self, event: Event | None) -> Iterator[None]:
        """What is noted inside concerns this event, and is as of its time."""
        before, self.event = self.event, event
        try:
            yield
        finally:
            self.event = before

    def expect(self, invariant: str, complaint: str, expected: Value, actual: Value, unit: str = "") -> bool:
        """Test that both are the same; `complaint` is the sentence for when they are not."""
        return self.require(invariant, complaint, expected == actual, expected, actual, unit)

    def require(
        self, invariant: str, complaint: str, holds: bool, expected: Value, actual: Value, unit: str = ""
    ) -> bool:
        """Test that it holds; `expected` and `actual` say in short what should be and what is."""
        self.checked[invariant] += 1
        if not holds:
            self.contradictions.append(Contradiction(invariant, complaint, expected, actual, self.event, unit))
        return holds

    def untestable(self, invariant: str, why: str) -> None:
        """Note that something could not be tested from events."""
        self.untested[invariant, why] += 1
