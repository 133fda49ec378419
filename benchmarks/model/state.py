"""What the model remembers, so that a refused call leaves no trace; and how it says no.

All state lies in `Kept` dictionaries of unchanging values that share one journal. A call that turns out to be refused
is undone from the journal. The model collects every reason that holds, not the first one: which of several reasons a
contract names is its own business, that it names one of them is not.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, TypeVar

from praxis_chain.core.addresses import ZERO_ADDRESS
from praxis_chain.core.ids import NOBODY

K = TypeVar("K")
V = TypeVar("V")
_ABSENT: Any = object()


@dataclass(frozen=True)
class Reason:
    """An error's name and all its values, by parameter; a reason that USDC gives is an `Error` with text."""

    name: str
    values: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.name}({', '.join(f'{key}={_short(value)}' for key, value in self.values.items())})"


def usdc_says(text: str) -> Reason:
    return Reason("Error", {"reason": text})


class Refused(Exception):
    """The call must fail, for one of these reasons."""

    def __init__(self, reasons: list[Reason]) -> None:
        super().__init__(" or ".join(map(str, reasons)))
        self.reasons = reasons


class Doubts:
    """Reasons against a call, as they are found."""

    def __init__(self) -> None:
        self.reasons: list[Reason] = []

    def unless(self, fine: bool, name: str, /, **values: Any) -> None:
        """A reason, where the rule is broken."""
        if not fine:
            self.reasons.append(Reason(name, values))

    def settle(self) -> None:
        """Refuse if there is any reason to."""
        if self.reasons:
            raise Refused(self.reasons)

    @contextmanager
    def gathering(self) -> Iterator[None]:
        """One part of several: its refusal is a reason against the whole, which goes on to look at the other parts."""
        try:
            yield
        except Refused as refused:
            self.reasons += refused.reasons


class Journal:
    """What changed since the transaction began, to be undone or forgotten."""

    def __init__(self) -> None:
        self._changes: list[tuple[dict[Any, Any], Any, Any]] = []

    def note(self, where: dict[Any, Any], key: Any) -> None:
        self._changes.append((where, key, dict.get(where, key, _ABSENT)))

    def begin(self) -> None:
        self._changes.clear()

    def undo(self) -> None:
        for where, key, before in reversed(self._changes):
            if before is _ABSENT:
                dict.pop(where, key, None)
            else:
                dict.__setitem__(where, key, before)
        self._changes.clear()


class Kept(dict[K, V]):
    """A dictionary with a default, whose changes can be undone. Values are never changed in place."""

    def __init__(self, journal: Journal, default: V) -> None:
        super().__init__()
        self._journal = journal
        self._default = default

    def __missing__(self, key: K) -> V:
        return self._default

    def __setitem__(self, key: K, value: V) -> None:
        self._journal.note(self, key)
        super().__setitem__(key, value)

    def drop(self, key: K) -> None:
        """Back to the default."""
        self[key] = self._default


@dataclass(frozen=True)
class Said:
    """An event that a contract must emit."""

    contract: str
    event: str
    values: dict[str, Any]


@dataclass
class Scene:
    """What all contracts of the model share: the transaction that is going on, and what changed in it."""

    journal: Journal = field(default_factory=Journal)
    now: int = 0
    caller: str = ZERO_ADDRESS
    events: list[Said] = field(default_factory=list)
    remembered: set[tuple[str, bytes, int]] = field(default_factory=set)  # roots shown in this transaction

    def begin(self, now: int, caller: str) -> None:
        self.now, self.caller = now, caller
        self.journal.begin()
        self.events.clear()
        self.remembered.clear()

    def undo(self) -> None:
        self.journal.undo()
        self.events.clear()

    def say(self, contract: str, event: str, /, **values: Any) -> None:
        self.events.append(Said(contract, event, values))


def _short(value: Any) -> str:
    if isinstance(value, bytes):
        return "0" if value == NOBODY[: len(value)] else f"0x{value[:4].hex()}…"
    return str(value)
