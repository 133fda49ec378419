"""How many requests a token has left: `x-ratelimit-*`, by the machine's clock."""

import time
from dataclasses import dataclass, field

HOUR = 3600
ANONYMOUS = 60


@dataclass(slots=True)
class Window:
    """limit: within an hour; reset: unix seconds of its end."""

    limit: int
    reset: int
    used: int = 0

    @property
    def remaining(self) -> int:
        return max(0, self.limit - self.used)


@dataclass(slots=True)
class Budget:
    """(token, resource) → its window. asked: what each token has asked, ever: by `rest`, `graphql` and `unchanged`
    (answered 304, which costs nothing)."""

    windows: dict[tuple[str, str], Window] = field(default_factory=dict)
    asked: dict[str, dict[str, int]] = field(default_factory=dict)

    def window(self, token: str, resource: str, limit: int) -> Window:
        now = int(time.time())
        found = self.windows.get((token, resource))
        if found is None or found.reset <= now:
            found = self.windows[token, resource] = Window(limit, now + HOUR)
        return found

    def count(self, token: str, what: str) -> None:
        counts = self.asked.setdefault(token, {"rest": 0, "graphql": 0, "unchanged": 0})
        counts[what] += 1


def headers(resource: str, window: Window) -> dict[str, str]:
    return {
        "X-RateLimit-Limit": str(window.limit),
        "X-RateLimit-Remaining": str(window.remaining),
        "X-RateLimit-Used": str(window.used),
        "X-RateLimit-Reset": str(window.reset),
        "X-RateLimit-Resource": resource,
    }


def shape(window: Window) -> dict[str, int]:
    return {"limit": window.limit, "used": window.used, "remaining": window.remaining, "reset": window.reset}
