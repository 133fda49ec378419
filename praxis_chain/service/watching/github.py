"""A repository on GitHub: read over its API when something changed, stored, and shown as of what is stored."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import islice
from pathlib import Path

from sqlalchemy import Engine

from ...core.errors import Disagree, NetworkFailed, NotThere, PraxisError
from ...forges.github.limits import Spent
from ...forges.github.people import linkable
from ...forges.github.readings import Issue, Pull, Readings
from ...oracle.collect import Forge
from ...store.hints import ISSUE, PULL, REPOSITORY, Hint, asked
from ...store.readings import Key, Read, StoredReadings, known_repository, open_readings
from .answers import KeptAnswers
from .memory import Memory
from .patience import Failing, Patience
from .source import MirrorPort, SourcePort
from .text import SHAPES, shape, to_text
from .threads import patiently

AT_ONCE = 20
"""Works or issues that are asked for together, and stored together."""


@dataclass(slots=True)
class _Opened:
    """The repository, once it was found. gists_at, gists_of: when links were last asked for, and of which accounts.
    refs: a hash of the mirror's, as of the last sweep."""

    source: SourcePort
    mirror: MirrorPort
    stored: StoredReadings
    memory: Memory
    failing: Failing
    gists_at: float = float("-inf")
    gists_of: frozenset[int] = frozenset()
    refs: bytes | None = None
    waiting: int = 0

    def hint(self, kind: str, number: int = 0) -> Hint:
        return Hint(self.stored.host, self.stored.repository, kind, number)


