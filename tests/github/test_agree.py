"""Two readings that differ anywhere are not believed, and the sentence says where."""

from dataclasses import fields, replace
from typing import Any

import pytest

from praxis_chain.core.errors import Disagree
from praxis_chain.forges.github.agree import agree_on_issue, agree_on_pull
from praxis_chain.forges.github.readings import NOBODY, Account, Comment, Issue, Label, Pull, Push, Review, Turn

CONTRIBUTOR, MAINTAINER = Account(1, "User", "contributor"), Account(2, "User", "maintainer")
BOT = Account(3, "Bot", "helper-bot")
SAID, REVIEWED = (
    Comment(11, MAINTAINER, 100, "Nice.", False),
    Review(21, MAINTAINER, 110, "APPROVED", "c" * 40, "", False),
)
BLOCKED, CLOSED = Label("", MAINTAINER, 120, "blocked", True), Turn("", MAINTAINER, 130, "closed")
PULL = Pull(
    number=7, state="closed", merged=True, base_repository=5, base="refs/heads/main", head="a" * 40,
    head_repository=6, head_ref="refs/heads/work", author=CONTRIBUTOR, created_at=90, closed_at=130,
    merged_by=MAINTAINER, merged_at=130, merge="", title="Better", body="Closes #3", body_edited_at=0,
    comments=(SAID,), reviews=(REVIEWED,), labels=(BLOCKED,), turns=(CLOSED,),
)  # fmt: skip
ISSUE = Issue(
    3, 33, "closed", CONTRIBUTOR, 80, "Make it better", (SAID,), (BLOCKED,), (replace(CLOSED, reason="completed"),)
)
OTHER: dict[str, Any] = {
    "number": 8, "state": "open", "merged": False, "base_repository": 4, "base": "refs/heads/next", "head": "b" * 40,
    "head_repository": 0, "head_ref": "refs/heads/other", "author": MAINTAINER, "created_at": 91, "closed_at": 131,
    "merged_by": CONTRIBUTOR, "merged_at": 131, "title": "Worse", "body": "Closes #4", "id": 34,
}  # fmt: skip


@pytest.mark.parametrize("name", [name for name in OTHER if name != "id"])
def test_each_field_of_a_pull_request_has_to_agree(name: str) -> None:
    called = {"merged_by": "merger", "merged_at": "time of the merge"}.get(name, name.replace("_", " "))
    with pytest.raises(Disagree, match=rf"^GitHub's two answers disagree on the {called} of pull request 7: "):
        agree_on_pull(PULL, replace(PULL, **{name: OTHER[name]}))


@pytest.mark.parametrize("name", ["number", "id", "state", "author", "created_at", "title"])
def test_each_field_of_an_issue_has_to_agree(name: str) -> None:
    with pytest.raises(Disagree, match=rf"^GitHub's two answers disagree on the {name.replace('_', ' ')} of issue 3: "):
        agree_on_issue(ISSUE, replace(ISSUE, **{name: OTHER[name]}))


def test_the_sentence_names_the_field_and_both_values() -> None:
    with pytest.raises(Disagree) as raised:
        agree_on_pull(PULL, replace(PULL, state="open"))
    assert str(raised.value) == (
        "GitHub's two answers disagree on the state of pull request 7: 'closed' (REST), 'open' (GraphQL)."
    )
    with pytest.raises(Disagree) as raised:
        agree_on_pull(PULL, replace(PULL, merged_by=NOBODY))
    assert str(raised.value) == (
        "GitHub's two answers disagree on the merger of pull request 7: User 2 (maintainer) (REST), "
        "nobody 0 () (GraphQL)."
    )


