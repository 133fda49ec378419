"""Stakeholders: who is who. Wallets, standings and referrers of contributors."""

from dataclasses import dataclass
from typing import ClassVar

from ...core.attestation import Proof
from ...core.catalogue import Standing
from ...core.eip712 import Domain, stakeholders_domain
from ...core.facts import Admission, Link
from ...core.ids import Id
from ..client import View
from .call import Binding, Call, address_or_none


@dataclass(frozen=True, slots=True)
class Change:
    """A change of wallet that was announced and not settled.

    `wallet` holds from `effective_at` (unix seconds) on, if nothing happens before; None if nothing is announced, and
    the rest then tells of the past. `rejected`: the present wallet has used its right to reject. `first_wallet`: the
    very first, None while there was only one. `fact`: hash of the Link that announced it.
    """

    wallet: str | None
    effective_at: int
    rejected: bool
    first_wallet: str | None
    fact: bytes


@dataclass(frozen=True, slots=True)
class Person:
    """All that is known of a contributor as of one block.

    `wallet`: the one in effect. `linked_at`, `admitted_at`: unix seconds of the newest Link and Admission, None if
    there was none. `referrer`: the first that an Admission named, zero if none.
    """

    contributor: Id
    wallet: str | None
    standing: Standing
    referrer: Id
    linked_at: int | None
    admitted_at: int | None
    change: Change

    @property
    def is_stakeholder(self) -> bool:
        """Whether they accrue PRAX (once they have a wallet)."""
        return self.standing is not Standing.NONE


class Stakeholders(Binding):
    """`contracts/Stakeholders.sol`. Contributors are 32-byte ids, wallets EIP-55 text."""

    NAME: ClassVar[str] = "Stakeholders"

    def domain(self, chain_id: int) -> Domain:
        """What wallets sign `core.eip712.link_digest` and `change_digest` under."""
        return stakeholders_domain(chain_id, bytes.fromhex(self.address[2:]))

    # -- writes -------------------------------------------------------------------------------------------------------

    def link(self, link: Link, proof: Proof, wallet_signature: bytes = b"") -> Call:
        """Link a contributor to a wallet: the first holds at once, another is announced. The wallet's signature may be
        missing if it is the caller."""
        return self._call("link", link, proof, wallet_signature)

    def accept_change(self, contributor: bytes, wallet: str, linked_at: int, signature: bytes = b"") -> Call:
        """Let the change announced by `wallet`'s Link of `linked_at` (unix seconds) hold at once. The signature is that
        of the wallet in effect, and may be missing if it is the caller."""
        return self._call("acceptChange", contributor, wallet, linked_at, signature)

    def reject_change(self, contributor: bytes) -> Call:
        """Refuse the pending change, whichever it is; by the wallet in effect, once."""
        return self._call("rejectChange", contributor)

    def admit(self, admission: Admission, proof: Proof) -> Call:
        """Set a contributor's standing; the first referrer named counts."""
        return self._call("admit", admission, proof)

    # -- reads --------------------------------------------------------------------------------------------------------

    def wallet_of(self, view: View, contributor: bytes) -> str | None:
        """The wallet in effect at the view's block."""
        return address_or_none(view.call(self.contract, "walletOf", contributor))

    def standing_of(self, view: View, contributor: bytes) -> Standing:
        """None of the five for somebody never admitted is NONE."""
        return Standing(view.call(self.contract, "standingOf", contributor))

    def referrer_of(self, view: View, contributor: bytes) -> Id:
        """The first referrer that an Admission named; zero if none."""
        return Id(view.call(self.contract, "referrerOf", contributor))

    def contributor_of(self, view: View, wallet: str) -> Id:
        """Whom a wallet serves, for ever; zero if nobody."""
        return Id(view.call(self.contract, "contributorOf", wallet))

    def change_of(self, view: View, contributor: bytes) -> Change:
        """The change announced last."""
        found = view.call(self.contract, "changeOf", contributor)
        return Change(
            wallet=address_or_none(found["wallet"]),
            effective_at=found["effectiveAt"],
            rejected=found["rejected"],
            first_wallet=address_or_none(found["firstWallet"]),
            fact=found["fact"],
        )

    def person(self, view: View, contributor: bytes) -> Person:
        """Everything about one contributor."""
        wallet, _, standing = view.call(self.contract, "accountOf", contributor)
        linked_at, admitted_at = view.call(self.contract, "newestOf", contributor)
        return Person(
            contributor=Id(contributor),
            wallet=address_or_none(wallet),
            standing=Standing(standing),
            referrer=self.referrer_of(view, contributor),
            linked_at=linked_at or None,
            admitted_at=admitted_at or None,
            change=self.change_of(view, contributor),
        )

    def attesters(self, view: View) -> str:
        """Address of the Attesters that it was deployed with."""
        return str(view.call(self.contract, "ATTESTERS"))
