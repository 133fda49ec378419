"""What happens on the forge, and what has to be paid for it: said here by hand, not worked out by anybody's rules.

A story has an issue and people of its own. Its acts say what they do; `earned` says what they have to have earned once
everybody has seen the first half, and once everybody has seen all of it. Amounts are USDC base units.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from eth_hash.auto import keccak

from .cast import BOT, CLOSING_AWARD, OUTSIDER, UNFUNDED, pool_of

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
        self.act("approve", half, pull=pull, by="co-maintainer")
        return pull

    def merge(self, pull: str, half: int = 0, by: str = "maintainer", at: float | None = None) -> None:
        self.act("merge", half, at=at, pull=pull, by=by, method=self.random.choice(METHODS))

    def story(self, kind: str, first: Earned | tuple[Earned, ...], last: Any = None, **more: Any) -> Story:
        outcomes = first if isinstance(first, tuple) else (first,)
        final = outcomes if last is None else last if isinstance(last, tuple) else (last,)
        people = tuple(dict.fromkeys(name for outcome in (*outcomes, *final) for name in outcome))
        return Story(kind, self.issue, tuple(self.pulls), people, tuple(self.acts), outcomes, final, **more)


# -- paid -------------------------------------------------------------------------------------------------------------


def merged(w: Writer) -> Story:
    """Merged in the usual way."""
    (one,) = w.who[:1]
    w.merge(w.approved(one))
    return w.story("merged", {one: w.pool})


def renamed(w: Writer) -> Story:
    """The author's account gets another name before the merge."""
    (one,) = w.who[:1]
    pull = w.approved(one)
    w.act("rename", who=one)
    w.merge(pull)
    return w.story("author renamed", {one: w.pool})


def retargeted_back(w: Writer) -> Story:
    """Opened into another branch, then retargeted to the one that is paid for."""
    (one,) = w.who[:1]
    pull = w.open(one, base="release")
    w.act("retarget", pull=pull, by="maintainer", base="main")
    w.act("approve", pull=pull, by="co-maintainer")
    w.merge(pull)
    return w.story("retargeted to the base branch", {one: w.pool})


def split(w: Writer) -> Story:
    """Two people share it, as a maintainer said before the merge."""
    one, other = w.who[:2]
    part = w.random.choice((7_000, 5_000, 3_333))
    pull = w.approved(one)
    text = f"/praxis split: @{one} {part / 100:g}%, @{other} {(10_000 - part) / 100:g}%"
    w.act("comment", pull=pull, by=other, text="I did the other half of it")
    w.act("comment", pull=pull, by="maintainer", text=text)
    w.merge(pull)
    return w.story("split", shared(w.pool, {one: part, other: 10_000 - part}, w.ids))


def edited_split(w: Writer) -> Story:
    """A split that was edited into a comment states nothing: the author has it all."""
    one, other = w.who[:2]
    pull = w.approved(one)
    w.act("comment", pull=pull, by=other, text="I only watched")
    w.act("comment", pull=pull, by="maintainer", text="Thank you both")
    w.act("edit_comment", pull=pull, by="maintainer", text=f"/praxis split: @{one} 10%, @{other} 90%")
    w.merge(pull)
    return w.story("edited comment", {one: w.pool, other: 0})


