"""The REST reading of pull requests and issues: addressed by numeric ids, so that no rename leads elsewhere.

A timeline holds comments, reviews, labels and closings in one list. It does not tell whether a comment was edited,
whose it was if it was deleted, nor from which base to which a pull request was moved: that is GraphQL's alone.
"""

from collections.abc import Sequence
from dataclasses import replace

from ...core.errors import NotThere
from .client import GitHubSession
from .models import Lenient, RestComment, RestEntry, RestEvent, RestIssue, RestPull, RestReview
from .readings import NOBODY, Comment, Issue, Label, Pull, Review, Turn

TURNS = {
    "closed": "closed",
    "reopened": "reopened",
    "base_ref_changed": "base",
    "automatic_base_change_succeeded": "base",
    "comment_deleted": "comment_deleted",
}


async def read_pull(session: GitHubSession, repository: int, number: int) -> Pull:
    """A pull request. Raises as `GitHubSession.read`."""
    what = f"pull request {number}"
    found: RestPull = await session.read(pull_url(repository, number), RestPull, what)
    timeline = await _timeline(session, repository, number, what)
    merged = found.merged if found.merged is not None else found.merged_at is not None
    return Pull(
        number=found.number,
        state=found.state,
        merged=merged,
        base_repository=found.base.repo.id if found.base.repo else 0,
        base=branch_ref(found.base.ref),
        head=found.head.sha,
        head_repository=found.head.repo.id if found.head.repo else 0,
        head_ref=branch_ref(found.head.ref),
        author=found.user,
        created_at=found.created_at,
        closed_at=found.closed_at or 0,
        merged_by=found.merged_by,
        merged_at=found.merged_at or 0,
        merge="",
        title=found.title,
        body=found.body,
        body_edited_at=0,
        comments=_comments(timeline),
        reviews=_reviews(timeline),
        labels=_labels(timeline),
        turns=_turns(timeline, of_a_pull=True),
    )


async def read_issue(session: GitHubSession, repository: int, number: int) -> Issue:
    """An issue. Raises as `GitHubSession.read`, and NotThere for what is a pull request."""
    what = f"issue {number}"
    found: RestIssue = await session.read(issue_url(repository, number), RestIssue, what)
    if found.pull_request is not None:
        raise NotThere(f"{number} is a pull request, not an issue.")
    timeline = await _timeline(session, repository, number, what)
    return Issue(
        number=found.number,
        id=found.id,
        state=found.state,
        author=found.user,
        created_at=found.created_at,
        title=found.title,
        comments=_comments(timeline),
        labels=_labels(timeline),
        turns=_turns(timeline, of_a_pull=False),
    )


def forget(session: GitHubSession, repository: int, number: int) -> None:
    """Believe nothing that is kept of this pull request or issue."""
    for url in (pull_url(repository, number), issue_url(repository, number), timeline_url(repository, number)):
        session.forget(url)


def pull_url(repository: int, number: int) -> str:
    return f"/repositories/{repository}/pulls/{number}"


def issue_url(repository: int, number: int) -> str:
    return f"/repositories/{repository}/issues/{number}"


def timeline_url(repository: int, number: int) -> str:
    return f"{issue_url(repository, number)}/timeline?per_page=100"


def branch_ref(name: str) -> str:
    """A branch's name → its full ref."""
    return f"refs/heads/{name}"


async def _timeline(session: GitHubSession, repository: int, number: int, what: str) -> Sequence[Lenient]:
    return await session.read_pages(timeline_url(repository, number), RestEntry, f"the timeline of {what}")


def _comments(timeline: Sequence[Lenient]) -> tuple[Comment, ...]:
    found = (entry for entry in timeline if isinstance(entry, RestComment))
    return tuple(Comment(one.id, one.user, one.created_at, one.body, False) for one in found)


def _reviews(timeline: Sequence[Lenient]) -> tuple[Review, ...]:
    events = (entry for entry in timeline if isinstance(entry, RestEvent))
    dismissed = {one.dismissed_review.review_id: one for one in events if one.dismissed_review is not None}
    reviews = []
    for one in timeline:
        if isinstance(one, RestReview) and one.submitted_at is not None:
            end = dismissed.get(one.id)
            at, was = (end.created_at, end.dismissed_review.state) if end and end.dismissed_review else (0, "")
            review = Review(one.id, one.user, one.submitted_at, one.state.upper(), one.commit_id, one.body, False)
            reviews.append(replace(review, dismissed_at=at, was=was.upper()))
    return tuple(reviews)


def _labels(timeline: Sequence[Lenient]) -> tuple[Label, ...]:
    found = (entry for entry in timeline if isinstance(entry, RestEvent))
    return tuple(
        Label("", one.actor, one.created_at, one.label.name, one.event == "labeled")
        for one in found
        if one.label is not None
    )


def _turns(timeline: Sequence[Lenient], *, of_a_pull: bool) -> tuple[Turn, ...]:
    found = (entry for entry in timeline if isinstance(entry, RestEvent) and entry.event in TURNS)
    return tuple(
        Turn(
            "",
            one.actor if kind != "comment_deleted" else NOBODY,
            one.created_at,
            kind,
            closed_because(kind, one.state_reason, of_a_pull=of_a_pull),
        )
        for one in found
        for kind in (TURNS[one.event],)
    )


def closed_because(kind: str, reason: str, *, of_a_pull: bool) -> str:
    """Why an issue was closed: nothing said is `completed`. Pull requests are closed without a reason."""
    return (reason.lower() or "completed") if kind == "closed" and not of_a_pull else ""
