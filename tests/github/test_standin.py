"""The stand-in for GitHub answers as GitHub's documentation says."""

import hashlib
import hmac
import json
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from tests.github.standin import StandIn, running
from tests.github.standin.graphql import SCHEMA_FILE
from tests.github.standin.ground import Impossible
from tests.github.standin.issues import closing_numbers

NAME = "maintainer/project"
MINE = '{ repository(owner: "maintainer", name: "project") { %s } }'
NOW = 1_790_000_000
needs_schema = pytest.mark.skipif(not SCHEMA_FILE.exists(), reason="GitHub's GraphQL schema is not installed: npm ci")


@dataclass(frozen=True)
class Said:
    status: int
    headers: dict[str, str]
    body: Any


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: Any) -> None:
        return None


_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}), _NoRedirect())


def ask(url: str, token: str = "", data: Any = None, method: str | None = None, **headers: str) -> Said:
    """Headers of the answer by their names in small letters."""
    given = {"User-Agent": "test", **{name.replace("_", "-"): value for name, value in headers.items()}}
    if token:
        given["Authorization"] = f"Bearer {token}"
    body = None if data is None else json.dumps(data).encode()
    try:
        with _OPENER.open(urllib.request.Request(url, body, given, method=method)) as answer:
            text, status, found = answer.read(), answer.status, answer.headers
    except urllib.error.HTTPError as error:
        text, status, found = error.read(), error.code, error.headers
    return Said(status, {name.lower(): value for name, value in found.items()}, json.loads(text) if text else None)


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    with running(tmp_path_factory.mktemp("github")) as github:
        github.set_time(NOW)
        github.repository(NAME, {"README.md": "One\n"}, {"co_maintainer": "write"})
        github.account("contributor")
        github.snapshot()
        yield github


@pytest.fixture
def github(served: StandIn) -> StandIn:
    """As it was begun: one repository, with one git commit."""
    served.set_time(NOW)
    served.webhooks()
    served.reset()
    return served


def git(*arguments: str, cwd: Path | None = None) -> str:
    done = subprocess.run(["git", *arguments], cwd=cwd, capture_output=True, text=True, check=True)
    return done.stdout.strip()


# -- what people do ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("fork", [False, True])
@pytest.mark.parametrize("method", ["merge", "squash", "rebase"])
def test_a_work_is_merged_with_git(github: StandIn, method: str, fork: bool) -> None:
    work = github.make_work(NAME, "contributor", "maintainer", method=method, fork=fork)
    repository = github.repository_of(NAME)
    bare = github.bare(repository)
    assert (work.issue, work.pull) == (1, 2)
    assert bare.refs()["refs/heads/main"] == work.merge
    assert bare.refs()["refs/pull/2/head"] == work.head
    assert bare.is_ancestor(work.head, work.merge) is (method == "merge")
    assert bare.file(work.merge, "work-1-1.txt") == b"Make it better\n"
    assert len(bare.read(work.merge).parents) == (2 if method == "merge" else 1)
    issue, pull = repository.issues[1], repository.issues[2]
    assert (issue.state, issue.state_reason, pull.state) == ("closed", "completed", "closed")
    assert [one.kind for one in repository.activity if one.ref == "refs/heads/main"] == ["branch_creation", "pr_merge"]


def test_what_does_not_fit_together_is_not_merged(github: StandIn) -> None:
    files: dict[str, str | None] = {"README.md": "Two\n"}
    first = github.make_work(NAME, "contributor", "maintainer", files=files, merge=False)
    github.push(NAME, "main", "maintainer", {"README.md": "Three\n"})
    with pytest.raises(Impossible, match=r"^Pull Request is not mergeable$"):
        github.merge(NAME, first.pull, "maintainer")


def test_who_may_not_write_merges_nothing(github: StandIn) -> None:
    work = github.make_work(NAME, "contributor", "maintainer", merge=False)
    with pytest.raises(Impossible, match=r"^contributor lacks write permission for maintainer/project$"):
        github.merge(NAME, work.pull, "contributor")


def test_a_push_that_holds_a_head_merges_it(github: StandIn) -> None:
    work = github.make_work(NAME, "contributor", "maintainer", merge=False)
    github.force_push(NAME, "main", "co_maintainer", work.head)
    pull = github.repository_of(NAME).issues[work.pull].pull
    assert pull is not None
    assert (pull.merge, pull.method, pull.merged_by) == (work.head, "indirect", github.account_of("co_maintainer").id)


