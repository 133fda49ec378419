"""When one account may ask GitHub again: shared by all its sessions, for GitHub counts the account.

A refusal stops all requests until GitHub allows them. Once half of the hour's are used, the others are spread over the
rest of it: looks then take longer and find more at once, so each costs less, and there is always something left.
"""

from collections.abc import Mapping
from dataclasses import replace

from .limits import GRAPHQL, REST, Patience, Remaining, pause_from, remaining_from

AT_WILL = 0.5
"""Part of the hour's requests that may be used as fast as one likes."""


class Gate:
    """All times are unix seconds by the clock of whoever asks."""

    def __init__(self) -> None:
        self.closed_until = {REST: 0.0, GRAPHQL: 0.0}
        self.remaining: dict[str, Remaining] = {}
        self._next = {REST: 0.0, GRAPHQL: 0.0}
        self._step = {REST: 0.0, GRAPHQL: 0.0}

    def note(self, resource: str, left: Remaining) -> None:
        """What an answer said is left."""
        self.remaining[resource] = left

    def close(self, resource: str, headers: Mapping[str, str], now: float, unnamed: float) -> None:
        """After a refusal: of this resource if its hour is used up, else of all."""
        known = self.remaining.get(resource)
        if not headers and known is not None:  # a GraphQL refusal, in a successful answer
            headers = {"x-ratelimit-limit": "0", "x-ratelimit-remaining": "0", "x-ratelimit-reset": str(known.reset)}
        until = now + pause_from(headers, now, unnamed)
        left = remaining_from(headers)
        alone = "retry-after" not in headers and left is not None and not left[1].remaining
        for one in (resource,) if alone else (REST, GRAPHQL):
            self.closed_until[one] = max(self.closed_until[one], until)

    def turn(self, resource: str, now: float, patience: Patience) -> float:
        """Take the next turn: the seconds until it comes. It counts before its answer tells what is left then."""
        at = max(now, self._next[resource])
        self._step[resource] = self._spacing(resource, at, patience)
        self._next[resource] = at + self._step[resource]
        if left := self.remaining.get(resource):
            self.remaining[resource] = replace(left, remaining=max(left.remaining - 1, 0))
        return at - now

    def give_back(self, resource: str) -> None:
        """The turn cost nothing: what was asked for has not changed."""
        self._next[resource] -= self._step[resource]

    def _spacing(self, resource: str, now: float, patience: Patience) -> float:
        left = self.remaining.get(resource)
        if left is None or left.reset <= now or left.limit - left.remaining <= AT_WILL * left.limit:
            return 0.0
        return min((left.reset - now) / max(left.remaining, 1), patience.slowest)
