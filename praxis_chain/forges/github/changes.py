"""What was touched on a repository since a cursor, for nothing while nothing was.

Two lists, each with an ETag, so that an unchanged one costs none of the hour's requests:

    issues     issues and pull requests by `updated_at`: opened, closed, merged, pushed to, labelled, commented, …
    comments   comments by their own `updated_at`: those that were edited. New ones are known already, so this list is
               looked at less often

A list begins at a moment that stays the same until it holds FULL items, for an ETag belongs to one address. What was
reported as it stands is not reported again. GitHub's lists may lag, so a new beginning lies OVERLAP seconds before the
last thing that was seen, by the forge's own times.

Neither list tells of a comment or review that was deleted, of a deleted account or fork, nor of a second push or review
within one second of the first: whoever must know reads again now and then.
"""

import json
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from typing import TypeVar

from pydantic import BaseModel, ConfigDict

from .client import GitHubSession
from .models import RestComment, RestListed

OVERLAP = 60
"""Seconds. What GitHub's lists show later than this is found by reading again only."""

FULL = 50


@dataclass(frozen=True, slots=True)
class Changed:
    """Numbers that were touched, ascending, and the cursor to ask with next time."""

    pulls: tuple[int, ...]
    issues: tuple[int, ...]
    cursor: str


@dataclass(frozen=True, slots=True)
class _List:
    """How far one list was read. since: where it begins, unix seconds; seen: what was reported from there on, as hashes
    by id."""

    since: int = 0
    seen: dict[str, str] = field(default_factory=dict)


class _Said(RestComment):
    model_config = ConfigDict(extra="allow")


async def read_changes(
    session: GitHubSession, repository: int, cursor: str, *, edits: bool
) -> tuple[Changed, list[RestListed]]:
    """What was touched since the cursor (everything for ""), and how the list shows it. Raises NetworkFailed.

    edits: look for edited comments too.
    """
    before, place = _read_cursor(cursor), f"/repositories/{repository}/issues"
    issues, listed = await _read(session, f"{place}?state=all&", before["issues"], RestListed)
    pulls = {item.number for item in listed if item.pull_request is not None}
    plain = {item.number for item in listed} - pulls
    comments = before["comments"] if before["comments"].since else _List(issues.since)
    if comments.since and edits:
        comments, said = await _read(session, f"{place}/comments?", comments, _Said)
        for number, of_a_pull in map(_place, said):
            (pulls if of_a_pull else plain).add(number)
    after = json.dumps({"issues": asdict(issues), "comments": asdict(comments)}, sort_keys=True, separators=(",", ":"))
    return Changed(tuple(sorted(pulls)), tuple(sorted(plain)), after), listed


Item = TypeVar("Item", RestListed, _Said)


async def _read(session: GitHubSession, url: str, before: _List, shape: type[Item]) -> tuple[_List, list[Item]]:
    """How far the list is read now, and what in it was not reported as it stands."""
    since = f"&since={_iso(before.since)}" if before.since else ""
    url += f"sort=updated&direction=asc&per_page=100{since}"
    items: list[Item] = await session.read_pages(url, shape, "what has changed")
    begin = before.since
    if items and (len(items) >= FULL or not begin):
        begin = max(begin, max(item.updated_at for item in items) - OVERLAP)
    seen = {str(item.id): _hash(item) for item in items if item.updated_at >= begin}
    return _List(begin, seen), [item for item in items if before.seen.get(str(item.id)) != _hash(item)]


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
