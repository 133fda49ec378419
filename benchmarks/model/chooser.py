"""Choices, from any source of randomness: a seed in the long run, hypothesis in the short one.

A choice of 0 is the plainest one, so that what hypothesis shrinks becomes plain.
"""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


class Chooser:
    """Only whole numbers are drawn."""

    def __init__(self, random: Random) -> None:
        self._random = random

    def below(self, count: int) -> int:
        return self._random.randrange(count) if count > 1 else 0

    def one_of(self, choices: Sequence[T]) -> T:
        return choices[self.below(len(choices))]

    def rarely(self, percent: int) -> bool:
        """True in that many cases of a hundred."""
        return self.below(100) >= 100 - percent

    def some_of(self, choices: Sequence[T], most: int) -> list[T]:
        """At least one, at most `most`, each once, in their order."""
        count = 1 + self.below(min(most, len(choices)))
        left = list(choices)
        while len(left) > count:
            left.pop(self.below(len(left)))
        return left
