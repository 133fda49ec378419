"""Several towns at a time, each in a process of its own with a chain, a forge and services of its own."""

import multiprocessing
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import asdict
from multiprocessing.util import Finalize
from typing import Any

from .play import Play
from .results import Kept
from .schedule import draw
from .town import Town

_town: Town | None = None


def play_all(numbers: Sequence[int], kept: Kept, towns: int, *, again: bool) -> Iterator[dict[str, Any]]:
    """The verdicts of these schedules as they come. again: also of those that were played before."""
    pool = ProcessPoolExecutor(min(towns, len(numbers)), multiprocessing.get_context("spawn"))
    waiting: set[Future[dict[str, Any]]] = set()
    left = list(reversed(numbers))
    try:
        while left or waiting:
            while left and len(waiting) < 2 * towns:
                waiting.add(pool.submit(_play, left.pop(), kept, again))
            done, waiting = wait(waiting, return_when=FIRST_COMPLETED)
            yield from (future.result() for future in done)
    finally:
        pool.shutdown(cancel_futures=True)


def _play(number: int, kept: Kept, again: bool) -> dict[str, Any]:
    """In a process of the pool."""
    town = _here()
    schedule = draw(number, town.forge.ids)
    found = None if again else kept.read(number, schedule.id)
    if found is None:
        verdict = Play(town, schedule).run()
        kept.write(verdict)
        found = asdict(verdict)
    return {**found, "lines": schedule.lines()}


def _here() -> Town:
    """This process's own town, made once, and ended with the process."""
    global _town
    if _town is None:
        _town = Town()
        Finalize(None, _town.close, exitpriority=100)
    return _town
