"""GitHub's own example payloads: everything in them that we would read from REST is read, and none of it is merged."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel

from praxis_chain.forges.github.models import (
    RestAccount,
    RestComment,
    RestIssue,
    RestPull,
    RestRepository,
    RestReview,
)
from praxis_chain.forges.github.readings import NOBODY

EXAMPLES = Path(__file__).resolve().parents[2] / "node_modules/@octokit/webhooks-examples"
SHAPES: dict[str, type[BaseModel]] = {
    "pull_request": RestPull,
    "issue": RestIssue,
    "comment": RestComment,
    "review": RestReview,
    "repository": RestRepository,
    "sender": RestAccount,
}
ON_ISSUES = ("issue_comment", "issues", "pull_request", "pull_request_review", "pull_request_review_thread")
needs_examples = pytest.mark.skipif(not EXAMPLES.exists(), reason="GitHub's example payloads are not installed: npm ci")


def payloads(server: str) -> list[tuple[str, dict[str, Any]]]:
    """(event, payload) in the order of the package."""
    listed = json.loads((EXAMPLES / server / "index.json").read_text(encoding="utf-8"))
    return [(event["name"], payload) for event in listed for payload in event["examples"]]


def objects(server: str) -> Iterator[tuple[str, BaseModel]]:
    """What of each payload a reading would hold too, parsed. Comments on git commits, diffs and discussions are not."""
    for event, payload in payloads(server):
        for key, shape in SHAPES.items():
            if isinstance(payload.get(key), dict) and (key != "comment" or event in ON_ISSUES):
                yield key, shape.model_validate(payload[key])


@needs_examples
@pytest.mark.parametrize(
    ("server", "examples", "found"),
    [
        ("api.github.com", 329,
         {"pull_request": 41, "issue": 38, "comment": 9, "review": 4, "repository": 280, "sender": 325}),
        ("ghes-31", 49, {"pull_request": 4, "issue": 2, "comment": 1, "review": 1, "repository": 41, "sender": 47}),
        ("ghes-35", 125,
         {"pull_request": 12, "issue": 13, "comment": 4, "review": 2, "repository": 102, "sender": 121}),
    ],
)  # fmt: skip
def test_every_example_is_read(server: str, examples: int, found: dict[str, int]) -> None:
    assert len(payloads(server)) == examples
    assert Counter(key for key, _ in objects(server)) == found


@needs_examples
def test_no_example_is_merged_although_most_name_a_merge_commit() -> None:
    pulls = [one for key, one in objects("api.github.com") if key == "pull_request"]
    named = [
        payload
        for _, payload in payloads("api.github.com")
        if (payload.get("pull_request") or {}).get("merge_commit_sha")
    ]
    assert len(named) == 26
    assert [pull for pull in pulls if isinstance(pull, RestPull) and (pull.merged or pull.merged_at)] == []


@needs_examples
def test_what_an_example_holds_is_what_is_read() -> None:
    payload = next(payload for event, payload in payloads("api.github.com") if event == "pull_request")
    pull = RestPull.model_validate(payload["pull_request"])
    told = payload["pull_request"]
    assert (pull.number, pull.title, pull.state) == (told["number"], told["title"], told["state"])
    assert (pull.base.ref, pull.base.sha) == (told["base"]["ref"], told["base"]["sha"])
    assert (pull.user.id, pull.user.kind) == (told["user"]["id"], told["user"]["type"])
    assert pull.merged_by == NOBODY
