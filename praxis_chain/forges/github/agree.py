"""Two readings of one thing have to say the same, or neither is believed.

Compared is every field that both REST and GraphQL tell. What one of them cannot tell (the merge commit, whether a text
was edited, whose comment was deleted, the bases of a move, an event's node id) is GraphQL's.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import TypeVar

from ...core.errors import Disagree
from .readings import Account, Comment, Issue, Label, Pull, Review, Turn
from .rest import UNTOLD

_PULL = (
    "number", "state", "merged", "base_repository", "base", "head", "head_repository", "head_ref", "author",
    "created_at", "closed_at", "merged_by", "merged_at", "title", "body",
)  # fmt: skip
_CALLED = {"merged_by": "merger", "merged_at": "time of the merge"}
_ISSUE = ("number", "id", "state", "author", "created_at", "title")

Work = TypeVar("Work", Pull, Issue)


def agree_on_pull(rest: Pull, graphql: Pull) -> Pull:
    """The pull request that both readings show. Raises Disagree, naming the first field that differs."""
    what = f"pull request {rest.number}"
    for name in _PULL:
        _same(what, _CALLED.get(name, name.replace("_", " ")), getattr(rest, name), getattr(graphql, name))
    heads = {review.id: review.head for review in rest.reviews}
    reviews = tuple(replace(one, head=one.head or heads.get(one.id, "")) for one in graphql.reviews)
    _same_items(what, "review", map(_review, rest.reviews), map(_review, reviews))
    return replace(_agree_on_lists(what, rest, graphql), reviews=reviews)


def agree_on_issue(rest: Issue, graphql: Issue) -> Issue:
    """The issue that both readings show. Raises Disagree, naming the first field that differs."""
    what = f"issue {rest.number}"
    for name in _ISSUE:
        _same(what, name.replace("_", " "), getattr(rest, name), getattr(graphql, name))
    return _agree_on_lists(what, rest, graphql)


def _agree_on_lists(what: str, rest: Work, graphql: Work) -> Work:
    _same_items(what, "comment", map(_comment, rest.comments), map(_comment, graphql.comments))
    _same_items(what, "label", map(_label, rest.labels), map(_label, graphql.labels))
    _same_items(what, "turn", map(_turn, rest.turns), map(_turn, graphql.turns))
    return graphql


Item = tuple[int | str, Mapping[str, object]]
"""Where an item stands in the order, and what is compared of it."""


def _comment(one: Comment) -> Item:
    return one.id, {"author": one.by, "time": one.at, "text": one.body}


def _review(one: Review) -> Item:
    told = {"author": one.by, "time": one.at, "state": one.state, "head": one.head, "text": one.body}
    return one.id, told | {"dismissal": one.dismissed_at, "state before it": one.was}


def _label(one: Label) -> Item:
    return f"{one.at} {one.name} {one.added}", {"actor": one.by}


def _turn(one: Turn) -> Item:
    actor = {} if one.kind == "comment_deleted" else {"actor": one.by}
    return f"{one.at} {one.kind}", {"reason": one.reason, **actor}


def _same_items(what: str, called: str, rest: Iterable[Item], graphql: Iterable[Item]) -> None:
    """The same items, in whatever order: what happens within one second has none."""
    ours, theirs = (sorted(items, key=_place) for items in (rest, graphql))
    _same(what, f"number of {called}s", len(ours), len(theirs))
    for (one, told), (other, also_told) in zip(ours, theirs, strict=True):
        _same(what, called, one, other)
        for name, value in told.items():
            _same(what, f"{name} of {called} {one}", value, also_told[name])


def _place(item: Item) -> tuple[str, str]:
    return str(item[0]), str([_plain(value) for value in item[1].values()])


def _same(what: str, field: str, rest: object, graphql: object) -> None:
    if rest != UNTOLD and _plain(rest) != _plain(graphql):
        raise Disagree(
            f"GitHub's two answers disagree on the {field} of {what}: {_show(rest)} (REST), {_show(graphql)} (GraphQL)."
        )


def _plain(value: object) -> object:
    """Only users are called by their name; REST and GraphQL call bots by different ones."""
    if isinstance(value, Account):
        return value.id, value.kind, value.login if value.kind == "User" else ""
    return value


def _show(value: object) -> str:
    if isinstance(value, Account):
        return f"{value.kind or 'nobody'} {value.id} ({value.login})"
    return repr(value)[:80]
