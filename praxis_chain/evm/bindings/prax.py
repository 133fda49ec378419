"""PRAX: the measure of contribution."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from ...core.attestation import BatchProof, Proof
from ...core.catalogue import Action, Category
from ...core.facts import Admission, Commit
from ..client import View
from .call import Binding, Call, address_or_none


@dataclass(frozen=True, slots=True)
class ActionState:
    """A known action version. reward: wei; attempt_share: basis points; closed_at: unix seconds, None while open."""

    category: Category
    reward: int
    attempt_share: int
    closed_at: int | None


@dataclass(frozen=True, slots=True)
class Accrual:
    """What a fact minted, in wei. `fact`: the first 20 bytes of its hash. A revoked referral keeps its fact, with 0."""

    amount: int
    fact: bytes


@dataclass(frozen=True, slots=True)
class Epoch:
    """cap: wei per epoch; minted: wei minted in epoch `number` = block time / 28 days, which may be over."""

    cap: int
    minted: int
    number: int


class Prax(Binding):
    """`contracts/Prax.sol`. Amounts are wei (18 decimals), ids 32 bytes, accounts EIP-55 text."""

    NAME: ClassVar[str] = "Prax"

    # -- catalogue (owner) --------------------------------------------------------------------------------------------

    def set_action(self, action: Action, *, open: bool = True) -> Call:
        """Add an action version, or open or close a known one."""
        return self._call("setAction", action.values(), open)

    def set_referral_reward(self, standing: int, reward: int) -> Call:
        """What the referrer of a new Resident (3) or BOP (4) earns, in wei."""
        return self._call("setReferralReward", standing, reward)

    def set_epoch_cap(self, cap: int) -> Call:
        """The most that may be minted per epoch, in wei."""
        return self._call("setEpochCap", cap)

    def transfer_ownership(self, new_owner: str) -> Call:
        """Offer the ownership; `accept_ownership` by the new owner completes it."""
        return self._call("transferOwnership", new_owner)

    def accept_ownership(self) -> Call:
        """Take an ownership that was offered to the caller."""
        return self._call("acceptOwnership")

    def renounce_ownership(self) -> Call:
        """Fix catalogue, rewards and cap for ever."""
        return self._call("renounceOwnership")

    # -- accrual (anybody) --------------------------------------------------------------------------------------------

    def accrue(self, commit: Commit, proof: Proof) -> Call:
        """Mint what an attested Commit earns."""
        return self._call("accrue", commit, proof)

    def accrue_many(self, commits: Sequence[Commit], proof: BatchProof) -> Call:
        """Accrue many Commits of one root; one that accrued meanwhile is passed over."""
        return self._call("accrueMany", list(commits), proof)

    def accrue_referral(self, admission: Admission, proof: Proof) -> Call:
        """Mint the referral reward for a candidate who became Resident or BOP."""
        return self._call("accrueReferral", admission, proof)

    def revoke(self, commit: Commit) -> Call:
        """Burn what a revoked Commit minted."""
        return self._call("revoke", commit)

    def revoke_referral(self, admission: Admission) -> Call:
        """Burn what a revoked Admission minted to its referrer."""
        return self._call("revokeReferral", admission)

    def recover(self, contributor: bytes) -> Call:
        """Move a person's balance to their wallet in effect."""
        return self._call("recover", contributor)

    def delegate(self, delegatee: str) -> Call:
        """Let `delegatee` vote with the caller's PRAX."""
        return self._call("delegate", delegatee)

    # -- reads --------------------------------------------------------------------------------------------------------

    def action(self, view: View, action: bytes) -> ActionState | None:
        """The action version of that id, None if the catalogue has none."""
        reward, attempt_share, category, known, closed_at = view.call(self.contract, "actions", action)
        return ActionState(Category(category), reward, attempt_share, closed_at or None) if known else None

    def accrual(self, view: View, commit: bytes) -> Accrual | None:
        """The live accrual of a Commit id (`core.ids.commit_id`)."""
        return self._accrual(view, "accruals", commit)

    def referral(self, view: View, candidate: bytes) -> Accrual | None:
        """The referral of a candidate, live or revoked."""
        return self._accrual(view, "referrals", candidate)

    def epoch(self, view: View) -> Epoch:
        """The cap, and what was minted in the last epoch in which anything was."""
        return Epoch(*view.call(self.contract, "epoch"))

    def referral_reward(self, view: View, standing: int) -> int:
        """Wei for the referrer of a new Resident (3) or BOP (4)."""
        return int(view.call(self.contract, "referralReward", standing))

    def total_supply(self, view: View) -> int:
        """All PRAX, in wei."""
        return int(view.call(self.contract, "totalSupply"))

    def balance_of(self, view: View, account: str) -> int:
        """Wei in a wallet."""
        return int(view.call(self.contract, "balanceOf", account))

    def holder_of(self, view: View, contributor: bytes) -> str | None:
        """Where a person's balance lies, which may be a former wallet until it is recovered."""
        return address_or_none(view.call(self.contract, "holderOf", contributor))

    def get_votes(self, view: View, account: str) -> int:
        """Present votes of an account, in wei."""
        return int(view.call(self.contract, "getVotes", account))

    def get_past_votes(self, view: View, account: str, timepoint: int) -> int:
        """Votes of an account at a past moment (unix seconds, before the view's block), in wei."""
        return int(view.call(self.contract, "getPastVotes", account, timepoint))

    def delegates(self, view: View, account: str) -> str:
        """Who votes with an account's PRAX: itself, unless it delegated."""
        return str(view.call(self.contract, "delegates", account))

    def owner(self, view: View) -> str | None:
        """Who edits catalogue and cap, None if renounced."""
        return address_or_none(view.call(self.contract, "owner"))

    def pending_owner(self, view: View) -> str | None:
        """Whom the ownership was offered to."""
        return address_or_none(view.call(self.contract, "pendingOwner"))

    def stakeholders(self, view: View) -> str:
        """Address of the Stakeholders that it was deployed with."""
        return str(view.call(self.contract, "STAKEHOLDERS"))

    def attesters(self, view: View) -> str:
        """Address of the Attesters whose facts it takes."""
        return str(view.call(self.contract, "ATTESTERS"))

    def _accrual(self, view: View, mapping: str, key: bytes) -> Accrual | None:
        amount, fact = view.call(self.contract, mapping, key)
        return Accrual(amount, fact) if any(fact) else None