def test_a_revert_takes_the_change_back(github: StandIn) -> None:
    for method in ("merge", "squash", "rebase"):
        work = github.make_work(NAME, "contributor", "maintainer", method=method)
        oid = github.revert(NAME, work.pull, "maintainer")
        bare = github.bare(github.repository_of(NAME))
        assert bare.run("ls-tree", "--name-only", oid) == "README.md"
        assert f"This reverts commit {work.merge}" in bare.read(oid).message


def test_a_force_push_of_a_head_is_told_and_moves_the_pull_request(github: StandIn) -> None:
    work = github.make_work(NAME, "contributor", "maintainer", merge=False)
    begun = github.head(NAME)
    other = github.push(NAME, "work-1-1", "contributor", {"other.txt": "Other\n"}, parent=begun)
    repository = github.repository_of(NAME)
    issue = repository.issues[work.pull]
    assert issue.pull is not None
    assert (issue.pull.head, issue.pull.commits) == (other, [other])
    assert issue.events[-1].facts == {"before": work.head, "after": other}
    assert repository.activity[-1].kind == "force_push"
    assert repository.refs["refs/pull/2/head"] == other


def test_a_retargeted_pull_request_says_from_where_to_where(github: StandIn) -> None:
    github.push(NAME, "next", "maintainer", {"next.txt": "Next\n"})
    work = github.make_work(NAME, "contributor", "maintainer", merge=False)
    github.retarget(NAME, work.pull, "maintainer", "next")
    issue = github.repository_of(NAME).issues[work.pull]
    assert issue.pull is not None
    assert issue.pull.base_ref == "next"
    assert issue.events[-1].facts == {"was": "main", "now": "next"}
    github.merge(NAME, work.pull, "maintainer")
    assert github.repository_of(NAME).issues[work.issue].state == "open"  # not the default branch


def test_a_transferred_issue_has_another_number_and_id(github: StandIn) -> None:
    github.repository("maintainer/other", {"README.md": "Other\n"})
    github.issue("maintainer/other", "maintainer", "First")
    number = github.issue(NAME, "maintainer", "Wander")
    before = github.repository_of(NAME).issues[number].id
    assert github.transfer_issue(NAME, number, "maintainer", "maintainer/other") == 2
    assert github.repository_of("maintainer/other").issues[2].id != before
    said = ask(f"{github.url}/repos/{NAME}/issues/{number}")
    assert said.status == 301
    assert ask(said.headers["location"]).body["title"] == "Wander"


def test_a_snapshot_brings_everything_back(github: StandIn) -> None:
    before = github.head(NAME)
    first = github.make_work(NAME, "contributor", "maintainer")
    assert github.head(NAME) != before
    github.reset()
    assert github.bare(github.repository_of(NAME)).refs() == {"refs/heads/main": before}
    assert github.make_work(NAME, "contributor", "maintainer") == first  # the same ids, by a clock that stands still


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("Closes #7", [7]),
        ("fixes: #7, resolves #8 and closed GH-9", [7, 8, 9]),
        ("See #7", []),
        ("encloses #7", []),
        ("closes #7, #8", [7]),
    ],
)
def test_closing_keywords(text: str, numbers: list[int]) -> None:
    assert closing_numbers(text) == numbers


# -- REST -------------------------------------------------------------------------------------------------------------


def test_an_unchanged_answer_is_free_for_somebody_known(github: StandIn) -> None:
    token, url = github.token("reader"), f"{github.url}/repos/{NAME}"
    first = ask(url, token)
    assert (first.status, first.headers["x-ratelimit-remaining"]) == (200, "4999")
    again = ask(url, token, If_None_Match=first.headers["etag"])
    assert (again.status, again.body, again.headers["x-ratelimit-remaining"]) == (304, None, "4999")
    github.advance(1)
    github.make_work(NAME, "contributor", "maintainer")
    changed = ask(url, token, If_None_Match=first.headers["etag"])
    assert (changed.status, changed.headers["x-ratelimit-remaining"]) == (200, "4998")
    assert github.requests()[token] == {"rest": 2, "graphql": 0, "unchanged": 1}


