"""REST: accounts, gists, Apps and their installations."""

from typing import Any

import jwt

from .answering import NOT_FOUND, Answer, Call, Listing, Problem
from .ground import Impossible
from .look import stamp
from .routes import at, below_repository
from .shapes_repository import gist_commit, gist_shape, repository_shape, user_shape
from .state import App, Gist

HOUR = 3600


def _account(call: Call, login: str) -> int:
    try:
        return call.github.account_of(login).id
    except Impossible:
        raise Problem(NOT_FOUND, "Not Found") from None


@at("GET", "/users/{login}")
def user(call: Call) -> Any:
    return user_shape(call.look, _account(call, call.params["login"]))


@at("GET", "/user/{id:int}")
def user_by_id(call: Call) -> Any:
    if call.look.somebody(call.params["id"]) is None:
        raise Problem(NOT_FOUND, "Not Found")
    return user_shape(call.look, call.params["id"])


@at("GET", "/user")
def viewer(call: Call) -> Any:
    if call.token and call.token.installation:
        raise Problem(403, "Resource not accessible by integration")
    return user_shape(call.look, call.require_viewer.id)


@at("GET", "/users/{login}/gists")
def gists(call: Call) -> Listing:
    """Public ones, newest first."""
    owner, since = _account(call, call.params["login"]), call.query.get("since", "")
    found = [one for one in call.github.state.gists.values() if one.owner == owner and one.public and not one.deleted]
    found = [one for one in found if stamp(one.versions[-1].at) >= since]
    found.sort(key=lambda one: one.at, reverse=True)
    return Listing(found, lambda one: gist_shape(call.look, one, one.versions[-1], whole=False))


def _gist(call: Call) -> Gist:
    try:
        return call.github.gist_of(call.params["gist"])
    except Impossible:
        raise Problem(NOT_FOUND, "Not Found") from None


@at("GET", "/gists/{gist}")
def gist(call: Call) -> Any:
    found = _gist(call)
    return gist_shape(call.look, found, found.versions[-1])


@at("GET", "/gists/{gist}/commits")
def gist_commits(call: Call) -> Listing:
    found = _gist(call)
    return Listing(found.versions[::-1], lambda one: gist_commit(call.look, found, one))


@at("GET", "/gists/{gist}/{version}")
def gist_version(call: Call) -> Any:
    found = _gist(call)
    for one in found.versions:
        if one.version == call.params["version"]:
            return gist_shape(call.look, found, one)
    raise Problem(NOT_FOUND, "Not Found")


# -- Apps -------------------------------------------------------------------------------------------------------------


def _app(call: Call) -> App:
    """The App that signed the JSON web token. Raises Problem, in GitHub's words."""
    if not call.jwt:
        raise Problem(401, "A JSON web token could not be decoded")
    try:
        said = jwt.decode(call.jwt, options={"verify_signature": False})
        app = call.github.state.apps[int(said["iss"])]
        said = jwt.decode(call.jwt, app.public_key, algorithms=["RS256"], options={"require": ["exp", "iat", "iss"]})
    except jwt.ExpiredSignatureError as error:
        raise Problem(
            401, "'Expiration time' claim ('exp') must be a numeric value representing the future time"
        ) from error
    except (jwt.InvalidTokenError, KeyError, ValueError) as error:
        raise Problem(401, "A JSON web token could not be decoded") from error
    if said["exp"] - said["iat"] > 660:
        raise Problem(401, "'Expiration time' claim ('exp') is too far in the future")
    return app


def _installation_shape(call: Call, number: int) -> dict[str, Any]:
    app, owner = call.github.state.installations[number]
    slug, mine = call.github.state.apps[app].slug, f"{call.look.api}/app/installations/{number}"
    account = call.look.account(owner)
    return {
        "id": number,
        "account": account,
        "repository_selection": "selected",
        "access_tokens_url": f"{mine}/access_tokens",
        "repositories_url": f"{call.look.api}/installation/repositories",
        "html_url": f"{call.look.site}/settings/installations/{number}",
        "app_id": app,
        "app_slug": slug,
        "target_id": owner,
        "target_type": account["type"],
        "permissions": {"issues": "write", "metadata": "read", "pull_requests": "write", "contents": "read"},
        "events": ["issues", "pull_request", "push"],
        "created_at": stamp(call.github.clock.now),
        "updated_at": stamp(call.github.clock.now),
        "single_file_name": None,
        "suspended_by": None,
        "suspended_at": None,
    }


@at("GET", "/app")
def app(call: Call) -> Any:
    found = _app(call)
    owner = call.look.account(found.account)
    return {"id": found.id, "slug": found.slug, "name": found.slug, "owner": owner, "html_url": owner["html_url"]}


@at("GET", "/app/installations")
def installations(call: Call) -> Listing:
    mine = _app(call).id
    found = [number for number, (app, _) in call.github.state.installations.items() if app == mine]
    return Listing(found, lambda number: _installation_shape(call, number))


@below_repository("GET", "/installation")
def installation(call: Call) -> Any:
    mine, number = _app(call), call.repository.installation
    if not number or call.github.state.installations[number][0] != mine.id:
        raise Problem(NOT_FOUND, "Not Found")
    return _installation_shape(call, number)


@at("POST", "/app/installations/{installation:int}/access_tokens")
def access_token(call: Call) -> Answer:
    mine, number = _app(call), call.params["installation"]
    if call.github.state.installations.get(number, (0, 0))[0] != mine.id:
        raise Problem(NOT_FOUND, "Not Found")
    expires = call.github.real_time() + HOUR
    shape = _installation_shape(call, number)
    kept = {name: shape[name] for name in ("permissions", "repository_selection")}
    token = call.github.token_of_installation(number, expires)
    return Answer(201, {"token": token, "expires_at": stamp(expires), **kept})


@at("GET", "/installation/repositories")
def installed(call: Call) -> Any:
    if not (call.token and call.token.installation):
        raise Problem(403, "Resource not accessible by personal access token")
    number = call.token.installation
    found = [one for one in call.github.state.repositories.values() if one.installation == number and not one.deleted]
    shapes = [repository_shape(call.look, one) for one in found]
    return {"total_count": len(found), "repository_selection": "selected", "repositories": shapes}
