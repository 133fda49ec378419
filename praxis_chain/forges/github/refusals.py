"""What a failed request means: ask again, ask again later, or never."""

import json
from collections.abc import Mapping

import httpx2
from gidgethub import GraphQLException, QueryError

from ...core.errors import NetworkFailed, NotThere, PraxisError, WrongInput
from .limits import remaining_from


class Again(NetworkFailed):
    """Worth asking again: the server or the way to it failed, or the answer made no sense."""


class TooMuch(Again):
    """GitHub itself failed; asked for less at once it may not."""


class TooOften(NetworkFailed):
    """GitHub wants a pause. headers: of the refusal; they say how long, and whether for one resource or for all."""

    def __init__(self, sentence: str, headers: Mapping[str, str]) -> None:
        super().__init__(sentence)
        self.headers = headers


class Moved(NotThere):
    """It stands somewhere else now: `to` is the URL."""

    def __init__(self, sentence: str, to: str) -> None:
        super().__init__(sentence)
        self.to = to


class Garbled(Exception):
    """An answer that GitHub would not give: not JSON, cut off, too large, without what it should hold."""


class NotGiven(Exception):
    """An answer with a status other than success. said: GitHub's own words, "" if there are none."""

    def __init__(self, status: int, headers: Mapping[str, str], said: str) -> None:
        super().__init__(status)
        self.status, self.headers, self.said = status, headers, said


FAILURES = (NotGiven, GraphQLException, Garbled, httpx2.HTTPError, httpx2.InvalidURL, ValueError)
"""What a request can raise through the libraries; ValueError: what is not JSON, or not UTF-8."""


def meaning(error: Exception, what: str) -> PraxisError:
    """The exception to raise instead, with its one sentence about `what`."""
    if isinstance(error, NotGiven):
        return _of_status(error, what)
    if isinstance(error, QueryError):
        return _of_query(error, what)
    if isinstance(error, Garbled):
        return Again(f"GitHub's answer about {what} makes no sense: {error}.")
    if isinstance(error, httpx2.TimeoutException):
        return Again(f"GitHub did not answer in time about {what}.")
    if isinstance(error, httpx2.HTTPError):
        return Again(f"GitHub could not be reached about {what}: {type(error).__name__}.")
    return Again(f"GitHub's answer about {what} makes no sense: it is not JSON.")


def _of_status(error: NotGiven, what: str) -> PraxisError:
    status, said = error.status, f": {_printable(error.said)}" if error.said else ""
    if status in (301, 302, 307, 308):
        return Moved(f"GitHub has moved {what}.", error.headers.get("location", ""))
    if status == 401:
        return WrongInput(f"GitHub refuses these credentials{said}.")
    if status == 429 or (status == 403 and _is_about_limits(error)):
        return TooOften(f"GitHub refused to tell about {what}, it was asked too often{said} ({status}).", error.headers)
    if status in (404, 410, 451):
        return NotThere(f"GitHub has no {what}, or does not show it with these credentials.")
    if status >= 500 or status == 408:
        return TooMuch(f"GitHub failed when asked about {what}{said} ({status}).")
    return NetworkFailed(f"GitHub refused to tell about {what}{said} ({status}).")


def _is_about_limits(error: NotGiven) -> bool:
    """A refusal for want of a permission says so in JSON; whatever else answers 403 is a limit, or a proxy."""
    left = remaining_from(error.headers)
    if "retry-after" in error.headers or (left is not None and not left[1].remaining):
        return True
    return not error.said or "rate limit" in error.said.lower() or "abuse" in error.said.lower()


def _of_query(error: QueryError, what: str) -> PraxisError:
    errors = error.response["errors"]
    first = errors[0] if isinstance(errors, list) and errors and isinstance(errors[0], dict) else {}
    kind, said = first.get("type"), _printable(first.get("message", "it did not say why"))
    if kind == "RATE_LIMITED":
        return TooOften(f"GitHub refused to tell about {what}, it was asked too often.", {})
    if kind == "NOT_FOUND":
        return NotThere(f"GitHub has no {what}, or does not show it with these credentials.")
    if kind in ("FORBIDDEN", "INSUFFICIENT_SCOPES"):
        return NetworkFailed(f"GitHub refused to tell about {what}: {said}.")
    return TooMuch(f"GitHub failed when asked about {what}: {said}.")


def message_of(text: bytes) -> str:
    """What GitHub says in the body of a refusal, "" if it says nothing."""
    try:
        said = json.loads(text)["message"]
    except (ValueError, LookupError, TypeError):
        return ""
    return said if isinstance(said, str) else ""


def _printable(said: object) -> str:
    """A stranger's text: nothing in it may steer a terminal, and it does not go on for ever."""
    return "".join(char if char.isprintable() else " " for char in str(said))[:200].rstrip(". ")
