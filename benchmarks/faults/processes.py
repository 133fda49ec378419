"""The services as processes of their own, each forked from one that has imported everything: alive in milliseconds.

They are the real commands (`praxis attest serve`, `praxis relay run`), with settings in their environment, and end by
kill −9 more often than not.
"""

import multiprocessing
import multiprocessing.connection
import os
import signal
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from multiprocessing.process import BaseProcess
from pathlib import Path

from .service import serve

PRELOADED = ("benchmarks.faults.preloaded",)
ENOUGH = 5.0  # seconds until a process that was killed has to be gone
RESTART = 0.1  # seconds until one that ended by itself is started again


class Service:
    """One of them. environment: settings and secrets; folder: where its database, mirrors and log lie.

    As on a machine somebody watches over it: if it ends by itself, it is started again a moment later. `ended`: how
    often that was; `kills`: how often somebody else ended it.
    """

    def __init__(self, name: str, arguments: Sequence[str], environment: Mapping[str, str], folder: Path) -> None:
        self.name = name
        self.arguments = list(arguments)
        self.environment = dict(environment)
        self.folder = folder
        self.twist: Mapping[str, object] = {}
        self.ended: list[int | None] = []
        self.kills = 0
        self._process: BaseProcess | None = None
        self._lock = threading.RLock()
        self._wanted = False

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.is_alive()

    def start(self) -> None:
        """As it would be started on a machine. `twist`: what is different about it, see service.py."""
        with self._lock:
            self._wanted = True
            self.folder.mkdir(parents=True, exist_ok=True)
            given = (self.arguments, self.environment, str(self.folder), dict(self.twist))
            self._process = multiprocessing.get_context("forkserver").Process(target=serve, args=given, name=self.name)
            self._process.start()
            threading.Thread(target=self._watch, args=(self._process,), daemon=True).start()

    def down(self) -> None:
        """kill −9, and nobody starts it again."""
        with self._lock:
            self._wanted = False
            if self._process is not None and self._process.is_alive():
                self._process.kill()
                self.kills += 1
            if self._process is not None:
                self._process.join(ENOUGH)

    def again(self, twist: Mapping[str, object] | None = None, between: Callable[[], None] | None = None) -> None:
        """kill −9, and start at once; `between`: what is done to its folder meanwhile."""
        with self._lock:
            self.down()
            if between is not None:
                between()
            self.twist = twist or {}
            self.start()

    def pause(self, on: bool) -> None:
        """SIGSTOP, or SIGCONT."""
        with self._lock:
            if self._process is not None and self._process.pid is not None and self._process.is_alive():
                os.kill(self._process.pid, signal.SIGSTOP if on else signal.SIGCONT)

    def _watch(self, process: BaseProcess) -> None:
        """In a thread of its own, until that process ended."""
        multiprocessing.connection.wait([process.sentinel])
        time.sleep(RESTART)
        with self._lock:
            if self._wanted and process is self._process:
                self.ended.append(process.exitcode)
                self.twist = {name: value for name, value in self.twist.items() if name != "crash"}
                self.start()


def prepare() -> None:
    """Start the process that the others are forked from: two seconds, once."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload([*PRELOADED])
    ready = context.Process(target=_nothing)
    ready.start()
    ready.join(60)


def _nothing() -> None:
    """Its end says that the server is there."""
