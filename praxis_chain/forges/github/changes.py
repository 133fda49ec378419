"""What was touched on a repository since a cursor, for nothing while nothing was.

Two lists, each with an ETag, so that an unchanged one costs none of the hour's requests:

    issues     issues and pull requests by `updated_at`: opened, closed, merged, pushed to, labelled, commented, …
    comments   comments by their own `updated_at`: also those that were edited

GitHub's lists may lag, so each is asked for the last OVERLAP seconds again, by the forge's own times; what was reported
as it stands is not reported again. Neither tells of a comment or review that was deleted, of a deleted account or fork,
nor of a second push or review within one second of the first: whoever must know reads again now and then.
"""

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import TypeVar

from pydantic import BaseModel, ConfigDict

from .client import GitHubSession
from .models import RestComment, RestIssue

OVERLAP = 60
"""Seconds. What GitHub's lists show later than this is found by reading again only."""


@dataclass(frozen=True, slots=True)
class Changed:
    """Numbers that were touched, ascending, and the cursor to ask with next time."""

    pulls: tuple[int, ...]
    issues: tuple[int, ...]
    cursor: str


@dataclass(frozen=True, slots=True)
class _List:
    """How far one list was read. newest: unix seconds; seen: what was reported within OVERLAP of it (id → hash)."""

    newest: int = 0
    seen: dict[str, str] = field(default_factory=dict)


class _Listed(RestIssue):
    model_config = ConfigDict(extra="allow")


class _Said(RestComment):
    model_config = ConfigDict(extra="allow")


async def read_changes(session: GitHubSession, repository: int, cursor: str) -> Changed:
    """What was touched since the cursor; everything for "". Raises NetworkFailed."""
    before, place = _read_cursor(cursor), f"/repositories/{repository}/issues"
    issues, listed = await _read(session, f"{place}?state=all&", before["issues"], _Listed)
    pulls = {item.number for item in listed if item.pull_request is not None}
    plain = {item.number for item in listed} - pulls
    comments = before["comments"] if before["comments"].newest else _List(issues.newest)
    if comments.newest:
        comments, said = await _read(session, f"{place}/comments?", comments, _Said)
        for number, of_a_pull in map(_place, said):
            (pulls if of_a_pull else plain).add(number)
    after = json.dumps({"issues": asdict(issues), "comments": asdict(comments)}, sort_keys=True, separators=(",", ":"))
    return Changed(tuple(sorted(pulls)), tuple(sorted(plain)), after)


Item = TypeVar("Item", _Listed, _Said)


async def _read(session: GitHubSession, url: str, before: _List, shape: type[Item]) -> tuple[_List, list[Item]]:
    """How far the list is read now, and what in it was not reported as it stands."""
    since = f"&since={_iso(before.newest - OVERLAP)}" if before.newest else ""
    url += f"sort=updated&direction=asc&per_page=100{since}"
    items: list[Item] = await session.read_pages(url, shape, "what has changed")
    newest = max([before.newest, *(item.updated_at for item in items)])
    seen = {str(item.id): _hash(item) for item in items if item.updated_at >= newest - OVERLAP}
    return _List(newest, seen), [item for item in items if before.seen.get(str(item.id)) != _hash(item)]


def _hash(item: BaseModel) -> str:
    return sha256(json.dumps(item.model_dump(mode="json"), sort_keys=True).encode()).hexdigest()[:16]


def _place(comment: RestComment) -> tuple[int, bool]:
    """The number of what was commented on, and whether that is a pull request."""
    return int(comment.issue_url.rpartition("/")[2]), "/pull/" in comment.html_url


def _iso(moment: int) -> str:
    return datetime.fromtimestamp(max(moment, 0), UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _read_cursor(cursor: str) -> dict[str, _List]:
    """Starts over where the cursor is not one of ours: that costs requests, and loses nothing."""
    try:
        given = json.loads(cursor or "{}")
        return {name: _List(**given.get(name, {})) for name in ("issues", "comments")}
    except (ValueError, TypeError, AttributeError):
        return {"issues": _List(), "comments": _List()}
