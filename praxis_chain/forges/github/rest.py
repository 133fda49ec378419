"""The REST reading of pull requests and issues: addressed by numeric ids, so that no rename leads elsewhere.

A timeline holds comments, reviews, labels and closings in one list. It does not tell whether a comment was edited,
whose it was if it was deleted, nor from which base to which a pull request was moved: that is GraphQL's alone.
"""

from collections.abc import Sequence
from dataclasses import replace

from ...core.errors import NotThere
from .client import GitHubSession
from .models import Lenient, RestComment, RestEntry, RestEvent, RestIssue, RestListed, RestPull, RestReview
from .readings import NOBODY, Account, Comment, Issue, Label, Pull, Review, Turn

_TURNS = {
    "closed": "closed",
    "reopened": "reopened",
    "base_ref_changed": "base",
    "automatic_base_change_succeeded": "base",
    "comment_deleted": "comment_deleted",
}


UNTOLD = Account(-1, "", "")
"""Somebody whom this answer does not name."""

AT_HAND = 100
"""Items of a list that are kept to be read; of more, each is asked for."""


class RestReader:
    """REST's view of one repository. What a list just showed is used once, instead of asking for it again."""

    def __init__(self, session: GitHubSession, repository: int) -> None:
        self._session = session
        self._place = f"/repositories/{repository}"
        self._listed: dict[int, RestListed] = {}
        self._pulls: dict[int, RestPull] = {}

    async def expect(self, listed: Sequence[RestListed]) -> None:
        """These will be read next. Raises NetworkFailed."""
        self._listed = {item.number: item for item in listed} if len(listed) <= AT_HAND else {}
        self._pulls = {}
        if sum(item.pull_request is not None for item in self._listed.values()) > 1:
            url = f"{self._place}/pulls?state=all&sort=updated&direction=desc&per_page=100"
            page: list[RestPull] = await self._session.read(url, list[RestPull], "the pull requests touched last")
            self._pulls = {pull.number: pull for pull in page if pull.number in self._listed}

    def forget(self, number: int) -> None:
        """Believe nothing that is kept of this pull request or issue."""
        self._listed.pop(number, None)
        self._pulls.pop(number, None)
        for kind in ("pulls", "issues"):
            self._session.forget(f"{self._place}/{kind}/{number}")

    async def read_pull(self, number: int) -> Pull:
        """A pull request. Raises as `GitHubSession.read`."""
        what, listed, found = f"pull request {number}", self._listed.pop(number, None), self._pulls.pop(number, None)
        if found is None:
            found = await self._session.read(f"{self._place}/pulls/{number}", RestPull, what)
        timeline = await self._timeline(number, what, listed)
        return _pull(found, timeline)

    async def read_issue(self, number: int) -> Issue:
        """An issue. Raises as `GitHubSession.read`, and NotThere for what is a pull request."""
        what, listed = f"issue {number}", self._listed.pop(number, None)
        found: RestIssue = listed or await self._session.read(f"{self._place}/issues/{number}", RestIssue, what)
        if found.pull_request is not None:
            raise NotThere(f"{number} is a pull request, not an issue.")
        if listed is not None and listed.quiet and listed.closed_at is not None:
            return replace(_issue(listed, ()), turns=(_closing(listed, listed.closed_at),))
        timeline = await self._timeline(number, what, listed)
        return _issue(found, timeline)

    async def _timeline(self, number: int, what: str, listed: RestListed | None) -> Sequence[Lenient]:
        if listed is not None and listed.untouched:
            return ()
        url = f"{self._place}/issues/{number}/timeline?per_page=100"
        return await self._session.read_pages(url, RestEntry, f"the timeline of {what}")


def _pull(found: RestPull, timeline: Sequence[Lenient]) -> Pull:
    return Pull(
        number=found.number,
        state=found.state,
        merged=found.merged if found.merged is not None else found.merged_at is not None,
        base_repository=found.base.repo.id if found.base.repo else 0,
        base=branch_ref(found.base.ref),
        head=found.head.sha,
        head_repository=found.head.repo.id if found.head.repo else 0,
        head_ref=branch_ref(found.head.ref),
        author=found.user,
        created_at=found.created_at,
        closed_at=found.closed_at or 0,
        merged_by=found.merged_by if found.merged is not None else _merger(timeline),
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


def _issue(found: RestIssue, timeline: Sequence[Lenient]) -> Issue:
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


def _closing(listed: RestListed, at: int) -> Turn:
    """How an issue was closed that nobody ever said a word about. A list does not tell by whom; if more has happened to
    it, GraphQL disagrees, and the timeline is asked for."""
    return Turn("", UNTOLD, at, "closed", closed_because("closed", listed.state_reason, of_a_pull=False))


def _merger(timeline: Sequence[Lenient]) -> Account:
    """Lists of pull requests leave out who merged; the timeline tells."""
    merged = (entry.actor for entry in timeline if isinstance(entry, RestEvent) and entry.event == "merged")
    return next(merged, NOBODY)


def branch_ref(name: str) -> str:
    """A branch's name → its full ref."""
    return f"refs/heads/{name}"


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
    found = (entry for entry in timeline if isinstance(entry, RestEvent) and entry.event in _TURNS)
    return tuple(
        Turn(
            "",
            one.actor if kind != "comment_deleted" else NOBODY,
            one.created_at,
            kind,
            closed_because(kind, one.state_reason, of_a_pull=of_a_pull),
        )
        for one in found
        for kind in (_TURNS[one.event],)
    )


def closed_because(kind: str, reason: str, *, of_a_pull: bool) -> str:
    """Why an issue was closed: nothing said is `completed`. Pull requests are closed without a reason."""
    return (reason.lower() or "completed") if kind == "closed" and not of_a_pull else ""
