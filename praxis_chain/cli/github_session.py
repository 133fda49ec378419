"""A session with GitHub for one command: where its API is, and with which credentials it is asked."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from ..forges.github.client import GitHubSession
    from ..forges.github.gate import Gate
    from ..forges.github.transport import Cache
    from .context import Session

_T = TypeVar("_T")


def api_of(session: "Session", host: str) -> str:
    """The API's URL for a host as names of repositories begin: as set, else as GitHub and Enterprise have it."""
    if session.settings.github_api:
        return session.settings.github_api
    return "https://api.github.com" if host == "github" else f"https://{host}/api/v3"


def open_github(session: "Session", host: str, repository: str, answers: "Cache | None" = None) -> "GitHubSession":
    """For reading `repository` (`owner/name`), closed by whoever opened it. answers: kept from before.

    Raises WrongInput without credentials.
    """
    import stamina
    import structlog

    from ..forges.github.client import GitHubSession
    from ..forges.github.credentials import credentials_from
    from ..forges.github.limits import Patience

    if not structlog.is_configured():  # a command, not a service: it says sentences, and keeps no log
        stamina.instrumentation.set_on_retry_hooks(())
    pause, api = session.settings.github_pause, api_of(session, host)
    patience = Patience(
        first=pause / 120, jitter=pause / 120, most=pause / 3, unnamed=pause, in_all=5 * pause, longest=2 * pause,
        slowest=pause / 4, edits=10 * pause,
    )  # fmt: skip
    credentials = credentials_from(os.environ, repository)
    gate = _gate(api, credentials.account)
    return GitHubSession(credentials, api, host=host, patience=patience, cache=answers, gate=gate)


@cache
def _gate(api: str, account: str) -> "Gate":
    """One for all sessions of an account in this process."""
    from ..forges.github.gate import Gate

    return Gate()


def with_github(session: "Session", host: str, repository: str, read: "Callable[[GitHubSession], Awaitable[_T]]") -> _T:
    """What `read` makes of a session that is closed afterwards."""

    async def run() -> _T:
        async with open_github(session, host, repository) as github:
            return await read(github)

    return asyncio.run(run())


def ask_github(session: "Session", host: str, url: str, what: str) -> dict[str, Any]:
    """One object of the API. what: in words. Raises WrongInput, NetworkFailed."""

    async def read(github: "GitHubSession") -> dict[str, Any]:
        found: dict[str, Any] = await github.read(url, dict[str, Any], what)
        return found

    return with_github(session, host, "", read)
