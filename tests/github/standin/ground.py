"""What all acts stand on: the state under one lock, its git repositories, its clock, and who is told."""

import functools
import pickle
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from .bare import Bare, GitCommit, Person
from .budget import Budget
from .clock import Clock
from .post import Post
from .state import GHOST, Account, Activity, Event, Issue, Repository, State

P = ParamSpec("P")
R = TypeVar("R")
ACTS: dict[str, Callable[..., Any]] = {}


class Impossible(Exception):
    """The forge would not let anybody do that. The message is a sentence."""


class NotAllowed(Impossible):
    """Somebody else might."""


def act(method: Callable[Concatenate[Any, P], R]) -> Callable[Concatenate[Any, P], R]:
    """Something people do there: under the lock, and by HTTP under its name."""

    @functools.wraps(method)
    def locked(self: Any, *given: P.args, **named: P.kwargs) -> R:
        with self.lock:
            return method(self, *given, **named)

    ACTS[method.__name__] = locked
    return locked


class Ground:
    """folder: where the repositories lie. url: where the server answers, once there is one."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = "http://127.0.0.1"
        self.lock = threading.RLock()
        self.clock = Clock()
        self.state = State()
        self.post = Post(self.clock)
        self.budget = Budget()
        self._git_commits: dict[str, GitCommit] = {}
        self._snapshots: dict[str, bytes] = {}
        self.state.accounts[GHOST] = Account(GHOST, "ghost", "User", 0)

    # -- finding ------------------------------------------------------------------------------------------------------

    def account_of(self, login: str) -> Account:
        for account in self.state.accounts.values():
            if account.login.lower() == login.lower() and not account.deleted:
                return account
        raise Impossible(f"there is no account {login}")

    def repository_of(self, name: str) -> Repository:
        """By its name of now, or one it had that nobody has taken since."""
        wanted, before = name.lower(), None
        for repository in self.state.repositories.values():
            if repository.deleted:
                continue
            if self.full_name(repository).lower() == wanted:
                return repository
            if wanted in repository.names:
                before = repository
        if before is None:
            raise Impossible(f"there is no repository {name}")
        return before

    def full_name(self, repository: Repository) -> str:
        return f"{self.state.accounts[repository.owner].login}/{repository.name}"

    def issue_of(self, name: str, number: int) -> tuple[Repository, Issue]:
        repository = self.repository_of(name)
        issue = repository.issues.get(number)
        if issue is None or issue.gone_to:
            raise Impossible(f"there is no issue or pull request {name}#{number}")
        return repository, issue

    def bare(self, repository: Repository) -> Bare:
        return Bare(self.folder / f"{repository.id}.git")

    def git_commit(self, repository: Repository, oid: str) -> GitCommit:
        """Raises bare.Conflict if there is none."""
        if oid not in self._git_commits:
            self._git_commits[oid] = self.bare(repository).read(oid)
        return self._git_commits[oid]

    def person(self, account: Account) -> Person:
        """As whom somebody's git commits are made on the site."""
        return Person(account.login, f"{account.id}+{account.login}@users.noreply.github.com", self.clock.now)

    def site(self) -> Person:
        return Person("GitHub", "noreply@github.com", self.clock.now)

    # -- noting -------------------------------------------------------------------------------------------------------

    def note(self, issue: Issue, kind: str, by: Account, **facts: Any) -> Event:
        event = Event(self.state.next_id("event"), kind, by.id, self.clock.now, facts)
        issue.events.append(event)
        issue.updated_at = event.at
        return event

    def note_activity(self, repository: Repository, by: int, kind: str, ref: str, before: str, after: str) -> None:
        number, now = self.state.next_id("activity"), self.clock.now
        repository.activity.append(Activity(number, by, now, kind, ref, before, after))
        repository.pushed_at = repository.updated_at = now

    # -- time, and turning it back ------------------------------------------------------------------------------------

    @act
    def set_time(self, at: int, rate: float = 0) -> int:
        """Unix seconds; `rate` seconds of the forge go by in a second from now on."""
        self.clock.set(at, rate)
        return self.clock.now

    @act
    def advance(self, seconds: int) -> int:
        self.clock.advance(seconds)
        return self.clock.now

    @act
    def now(self) -> int:
        return self.clock.now

    @act
    def snapshot(self, name: str = "begun") -> str:
        """Remember everything but the clock under that name."""
        self._snapshots[name] = pickle.dumps(self.state)
        return name

    @act
    def reset(self, name: str = "begun") -> str:
        """Go back to that snapshot: the state, refs, ids; budgets are full, deliveries dropped."""
        if name not in self._snapshots:
            raise Impossible(f"there is no snapshot {name}")
        self.state = pickle.loads(self._snapshots[name])
        self.post.forget()
        self.budget = Budget()
        for repository in self.state.repositories.values():
            if not repository.deleted:
                self.bare(repository).set_refs(repository.refs)
        return name
