"""The stand-in for GitHub answers GraphQL by GitHub's own schema."""

from typing import Any

import pytest

from tests.github.asking import NAME, Said, ask
from tests.github.standin import StandIn
from tests.github.standin.graphql import SCHEMA_FILE

MINE = '{ repository(owner: "maintainer", name: "project") { %s } }'
pytestmark = pytest.mark.skipif(not SCHEMA_FILE.exists(), reason="GitHub's GraphQL schema is not installed: npm ci")


def query(github: StandIn, text: str, **variables: Any) -> Said:
    return ask(f"{github.url}/graphql", github.token("reader"), {"query": text, "variables": variables})


def test_graphql_tells_the_merge_commit_and_what_it_closes(github: StandIn) -> None:
    work = github.make_work(NAME, "contributor", "co_maintainer", method="squash")
    said = query(
        github,
        """query ($number: Int!) { repository(owner: "maintainer", name: "project") { databaseId
          pullRequest(number: $number) { state merged mergeCommit { oid } mergedBy { login ... on User { databaseId } }
            lastEditedAt closingIssuesReferences(first: 10) { nodes { number stateReason } }
            reviews(first: 10) { nodes { state commit { oid } author { login } } }
            timelineItems(first: 10, itemTypes: [MERGED_EVENT, CLOSED_EVENT]) { filteredCount nodes { __typename } }
        } } rateLimit { cost limit remaining } }""",
        number=work.pull,
    )
    assert said.body.get("errors") is None
    assert said.body["data"] == {
        "repository": {
            "databaseId": github.repository_of(NAME).id,
            "pullRequest": {
                "state": "MERGED",
                "merged": True,
                "mergeCommit": {"oid": work.merge},
                "mergedBy": {"login": "co_maintainer", "databaseId": github.account_of("co_maintainer").id},
                "lastEditedAt": None,
                "closingIssuesReferences": {"nodes": [{"number": work.issue, "stateReason": "COMPLETED"}]},
                "reviews": {
                    "nodes": [{"state": "APPROVED", "commit": {"oid": work.head}, "author": {"login": "co_maintainer"}}]
                },
                "timelineItems": {
                    "filteredCount": 2,
                    "nodes": [{"__typename": "MergedEvent"}, {"__typename": "ClosedEvent"}],
                },
            },
        },
        "rateLimit": {"cost": 1, "limit": 5000, "remaining": 4999},
    }


def test_an_event_is_called_the_same_by_rest_and_graphql(github: StandIn) -> None:
    number = github.issue(NAME, "maintainer", "Label me")
    github.label(NAME, number, "maintainer", "bug")
    rest = ask(f"{github.url}/repos/{NAME}/issues/{number}/events").body
    text = """{ repository(owner: "maintainer", name: "project") { issue(number: 1) {
      timelineItems(first: 5) { nodes { ... on LabeledEvent { id label { name } } } } } } }"""
    nodes = query(github, text).body["data"]["repository"]["issue"]["timelineItems"]["nodes"]
    assert nodes == [{"id": rest[0]["node_id"], "label": {"name": "bug"}}]


def test_pages_of_graphql_follow_one_another(github: StandIn) -> None:
    for number in range(3):
        github.issue(NAME, "maintainer", f"Issue {number}")
    text = """query ($after: String) { repository(owner: "maintainer", name: "project") {
      issues(first: 2, after: $after) { totalCount pageInfo { hasNextPage endCursor } nodes { number } } } }"""
    first = query(github, text).body["data"]["repository"]["issues"]
    assert ([one["number"] for one in first["nodes"]], first["totalCount"]) == ([1, 2], 3)
    assert first["pageInfo"]["hasNextPage"] is True
    second = query(github, text, after=first["pageInfo"]["endCursor"]).body["data"]["repository"]["issues"]
    assert ([one["number"] for one in second["nodes"]], second["pageInfo"]["hasNextPage"]) == ([3], False)


@pytest.mark.parametrize(
    ("text", "status", "kind"),
    [
        ('{ repository(owner: "nobody", name: "x") { id } }', 200, "NOT_FOUND"),
        (MINE % "issues { totalCount }", 200, "MISSING_PAGINATION_BOUNDARIES"),
        (MINE % "issues(first: 101) { totalCount }", 200, "EXCESSIVE_PAGINATION"),
        (MINE % "stargazerCount", 501, None),
        ("{ nothing }", 200, None),
    ],
)  # fmt: skip
def test_what_graphql_cannot_answer(github: StandIn, text: str, status: int, kind: str | None) -> None:
    said = query(github, text)
    assert (said.status, said.body["errors"][0].get("type")) == (status, kind)


def test_graphql_wants_to_know_who_asks(github: StandIn) -> None:
    assert ask(f"{github.url}/graphql", "", {"query": "{ viewer { login } }"}).status == 401


def test_graphql_says_in_a_successful_answer_that_the_budget_is_spent(github: StandIn) -> None:
    token = github.token("reader")
    github.limit(token, 0, "graphql")
    said = ask(f"{github.url}/graphql", token, {"query": "{ viewer { login } }"})
    assert (said.status, said.headers["x-ratelimit-remaining"]) == (200, "0")
    assert [one["type"] for one in said.body["errors"]] == ["RATE_LIMITED"]
    assert ask(f"{github.url}/repos/{NAME}", token).status == 200  # the budgets are two
