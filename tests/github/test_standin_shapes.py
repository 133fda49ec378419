"""The stand-in's objects have every key that all of GitHub's own examples of them have, with a type seen there."""

import inspect
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.github.standin import StandIn
from tests.github.standin.graphql import SCHEMA_FILE, schema, snake
from tests.github.standin.post import Delivery

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "node_modules/@octokit/webhooks-examples/api.github.com/index.json"
pytestmark = pytest.mark.skipif(not EXAMPLES.exists(), reason="GitHub's example payloads are not installed: npm ci")


@pytest.fixture(scope="module")
def examples() -> dict[str, list[dict[str, Any]]]:
    """Event → example payloads."""
    read = json.loads(EXAMPLES.read_text(encoding="utf-8"))
    return {event["name"]: event["examples"] for event in read}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> list[Delivery]:
    """All that a hook is told of a busy day; nothing is sent."""
    github = StandIn(tmp_path_factory.mktemp("told"))
    github.webhooks(copies=0)
    name = "company/project"
    github.repository(name, {"README.md": "One\n"}, {"maintainer": "admin"}, organization=True)
    github.hook(name, "http://127.0.0.1:1/", "secret of a test")
    work = github.make_work(name, "contributor", "maintainer", approve=False, merge=False)
    github.push(name, "work-1-1", "contributor", {"README.md": "Two\n"})
    github.label(name, work.pull, "maintainer", "bug")
    github.unlabel(name, work.pull, "maintainer", "bug")
    github.label(name, work.issue, "maintainer", "bug")
    said = github.comment(name, work.pull, "maintainer", "Good")
    github.edit_comment(name, said, "maintainer", "Very good")
    github.delete_comment(name, said, "maintainer")
    github.review(name, work.pull, "maintainer")
    github.close(name, work.pull, "maintainer")
    github.reopen(name, work.pull, "maintainer")
    github.merge(name, work.pull, "maintainer", "squash")
    github.rename_repository(name, "renamed")
    github.transfer_repository("company/renamed", "maintainer")
    return github.post.deliveries


SEEN = (
    "ping", "push", "issues opened", "issues labeled", "issues closed", "issue_comment created",
    "issue_comment edited", "issue_comment deleted", "pull_request opened", "pull_request synchronize",
    "pull_request labeled", "pull_request unlabeled", "pull_request closed", "pull_request reopened",
    "pull_request_review submitted", "repository renamed", "repository transferred",
)  # fmt: skip


def test_every_event_was_told(told: list[Delivery]) -> None:
    assert {f"{one.event} {one.action}".strip() for one in told} == set(SEEN)


@pytest.mark.parametrize("event", SEEN)
def test_payloads_have_what_all_examples_have(
    event: str, told: list[Delivery], examples: dict[str, list[dict[str, Any]]]
) -> None:
    """Of the same event and action, or of the event where GitHub's examples have none of that action."""
    name, _, action = event.partition(" ")
    alike = [one for one in examples[name] if one.get("action", "") == action] or examples[name]
    for ours in (json.loads(one.body) for one in told if f"{one.event} {one.action}".strip() == event):
        assert list(differences(ours, alike, event)) == []


def differences(ours: Any, theirs: list[Any], where: str) -> Iterator[str]:
    """What all of theirs have and ours lacks, or has with a type that none of theirs has."""
    kinds = {_kind(one) for one in theirs}
    if _kind(ours) not in kinds and "null" not in {_kind(ours), *kinds}:
        yield f"{where} is {_kind(ours)}, not {' or '.join(sorted(kinds))}"
        return
    if isinstance(ours, dict):
        alike = [one for one in theirs if isinstance(one, dict)]
        wanted = set.intersection(*(set(one) for one in alike)) - OPTIONAL if alike else set()
        for key in sorted(wanted):
            if key not in ours:
                yield f"{where}.{key} is missing"
            else:
                yield from differences(ours[key], [one[key] for one in alike], f"{where}.{key}")
    if isinstance(ours, list):
        found = [one for some in theirs if isinstance(some, list) for one in some]
        for one in ours if found else []:
            yield from differences(one, found, f"{where}[]")


# What an example has because an App or an organization was told of it; and `draft`, which only pull requests have,
# in spite of the examples of issues.
OPTIONAL = {"installation", "organization", "draft"}


def _kind(value: Any) -> str:
    names: dict[type, str] = {dict: "object", list: "array", str: "string", bool: "boolean", type(None): "null"}
    return names.get(type(value), "number")


def test_a_lacking_key_and_a_wrong_type_are_noticed() -> None:
    theirs = [{"id": 1, "user": {"login": "a"}, "more": 1}, {"id": 2, "user": {"login": "b"}}]
    assert list(differences({"id": "1", "user": {}}, theirs, "it")) == [
        "it.id is string, not number",
        "it.user.login is missing",
    ]
    assert list(differences({"id": 1, "user": None}, theirs, "it")) == []


def test_nodes_have_only_fields_of_githubs_schema() -> None:
    import tests.github.standin.nodes as people
    import tests.github.standin.nodes_event as events
    import tests.github.standin.nodes_issue as issues
    import tests.github.standin.nodes_repository as repositories
    from tests.github.standin.timeline import KINDS

    if not SCHEMA_FILE.exists():
        pytest.skip("GitHub's GraphQL schema is not installed: npm ci")
    classes: list[tuple[str, type]] = [
        (one.typename, one)
        for module in (people, issues, repositories)
        for one in vars(module).values()
        if isinstance(one, type) and hasattr(one, "typename")
    ]
    classes += [(KINDS[kind][0], one) for kind, one in events.CLASSES.items()]
    assert len(classes) > 20
    for typename, one in classes:
        known = {snake(name): field for name, field in schema().type_map[typename].fields.items()}
        made = {name for name in dir(one) if not name.startswith("_")} - {"typename"}
        assert made <= known.keys(), f"{typename} has no {sorted(made - known.keys())}"
        for name in filter(lambda name: inspect.isfunction(getattr(one, name)), made):
            taken = set(inspect.signature(getattr(one, name)).parameters) - {"self", "asked"}
            there = {snake(argument) for argument in known[name].args}
            assert taken <= there, f"{typename}.{name} takes no {sorted(taken - there)}"
