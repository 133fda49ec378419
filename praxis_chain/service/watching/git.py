"""A git origin that is watched: nothing tells of changes there, so each sweep asks where its refs are."""

from collections.abc import Callable, Hashable, Sequence
from functools import partial

from ...forges.history.repository import run_git
from ...oracle.collect import Forge
from .threads import patiently


class GitPlace:
    """look: a look at the repository through a mirror of one's own (runs in a thread)."""

    def __init__(self, name: str, look: Callable[[], Forge]) -> None:
        self.name = name
        self._look = look
        self._refs: bytes | None = None

    async def sweep(self) -> None:
        """See Place."""
        ask = partial(run_git, ["ls-remote", "--", self.name], what=f"Asking {self.name}")
        self._refs = await patiently(ask)

    async def attend(self) -> None:
        """No hint speaks of it."""

    async def asked_to_sweep(self) -> bool:
        """No hint speaks of it."""
        return False

    def state(self) -> Hashable:
        """See Place."""
        return self._refs

    def forge(self) -> Forge:
        """See Place."""
        return self._look()

    def problems(self) -> Sequence[str]:
        """All are the forge's own."""
        return ()

    def spent(self) -> None:
        """Git servers count nothing."""

    def counts(self) -> dict[str, int]:
        """Nothing is kept of it here."""
        return {}
