"""How often GitHub may be asked, by what its answers say, and how long to wait for it.

GitHub counts REST and GraphQL apart (`x-ratelimit-resource`), 5,000 an hour each for a user's token. Who asks on after
a refusal is shut out for longer, so one refusal stops all requests of that resource.
"""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from email.utils import parsedate_to_datetime

REST, GRAPHQL = "core", "graphql"


@dataclass(frozen=True, slots=True)
class Patience:
    """How long a reading may take. Seconds, but `attempts`.

    attempts: tries of one request; first, most: the pause after a failure, doubled each time; jitter: up to so much
    more; in_all: for one request with its pauses; unnamed: pause after a refusal that names no time; answer: for one
    answer; longest: a longer pause than this is not waited for but reported; slowest: between two requests when few are
    left of the hour; edits: between two looks for comments that were edited.
    """

    attempts: int = 5
    first: float = 0.5
    most: float = 20.0
    jitter: float = 0.5
    in_all: float = 300.0
    unnamed: float = 60.0
    answer: float = 30.0
    longest: float = 120.0
    slowest: float = 15.0
    edits: float = 600.0


@dataclass(frozen=True, slots=True)
class Remaining:
    """What is left until `reset` (unix seconds, GitHub's clock)."""

    limit: int
    remaining: int
    reset: int


@dataclass(slots=True)
class Counts:
    """Requests since the session began, for metrics. rest and graphql hold all that were sent, not_modified those of
    them that cost nothing (304), failed those that gave nothing; waited: seconds, for GitHub to allow them."""

    rest: int = 0
    graphql: int = 0
    not_modified: int = 0
    failed: int = 0
    waited: float = 0.0


@dataclass(frozen=True, slots=True)
class Spent:
    """What asking GitHub has cost so far, for metrics. requests: by kind, `not_modified` and `failed` are among the
    others. left: of this hour, by resource, as GitHub said last. waited: seconds."""

    requests: Mapping[str, int]
    left: Mapping[str, int]
    waited: float


def remaining_from(headers: Mapping[str, str]) -> tuple[str, Remaining] | None:
    """The resource and what is left of it, if the headers say so."""
    try:
        left = Remaining(*(int(headers[f"x-ratelimit-{name}"]) for name in ("limit", "remaining", "reset")))
    except (KeyError, ValueError):
        return None
    return headers.get("x-ratelimit-resource", REST), left


def pause_from(headers: Mapping[str, str], now: float, unnamed: float) -> float:
    """Seconds to wait after a refusal: `retry-after`, else until `x-ratelimit-reset` if nothing is left, else
    `unnamed`. Moments are compared with the answer's own `date`, not with our clock."""
    with suppress(KeyError, ValueError):
        return max(0.0, float(headers["retry-after"]))
    left = remaining_from(headers)
    if left is None or left[1].remaining:
        return unnamed
    with suppress(KeyError, ValueError):
        now = parsedate_to_datetime(headers["date"]).timestamp()
    return max(0.0, left[1].reset - now)