def test_nothing_is_answered_beyond_the_budget(github: StandIn) -> None:
    token = github.token("reader")
    github.limit(token, 1)
    assert ask(f"{github.url}/repos/{NAME}", token).status == 200
    refused = ask(f"{github.url}/repos/{NAME}", token)
    assert (refused.status, refused.headers["x-ratelimit-remaining"]) == (403, "0")
    assert refused.body["message"] == f"API rate limit exceeded for user ID {github.account_of('reader').id}."
    assert ask(f"{github.url}/rate_limit", token).body["rate"]["remaining"] == 0


def test_pages_are_linked(github: StandIn) -> None:
    for number in range(5):
        github.issue(NAME, "maintainer", f"Issue {number}")
    number = github.repository_of(NAME).id
    link = ask(f"{github.url}/repos/{NAME}/issues?per_page=2&page=2").headers["link"]
    mine = f"{github.url}/repositories/{number}/issues?per_page=2&page="
    assert link == f'<{mine}1>; rel="prev", <{mine}3>; rel="next", <{mine}3>; rel="last", <{mine}1>; rel="first"'
    assert [one["title"] for one in ask(f"{mine}3").body] == ["Issue 0"]
    assert "link" not in ask(f"{github.url}/repos/{NAME}/issues").headers


def test_activity_has_cursors(github: StandIn) -> None:
    for number in range(3):
        github.push(NAME, "main", "maintainer", {"README.md": f"{number}\n"})
    url = f"{github.url}/repos/{NAME}/activity?per_page=2&direction=asc"
    first = ask(url)
    assert [one["activity_type"] for one in first.body] == ["branch_creation", "push"]
    after = first.headers["link"].split(">; rel=")[0].removeprefix("<")
    second = ask(after)
    assert [one["activity_type"] for one in second.body] == ["push", "push"]
    assert 'rel="prev"' in second.headers["link"]
    assert 'rel="next"' not in second.headers["link"]
    assert {one["id"] for one in first.body}.isdisjoint(one["id"] for one in second.body)


def test_since_finds_what_changed_since(github: StandIn) -> None:
    github.issue(NAME, "maintainer", "Old")
    github.advance(60)
    work = github.make_work(NAME, "contributor", "maintainer")
    said = ask(f"{github.url}/repos/{NAME}/issues?state=all&sort=updated&direction=asc&since=2026-09-21T14:14:20Z")
    assert [one["number"] for one in said.body] == [work.issue, work.pull]
    assert "pull_request" in said.body[1]


@pytest.mark.parametrize(
    ("path", "token", "status", "message"),
    [
        ("/repos/maintainer/nothing", "", 404, "Not Found"),
        (f"/repos/{NAME}/pulls/99", "", 404, "Not Found"),
        (f"/repos/{NAME}", "wrong", 401, "Bad credentials"),
        ("/user", "", 401, "Requires authentication"),
        ("/app", "", 401, "A JSON web token could not be decoded"),
        ("/markdown", "", 501, "The stand-in does not implement GET /markdown"),
    ],
)
def test_refusals_are_githubs(github: StandIn, path: str, token: str, status: int, message: str) -> None:
    said = ask(github.url + path, token)
    assert (said.status, said.body["message"], said.body["status"]) == (status, message, str(status))


def test_a_renamed_repository_leads_on_until_its_name_is_taken(github: StandIn) -> None:
    number = github.repository_of(NAME).id
    github.rename_repository(NAME, "renamed")
    said = ask(f"{github.url}/repos/{NAME}/pulls?state=all")
    assert (said.status, said.headers["location"]) == (301, f"{github.url}/repositories/{number}/pulls?state=all")
    assert ask(f"{github.url}/repositories/{number}").body["full_name"] == "maintainer/renamed"
    github.repository(NAME, {"README.md": "Another\n"})
    assert ask(f"{github.url}/repos/{NAME}").body["id"] != number


def test_a_deleted_account_becomes_the_ghost(github: StandIn) -> None:
    work = github.make_work(NAME, "contributor", "maintainer", fork=True)
    gist = github.gist("contributor", {"praxis.json": "{}"})
    github.delete_account("contributor")
    pull = ask(f"{github.url}/repos/{NAME}/pulls/{work.pull}").body
    assert (pull["user"]["login"], pull["user"]["id"], pull["head"]["repo"]) == ("ghost", 10137, None)
    assert ask(f"{github.url}/gists/{gist}").status == 404
    assert ask(f"{github.url}/users/contributor").status == 404


