"""The deployment and the programs that a relayer serves, and what it asks about them."""

from collections.abc import Iterator
from dataclasses import dataclass

from ..core.errors import WrongInput
from ..core.facts import Closure, Commit, fact_hash
from ..core.ids import NOBODY, award_id, bounty_id, commit_id, show_id
from ..core.programs import Program
from ..evm.bindings import Award, AwardState, Bounty
from ..evm.client import View
from ..evm.deployments import Contracts


@dataclass(frozen=True, slots=True)
class Chain:
    """The contracts, and the programs to serve. `consents`: a Link's hash → the wallet's signature.

    Raises WrongInput for a program of another committee, or of other stakeholders: what is attested here is nothing
    there, and a stranger's contract in place of one of them may do anything with a relayer's gas.
    """

    contracts: Contracts
    programs: tuple[Program, ...]
    consents: dict[bytes, bytes]

    def __post_init__(self) -> None:
        mine = self.contracts.attesters.address, self.contracts.stakeholders.address
        for program in self.programs:
            if (program.attesters, program.stakeholders) != mine:
                raise WrongInput(
                    f"The program {show_id(program.id)} names the attesters {program.attesters} and the stakeholders "
                    f"{program.stakeholders}, and this deployment has {mine[0]} and {mine[1]}: it is not served here."
                )

    def funded(self, view: View, subject: bytes) -> Iterator[tuple[Program, Bounty]]:
        """The served programs under which somebody put money on that subject, with its bounty there, open ones only."""
        for program in self.programs:
            bounty = self.contracts.escrow.bounty(view, bounty_id(program.id, subject))
            if bounty.pool and not bounty.is_closed:
                yield program, bounty

    def awardable(self, view: View, commit: Commit) -> list[Program]:
        """Programs with an open bounty that this Commit was not awarded from yet, nor cancelled from for ever."""
        if not commit.completion:
            return []
        return [program for program, _ in self.funded(view, commit.subject) if self._is_due(view, program, commit)]

    def releasable(self, view: View, fact: Commit | Closure, undone: frozenset[bytes] = frozenset()) -> list[Program]:
        """Programs under which it earned an award whose review is over, if its contributor has a wallet to take it.

        undone: hashes of facts that no longer hold. An award is keyed by who did what, so it may still be for one.
        """
        wrong = {name[:12] for name in undone}
        awards = [(program, self.award_of(view, program, fact)) for program in self.programs]
        owing = [program for program, award in awards if _is_owed(award, view) and award.fact not in wrong]
        return owing if owing and self.contracts.stakeholders.wallet_of(view, fact.contributor) is not None else []

    def accruable(self, view: View, commit: Commit) -> bool:
        """Whether it accrued nothing yet, and its contributor can hold PRAX."""
        accrual = self.contracts.prax.accrual(view, commit_id(commit.subject, commit.work, commit.contributor))
        return accrual is None and self.can_hold_prax(view, commit.contributor)

    def can_hold_prax(self, view: View, contributor: bytes) -> bool:
        """A stakeholder with a wallet."""
        person = self.contracts.stakeholders.person(view, contributor)
        return person.is_stakeholder and person.wallet is not None

    def award_of(self, view: View, program: Program, fact: Commit | Closure) -> Award:
        """What a Commit, or an explanation, earned under a program."""
        bounty = bounty_id(program.id, fact.subject)
        return self.contracts.escrow.award_of(view, award_id(bounty, work_of(fact), fact.contributor))

    def _is_due(self, view: View, program: Program, commit: Commit) -> bool:
        """(What completed its bounty and was paid at once left no record, but then the bounty is closed.)"""
        state = self.award_of(view, program, commit).state
        if state is AwardState.CANCELLED:
            bounty = bounty_id(program.id, commit.subject)
            return not self.contracts.escrow.is_cancelled(view, bounty, fact_hash(commit))
        return state is AwardState.NONE


def work_of(fact: Commit | Closure) -> bytes:
    """The work that an award is for; none for a closing award."""
    return fact.work if isinstance(fact, Commit) else NOBODY


def _is_owed(award: Award, view: View) -> bool:
    return award.state is AwardState.OWED and award.amount > 0 and view.block.timestamp >= award.review_end
