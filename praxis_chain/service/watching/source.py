"""What watching needs of a forge that is read over its API: `forges.github.source.Source` is one."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Protocol

from ...core.errors import PraxisError
from ...forges.github.readings import Account, Gist, Issue, Pull, Push, Repository


class Changed(Protocol):
    """Numbers of what was touched since a cursor, and the cursor from which to ask next."""

    @property
    def pulls(self) -> Iterable[int]: ...

    @property
    def issues(self) -> Iterable[int]: ...

    @property
    def cursor(self) -> str: ...


class MirrorPort(Protocol):
    """A clone of one's own; both ask git, so they run in a thread."""

    def update(self) -> None: ...

    def refs(self, prefix: str) -> Mapping[str, str]: ...


class SourcePort(Protocol):
    """One repository. What cannot be read raises PraxisError, or has one in the place of its number."""

    @property
    def repository(self) -> Repository: ...

    async def changed(self, cursor: str) -> Changed: ...

    async def read_pulls(self, numbers: Sequence[int]) -> Mapping[int, Pull | PraxisError]: ...

    async def read_issues(self, numbers: Sequence[int]) -> Mapping[int, Issue | PraxisError]: ...

    async def read_pushes(self) -> Sequence[Push]: ...

    async def read_gists(self, accounts: Iterable[Account]) -> Sequence[Gist]: ...

    def mirror(self, path: Path) -> MirrorPort: ...
