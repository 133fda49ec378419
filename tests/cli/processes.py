"""Commands that serve: started as processes of their own, asked over HTTP, told to end."""

import json
import os
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
PRAXIS = [sys.executable, "-c", "from praxis_chain.cli.main import main; main()"]


@contextmanager
def serving(environment: Mapping[str, str], folder: Path, *words: object) -> Iterator[dict[str, Any]]:
    """What a service says of itself as it begins (`--json`); it is told to end afterwards, and has to end well."""
    surroundings = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment}
    with (folder / "served.txt").open("w") as log:
        process = subprocess.Popen(
            [*PRAXIS, *map(str, words), "--json"],
            env=surroundings, cwd=folder, stdout=subprocess.PIPE, stderr=log, text=True,
        )  # fmt: skip
    try:
        assert process.stdout is not None
        document = ""
        for line in process.stdout:
            document += line
            if line == "}\n":
                break
        assert document, (folder / "served.txt").read_text()
        said = json.loads(document)["data"]
        until(lambda: answers(said["url"]), said["url"])
        yield said
    finally:
        process.terminate()
        code = process.wait(120)
        process.stdout.close()
    assert code == 0, (folder / "served.txt").read_text()


def until(holds: Callable[[], bool], what: str, seconds: float = 240.0) -> None:
    """Ask again and again; fails the test if it never holds."""
    ends, pause = time.monotonic() + seconds, threading.Event()
    while not holds():
        assert time.monotonic() < ends, f"{what} did not happen within {seconds} s"
        pause.wait(0.02)


def answers(url: str) -> bool:
    """Whether anybody is there."""
    try:
        return bool(get(f"{url}/health"))
    except OSError:
        return False


def until_ready(url: str) -> None:
    """A service's /health says that all is well; fails the test with what it says otherwise."""
    said: list[Any] = []

    def ready() -> bool:
        said.append(get(f"{url}/health"))
        return bool(said[-1][0] == 200)

    try:
        until(ready, url)
    except AssertionError:
        raise AssertionError(said[-1]) from None


def get(url: str) -> tuple[int, Any]:
    """Status and JSON, or text where it is none."""
    try:
        with urllib.request.build_opener(urllib.request.ProxyHandler({})).open(url, timeout=30) as answer:
            status, read = answer.status, answer.read().decode()
    except urllib.error.HTTPError as error:
        status, read = error.code, error.read().decode()
    try:
        return status, json.loads(read)
    except ValueError:
        return status, read
