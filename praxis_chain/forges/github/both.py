"""Reading works by REST and by GraphQL at the same time, each on its own: what both say, or why it cannot be known."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from ...core.errors import Disagree, NotThere, PraxisError
from . import graphql
from .agree import agree_on_issue, agree_on_pull
from .client import GitHubSession
from .readings import Issue, Pull
from .rest import RestReader

Work = TypeVar("Work", Pull, Issue)
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Kind(Generic[Work]):
    """How pull requests are read, or issues. rest reads one, graphql several, agree compares."""

    rest: Callable[[RestReader, int], Awaitable[Work]]
    graphql: Callable[[GitHubSession, int, str, Sequence[int]], Awaitable[dict[int, Work]]]
    agree: Callable[[Work, Work], Work]


PULLS = Kind(RestReader.read_pull, graphql.read_pulls, agree_on_pull)
ISSUES = Kind(RestReader.read_issue, graphql.read_issues, agree_on_issue)


class Reader:
    """A repository by its numeric id and its node id."""

    def __init__(self, session: GitHubSession, repository: int, node: str) -> None:
        self.rest = RestReader(session, repository)
        self._graphql = session, repository, node

    async def read(self, kind: Kind[Work], numbers: Sequence[int]) -> dict[int, Work | PraxisError]:
        """By number: what both readings show, or why there is nothing to believe. Where they differ both are repeated
        once: it may have changed between the two, or what was kept may be wrong."""
        found: dict[int, Work | PraxisError] = {}
        for start in range(0, len(numbers), graphql.AT_ONCE):
            some = numbers[start : start + graphql.AT_ONCE]
            found |= await self._read(kind, some)
            if differing := [number for number in some if isinstance(found[number], Disagree)]:
                for number in differing:
                    self.rest.forget(number)
                found |= await self._read(kind, differing)
        return found

    async def _read(self, kind: Kind[Work], numbers: Sequence[int]) -> dict[int, Work | PraxisError]:
        theirs, ours = await asyncio.gather(
            outcome(kind.graphql(*self._graphql, numbers)),
            asyncio.gather(*(outcome(kind.rest(self.rest, number)) for number in numbers)),
        )
        return {number: _agreed(kind, number, one, theirs) for number, one in zip(numbers, ours, strict=True)}


async def outcome(reading: Awaitable[T]) -> T | PraxisError:
    """What was read, or the exception that says why it was not."""
    try:
        return await reading
    except PraxisError as failure:
        return failure


def _agreed(
    kind: Kind[Work], number: int, ours: Work | PraxisError, theirs: dict[int, Work] | PraxisError
) -> Work | PraxisError:
    for one in (ours, theirs):
        if isinstance(one, PraxisError):
            return one
    assert not isinstance(ours, PraxisError)
    assert not isinstance(theirs, PraxisError)
    if number not in theirs:
        return NotThere(f"GitHub's GraphQL does not show {number}, which its REST does.")
    try:
        return kind.agree(ours, theirs[number])
    except Disagree as differing:
        return differing
