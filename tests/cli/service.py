"""A service as its operator starts it: `praxis …` in a process of its own, on a port that the system chose."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import httpx2

PATIENCE = 30.0
"""Seconds that starting, stopping or becoming ready may take on a busy machine."""


@dataclass(frozen=True)
class Service:
    """process: its streams are pipes. said: the JSON document that it began with."""

    process: "subprocess.Popen[str]"
    said: dict[str, Any]

    @property
    def url(self) -> str:
        return str(self.said["url"])

    def get(self, path: str) -> httpx2.Response:
        return httpx2.get(self.url + path, timeout=PATIENCE)

    def until_ready(self, *but: str) -> dict[str, Any]:
        """What /health says once no problems are left `but` these; fails the test with what it last said."""
        end = time.monotonic() + PATIENCE
        while (health := self.get("/health").json())["problems"] != [*but]:
            assert time.monotonic() < end, health
            time.sleep(0.05)
        return dict(health)

    def stop(self) -> tuple[int, str]:
        """SIGTERM; its exit code, and what it told on stderr."""
        self.process.terminate()
        _, told = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, told


@contextmanager
def started(environment: Mapping[str, str], *words: object) -> Iterator[Service]:
    """Running, and killed at the end if nobody stopped it."""
    code = "from praxis_chain.cli.main import main; main()"
    command = [sys.executable, "-c", code, *map(str, words), "--json"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env={**os.environ, **environment}
    )
    try:
        yield Service(process, _document(process)["data"])
    finally:
        process.kill()
        process.wait()
        for stream in (process.stdout, process.stderr):
            if stream is not None:
                stream.close()


def _document(process: "subprocess.Popen[str]") -> dict[str, Any]:
    """The first JSON document on its stdout: it ends with a line that is a brace alone."""
    assert process.stdout is not None
    assert process.stderr is not None
    lines: list[str] = []
    for line in process.stdout:
        lines.append(line)
        if line == "}\n":
            return dict(json.loads("".join(lines)))
    raise AssertionError(process.stderr.read())
