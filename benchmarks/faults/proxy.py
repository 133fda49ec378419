"""The proxies that stand between everybody and everything: one link per (who, whom), each with faults of its own.

A fault of a link is given the request and the way on, and answers as it likes: late, twice, wrongly or not at all.
"""

import asyncio
import threading
from collections.abc import Awaitable, Callable
from concurrent.futures import Future
from typing import Any, Protocol

from .http import Gone, Request, Response, Upstream, read_request

Forward = Callable[[Request], Awaitable[Response]]


class LinkFault(Protocol):
    """What may happen on a link. Raises Gone to close the connection without an answer."""

    async def __call__(self, request: Request, forward: Forward) -> Response: ...


class Cut(Exception):
    """Half of the answer goes through, then the connection ends."""

    def __init__(self, response: Response) -> None:
        self.response = response


class Link:
    """One listening port that leads to one server. `faults`: those at work now, the first one outermost; `always`:
    what happens to everything, beneath them."""

    def __init__(self, name: str, host: str, port: int) -> None:
        self.name = name
        self.host, self.port = host, port
        self.faults: tuple[LinkFault, ...] = ()
        self.always: tuple[LinkFault, ...] = ()
        self.requests = 0
        self.url = ""

    async def answer(self, request: Request, upstream: Upstream) -> Response:
        """Through all faults at work."""
        self.requests += 1

        async def forward(passed: Request, rest: tuple[LinkFault, ...]) -> Response:
            if not rest:
                return await upstream.send(passed)
            return await rest[0](passed, lambda again: forward(again, rest[1:]))

        return await forward(request, (*self.faults, *self.always))

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One client's connection."""
        upstream = Upstream(self.host, self.port)
        try:
            while True:
                request = await read_request(reader)
                try:
                    writer.write((await self.answer(request, upstream)).raw())
                except Cut as cut:
                    writer.write(cut.response.raw(cut=True))
                    await writer.drain()
                    break
                await writer.drain()
        except (Gone, OSError, asyncio.CancelledError):
            pass  # one side went, or all of it ends
        finally:
            upstream.close()
            writer.close()


class Proxies:
    """All links, served by one thread."""

    def __init__(self) -> None:
        self.links: dict[str, Link] = {}
        self._servers: list[asyncio.Server] = []
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True, name="proxies")
        self._thread.start()

    def link(self, name: str, port: int, host: str = "127.0.0.1") -> Link:
        """A new one, named `relayer-1 rpc`, to a server of this machine."""
        link = Link(name, host, port)
        self.run(self._listen(link)).result(10)
        self.links[name] = link
        return link

    def run(self, coroutine: Any) -> "Future[Any]":
        """In the proxies' own thread."""
        return asyncio.run_coroutine_threadsafe(coroutine, self._loop)

    def heal(self) -> None:
        """No link has any fault."""
        for link in self.links.values():
            link.faults = ()

    def close(self) -> None:
        """All ports and connections."""
        self.run(self._end()).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _end(self) -> None:
        for server in self._servers:
            server.close()
        serving = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in serving:
            task.cancel()
        await asyncio.gather(*serving, return_exceptions=True)
        await asyncio.sleep(0)  # for the transports to close what they were told to

    async def _listen(self, link: Link) -> None:
        server = await asyncio.start_server(link.serve, "127.0.0.1", 0, limit=64 * 1024)
        self._servers.append(server)
        link.url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
