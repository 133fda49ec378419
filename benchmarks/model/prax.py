"""Prax, from its header: recognition."""

from collections.abc import Sequence
from typing import NamedTuple

from eth_abi.abi import encode
from eth_hash.auto import keccak

from praxis_chain.core.addresses import ZERO_ADDRESS
from praxis_chain.core.attestation import BatchProof, Proof
from praxis_chain.core.eip712 import Domain
from praxis_chain.core.facts import Admission, Commit
from praxis_chain.core.ids import NOBODY, commit_id

from .facts import fact_hash
from .owned import Owned
from .stakeholders import Stakeholders, doubt_past
from .state import Doubts, Kept, Scene
from .votes import Votes
from .wallets import signer_of

LARGEST_BALANCE = 2**88 - 1  # wei
LARGEST_SUPPLY = 2**96 - 1  # wei
EPOCH = 28 * 24 * 3600
CATEGORIES = 10
WHOLE = 10_000
MAX_QUALITY = 20_000
RESIDENT, BOP = 3, 4
DELEGATION = "Delegation(address delegatee,uint256 nonce,uint256 expiry)"


class Action(NamedTuple):
    """An action version, as the owner sets it."""

    category: int
    reward: int  # wei
    attempt_share: int  # basis points
    specification: bytes

    @property
    def id(self) -> bytes:
        return keccak(encode(["uint8", "uint96", "uint16", "bytes32"], list(self)))


class ActionState(NamedTuple):
    reward: int = 0
    attempt_share: int = 0
    category: int = 0
    known: bool = False
    closed_at: int = 0


class Accrual(NamedTuple):
    amount: int = 0
    fact: bytes = bytes(20)
    minter: bytes = NOBODY  # whose it is: kept for P1