@pytest.mark.parametrize(
    ("field", "items", "where"),
    [
        ("comments", (), "number of comments"),
        ("comments", (replace(SAID, id=12),), "comment"),
        ("comments", (replace(SAID, by=CONTRIBUTOR),), "author of comment 11"),
        ("comments", (replace(SAID, at=101),), "time of comment 11"),
        ("comments", (replace(SAID, body="Bad."),), "text of comment 11"),
        ("reviews", (), "number of reviews"),
        ("reviews", (replace(REVIEWED, id=22),), "review"),
        ("reviews", (replace(REVIEWED, by=CONTRIBUTOR),), "author of review 21"),
        ("reviews", (replace(REVIEWED, at=111),), "time of review 21"),
        ("reviews", (replace(REVIEWED, state="DISMISSED"),), "state of review 21"),
        ("reviews", (replace(REVIEWED, head="d" * 40),), "head of review 21"),
        ("reviews", (replace(REVIEWED, body="x"),), "text of review 21"),
        ("reviews", (replace(REVIEWED, dismissed_at=140),), "dismissal of review 21"),
        ("reviews", (replace(REVIEWED, was="APPROVED"),), "state before it of review 21"),
        ("labels", (), "number of labels"),
        ("labels", (replace(BLOCKED, by=CONTRIBUTOR),), "actor of label 120 blocked True"),
        ("labels", (replace(BLOCKED, at=121),), "label"),
        ("labels", (replace(BLOCKED, name="elegant"),), "label"),
        ("labels", (replace(BLOCKED, added=False),), "label"),
        ("turns", (), "number of turns"),
        ("turns", (replace(CLOSED, kind="reopened"),), "turn"),
        ("turns", (replace(CLOSED, at=131),), "turn"),
        ("turns", (replace(CLOSED, by=CONTRIBUTOR),), "actor of turn 130 closed"),
        ("turns", (replace(CLOSED, reason="completed"),), "reason of turn 130 closed"),
    ],
)
def test_each_thing_that_befell_it_has_to_agree(field: str, items: tuple[Any, ...], where: str) -> None:
    for rest, graphql in ((PULL, replace(PULL, **{field: items})), (replace(PULL, **{field: items}), PULL)):
        with pytest.raises(Disagree) as raised:
            agree_on_pull(rest, graphql)
        assert str(raised.value).startswith(f"GitHub's two answers disagree on the {where} of pull request 7: ")
    if field != "reviews":
        with pytest.raises(Disagree):
            agree_on_issue(ISSUE, replace(ISSUE, **{field: items if field != "turns" else (*items, *items)}))


def test_what_only_graphql_tells_is_kept() -> None:
    told = replace(
        PULL,
        merge="e" * 40,
        body_edited_at=95,
        comments=(replace(SAID, edited=True, edited_at=105),),
        reviews=(replace(REVIEWED, edited=True, edited_at=115),),
        labels=(replace(BLOCKED, source="LE_1"),),
        turns=(replace(CLOSED, source="CE_1"),),
    )
    assert agree_on_pull(PULL, told) == told


def test_the_head_of_a_review_may_be_missing_from_one() -> None:
    bare = replace(PULL, reviews=(replace(REVIEWED, head=""),))
    assert agree_on_pull(PULL, bare) == PULL
    assert agree_on_pull(replace(PULL, reviews=(REVIEWED,)), bare).reviews == (REVIEWED,)


def test_whose_comment_was_deleted_is_graphqls_alone() -> None:
    deleted = Turn("CDE_1", CONTRIBUTOR, 140, "comment_deleted")
    graphql = replace(PULL, turns=(CLOSED, deleted))
    assert agree_on_pull(replace(PULL, turns=(CLOSED, replace(deleted, source="", by=NOBODY))), graphql) == graphql


def test_a_move_to_another_base_is_told_in_full_by_graphql() -> None:
    rest = Turn("", MAINTAINER, 125, "base")
    graphql = replace(rest, source="BRCE_1", was="refs/heads/main", now="refs/heads/next")
    assert agree_on_pull(replace(PULL, turns=(rest,)), replace(PULL, turns=(graphql,))).turns == (graphql,)


def test_bots_are_told_by_their_number_and_users_by_their_name_too() -> None:
    rest, graphql = replace(PULL, author=BOT), replace(PULL, author=replace(BOT, login="helper"))
    assert agree_on_pull(rest, graphql) == graphql
    with pytest.raises(Disagree, match="author of pull request 7"):
        agree_on_pull(PULL, replace(PULL, author=replace(CONTRIBUTOR, login="somebody")))


def test_what_happens_within_one_second_has_no_order() -> None:
    off = replace(BLOCKED, added=False)
    assert agree_on_pull(replace(PULL, labels=(BLOCKED, off)), replace(PULL, labels=(off, BLOCKED))).labels == (
        off,
        BLOCKED,
    )


def test_pushes_are_read_once_only_and_not_compared() -> None:
    push = Push(1, CONTRIBUTOR, 95, "push", "refs/heads/work", "0" * 40, "a" * 40)
    assert agree_on_pull(PULL, replace(PULL, pushes=(push,))).pushes == (push,)


def test_every_field_is_compared_or_known_not_to_be() -> None:
    not_told = {"merge", "body_edited_at", "pushes"}
    lists = {"comments", "reviews", "labels", "turns"}
    assert {field.name for field in fields(Pull)} - not_told - lists == set(OTHER) - {"id"}
    assert {field.name for field in fields(Issue)} - lists <= set(OTHER)
