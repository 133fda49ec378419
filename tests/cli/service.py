"""A service as its operator starts it: `praxis …` in a process of its own, on a port that the system chose."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import httpx2

ROOT = Path(__file__).resolve().parents[2]
PRAXIS = (sys.executable, "-c", "from praxis_chain.cli.main import main; main()")
"""The command line, in a process of its own."""
PATIENCE = 240.0
"""Seconds that anything waited for may take on a busy machine."""


@dataclass(frozen=True)
class Service:
    """said: the JSON document that it began with. log: what it writes to stderr."""

    process: "subprocess.Popen[str]"
    said: dict[str, Any]
    log: IO[str]

    @property
    def url(self) -> str:
        return str(self.said["url"])

    def get(self, path: str) -> httpx2.Response:
        return httpx2.get(self.url + path, timeout=PATIENCE, trust_env=False)

    def until_ready(self, *but: str) -> dict[str, Any]:
        """What /health says once no problems are left `but` these; fails the test with what it last said."""
        health: dict[str, Any] = {}

        def ready() -> bool:
            health.update(self.get("/health").json())
            return health["problems"] == [*but]

        until(ready, health)
        return health

    def stop(self) -> tuple[int, str]:
        """SIGTERM; its exit code, and what it told on stderr."""
        self.process.terminate()
        self.process.wait(PATIENCE)
        return self.process.returncode, _told(self.log)

    def kill(self) -> None:
        """SIGKILL."""
        self.process.kill()
        self.process.wait()


@contextmanager
def started(environment: Mapping[str, str], *words: object, folder: Path | None = None) -> Iterator[Service]:
    """Running in that folder, or in this one, with nothing of our environment but the PATH.

    It is told to stop at the end, if nobody ended it before, and has to end well.
    """
    surroundings = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment}
    with tempfile.TemporaryFile("w+") as log:
        process = subprocess.Popen(
            [*PRAXIS, *map(str, words), "--json"],
            env=surroundings, cwd=folder, stdout=subprocess.PIPE, stderr=log, text=True,
        )  # fmt: skip
        with process:
            try:
                service = Service(process, _document(process, log)["data"], log)
                service.get("/health")  # before that it is not ready to be told to stop
                yield service
                if process.poll() is None:
                    code, told = service.stop()
                    assert code == 0, told
            except BaseException:
                process.kill()
                process.wait()
                print(_told(log))  # pytest shows it with the failure
                raise


def until(holds: Callable[[], object], what: object) -> None:
    """Ask again until it holds; fails the test with `what` if it never does."""
    end = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < end, f"did not happen within {PATIENCE:g} s: {what}"
        time.sleep(0.02)


def _document(process: "subprocess.Popen[str]", log: IO[str]) -> dict[str, Any]:
    """The first JSON document on its stdout: it ends with a line that is a brace alone."""
    assert process.stdout is not None
    lines: list[str] = []
    for line in process.stdout:
        lines.append(line)
        if line == "}\n":
            return dict(json.loads("".join(lines)))
    process.wait(PATIENCE)
    raise AssertionError(_told(log))


def _told(log: IO[str]) -> str:
    log.seek(0)
    return log.read()
