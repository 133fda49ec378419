"""Whose published links are worth asking for: everybody whom a repository's works could pay."""

from collections.abc import Iterator

from ...forges.github.readings import Account, Comment, Readings, Review

_ACT = "/praxis "


def linkable(readings: Readings) -> Iterator[Account]:
    """Authors of works; and where somebody states an act, whoever wrote there, for acts name people (shares, closing
    explanations, standings)."""
    for pull in readings.pulls.values():
        yield from _users([pull.author])
        written: list[Comment | Review] = [*pull.comments, *pull.reviews]
        if any(_ACT in one.body for one in written):
            yield from _users([one.by for one in written])
    for issue in readings.issues.values():
        if any(_ACT in comment.body for comment in issue.comments):
            yield from _users([issue.author, *(comment.by for comment in issue.comments)])


def _users(accounts: list[Account]) -> Iterator[Account]:
    return (account for account in accounts if account.id and account.kind == "User")
