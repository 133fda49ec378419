"""One session: what it sends, what it keeps, how long it is patient, and the one sentence when it gives up."""

import asyncio
import json
from typing import Any

import httpx2
import pytest

from praxis_chain.core.errors import NetworkFailed, NotThere, PraxisError, WrongInput
from praxis_chain.forges.github.client import GitHubSession
from praxis_chain.forges.github.comments import write_comment
from praxis_chain.forges.github.kept import Recent
from praxis_chain.forges.github.limits import Patience, Remaining
from praxis_chain.forges.github.models import RestRepository
from tests.github.canned import AT_ONCE, START, Canned, told

HELLO = {"id": 7, "node_id": "R_7", "full_name": "octo/hello", "default_branch": "main"}
FOUND = RestRepository(id=7, node_id="R_7", full_name="octo/hello", default_branch="main")
_GARBLED = "GitHub's answer about answer makes no sense: its errors are not as GitHub writes them."
LEFT = {"x_ratelimit_limit": "5000", "x_ratelimit_reset": "1700000090"}


def read(github: Canned, **given: Any) -> RestRepository:
    """The repository 7, as one session reads it."""

    async def ask() -> RestRepository:
        async with github.session(**given) as session:
            found: RestRepository = await session.read("/repositories/7", RestRepository, "repository 7")
            return found

    return asyncio.run(ask())


def refused(github: Canned, error: type[PraxisError] = NetworkFailed, **given: Any) -> str:
    with pytest.raises(error) as raised:
        read(github, **given)
    assert type(raised.value) is error or error is NetworkFailed
    return str(raised.value)


def test_every_request_pins_the_version_and_says_who_asks() -> None:
    github = Canned({"/repositories/7": [told(HELLO)]})
    assert read(github) == FOUND
    (request,) = github.asked
    assert str(request.url) == "https://api.github.com/repositories/7"
    assert request.headers["x-github-api-version"] == "2022-11-28"
    assert request.headers["x-github-next-global-id"] == "1"
    assert request.headers["accept"] == "application/vnd.github+json"
    assert request.headers["authorization"] == "token a-token"
    assert request.headers["user-agent"] == "praxis-chain"


@pytest.mark.parametrize(
    ("base_url", "host", "rest", "graphql"),
    [
        ("https://api.github.com", "github", "https://api.github.com/x", "https://api.github.com/graphql"),
        ("https://ghe.example.org/api/v3/", "ghe.example.org",
         "https://ghe.example.org/api/v3/x", "https://ghe.example.org/api/graphql"),
        ("http://127.0.0.1:8080", "127.0.0.1:8080", "http://127.0.0.1:8080/x", "http://127.0.0.1:8080/graphql"),
    ],
)  # fmt: skip
def test_an_enterprise_server_has_its_own_addresses(base_url: str, host: str, rest: str, graphql: str) -> None:
    everything = Canned({"/x": [told(1)], "/api/v3/x": [told(1)], "/graphql": [told({"data": 2})],
                         "/api/graphql": [told({"data": 2})]})  # fmt: skip

    async def ask() -> tuple[Any, Any, str]:
        async with everything.session(base_url) as session:
            return await session.read("/x", int, "x"), await session.query("{x}", {}, int, "x"), session.host

    assert asyncio.run(ask()) == (1, 2, host)
    assert [str(request.url) for request in everything.asked] == [rest, graphql]


@pytest.mark.parametrize(
    "base_url",
    [
        "http://ghe.example.org/api/v3",
        "ftp://127.0.0.1",
        "api.github.com",
        "https://me:secret@ghe.example.org",
        "https://",
    ],
)
def test_only_https_leaves_this_machine(base_url: str) -> None:
    with pytest.raises(WrongInput, match=r"^That is no address of GitHub's API: give https://api\.github\.com or "):
        Canned({}).session(base_url)


def test_what_has_not_changed_is_not_sent_again() -> None:
    def unchanged(request: httpx2.Request) -> httpx2.Response:
        assert request.headers["if-none-match"] == 'W/"one"'
        return httpx2.Response(304)

    github = Canned({"/repositories/7": [told(HELLO, etag='W/"one"'), unchanged]})
    kept = Recent()
    assert read(github, cache=kept) == FOUND
    assert read(github, cache=kept) == FOUND
    assert json.loads(json.dumps(dict(kept))) == {
        "https://api.github.com/repositories/7": ['W/"one"', None, HELLO, None]
    }