class GitHubPlace:
    """open_source: finds the repository, by its numeric id where it is known (else 0). mirror: folder of its clone.
    look: shows readings, with the clone, as a forge (runs in a thread). answers: those that its session keeps. spent:
    what that session has cost."""

    def __init__(
        self,
        name: str,
        store: Engine,
        open_source: Callable[[int], Awaitable[SourcePort]],
        mirror: Path,
        look: Callable[[Readings, MirrorPort], Forge],
        *,
        patience: Patience | None = None,
        answers: KeptAnswers | None = None,
        spent: Callable[[], Spent | None] = lambda: None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.name = name
        self._store = store
        self._open_source = open_source
        self._mirror = mirror
        self._look = look
        self._patience = patience or Patience()
        self._answers = answers
        self.spent = spent
        self._clock = clock
        self._opened: _Opened | None = None
        self._open_again = True

    async def sweep(self) -> None:
        """See Place."""
        opened = await self._open()
        self._open_again = True  # unless all goes well: it may have been renamed
        source, stored, whole = opened.source, opened.stored, opened.hint(REPOSITORY)
        tickets = {hint: ticket for hint, ticket in (await self._asked(opened)).items() if hint == whole}
        look = await asyncio.to_thread(stored.begin)
        changed = await source.changed(await asyncio.to_thread(stored.cursor))
        wanted = {opened.hint(PULL, number) for number in changed.pulls}
        wanted |= {opened.hint(ISSUE, number) for number in changed.issues}
        wanted |= set(await asyncio.to_thread(self._overdue, opened))
        await asyncio.to_thread(stored.advance, changed.cursor, sorted(wanted), int(self._clock()))
        pushes = _read(("pushes", 0), tuple(await source.read_pushes()))
        await patiently(opened.mirror.update)
        opened.refs = await asyncio.to_thread(_hash_of_refs, opened.mirror)
        await asyncio.to_thread(stored.keep, look, [pushes], tickets, int(self._clock()))
        self._open_again = False

    async def attend(self) -> None:
        """See Place."""
        if (opened := self._opened) is None:
            return
        waiting = {hint: ticket for hint, ticket in (await self._asked(opened)).items() if hint.kind != REPOSITORY}
        due = opened.failing.due(waiting, self._clock())
        for kind in (ISSUE, PULL):
            for some in _chunks([hint for hint in due if hint.kind == kind]):
                await self._attend(opened, kind, {hint.number: due[hint] for hint in some})
        opened.waiting = len(await self._asked(opened))
        await self._read_gists(opened)
        if self._answers is not None:
            await self._answers.save()

    async def asked_to_sweep(self) -> bool:
        """See Place."""
        opened = self._opened
        return opened is not None and opened.hint(REPOSITORY) in await self._asked(opened)

    def state(self) -> Hashable:
        """See Place."""
        if self._opened is None or self._opened.refs is None:
            return None
        return self._opened.memory.update(), self._opened.refs

    def forge(self) -> Forge:
        """See Place."""
        if self._opened is None:
            raise NetworkFailed(f"{self.name} has not been read yet.")
        return self._look(self._opened.memory.readings, self._opened.mirror)

    def problems(self) -> Sequence[str]:
        """See Place."""
        return [f"{self.name} {sentence}" for sentence in (self._opened.failing.sentences() if self._opened else [])]

    def counts(self) -> dict[str, int]:
        """See Place."""
        if (opened := self._opened) is None:
            return {}
        readings = opened.memory.readings
        known = {"pulls": len(readings.pulls), "issues": len(readings.issues)}
        return {**known, "waiting": opened.waiting, "failing": len(opened.failing)}

    async def _open(self) -> _Opened:
        if self._opened is None or self._open_again:
            source = await self._open_source(await asyncio.to_thread(known_repository, self._store, self.name))
            found = source.repository
            text = to_text("repository", found)
            stored = await asyncio.to_thread(open_readings, self._store, self.name, found.host, found.id, text)
            mirror = source.mirror(self._mirror)
            if self._opened is None:
                await asyncio.to_thread(stored.require_shapes, {kind: shape(kind) for kind in SHAPES})
                self._opened = _Opened(source, mirror, stored, Memory(stored, found), Failing(self._patience))
            self._opened.source, self._opened.mirror, self._opened.memory.repository = source, mirror, found
        return self._opened

    async def _attend(self, opened: _Opened, kind: str, tickets: dict[int, int]) -> None:
        """Read these works or issues. What was known of one that GitHub does not answer about stays; of one that it
        does not show any more, or tells in two ways, nothing is held true."""
        look = await asyncio.to_thread(opened.stored.begin)
        read = opened.source.read_pulls if kind == PULL else opened.source.read_issues
        answers: dict[Hint, int] = {}
        found: list[Read] = []
        for number, value in (await read(list(tickets))).items():
            hint = opened.hint(kind, number)
            try:
                found.append(_read((kind, number), _or_raise(value)))
                answers[hint] = tickets[number]
                opened.failing.succeed(hint)
            except PraxisError as error:
                found += [_read((kind, number), None)] if isinstance(error, Disagree | NotThere) else []
                opened.failing.fail(hint, tickets[number], error, self._clock())
        await asyncio.to_thread(opened.stored.keep, look, found, answers, int(self._clock()))

    async def _read_gists(self, opened: _Opened) -> None:
        """Nothing tells of a new gist: they are read when somebody new appears, and now and then."""
        await asyncio.to_thread(opened.memory.update)
        readings = opened.memory.readings
        people = linkable(readings.pulls.values(), readings.issues.values())
        of = frozenset(account.id for account in people)
        if self._clock() - opened.gists_at >= self._patience.slow or of - opened.gists_of:
            look, at = await asyncio.to_thread(opened.stored.begin), self._clock()
            gists = _read(("gists", 0), tuple(await opened.source.read_gists(people)))
            await asyncio.to_thread(opened.stored.keep, look, [gists], {}, int(at))
            opened.gists_at, opened.gists_of = at, of

    def _overdue(self, opened: _Opened) -> list[Hint]:
        """Live work that was not read for long: the longest unread first."""
        opened.memory.update()
        before = self._clock() - self._patience.reread
        live = opened.memory.live(int(before))
        present = opened.stored.present().items()
        unread = sorted((at, key) for key, (_, at) in present if key in live and at <= before)
        return [opened.hint(*key) for _, key in unread[: self._patience.at_once]]

    async def _asked(self, opened: _Opened) -> dict[Hint, int]:
        return await asyncio.to_thread(asked, self._store, opened.stored.host, opened.stored.repository)


def _read(key: Key, value: object) -> Read:
    """As it is stored; None: nothing is held true of it. Raises NetworkFailed for text that is not Unicode."""
    try:
        return Read(key, shape(key[0]), "" if value is None else to_text(key[0], value))
    except ValueError as error:
        raise NetworkFailed(f"GitHub's answer about {key[0]} {key[1]} cannot be stored: {error}") from None


def _hash_of_refs(mirror: MirrorPort) -> bytes:
    """Of what the forge's own refs are; those that we keep for ourselves say nothing new."""
    refs = [f"{name} {oid}" for prefix in ("refs/heads/", "refs/pull/") for name, oid in mirror.refs(prefix).items()]
    return sha256("\n".join(refs).encode()).digest()


def _or_raise(value: Pull | Issue | PraxisError) -> Pull | Issue:
    if isinstance(value, PraxisError):
        raise value
    return value


def _chunks(hints: Iterable[Hint]) -> Iterator[list[Hint]]:
    rest = iter(hints)
    while some := list(islice(rest, AT_ONCE)):
        yield some
