"""One repository that is watched, on whatever forge: what `Watch` asks of it."""

from collections.abc import Hashable, Sequence
from typing import Protocol

from ...forges.github.limits import Spent
from ...oracle.collect import Forge


class Place(Protocol):
    """name: as the operator calls it. `sweep` and `attend` run on the event loop, one after the other; `state` and
    `forge` in a thread, never while one of those runs."""

    name: str

    async def sweep(self) -> None:
        """Find out what changed, whoever told of it or did not. Raises PraxisError if the forge cannot be asked."""
        ...

    async def attend(self) -> None:
        """Read again what is to be looked at. What cannot be read is a problem, and stops nothing else."""
        ...

    async def asked_to_sweep(self) -> bool:
        """Whether a hint says that something about the whole repository changed."""
        ...

    def state(self) -> Hashable:
        """Stays equal for as long as `forge` would show the same; None before anything was read."""
        ...

    def forge(self) -> Forge:
        """What is known of it now. Raises PraxisError."""
        ...

    def problems(self) -> Sequence[str]:
        """Sentences about what could not be read."""
        ...

    def spent(self) -> Spent | None:
        """What asking the forge has cost; None where nobody counts it, or nothing was asked yet."""
        ...

    def counts(self) -> dict[str, int]:
        """Numbers for operators: `pulls`, `issues`, `waiting` (hints), `failing` (of them, those tried in vain)."""
        ...