def test_only_the_answers_used_last_are_kept() -> None:
    one = (None, None, ["x"] * 50, None)
    kept = Recent(most=80)  # two of them
    kept["a"], kept["b"] = one, one
    assert kept["a"] == one
    kept["c"] = kept["c"] = one
    assert list(kept) == ["a", "c"]
    kept["d"] = (None, None, list(range(200)), None)
    assert list(kept) == []
    kept["a"], kept["b"] = one, one
    del kept["a"]
    kept["c"] = one
    assert (list(kept), len(kept), "a" in kept) == (["b", "c"], 2, False)


def test_pages_are_read_to_the_end() -> None:
    there = '<https://api.github.com/items?page=2>; rel="next", <https://api.github.com/items?page=2>; rel="last"'
    github = Canned({"/items": [told([1, 2], link=there)], "/items?page=2": [told([3])]})

    async def ask() -> tuple[list[int], list[int]]:
        async with github.session() as session:
            everything = await session.read_pages("/items", int, "items")
            return everything, await session.read_pages("/items", int, "items", until=lambda item: item == 1)

    assert asyncio.run(ask()) == ([1, 2, 3], [1, 2])
    assert len(github.asked) == 3


def test_pages_that_lead_in_a_circle_are_left() -> None:
    github = Canned({"/items": [told([1], link='<https://api.github.com/items>; rel="next"')]})

    async def ask() -> None:
        async with github.session() as session:
            await session.read_pages("/items", int, "items")

    with pytest.raises(NetworkFailed, match=r"^GitHub's pages of items lead in a circle\.$"):
        asyncio.run(ask())
    assert len(github.asked) == 2


def test_a_link_to_elsewhere_gets_no_token() -> None:
    github = Canned({"/items": [told([1], link='<https://evil.example.org/items>; rel="next"')]})

    async def ask() -> None:
        async with github.session() as session:
            await session.read_pages("/items", int, "items")

    with pytest.raises(NetworkFailed, match=r"^GitHub's answer leads away from https://api\.github\.com: "):
        asyncio.run(ask())
    assert [str(request.url) for request in github.asked] == ["https://api.github.com/items"]


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (told({"message": "Server Error"}, 500), "GitHub failed when asked about repository 7: Server Error (500)."),
        (httpx2.Response(502, text="<html>"), "GitHub failed when asked about repository 7 (502)."),
        (httpx2.Response(599), "GitHub failed when asked about repository 7 (599)."),
        (httpx2.ReadTimeout("slow"), "GitHub did not answer in time about repository 7."),
        (httpx2.ConnectError("no"), "GitHub could not be reached about repository 7: ConnectError."),
        (httpx2.Response(200, text="<html>"), "GitHub's answer about repository 7 makes no sense: it is not JSON."),
        (
            httpx2.Response(200, text='{"id": 7', headers={"content-type": "application/json"}),
            "GitHub's answer about repository 7 makes no sense: it is not JSON.",
        ),
        (told({"id": 7}), "GitHub's answer about repository 7 makes no sense: 'full_name' is missing."),
        (told([]), "GitHub's answer about repository 7 makes no sense: in '', input should be a valid dictionary"),
        (httpx2.Response(304), "GitHub's answer about repository 7 makes no sense: it says that nothing has changed, "),
    ],
)
def test_what_may_pass_is_tried_again_and_then_said(answer: Any, sentence: str) -> None:
    github = Canned({"/repositories/7": [answer, answer, told(HELLO)]})
    assert read(github) == FOUND
    github = Canned({"/repositories/7": [answer]})
    assert refused(github).startswith(sentence)
    assert len(github.asked) == AT_ONCE.attempts
    assert github.pauses == []


@pytest.mark.parametrize(
    ("answer", "error", "sentence"),
    [
        (told({}, 404), NotThere, "GitHub has no repository 7, or does not show it with these credentials."),
        (told({}, 410), NotThere, "GitHub has no repository 7, or does not show it with these credentials."),
        (told({"message": "Bad credentials"}, 401), WrongInput, "GitHub refuses these credentials: Bad credentials."),
        (told({"message": "Resource not accessible by personal access token"}, 403), NetworkFailed,
         "GitHub refused to tell about repository 7: Resource not accessible by personal access token (403)."),
        (told({"message": "No\x1b[2J\u202eway" + "!" * 300}, 422), NetworkFailed,
         "GitHub refused to tell about repository 7: No [2J way" + "!" * 190 + " (422)."),
    ],
)  # fmt: skip
def test_what_will_not_pass_is_said_at_once(answer: Any, error: type[PraxisError], sentence: str) -> None:
    github = Canned({"/repositories/7": [answer]})
    assert refused(github, error) == sentence
    assert len(github.asked) == 1


