"""USDC that came to the escrow and left it, by the token's own Transfer events, transaction by transaction (E1, E2)."""

from collections import Counter

from ..events import Event
from ..units import show_usdc
from .journal import Journal


class Cash:
    """What the token says, held against what the escrow says. `received` and `paid` in base units, ever.

    What came without a funding is a gift to nobody: it shows as surplus and is no contradiction. Transfers of nothing
    are left out: anybody can make the token say that somebody sent 0.
    """

    def __init__(self, journal: Journal, escrow: str) -> None:
        self.received = self.paid = 0
        self._journal = journal
        self._escrow = escrow
        self._transaction = b""
        self._last: Event | None = None
        self._start()

    def _start(self) -> None:
        self._came: Counter[str] = Counter()
        self._left: Counter[str] = Counter()
        self._funded: Counter[str] = Counter()
        self._owed: Counter[str] = Counter()
        self._fees = 0

    def turn(self, transaction: bytes) -> bool:
        """An event of this transaction comes next; True if the one before is over, which `finish` then has to test."""
        over, self._transaction = transaction != self._transaction, transaction
        return over

    def apply(self, event: Event) -> bool:
        """A Transfer of the token from or to the escrow; False for anything else."""
        if event.name != "Transfer":
            return False
        self._last = event
        origin, to, value = (event.args[name] for name in ("from", "to", "value"))
        if value and origin == self._escrow:
            self.paid += value
            self._left[to] += value
        if value and to == self._escrow:
            self.received += value
            self._came[origin] += value
        return True

    def funded(self, sponsor: str, amount: int) -> None:
        """The escrow says that a sponsor put this in."""
        self._last = self._journal.event
        self._funded[sponsor] += amount

    def pays(self, to: str, amount: int, fee: int = 0) -> None:
        """The escrow says that this leaves it in this transaction; the fee goes to whoever called."""
        self._last = self._journal.event
        self._owed[to] += amount
        self._fees += fee

    def finish(self) -> None:
        """The transaction is over: what moved must be what the escrow said."""
        if not (self._left or self._owed or self._funded):
            self._start()
            return
        left, owed = self._left, self._owed
        with self._journal.about(self._last):
            self._journal.require(
                "E2", "USDC left the escrow otherwise than its events say.",
                left >= owed and left.total() == owed.total() + self._fees, _listed(owed, self._fees), _listed(left, 0),
            )  # fmt: skip
            for sponsor, amount in self._funded.items():
                self._journal.require(
                    "E1", "USDC that was funded did not arrive.",
                    self._came[sponsor] >= amount, amount, self._came[sponsor], "USDC",
                )  # fmt: skip
        self._start()


def _listed(payments: Counter[str], fees: int) -> str:
    parts = [f"{show_usdc(amount)} USDC to {to}" for to, amount in sorted(payments.items())]
    if fees:
        parts.append(f"{show_usdc(fees)} USDC to who called")
    return ", ".join(parts) or "nothing"
