"""The forge of a schedule: the stand-in for GitHub as a process of its own, and what people do there, by its own words.

Pull requests are called by their name in the schedule; their numbers come as they are opened.
"""

import atexit
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import requests

from .cast import BOT, ISSUES, MAINTAINERS, OUTSIDER, PEOPLE, SERVICES
from .service import end_with_parent

ROOT = Path(__file__).parents[2]
NAME = "town/works"
OWNER = "town"
SECRET = "a secret of the hooks"
PACE = 100  # seconds of the forge in a second: a little slower than the chain's blocks
BASES = {"main": "main", "release": "release"}


def policy(ids: Mapping[str, int], action: bytes) -> str:
    """The repository's own rules."""
    maintainers = ", ".join(f'"github:user/{ids[name]}"' for name in MAINTAINERS)
    return f'maintainers = [{maintainers}]\napprovals = 1\naction = "0x{action.hex()}"\n'


class Forge:
    """`ids`: people's numeric ids. `repository`: its canonical name."""

    def __init__(self, folder: Path, now: int, action: bytes) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "standin", "--port", "0", "--data", str(folder)],
            cwd=ROOT / "tests" / "github",  # not as `tests.github.standin`: some package is called `tests`, too
            stdout=subprocess.PIPE, text=True, preexec_fn=end_with_parent,
        )  # fmt: skip
        atexit.register(self._process.kill)
        assert self._process.stdout is not None
        self.url = self._process.stdout.readline().split()[-1].rstrip("/")
        self.port = int(self.url.rpartition(":")[2])
        self._session = requests.Session()
        self._session.trust_env = False
        self.ids: dict[str, int] = {}
        self._numbers: dict[str, int] = {}
        self._authors: dict[str, str] = {}
        self._comments: dict[str, int] = {}
        self._before: dict[str, str] = {}
        self._pushes = 0
        self.repository = self._begin(now, action)

    def close(self) -> None:
        atexit.unregister(self._process.kill)
        self._process.kill()
        self._process.wait()
        self._session.close()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def call(self, act: str, **given: Any) -> Any:
        """One act of the stand-in. Raises RuntimeError with what it says."""
        answer = self._session.post(f"{self.url}/_standin/{act}", json=given, timeout=30)
        if answer.status_code != 200:
            raise RuntimeError(f"the stand-in did not {act} {given}: {answer.text[:300]}")
        return answer.json()["result"]

    def reset(self, now: int) -> None:
        """As it was before anybody did anything."""
        self.call("reset", name="begun")
        self.at(now)
        for kept in (self._numbers, self._authors, self._comments, self._before):
            kept.clear()
        self._pushes = 0

    def at(self, now: int) -> None:
        """Its clock says so now, and goes on."""
        self.call("set_time", at=now, rate=PACE)

    def number(self, pull: str) -> int | None:
        """None if it was not opened."""
        return self._numbers.get(pull)

    def _begin(self, now: int, action: bytes) -> str:
        self.call("set_time", at=now, rate=0)
        for name in (OWNER, *PEOPLE):
            self.ids[name] = self.call("account", login=name, kind="Bot" if name == BOT else "User")
        write = dict.fromkeys((*MAINTAINERS, OUTSIDER), "write")
        files = {".praxis/policy.toml": policy(self.ids, action), "README.md": "Works\n"}
        number = self.call("repository", name=NAME, files=files, permissions=write)
        self.call("push", name=NAME, branch="release", by=OWNER, files={"RELEASE.md": "Older\n"})
        for issue in ISSUES:
            self.call("issue", name=NAME, by="maintainer", title=f"Issue {issue}", body="To be done")
        return f"github:repo/{number}"

    def ready(self, hooks: Mapping[str, str]) -> dict[str, str]:
        """hooks: by service, where its webhooks go. What is there then is where `reset` leads. A token per service."""
        for url in hooks.values():
            self.call("hook", name=NAME, url=url, secret=SECRET)
        tokens = {service: str(self.call("token", login=OWNER, limit=10**6)) for service in SERVICES}
        self.call("snapshot", name="begun")
        return tokens

    # -- what people do -----------------------------------------------------------------------------------------------

    def open_pull(self, pull: str, by: str, base: str, body: str) -> None:
        self._authors[pull] = by
        self.push(pull, by)
        opened = self.call("open_pull", name=NAME, by=by, head=pull, title=f"Work {pull}", body=body, base=base)
        self._numbers[pull] = opened

    def push(self, pull: str, by: str) -> None:
        self._pushes += 1
        files = {f"{pull}-{self._pushes}.txt": f"push {self._pushes}\n"}
        self.call("push", name=NAME, branch=pull, by=by, files=files, message=f"Work on {pull}")

    def approve(self, pull: str, by: str) -> None:
        self.call("review", name=NAME, number=self._numbers[pull], by=by, state="APPROVED")

    def comment(self, by: str, text: str, pull: str = "", issue: int = 0) -> None:
        number = self._numbers[pull] if pull else issue
        self._comments[by + pull] = self.call("comment", name=NAME, number=number, by=by, body=text)

    def edit_comment(self, pull: str, by: str, text: str) -> None:
        self.call("edit_comment", name=NAME, comment=self._comments[by + pull], by=by, body=text)

    def edit_body(self, pull: str, by: str, body: str) -> None:
        self.call("edit", name=NAME, number=self._numbers[pull], by=by, body=body)

    def retarget(self, pull: str, by: str, base: str) -> None:
        self.call("retarget", name=NAME, number=self._numbers[pull], by=by, base=base)

    def merge(self, pull: str, by: str, method: str) -> None:
        self._before[pull] = self.call("head", name=NAME, branch="main")
        self.call("merge", name=NAME, number=self._numbers[pull], by=by, method=method)

    def close_pull(self, pull: str, by: str) -> None:
        self.call("close", name=NAME, number=self._numbers[pull], by=by)

    def close_issue(self, issue: int, by: str) -> None:
        self.call("close", name=NAME, number=issue, by=by)

    def reopen_issue(self, issue: int, by: str) -> None:
        self.call("reopen", name=NAME, number=issue, by=by)

    def revert(self, pull: str, by: str) -> None:
        self.call("revert", name=NAME, number=self._numbers[pull], by=by)

    def force_push(self, pull: str, by: str) -> None:
        """The base branch goes back to before that merge."""
        self.call("force_push", name=NAME, branch="main", by=by, to=self._before[pull])

    def rename(self, who: str) -> None:
        self.call("rename_account", login=who, to=f"{who}-renamed")

    def delete_account(self, who: str) -> None:
        self.call("delete_account", login=who)

    def gist(self, who: str, files: Mapping[str, str]) -> None:
        self.call("gist", by=who, files=dict(files))


def wait_for(port: int, seconds: float = 10) -> None:
    """Until a server of this machine takes connections. Raises TimeoutError."""
    import socket

    end = time.monotonic() + seconds
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), 0.2).close()
            return
        except OSError:
            if time.monotonic() > end:
                raise TimeoutError(f"nothing answers on port {port}") from None
            time.sleep(0.02)
