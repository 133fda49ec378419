"""What a forge remembers. Times are unix seconds by its clock; accounts and repositories stand as their numeric ids."""

import base64
import struct
from dataclasses import dataclass, field
from typing import Any

GHOST = 10137  # whom GitHub names in place of an account that was deleted


@dataclass(slots=True)
class Account:
    """kind: `User`, `Bot`, `Organization` or `Mannequin`."""

    id: int
    login: str
    kind: str
    created_at: int
    deleted: bool = False

    @property
    def node_id(self) -> str:
        prefix = {"Bot": "BOT", "Organization": "O", "Mannequin": "M"}.get(self.kind, "U")
        return node_id(prefix, self.id)


@dataclass(slots=True)
class Comment:
    """edited_at: 0 if what stands there is what was first written."""

    id: int
    by: int
    at: int
    body: str
    updated_at: int
    edited_at: int = 0


@dataclass(slots=True)
class Review:
    """state: `APPROVED`, `CHANGES_REQUESTED`, `COMMENTED`, `DISMISSED`. head: the git commit that was reviewed."""

    id: int
    by: int
    at: int
    state: str
    head: str
    body: str
    edited_at: int = 0


@dataclass(slots=True)
class Event:
    """kind: as REST calls it: `labeled`, `closed`, `base_ref_changed`, …; facts: what that kind says besides."""

    id: int
    kind: str
    by: int
    at: int
    facts: dict[str, Any] = field(default_factory=dict)


@dataclass(slots=True)
class Pull:
    """What a pull request is more than an issue. head_repository: 0 if that fork was deleted. merge: the git commit by
    which it got onto the base, "" if it did not. trial: what `merge_commit_sha` says of one that is not merged."""

    id: int
    base_ref: str
    base_sha: str
    head_repository: int
    head_owner: int
    head_ref: str
    head: str
    commits: list[str]
    trial: str = ""
    merged_at: int = 0
    merged_by: int = 0
    merge: str = ""
    method: str = ""
    draft: bool = False
    reviews: list[Review] = field(default_factory=list)


@dataclass(slots=True)
class Issue:
    """An issue or, with `pull`, a pull request. gone_to: (repository, number) after a transfer."""

    id: int
    number: int
    repository: int
    by: int
    at: int
    title: str
    body: str
    updated_at: int
    state: str = "open"
    state_reason: str = ""
    closed_at: int = 0
    closed_by: int = 0
    edited_at: int = 0
    editor: int = 0
    labels: list[str] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    gone_to: tuple[int, int] | None = None
    pull: Pull | None = None

    @property
    def node_id(self) -> str:
        """Of the pull request where it is one."""
        return node_id("PR", self.repository, self.pull.id) if self.pull else node_id("I", self.repository, self.id)


@dataclass(slots=True)
class Activity:
    """One change of a ref. kind: `push`, `force_push`, `branch_creation`, `branch_deletion` or `pr_merge`."""

    id: int
    by: int
    at: int
    kind: str
    ref: str
    before: str
    after: str


@dataclass(slots=True)
class Label:
    id: int
    name: str
    color: str = "ededed"
    description: str | None = None
    default: bool = False


@dataclass(slots=True)
class Hook:
    """Where deliveries go. events: `["*"]` for all."""

    id: int
    url: str
    secret: str
    events: list[str]
    at: int
    active: bool = True


@dataclass(slots=True)
class Repository:
    """refs: full name → object id, as last seen. permissions: account → `admin`, `maintain`, `write`, `triage`, `read`.
    names: those it had before, by which it is still found. fork_of: 0 if it is none."""

    id: int
    owner: int
    name: str
    default_branch: str
    created_at: int
    updated_at: int
    pushed_at: int
    fork_of: int = 0
    private: bool = False
    deleted: bool = False
    names: list[str] = field(default_factory=list)
    permissions: dict[int, str] = field(default_factory=dict)
    labels: dict[str, Label] = field(default_factory=dict)
    issues: dict[int, Issue] = field(default_factory=dict)
    refs: dict[str, str] = field(default_factory=dict)
    activity: list[Activity] = field(default_factory=list)
    hooks: dict[int, Hook] = field(default_factory=dict)
    installation: int = 0

    @property
    def node_id(self) -> str:
        return node_id("R", self.id)


@dataclass(slots=True)
class Version:
    """A revision of a gist. files: name → text."""

    version: str
    at: int
    files: dict[str, str]


@dataclass(slots=True)
class Gist:
    id: str
    owner: int
    public: bool
    description: str
    at: int
    versions: list[Version] = field(default_factory=list)
    deleted: bool = False


@dataclass(slots=True)
class Token:
    """account: whose it is; installation: 0 for a person's. expires: 0 for never."""

    account: int
    installation: int = 0
    expires: int = 0
    limit: int = 5000


@dataclass(slots=True)
class App:
    id: int
    slug: str
    account: int
    public_key: str


@dataclass(slots=True)
class State:
    """All of it: what a snapshot keeps. counters: the last id given of each kind."""

    accounts: dict[int, Account] = field(default_factory=dict)
    repositories: dict[int, Repository] = field(default_factory=dict)
    gists: dict[str, Gist] = field(default_factory=dict)
    tokens: dict[str, Token] = field(default_factory=dict)
    apps: dict[int, App] = field(default_factory=dict)
    installations: dict[int, tuple[int, int]] = field(default_factory=dict)
    counters: dict[str, int] = field(default_factory=dict)

    def next_id(self, kind: str) -> int:
        """Ids of one kind ascend, and no two kinds share one in practice: mistaking one for another then shows."""
        first = _FIRST.get(kind, 7_000_000)
        self.counters[kind] = self.counters.get(kind, first) + 1
        return self.counters[kind]


_FIRST = {
    "account": 583_230,
    "repository": 10_270_249,
    "issue": 444_500_000,
    "pull": 279_147_000,
    "comment": 492_700_000,
    "review": 237_895_000,
    "event": 2_343_000_000,
    "activity": 15_000_000_000,
    "label": 1_362_934_000,
    "hook": 109_948_000,
    "delivery": 12_345_678_000,
    "app": 29_310,
    "installation": 957_387,
}


def node_id(prefix: str, *numbers: int) -> str:
    """A global id as GitHub makes them since 2021: a prefix for the type, then MessagePack of zero and the ids."""
    packed = bytes([0x91 + len(numbers), 0]) + b"".join(
        b"\xce" + struct.pack(">I", number) if number < 2**32 else b"\xcf" + struct.pack(">Q", number)
        for number in numbers
    )
    return f"{prefix}_{base64.urlsafe_b64encode(packed).decode().rstrip('=')}"
