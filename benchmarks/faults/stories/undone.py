"""Stories in which something is taken back after the merge, or after the issue was closed."""

from ..cast import CLOSING_AWARD
from .writer import Story, Writer


def reverted(w: Writer) -> Story:
    """Reverted in the second half: during its review, which undoes the award; or after it was paid, which does not."""
    pull = w.approved(w.one)
    w.merge(pull)
    w.act("revert", 1, pull=pull, by="maintainer")
    return _undone(w, "reverted", 0)


def reverted_at_once(w: Writer) -> Story:
    """Merged and reverted while nobody may have looked."""
    pull = w.approved(w.one)
    w.merge(pull)
    w.act("revert", pull=pull, by="maintainer")
    both = ({w.one: 0}, {w.one: w.pool})
    return w.story("reverted at once", both if w.pays_at_once else both[:1])


def forced_away(w: Writer) -> Story:
    """The base branch is rewritten so that it holds the merge no more."""
    pull = w.approved(w.one)
    w.merge(pull, at=0.99)
    w.act("force_push", 1, at=0.0, pull=pull, by="maintainer")
    return _undone(w, "base rewritten", 0)


def corrected(w: Writer) -> Story:
    """A maintainer corrects the completion: another award where the first is under review, nothing where it is paid."""
    pull = w.approved(w.one)
    w.merge(pull)
    text = "/praxis corrects because I had not seen the tests\n/praxis completion: 60% because two cases fail"
    w.say(pull, text, 1)
    return _undone(w, "corrected", w.pool * 6_000 // 10_000)


def account_deleted_later(w: Writer) -> Story:
    """The author leaves the forge after having been paid."""
    w.merge(w.approved(w.one))
    w.act("delete_account", 1, who=w.one)
    return w.story("account deleted after the merge", {w.one: w.pool})


def reopened(w: Writer) -> Story:
    """An issue closed with an explanation is opened again, during the review of the closing award."""
    w.explain()
    w.act("reopen_issue", 1, issue=w.issue, by="maintainer")
    award = min(CLOSING_AWARD, w.pool)
    return w.story("explained issue reopened", {w.one: award}, {w.one: award if w.pays_at_once else 0})


def _undone(w: Writer, kind: str, left: int) -> Story:
    """In the second half: too late for what was paid at once; else `left` is what the first person still has."""
    if w.pays_at_once:
        return w.story(f"{kind} after release", {w.one: w.pool})
    return w.story(f"{kind} before release", {w.one: w.pool}, {w.one: left})
