"""The relayer: proposes facts, gathers a quorum's signatures, submits them, releases what is owed.

It needs gas and holds no authority. Anybody may run one, several may run at once, and running it twice changes nothing:
every step first asks the chain whether it is done, and the contracts' own ids decide in the end.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from ..core.attestation import BatchProof
from ..core.errors import ContractRefused
from ..core.evidence import LinkEvidence
from ..core.facts import Closure, Commit, Fact, fact_hash
from ..core.ids import award_id, bounty_id
from ..evm.bindings import AwardState, Call, Earned
from ..evm.client import Client, View
from ..evm.sender import Sender
from ..evm.transactions import Receipt
from .committee import Attested, AttesterPort, Gathered, gather_from
from .judging import Judged
from .steps import Chain, accruable, awardable, by_work, steps, undoing


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one step. `receipt` is None where the contract refused; `detail` then says why."""

    name: str
    facts: tuple[Fact, ...]
    detail: str
    receipt: Receipt | None

    @property
    def refused(self) -> bool:
        """The contract said no; nothing was sent."""
        return self.receipt is None


@dataclass
class Report:
    """One pass: every step that was taken or refused, and the facts that lack a quorum with how many agree."""

    outcomes: list[Outcome] = field(default_factory=list)
    lacking: tuple[tuple[Fact, int], ...] = ()
    failures: tuple[str, ...] = ()

    @property
    def done(self) -> list[Outcome]:
        """Steps that changed something."""
        return [outcome for outcome in self.outcomes if not outcome.refused]


def consents_of(judged: Judged) -> dict[bytes, bytes]:
    """For each Link, the wallet's own signature, out of the document it follows from."""
    return {
        fact: bytes.fromhex(document.wallet_signature[2:])
        for fact, document in judged.evidence.items()
        if isinstance(document, LinkEvidence)
    }


class Relayer:
    """Submits for one sender (its key pays the gas) on one deployment."""

    def __init__(self, sender: Sender, chain: Chain) -> None:
        self._sender = sender
        self._chain = chain

    @property
    def _view(self) -> View:
        return Client(self._sender.network).at("latest")

    def run(self, judged: Judged, attesters: Sequence[AttesterPort]) -> Report:
        """One pass over everything that is held to be true: propose, gather, submit, undo, release."""
        gathered = self.gather(self.pending(judged.facts.values()), attesters)
        report = Report(lacking=gathered.lacking, failures=gathered.failures)
        for attested in gathered.attested:
            self.submit(attested, report)
        self.undo(judged.revoked, report)
        self.release(list(judged.facts.values()), report)
        return report

    def pending(self, facts: Iterable[Fact]) -> list[Fact]:
        """Facts that something on chain still has to follow from."""
        view = self._view
        return [fact for fact in facts if self._is_pending(view, fact)]

    def gather(self, facts: Sequence[Fact], attesters: Sequence[AttesterPort]) -> Gathered:
        """Signatures of the committee as it is now."""
        contract, view = self._chain.contracts.attesters, self._view
        members = [bytes.fromhex(member[2:]) for member in contract.members(view, self._chain.contracts.first_block)]
        domain = contract.domain(self._sender.network.chain_id)
        return gather_from(attesters, facts, domain, members, contract.committee(view).quorum)

    def submit(self, attested: Attested, report: Report) -> None:
        """Everything that follows from a batch and is not done yet, in the batch's order, money before recognition."""
        proofs = dict(zip(attested.batch.facts, attested.batch.proofs(attested.signatures), strict=True))
        for fact, proof in proofs.items():
            for step in steps(self._chain, self._view, fact):
                self._take(step.name, (fact,), step.call(proof), report)
        commits = [fact for fact in attested.batch.facts if isinstance(fact, Commit)]
        self._award(commits, attested, report)
        self._accrue(commits, attested, report)

    def undo(self, revoked: Sequence[Fact], report: Report) -> None:
        """Take back what revoked facts led to, as far as it can be."""
        attesters = self._chain.contracts.attesters
        standing = [fact for fact in revoked if attesters.revoked_at(self._view, fact_hash(fact)) is not None]
        for name, call in undoing(self._chain, self._view, standing):
            self._take(name, (), call, report)

    def release(self, facts: Sequence[Fact], report: Report) -> None:
        """Pay awards whose review is over and whose contributor has a wallet, one transfer per person and program."""
        view, contracts = self._view, self._chain.contracts
        for program in self._chain.programs:
            owed: dict[bytes, dict[Earned, Fact]] = {}
            for fact in facts:
                if not isinstance(fact, Commit | Closure):
                    continue
                work = fact.work if isinstance(fact, Commit) else bytes(32)
                award = contracts.escrow.award_of(
                    view, award_id(bounty_id(program.id, fact.subject), work, fact.contributor)
                )
                if award.state is AwardState.OWED and award.amount and view.block.timestamp >= award.review_end:
                    owed.setdefault(fact.contributor, {})[Earned(fact.subject, work)] = fact
            for contributor, earned in owed.items():
                if contracts.stakeholders.wallet_of(view, contributor) is not None:
                    call = contracts.escrow.release(program.id, contributor, list(earned))
                    self._take("release", tuple(earned.values()), call, report)

    def _is_pending(self, view: View, fact: Fact) -> bool:
        if isinstance(fact, Commit):
            return bool(awardable(self._chain, view, fact)) or accruable(self._chain, view, fact)
        return bool(steps(self._chain, view, fact))

    def _award(self, commits: Sequence[Commit], attested: Attested, report: Report) -> None:
        """One transaction per program: works that the escrow would refuse are named and left out first."""
        escrow, view = self._chain.contracts.escrow, self._view
        for program in self._chain.programs:
            due = [commit for commit in commits if program in awardable(self._chain, view, commit)]
            taken = []
            for work in by_work(due):
                call = escrow.award(program.id, work, _proof(attested, work))
                if self._would(call, "award", tuple(work), report):
                    taken.append(work)
            facts = tuple(commit for work in taken for commit in work)
            if len(taken) == 1:
                self._take("award", facts, escrow.award(program.id, taken[0], _proof(attested, facts)), report)
            elif taken:
                self._take("award", facts, escrow.award_many(program.id, taken, _proof(attested, facts)), report)

    def _accrue(self, commits: Sequence[Commit], attested: Attested, report: Report) -> None:
        prax, view = self._chain.contracts.prax, self._view
        due = []
        for commit in (commit for commit in commits if accruable(self._chain, view, commit)):
            call = prax.accrue_many([commit], _proof(attested, (commit,)))
            if self._would(call, "accrue", (commit,), report):
                due.append(commit)
        if due:
            self._take("accrue", tuple(due), prax.accrue_many(due, _proof(attested, due)), report)

    def _would(self, call: Call, name: str, facts: tuple[Fact, ...], report: Report) -> bool:
        """Whether the contract would take it now; a refusal is recorded."""
        try:
            call.simulate(self._sender.network, self._sender.address)
        except ContractRefused as refused:
            report.outcomes.append(Outcome(name, facts, str(refused), None))
            return False
        return True

    def _take(self, name: str, facts: tuple[Fact, ...], call: Call, report: Report) -> None:
        """Send it; a refusal is recorded and stops nothing else."""
        try:
            receipt = call.transact(self._sender)
        except ContractRefused as refused:
            report.outcomes.append(Outcome(name, facts, str(refused), None))
            return
        if receipt is not None:
            report.outcomes.append(Outcome(name, facts, "", receipt))


def _proof(attested: Attested, facts: Sequence[Commit]) -> BatchProof:
    return attested.batch.batch_proof(attested.signatures, facts)
