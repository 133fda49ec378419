"""How the stand-in is asked over HTTP."""

import json
import urllib.error
import urllib.request
from dataclasses import dataclass
from typing import Any

NAME = "maintainer/project"
NOW = 1_790_000_000
"""Unix seconds at which each test begins, by the forge's clock, which stands still."""


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