@pytest.mark.parametrize(
    ("refusal", "pause"),
    [
        (told({}, 429, retry_after="17", x_ratelimit_remaining="0", **LEFT), 17.0),
        (told({}, 403, x_ratelimit_remaining="0", **LEFT), 90.0),
        (told({}, 403, x_ratelimit_remaining="0", date="Tue, 14 Nov 2023 22:14:00 GMT", **LEFT), 50.0),
        (told({"message": "You have exceeded a secondary rate limit."}, 403, x_ratelimit_remaining="9", **LEFT), 60.0),
        (httpx2.Response(403, text="go away"), 60.0),
        (httpx2.Response(429), 60.0),
    ],
)
def test_a_pause_is_as_long_as_github_says(refusal: httpx2.Response, pause: float) -> None:
    github = Canned({"/repositories/7": [refusal, told(HELLO)]})
    assert read(github) == FOUND
    assert github.pauses == [pause]


def test_a_pause_holds_for_every_request_of_the_session() -> None:
    github = Canned({"/a": [told({}, 429, retry_after="17")], "/b": [told(1)], "/graphql": [told({"data": 1})]})

    async def ask() -> None:
        async with github.session(patience=Patience(attempts=1)) as session:
            with pytest.raises(NetworkFailed, match="it was asked too often"):
                await session.read("/a", int, "a")
            assert await session.read("/b", int, "b") == 1
            assert await session.query("{x}", {}, int, "x") == 1
            assert session.counts.waited == 17.0

    asyncio.run(ask())
    assert github.pauses == [17.0]


def test_a_used_up_hour_of_one_resource_leaves_the_other_open() -> None:
    used_up = told({}, 403, x_ratelimit_remaining="0", **LEFT)
    github = Canned({"/a": [used_up], "/graphql": [told({"data": 1})]})

    async def ask() -> None:
        async with github.session(patience=Patience(attempts=1)) as session:
            with pytest.raises(NetworkFailed):
                await session.read("/a", int, "a")
            assert await session.query("{x}", {}, int, "x") == 1

    asyncio.run(ask())
    assert github.pauses == []


def test_a_pause_that_is_too_long_is_said_and_not_waited_for() -> None:
    github = Canned({"/repositories/7": [told({}, 429, retry_after="1200")]})
    assert refused(github) == "GitHub was asked too often and answers again at 2023-11-14 22:33:20 UTC."
    assert len(github.asked) == 1
    assert github.pauses == []


def test_a_graphql_refusal_is_waited_for_as_well() -> None:
    refusal = told({"errors": [{"type": "RATE_LIMITED", "message": "no"}]}, x_ratelimit_resource="graphql",
                   x_ratelimit_remaining="0", **LEFT)  # fmt: skip
    github = Canned({"/graphql": [refusal, told({"data": {"a": 1}})]})
    assert query(github) == {"a": 1}
    assert github.pauses == [90.0]


@pytest.mark.parametrize(
    ("errors", "error", "sentence", "times"),
    [
        ([{"type": "NOT_FOUND", "message": "Could not resolve"}], NotThere,
         "GitHub has no answer, or does not show it with these credentials.", 1),
        ([{"type": "FORBIDDEN", "message": "SAML."}], NetworkFailed, "GitHub refused to tell about answer: SAML.", 1),
        ([{"message": "Something went wrong"}], NetworkFailed,
         "GitHub failed when asked about answer: Something went wrong.", 3),
        ([{"type": "OTHER", "message": None}], NetworkFailed, "GitHub failed when asked about answer: None.", 3),
        ([], NetworkFailed, _GARBLED, 3),
        ("no", NetworkFailed, _GARBLED, 3),
        ([{}], NetworkFailed, _GARBLED, 3),
    ],
)  # fmt: skip
def test_errors_of_graphql(errors: Any, error: type[PraxisError], sentence: str, times: int) -> None:
    github = Canned({"/graphql": [told({"data": None, "errors": errors})]})
    with pytest.raises(error) as raised:
        query(github)
    assert str(raised.value) == sentence
    assert len(github.asked) == times


