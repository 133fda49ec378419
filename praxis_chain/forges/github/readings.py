"""What GitHub said about one repository: values, read and agreed on, before anybody judges them.

A reading holds only what does not differ by observer: numeric ids, object ids, the server's own times (unix seconds).
Logins are kept where people have to be found by the name that a comment calls them; they identify nobody.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Account:
    """Whoever did something. id: numeric, 0 for a deleted account (GitHub's ghost, 10137). kind: `User`, `Bot`,
    `Organization`, `Mannequin` or "" where nobody can be told. login: as it is called now, lower case."""

    id: int
    kind: str
    login: str


NOBODY = Account(0, "", "")


@dataclass(frozen=True, slots=True)
class Repository:
    """host: `github` for github.com, else the Enterprise server's name (with its port). name: `owner/name` as it is
    called now. clone: URL to mirror from."""

    host: str
    id: int
    name: str
    default_branch: str
    clone: str


@dataclass(frozen=True, slots=True)
class Comment:
    """Something somebody wrote on an issue or a pull request. edited: its text is not what was first written;
    edited_at: when it last was edited, 0 if that is not known."""

    id: int
    by: Account
    at: int
    body: str
    edited: bool
    edited_at: int = 0


@dataclass(frozen=True, slots=True)
class Review:
    """A submitted review. state: `APPROVED`, `CHANGES_REQUESTED`, `COMMENTED` or `DISMISSED`. head: the git commit that
    was reviewed; edited_at and dismissed_at: when, 0 if not or if that is not known. was: the state before it was
    dismissed, "" if it was not."""

    id: int
    by: Account
    at: int
    state: str
    head: str
    body: str
    edited: bool
    edited_at: int = 0
    dismissed_at: int = 0
    was: str = ""


@dataclass(frozen=True, slots=True)
class Label:
    """A label put on, or taken off (`added` False). source: the event's global node id."""

    source: str
    by: Account
    at: int
    name: str
    added: bool


@dataclass(frozen=True, slots=True)
class Turn:
    """An issue or pull request was closed, reopened or retargeted, or a comment on it deleted. kind: `closed`,
    `reopened`, `base` or `comment_deleted`; for the last, `by` is whose comment it was (NOBODY if that is not known).

    reason: GitHub's state reason of a closed issue (`completed`, `not_planned`, `duplicate`), lower case, or "".
    was, now: full refs, for `base` only. source: the event's global node id.
    """

    source: str
    by: Account
    at: int
    kind: str
    reason: str = ""
    was: str = ""
    now: str = ""


@dataclass(frozen=True, slots=True)
class Push:
    """One entry of a repository's activity. kind: `push`, `force_push`, `branch_creation`, `pr_merge`, …; before and
    after: object ids, zeros where a ref began or ended. The time is the server's."""

    id: int
    by: Account
    at: int
    kind: str
    ref: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Pull:
    """A pull request. base, head_ref: full refs; base_repository, head_repository: numeric ids, 0 once deleted; head:
    its last git commit; merge: the git commit that brought it onto the base (GraphQL's mergeCommit), "" if none. state:
    `open` or `closed`.

    body_edited_at: when the description was last edited, 0 if never. pushes: to the head's branch, oldest first, empty
    where GitHub does not show them (a private or deleted fork).
    """

    number: int
    state: str
    merged: bool
    base_repository: int
    base: str
    head: str
    head_repository: int
    head_ref: str
    author: Account
    created_at: int
    closed_at: int
    merged_by: Account
    merged_at: int
    merge: str
    title: str
    body: str
    body_edited_at: int
    comments: tuple[Comment, ...] = ()
    reviews: tuple[Review, ...] = ()
    labels: tuple[Label, ...] = ()
    turns: tuple[Turn, ...] = ()
    pushes: tuple[Push, ...] = ()


@dataclass(frozen=True, slots=True)
class Issue:
    """An issue (never a pull request). id: GitHub's numeric id of it, which a transfer changes."""

    number: int
    id: int
    state: str
    author: Account
    created_at: int
    title: str
    comments: tuple[Comment, ...] = ()
    labels: tuple[Label, ...] = ()
    turns: tuple[Turn, ...] = ()


@dataclass(frozen=True, slots=True)
class Gist:
    """A public gist's file that claims a wallet. version: the revision's object id. at: when that revision was made."""

    id: str
    owner: Account
    version: str
    at: int
    file: str
    text: str


@dataclass(frozen=True, slots=True)
class Readings:
    """All that is known of one repository now. pushes: to the base branch (activity), oldest first. unread: sentences
    about what could not be read or where two readings disagreed; what they speak of is left out."""

    repository: Repository
    pulls: Mapping[int, Pull] = field(default_factory=dict)
    issues: Mapping[int, Issue] = field(default_factory=dict)
    pushes: tuple[Push, ...] = ()
    gists: tuple[Gist, ...] = ()
    unread: tuple[str, ...] = ()
