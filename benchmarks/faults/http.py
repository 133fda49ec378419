"""As much of HTTP/1.1 as a proxy needs: whole messages, read from and written to streams."""

import asyncio
from dataclasses import dataclass, field

MOST_HEAD = 64 * 1024  # bytes
NO_BODY = {204, 304}


class Gone(Exception):
    """The other side closed the connection, or this side is to."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request. target: path and query. headers: in order, as sent."""

    method: str
    target: str
    headers: tuple[tuple[str, str], ...]
    body: bytes = b""

    def raw(self) -> bytes:
        kept = [(name, value) for name, value in self.headers if name.lower() not in _OWN]
        return _raw(f"{self.method} {self.target} HTTP/1.1", [*kept, ("Accept-Encoding", "identity")], self.body)


@dataclass(frozen=True, slots=True)
class Response:
    """One answer."""

    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""

    def raw(self, cut: bool = False) -> bytes:
        """`cut`: only half of the body, whatever its length says."""
        kept = [(name, value) for name, value in self.headers if name.lower() not in _OWN]
        whole = _raw(f"HTTP/1.1 {self.status} -", kept, self.body, bodiless=self.status in NO_BODY)
        return whole[: len(whole) - len(self.body) // 2 - 1] if cut and self.body else whole


_OWN = {"content-length", "transfer-encoding", "connection", "keep-alive", "accept-encoding"}


@dataclass
class Upstream:
    """Where a link leads to: one connection, opened when it is needed."""

    host: str
    port: int
    _streams: tuple[asyncio.StreamReader, asyncio.StreamWriter] | None = field(default=None)

    async def send(self, request: Request) -> Response:
        """Its answer. A connection that had been closed meanwhile is opened anew, once. Raises Gone."""
        for fresh in (False, True):
            if self._streams is None:
                try:
                    self._streams = await asyncio.open_connection(self.host, self.port, limit=MOST_HEAD)
                except OSError:
                    raise Gone from None
                fresh = True
            reader, writer = self._streams
            try:
                writer.write(request.raw())
                await writer.drain()
                return await read_response(reader, request.method)
            except (Gone, OSError):
                self.close()
                if fresh:
                    raise Gone from None
        raise Gone

    def close(self) -> None:
        if self._streams is not None:
            self._streams[1].close()
            self._streams = None


async def read_request(reader: asyncio.StreamReader) -> Request:
    """Raises Gone."""
    first, headers = await _head(reader)
    method, target, _ = first.split(" ", 2)
    return Request(method, target, headers, await _body(reader, headers, until_closed=False))


async def read_response(reader: asyncio.StreamReader, method: str) -> Response:
    """The answer to a request of that method. Raises Gone."""
    first, headers = await _head(reader)
    status = int(first.split(" ", 2)[1])
    if status in NO_BODY or method == "HEAD":
        return Response(status, headers)
    return Response(status, headers, await _body(reader, headers, until_closed=True))


async def _head(reader: asyncio.StreamReader) -> tuple[str, tuple[tuple[str, str], ...]]:
    try:
        head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1")
    except (asyncio.IncompleteReadError, asyncio.LimitOverrunError, OSError):
        raise Gone from None
    first, *lines = head.rstrip("\r\n").split("\r\n")
    pairs = (line.partition(":") for line in lines)
    return first, tuple((name.strip(), value.strip()) for name, _, value in pairs)


async def _body(reader: asyncio.StreamReader, headers: tuple[tuple[str, str], ...], until_closed: bool) -> bytes:
    named = {name.lower(): value for name, value in headers}
    try:
        if "chunked" in named.get("transfer-encoding", "").lower():
            return await _chunks(reader)
        if "content-length" in named:
            return await reader.readexactly(int(named["content-length"]))
        return await reader.read() if until_closed else b""
    except (asyncio.IncompleteReadError, OSError):
        raise Gone from None


async def _chunks(reader: asyncio.StreamReader) -> bytes:
    whole = b""
    while size := int((await reader.readline()).split(b";")[0] or b"0", 16):
        whole += await reader.readexactly(size)
        await reader.readexactly(2)
    await reader.readline()
    return whole


def _raw(first: str, headers: list[tuple[str, str]], body: bytes, bodiless: bool = False) -> bytes:
    lines = [first, *(f"{name}: {value}" for name, value in headers)]
    if not bodiless:
        lines.append(f"Content-Length: {len(body)}")
    return "\r\n".join([*lines, "", ""]).encode("latin-1") + body
