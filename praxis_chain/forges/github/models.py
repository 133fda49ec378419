"""The few fields of GitHub's REST answers that are read. What is more is ignored; what may be missing has a default;
a missing field that is needed is an answer that makes no sense.

Times become unix seconds, accounts `readings.Account`. GitHub's webhook payloads hold the same objects.
"""

from datetime import datetime
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Discriminator, Field, Tag

from .readings import NOBODY, Account

GHOST = 10137
"""The account that stands for deleted ones in REST; GraphQL says null."""


def _moment(value: object) -> object:
    """`2026-11-22T20:15:00Z` → unix seconds."""
    return int(datetime.fromisoformat(value).timestamp()) if isinstance(value, str) else value


def _text(value: object) -> object:
    return "" if value is None else value


def _who(value: object) -> object:
    if value is None:
        return NOBODY
    if isinstance(value, Account):
        return value
    return RestAccount.model_validate(value).account


class Lenient(BaseModel):
    """Ignores what it does not know."""

    model_config = ConfigDict(extra="ignore", frozen=True, arbitrary_types_allowed=True)


class RestAccount(Lenient):
    """An account in a REST answer or a webhook payload."""

    id: int
    login: str
    type: str = ""

    @property
    def account(self) -> Account:
        """As a reading has it; bots are called without their `[bot]`."""
        return NOBODY if self.id == GHOST else Account(self.id, self.type, self.login.lower().removesuffix("[bot]"))


Moment = Annotated[int, BeforeValidator(_moment)]
Text = Annotated[str, BeforeValidator(_text)]
Who = Annotated[Account, BeforeValidator(_who)]


class RestRepository(Lenient):
    """A repository. node_id is what GraphQL calls it."""

    id: int
    node_id: str = ""
    full_name: str
    default_branch: str = ""
    clone_url: str = ""


class _Branch(Lenient):
    ref: str
    sha: str
    repo: RestRepository | None = None


class RestPull(Lenient):
    """A pull request. `merged` is left out of lists and of some events: `merged_at` says it too."""

    number: int
    state: str
    title: str
    body: Text = ""
    user: Who = NOBODY
    created_at: Moment
    closed_at: Moment | None = None
    merged_at: Moment | None = None
    merged: bool | None = None
    merged_by: Who = NOBODY
    base: _Branch
    head: _Branch


class RestIssue(Lenient):
    """An issue, or a pull request as a list of issues shows it (with `pull_request`)."""

    id: int
    number: int
    state: str = ""
    title: str
    user: Who = NOBODY
    created_at: Moment
    updated_at: Moment
    pull_request: dict[str, Any] | None = None


class RestListed(RestIssue):
    """An issue or a pull request in a list, with all that the list says of it."""

    model_config = ConfigDict(extra="allow")

    comments: int = 0
    labels: list[Any] = []

    closed_at: Moment | None = None
    state_reason: Text = ""

    @property
    def quiet(self) -> bool:
        """True if nobody has commented on it, and it has no label."""
        return not self.comments and not self.labels

    @property
    def untouched(self) -> bool:
        """True if nothing has happened to it since it was opened: its timeline is empty."""
        return self.quiet and self.updated_at == self.created_at and self.state == "open"


class RestComment(Lenient):
    """A comment on an issue or a pull request."""

    id: int
    user: Who = NOBODY
    body: Text = ""
    created_at: Moment
    updated_at: Moment
    issue_url: str = Field(default="", pattern=r"(^|/[1-9][0-9]*)$")
    html_url: str = ""


class RestReview(Lenient):
    """A review. Without `submitted_at` it is not submitted yet, and nobody's but its author's."""

    id: int
    user: Who = NOBODY
    body: Text = ""
    state: str
    commit_id: Text = ""
    submitted_at: Moment | None = None


class _Label(Lenient):
    name: str


class _Dismissed(Lenient):
    review_id: int
    state: str


class RestEvent(Lenient):
    """An entry of a timeline that is neither a comment nor a review."""

    event: str
    actor: Who = NOBODY
    created_at: Moment
    label: _Label | None = None
    state_reason: Text = ""
    dismissed_review: _Dismissed | None = None


def _kind_of(entry: object) -> str:
    event = entry.get("event") if isinstance(entry, dict) else ""
    return {"commented": "comment", "reviewed": "review"}.get(str(event), "event" if event in EVENTS else "other")


EVENTS = (
    "labeled",
    "unlabeled",
    "closed",
    "reopened",
    "base_ref_changed",
    "automatic_base_change_succeeded",
    "comment_deleted",
    "review_dismissed",
    "merged",
)
"""Entries of a timeline that are read; it holds dozens of others."""

RestEntry = Annotated[
    Annotated[RestComment, Tag("comment")]
    | Annotated[RestReview, Tag("review")]
    | Annotated[RestEvent, Tag("event")]
    | Annotated[Lenient, Tag("other")],
    Discriminator(_kind_of),
]
"""An entry of a timeline."""


class RestActivity(Lenient):
    """One entry of a repository's activity: a push, a merge, a branch made or deleted."""

    id: int
    actor: Who = NOBODY
    timestamp: Moment
    activity_type: str
    ref: str
    before: str
    after: str


class _GistFile(Lenient):
    filename: str
    truncated: bool = False
    content: Text = ""


class _GistVersion(Lenient):
    version: str
    committed_at: Moment


class RestGist(Lenient):
    """A gist; lists leave out contents and history."""

    id: str
    public: bool
    owner: Who = NOBODY
    files: dict[str, _GistFile] = {}
    history: list[_GistVersion] = []
