"""Attesters: who may vouch for facts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from ...core.attestation import BatchProof, Proof
from ...core.eip712 import Domain, attesters_domain
from ...core.facts import Revocation
from ..client import View
from .call import Binding, Call, address_or_none


@dataclass(frozen=True, slots=True)
class Committee:
    """Who decides, as of one block. `owner` may change members and quorum, None if it was renounced.

    `configuration` counts the changes of members or quorum, the first being 1.
    """

    owner: str | None
    pending_owner: str | None
    configuration: int
    member_count: int
    quorum: int


class Attesters(Binding):
    """`contracts/Attesters.sol`. Proofs are `core.attestation.Proof`, accounts EIP-55 text, facts 32-byte hashes."""

    NAME: ClassVar[str] = "Attesters"

    def domain(self, chain_id: int) -> Domain:
        """What attesters sign roots under."""
        return attesters_domain(chain_id, bytes.fromhex(self.address[2:]))

    # -- writes -------------------------------------------------------------------------------------------------------

    def configure(self, add: Sequence[str] = (), remove: Sequence[str] = (), *, new_quorum: int) -> Call:
        """Change members and quorum; owner only."""
        return self._call("configure", list(add), list(remove), new_quorum)

    def require_attested(self, fact: bytes, proof: Proof) -> Call:
        """Refused unless a quorum signed a root that holds the fact; remembers the root for its transaction."""
        return self._call("requireAttested", fact, proof)

    def require_all_attested(self, facts: Sequence[bytes], proof: BatchProof) -> Call:
        """The same for many facts of one root, in the batch's order."""
        return self._call("requireAllAttested", list(facts), proof)

    def revoke(self, revocation: Revocation, proof: Proof) -> Call:
        """Record, by the quorum, that a fact no longer holds."""
        return self._call("revoke", revocation, proof)

    def transfer_ownership(self, new_owner: str) -> Call:
        """Offer the ownership; `accept_ownership` by the new owner completes it."""
        return self._call("transferOwnership", new_owner)

    def accept_ownership(self) -> Call:
        """Take an ownership that was offered to the caller."""
        return self._call("acceptOwnership")

    def renounce_ownership(self) -> Call:
        """Fix the committee for ever."""
        return self._call("renounceOwnership")

    # -- reads --------------------------------------------------------------------------------------------------------

    def committee(self, view: View) -> Committee:
        """Owner, quorum and size."""
        return Committee(
            owner=address_or_none(view.call(self.contract, "owner")),
            pending_owner=address_or_none(view.call(self.contract, "pendingOwner")),
            configuration=view.call(self.contract, "configuration"),
            member_count=view.call(self.contract, "memberCount"),
            quorum=view.call(self.contract, "quorum"),
        )

    def members(self, view: View, first_block: int = 0) -> list[str]:
        """Members in ascending order, from the events since `first_block`, the contract's own at the latest."""
        members: set[str] = set()
        for event in view.events([self.contract], first_block, ["MemberAdded", "MemberRemoved"]):
            (members.add if event.name == "MemberAdded" else members.discard)(event.args["member"])
        return sorted(members, key=str.lower)

    def is_member(self, view: View, account: str) -> bool:
        """Whether the account's signature counts now."""
        return bool(view.call(self.contract, "isMember", account))

    def revoked_at(self, view: View, fact: bytes) -> int | None:
        """Unix seconds, or None if the fact was not revoked."""
        return int(view.call(self.contract, "revokedAt", fact)) or None
