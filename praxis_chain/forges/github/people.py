"""Whose published links are worth asking for: everybody whom a repository's works could pay.

Each costs requests, and a repository may have thousands who only ever commented.
"""

from collections.abc import Iterable

from .readings import Account, Comment, Issue, Pull, Review

_ACT = "/praxis "


def linkable(pulls: Iterable[Pull], issues: Iterable[Issue]) -> tuple[Account, ...]:
    """By id: the users who wrote a pull request; and where somebody states an act, all who wrote there, for acts name
    people (shares, closing explanations, standings)."""
    found: set[Account] = set()
    for pull in pulls:
        said: list[Comment | Review] = [*pull.comments, *pull.reviews]
        found |= {pull.author, *_authors(said)}
    for issue in issues:
        if authors := _authors(issue.comments):
            found |= {issue.author, *authors}
    return tuple(sorted((one for one in found if one.id and one.kind == "User"), key=lambda account: account.id))


def _authors(said: Iterable[Comment | Review]) -> set[Account]:
    """All of them if one states an act, else none."""
    said = list(said)
    return {one.by for one in said} if any(_ACT in one.body for one in said) else set()
