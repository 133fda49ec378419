"""Keeping one comment on each pull request that pays, or could. A failure there is told, and stops nothing."""

from collections.abc import Awaitable, Callable, Sequence

import structlog

from ...core.errors import NotThere, PraxisError
from ...forges.github.client import GitHubSession
from ...forges.github.comments import (
    OwnComment,
    edit_comment,
    find_comment,
    own_account,
    repository_id,
    write_comment,
)
from .comment import comment_text, marker
from .works import Work

AT_ONCE = 20
"""Comments written or edited after one pass, in one repository: GitHub allows 80 a minute."""

_log = structlog.get_logger("comments")


class Commenting:
    """In one repository. open_github: connects; name: `owner/name` as it is called now; host: how ids begin.

    What somebody deleted is not written again for as long as this runs.
    """

    def __init__(self, open_github: Callable[[], Awaitable[GitHubSession]], host: str, name: str) -> None:
        self._open_github = open_github
        self._host = host
        self._name = name
        self._session: GitHubSession | None = None
        self._account = self._repository = 0
        self._own: dict[str, OwnComment | None] = {}
        self._deleted: set[str] = set()

    async def keep(self, works: Sequence[Work], now: int) -> None:
        """Bring the comments up to date. now: time of the chain's head. Never raises for what GitHub does."""
        try:
            session = await self._connected()
            prefix, written = f"{self._host}:repo/{self._repository}/pull/", 0
            for work in works:
                if written < AT_ONCE and work.name.startswith(prefix) and self._concerns(work, now):
                    written += await self._keep(session, work, int(work.name.removeprefix(prefix)), now)
        except PraxisError as error:
            _log.warning("not commented", repository=self._name, says=str(error))

    async def _connected(self) -> GitHubSession:
        if self._session is None:
            self._session = await self._open_github()
        if not self._repository:
            self._account = await own_account(self._session)
            self._repository = await repository_id(self._session, self._name)
        return self._session

    def _concerns(self, work: Work, now: int) -> bool:
        """Somebody put money on it, or there is a comment already that has to stay true."""
        if work.name in self._deleted:
            return False
        known = self._own.get(work.name)
        return (known is not None and known.text != comment_text(work, now)) or (known is None and work.has_money)

    async def _keep(self, session: GitHubSession, work: Work, number: int, now: int) -> bool:
        """Whether it wrote."""
        text = comment_text(work, now)
        try:
            if work.name not in self._own:
                found = await find_comment(session, self._repository, number, self._account, marker(work.name))
                self._own[work.name] = found
            known = self._own[work.name]
            if known is not None and known.text == text:
                return False
            if known is None:
                self._own[work.name] = await write_comment(session, self._repository, number, text)
            else:
                self._own[work.name] = await edit_comment(session, self._repository, known.id, text)
        except NotThere:  # the comment, or the whole pull request
            self._deleted.add(work.name)
            return False
        except PraxisError:
            self._own.pop(work.name, None)  # it may have been written all the same: it is looked for again
            raise
        return True