def test_a_gist_keeps_its_revisions(github: StandIn) -> None:
    gist = github.gist("contributor", {"praxis.json": "one"})
    github.advance(60)
    second = github.edit_gist(gist, {"praxis.json": "two"})
    said = ask(f"{github.url}/gists/{gist}").body
    assert said["history"][0]["version"] == second
    assert said["files"]["praxis.json"]["content"] == "two"
    first = ask(f"{github.url}/gists/{gist}/{said['history'][1]['version']}").body
    assert first["files"]["praxis.json"]["content"] == "one"
    github.gist("contributor", {"hidden.txt": "x"}, public=False)
    listed = ask(f"{github.url}/users/contributor/gists").body
    assert [one["id"] for one in listed] == [gist]
    assert "content" not in listed[0]["files"]["praxis.json"]


def test_a_comment_is_written_and_edited_by_its_author(github: StandIn) -> None:
    token, number = github.token("robot"), github.issue(NAME, "maintainer", "Talk")
    said = ask(f"{github.url}/repos/{NAME}/issues/{number}/comments", token, {"body": "One"})
    assert (said.status, said.body["user"]["login"], said.body["body"]) == (201, "robot", "One")
    github.advance(5)
    edited = ask(said.body["url"], token, {"body": "Two"}, "PATCH")
    assert (edited.status, edited.body["body"], edited.body["updated_at"]) == (200, "Two", "2026-09-21T14:13:25Z")
    refused = ask(said.body["url"], github.token("stranger"), {"body": "Three"}, "PATCH")
    assert refused.status == 403


def test_an_enterprise_server_answers_below_its_prefix(github: StandIn) -> None:
    said = ask(f"{github.url}/api/v3/repos/{NAME}")
    assert said.body["url"] == f"{github.url}/api/v3/repos/{NAME}"
    assert said.body["clone_url"] == f"{github.url}/{NAME}.git"


def test_an_app_gets_a_token_for_its_installation(github: StandIn) -> None:
    import jwt
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    public = key.public_key().public_bytes(serialization.Encoding.PEM, serialization.PublicFormat.SubjectPublicKeyInfo)
    app = github.app("praxis", public.decode())
    installation = github.install(app, NAME)
    now = github.real_time()
    signed = jwt.encode({"iat": now, "exp": now + 540, "iss": str(app)}, key, "RS256")
    assert ask(f"{github.url}/repos/{NAME}/installation", signed).body["id"] == installation
    granted = ask(f"{github.url}/app/installations/{installation}/access_tokens", signed, {})
    assert granted.status == 201
    assert ask(f"{github.url}/installation/repositories", granted.body["token"]).body["total_count"] == 1
    other = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    forged = jwt.encode({"iat": now, "exp": now + 540, "iss": str(app)}, other, "RS256")
    assert ask(f"{github.url}/app", forged).status == 401


# -- GraphQL ----------------------------------------------------------------------------------------------------------


def query(github: StandIn, text: str, **variables: Any) -> Said:
    return ask(f"{github.url}/graphql", github.token("reader"), {"query": text, "variables": variables})


@needs_schema
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


@needs_schema
def test_an_event_is_called_the_same_by_rest_and_graphql(github: StandIn) -> None:
    number = github.issue(NAME, "maintainer", "Label me")
    github.label(NAME, number, "maintainer", "bug")
    rest = ask(f"{github.url}/repos/{NAME}/issues/{number}/events").body
    text = """{ repository(owner: "maintainer", name: "project") { issue(number: 1) {
      timelineItems(first: 5) { nodes { ... on LabeledEvent { id label { name } } } } } } }"""
    nodes = query(github, text).body["data"]["repository"]["issue"]["timelineItems"]["nodes"]
    assert nodes == [{"id": rest[0]["node_id"], "label": {"name": "bug"}}]


@needs_schema
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


@needs_schema
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


@needs_schema
def test_graphql_wants_to_know_who_asks(github: StandIn) -> None:
    assert ask(f"{github.url}/graphql", "", {"query": "{ viewer { login } }"}).status == 401


# -- git, webhooks, and the harness's own address ---------------------------------------------------------------------


