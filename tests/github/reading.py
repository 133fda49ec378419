"""Reading from the stand-in as an operator's process would: over HTTP, with a token of one's own."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import httpx2

from praxis_chain.forges.github.client import GitHubSession
from praxis_chain.forges.github.credentials import Token
from praxis_chain.forges.github.source import Source
from tests.github.canned import AT_ONCE
from tests.github.standin import StandIn

T = TypeVar("T")
Liar = Callable[[str, Any], Any]
"""(path, the answer's JSON) → what to say instead."""


def reading(github: StandIn, name: str, what: Callable[[Source], Awaitable[T]], token: str = "", **given: Any) -> T:
    """What a fresh session reads of that repository."""

    async def ask() -> T:
        credentials = Token(token or github.token("attester"))
        options: dict[str, Any] = {"host": "github", "patience": AT_ONCE} | given
        async with GitHubSession(credentials, github.url, **options) as session:
            return await what(await Source.open(session, name))

    return asyncio.run(ask())


class Lying(httpx2.AsyncBaseTransport):
    """A way to GitHub on which somebody changes answers. asked: the paths, in order."""

    def __init__(self, lie: Liar) -> None:
        self._lie, self._way = lie, httpx2.AsyncHTTPTransport()
        self.asked: list[str] = []

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request.url.path)
        answer = await self._way.handle_async_request(request)
        text = await answer.aread()
        if answer.status_code == 200:
            text = json.dumps(self._lie(request.url.path, json.loads(text))).encode()
        headers = {name: value for name, value in answer.headers.items() if name != "content-length"}
        return httpx2.Response(answer.status_code, headers=headers, content=text)

    async def aclose(self) -> None:
        await self._way.aclose()
