"""Votes that PRAX gives: delegates, and what votes came to in each second in which they changed."""

from ..addresses import ZERO_ADDRESS
from ..events import Event
from .journal import Journal

Checkpoint = tuple[int, int]
"""Unix seconds, and votes (wei) from then on."""


class Votes:
    """`delegatee`: who chose another delegate, and whom. `checkpoints` by delegate, and `supply` of all PRAX."""

    def __init__(self, journal: Journal) -> None:
        self.delegatee: dict[str, str] = {}
        self.checkpoints: dict[str, list[Checkpoint]] = {}
        self.supply: list[Checkpoint] = []
        self._journal = journal

    def of(self, account: str) -> int:
        """Present votes of a delegate, in wei."""
        return _last(self.checkpoints.get(account, []))

    def moved(self, origin: str, to: str, amount: int) -> None:
        """A balance moved, was minted (origin zero) or burned (to zero)."""
        if origin == ZERO_ADDRESS:
            self._push(self.supply, amount)
        if to == ZERO_ADDRESS:
            self._push(self.supply, -amount)
        self._pass_on(self.delegatee.get(origin, origin), self.delegatee.get(to, to), amount)

    def delegated(self, event: Event, units: int) -> None:
        """Whose balance is `units` chose a delegate. From nobody is only the announcement of the default."""
        account, before, now = (event.args[name] for name in ("delegator", "fromDelegate", "toDelegate"))
        if before == ZERO_ADDRESS:
            self._journal.expect("P1", "A default delegate is not the account itself.", account, now)
            return
        self._journal.expect("P1", "Another delegate was replaced.", self.delegatee.get(account, account), before)
        self._pass_on(self.delegatee.get(account, account), now, units)
        self.delegatee[account] = now

    def _pass_on(self, origin: str, to: str, amount: int) -> None:
        if origin == to or amount == 0:
            return
        for account, change in ((origin, -amount), (to, amount)):
            if account != ZERO_ADDRESS:
                self._push(self.checkpoints.setdefault(account, []), change)

    def _push(self, trace: list[Checkpoint], change: int) -> None:
        if change == 0:
            return
        value, now = _last(trace) + change, self._journal.now
        if trace and trace[-1][0] == now:
            trace.pop()
        trace.append((now, value))


def _last(trace: list[Checkpoint]) -> int:
    return trace[-1][1] if trace else 0
