"""A request as the handlers see it, and what they may answer: a value, a page of a list, or a problem."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from .ground import Impossible
from .look import Look
from .state import Account, Repository, Token

if TYPE_CHECKING:
    from .acts import StandIn

DOCUMENTATION = "https://docs.github.com/rest"


class Problem(Exception):
    """An answer that is none, as GitHub words it."""

    def __init__(self, status: int, message: str, headers: Mapping[str, str] | None = None, **more: Any) -> None:
        super().__init__(message)
        self.status, self.message, self.headers, self.more = status, message, dict(headers or {}), more

    @property
    def body(self) -> dict[str, Any]:
        return {"message": self.message, **self.more, "documentation_url": DOCUMENTATION, "status": str(self.status)}


NOT_FOUND = 404


@dataclass(slots=True)
class Answer:
    status: int
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Listing:
    """Items in their order, and how each is shown. By numbered pages, or by cursors where each item has a key."""

    items: Sequence[Any]
    shape: Callable[[Any], Any]
    key: Callable[[Any], str] | None = None


@dataclass(slots=True)
class Call:
    """path: as it was asked for, below the API's prefix. viewer: None for an anonymous one."""

    github: "StandIn"
    look: Look
    path: str
    params: Mapping[str, Any]
    query: Mapping[str, str]
    body: Any
    viewer: Account | None
    token: Token | None
    jwt: str = ""

    @property
    def repository(self) -> Repository:
        """The one that the path names. Raises Problem: not found, or moved where it has another name now."""
        if "id" in self.params:
            found = self.github.state.repositories.get(int(self.params["id"]))
        else:
            name = f"{self.params['owner']}/{self.params['name']}"
            found = _named(self.github, name)
            if found and self.github.full_name(found).lower() != name.lower():
                raise moved(f"{self.look.api}/repositories/{found.id}{self._rest()}")
        if found is None or found.deleted or (found.private and not self._may_read(found)):
            raise Problem(NOT_FOUND, "Not Found")
        return found

    def _may_read(self, repository: Repository) -> bool:
        if self.token and self.token.installation:
            return repository.installation == self.token.installation
        return self.viewer is not None and self.viewer.id in repository.permissions

    def _rest(self) -> str:
        below = self.path.split("/", 4)
        query = f"?{urlencode(self.query)}" if self.query else ""
        return (f"/{below[4]}" if len(below) > 4 else "") + query

    @property
    def require_viewer(self) -> Account:
        if self.viewer is None:
            raise Problem(401, "Requires authentication")
        return self.viewer

    def number(self, name: str, least: int, most: int, otherwise: int) -> int:
        """A query's whole number, cut to what the forge allows."""
        text = self.query.get(name, "")
        return min(max(int(text), least), most) if text.isdigit() else otherwise

    def choice(self, name: str, *allowed: str) -> str:
        """A query's word; the first one allowed where it says nothing. Raises Problem for another."""
        given = self.query.get(name, allowed[0])
        if given not in allowed:
            raise Problem(422, "Validation Failed", errors=[{"code": "invalid", "field": name, "value": given}])
        return given


def moved(location: str) -> Problem:
    return Problem(301, "Moved Permanently", {"Location": location}, url=location)


def _named(github: "StandIn", name: str) -> Repository | None:
    try:
        return github.repository_of(name)
    except Impossible:
        return None


def page(call: Call, listing: Listing) -> Answer:
    """One page of it, with the links that lead to the others."""
    size = call.number("per_page", 1, 100, 30)
    if listing.key:
        return _page_by_cursor(call, listing, listing.key, size)
    last = max(1, -(-len(listing.items) // size))
    here = call.number("page", 1, 10**9, 1)
    shown = listing.items[(here - 1) * size : here * size]
    links = {}
    if here > 1:
        links |= {"prev": min(here - 1, last)}
    if here < last:
        links |= {"next": here + 1, "last": last}
    if here > 1:
        links |= {"first": 1}
    written = [_link(call, {"page": str(number)}, rel) for rel, number in links.items()]
    return Answer(200, [listing.shape(one) for one in shown], {"Link": ", ".join(written)} if written else {})


def _page_by_cursor(call: Call, listing: Listing, key: Callable[[Any], str], size: int) -> Answer:
    keys, start = [key(one) for one in listing.items], 0
    if call.query.get("after") in keys:
        start = keys.index(call.query["after"]) + 1
    elif call.query.get("before") in keys:
        start = max(0, keys.index(call.query["before"]) - size)
    stop = min(start + size, len(keys))
    written = []
    if stop < len(keys):
        written.append(_link(call, {"after": keys[stop - 1], "before": None}, "next"))
    if start > 0:
        written.append(_link(call, {"before": keys[start], "after": None}, "prev"))
    shown = [listing.shape(one) for one in listing.items[start:stop]]
    return Answer(200, shown, {"Link": ", ".join(written)} if written else {})


def _link(call: Call, changed: Mapping[str, str | None], rel: str) -> str:
    """GitHub's links name a repository by its id."""
    path = call.path
    if path.startswith("/repos/"):
        path = f"/repositories/{call.repository.id}/{path.split('/', 4)[4]}"
    query = {name: value for name, value in {**call.query, **changed}.items() if value is not None}
    return f'<{call.look.api}{path}?{urlencode(query)}>; rel="{rel}"'
