"""Running a service: its application on a socket, and what goes on beside it, until it is told to stop."""

import asyncio
import contextlib
import signal
import socket
from collections.abc import Callable, Coroutine, Iterator, Sequence
from typing import Any

import structlog
import uvicorn
from fastapi import FastAPI

from ..core.errors import PraxisError, WrongInput

MOST_CONNECTIONS = 200
"""More are answered 503 at once."""
STOPPING = 10
"""Seconds that requests have to come to an end, once it is told to stop."""

Task = Callable[[], Coroutine[Any, Any, None]]

_log = structlog.get_logger("service")


class _Server(uvicorn.Server):
    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Not here: `run_service` does, and ends with 0 where uvicorn would let the signal kill it."""
        yield


def open_socket(where: str) -> socket.socket:
    """Listen on HOST:PORT; port 0 takes any that is free. Raises WrongInput."""
    host, _, port = where.rpartition(":")
    if not host or not port.isdigit() or int(port) > 65535:
        raise WrongInput(f"{where!r} is no place to listen: give HOST:PORT, e.g. 127.0.0.1:8645.")
    address = host.removeprefix("[").removesuffix("]")
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((address, int(port)))
        listening.listen(MOST_CONNECTIONS)
    except (OSError, UnicodeError) as error:
        listening.close()
        raise WrongInput(f"Nothing can listen on {where}: {getattr(error, 'strerror', None) or error}.") from None
    return listening


def url_of(listening: socket.socket) -> str:
    """How it is reached, by its own address."""
    host, port = listening.getsockname()[:2]
    return f"http://{f'[{host}]' if ':' in host else host}:{port}"


async def run_service(app: FastAPI, listening: socket.socket, beside: Sequence[Task]) -> None:
    """Until SIGTERM or SIGINT, or until something beside it fails: then that is raised."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        limit_concurrency=MOST_CONNECTIONS,
        timeout_graceful_shutdown=STOPPING,
    )
    server = _Server(config)
    loop = asyncio.get_running_loop()
    for told in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(told, setattr, server, "should_exit", True)
    tasks = [loop.create_task(task()) for task in beside]
    for task in tasks:
        task.add_done_callback(lambda _: setattr(server, "should_exit", True))
    try:
        await server.serve(sockets=[listening])
    finally:
        for task in tasks:
            task.cancel()
        ended = await asyncio.gather(*tasks, return_exceptions=True)
        for told in (signal.SIGTERM, signal.SIGINT):
            loop.remove_signal_handler(told)
    for error in ended:
        if isinstance(error, Exception):
            _log.error("stopped by a failure", error=str(error))
            raise (
                error
                if isinstance(error, PraxisError)
                else PraxisError(
                    f"The service failed inside ({type(error).__name__}: {str(error).partition(chr(10))[0]})."
                )
            ) from error
