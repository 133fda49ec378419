"""A server that answers whatever the test says, in whatever way: whole, in drips, or not at all."""

import json
import socket
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self


@dataclass
class Asked:
    """One request: its first line, and its body."""

    line: str
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.body)


Reply = Callable[[Asked], bytes | None]
"""The raw bytes of an answer; None: the connection is just closed."""


def http(status: int, content: Any) -> bytes:
    """An answer as it should be: JSON, or the very bytes."""
    body = content if isinstance(content, bytes) else json.dumps(content).encode()
    return b"HTTP/1.1 %d X\r\nContent-Length: %d\r\nConnection: close\r\n\r\n" % (status, len(body)) + body


@dataclass
class Answering:
    """`every`: seconds between two bytes; 0.0: all at once. `silent`: it takes requests and never answers."""

    reply: Reply
    every: float = 0.0
    silent: bool = False
    asked: list[Asked] = field(default_factory=list)

    def __enter__(self) -> Self:
        self._over = threading.Event()
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._over.set()
        self._socket.close()

    def _serve(self) -> None:
        while not self._over.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._answer, args=(connection,), daemon=True).start()

    def _answer(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as stream:
            line, length = stream.readline().decode().strip(), 0
            while header := stream.readline().strip():
                name, _, value = header.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
            self.asked.append(Asked(line, stream.read(length)))
            answer = None if self.silent else self.reply(self.asked[-1])
            if self.silent:
                self._over.wait()
            try:
                for byte in [answer] if answer and not self.every else (bytes([one]) for one in answer or b""):
                    connection.sendall(byte)
                    self._over.wait(self.every)
            except OSError:
                return
