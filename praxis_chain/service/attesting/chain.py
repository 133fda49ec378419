"""What the chain says of facts that shut each other out: which was taken back, and which was used already."""

from collections.abc import Iterable

from ...core.addresses import to_checksum
from ...core.eip712 import Domain
from ...core.facts import Closure, Commit, Fact, fact_hash
from ...core.ids import award_id, bounty_id, commit_id
from ...core.programs import Program
from ...evm.bindings import AwardState
from ...evm.client import Client, View
from ...evm.deployments import Contracts
from ...evm.networks import Network
from ...evm.snapshot import Snapshot
from ...oracle.chain import work_of


class OnChain:
    """`programs`: those whose awards and cancellations count. Anybody can make a program and be its arbiter, so an
    operator names them; without any, what was revoked and what accrued counts still.

    Raises NetworkFailed where the chain cannot be read.
    """

    def __init__(self, network: Network, contracts: Contracts, programs: tuple[Program, ...]) -> None:
        self.network = network
        self.contracts = contracts
        self.programs = programs
        self._seen: Snapshot | None = None

    @property
    def domain(self) -> Domain:
        """What roots are signed under."""
        return self.contracts.attesters.domain(self.network.chain_id)

    def now(self) -> Snapshot:
        """The chain as of its latest block. What was read is remembered for as long as no other follows."""
        stamp, seen = Client(self.network).stamp("latest"), self._seen
        if seen is None or seen.block != stamp:
            seen = self._seen = Snapshot(self.network, stamp)
        return seen

    def is_member(self, view: View, attester: bytes) -> bool:
        """Whether its signature counts (20 bytes)."""
        return self.contracts.attesters.is_member(view, to_checksum(attester))

    def is_revoked(self, view: View, fact: bytes) -> bool:
        """By the quorum."""
        return self.contracts.attesters.revoked_at(view, fact) is not None

    def gave_up(self, view: View, fact: Fact, instead_of: bytes) -> bool:
        """Whether the fact of that hash, which shuts this one out, was revoked, or what it led to cancelled.

        If a reorg takes a revocation out again, its signatures stay good: anybody may submit it once more.
        """
        if self.is_revoked(view, instead_of):
            return True
        if not isinstance(fact, Commit | Closure):
            return False
        bounties = [bounty_id(program.id, fact.subject) for program in self.programs]
        return any(self.contracts.escrow.is_cancelled(view, bounty, instead_of) for bounty in bounties)

    def used_before(self, view: View, fact: Fact, revoked: Iterable[bytes]) -> bytes | None:
        """The beginning of the hash of another fact that counts on chain in this one's place; None if there is none.

        `revoked`: hashes of facts that shut this one out and were true once; what was revoked on chain counts no more.
        """
        mine = fact_hash(fact)
        used = [start for start in self._uses(view, fact) if any(start) and not mine.startswith(start)]
        over = [name for name in revoked if self.is_revoked(view, name)] if used else []
        return next((start for start in used if not any(name.startswith(start) for name in over)), None)

    def _uses(self, view: View, fact: Fact) -> list[bytes]:
        """Beginnings of the hashes of whatever was awarded, accrued or closed in its place."""
        if not isinstance(fact, Commit | Closure):
            return []
        found: list[bytes] = []
        escrow = self.contracts.escrow
        for program in self.programs:
            bounty = bounty_id(program.id, fact.subject)
            award = escrow.award_of(view, award_id(bounty, work_of(fact), fact.contributor))
            if award.state in (AwardState.OWED, AwardState.RELEASED):
                found.append(award.fact)
            if isinstance(fact, Closure) and (state := escrow.bounty(view, bounty)).explained:
                found.append(state.review.closure)
        if isinstance(fact, Commit):
            accrual = self.contracts.prax.accrual(view, commit_id(fact.subject, fact.work, fact.contributor))
            found += [accrual.fact] if accrual is not None else []
        return found
