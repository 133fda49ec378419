"""The stand-in for GitHub answers REST as its documentation says."""

import pytest

from tests.github.asking import NAME, ask
from tests.github.standin import StandIn


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
