"""PRAX's Transfer events: each must be a mint, burn or recovery that another event states (P1, P3)."""

from ..addresses import ZERO_ADDRESS
from ..events import Event
from .journal import Journal


class Transfers:
    """Holds the Transfers of one transaction until they are explained."""

    def __init__(self, journal: Journal) -> None:
        self._journal = journal
        self._loose: list[Event] = []

    def seen(self, event: Event) -> None:
        """A Transfer, which the contract emits before it says why."""
        self._loose.append(event)

    def explain(self, origin: str, to: str, amount: int) -> None:
        """Another event says that this moved."""
        for event in self._loose:
            if (event.args["from"], event.args["to"], event.args["value"]) == (origin, to, amount):
                self._loose.remove(event)
                self._journal.checked["P3"] += 1
                return
        self._journal.require("P1", "PRAX should have moved and no Transfer says so.", False, amount, 0, "PRAX")

    def turn(self, transaction: bytes) -> None:
        """An event of this transaction comes next: those of the one before must all be explained."""
        if self._loose and self._loose[0].tx_hash != transaction:
            self.finish()

    def finish(self) -> None:
        """Whatever is left was never explained."""
        for event in self._loose:
            origin, to, value = (event.args[name] for name in ("from", "to", "value"))
            between = ZERO_ADDRESS not in (origin, to)
            with self._journal.about(event):
                self._journal.require(
                    "P3" if between else "P1", "PRAX moved that no accrual, revocation or recovery moved.",
                    False, "no transfer", f"{value} wei from {origin} to {to}",
                )  # fmt: skip
        self._loose.clear()
