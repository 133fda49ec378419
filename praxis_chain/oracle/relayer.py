"""The relayer: proposes facts, gathers a quorum's signatures, submits them, releases what is owed.

It needs gas and holds no authority. Anybody may run one, several may run at once, and running it twice changes nothing:
every step first asks the chain whether it is done, and the contracts' own ids decide in the end.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial

from ..core.addresses import to_checksum
from ..core.attestation import BatchProof, Proof
from ..core.events import BlockStamp
from ..core.evidence import LinkEvidence
from ..core.facts import Admission, Closure, Commit, Fact, Link, Progress, Revocation, fact_hash
from ..core.programs import Program
from ..evm.bindings import Call, Earned
from ..evm.client import Client
from ..evm.sender import Sender
from ..evm.snapshot import Snapshot
from .chain import Chain, work_of
from .committee import Attested, AttesterPort, Gathered, batch_order, gather_from
from .judging import Judged
from .steps import AFTER_AWARDS, BEFORE_AWARDS, Plan, is_pending
from .submission import MOST_PER_TRANSACTION, Groups, Outcome, Report, Submission
from .undoing import together, undoing

_FIRST = (Link, Admission, Revocation)  # who is who, and what no longer holds: everything else rests on it
_THEN = (Progress, Commit, Closure)
_OF_AWARDS = ("release", "cancel", "burn", "cancel closure")  # steps that follow from what is on chain, not from facts


def consents_of(judged: Judged) -> dict[bytes, bytes]:
    """For each Link, the wallet's own signature, out of the document it follows from."""
    return {
        fact: bytes.fromhex(document.wallet_signature[2:])
        for fact, document in judged.evidence.items()
        if isinstance(document, LinkEvidence)
    }


