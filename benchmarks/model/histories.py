"""Histories: any steps by anybody, drawn by weight."""

from collections.abc import Callable
from random import Random
from typing import Any

from . import money, persons, recognition, works
from .author import Author
from .chooser import Chooser
from .play import Play, Step

Act = Callable[[Author, Chooser], Step]


def wait(author: Author, c: Chooser) -> Step:
    """To a moment at which something begins or ends, or a second beside it; or far."""
    far = c.one_of((3_600, 10 * 86_400, 40 * 86_400, 400 * 86_400))
    at = author.now + far if c.rarely(8) else author.boundary(c)
    return Step(at, "stranger", "clock", "wait")


def at_once(author: Author, c: Chooser) -> Step:
    """Several calls of the escrow in one transaction, all or none."""
    calls: list[tuple[str, tuple[Any, ...]]] = []
    by, at = "", author.now
    for _ in range(2 + c.below(3)):
        step = c.one_of(_OF_THE_ESCROW)(author, c)
        author.later.clear()
        if step.contract == "escrow" and step.function != "multicall":
            calls.append((step.function, step.args))
            by, at = by or step.by, max(at, step.at)
    if calls and c.rarely(15):
        calls.append(calls[0])
    return Step(at, by or "stranger", "escrow", "multicall", (tuple(calls),))


ACTS: dict[Act, int] = {wait: 16, at_once: 3, **money.ACTS, **works.ACTS, **persons.ACTS, **recognition.ACTS}
_OF_THE_ESCROW = (*money.ACTS, *works.ACTS)
_DRAWN = tuple(act for act, weight in ACTS.items() for _ in range(weight))


def write(play: Play, seed: int, length: int) -> None:
    """One history of at least that many steps, the same for the same seed. Raises Disagreement."""
    author, c = Author(play), Chooser(Random(seed))
    while len(play.history) < length:
        act(author, c, _any(author, c))


def act(author: Author, c: Chooser, what: Act) -> None:
    """Takes the step, and those that it brings along."""
    author.play.take(what(author, c))
    while author.later:
        author.play.take(author.later.pop(0)())


def _any(author: Author, c: Chooser) -> Act:
    """But a pause does not last, and neither does it that the escrow is frozen."""
    if author.model.usdc.frozen[author.world.escrow.address] and c.rarely(15):
        return money.let_go
    if author.model.usdc.paused[None] and c.rarely(25):
        return money.pause
    return c.one_of(_DRAWN)
