"""The GraphQL reading of pull requests and issues, several in one query.

It alone tells which git commit merged a pull request, whether a text was edited, and from which base to which a pull
request was moved.
"""

from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from ...core.errors import NotThere
from . import queries
from .answers import Found, GqlIssue, GqlPull, Node, Pages
from .client import GitHubSession
from .readings import Issue, Pull
from .refusals import TooMuch
from .rest import branch_ref

AT_ONCE = 10
"""Pull requests or issues in one query: it costs one point of 5,000 an hour and GitHub gives it 10 seconds."""

T = TypeVar("T", GqlPull, GqlIssue)


async def read_pulls(session: GitHubSession, repository: int, node: str, numbers: Sequence[int]) -> dict[int, Pull]:
    """At most AT_ONCE pull requests by number; those that GitHub does not show are left out. Raises as `query`.

    node: the repository's node id; repository: its numeric id, which the answer has to name.
    """
    found = await _read(session, repository, node, numbers, queries.pulls, Node[Found[GqlPull]], "pull request")
    pages = {number: await _rest_of(session, pull, queries.MORE_OF_A_PULL) for number, pull in found.items()}
    return {number: _pull(pull, pages[number]) for number, pull in found.items()}


async def read_issues(session: GitHubSession, repository: int, node: str, numbers: Sequence[int]) -> dict[int, Issue]:
    """Issues by number, as `read_pulls`."""
    found = await _read(session, repository, node, numbers, queries.issues, Node[Found[GqlIssue]], "issue")
    pages = {number: await _rest_of(session, issue, queries.MORE_OF_AN_ISSUE) for number, issue in found.items()}
    return {number: _issue(issue, pages[number]) for number, issue in found.items()}


async def _read(
    session: GitHubSession,
    repository: int,
    node: str,
    numbers: Sequence[int],
    ask: Callable[[Sequence[int]], str],
    shape: type[Node[Found[T]]],
    called: str,
) -> dict[int, T]:
    what = f"{called}{'s' if len(numbers) > 1 else ''} {', '.join(map(str, numbers))}"
    try:
        answer = await session.query(ask(numbers), {"repository": node}, shape, what)
    except (NotThere, TooMuch) as failure:
        if len(numbers) == 1 and isinstance(failure, TooMuch):
            raise
        found: dict[int, T] = {}  # GitHub refuses them all where one is missing, or takes too long
        for number in numbers if len(numbers) > 1 else []:
            found |= await _read(session, repository, node, [number], ask, shape, called)
        return found
    if answer.node is None or answer.node.databaseId != repository:
        raise NotThere(f"GitHub does not show the repository {repository} any more.")
    return {number: item for number, item in answer.node.items.items() if item is not None}


async def _rest_of(session: GitHubSession, item: T, query: str) -> list[Pages]:
    """The item's own first pages, and all later ones."""
    pages: list[Pages] = [item]
    cursors = _cursors(item)
    while cursors:
        variables: dict[str, Any] = {"id": item.id}
        for name, variable in _VARIABLES.items():
            variables |= {variable: cursors.get(name), f"more{variable.capitalize()}": name in cursors}
        what = f"the rest of {item.number}"
        answer = await session.query(query, variables, Node[Pages], what)
        if answer.node is None:
            raise NotThere(f"GitHub does not show {what} any more.")
        pages.append(answer.node)
        cursors = _cursors(answer.node)
    return pages


_VARIABLES = {"comments": "comments", "reviews": "reviews", "timelineItems": "timeline"}


def _cursors(pages: Pages) -> dict[str, str]:
    """Where to go on, by connection."""
    asked = ((name, getattr(pages, name)) for name in _VARIABLES)
    return {name: page.pageInfo.endCursor or "" for name, page in asked if page and page.pageInfo.hasNextPage}


def _nodes(pages: Sequence[Pages], name: str) -> list[Any]:
    all_pages = (getattr(one, name) for one in pages)
    return [node for page in all_pages if page for node in page.nodes if node is not None]


def _pull(pull: GqlPull, pages: Sequence[Pages]) -> Pull:
    events, reviews = _nodes(pages, "timelineItems"), _nodes(pages, "reviews")
    dismissed = {event.review.fullDatabaseId: event for event in events if event.review is not None}
    return Pull(
        number=pull.number,
        state="open" if pull.state == "OPEN" else "closed",
        merged=pull.merged,
        base_repository=_id(pull.baseRepository),
        base=branch_ref(pull.baseRefName),
        head=pull.headRefOid,
        head_repository=_id(pull.headRepository),
        head_ref=branch_ref(pull.headRefName),
        author=pull.author,
        created_at=pull.createdAt,
        closed_at=pull.closedAt or 0,
        merged_by=pull.mergedBy,
        merged_at=pull.mergedAt or 0,
        merge=pull.mergeCommit.oid if pull.mergeCommit and pull.merged else "",
        title=pull.title,
        body=pull.body,
        body_edited_at=pull.lastEditedAt or 0,
        comments=tuple(comment.reading() for comment in _nodes(pages, "comments")),
        reviews=tuple(filter(None, (review.reading(dismissed.get(review.fullDatabaseId)) for review in reviews))),
        labels=tuple(filter(None, (event.label_reading() for event in events))),
        turns=tuple(filter(None, (event.turn_reading(of_a_pull=True) for event in events))),
    )


def _issue(issue: GqlIssue, pages: Sequence[Pages]) -> Issue:
    events = _nodes(pages, "timelineItems")
    return Issue(
        number=issue.number,
        id=issue.fullDatabaseId,
        state=issue.state.lower(),
        author=issue.author,
        created_at=issue.createdAt,
        title=issue.title,
        comments=tuple(comment.reading() for comment in _nodes(pages, "comments")),
        labels=tuple(filter(None, (event.label_reading() for event in events))),
        turns=tuple(filter(None, (event.turn_reading(of_a_pull=False) for event in events))),
    )


def _id(repository: Any) -> int:
    """0 for a repository that is deleted, or not shown."""
    return (repository.databaseId or 0) if repository else 0
