"""Stories in which somebody is paid."""

from collections.abc import Mapping

from eth_hash.auto import keccak

from ..cast import CLOSING_AWARD, UNFUNDED
from .writer import Earned, Story, Writer


def merged(w: Writer) -> Story:
    """Merged in the usual way."""
    w.merge(w.approved(w.one))
    return w.story("merged", {w.one: w.pool})


def renamed(w: Writer) -> Story:
    """The author's account gets another name before the merge."""
    pull = w.approved(w.one)
    w.act("rename", who=w.one)
    w.merge(pull)
    return w.story("author renamed", {w.one: w.pool})


def retargeted_back(w: Writer) -> Story:
    """Opened into another branch, then retargeted to the one that is paid for."""
    pull = w.open(w.one, base="release")
    w.act("retarget", pull=pull, by="maintainer", base="main")
    w.approve(pull)
    w.merge(pull)
    return w.story("retargeted to the base branch", {w.one: w.pool})


def split(w: Writer) -> Story:
    """Two people share it, as a maintainer said before the merge."""
    one, other = w.who[:2]
    part = w.random.choice((7_000, 5_000, 3_333))
    pull = w.approved(one)
    text = f"/praxis split: @{one} {part / 100:g}%, @{other} {(10_000 - part) / 100:g}%"
    w.say(pull, "I did the other half of it", by=other)
    w.say(pull, text)
    w.merge(pull)
    return w.story("split", shared(w.pool, {one: part, other: 10_000 - part}, w.ids))


def edited_split(w: Writer) -> Story:
    """A split that was edited into a comment states nothing: the author has it all."""
    one, other = w.who[:2]
    pull = w.approved(one)
    w.say(pull, "I only watched", by=other)
    w.say(pull, "Thank you both")
    w.act("edit_comment", pull=pull, by="maintainer", text=f"/praxis split: @{one} 10%, @{other} 90%")
    w.merge(pull)
    return w.story("edited comment", {one: w.pool, other: 0})


def partial(w: Writer) -> Story:
    """It completed 60% of the issue, as a maintainer said."""
    pull = w.approved(w.one)
    w.say(pull, "/praxis completion: 60% because the rest is left to do")
    w.merge(pull)
    return w.story("completed in part", {w.one: w.pool * 6_000 // 10_000})


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
    w.act("freeze", at=0.0, who=w.one)
    w.merge(w.approved(w.one))
    return w.story("payee frozen for a while", {w.one: w.pool}, frozen=True)


def funded_late(w: Writer) -> Story:
    """Nobody had put money on it when it was merged."""
    w.issue = w.random.choice([issue for issue in UNFUNDED if issue % 2 == w.issue % 2])
    w.merge(w.approved(w.one))
    w.act("fund", 1, issue=w.issue)
    return w.story("funded after the merge", {w.one: 0}, {w.one: w.pool})


def explained(w: Writer) -> Story:
    """An issue is closed with an explanation."""
    w.explain()
    return w.story("issue closed with an explanation", {w.one: min(CLOSING_AWARD, w.pool)})


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
    w.say(holder, "/praxis good-progress")
    w.act("push", pull=holder, by=one)
    w.merge(w.approved(other, half=1), 1)
    w.approve(holder, 1)
    w.merge(holder, 1)
    return w.story("issue locked by another work", {one: 0, other: 0}, {one: w.pool, other: 0}, locks=holder)


def shared(pool: int, parts: Mapping[str, int], ids: Mapping[str, int]) -> Earned:
    """A pool among several, by basis points: ascending by contributor id, rounded down, the last takes what is left."""
    ordered = sorted(parts, key=lambda name: keccak(f"github:user/{ids[name]}".encode()))
    shares = {name: pool * parts[name] // 10_000 for name in ordered[:-1]}
    return {**shares, ordered[-1]: pool - sum(shares.values())}
