"""Stakeholders, from its header: who is who."""

from typing import NamedTuple

from praxis_chain.core.addresses import ZERO_ADDRESS
from praxis_chain.core.attestation import Proof
from praxis_chain.core.eip712 import change_digest, link_digest, stakeholders_domain
from praxis_chain.core.facts import Admission, Link
from praxis_chain.core.ids import NOBODY, is_wallet_contributor
from praxis_chain.evm.abi import checksum

from .attesters import Attesters
from .facts import fact_hash
from .state import Doubts, Kept, Scene
from .wallets import Wallets

CHANGE_DELAY = 72 * 3600
REJECTED_DELAY = 30 * 24 * 3600
BOP = 4


class Change(NamedTuple):
    """Announced and not settled (wallet 0 if none), and what outlives it."""

    wallet: str = ZERO_ADDRESS
    effective_at: int = 0
    rejected: bool = False
    first_wallet: str = ZERO_ADDRESS
    fact: bytes = NOBODY


class Stakeholders:
    """Wallets, standings, referrers."""

    name = "Stakeholders"

    def __init__(self, scene: Scene, address: str, attesters: Attesters, chain_id: int, wallets: Wallets) -> None:
        self.scene = scene
        self.address = address
        self.attesters = attesters
        self.domain = stakeholders_domain(chain_id, bytes.fromhex(address[2:]))
        self.wallets = wallets
        journal = scene.journal
        self.settled: Kept[bytes, str] = Kept(journal, ZERO_ADDRESS)  # the wallet, but for a change that is due
        self.changes: Kept[bytes, Change] = Kept(journal, Change())
        self.linked_at: Kept[bytes, int] = Kept(journal, 0)
        self.admitted_at: Kept[bytes, int] = Kept(journal, 0)
        self.standings: Kept[bytes, int] = Kept(journal, 0)
        self.referrers: Kept[bytes, bytes] = Kept(journal, NOBODY)
        self.served: Kept[str, bytes] = Kept(journal, NOBODY)  # whom a wallet serves
        self.first: Kept[bytes, str] = Kept(journal, ZERO_ADDRESS)  # the very first wallet

    # -- wallets ------------------------------------------------------------------------------------------------------

    def wallet_of(self, contributor: bytes) -> str:
        if is_wallet_contributor(contributor):
            return checksum(contributor[-20:])
        change = self.changes[contributor]
        return change.wallet if self._in_effect(change) else self.settled[contributor]

    def link(self, fact: Link, proof: Proof, wallet_signature: bytes) -> None:
        doubts, wallet, contributor = Doubts(), checksum(fact.wallet), fact.contributor
        current = self.wallet_of(contributor)
        self._doubt_identity(doubts, contributor)
        doubt_past(doubts, fact.linkedAt, self.scene.now)
        doubts.unless(wallet != ZERO_ADDRESS, "ZeroWallet")
        newest = self.linked_at[contributor]
        doubts.unless(fact.linkedAt > newest, "NotNewer", factTime=fact.linkedAt, newest=newest)
        served = self.served[wallet]
        doubts.unless(served in (NOBODY, contributor), "WalletTaken", wallet=wallet, contributor=served)
        digest = link_digest(self.domain, contributor, fact.wallet, fact.linkedAt)
        doubts.unless(self._consents(wallet, digest, wallet_signature), "NoConsent", wallet=wallet)
        with doubts.gathering():
            self.attesters.require(fact_hash(fact), proof)
        doubts.settle()
        self._accept(fact, wallet, current)

    def _accept(self, fact: Link, wallet: str, current: str) -> None:
        contributor, effective_at = fact.contributor, self.scene.now
        self.linked_at[contributor] = fact.linkedAt
        self.served[wallet] = contributor
        if current == ZERO_ADDRESS:
            self.settled[contributor] = self.first[contributor] = wallet
        else:
            change = self.changes[contributor]._replace(first_wallet=self.first[contributor])
            if current != self.settled[contributor]:  # the last change took effect
                self.settled[contributor] = current
                change = change._replace(rejected=False)
            if wallet == current:
                change = change._replace(wallet=ZERO_ADDRESS)
            else:
                effective_at += REJECTED_DELAY if change.rejected else CHANGE_DELAY
                change = change._replace(wallet=wallet, effective_at=effective_at, fact=fact_hash(fact))
            self.changes[contributor] = change
        self.scene.say(
            self.name, "Linked", contributor=contributor, wallet=wallet, fact=fact_hash(fact), oldWallet=current,
            linkedAt=fact.linkedAt, effectiveAt=effective_at,
        )  # fmt: skip

    def acceptChange(self, contributor: bytes, wallet: str, linked_at: int, signature: bytes) -> None:  # noqa: N802
        doubts, change, current = Doubts(), self.changes[contributor], self.wallet_of(contributor)
        doubts.unless(self.is_pending(change), "NoPendingChange", contributor=contributor)
        newest = self.linked_at[contributor]
        named = (wallet, linked_at) == (change.wallet, newest)
        doubts.unless(named, "NotTheChange", wallet=change.wallet, linkedAt=newest)
        digest = change_digest(self.domain, contributor, bytes.fromhex(wallet[2:]), linked_at)
        doubts.unless(self._consents(current, digest, signature), "NoConsent", wallet=current)
        doubts.settle()
        self.settled[contributor] = wallet
        self.changes[contributor] = change._replace(wallet=ZERO_ADDRESS, rejected=False)
        self.scene.say(self.name, "ChangeAccepted", contributor=contributor, wallet=wallet, fact=change.fact)

    def rejectChange(self, contributor: bytes) -> None:  # noqa: N802 - as in the contract
        doubts, change, current = Doubts(), self.changes[contributor], self.wallet_of(contributor)
        doubts.unless(self.scene.caller == current, "NotTheWallet", caller=self.scene.caller, wallet=current)
        doubts.unless(self.is_pending(change), "NoPendingChange", contributor=contributor)
        doubts.unless(not change.rejected, "AlreadyRejected", contributor=contributor)
        doubts.settle()
        self.changes[contributor] = change._replace(wallet=ZERO_ADDRESS, rejected=True)
        self.scene.say(self.name, "ChangeRejected", contributor=contributor, wallet=change.wallet, fact=change.fact)

    def is_pending(self, change: Change) -> bool:
        announced = change.wallet != ZERO_ADDRESS and self.scene.now < change.effective_at
        return announced and not self._revoked_in_time(change)

    def _in_effect(self, change: Change) -> bool:
        due = change.wallet != ZERO_ADDRESS and self.scene.now >= change.effective_at
        return due and not self._revoked_in_time(change)

    def _revoked_in_time(self, change: Change) -> bool:
        return 0 < self.attesters.revoked_at(change.fact) < change.effective_at

    def _consents(self, wallet: str, digest: bytes, signature: bytes) -> bool:
        return self.scene.caller == wallet or self.wallets.signed(wallet, digest, signature)

    # -- standing -----------------------------------------------------------------------------------------------------

    def admit(self, fact: Admission, proof: Proof) -> None:
        doubts, contributor = Doubts(), fact.contributor
        self._doubt_identity(doubts, contributor)
        doubt_past(doubts, fact.admittedAt, self.scene.now)
        doubts.unless(fact.standing <= BOP, "UnknownStanding", standing=fact.standing)
        doubts.unless(fact.referrer != contributor, "SelfReferral", contributor=contributor)
        newest = self.admitted_at[contributor]
        doubts.unless(fact.admittedAt > newest, "NotNewer", factTime=fact.admittedAt, newest=newest)
        with doubts.gathering():
            self.attesters.require(fact_hash(fact), proof)
        doubts.settle()
        before = self.standings[contributor]
        self.standings[contributor] = fact.standing
        self.admitted_at[contributor] = fact.admittedAt
        if self.referrers[contributor] == NOBODY:
            self.referrers[contributor] = fact.referrer
        self.scene.say(
            self.name, "Admitted", contributor=contributor, referrer=self.referrers[contributor],
            fact=fact_hash(fact), oldStanding=before, newStanding=fact.standing, admittedAt=fact.admittedAt,
        )  # fmt: skip

    def _doubt_identity(self, doubts: Doubts, contributor: bytes) -> None:
        doubts.unless(not is_wallet_contributor(contributor), "NotAnIdentity", contributor=contributor)


def doubt_past(doubts: Doubts, fact_time: int, now: int) -> None:
    doubts.unless(fact_time <= now, "FactFromFuture", factTime=fact_time, currentTime=now)


class HostileStakeholders:
    """Everybody's wallet is the one it was told."""

    def __init__(self, address: str, wallet: str) -> None:
        self.address = address
        self.wallet = wallet

    def wallet_of(self, contributor: bytes) -> str:
        return self.wallet
