"""`python -m tests.github.standin --port 0 --data DIR`: prints its URL, then serves until it is told to end."""

import argparse
import signal
import threading
from pathlib import Path

from .server import running


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.github.standin", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    parser.add_argument("--data", type=Path, required=True, help="an empty folder for its git repositories")
    given = parser.parse_args()
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    with running(given.data, given.port) as github:
        print(github.url, flush=True)
        ended.wait()


main()
