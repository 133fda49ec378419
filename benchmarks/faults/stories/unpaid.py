"""Stories in which nobody is paid, ever."""

from ..cast import BOT, OUTSIDER
from .writer import Story, Writer


def closed_unmerged(w: Writer) -> Story:
    w.act("close_pull", pull=w.approved(w.one), by="maintainer")
    return w.story("closed unmerged", {w.one: 0})


def merged_elsewhere(w: Writer) -> Story:
    w.merge(w.approved(w.one, base="release"))
    return w.story("merged into another branch", {w.one: 0})


def retargeted_away(w: Writer) -> Story:
    """It held the lock, then went into another branch."""
    pull = w.open(w.one)
    w.say(pull, "/praxis good-progress")
    w.act("retarget", pull=pull, by=w.one, base="release")
    w.approve(pull)
    w.merge(pull)
    return w.story("retargeted to another branch", {w.one: 0})


def by_a_bot(w: Writer) -> Story:
    w.merge(w.approved(BOT))
    return w.story("author is a bot", {BOT: 0})


def merged_by_its_author(w: Writer) -> Story:
    pull = w.open("maintainer")
    w.approve(pull)
    w.merge(pull, by="maintainer")
    return w.story("merged by its author", {"maintainer": 0})


def unapproved(w: Writer) -> Story:
    pull = w.open(w.one)
    w.act("approve", pull=pull, by=w.who[1])
    w.merge(pull, by=OUTSIDER)
    return w.story("approved by no maintainer", {w.one: 0})


def only_mentioned(w: Writer) -> Story:
    pull = w.open(w.one, closes=False)
    w.approve(pull)
    w.merge(pull)
    return w.story("issue only mentioned", {w.one: 0})


def reference_added_later(w: Writer) -> Story:
    pull = w.open(w.one, closes=False)
    w.approve(pull)
    w.merge(pull)
    w.act("edit_body", pull=pull, by=w.one, body=f"Closes #{w.issue}")
    return w.story("closing reference added after the merge", {w.one: 0})


def account_deleted(w: Writer) -> Story:
    pull = w.approved(w.one)
    w.act("delete_account", who=w.one)
    w.merge(pull)
    return w.story("account deleted before the merge", {w.one: 0})


def never_merged(w: Writer) -> Story:
    pull = w.approved(w.one)
    w.say(pull, "/praxis good-progress")
    w.act("push", pull=pull, by=w.one)
    return w.story("never merged", {w.one: 0})
