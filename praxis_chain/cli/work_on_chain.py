"""What the chain knows of a work: its issues' bounties, locks, awards, people, and which facts are still to come."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..core.addresses import ZERO_ADDRESS
from ..core.facts import Admission, Commit, Fact, Link, fact_hash
from ..core.ids import NOBODY, Id, commit_id, contributor_id, hash_uri, subject_id, work_id
from ..core.ledger import Award, Bounty
from ..core.programs import Program
from .context import Session
from .forecast import forecast
from .names import brief, short

if TYPE_CHECKING:
    from ..core.ledger import Accrual
    from ..evm.bindings import Person
    from .books import Books


@dataclass(frozen=True, slots=True)
class OnBounty:
    """One of the bounties. holds: whether the lock is this work's; holder: whose it is, in words. awards: this work's;
    closing: of an explanation for the issue. forecast: contributor and base units that its Commits would be paid."""

    subject: str
    program: Program
    bounty: Bounty
    is_locked: bool
    holds: bool
    holder: str
    awards: tuple[Award, ...]
    closing: tuple[Award, ...]
    forecast: tuple[tuple[bytes, int], ...]

    @property
    def has_arbiter(self) -> bool:
        """Whether somebody may cancel under review."""
        return self.program.arbiter != ZERO_ADDRESS


@dataclass(frozen=True, slots=True)
class OnPerson:
    """Somebody who gets something. name: canonical, or the beginning of the id where nobody told the name."""

    name: str
    found: "Person"

    @property
    def wallet(self) -> str | None:
        """In effect now."""
        return self.found.wallet

    @property
    def standing(self) -> int:
        """0 none … 4 BOP."""
        return int(self.found.standing)


@dataclass(frozen=True)
class OnChain:
    """As of one block. Hashes of facts, pending: something still follows from them; revoked; can_accrue: of Commits
    that PRAX could be minted for now. entering: contributors whom pending facts link or admit."""

    now: int
    quorum: int
    members: int
    bounties: tuple[OnBounty, ...]
    people: Mapping[bytes, OnPerson]
    pending: frozenset[bytes]
    revoked: frozenset[bytes]
    books: "Books"
    names: Mapping[bytes, str]
    can_accrue: frozenset[bytes]
    entering: frozenset[bytes]

    def name_of(self, value: bytes) -> str:
        """The canonical name behind an id, as far as the evidence tells it."""
        return self.names.get(value) or short(value)

    def person(self, contributor: bytes) -> OnPerson:
        """Of those who are concerned."""
        return self.people[contributor]

    def accrues(self, commit: Commit) -> bool:
        """Whether PRAX can be minted for it now."""
        return fact_hash(commit) in self.can_accrue

    def enters(self, commits: Iterable[Commit]) -> bool:
        """Whether some of these are pending because their contributor is only about to enter."""
        return any(fact.contributor in self.entering and fact_hash(fact) in self.pending for fact in commits)

    def accrued(self, commit: Commit) -> "Accrual | None":
        """What it accrued, if it did and that stands."""
        accruals = self.books.ledger.recognition.accruals.values()
        name = commit_id(commit.subject, commit.work, commit.contributor)
        return next((one for one in accruals if one.live and _commit_of(one) == name), None)


def read_chain(
    session: Session, work: str, subjects: Iterable[str], people: Iterable[str], facts: Sequence[Fact]
) -> OnChain:
    """Ask for all of that. Raises NetworkFailed, UnknownNetwork, WrongInput, Incomplete."""
    from .serving import chain_of, pending

    contracts, view = session.contracts, session.view
    chain = chain_of(session, {})
    subjects, people = list(subjects), list(people)
    commits = [fact for fact in facts if isinstance(fact, Commit)]
    names: dict[bytes, str] = {hash_uri(name): name for name in (work, *subjects, *people)}
    bounties = tuple(_bounties(session, work, subjects, commits))
    concerned = {contributor_id(name) for name in people} | {fact.contributor for fact in commits}
    concerned |= {award.contributor for one in bounties for award in (*one.awards, *one.closing)}
    committee = contracts.attesters.committee(view)
    todo = frozenset(fact_hash(fact) for fact in pending(session, chain, facts))
    entries = [fact for fact in facts if isinstance(fact, Link | Admission) and fact_hash(fact) in todo]
    hashes = [fact_hash(fact) for fact in facts]
    return OnChain(
        now=view.block.timestamp,
        quorum=committee.quorum,
        members=committee.member_count,
        bounties=bounties,
        people={
            who: OnPerson(names.get(Id(who)) or short(who), contracts.stakeholders.person(view, who))
            for who in sorted(concerned)
        },
        pending=todo,
        revoked=frozenset(one for one in hashes if contracts.attesters.revoked_at(view, one) is not None),
        books=session.books,
        names=names,
        can_accrue=frozenset(fact_hash(fact) for fact in commits if chain.accruable(view, fact)),
        entering=frozenset(fact.contributor for fact in entries),
    )


def _bounties(session: Session, work: str, subjects: Sequence[str], commits: Sequence[Commit]) -> Iterable[OnBounty]:
    """Those whose program takes the facts of this deployment."""
    books, now, own = session.books, session.view.block.timestamp, work_id(work)
    mine = session.contracts.attesters.address, session.contracts.stakeholders.address
    for subject in subjects:
        for bounty in books.of_subject(subject_id(subject)):
            assert bounty.program is not None
            program = session.rules(Id(bounty.program))
            if (program.attesters, program.stakeholders) != mine:
                continue
            awards = [one for one in books.ledger.escrow.awards.values() if one.bounty == bounty.id]
            holder = books.works.get(bounty.lock.work)
            claimed = [fact for fact in commits if fact.subject == subject_id(subject)]
            yield OnBounty(
                subject=subject,
                program=program,
                bounty=bounty,
                is_locked=not bounty.is_closed and now < bounty.lock.end,
                holds=bounty.lock.work == own[:20],
                holder=brief(holder) if holder else short(bounty.lock.work),
                awards=tuple(one for one in awards if one.work == own),
                closing=tuple(one for one in awards if one.work == NOBODY),
                forecast=() if bounty.is_closed else tuple(forecast(bounty.pool, bounty.awarded, claimed)),
            )


def _commit_of(accrual: "Accrual") -> bytes:
    return commit_id(accrual.subject, accrual.work, accrual.contributor)
