"""What watching needs of a forge that is read over its API: `forges.github.source.Source` is one."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from ...forges.github.readings import Account, Gist, Issue, Pull, Push, Repository


class Changed(Protocol):
    """Numbers of what changed since a cursor, and the cursor from which to ask next."""

    @property
    def pulls(self) -> Iterable[int]: ...

    @property
    def issues(self) -> Iterable[int]: ...

    @property
    def cursor(self) -> str: ...


class SourcePort(Protocol):
    """One repository. Each reading raises NetworkFailed where the forge does not answer, and PraxisError otherwise."""

    @property
    def repository(self) -> Repository: ...

    async def changed(self, cursor: str) -> Changed: ...

    async def read_pull(self, number: int) -> Pull: ...

    async def read_issue(self, number: int) -> Issue: ...

    async def read_pushes(self) -> Sequence[Push]: ...

    async def read_gists(self, accounts: Iterable[Account]) -> Sequence[Gist]: ...
