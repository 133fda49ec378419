"""The shapes of GraphQL's answers to `queries`, as GitHub spells them; what they hold becomes readings."""

from collections.abc import Sequence
from typing import Annotated, Any, Generic, TypeVar

from pydantic import BeforeValidator, model_validator

from .models import Lenient, Moment, Text
from .readings import NOBODY, Account, Comment, Label, Review, Turn
from .rest import branch_ref, closed_because

T = TypeVar("T")


def _who(value: object) -> object:
    if value is None:
        return NOBODY
    return value if isinstance(value, Account) else _Actor.model_validate(value).account


class _User(Lenient):
    databaseId: int | None = None


class _Actor(Lenient):
    login: str
    databaseId: int | None = None
    user: _User | None = None
    kind: str

    @model_validator(mode="before")
    @classmethod
    def _named(cls, value: Any) -> Any:
        return {**value, "kind": value.get("__typename", "")} if isinstance(value, dict) else value

    @property
    def account(self) -> Account:
        number = self.databaseId or (self.user.databaseId if self.user else None)
        return Account(number or 0, self.kind, self.login.lower().removesuffix("[bot]"))


Who = Annotated[Account, BeforeValidator(_who)]


class PageInfo(Lenient):
    hasNextPage: bool = False
    endCursor: str | None = None


class Page(Lenient, Generic[T]):
    """One page of a connection; nodes that GitHub does not show are null."""

    pageInfo: PageInfo = PageInfo()
    nodes: Sequence[T | None] = ()


class _GitCommit(Lenient):
    oid: str


class _Numbered(Lenient):
    databaseId: int | None = None


class _Named(Lenient):
    name: str


class GqlComment(Lenient):
    fullDatabaseId: int
    author: Who = NOBODY
    createdAt: Moment
    body: str
    lastEditedAt: Moment | None = None

    def reading(self) -> Comment:
        edited = self.lastEditedAt or 0
        return Comment(self.fullDatabaseId, self.author, self.createdAt, self.body, edited > 0, edited)


class GqlReview(Lenient):
    fullDatabaseId: int
    author: Who = NOBODY
    submittedAt: Moment | None = None
    state: str
    commit: _GitCommit | None = None
    body: str
    lastEditedAt: Moment | None = None

    def reading(self, dismissed: "GqlEvent | None") -> Review | None:
        """None while it is not submitted."""
        if self.submittedAt is None:
            return None
        head, edited = self.commit.oid if self.commit else "", self.lastEditedAt or 0
        at, was = (dismissed.createdAt, dismissed.previousReviewState) if dismissed else (0, "")
        return Review(
            self.fullDatabaseId, self.author, self.submittedAt, self.state, head, self.body, edited > 0, edited, at, was
        )


class _Reviewed(Lenient):
    fullDatabaseId: int


class GqlEvent(Lenient):
    """An item of a timeline."""

    kind: str
    id: str
    actor: Who = NOBODY
    createdAt: Moment
    label: _Named | None = None
    stateReason: Text = ""
    was: str = ""
    now: str = ""
    deletedCommentAuthor: Who = NOBODY
    previousReviewState: str = ""
    review: _Reviewed | None = None

    @model_validator(mode="before")
    @classmethod
    def _one_spelling(cls, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        moved = {
            "was": value.get("previousRefName") or value.get("oldBase"),
            "now": value.get("currentRefName") or value.get("newBase"),
        }
        return {**value, "kind": value.get("__typename"), **{key: name for key, name in moved.items() if name}}

    def label_reading(self) -> Label | None:
        """A label put on or taken off, else None."""
        if self.label is None:
            return None
        return Label(self.id, self.actor, self.createdAt, self.label.name, self.kind == "LabeledEvent")

    def turn_reading(self, *, of_a_pull: bool) -> Turn | None:
        """A closing, reopening or move to another base, else None."""
        kind = {
            "ClosedEvent": "closed",
            "ReopenedEvent": "reopened",
            "BaseRefChangedEvent": "base",
            "AutomaticBaseChangeSucceededEvent": "base",
            "CommentDeletedEvent": "comment_deleted",
        }.get(self.kind)
        if kind is None:
            return None
        was, now = (branch_ref(name) if name else "" for name in (self.was, self.now))
        because = closed_because(kind, self.stateReason, of_a_pull=of_a_pull)
        by = self.deletedCommentAuthor if kind == "comment_deleted" else self.actor
        return Turn(self.id, by, self.createdAt, kind, because, was, now)


class Pages(Lenient):
    """The connections of a pull request or issue, or those of them that were asked for again."""

    comments: Page[GqlComment] | None = None
    reviews: Page[GqlReview] | None = None
    timelineItems: Page[GqlEvent] | None = None


class GqlPull(Pages):
    id: str
    number: int
    state: str
    merged: bool
    title: str
    body: str
    lastEditedAt: Moment | None = None
    createdAt: Moment
    closedAt: Moment | None = None
    mergedAt: Moment | None = None
    author: Who = NOBODY
    mergedBy: Who = NOBODY
    mergeCommit: _GitCommit | None = None
    baseRefName: str
    baseRepository: _Numbered | None = None
    headRefName: str
    headRefOid: str
    headRepository: _Numbered | None = None


class GqlIssue(Pages):
    id: str
    fullDatabaseId: int
    number: int
    state: str
    title: str
    createdAt: Moment
    author: Who = NOBODY


class Found(Lenient, Generic[T]):
    """A repository's numeric id, and what was asked for by number."""

    databaseId: int
    items: dict[int, T | None]

    @model_validator(mode="before")
    @classmethod
    def _by_number(cls, value: Any) -> Any:
        if not isinstance(value, dict) or "items" in value:
            return value
        numbered = {key[1:]: item for key, item in value.items() if key[:1] == "n" and key[1:].isdecimal()}
        return {"databaseId": value.get("databaseId"), "items": numbered}


class Node(Lenient, Generic[T]):
    """The answer to a question about one node; null where there is none."""

    node: T | None