@pytest.mark.parametrize(
    "answer", [told({}, 502), told({"message": "x"}, 500), httpx2.Response(200), told({}), told([])]
)
def test_garbage_from_graphql_is_asked_again(answer: httpx2.Response) -> None:
    assert query(Canned({"/graphql": [answer, told({"data": {"a": 1}})]})) == {"a": 1}


def query(github: Canned) -> dict[str, int]:
    async def ask() -> dict[str, int]:
        async with github.session() as session:
            return await session.query("{ answer }", {}, dict[str, int], "answer")

    return asyncio.run(ask())


def test_an_answer_that_makes_no_sense_is_not_kept() -> None:
    kept = Recent()
    github = Canned({"/repositories/7": [told({"id": 7}, etag='"bad"'), told(HELLO, etag='"good"')]})
    assert read(github, cache=kept) == FOUND
    assert "if-none-match" not in github.asked[1].headers
    assert kept["https://api.github.com/repositories/7"][0] == '"good"'


def test_an_endless_answer_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("praxis_chain.forges.github.transport.LARGEST", 40)
    assert refused(Canned({"/repositories/7": [told(HELLO)]})) == (
        "GitHub's answer about repository 7 makes no sense: it is longer than 40 bytes."
    )


def _dashed(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): text for name, text in headers.items()}


def test_requests_are_counted_for_the_metrics() -> None:
    unchanged = httpx2.Response(304, headers={"x-ratelimit-remaining": "4990"} | _dashed(LEFT))
    github = Canned(
        {
            "/repositories/7": [told(HELLO, etag='"1"', x_ratelimit_remaining="4990", **LEFT), unchanged],
            "/graphql": [
                told({}, 502),
                told({"data": 1}, x_ratelimit_resource="graphql", x_ratelimit_remaining="4999", **LEFT),
            ],
        }
    )

    async def ask() -> GitHubSession:
        async with github.session() as session:
            for _ in range(2):
                await session.read("/repositories/7", RestRepository, "it")
            await session.query("{x}", {}, int, "x")
            return session

    session = asyncio.run(ask())
    counts = session.counts
    assert (counts.rest, counts.graphql, counts.not_modified, counts.failed) == (2, 2, 1, 1)
    assert session.spent.requests == {"rest": 2, "graphql": 2, "not_modified": 1, "failed": 1}
    reset = int(START) + 90
    assert session.gate.remaining == {"core": Remaining(5000, 4990, reset), "graphql": Remaining(5000, 4999, reset)}


# -- writing ----------------------------------------------------------------------------------------------------------

COMMENT = {"id": 5, "body": "hello", "created_at": "2026-01-01T00:00:00Z", "updated_at": "2026-01-01T00:00:00Z"}


def written(github: Canned) -> int:
    async def send() -> int:
        async with github.session() as session:
            return (await write_comment(session, 1, 7, "hello")).id

    return asyncio.run(send())


def test_what_is_written_is_sent_as_json() -> None:
    github = Canned({"/repositories/1/issues/7/comments": [told(COMMENT, 201)]})
    assert written(github) == 5
    (request,) = github.asked
    assert (request.method, json.loads(request.content)) == ("POST", {"body": "hello"})
    assert request.headers["authorization"] == "token a-token"


@pytest.mark.parametrize(
    "answer", [told({}, 500), told({}, 502), told({}), httpx2.ReadTimeout("late"), told({"message": "no"}, 403)]
)
def test_what_is_written_is_sent_once_whatever_is_answered(answer: Any) -> None:
    github = Canned({"/repositories/1/issues/7/comments": [answer]})
    with pytest.raises(NetworkFailed):
        written(github)
    assert len(github.asked) == 1


def test_a_pause_that_github_wants_after_writing_holds_for_the_next_request() -> None:
    refusal = told({"message": "secondary rate limit"}, 403, retry_after="7")
    github = Canned({"/repositories/1/issues/7/comments": [refusal, told(COMMENT, 201)]})

    async def send() -> int:
        async with github.session() as session:
            with pytest.raises(NetworkFailed, match="asked too often"):
                await write_comment(session, 1, 7, "hello")
            return (await write_comment(session, 1, 7, "hello")).id

    assert asyncio.run(send()) == 5
    assert github.pauses == [7.0]
