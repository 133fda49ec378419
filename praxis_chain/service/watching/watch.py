"""What is known of all repositories that are watched, kept current by hints and by sweeps.

Each repository goes its own way: one that fails, or hangs, holds up no other.
"""

import asyncio
import threading
import time
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import partial

import structlog
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

from ...core.errors import PraxisError
from ...core.evidence import AnyEvidence
from ...forges.github.limits import Spent
from ...oracle.collect import collect
from ...oracle.judging import Finding, Judged, find, together
from ...store.answers import forget_answers
from ...store.deliveries import forget_deliveries
from ...store.hints import forget_hints
from .place import Place
from .threads import patiently

WEEK = 7 * 24 * 3600
_log = structlog.get_logger("watch")


@dataclass(frozen=True, slots=True)
class Freshness:
    """looked_at: unix seconds when the last look began that got through, 0.0 if none did yet; of all, or of one."""

    name: str
    looked_at: float
    problems: tuple[str, ...]


@dataclass(slots=True)
class _Kept:
    """What is held of one place. state: what `findings` were made from; refused: the forge's own problems; troubles:
    what went wrong, by step; swept_at: when its last sweep began that succeeded; looked_at: the same, once all that it
    found had been attended to and judged."""

    place: Place
    state: object = None
    findings: dict[AnyEvidence, Finding] = field(default_factory=dict)
    refused: tuple[str, ...] = ()
    troubles: dict[str, str] = field(default_factory=dict)
    swept_at: float = 0.0
    looked_at: float = 0.0
    wake: asyncio.Event = field(default_factory=asyncio.Event)


class Watch:
    """places: the repositories; every: seconds between sweeps of one; tick: seconds between two looks at the hints
    where nobody calls `hear`. judged, look, problems and freshness may be called from any thread and ask nobody."""

    def __init__(
        self,
        store: Engine,
        places: Sequence[Place],
        *,
        every: float = 60.0,
        tick: float = 5.0,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._store = store
        self._every = every
        self._tick = min(tick, every)
        self._clock = clock
        self._kept = [_Kept(place) for place in places]
        self._lock = threading.Lock()
        self._judged: Judged | None = None

    async def run(self) -> None:
        """Watch until cancelled."""
        async with asyncio.TaskGroup() as tasks:
            for kept in self._kept:
                tasks.create_task(self._follow(kept))
            tasks.create_task(self._tidy())

    def hear(self) -> None:
        """A hint was stored: look at the hints now. On the event loop."""
        for kept in self._kept:
            kept.wake.set()

    async def look_around(self) -> None:
        """Once through everything: sweep, attend, judge, one place after the other."""
        for kept in self._kept:
            await self._pass(kept, sweep=True)

    async def attend(self) -> None:
        """Once through the hints."""
        for kept in self._kept:
            await self._pass(kept, sweep=False)

    def look(self) -> Iterable[AnyEvidence]:
        """Every document of every place, as of the last look."""
        with self._lock:
            return [document for kept in self._kept for document in kept.findings]

    def judged(self) -> Judged:
        """What follows from them. The same object for as long as nothing changed."""
        with self._lock:
            if self._judged is None:
                self._judged = together(finding for kept in self._kept for finding in kept.findings.values())
            return self._judged

    def judged_since(self, moment: float) -> Judged:
        """The same, of those places alone that were looked at since then (unix seconds)."""
        with self._lock:
            fresh = [kept for kept in self._kept if kept.looked_at >= moment]
            if len(fresh) < len(self._kept):
                return together(finding for kept in fresh for finding in kept.findings.values())
        return self.judged()

    def problems(self) -> tuple[str, ...]:
        """What could not be read, or was stated without authority, by place."""
        return tuple(sentence for fresh in self.freshness() for sentence in fresh.problems)

    def freshness(self) -> tuple[Freshness, ...]:
        """How each place is doing."""
        return tuple(
            Freshness(
                kept.place.name,
                kept.looked_at,
                tuple(dict.fromkeys([*kept.troubles.values(), *kept.place.problems(), *kept.refused])),
            )
            for kept in self._kept
        )

    def looked_at(self) -> float:
        """When the place that was longest not looked at was; 0.0 before all were, or where there is none."""
        return min((kept.looked_at for kept in self._kept), default=0.0)

    def counts(self) -> dict[str, dict[str, int]]:
        """Numbers by place: `documents`, and those of `Place.counts`."""
        return {kept.place.name: {"documents": len(kept.findings), **kept.place.counts()} for kept in self._kept}

    def spent(self) -> dict[str, Spent]:
        """What asking each forge has cost, by place, where it is counted."""
        return {kept.place.name: spent for kept in self._kept if (spent := kept.place.spent()) is not None}

    async def _follow(self, kept: _Kept) -> None:
        next_sweep = time.monotonic()
        while True:
            kept.wake.clear()
            due = time.monotonic() >= next_sweep
            if due:
                next_sweep = time.monotonic() + self._every
            await self._pass(kept, sweep=due)
            try:
                async with asyncio.timeout(min(self._tick, max(0.0, next_sweep - time.monotonic()))):
                    await kept.wake.wait()
            except TimeoutError:
                continue

    async def _pass(self, kept: _Kept, *, sweep: bool) -> None:
        begun, place = self._clock(), kept.place
        if sweep or await self._step(kept, "hints", place.asked_to_sweep()):
            await self._step(kept, "sweep", place.sweep())
            kept.swept_at = kept.swept_at if "sweep" in kept.troubles else begun
        await self._step(kept, "reading", place.attend())
        await self._step(kept, "judging", patiently(partial(self._judge, kept)))
        if not kept.troubles:
            kept.looked_at = kept.swept_at

    async def _step(self, kept: _Kept, name: str, step: Awaitable[bool | None]) -> bool:
        """Do it; what goes wrong is told until the same step succeeds, and never stops the watch."""
        try:
            answer = await step
        except (PraxisError, SQLAlchemyError) as error:
            kept.troubles[name] = f"{kept.place.name}: {str(error).partition(chr(10))[0]}"
            _log.warning("looking failed", place=kept.place.name, step=name, problem=kept.troubles[name])
        except Exception:  # a mistake of ours with one repository: the others are looked at on
            kept.troubles[name] = f"{kept.place.name}: {name} failed inside, in a way nobody foresaw; see the log."
            _log.exception("looking failed", place=kept.place.name, step=name)
        else:
            kept.troubles.pop(name, None)
            return bool(answer)
        return False

    def _judge(self, kept: _Kept) -> None:
        """Collect and judge if anything changed; a document that was there before is not judged again."""
        state = kept.place.state()
        if state is None or state == kept.state:
            return
        forge = kept.place.forge()
        before = kept.findings
        findings = {document: before.get(document) or find(document) for document in collect(forge)}
        refused = tuple(forge.problems())
        with self._lock:
            kept.findings, kept.refused, kept.state = findings, refused, state
            self._judged = None

    async def _tidy(self) -> None:
        """Once an hour, forget what is long over."""
        while True:
            before = int(self._clock()) - WEEK
            try:
                await asyncio.to_thread(forget_deliveries, self._store, before)
                await asyncio.to_thread(forget_hints, self._store, before)
                await asyncio.to_thread(forget_answers, self._store, before)
            except SQLAlchemyError as error:
                _log.warning("tidying failed", problem=str(error).partition("\n")[0])
            await asyncio.sleep(3600)
