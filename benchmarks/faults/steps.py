"""The moments at which a service can be made to kill itself: those that the sender names, and around what is written.

A sender calls a hook by name (`service.sending.MOMENTS`). For everything else a method of a store is wrapped in the
process that is to die, and kills it before or after it did its work.
"""

import os
import signal
from collections.abc import Callable
from functools import wraps
from typing import Any

from praxis_chain.service import sending
from praxis_chain.store.attested import AttestedStore
from praxis_chain.store.readings import StoredReadings

HOOKED = (*sending.MOMENTS, "before release")

AROUND: dict[str, tuple[type, str]] = {
    "standing by facts": (AttestedStore, "state"),
    "writing the log": (AttestedStore, "append"),
    "keeping a reading": (StoredReadings, "keep"),
    "advancing the cursor": (StoredReadings, "advance"),
    "answering a hint": (StoredReadings, "answer"),
}
_WATCHING = ("keeping a reading", "advancing the cursor", "answering a hint")
_SIGNING = ("standing by facts", "writing the log")


def _both(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(f"{when} {name}" for name in names for when in ("before", "after"))


STEPS_OF_ATTESTERS = (*_both(_SIGNING), *_both(_SIGNING), *_both(_WATCHING))
STEPS_OF_RELAYERS = (*HOOKED, *HOOKED, *_both(_WATCHING))


def die_at(step: str, time: int) -> None:
    """This process kills itself when it gets to that step for the `time`th time."""
    left = time

    def reached(moment: str) -> None:
        nonlocal left
        left -= moment == step
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    if step in HOOKED:
        sending.never = reached  # what a relayer tells its moments to, where nobody listens
        return
    owner, method = AROUND[step.partition(" ")[2]]
    setattr(owner, method, _around(getattr(owner, method), step.partition(" ")[2], reached))


def _around(method: Callable[..., Any], name: str, reached: Callable[[str], None]) -> Callable[..., Any]:
    @wraps(method)
    def wrapped(*given: Any, **named: Any) -> Any:
        reached(f"before {name}")
        done = method(*given, **named)
        reached(f"after {name}")
        return done

    return wrapped
