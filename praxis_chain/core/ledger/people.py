"""The book of Stakeholders: wallets, announced changes, standings, referrers (S1, S2)."""

from dataclasses import dataclass, replace

from ..addresses import to_checksum
from ..catalogue import Standing
from ..events import Event
from ..ids import NOBODY, is_wallet_contributor
from .committee import Committee
from .journal import Journal

CHANGE_DELAY = 72 * 3600  # seconds
REJECTED_DELAY = 30 * 24 * 3600  # seconds
CONSENT = "that wallets consented to a link or accepted a change: by their call, or by a signature in the calldata"


@dataclass(frozen=True, slots=True)
class Person:
    """`wallet` is the one in effect, but for a change that is due and not settled yet.

    `changed`: a change of wallet was ever announced. Times are unix seconds, 0 if none.
    """

    wallet: str | None = None
    linked_at: int = 0
    admitted_at: int = 0
    standing: int = 0
    changed: bool = False


@dataclass(frozen=True, slots=True)
class Change:
    """A change of wallet; `wallet` is None where nothing is announced. `fact`: hash of the Link that announced it."""

    wallet: str | None = None
    effective_at: int = 0
    rejected: bool = False
    first_wallet: str | None = None
    fact: bytes = bytes(32)


class People:
    """Who is who, as `Stakeholders.sol` keeps it.

    `people` and `changes` by contributor, `contributor_of` by wallet, `referrer_of` by contributor.
    """

    def __init__(self, journal: Journal, committee: Committee) -> None:
        self.people: dict[bytes, Person] = {}
        self.changes: dict[bytes, Change] = {}
        self.contributor_of: dict[str, bytes] = {}
        self.referrer_of: dict[bytes, bytes] = {}
        self._journal = journal
        self._committee = committee

    def apply(self, event: Event) -> bool:
        """Fold one event; False if Stakeholders has none of that name."""
        handler = _HANDLERS.get(event.name)
        if handler is not None:
            handler(self, event)
        return handler is not None

    def person(self, contributor: bytes) -> Person:
        """What is recorded of somebody; all empty for a stranger."""
        return self.people.get(contributor, Person())

    def wallet_of(self, contributor: bytes, now: int) -> str | None:
        """The wallet that a contributor's awards and PRAX belong to at a time (unix seconds)."""
        if is_wallet_contributor(contributor):
            return to_checksum(contributor[12:]) if any(contributor) else None
        change = self.changes.get(contributor, Change())
        due = change.wallet is not None and now >= change.effective_at and not self._revoked_in_time(change)
        return change.wallet if due else self.person(contributor).wallet

    def first_wallet_of(self, contributor: bytes) -> str | None:
        """The very first wallet: where PRAX takes a balance to lie that it never moved."""
        person = self.person(contributor)
        return self.changes[contributor].first_wallet if person.changed else person.wallet

    def _revoked_in_time(self, change: Change) -> bool:
        revoked_at = self._committee.revoked_at.get(change.fact)
        return revoked_at is not None and revoked_at < change.effective_at

    # -- events -------------------------------------------------------------------------------------------------------

    def _linked(self, event: Event) -> None:
        who, wallet, linked_at = (event.args[name] for name in ("contributor", "wallet", "linkedAt"))
        expect, require, now = self._journal.expect, self._journal.require, self._journal.now
        self._committee.accept(event.args["fact"], self._committee.verdict(event, event.args["fact"]))
        self._journal.untestable("S1", CONSENT)
        person, current = self.person(who), self.wallet_of(who, now)
        expect("S1", "A link followed on another wallet than the one in effect.", current, _known(event, "oldWallet"))
        require(
            "S1", "A link is not newer than the last, or from the future.",
            person.linked_at < linked_at <= now, f"after {person.linked_at}, until {now}", linked_at,
        )  # fmt: skip
        served = self.contributor_of.get(wallet, who)
        expect("S2", "A wallet was linked that serves somebody else.", served, who)
        delay = 0 if current in (None, wallet) else self._delay(who)
        expect("S1", "A link takes effect at another time than its rules say.", now + delay, event.args["effectiveAt"])
        self.contributor_of[wallet] = who
        self._accept(who, wallet, replace(person, linked_at=linked_at), current, delay, event)

    def _accept(self, who: bytes, wallet: str, person: Person, current: str | None, delay: int, event: Event) -> None:
        """Settle what took effect meanwhile, then set or announce: as `Stakeholders._accept` does."""
        if current is None:
            self.people[who] = replace(person, wallet=wallet)
            return
        change = self.changes.get(who, Change())
        if not person.changed:
            person, change = replace(person, changed=True), replace(change, first_wallet=current)
        if current != person.wallet:
            person, change = replace(person, wallet=current), replace(change, rejected=False)
        if wallet == current:
            change = replace(change, wallet=None)
        else:
            effective_at = self._journal.now + delay
            change = replace(change, wallet=wallet, effective_at=effective_at, fact=event.args["fact"])
        self.people[who], self.changes[who] = person, change

    def _delay(self, who: bytes) -> int:
        """What a change has to wait; one that took effect restores the short delay."""
        change = self.changes.get(who, Change())
        settled = self.wallet_of(who, self._journal.now) != self.person(who).wallet
        return REJECTED_DELAY if change.rejected and not settled else CHANGE_DELAY

    def _pending(self, change: Change) -> bool:
        """Whether a change waits, so that the wallet in effect can still accept or reject it."""
        waits = change.wallet is not None and self._journal.now < change.effective_at
        return waits and not self._revoked_in_time(change)

    def _accepted(self, event: Event) -> None:
        who, wallet = event.args["contributor"], event.args["wallet"]
        change = self.changes.get(who, Change())
        self._journal.untestable("S1", CONSENT)
        self._journal.require(
            "S1", "A change was accepted that was not pending.", self._pending(change), "pending", event.args["fact"]
        )
        for announced, accepted in ((change.wallet, wallet), (change.fact, event.args["fact"])):
            self._journal.expect("S1", "Another change was accepted than the one announced.", announced, accepted)
        self.people[who] = replace(self.person(who), wallet=wallet)
        self.changes[who] = replace(change, wallet=None, rejected=False)

    def _rejected(self, event: Event) -> None:
        who = event.args["contributor"]
        change = self.changes.get(who, Change())
        self._journal.require(
            "S1", "A change was rejected that was not pending, or rejected before.",
            self._pending(change) and not change.rejected, "pending", event.args["fact"],
        )  # fmt: skip
        self._journal.expect(
            "S1", "Another change was rejected than the one announced.", change.fact, event.args["fact"]
        )
        self.changes[who] = replace(change, wallet=None, rejected=True)

    def _admitted(self, event: Event) -> None:
        who, standing, admitted_at = (event.args[name] for name in ("contributor", "newStanding", "admittedAt"))
        expect, require = self._journal.expect, self._journal.require
        self._committee.accept(event.args["fact"], self._committee.verdict(event, event.args["fact"]))
        person = self.person(who)
        require("P2", "A standing is unknown.", standing <= max(Standing), f"at most {max(Standing):d}", standing)
        expect("P2", "An admission followed on another standing.", person.standing, event.args["oldStanding"])
        require(
            "P2", "An admission is not newer than the last, or from the future.",
            person.admitted_at < admitted_at <= self._journal.now,
            f"after {person.admitted_at}, until {self._journal.now}", admitted_at,
        )  # fmt: skip
        referrer = self.referrer_of.get(who, event.args["referrer"])
        expect("P2", "A second referrer took the first one's place.", referrer, event.args["referrer"])
        require("P2", "Somebody referred themselves.", referrer != who, "another person", referrer)
        if referrer != NOBODY:
            self.referrer_of[who] = referrer
        self.people[who] = replace(person, standing=standing, admitted_at=admitted_at)


_HANDLERS = {
    "Linked": People._linked,
    "ChangeAccepted": People._accepted,
    "ChangeRejected": People._rejected,
    "Admitted": People._admitted,
}


def _known(event: Event, name: str) -> str | None:
    """An address of an event; None where it is zero."""
    address: str = event.args[name]
    return None if int(address, 16) == 0 else address
