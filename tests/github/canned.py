"""A GitHub whose answers are written down beforehand: for what one request does, and what its answer may be.

Requests in tests go nowhere: httpx2's MockTransport hands them to `Canned`. Pauses advance a clock.
"""

import json
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx2

from praxis_chain.forges.github.client import GITHUB, GitHubSession
from praxis_chain.forges.github.credentials import Credentials, Token
from praxis_chain.forges.github.limits import Patience

AT_ONCE = Patience(attempts=3, first=0.0, most=0.0, jitter=0.0, edits=0.0)
START = 1_700_000_000.0

Answer = httpx2.Response | Exception | Callable[[httpx2.Request], httpx2.Response]


def told(value: Any, status: int = 200, **headers: str) -> httpx2.Response:
    """An answer in JSON; `x_ratelimit_reset="7"` is the header `x-ratelimit-reset`."""
    named = {name.replace("_", "-"): text for name, text in headers.items()}
    return httpx2.Response(status, json=value, headers=named)


@dataclass
class Canned:
    """answers: by path and query, each a list that is used up, its last answer for ever."""

    answers: dict[str, list[Answer]]
    asked: list[httpx2.Request] = field(default_factory=list)
    pauses: list[float] = field(default_factory=list)
    now: float = START

    def __call__(self, request: httpx2.Request) -> httpx2.Response:
        self.asked.append(request)
        answers = self.answers[request.url.raw_path.decode()]
        answer = answers.pop(0) if len(answers) > 1 else answers[0]
        if isinstance(answer, Exception):
            raise answer
        return answer(request) if callable(answer) else answer

    def session(self, base_url: str = GITHUB, credentials: Credentials | None = None, **given: Any) -> GitHubSession:
        """A session with it, whose pauses take no time."""
        options: dict[str, Any] = {"patience": AT_ONCE, "clock": lambda: self.now, "sleep": self.sleep} | given
        return GitHubSession(credentials or Token("a-token"), base_url, transport=httpx2.MockTransport(self), **options)

    async def sleep(self, seconds: float) -> None:
        self.pauses.append(seconds)
        self.now += seconds

    def bodies(self) -> list[Any]:
        """What was sent, as JSON."""
        return [json.loads(request.content) for request in self.asked]
