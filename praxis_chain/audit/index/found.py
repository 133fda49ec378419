"""What is read from a chain for an audit, and how its reading is told."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ...core.events import Event

Progress = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and how much there is."""

LOGS = "blocks read"


@dataclass(frozen=True, slots=True)
class Index:
    """`events` in the chain's order, each with its time. `foreign`: logs of the contracts that no ABI here knows."""

    events: tuple[Event, ...]
    foreign: tuple[dict[str, Any], ...]
