"""One repository on GitHub: what was touched there, and readings of it on which REST and GraphQL agree.

What a reading costs of the hour's 5,000 requests (REST) and 5,000 points (GraphQL):

    changed           0 while nothing was touched, else 1; 1 more if several pull requests were; now and then 1 more
    read_pull         2 and 1 point; 1 less after a `changed` that told of several, 1 less if nothing happened to it
                      since it was opened; 1 more for the branch of a fork that was pushed to
    read_issue        the same without a branch; after a `changed` that told of it 1 less
    read_pulls        the same, but 1 point for ten; read_issues too
    read_pushes       0 or 1
    read_gists        2 for each account, and 1 for each gist that holds a link; 0 each while unchanged
"""

import asyncio
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from ...core.errors import NetworkFailed, NotThere, PraxisError, WrongInput
from ..history.mirror import Mirror
from .activity import Activity
from .both import ISSUES, PULLS, Reader, Work, outcome
from .changes import Changed, read_changes
from .client import GITHUB, GitHubSession
from .gists import read_gists
from .models import RestRepository
from .people import linkable
from .readings import Account, Gist, Issue, Pull, Push, Readings, Repository
from .refusals import Moved
from .rest import branch_ref

_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]*/(?!\.{1,2}$)[A-Za-z0-9._-]+")


class Source:
    """One repository, read through one session. Make it with `Source.open`."""

    def __init__(self, session: GitHubSession, repository: Repository, node: str) -> None:
        self.repository = repository
        self._session, self._reader = session, Reader(session, repository.id, node)
        self._activity = Activity(session, repository.id)
        self._edits_at = float("-inf")

    @classmethod
    async def open(cls, session: GitHubSession, name: str, known: int = 0) -> Self:
        """The repository called `owner/name` now; known: its numeric id, where the caller saw it before: then that
        one, whatever it is called now. Raises NotThere, NetworkFailed, or WrongInput for what is no name."""
        if not _NAME.fullmatch(name):
            raise WrongInput(f"{name!r} is not a repository on GitHub: write owner/name.")
        url, what = f"/repositories/{known}" if known else f"/repos/{name}", f"repository {name}"
        try:
            found: RestRepository = await session.read(url, RestRepository, what)
        except Moved as moved:  # it was renamed
            found = await session.read(moved.to, RestRepository, what)
        if not (found.node_id and found.default_branch and found.clone_url):
            raise NetworkFailed(f"GitHub's answer about {what} lacks its node id, default branch or clone address.")
        branch = branch_ref(found.default_branch)
        return cls(session, Repository(session.host, found.id, found.full_name, branch, found.clone_url), found.node_id)

    async def changed(self, cursor: str) -> Changed:
        """What was touched since the cursor, and the next cursor; everything for "". Raises NetworkFailed."""
        now = self._session.clock()
        edits = now - self._edits_at >= self._session.patience.edits
        changed, listed = await read_changes(self._session, self.repository.id, cursor, edits=edits)
        self._edits_at = now if edits else self._edits_at
        await self._reader.rest.expect(listed)
        return changed

    async def read_pull(self, number: int) -> Pull:
        """One pull request. Raises Disagree, NotThere or NetworkFailed."""
        return _or_raise(await self.read_pulls([number]), number)

    async def read_issue(self, number: int) -> Issue:
        """One issue. Raises Disagree, NotThere or NetworkFailed."""
        return _or_raise(await self.read_issues([number]), number)

    async def read_pulls(self, numbers: Sequence[int]) -> dict[int, Pull | PraxisError]:
        """Pull requests by number, each read on its own: where one cannot be, why."""
        found = await self._reader.read(PULLS, numbers)
        pulls = {number: pull for number, pull in found.items() if isinstance(pull, Pull)}
        shared = any(pull.head_repository == self.repository.id for pull in pulls.values())
        own = await outcome(self._activity.read()) if shared else ()
        whole = await asyncio.gather(*(outcome(self._with_pushes(pull, own)) for pull in pulls.values()))
        return found | dict(zip(pulls, whole, strict=True))

    async def read_issues(self, numbers: Sequence[int]) -> dict[int, Issue | PraxisError]:
        """Issues by number, as `read_pulls`."""
        return await self._reader.read(ISSUES, numbers)

    async def read_pushes(self) -> tuple[Push, ...]:
        """Pushes to the default branch, oldest first. Raises NetworkFailed."""
        return tuple(push for push in await self._activity.read() if push.ref == self.repository.default_branch)

    async def read_gists(self, accounts: Iterable[Account]) -> tuple[Gist, ...]:
        """Links that these accounts published. Raises NetworkFailed."""
        people = {account.id: account for account in accounts if account.id and account.kind == "User"}
        read = (read_gists(self._session, account) for _, account in sorted(people.items()))
        return tuple(gist for gists in await asyncio.gather(*read) for gist in gists)

    async def read_all(self) -> Readings:
        """Everything, once. What could not be read, or was told in two ways, is left out and named in `unread`."""
        touched = await self.changed("")
        pulls, issues = await self.read_pulls(touched.pulls), await self.read_issues(touched.issues)
        read_pulls = {number: pull for number, pull in pulls.items() if isinstance(pull, Pull)}
        read_issues = {number: issue for number, issue in issues.items() if isinstance(issue, Issue)}
        return Readings(
            repository=self.repository,
            pulls=read_pulls,
            issues=read_issues,
            pushes=await self.read_pushes(),
            gists=await self.read_gists(linkable(read_pulls.values(), read_issues.values())),
            unread=tuple(str(why) for why in (*pulls.values(), *issues.values()) if isinstance(why, PraxisError)),
        )

    def mirror(self, path: Path) -> Mirror:
        """Our own mirror of it at `path`, not updated yet: that may run in another thread. Raises NetworkFailed."""
        clone, api = self.repository.clone, self._session.base_url
        ours = "github.com" if api == GITHUB else urlsplit(api).hostname
        if urlsplit(clone).hostname != ours:
            raise NetworkFailed(f"GitHub names a clone address outside {ours}: it gets no credentials.")
        known_as = f"{self.repository.host}:repo/{self.repository.id}"
        return Mirror(clone, path, known_as=known_as, token=lambda: self._session.token)

    async def _with_pushes(self, pull: Pull, own: tuple[Push, ...] | PraxisError) -> Pull:
        """With the pushes to its head's branch; none where that repository is gone or not shown. own: our activity."""
        if pull.head_repository != self.repository.id:
            return replace(pull, pushes=await self._of_a_fork(pull.head_repository, pull.head_ref))
        if isinstance(own, PraxisError):
            raise own
        return replace(pull, pushes=tuple(push for push in own if push.ref == pull.head_ref))

    async def _of_a_fork(self, repository: int, ref: str) -> tuple[Push, ...]:
        if not repository:
            return ()
        try:
            return await Activity(self._session, repository, ref).read()
        except NotThere:
            return ()


def _or_raise(found: Mapping[int, Work | PraxisError], number: int) -> Work:
    one = found[number]
    if isinstance(one, PraxisError):
        raise one
    return one
