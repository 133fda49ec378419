"""BountyEscrow: USDC that sponsors put on an issue, paid to whoever an attested fact says completed it."""

from collections.abc import Sequence
from typing import ClassVar

from eth_hash.auto import keccak

from ...core.attestation import BatchProof, Proof
from ...core.eip712 import Domain, escrow_domain
from ...core.errors import WrongInput
from ...core.facts import Closure, Commit, Progress
from ...core.programs import Program
from ..client import View
from .bounties import (
    Award,
    AwardState,
    Bounty,
    Direction,
    Earned,
    Funding,
    FundingAuthorization,
    Lock,
    Review,
    Stake,
    Totals,
)
from .call import Binding, Call


class BountyEscrow(Binding):
    """`contracts/BountyEscrow.sol`. `program` is a program's id; amounts are USDC base units."""

    NAME: ClassVar[str] = "BountyEscrow"

    def domain(self, chain_id: int) -> Domain:
        """What wallets sign `core.eip712.release_digest` under."""
        return escrow_domain(chain_id, bytes.fromhex(self.address[2:]))

    # -- programs and funding -----------------------------------------------------------------------------------------

    def create_program(self, program: Program) -> Call:
        """Fix a set of rules under its hash; the same rules again change nothing."""
        return self._call("createProgram", program.values())

    def fund(
        self, program: bytes, subject_uri: str, amount: int, terms: bytes = bytes(32), max_awarded: int = 0
    ) -> Call:
        """Put the caller's USDC on an issue; needs an allowance."""
        return self._call("fund", Funding(program, subject_uri, amount, terms, max_awarded).values())

    def fund_with_authorization(self, funding: Funding, authorization: FundingAuthorization) -> Call:
        """Put a sponsor's USDC on an issue by what they signed; anybody may submit it."""
        return self._call("fundWithAuthorization", funding.values(), authorization.values())

    def permit(self, amount: int, deadline: int, signature: bytes) -> Call:
        """The caller's EIP-2612 permit (65 bytes r ‖ s ‖ v), to come before `fund` in a `multicall`."""
        if len(signature) != 65:
            raise WrongInput(f"A permit's signature is 65 bytes, not {len(signature)}.")
        return self._call("permit", amount, deadline, signature[64], signature[:32], signature[32:64])

    def multicall(self, calls: Sequence[Call]) -> Call:
        """Several calls of this contract in one transaction: all or none."""
        return self._call("multicall", [call.data for call in calls])

    def refund(self, program: bytes, subject: bytes, sponsor: str) -> Call:
        """Pay a sponsor their part of the unspent pool."""
        return self._call("refund", program, subject, sponsor)

    # -- locks, awards, closures --------------------------------------------------------------------------------------

    def lock(self, program: bytes, progress: Progress, proof: Proof) -> Call:
        """Take, renew, move or end a bounty's lock."""
        return self._call("lock", program, progress, proof)

    def award(self, program: bytes, commits: Sequence[Commit], proof: BatchProof) -> Call:
        """Award a merged work: all its Commits for one subject, contributors ascending."""
        return self._call("award", program, list(commits), proof)

    def award_many(self, program: bytes, works: Sequence[Sequence[Commit]], proof: BatchProof) -> Call:
        """Award many works of one root, each with all its Commits; those done meanwhile are passed over."""
        return self._call("awardMany", program, [list(commits) for commits in works], proof)

    def close(self, program: bytes, closure: Closure, proof: Proof) -> Call:
        """Close a bounty whose issue was closed with an explanation."""
        return self._call("close", program, closure, proof)

    def cancel(self, program: bytes, commits: Sequence[Commit]) -> Call:
        """Take back all awards of one work while their review lasts."""
        return self._call("cancel", program, list(commits))

    def cancel_closure(self, program: bytes, closure: Closure) -> Call:
        """Undo a closure while its review lasts."""
        return self._call("cancelClosure", program, closure)

    # -- releases -----------------------------------------------------------------------------------------------------

    def release(self, program: bytes, contributor: bytes, earned: Sequence[Earned]) -> Call:
        """Pay awards to their contributor's wallet, in one transfer."""
        return self._call("release", program, contributor, list(earned))

    def release_to(
        self, program: bytes, contributor: bytes, earned: Earned, direction: Direction, fee: int = 0
    ) -> Call:
        """Pay an award where its contributor's wallet directs; the caller takes `fee` out of it."""
        return self._call("releaseTo", program, contributor, earned, direction.values(), fee)

    # -- reads --------------------------------------------------------------------------------------------------------

    def program(self, view: View, program: bytes) -> Program | None:
        """The rules of that hash, None if nobody created them here."""
        found = view.call(self.contract, "programs", program)
        attesters, lock_period, review_period, commitment_period, arbiter, closing_award, stakeholders, minimum = found
        if int(attesters, 16) == 0:
            return None
        return Program(
            attesters=attesters,
            stakeholders=stakeholders,
            lock_period=lock_period,
            review_period=review_period,
            commitment_period=commitment_period,
            arbiter=arbiter,
            closing_award=closing_award,
            minimum=minimum,
        )

    def bounty(self, view: View, bounty: bytes) -> Bounty:
        """State of a bounty (`core.ids.bounty_id`); all zero if nobody funded or locked it."""
        pool, shares, awarded, explained, reviewed = view.call(self.contract, "bounties", bounty)
        return Bounty(
            pool=pool,
            shares=shares,
            awarded=awarded,
            explained=explained,
            reviewed=reviewed,
            lock=Lock(*view.call(self.contract, "locks", bounty)),
            review=Review(*view.call(self.contract, "reviews", bounty)),
        )

    def stake(self, view: View, bounty: bytes, sponsor: str) -> Stake:
        """A sponsor's part; zero if none."""
        return Stake(*view.call(self.contract, "stakes", bounty, sponsor))

    def award_of(self, view: View, award: bytes) -> Award:
        """The record of an award (`core.ids.award_id`). One that completed its bounty and was paid at once has none."""
        amount, review_end, completion, fact, state = view.call(self.contract, "awards", award)
        return Award(amount, review_end, completion, fact, AwardState(state))

    def is_cancelled(self, view: View, bounty: bytes, fact: bytes) -> bool:
        """Whether that fact was cancelled for that bounty, for ever."""
        return bool(view.call(self.contract, "isCancelled", keccak(bounty + fact)))

    def totals(self, view: View) -> Totals:
        """What is owed in all, and the number of the last event."""
        return Totals(*view.call(self.contract, "totals"))

    def usdc(self, view: View) -> str:
        """Address of the token."""
        return str(view.call(self.contract, "USDC"))
