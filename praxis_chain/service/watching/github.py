"""A repository on GitHub: read over its API when something changed, stored, and shown as of what is stored."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Engine

from ...core.errors import NetworkFailed, PraxisError
from ...forges.github.readings import Readings, Repository
from ...oracle.collect import Forge
from ...store.hints import ISSUE, PULL, REPOSITORY, Hint, asked
from ...store.readings import Key, Look, StoredReadings, open_readings
from .memory import Memory
from .people import linkable
from .source import SourcePort
from .text import SHAPES, shape, to_text

Times = Callable[[], float]


@dataclass(frozen=True, slots=True)
class Patience:
    """Seconds. retry: until what failed is tried again, twice as long each time, up to `longest`. slow: between two
    readings of what no webhook and no cursor tells of (gists). reread: after which live work is read again anyhow, at
    most `at_once` in one sweep."""

    retry: float = 2.0
    longest: float = 300.0
    slow: float = 600.0
    reread: float = 6 * 3600.0
    at_once: int = 2


@dataclass(slots=True)
class _Failing:
    """What was tried in vain. due: when to try again, unless the hint gets another ticket before."""

    ticket: int
    tries: int
    due: float
    sentence: str


@dataclass(slots=True)
class _Opened:
    """The repository, once it was found. gists_at, gists_of: when links were last asked for, and of which accounts."""

    source: SourcePort
    stored: StoredReadings
    memory: Memory
    gists_at: float = float("-inf")
    gists_of: frozenset[int] = frozenset()
    tips: Hashable = None
    failing: dict[Hint, _Failing] = field(default_factory=dict)
    waiting: int = 0


class GitHubPlace:
    """open_source: connects, and finds the repository of that name; look: shows readings as a forge (runs in a thread);
    fetch: brings the git mirror up to date and returns what its refs are now (in a thread)."""

    def __init__(
        self,
        name: str,
        store: Engine,
        open_source: Callable[[], Awaitable[SourcePort]],
        look: Callable[[Readings], Forge],
        fetch: Callable[[Repository], Hashable],
        *,
        patience: Patience = Patience(),
        clock: Times = time.time,
    ) -> None:
        self.name = name
        self._store = store
        self._open_source = open_source
        self._look = look
        self._fetch = fetch
        self._patience = patience
        self._clock = clock
        self._opened: _Opened | None = None
        self._open_again = True

    async def sweep(self) -> None:
        """See Place."""
        opened = await self._open()
        self._open_again = True  # unless all goes well: it may have been renamed
        stored, whole = opened.stored, _hint(opened, REPOSITORY, 0)
        look = await asyncio.to_thread(stored.begin, whole, (await self._asked(opened)).get(whole, 0))
        changed = await opened.source.changed(await asyncio.to_thread(stored.cursor))
        wanted = {_hint(opened, PULL, number) for number in changed.pulls}
        wanted |= {_hint(opened, ISSUE, number) for number in changed.issues}
        wanted |= set(await asyncio.to_thread(self._overdue, opened))
        await asyncio.to_thread(stored.advance, changed.cursor, sorted(wanted), int(self._clock()))
        await self._keep(opened, look, ("pushes", 0), tuple(await opened.source.read_pushes()))
        opened.tips = await asyncio.to_thread(self._fetch, opened.source.repository)
        await asyncio.to_thread(stored.answer, look)
        self._open_again = False

    async def attend(self) -> None:
        """See Place."""
        if (opened := self._opened) is None:
            return
        waiting = await self._asked(opened)
        opened.failing = {hint: failing for hint, failing in opened.failing.items() if hint in waiting}
        for hint, ticket in waiting.items():
            failing = opened.failing.get(hint)
            early = failing is not None and failing.ticket == ticket and failing.due > self._clock()
            if hint.kind != REPOSITORY and not early:
                await self._attend(opened, hint, ticket)
        opened.waiting = len(await self._asked(opened))
        await self._read_gists(opened)

    async def asked_to_sweep(self) -> bool:
        """See Place."""
        if (opened := self._opened) is None:
            return False
        return any(hint.kind == REPOSITORY for hint in await self._asked(opened))

    def state(self) -> Hashable:
        """See Place."""
        if self._opened is None or self._opened.tips is None:
            return None
        return self._opened.memory.update(), self._opened.tips

    def forge(self) -> Forge:
        """See Place."""
        if self._opened is None:
            raise NetworkFailed(f"{self.name} has not been read yet.")
        return self._look(self._opened.memory.readings)

    def problems(self) -> Sequence[str]:
        """See Place."""
        failing = self._opened.failing if self._opened else {}
        return [f"{self.name} {hint.kind} {hint.number}: {now.sentence}" for hint, now in failing.items()]

    def counts(self) -> dict[str, int]:
        """See Place."""
        if (opened := self._opened) is None:
            return {}
        readings = opened.memory.readings
        known = {"pulls": len(readings.pulls), "issues": len(readings.issues)}
        return {**known, "waiting": opened.waiting, "failing": len(opened.failing)}

    async def _open(self) -> _Opened:
        if self._opened is None or self._open_again:
            source = await self._open_source()
            found = source.repository
            text = to_text("repository", found)
            stored = await asyncio.to_thread(open_readings, self._store, self.name, found.host, found.id, text)
            if self._opened is None:
                await asyncio.to_thread(stored.require_shapes, {kind: shape(kind) for kind in SHAPES})
                self._opened = _Opened(source, stored, Memory(stored, found))
            self._opened.source, self._opened.memory.repository = source, found
        return self._opened

    async def _attend(self, opened: _Opened, hint: Hint, ticket: int) -> None:
        key = hint.kind, hint.number
        look = await asyncio.to_thread(opened.stored.begin, hint, ticket)
        try:
            read = opened.source.read_pull if hint.kind == PULL else opened.source.read_issue
            await self._keep(opened, look, key, await read(hint.number))
        except NetworkFailed as error:  # what was known stays
            self._fail(opened, hint, ticket, str(error))
        except PraxisError as error:  # it contradicts itself: nothing is held true of it
            await self._keep(opened, look, key, None)
            self._fail(opened, hint, ticket, str(error))
        else:
            opened.failing.pop(hint, None)
            await asyncio.to_thread(opened.stored.answer, look)

    def _fail(self, opened: _Opened, hint: Hint, ticket: int, sentence: str) -> None:
        tries = opened.failing[hint].tries + 1 if hint in opened.failing else 1
        delay = min(self._patience.retry * 2 ** min(tries - 1, 30), self._patience.longest)
        opened.failing[hint] = _Failing(ticket, tries, self._clock() + delay, sentence)

    async def _read_gists(self, opened: _Opened) -> None:
        """Nothing tells of a new gist: they are read when somebody new appears, and now and then."""
        await asyncio.to_thread(opened.memory.update)
        people = {account.id: account for account in linkable(opened.memory.readings)}
        recent = self._clock() - opened.gists_at < self._patience.slow
        if not recent or people.keys() - opened.gists_of:
            look = await asyncio.to_thread(opened.stored.begin, _hint(opened, REPOSITORY, 0), 0)
            gists = await opened.source.read_gists([people[number] for number in sorted(people)])
            await self._keep(opened, look, ("gists", 0), tuple(gists))
            opened.gists_at, opened.gists_of = self._clock(), frozenset(people)

    def _overdue(self, opened: _Opened) -> list[Hint]:
        """Live work that was not read for long: the longest unread first."""
        opened.memory.update()
        before = self._clock() - self._patience.reread
        live = opened.memory.live(int(before))
        present = opened.stored.present().items()
        unread = sorted((at, key) for key, (_, at) in present if key in live and at <= before)
        return [_hint(opened, *key) for _, key in unread[: self._patience.at_once]]

    async def _keep(self, opened: _Opened, look: Look, key: Key, value: object) -> None:
        try:
            text = "" if value is None else to_text(key[0], value)
        except ValueError as error:
            raise PraxisError(f"What was read of it cannot be stored: {error}") from None
        await asyncio.to_thread(opened.stored.keep, look, key, shape(key[0]), text, int(self._clock()))

    async def _asked(self, opened: _Opened) -> dict[Hint, int]:
        return await asyncio.to_thread(asked, self._store, opened.stored.host, opened.stored.repository)


def _hint(opened: _Opened, kind: str, number: int) -> Hint:
    return Hint(opened.stored.host, opened.stored.repository, kind, number)
