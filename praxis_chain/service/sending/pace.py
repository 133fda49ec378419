"""How long a sender waits for what, and who is told of it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from ...evm.sender import WAIT


@dataclass(frozen=True, slots=True)
class Pace:
    """poll: seconds between two looks at a transaction in flight. wait: seconds that a caller waits for one to be mined
    (it is followed further afterwards). patience: blocks without it after which its price is raised. depth: blocks
    after which one counts as final where the node cannot say. oldest: seconds that a head may be old; None: any age.
    most: the highest fee, wei per gas; None: any."""

    poll: float = 2.0
    wait: float = WAIT
    patience: int = 3
    depth: int = 64
    oldest: float | None = None
    most: int | None = None


class Tell(Protocol):
    """Told of everything that happens to a transaction: what, and its particulars. An `alarm` is for a person."""

    def __call__(self, event: str, **particulars: object) -> None: ...


def tell_nobody(event: str, **particulars: object) -> None:
    """For whoever does not listen."""


CrashAt = Callable[[str], None]
"""Called with the name of each moment at which a sudden death must be harmless: see MOMENTS."""

MOMENTS = (
    "signed",  # in no database yet
    "stored",  # not sent
    "sent",  # nobody wrote down that a node took it
    "seen mined",  # not written down
    "recorded",
    "replacement signed",
    "replacement stored",
    "replacement sent",
    "seen final",  # not written down
)


def never(moment: str) -> None:
    """The product's own: it dies nowhere on purpose."""
