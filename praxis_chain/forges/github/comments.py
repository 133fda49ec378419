"""Comments of one's own on pull requests: found again by their first line, written, edited in place."""

from dataclasses import dataclass
from typing import Any

from ...core.errors import NetworkFailed, NotThere
from .client import GitHubSession
from .models import RestComment

_VIEWER = "query { viewer { databaseId } }"


@dataclass(frozen=True, slots=True)
class OwnComment:
    """id: GitHub's."""

    id: int
    text: str


async def own_account(session: GitHubSession) -> int:
    """The numeric id of the account that the session's credentials are of, a person's or a bot's."""
    found: dict[str, Any] = await session.query(_VIEWER, {}, dict[str, Any], "whose credentials these are")
    viewer = found.get("viewer")
    if not isinstance(viewer, dict) or not isinstance(viewer.get("databaseId"), int):
        raise NetworkFailed("GitHub does not say whose credentials these are.")
    return int(viewer["databaseId"])


async def repository_id(session: GitHubSession, name: str) -> int:
    """The numeric id of `owner/name`. Raises NotThere."""
    found: dict[str, Any] = await session.read(f"/repos/{name}", dict[str, Any], f"repository {name}")
    if not isinstance(found.get("id"), int):
        raise NotThere(f"GitHub has no repository {name}, or does not show it with these credentials.")
    return int(found["id"])


async def find_comment(
    session: GitHubSession, repository: int, number: int, account: int, first_line: str
) -> OwnComment | None:
    """The first comment by that account that begins with that line; what others write is never taken for it."""
    url = f"/repositories/{repository}/issues/{number}/comments?per_page=100"
    found: list[RestComment] = await session.read_pages(url, RestComment, f"the comments of pull request {number}")
    for one in found:
        if one.user.id == account and one.body.replace("\r\n", "\n").split("\n", 1)[0] == first_line:
            return OwnComment(one.id, one.body)
    return None


async def write_comment(session: GitHubSession, repository: int, number: int, text: str) -> OwnComment:
    """A new one."""
    url, what = f"/repositories/{repository}/issues/{number}/comments", f"a comment on pull request {number}"
    written: RestComment = await session.write("POST", url, {"body": text}, RestComment, what)
    return OwnComment(written.id, text)


async def edit_comment(session: GitHubSession, repository: int, comment: int, text: str) -> OwnComment:
    """Another text for it. Raises NotThere if somebody deleted it."""
    url = f"/repositories/{repository}/issues/comments/{comment}"
    await session.write("PATCH", url, {"body": text}, RestComment, "the relayer's comment")
    return OwnComment(comment, text)