def partial(w: Writer) -> Story:
    """It completed 60% of the issue, as a maintainer said."""
    (one,) = w.who[:1]
    pull = w.approved(one)
    w.act("comment", pull=pull, by="maintainer", text="/praxis completion: 60% because the rest is left to do")
    w.merge(pull)
    return w.story("completed in part", {one: w.pool * 6_000 // 10_000})


def newcomer(w: Writer) -> Story:
    """Somebody whom the chain does not know; their wallet is published before, at or after the merge."""
    pull = w.approved(w.newcomer)
    half = w.random.choice((0, 0, 1))
    if half == 0:
        w.act("publish_wallet", who=w.newcomer)
    w.merge(pull)
    if half == 1:
        w.act("publish_wallet", 1, who=w.newcomer)
    return w.story("wallet published late" if half else "newcomer", {w.newcomer: w.pool})


def frozen(w: Writer) -> Story:
    """Circle freezes the payee's account for a while."""
    (one,) = w.who[:1]
    w.act("freeze", at=0.0, who=one)
    w.merge(w.approved(one))
    return w.story("payee frozen for a while", {one: w.pool}, frozen=True)


def funded_late(w: Writer) -> Story:
    """Nobody had put money on it when it was merged."""
    (one,) = w.who[:1]
    w.issue = w.random.choice([issue for issue in UNFUNDED if issue % 2 == w.issue % 2])
    w.merge(w.approved(one))
    w.act("fund", 1, issue=w.issue)
    return w.story("funded after the merge", {one: 0}, {one: w.pool})


def explained(w: Writer) -> Story:
    """An issue is closed with an explanation."""
    (one,) = w.who[:1]
    w.act("comment", issue=w.issue, by=one, text="It cannot be done, and this is why")
    said = f"The limit is not ours, as shown above.\n\n/praxis explained-by: @{one}"
    w.act("comment", issue=w.issue, by="maintainer", text=said)
    w.act("close_issue", issue=w.issue, by="maintainer")
    return w.story("issue closed with an explanation", {one: min(CLOSING_AWARD, w.pool)})


def two_works(w: Writer) -> Story:
    """Two people solve one issue and both are merged: one of them is paid, whichever came first on chain."""
    one, other = w.who[:2]
    first, second = w.approved(one), w.approved(other)
    w.merge(first)
    w.merge(second)
    return w.story("two works for one issue", ({one: w.pool, other: 0}, {one: 0, other: w.pool}))


def locked_out(w: Writer) -> Story:
    """Good work in progress holds the issue; another work that is merged meanwhile is not paid."""
    one, other = w.who[:2]
    holder = w.open(one)
    w.act("comment", pull=holder, by="maintainer", text="/praxis good-progress")
    w.act("push", pull=holder, by=one)
    w.merge(w.approved(other, half=1), 1)
    w.act("approve", 1, pull=holder, by="co-maintainer")
    w.merge(holder, 1)
    return w.story("issue locked by another work", {one: 0, other: 0}, {one: w.pool, other: 0}, locks=holder)


# -- undone -----------------------------------------------------------------------------------------------------------


def reverted(w: Writer) -> Story:
    """Reverted in the second half: during its review, which undoes the award; or after it was paid, which does not."""
    (one,) = w.who[:1]
    pull = w.approved(one)
    w.merge(pull)
    w.act("revert", 1, pull=pull, by="maintainer")
    if w.pays_at_once:
        return w.story("reverted after release", {one: w.pool})
    return w.story("reverted before release", {one: w.pool}, {one: 0})


def reverted_at_once(w: Writer) -> Story:
    """Merged and reverted while nobody may have looked."""
    (one,) = w.who[:1]
    pull = w.approved(one)
    w.merge(pull)
    w.act("revert", pull=pull, by="maintainer")
    both = ({one: 0}, {one: w.pool})
    return w.story("reverted at once", both if w.pays_at_once else both[:1])


def forced_away(w: Writer) -> Story:
    """The base branch is rewritten so that it holds the merge no more."""
    (one,) = w.who[:1]
    pull = w.approved(one)
    w.merge(pull, at=0.99)
    w.act("force_push", 1, at=0.0, pull=pull, by="maintainer")
    if w.pays_at_once:
        return w.story("base rewritten after release", {one: w.pool})
    return w.story("base rewritten before release", {one: w.pool}, {one: 0})


def corrected(w: Writer) -> Story:
    """A maintainer corrects the completion: another award where the first is under review, nothing where it is paid."""
    (one,) = w.who[:1]
    pull = w.approved(one)
    w.merge(pull)
    text = "/praxis corrects because I had not seen the tests\n/praxis completion: 60% because two cases fail"
    w.act("comment", 1, pull=pull, by="maintainer", text=text)
    if w.pays_at_once:
        return w.story("corrected after release", {one: w.pool})
    return w.story("corrected before release", {one: w.pool}, {one: w.pool * 6_000 // 10_000})


def account_deleted_later(w: Writer) -> Story:
    """The author leaves the forge after having been paid."""
    (one,) = w.who[:1]
    w.merge(w.approved(one))
    w.act("delete_account", 1, who=one)
    return w.story("account deleted after the merge", {one: w.pool})


def reopened(w: Writer) -> Story:
    """An issue closed with an explanation is opened again, during the review of the closing award."""
    (one,) = w.who[:1]
    w.act("comment", issue=w.issue, by=one, text="It cannot be done, and this is why")
    said = f"The limit is not ours, as shown above.\n\n/praxis explained-by: @{one}"
    w.act("comment", issue=w.issue, by="maintainer", text=said)
    w.act("close_issue", issue=w.issue, by="maintainer")
    w.act("reopen_issue", 1, issue=w.issue, by="maintainer")
    award = min(CLOSING_AWARD, w.pool)
    return w.story("explained issue reopened", {one: award}, {one: award if w.pays_at_once else 0})


# -- never paid -------------------------------------------------------------------------------------------------------


def closed_unmerged(w: Writer) -> Story:
    (one,) = w.who[:1]
    w.act("close_pull", pull=w.approved(one), by="maintainer")
    return w.story("closed unmerged", {one: 0})


def merged_elsewhere(w: Writer) -> Story:
    (one,) = w.who[:1]
    w.merge(w.approved(one, base="release"))
    return w.story("merged into another branch", {one: 0})


def retargeted_away(w: Writer) -> Story:
    """It held the lock, then went into another branch."""
    (one,) = w.who[:1]
    pull = w.open(one)
    w.act("comment", pull=pull, by="maintainer", text="/praxis good-progress")
    w.act("retarget", pull=pull, by=one, base="release")
    w.act("approve", pull=pull, by="co-maintainer")
    w.merge(pull)
    return w.story("retargeted to another branch", {one: 0})


def by_a_bot(w: Writer) -> Story:
    w.merge(w.approved(BOT))
    return w.story("author is a bot", {BOT: 0})


def merged_by_its_author(w: Writer) -> Story:
    pull = w.open("maintainer")
    w.act("approve", pull=pull, by="co-maintainer")
    w.merge(pull, by="maintainer")
    return w.story("merged by its author", {"maintainer": 0})


def unapproved(w: Writer) -> Story:
    (one,) = w.who[:1]
    pull = w.open(one)
    w.act("approve", pull=pull, by=w.who[1])
    w.merge(pull, by=OUTSIDER)
    return w.story("approved by no maintainer", {one: 0})


def only_mentioned(w: Writer) -> Story:
    (one,) = w.who[:1]
    pull = w.open(one, closes=False)
    w.act("approve", pull=pull, by="co-maintainer")
    w.merge(pull)
    return w.story("issue only mentioned", {one: 0})


def reference_added_later(w: Writer) -> Story:
    (one,) = w.who[:1]
    pull = w.open(one, closes=False)
    w.act("approve", pull=pull, by="co-maintainer")
    w.merge(pull)
    w.act("edit_body", pull=pull, by=one, body=f"Closes #{w.issue}")
    return w.story("closing reference added after the merge", {one: 0})


def account_deleted(w: Writer) -> Story:
    (one,) = w.who[:1]
    pull = w.approved(one)
    w.act("delete_account", who=one)
    w.merge(pull)
    return w.story("account deleted before the merge", {one: 0})


def never_merged(w: Writer) -> Story:
    (one,) = w.who[:1]
    pull = w.approved(one)
    w.act("comment", pull=pull, by="maintainer", text="/praxis good-progress")
    w.act("push", pull=pull, by=one)
    return w.story("never merged", {one: 0})


def shared(pool: int, parts: Mapping[str, int], ids: Mapping[str, int]) -> Earned:
    """A pool among several, by basis points: ascending by contributor id, rounded down, the last takes what is left."""
    ordered = sorted(parts, key=lambda name: keccak(f"github:user/{ids[name]}".encode()))
    shares = {name: pool * parts[name] // 10_000 for name in ordered[:-1]}
    return {**shares, ordered[-1]: pool - sum(shares.values())}


KINDS: tuple[tuple[Callable[[Writer], Story], int], ...] = (
    (merged, 8), (renamed, 2), (retargeted_back, 2), (split, 4), (edited_split, 2), (partial, 3), (newcomer, 4),
    (frozen, 2), (funded_late, 2), (explained, 2), (two_works, 3), (locked_out, 3), (reverted, 5),
    (reverted_at_once, 3), (forced_away, 3), (corrected, 4), (account_deleted_later, 1), (reopened, 2),
    (closed_unmerged, 3), (merged_elsewhere, 2), (retargeted_away, 2), (by_a_bot, 1), (merged_by_its_author, 1),
    (unapproved, 1), (only_mentioned, 1), (reference_added_later, 2), (account_deleted, 1), (never_merged, 2),
)  # fmt: skip
"""Each with its weight."""
