"""Who was paid, for what, on whose attestation, and with whose money: every award and what became of it.

for payment in payments(ledger, events):
    payment.contributor, payment.amount, payment.state, payment.signers, payment.shares
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Self

from ..core.addresses import ZERO_ADDRESS
from ..core.events import Event
from ..core.ids import NOBODY, award_id, is_wallet_contributor
from ..core.ledger import Ledger
from .attestations import AttestedFact, attested
from .stakes import Share, Stakes


class PaymentState(StrEnum):
    """paid: in the award's own call. released: later. owed: USDC of the contributor that is still in the escrow."""

    PAID = "paid"
    RELEASED = "released"
    OWED = "owed"
    CANCELLED = "cancelled"


class WaitsFor(StrEnum):
    """What an owed payment waits for. usdc: the token refused it when it was awarded. release: anybody may release it.

    unknown: its program has stakeholders of its own, whose wallets are not in this deployment's events.
    """

    REVIEW = "review"
    WALLET = "wallet"
    USDC = "usdc"
    RELEASE = "release"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Moment:
    """An event's place on chain. time: unix seconds."""

    block: int
    log: int
    transaction: bytes
    time: int

    @classmethod
    def of(cls, event: Event) -> Self:
        """Where this one is."""
        return cls(event.block_number, event.log_index, event.tx_hash, event.block_time or 0)


@dataclass(frozen=True, slots=True)
class Payment:
    """One award, or closing award (its work is zero, its completion 0). Amounts: USDC base units.

    `amount` as awarded; `fee` of it went to whoever released it with the wallet's signature. `issue`: canonical name as
    its sponsor wrote it, which may be anything. `wallet`: where it went; of an owed one the contributor's at the
    ledger's time, None if there is none or it is not known.
    `root`: what the signers signed, the fact itself or that of its batch. Both are empty where events do not tell: see
    `AttestedFact`, whose words they are.
    `shares`: whose money it was, by the stakes in the pool just before. `settled`: paid, released or cancelled; equal
    to `awarded` if paid at once, None while owed.
    """

    award: bytes
    program: bytes | None
    bounty: bytes
    issue: str | None
    work: bytes
    contributor: bytes
    wallet: str | None
    amount: int
    fee: int
    completion: int
    fact: bytes
    root: bytes | None
    signers: tuple[str, ...]
    shares: tuple[Share, ...]
    review_end: int
    awarded: Moment
    settled: Moment | None
    state: PaymentState
    waits_for: WaitsFor | None = None


def payments(ledger: Ledger, events: Iterable[Event]) -> tuple[Payment, ...]:
    """All payments, in the order in which the chain awarded them.

    `events` are those that the ledger was made of. What they say is given as they say it: whether an amount is right
    is the ledger's to judge (`ledger.contradictions`). Awards of nothing are no payments.
    """
    return _Fold(ledger).of(events)


class _Fold:
    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._stakes = Stakes()
        self._attested: dict[tuple[int, int], AttestedFact] = {}  # by block and log
        self._linked: set[bytes] = set()  # a first link is in effect at once
        self._payments: list[Payment] = []
        self._owed: dict[bytes, int] = {}  # award → its place among the payments

    def of(self, events: Iterable[Event]) -> tuple[Payment, ...]:
        events = tuple(events)
        self._attested = {(one.block, one.log): one for one in attested(self._ledger, events)}
        known = {self._ledger.addresses.stakeholders, self._ledger.addresses.escrow}
        for event in events:
            handler = _HANDLERS.get(event.name)
            if handler is not None and event.address in known:
                handler(self, event)
        for place in self._owed.values():
            self._payments[place] = self._waiting(self._payments[place])
        return tuple(self._payments)

    def _awarded(self, event: Event) -> None:
        args = event.args
        if not args["amount"]:
            return
        bounty, moment, to = self._ledger.escrow.bounty(args["bounty"]), Moment.of(event), args["paidTo"]
        attestation = self._attested[event.block_number, event.log_index]
        work = args.get("work", NOBODY)
        payment = Payment(
            award=award_id(bounty.id, work, args["contributor"]),
            program=bounty.program,
            bounty=bounty.id,
            issue=bounty.subject_uri,
            work=work,
            contributor=args["contributor"],
            wallet=to,
            amount=args["amount"],
            fee=0,
            completion=args.get("completion", 0),
            fact=args["fact"],
            root=attestation.root,
            signers=attestation.signers,
            shares=self._stakes.divide(bounty.id, args["amount"]),
            review_end=args["reviewEnd"],
            awarded=moment,
            settled=moment,
            state=PaymentState.PAID,
        )
        if to == ZERO_ADDRESS:
            refused = args["reviewEnd"] <= moment.time and self._had_wallet(args["contributor"])
            waits_for = WaitsFor.USDC if refused else None
            payment = replace(payment, wallet=None, settled=None, state=PaymentState.OWED, waits_for=waits_for)
            self._owed[payment.award] = len(self._payments)
        self._payments.append(payment)

    def _released(self, event: Event) -> None:
        args = event.args
        self._settle(args["award"], event, PaymentState.RELEASED, wallet=args["to"], fee=args["fee"])

    def _cancelled(self, event: Event) -> None:
        args = event.args
        award = award_id(args["bounty"], args.get("work", NOBODY), args["contributor"])
        self._settle(award, event, PaymentState.CANCELLED, wallet=None, fee=0)

    def _settle(self, award: bytes, event: Event, state: PaymentState, *, wallet: str | None, fee: int) -> None:
        place = self._owed.pop(award, None)
        if place is not None:
            self._payments[place] = replace(
                self._payments[place], wallet=wallet, fee=fee, settled=Moment.of(event), state=state, waits_for=None
            )

    def _had_wallet(self, contributor: bytes) -> bool:
        return contributor in self._linked or is_wallet_contributor(contributor)

    def _waiting(self, payment: Payment) -> Payment:
        """What an owed payment waits for at the ledger's time."""
        rules = self._ledger.escrow.rules_of(self._ledger.escrow.bounty(payment.bounty))
        if payment.review_end > self._ledger.now:
            waits_for = WaitsFor.REVIEW
        elif rules is None or rules.stakeholders != self._ledger.addresses.stakeholders:
            return replace(payment, waits_for=WaitsFor.UNKNOWN)
        else:
            waits_for = payment.waits_for or WaitsFor.RELEASE
        wallet = self._ledger.people.wallet_of(payment.contributor, self._ledger.now)
        if wallet is None and waits_for is not WaitsFor.REVIEW:
            waits_for = WaitsFor.WALLET
        return replace(payment, wallet=wallet, waits_for=waits_for)

    def _link(self, event: Event) -> None:
        self._linked.add(event.args["contributor"])

    def _funded(self, event: Event) -> None:
        self._stakes.funded(event)

    def _refunded(self, event: Event) -> None:
        self._stakes.refunded(event)


_HANDLERS: dict[str, Callable[[_Fold, Event], None]] = {
    "Linked": _Fold._link,
    "Funded": _Fold._funded,
    "Refunded": _Fold._refunded,
    "Awarded": _Fold._awarded,
    "Closed": _Fold._awarded,
    "Released": _Fold._released,
    "AwardCancelled": _Fold._cancelled,
    "ClosureCancelled": _Fold._cancelled,
}
