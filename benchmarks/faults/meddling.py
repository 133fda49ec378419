"""What may go wrong on any HTTP link, whoever talks to whom."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from random import Random

from .http import Gone, Request, Response
from .proxy import Cut, Forward, LinkFault

HELD = 0.4  # seconds that a request waits at most for another one to overtake it


@dataclass
class Sometimes:
    """Another fault, on a part of the requests that a seed decides. `met`: how many it was."""

    fault: LinkFault
    chance: float
    random: Random
    met: int = 0

    async def __call__(self, request: Request, forward: Forward) -> Response:
        if self.random.random() >= self.chance:
            return await forward(request)
        self.met += 1
        return await self.fault(request, forward)


@dataclass(frozen=True)
class Delay:
    """The request arrives late, or its answer does."""

    seconds: float
    before: bool

    async def __call__(self, request: Request, forward: Forward) -> Response:
        if self.before:
            await asyncio.sleep(self.seconds)
        answer = await forward(request)
        if not self.before:
            await asyncio.sleep(self.seconds)
        return answer


@dataclass(frozen=True)
class Drop:
    """The connection ends: before the server heard of it, or after it acted."""

    after: bool

    async def __call__(self, request: Request, forward: Forward) -> Response:
        if self.after:
            await forward(request)
        raise Gone


class Duplicate:
    """The server hears it twice; the second answer is given."""

    async def __call__(self, request: Request, forward: Forward) -> Response:
        await forward(request)
        return await forward(request)


@dataclass
class Reorder:
    """A request waits until a later one has overtaken it."""

    waiting: asyncio.Event | None = field(default=None)

    async def __call__(self, request: Request, forward: Forward) -> Response:
        if self.waiting is not None:
            overtaken, self.waiting = self.waiting, None
            answer = await forward(request)
            overtaken.set()
            return answer
        self.waiting = mine = asyncio.Event()
        try:
            await asyncio.wait_for(mine.wait(), HELD)
        except TimeoutError:
            self.waiting = None if self.waiting is mine else self.waiting
        return await forward(request)


@dataclass(frozen=True)
class Status:
    """The server, or something before it, answers with an error instead."""

    status: int
    headers: Mapping[str, str] = field(default_factory=dict)

    async def __call__(self, request: Request, forward: Forward) -> Response:
        return Response(self.status, tuple(self.headers.items()), b'{"message": "not now"}')


@dataclass(frozen=True)
class Garbage:
    """200, and something that nobody asked for."""

    body: bytes

    async def __call__(self, request: Request, forward: Forward) -> Response:
        return Response(200, (("Content-Type", "application/json"),), self.body)


class Truncate:
    """The answer breaks off in the middle."""

    async def __call__(self, request: Request, forward: Forward) -> Response:
        raise Cut(await forward(request))


@dataclass
class Stale:
    """The answer that the same question got first: a cache that nobody emptied."""

    kept: dict[tuple[str, str, bytes], Response] = field(default_factory=dict)

    async def __call__(self, request: Request, forward: Forward) -> Response:
        key = request.method, request.target, request.body
        if key not in self.kept:
            answer = await forward(request)
            if answer.status != 200:
                return answer
            self.kept[key] = answer
        return replace(self.kept[key])
