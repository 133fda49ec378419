"""An hour on GitHub: the 5,000 requests of one token for 50 repositories, at a fiftieth of it. They suffice for 1,000
merges an hour, or 800 where all work comes from forks.

Time is virtual: it goes on when the watch pauses, between its looks or for its turn; people work as it passes.
"""

import asyncio
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from praxis_chain.forges.github.client import GitHubSession
from praxis_chain.forges.github.credentials import Token
from praxis_chain.forges.github.limits import REST, Patience
from praxis_chain.forges.github.readings import Issue, Pull
from praxis_chain.forges.github.source import Source
from tests.github.standin import StandIn, running
from tests.github.standin.graphql import SCHEMA_FILE

pytestmark = pytest.mark.skipif(not SCHEMA_FILE.exists(), reason="GitHub's GraphQL schema is not installed: npm ci")
NAME, BEGUN = "octo/hello", 1_790_000_000
HOUR, REQUESTS, EVERY = 3600, 100, 60


@dataclass
class Hour:
    """acts: what people do and when, seconds since it began; merged: when, by pull request."""

    github: StandIn
    acts: list[tuple[float, Callable[[], object]]] = field(default_factory=list)
    merged: dict[int, float] = field(default_factory=dict)
    seconds: float = 0.0
    real: float = field(default_factory=time.time)

    def clock(self) -> float:
        """The stand-in's budget goes by the machine's clock: an hour of this test ends with its hour."""
        return self.real + self.seconds

    async def sleep(self, seconds: float) -> None:
        end = self.seconds + seconds
        while self.acts and self.acts[0][0] <= end:
            at, act = self.acts.pop(0)
            self.seconds = max(self.seconds, at)
            self.github.set_time(BEGUN + int(self.seconds))
            act()
        self.seconds = end
        self.github.set_time(BEGUN + int(end))

    def work(self, at: float, who: str, fork: bool) -> None:
        """An issue, a pull request, a maintainer's word, an approval and the merge, a second after another."""
        numbers: list[int] = []
        self.acts += [
            (at, lambda: numbers.append(self.github.issue(NAME, "maintainer", "Make it better"))),
            (at + 1, lambda: numbers.append(self._pull(numbers[0], who, fork))),
            (at + 2, lambda: self.github.comment(NAME, numbers[1], "maintainer", "/praxis good-progress")),
            (at + 3, lambda: self.github.review(NAME, numbers[1], "maintainer")),
            (at + 4, lambda: self._merge(numbers[1])),
        ]

    def _pull(self, issue: int, who: str, fork: bool) -> int:
        return self.github.make_work(NAME, who, "maintainer", issue=issue, fork=fork, merge=False, approve=False).pull

    def _merge(self, number: int) -> None:
        self.github.merge(NAME, number, "maintainer")
        self.merged[number] = self.seconds


@pytest.mark.parametrize(("fork", "works"), [(False, 20), (True, 16)])
def test_an_hours_requests_suffice(tmp_path: Path, fork: bool, works: int) -> None:
    with running(tmp_path / "github") as github:
        github.repository(NAME, {"README.md": "hello\n"}, {"maintainer": "write"})
        token = github.token("attester", limit=REQUESTS)
        hour, pauses = Hour(github), random.Random(7)
        for number in range(works):
            hour.work(3200 / works * number + 100 * pauses.random(), f"contributor-{number % 5}", fork)
        hour.acts.sort(key=lambda act: act[0])
        found: dict[int, float] = {}

        async def watch() -> GitHubSession:
            patience = Patience(slowest=HOUR)
            async with GitHubSession(
                Token(token), github.url, patience=patience, clock=hour.clock, sleep=hour.sleep
            ) as session:
                source, cursor = await Source.open(session, NAME), ""
                while hour.seconds < HOUR - EVERY:
                    before = hour.seconds
                    changed = await source.changed(cursor)
                    cursor = changed.cursor
                    pulls, issues = await source.read_pulls(changed.pulls), await source.read_issues(changed.issues)
                    await source.read_pushes()
                    assert all(isinstance(one, Pull | Issue) for one in (*pulls.values(), *issues.values()))
                    for number, pull in pulls.items():
                        if isinstance(pull, Pull) and pull.merged:
                            found.setdefault(number, hour.seconds)
                    await hour.sleep(max(0.0, before + EVERY - hour.seconds))
                return session

        session = asyncio.run(watch())
        assert sorted(found) == sorted(hour.merged)
        assert len(found) == works
        late = sorted(at - hour.merged[number] for number, at in found.items())
        print(f"fork={fork}: {github.requests()[token]}, found after {late[len(late) // 2]:.0f} s, {late[-1]:.0f} s")
        assert late[-1] < 900
        assert session.counts.failed == 0
        assert session.gate.remaining[REST].remaining > 0
        assert github.requests()[token]["rest"] <= REQUESTS