class Prax(Owned):
    """Everything PRAX."""

    name = "Prax"

    def __init__(
        self, scene: Scene, address: str, owner: str, stakeholders: Stakeholders, cap: int, chain_id: int
    ) -> None:
        super().__init__(scene, owner)
        self.address = address
        self.domain = Domain("Praxis PRAX", "1", chain_id, bytes.fromhex(address[2:]))
        self.stakeholders = stakeholders
        self.attesters = stakeholders.attesters
        journal = scene.journal
        self.cap: Kept[None, int] = Kept(journal, cap)
        self.minted: Kept[int, int] = Kept(journal, 0)  # by epoch
        self.last_epoch: Kept[None, int] = Kept(journal, 0)
        self.rewards: Kept[int, int] = Kept(journal, 0)
        self.actions: Kept[bytes, ActionState] = Kept(journal, ActionState())
        self.accruals: Kept[bytes, Accrual] = Kept(journal, Accrual())
        self.referrals: Kept[bytes, Accrual] = Kept(journal, Accrual())
        self.balances: Kept[str, int] = Kept(journal, 0)
        self.moved_to: Kept[bytes, str] = Kept(journal, ZERO_ADDRESS)
        self.nonces: Kept[str, int] = Kept(journal, 0)
        self.votes = Votes(scene, self.name)

    @property
    def total_supply(self) -> int:
        return sum(self.balances.values())

    # -- catalogue ----------------------------------------------------------------------------------------------------

    def setAction(self, action: Action, is_open: bool) -> None:  # noqa: N802 - as in the contract
        doubts = self.owners_only()
        doubts.unless(action.category < CATEGORIES, "UnknownCategory", category=action.category)
        doubts.unless(action.attempt_share <= WHOLE, "ShareOutOfRange", attemptShare=action.attempt_share)
        doubts.settle()
        before = self.actions[action.id].closed_at
        closed_at = 0 if is_open else before or self.scene.now
        self.actions[action.id] = ActionState(action.reward, action.attempt_share, action.category, True, closed_at)
        self.scene.say(
            self.name, "ActionSet", action=action.id, category=action.category, reward=action.reward,
            attemptShare=action.attempt_share, specification=action.specification, oldClosedAt=before,
            newClosedAt=closed_at,
        )  # fmt: skip

    def setReferralReward(self, standing: int, reward: int) -> None:  # noqa: N802
        doubts = self.owners_only()
        doubts.unless(standing in (RESIDENT, BOP), "NotAdmitted", candidate=NOBODY, standing=standing)
        doubts.settle()
        self.scene.say(
            self.name, "ReferralRewardSet", standing=standing, oldReward=self.rewards[standing], newReward=reward
        )
        self.rewards[standing] = reward

    def setEpochCap(self, cap: int) -> None:  # noqa: N802
        self.owners_only().settle()
        self.scene.say(self.name, "EpochCapSet", oldCap=self.cap[None], newCap=cap)
        self.cap[None] = cap

    # -- accrual ------------------------------------------------------------------------------------------------------

    def accrue(self, commit: Commit, proof: Proof) -> None:
        doubts, made = Doubts(), _commit_id(commit)
        doubts.unless(self.accruals[made] == Accrual(), "AlreadyAccrued", id=made)
        with doubts.gathering():
            self.attesters.require(fact_hash(commit), proof)
        amount = 0
        with doubts.gathering():
            amount = self._accrue(commit)
        self._doubt_cap(doubts, amount)
        doubts.settle()

    def accrueMany(self, commits: Sequence[Commit], proof: BatchProof) -> None:  # noqa: N802
        doubts, amount = Doubts(), 0
        with doubts.gathering():
            self.attesters.require_all([fact_hash(commit) for commit in commits], proof)
        for commit in commits:
            if self.accruals[_commit_id(commit)] == Accrual():
                with doubts.gathering():
                    amount += self._accrue(commit)
        self._doubt_cap(doubts, amount)
        doubts.settle()

    def accrueReferral(self, admission: Admission, proof: Proof) -> None:  # noqa: N802
        doubts, candidate = Doubts(), admission.contributor
        doubts.unless(self.referrals[candidate] == Accrual(), "AlreadyAccrued", id=candidate)
        standing = self.stakeholders.standings[candidate]
        succeeded = standing in (RESIDENT, BOP)
        doubts.unless(succeeded, "NotAdmitted", candidate=candidate, standing=standing)
        doubts.unless(admission.standing == standing, "NotAdmitted", candidate=candidate, standing=admission.standing)
        referrer = self.stakeholders.referrers[candidate]
        doubts.unless(referrer != NOBODY, "NoReferrer", candidate=candidate)
        amount = self.rewards[admission.standing]
        doubts.unless(amount > 0, "NoReferralReward", standing=admission.standing)
        with doubts.gathering():
            self.attesters.require(fact_hash(admission), proof)
        self._doubt_cap(doubts, amount)
        self._doubt_receiver(doubts, referrer, amount)
        doubts.settle()
        fact = fact_hash(admission)
        self.referrals[candidate] = Accrual(amount, fact[:20], referrer)
        wallet = self._mint(referrer, amount)
        self.scene.say(
            self.name, "ReferralAccrued", fact=fact, contributor=referrer, candidate=candidate, wallet=wallet,
            standing=standing, amount=amount,
        )  # fmt: skip

    def _accrue(self, commit: Commit) -> int:
        doubts, action = Doubts(), self.actions[commit.action]
        doubts.unless(action.known, "UnknownAction", action=commit.action)
        is_open = action.closed_at == 0 or commit.completedAt < action.closed_at
        doubts.unless(is_open, "ActionClosed", action=commit.action, closedAt=action.closed_at)
        doubts.unless(commit.quality <= MAX_QUALITY, "QualityOutOfRange", quality=commit.quality)
        doubts.unless(
            commit.completion <= commit.total <= WHOLE, "CompletionOutOfRange", completion=commit.completion,
            total=commit.total,
        )  # fmt: skip
        doubt_past(doubts, commit.completedAt, self.scene.now)
        earned = self.earned(commit)
        doubts.unless(earned < 2**96, "AmountTooLarge", amount=earned)
        self._doubt_receiver(doubts, commit.contributor, earned)
        doubts.settle()
        fact = fact_hash(commit)
        self.accruals[_commit_id(commit)] = Accrual(earned, fact[:20], commit.contributor)
        wallet = self._mint(commit.contributor, earned)
        self.scene.say(
            self.name, "Accrued", fact=fact, contributor=commit.contributor, action=commit.action,
            subject=commit.subject, work=commit.work, wallet=wallet, quality=commit.quality,
            completion=commit.completion, amount=earned,
        )  # fmt: skip
        return earned

    def earned(self, commit: Commit) -> int:
        """reward × quality × (attemptShare + (1 − attemptShare) × completion), all in basis points, one division."""
        action = self.actions[commit.action]
        share = action.attempt_share * WHOLE + (WHOLE - action.attempt_share) * commit.completion
        return action.reward * commit.quality * share // WHOLE**3

    def _doubt_receiver(self, doubts: Doubts, contributor: bytes, amount: int) -> None:
        doubts.unless(self.stakeholders.standings[contributor] != 0, "NotStakeholder", contributor=contributor)
        doubts.unless(self.stakeholders.wallet_of(contributor) != ZERO_ADDRESS, "NoWallet", contributor=contributor)
        balance = self.balances[self.holder_of(contributor)] + amount
        doubts.unless(balance <= LARGEST_BALANCE, "BalanceTooLarge", balance=balance)
        supply = self.total_supply + amount
        doubts.unless(supply <= LARGEST_SUPPLY, "SupplyTooLarge", supply=supply)

    def _doubt_cap(self, doubts: Doubts, amount: int) -> None:
        if amount:
            number = self.scene.now // EPOCH
            before, cap = self.minted[number], self.cap[None]
            doubts.unless(before + amount <= cap, "EpochCapReached", minted=before, amount=amount, cap=cap)
            self.minted[number] = before + amount
            self.last_epoch[None] = number

    # -- revocation and recovery --------------------------------------------------------------------------------------

    def revoke(self, commit: Commit) -> None:
        doubts, made, fact = Doubts(), _commit_id(commit), fact_hash(commit)
        accrual = self.accruals[made]
        doubts.unless(accrual.fact == fact[:20], "NotAccrued", fact=fact)
        doubts.unless(self.attesters.revoked_at(fact) != 0, "NotRevoked", fact=fact)
        doubts.settle()
        self.accruals.drop(made)
        self._burn(fact, commit.contributor, accrual.amount)

    def revokeReferral(self, admission: Admission) -> None:  # noqa: N802
        doubts, fact, referral = Doubts(), fact_hash(admission), self.referrals[admission.contributor]
        doubts.unless(referral.fact == fact[:20] and referral.amount > 0, "NotAccrued", fact=fact)
        doubts.unless(self.attesters.revoked_at(fact) != 0, "NotRevoked", fact=fact)
        doubts.settle()
        self.referrals[admission.contributor] = referral._replace(amount=0)
        self._burn(fact, self.stakeholders.referrers[admission.contributor], referral.amount)

    def recover(self, contributor: bytes) -> None:
        self._gather(contributor)

    def holder_of(self, contributor: bytes) -> str:
        """Where a person's balance lies: their first wallet, or where it was last moved to."""
        places = (self.moved_to[contributor], self.stakeholders.first[contributor])
        found = [place for place in places if place != ZERO_ADDRESS]
        return found[0] if found else self.stakeholders.wallet_of(contributor)

    def _gather(self, contributor: bytes) -> str:
        holder, current = self.holder_of(contributor), self.stakeholders.wallet_of(contributor)
        if holder != current:
            amount = self.balances[holder]
            self.moved_to[contributor] = current
            if amount:
                self._move(holder, current, amount)
            self.scene.say(
                self.name, "Recovered", **{"contributor": contributor, "from": holder, "to": current, "amount": amount}
            )
        return current

    def _mint(self, contributor: bytes, amount: int) -> str:
        wallet = self._gather(contributor)
        self._move(ZERO_ADDRESS, wallet, amount)
        return wallet

    def _burn(self, fact: bytes, contributor: bytes, amount: int) -> None:
        wallet = self._gather(contributor)
        self._move(wallet, ZERO_ADDRESS, amount)
        self.scene.say(self.name, "AccrualRevoked", fact=fact, contributor=contributor, wallet=wallet, amount=amount)

    def _move(self, giver: str, taker: str, amount: int) -> None:
        """Who comes to hold something, and never delegated, is announced as voting for themselves."""
        comes = taker != ZERO_ADDRESS and amount > 0 and self.balances[taker] == 0
        if comes and self.votes.chosen[taker] == ZERO_ADDRESS:
            self.scene.say(self.name, "DelegateChanged", delegator=taker, fromDelegate=ZERO_ADDRESS, toDelegate=taker)
        if giver != ZERO_ADDRESS:
            self.balances[giver] -= amount
        if taker != ZERO_ADDRESS:
            self.balances[taker] += amount
        self.scene.say(self.name, "Transfer", **{"from": giver, "to": taker, "value": amount})
        self.votes.move(self.votes.delegate_of(giver), self.votes.delegate_of(taker), amount)

    # -- what ERC-20 and ERC-5805 ask for -----------------------------------------------------------------------------

    def delegate(self, delegatee: str) -> None:
        self.votes.delegate(self.scene.caller, delegatee, self.balances[self.scene.caller])

    def delegateBySig(  # noqa: N802
        self, delegatee: str, nonce: int, expiry: int, v: int, r: bytes, s: bytes
    ) -> None:
        """Whoever signed it delegates; each nonce counts once."""
        doubts, signer = Doubts(), signer_of(self.delegation_digest(delegatee, nonce, expiry), r + s + bytes([v]))
        doubts.unless(self.scene.now <= expiry, "VotesExpiredSignature", expiry=expiry)
        doubts.unless(signer is not None, "ECDSAInvalidSignature")
        account = signer or ZERO_ADDRESS
        right = self.nonces[account] == nonce
        doubts.unless(right, "InvalidAccountNonce", account=account, currentNonce=self.nonces[account])
        doubts.settle()
        self.nonces[account] += 1
        self.votes.delegate(account, delegatee, self.balances[account])

    def delegation_digest(self, delegatee: str, nonce: int, expiry: int) -> bytes:
        return self.domain.digest(DELEGATION, [bytes.fromhex(delegatee[2:]), nonce, expiry])

    def transfer(self, to: str, amount: int) -> None:
        self._stay()

    def transferFrom(self, giver: str, to: str, amount: int) -> None:  # noqa: N802
        self._stay()

    def approve(self, spender: str, amount: int) -> None:
        self._stay()

    def _stay(self) -> None:
        doubts = Doubts()
        doubts.unless(False, "NonTransferable")
        doubts.settle()


def _commit_id(commit: Commit) -> bytes:
    return commit_id(commit.subject, commit.work, commit.contributor)
