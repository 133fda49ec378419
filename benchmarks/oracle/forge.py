"""The forge of the hour: the stand-in for GitHub, a process of its own, with repositories, people and open issues."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import requests

from .processes import Program

OWNER, MAINTAINER = "works", "maintainer"


class Forge:
    """folder: where its git repositories lie. `ids`: people's numeric ids; `repositories`: name → canonical name."""

    def __init__(self, folder: Path) -> None:
        self.program = Program("forge", ["-m", "tests.github.standin", "--data", str(folder / "git")], folder, {})
        self.url = self.program.wait_for("http://")
        self._session = requests.Session()
        self._session.trust_env = False
        self.ids: dict[str, int] = {}
        self.repositories: dict[str, str] = {}

    def act(self, act: str, **given: Any) -> Any:
        """One act of the stand-in. Raises RuntimeError with what it says."""
        answer = self._session.post(f"{self.url}/_standin/{act}", json=given, timeout=60)
        if answer.status_code != 200:
            raise RuntimeError(f"the stand-in did not {act} {given}: {answer.text[:300]}")
        return answer.json()["result"]

    def begin(self, repositories: int, issues: int, contributors: Sequence[str], action: bytes) -> None:
        """That many repositories with that many open issues each: 1, 2, 3 …"""
        for login in (OWNER, MAINTAINER, *contributors):
            self.ids[login] = self.act("account", login=login)
        rules = f'maintainers = ["github:user/{self.ids[MAINTAINER]}"]\naction = "0x{action.hex()}"\n'
        files = {".praxis/policy.toml": rules, "README.md": "Works\n"}
        for number in range(repositories):
            name = f"{OWNER}/{number}"
            made = self.act("repository", name=name, files=files, permissions={MAINTAINER: "write"})
            self.repositories[name] = f"github:repo/{made}"
            for issue in range(1, issues + 1):
                self.act("issue", name=name, by=MAINTAINER, title=f"Issue {issue}", body="To be done.")

    def token(self) -> str:
        """For one reader, who may ask as often as they like: what they ask is counted, not refused."""
        return str(self.act("token", login=OWNER, limit=10**6))

    def requests_of(self, token: str) -> dict[str, int]:
        """`rest`, `graphql` and `unchanged`, since the beginning."""
        counts: dict[str, dict[str, int]] = self.act("requests")
        return counts.get(token, {"rest": 0, "graphql": 0, "unchanged": 0})

    def land(self, name: str, issue: int, contributor: str, method: str) -> None:
        """A pull request for that issue is opened, approved and merged."""
        self.act(
            "make_work", name=name, contributor=contributor, maintainer=MAINTAINER, issue=issue, method=method,
            title=f"Do {issue}",
        )  # fmt: skip
