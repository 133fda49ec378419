"""What every request passes: who asks, whether they still may, and whether anything changed since they asked."""

import base64
import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from .answering import Answer, Call, Listing, Problem, page
from .bare import Conflict
from .budget import ANONYMOUS, headers, shape
from .ground import Impossible, NotAllowed
from .look import Look
from .routes import Handler
from .state import Account, Token

if TYPE_CHECKING:
    from .acts import StandIn

VERSIONS = ("2022-11-28", "2026-03-10")


@dataclass(frozen=True, slots=True)
class Who:
    """name: of the budget. jwt: what an App signed, unchecked as yet."""

    name: str
    account: Account | None = None
    token: Token | None = None
    jwt: str = ""

    @property
    def limit(self) -> int:
        return self.token.limit if self.token else ANONYMOUS


def who_asks(github: "StandIn", given: Mapping[str, str]) -> Who:
    """By `Authorization: Bearer …`, `token …` or `Basic …`. Raises Problem for credentials that are none."""
    kind, _, secret = given.get("authorization", "").partition(" ")
    if not secret:
        return Who("")
    if kind.lower() == "basic":
        user, _, secret = base64.b64decode(secret).decode().partition(":")
        secret = secret or user
    if secret.count(".") == 2 and secret.startswith("ey"):
        return Who("app", jwt=secret)
    token = github.state.tokens.get(secret)
    if token is None or (token.expires and token.expires <= github.real_time()):
        raise Problem(401, "Bad credentials")
    return Who(secret, github.state.accounts[token.account], token)


def answer(
    github: "StandIn", handler: Handler, look: Look, path: str, params: Mapping[str, Any], query: Mapping[str, str],
    given: Mapping[str, str], body: bytes,
) -> Answer:  # fmt: skip
    """Everything but the transport. Its body is bytes."""
    who = Who("")
    try:
        who = _admitted(github, given, path)
        resource = "graphql" if path == "/graphql" else "core"
        window = github.budget.window(who.name, resource, who.limit)
        if window.remaining < 1 and path != "/rate_limit":
            found = _exhausted(who, resource)
        else:
            call = Call(github, look, path, params, dict(query), _parsed(body), who.account, who.token, who.jwt)
            found = page_or_answer(call, handler)
    except Problem as problem:
        found = _problem(problem)
    except Conflict:
        found = _problem(Problem(404, "Not Found"))
    except Impossible as impossible:
        found = _problem(Problem(403 if isinstance(impossible, NotAllowed) else 422, str(impossible)))
    return _sealed(github, who, path, found, given)


def _admitted(github: "StandIn", given: Mapping[str, str], path: str) -> Who:
    if not given.get("user-agent"):
        raise Problem(
            403, "Request forbidden by administrative rules. Please make sure your request has a User-Agent header"
        )
    version = given.get("x-github-api-version", VERSIONS[0])
    if version not in VERSIONS:
        raise Problem(400, f"The version {version} of the API does not exist")
    return who_asks(github, given)


def page_or_answer(call: Call, handler: Handler) -> Answer:
    found = handler(call)
    if isinstance(found, Listing):
        return page(call, found)
    return found if isinstance(found, Answer) else Answer(200, found)


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(body) if body else None
    except ValueError:
        raise Problem(400, "Problems parsing JSON") from None


def _problem(problem: Problem) -> Answer:
    return Answer(problem.status, problem.body, problem.headers)


def _exhausted(who: Who, resource: str) -> Answer:
    """GraphQL says so in an answer that looks successful."""
    whose = f"user ID {who.account.id}" if who.account else "127.0.0.1"
    if resource == "graphql":
        said = f"API rate limit already exceeded for {whose}."
        return Answer(200, {"errors": [{"type": "RATE_LIMITED", "message": said}]})
    return _problem(Problem(403, f"API rate limit exceeded for {whose}."))


def _sealed(github: "StandIn", who: Who, path: str, found: Answer, given: Mapping[str, str]) -> Answer:
    """With its headers, its ETag, and its cost: a 304 to somebody who is known costs nothing."""
    content = b"" if found.body is None else json.dumps(found.body, separators=(",", ":")).encode()
    tag = f'W/"{hashlib.sha256(content).hexdigest()}"'
    graphql, status = path == "/graphql", found.status
    if status == 200 and not graphql and tag in given.get("if-none-match", ""):
        status, content = 304, b""
    resource = "graphql" if graphql else "core"
    window = github.budget.window(who.name, resource, who.limit)
    if path != "/rate_limit" and not (status == 304 and who.account) and status != 401:
        window.used += int(found.headers.pop("cost", "1"))
    github.budget.count(who.name, "unchanged" if status == 304 else "graphql" if graphql else "rest")
    sent = {
        "Content-Type": "application/json; charset=utf-8",
        "Cache-Control": "private, max-age=60, s-maxage=60",
        "Vary": "Accept, Authorization, Cookie, X-GitHub-OTP,Accept-Encoding, Accept, X-Requested-With",
        "X-GitHub-Media-Type": "github.v3; format=json",
        "X-GitHub-Api-Version-Selected": given.get("x-github-api-version", VERSIONS[0]),
        **headers(resource, window),
        **found.headers,
    }
    if found.status == 200 and not graphql:
        sent["ETag"] = tag
    return Answer(status, content, sent)


def rate_limit(call: Call) -> Any:
    """`GET /rate_limit`, which costs nothing."""
    name = next((text for text, one in call.github.state.tokens.items() if one is call.token), "")
    limit = call.token.limit if call.token else ANONYMOUS
    resources = {one: shape(call.github.budget.window(name, one, limit)) for one in ("core", "graphql")}
    return {"resources": resources, "rate": resources["core"]}