class Relayer:
    """Submits for one sender (its key pays the gas; without one nothing is sent) on one deployment.

    What a contract refuses, or a node does not take, is recorded in the report and stops nothing else. Raises
    NetworkFailed where the chain cannot be read. `head`: the latest block, if it is to be believed; else raises that.
    """

    def __init__(self, sender: Sender, chain: Chain, head: Callable[[], BlockStamp] | None = None) -> None:
        self._sender = sender
        self._network = sender.network
        self._chain = chain
        self._head = head or Client(self._network).stamp
        self._seen: Snapshot | None = None

    def run(
        self,
        judged: Judged,
        attesters: Sequence[AttesterPort],
        report: Report | None = None,
        known: Callable[[], Judged] | None = None,
    ) -> Report:
        """One pass over everything that is held to be true: propose, gather, submit, undo, release.

        `report` may be one's own, to know what was done if this raises. `known`: what is held to be true when all else
        is done, as gathering may take minutes; nothing is released that no longer is.
        """
        report = Report() if report is None else report
        facts = list(judged.facts.values())
        self._bring([fact for fact in facts if isinstance(fact, _FIRST)], attesters, report)
        self.undo(judged.revoked, report)
        self._bring([fact for fact in facts if isinstance(fact, _THEN)], attesters, report)
        now = known() if known is not None else judged
        self.release(now.facts.values(), report, now.revoked)
        return report

    def pending(self, facts: Iterable[Fact]) -> list[Fact]:
        """Facts that something on chain still has to follow from."""
        facts = list(facts)
        answers = self._now.each(partial(is_pending, self._chain), facts)
        return [fact for fact, pending in zip(facts, answers, strict=True) if pending]

    def gather(self, facts: Sequence[Fact], attesters: Sequence[AttesterPort]) -> Gathered:
        """Signatures of the committee as it is now."""
        contract, view = self._chain.contracts.attesters, self._now

        def is_member(signer: bytes) -> bool:
            return contract.is_member(view, to_checksum(signer))

        domain = contract.domain(self._network.chain_id)
        return gather_from(attesters, facts, domain, is_member, contract.committee(view).quorum)

    def submit(self, batches: Sequence[Attested], report: Report) -> None:
        """Everything that follows from these batches and is not done yet: step by step, each for all batches, in the
        order in which things happened, money before recognition."""
        submission = Submission(self._sender, report)
        proofs: dict[Fact, Proof] = {}
        for attested in batches:
            proofs |= zip(attested.batch.facts, attested.batch.proofs(attested.signatures), strict=True)
        self._step(BEFORE_AWARDS, proofs, submission)
        for attested in batches:
            self._award(attested, submission)
        self._step(AFTER_AWARDS, proofs, submission)
        for attested in batches:
            self._accrue(attested, submission)

    def undo(self, revoked: Sequence[Fact], report: Report) -> None:
        """Take back what revoked facts led to, as far as it can be."""
        submission = Submission(self._sender, report)
        for undos in self._now.each(partial(undoing, self._chain), together(revoked)):
            for undo in undos:
                submission.take(undo.name, undo.facts, undo.call)

    def left_undone(self, report: Report) -> list[Outcome]:
        """Refused steps after which something is still to be done: not those that somebody else was faster with."""
        refused = [outcome for outcome in report.outcomes if outcome.refused]
        pending = set(self.pending({fact: None for outcome in refused for fact in outcome.facts}))
        return [one for one in refused if one.name in _OF_AWARDS or not pending.isdisjoint(one.facts)]

    def release(self, facts: Iterable[Fact], report: Report, revoked: Iterable[Fact] = ()) -> None:
        """Pay awards whose review is over and whose contributor has a wallet, one transfer per person and program.

        revoked: facts that no longer hold; an award for one of them is not paid, whatever holds instead.
        """
        submission = Submission(self._sender, report)
        earning = [fact for fact in facts if isinstance(fact, Commit | Closure)]
        undone = frozenset(fact_hash(fact) for fact in revoked)
        owed: dict[tuple[Program, bytes], list[Commit | Closure]] = {}
        asking = partial(self._chain.releasable, undone=undone)
        for fact, programs in zip(earning, self._now.each(asking, earning), strict=True):
            for program in programs:
                owed.setdefault((program, fact.contributor), []).append(fact)
        for (program, contributor), found in owed.items():
            for start in range(0, len(found), MOST_PER_TRANSACTION):
                awards = found[start : start + MOST_PER_TRANSACTION]
                earned = [Earned(fact.subject, work_of(fact)) for fact in awards]
                call = self._chain.contracts.escrow.release(program.id, contributor, earned)
                submission.take("release", tuple(awards), call)

    @property
    def _now(self) -> Snapshot:
        """The chain as of its latest block. What was read is remembered for as long as no other follows."""
        stamp = self._head()
        if self._seen is None or self._seen.block != stamp:
            self._seen = Snapshot(self._network, stamp)
        return self._seen

    def _bring(self, facts: Sequence[Fact], attesters: Sequence[AttesterPort], report: Report) -> None:
        pending = self.pending(facts)
        if pending:
            gathered = self.gather(pending, attesters)
            report.add(gathered)
            self.submit(gathered.attested, report)

    def _step(self, plans: Sequence[Plan], proofs: Mapping[Fact, Proof], submission: Submission) -> None:
        for plan in plans:
            facts = sorted((fact for fact in proofs if isinstance(fact, plan.kind)), key=batch_order)
            for steps in self._now.each(partial(plan.of, self._chain), facts):
                for step in steps:
                    submission.take(step.name, (step.fact,), step.call(proofs[step.fact]))

    def _award(self, attested: Attested, submission: Submission) -> None:
        commits = _commits(attested)
        answers = self._now.each(self._chain.awardable, commits)
        for program in self._chain.programs:
            due = [commit for commit, programs in zip(commits, answers, strict=True) if program in programs]
            submission.take_many("award", together(due), partial(self._award_call, program, attested), "Awarded")

    def _accrue(self, attested: Attested, submission: Submission) -> None:
        commits = _commits(attested)
        answers = self._now.each(self._chain.accruable, commits)
        due = [(commit,) for commit, can in zip(commits, answers, strict=True) if can]
        submission.take_many("accrue", due, partial(self._accrue_call, attested), "Accrued")

    def _award_call(self, program: Program, attested: Attested, works: Groups[Commit]) -> Call:
        escrow, proof = self._chain.contracts.escrow, _proof(attested, works)
        if len(works) == 1:
            return escrow.award(program.id, works[0], proof)
        return escrow.award_many(program.id, works, proof)

    def _accrue_call(self, attested: Attested, groups: Groups[Commit]) -> Call:
        return self._chain.contracts.prax.accrue_many([commit for (commit,) in groups], _proof(attested, groups))


def _commits(attested: Attested) -> list[Commit]:
    return [fact for fact in attested.batch.facts if isinstance(fact, Commit)]


def _proof(attested: Attested, groups: Groups[Commit]) -> BatchProof:
    return attested.batch.batch_proof(attested.signatures, [fact for group in groups for fact in group])