def test_git_clones_and_pushes_over_http(github: StandIn, tmp_path: Path) -> None:
    work = github.make_work(NAME, "contributor", "maintainer", merge=False)
    url = f"{github.url}/{NAME}.git"
    git("clone", "-q", "--mirror", url, str(tmp_path / "mirror"))
    assert git("rev-parse", "refs/pull/2/head", cwd=tmp_path / "mirror") == work.head
    git("clone", "-q", url, str(tmp_path / "clone"))
    identity = ("-c", "user.name=Maintainer", "-c", "user.email=maintainer@example.org")
    git(*identity, "commit", "-q", "--allow-empty", "-m", "Push", cwd=tmp_path / "clone")
    with_token = url.replace("://", f"://x:{github.token('maintainer')}@")
    git("push", "-q", with_token, "HEAD:main", cwd=tmp_path / "clone")
    assert github.head(NAME) == git("rev-parse", "HEAD", cwd=tmp_path / "clone")
    last = github.repository_of(NAME).activity[-1]
    assert (last.kind, last.by, last.after) == ("push", github.account_of("maintainer").id, github.head(NAME))
    refused = subprocess.run(
        ["git", "push", "-q", url.replace("://", f"://x:{github.token('stranger')}@"), "HEAD:refs/heads/other"],
        cwd=tmp_path / "clone", capture_output=True, check=False,
    )  # fmt: skip
    assert refused.returncode != 0
    assert "refs/heads/other" not in github.bare(github.repository_of(NAME)).refs()


@pytest.fixture
def inbox() -> Iterator[tuple[str, list[tuple[dict[str, str], bytes]]]]:
    """A URL, and the (headers, body) that came there."""
    came: list[tuple[dict[str, str], bytes]] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            came.append(
                (
                    {name.lower(): value for name, value in self.headers.items()},
                    self.rfile.read(int(self.headers["Content-Length"])),
                )
            )
            self.send_response(202)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            return None

    server = HTTPServer(("127.0.0.1", 0), Receiver)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/webhook", came
    server.shutdown()
    thread.join()
    server.server_close()


def test_deliveries_are_signed_and_delivered_again_under_the_same_id(
    github: StandIn, inbox: tuple[str, list[tuple[dict[str, str], bytes]]]
) -> None:
    url, came = inbox
    hook = github.hook(NAME, url, "a test's secret", ["issues"])
    github.issue(NAME, "maintainer", "Told")
    assert github.settle()
    assert [headers["x-github-event"] for headers, _ in came] == ["ping", "issues"]
    headers, body = came[1]
    signed = "sha256=" + hmac.new(b"a test's secret", body, hashlib.sha256).hexdigest()
    assert (headers["x-hub-signature-256"], headers["x-github-hook-id"]) == (signed, str(hook))
    assert json.loads(body)["issue"]["title"] == "Told"
    delivered = github.deliveries()[-1]
    assert (delivered["status"], delivered["guid"]) == (202, headers["x-github-delivery"])
    github.redeliver(delivered["id"])
    assert github.settle()
    assert came[2][0]["x-github-delivery"] == headers["x-github-delivery"]
    assert came[2][1] == body


def test_deliveries_are_lost_or_doubled_where_told_so(
    github: StandIn, inbox: tuple[str, list[tuple[dict[str, str], bytes]]]
) -> None:
    url, came = inbox
    github.webhooks(copies=0)
    github.hook(NAME, url, "a test's secret")
    github.issue(NAME, "maintainer", "Lost")
    github.webhooks(copies=2)
    github.issue(NAME, "maintainer", "Doubled")
    assert github.settle()
    assert [json.loads(body)["issue"]["title"] for _, body in came] == ["Doubled", "Doubled"]
    assert [one["status"] for one in github.deliveries()] == [0, 0, 202]


def test_a_harness_acts_over_http(github: StandIn) -> None:
    def act(verb: str, **arguments: Any) -> Said:
        return ask(f"{github.url}/_standin/{verb}", data=arguments)

    work = act("make_work", name=NAME, contributor="contributor", maintainer="maintainer").body["result"]
    assert work["merge"] == github.head(NAME)
    assert act("merge", name=NAME, number=work["pull"], by="maintainer").body == {
        "error": "merge: Pull Request is not mergeable"
    }
    assert act("merge", nome=NAME).status == 400
    assert act("nothing").status == 404
    assert act("reset", name="begun").status == 200
    assert github.repository_of(NAME).issues == {}
