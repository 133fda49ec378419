"""Pushes with the server's own times, from a repository's activity: newest first there, oldest first here.

What was read once is remembered: activity only grows, so a later reading stops at the first entry that is known.
"""

from urllib.parse import quote

from .client import GitHubSession
from .models import RestActivity
from .readings import Push


class Activity:
    """All activity of one repository, or of one branch of it."""

    def __init__(self, session: GitHubSession, repository: int, ref: str = "") -> None:
        self._session, self._what = session, f"the activity of repository {repository}"
        chosen = f"&ref={quote(ref, safe='')}" if ref else ""
        self._url = f"/repositories/{repository}/activity?per_page=100{chosen}"
        self._known: dict[int, Push] = {}

    async def read(self) -> tuple[Push, ...]:
        """Oldest first. Raises NotThere where GitHub does not show it, NetworkFailed."""
        entries: list[RestActivity] = await self._session.read_pages(
            self._url, RestActivity, self._what, until=lambda entry: entry.id in self._known
        )
        self._known |= {entry.id: _push(entry) for entry in entries}
        return tuple(sorted(self._known.values(), key=lambda push: (push.at, push.id)))


def _push(entry: RestActivity) -> Push:
    return Push(entry.id, entry.actor, entry.timestamp, entry.activity_type, entry.ref, entry.before, entry.after)
