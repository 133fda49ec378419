"""The journal: every event that moves money or PRAX, as a transaction of two accounts or more that adds up to zero.

Amounts are what the events say: whether that is right, the balance assertions find out, which come from the ledger.
What USDC did is taken from the token's Transfers; whatever of it no event of the escrow explains gets an entry too.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from ...core.addresses import ZERO_ADDRESS
from ...core.events import Event
from ...core.ids import NOBODY, show_id
from ...core.ledger import Ledger
from ..payments import Moment, Payment, payments
from .accounts import ESCROW, GIFTS, UNEXPLAINED, accrued_by, awards_of, holdings_of, pool_of, revoked_of
from .strangers import safe

DAY = 24 * 3600  # seconds


@dataclass(frozen=True, slots=True)
class Posting:
    """What an account gains, in base units of its commodity; less than 0: loses."""

    account: str
    amount: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A transaction of the books: what one event of a chain's transaction did.

    `payee` is an address or an id, `what` one of a few words, `notes` are safe in any format: see `safe`. `doubtful`:
    no event explains it.
    """

    moment: Moment
    what: str
    payee: str
    postings: tuple[Posting, ...]
    notes: Mapping[str, str]
    doubtful: bool = False

    @property
    def day(self) -> int:
        """Days since 1970, UTC."""
        return self.moment.time // DAY


def entries(ledger: Ledger, events: Iterable[Event]) -> Iterator[Entry]:
    """All entries, in the chain's order. `events` are those that the ledger was made of."""
    events = tuple(events)
    return _Fold(ledger, payments(ledger, events)).of(events)


class _Fold:
    def __init__(self, ledger: Ledger, paid: Iterable[Payment]) -> None:
        self._escrow = ledger.addresses.escrow
        self._payments = {(payment.awarded.block, payment.awarded.log): payment for payment in paid}
        self._handlers: dict[tuple[str, str], Callable[[Event], Iterator[Entry]]] = {
            (ledger.addresses.escrow, "Funded"): self._funded,
            (ledger.addresses.escrow, "Awarded"): self._awarded,
            (ledger.addresses.escrow, "Closed"): self._awarded,
            (ledger.addresses.escrow, "AwardCancelled"): self._cancelled,
            (ledger.addresses.escrow, "ClosureCancelled"): self._cancelled,
            (ledger.addresses.escrow, "Released"): self._released,
            (ledger.addresses.escrow, "Refunded"): self._refunded,
            (ledger.addresses.prax, "Accrued"): self._accrued,
            (ledger.addresses.prax, "ReferralAccrued"): self._accrued,
            (ledger.addresses.prax, "AccrualRevoked"): self._revoked,
            (ledger.addresses.usdc, "Transfer"): self._moved,
        }
        self._came: Counter[str] = Counter()  # by sender: what the token says of this transaction, less what was funded
        self._left = 0  # what the token says of this transaction, less what the escrow says

    def of(self, events: Iterable[Event]) -> Iterator[Entry]:
        last: Event | None = None
        for event in events:
            handler = self._handlers.get((event.address, event.name))
            if handler is None:
                continue
            if last is not None and last.tx_hash != event.tx_hash:
                yield from self._left_over(last)
            last = event
            yield from handler(event)
        if last is not None:
            yield from self._left_over(last)

    # -- USDC ---------------------------------------------------------------------------------------------------------

    def _funded(self, event: Event) -> Iterator[Entry]:
        args = event.args
        self._came[args["sponsor"]] -= args["amount"]
        yield _entry(
            event, "funded", args["sponsor"], args["amount"], pool_of(args["bounty"]), ESCROW,
            {"issue": safe(args["subjectUri"])},
        )  # fmt: skip

    def _awarded(self, event: Event) -> Iterator[Entry]:
        args, what = event.args, "awarded" if event.name == "Awarded" else "awarded for an explanation"
        if not args["amount"]:
            return
        payment = self._payments[event.block_number, event.log_index]
        notes = {"fact": show_id(payment.fact)}
        if payment.work != NOBODY:
            notes["work"] = show_id(payment.work)
        if payment.signers:
            notes["signers"] = " ".join(payment.signers)
        pool, award = pool_of(args["bounty"]), awards_of(args["contributor"])
        yield _entry(event, what, show_id(args["contributor"]), args["amount"], award, pool, notes)
        if args["paidTo"] != ZERO_ADDRESS:
            self._left -= args["amount"]
            yield _entry(event, "paid", args["paidTo"], args["amount"], ESCROW, award)

    def _cancelled(self, event: Event) -> Iterator[Entry]:
        args = event.args
        pool, award = pool_of(args["bounty"]), awards_of(args["contributor"])
        if args["amount"]:
            notes = {"fact": show_id(args["fact"])}
            yield _entry(event, "cancelled", show_id(args["contributor"]), args["amount"], pool, award, notes)

    def _released(self, event: Event) -> Iterator[Entry]:
        args = event.args
        self._left -= args["amount"] + args["fee"]
        postings = [Posting(awards_of(args["contributor"]), args["amount"] + args["fee"])]
        postings += [Posting(ESCROW, -part) for part in (args["amount"], args["fee"]) if part]
        yield Entry(Moment.of(event), "released", args["to"], tuple(postings), {"award": show_id(args["award"])})

    def _refunded(self, event: Event) -> Iterator[Entry]:
        args = event.args
        self._left -= args["amount"]
        if args["amount"]:
            yield _entry(event, "refunded", args["sponsor"], args["amount"], ESCROW, pool_of(args["bounty"]))

    def _moved(self, event: Event) -> Iterator[Entry]:
        origin, to, value = (event.args[name] for name in ("from", "to", "value"))
        if origin == self._escrow:
            self._left += value
        if to == self._escrow:
            self._came[origin] += value
        yield from ()

    def _left_over(self, last: Event) -> Iterator[Entry]:
        """The transaction is over: gifts, and what should not be."""
        for sender, amount in self._came.items():
            if amount > 0:
                yield _entry(last, "given", sender, amount, GIFTS, ESCROW)
            elif amount < 0:
                yield _entry(last, "funded and did not arrive", sender, -amount, ESCROW, UNEXPLAINED, doubtful=True)
        if self._left > 0:
            yield _entry(last, "left", self._escrow, self._left, ESCROW, UNEXPLAINED, doubtful=True)
        elif self._left < 0:
            yield _entry(last, "paid and did not leave", self._escrow, -self._left, UNEXPLAINED, ESCROW, doubtful=True)
        self._came.clear()
        self._left = 0

    # -- PRAX ---------------------------------------------------------------------------------------------------------

    def _accrued(self, event: Event) -> Iterator[Entry]:
        args, who = event.args, event.args["contributor"]
        what = "accrued" if event.name == "Accrued" else "accrued for a referral"
        if args["amount"]:
            notes = {"fact": show_id(args["fact"])}
            yield _entry(event, what, show_id(who), args["amount"], accrued_by(who), holdings_of(who), notes)

    def _revoked(self, event: Event) -> Iterator[Entry]:
        args, who = event.args, event.args["contributor"]
        if args["amount"]:
            notes = {"fact": show_id(args["fact"])}
            yield _entry(event, "revoked", show_id(who), args["amount"], holdings_of(who), revoked_of(who), notes)


def _entry(
    event: Event, what: str, payee: str, amount: int, origin: str, to: str,
    notes: Mapping[str, str] | None = None, *, doubtful: bool = False,
) -> Entry:  # fmt: skip
    """`amount` goes from one account to another."""
    return Entry(Moment.of(event), what, payee, (Posting(to, amount), Posting(origin, -amount)), notes or {}, doubtful)
