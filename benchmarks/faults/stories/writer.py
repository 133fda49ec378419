"""How a story is written: act by act, each at its moment."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from ..cast import pool_of

METHODS = ("merge", "squash", "rebase")


@dataclass(frozen=True, slots=True)
class Act:
    """half: 0 while the faults of the first half are at work, 1 in the second. at: its moment there, from 0 to 1.
    what: a method of `Forge`, with what it is given. A pull request is called by a name within the schedule."""

    half: int
    at: float
    what: str
    given: Mapping[str, Any]

    def __str__(self) -> str:
        given = ", ".join(f"{name} {value}" for name, value in self.given.items())
        return f"half {self.half + 1} at {self.at:.2f}: {self.what.replace('_', ' ')} ({given})"


Earned = Mapping[str, int]
"""What each person of a story earned, paid or still owed to them."""


@dataclass(frozen=True, slots=True)
class Story:
    """`first`, `last`: what may have been earned after the first half, and in the end; one of several where two
    outcomes are right. `locks`: the pull request that has to hold the issue's lock after the first half."""

    kind: str
    issue: int
    pulls: tuple[str, ...]
    people: tuple[str, ...]
    acts: tuple[Act, ...]
    first: tuple[Earned, ...]
    last: tuple[Earned, ...]
    locks: str = ""
    frozen: bool = False


@dataclass
class Writer:
    """Writes the acts of one story. `who`: people who are in no other story; `ids`: their numeric ids."""

    random: Random
    issue: int
    who: list[str]
    newcomer: str
    ids: Mapping[str, int]
    acts: list[Act] = field(default_factory=list)
    pulls: list[str] = field(default_factory=list)
    _last: float = 0.0

    @property
    def one(self) -> str:
        """The first of them, who does most."""
        return self.who[0]

    @property
    def pool(self) -> int:
        return pool_of(self.issue)

    @property
    def pays_at_once(self) -> bool:
        return self.issue % 2 == 1

    def act(self, what: str, half: int = 0, at: float | None = None, **given: Any) -> None:
        """At a moment after the one before, or at that one."""
        if self.acts and self.acts[-1].half != half:
            self._last = 0.0
        self._last = at if at is not None else self._last + self.random.random() * (0.9 - self._last) / 2
        self.acts.append(Act(half, round(self._last, 3), what, given))

    def open(self, by: str, base: str = "main", closes: bool = True, half: int = 0) -> str:
        """A pull request with a change of its own; its name."""
        pull = f"pull-{self.issue}{'ab'[len(self.pulls)]}"
        self.pulls.append(pull)
        verb = self.random.choice(("Closes", "fixes", "Resolves")) if closes else "See"
        self.act("open_pull", half, pull=pull, by=by, base=base, body=f"{verb} #{self.issue}")
        return pull

    def approved(self, by: str, base: str = "main", half: int = 0) -> str:
        pull = self.open(by, base, half=half)
        if self.random.random() < 0.4:
            self.act("push", half, pull=pull, by=by)
        self.approve(pull, half)
        return pull

    def approve(self, pull: str, half: int = 0) -> None:
        self.act("approve", half, pull=pull, by="co-maintainer")

    def say(self, pull: str, text: str, half: int = 0, by: str = "maintainer") -> None:
        self.act("comment", half, pull=pull, by=by, text=text)

    def explain(self) -> None:
        """Close the issue as the first person explained it."""
        self.act("comment", issue=self.issue, by=self.one, text="It cannot be done, and this is why")
        said = f"The limit is not ours, as shown above.\n\n/praxis explained-by: @{self.one}"
        self.act("comment", issue=self.issue, by="maintainer", text=said)
        self.act("close_issue", issue=self.issue, by="maintainer")

    def merge(self, pull: str, half: int = 0, by: str = "maintainer", at: float | None = None) -> None:
        self.act("merge", half, at=at, pull=pull, by=by, method=self.random.choice(METHODS))

    def story(self, kind: str, first: Earned | tuple[Earned, ...], last: Any = None, **more: Any) -> Story:
        outcomes = first if isinstance(first, tuple) else (first,)
        final = outcomes if last is None else last if isinstance(last, tuple) else (last,)
        people = tuple(dict.fromkeys(name for outcome in (*outcomes, *final) for name in outcome))
        return Story(kind, self.issue, tuple(self.pulls), people, tuple(self.acts), outcomes, final, **more)
