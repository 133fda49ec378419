"""What follows on chain from an attested fact: the steps that are still to be taken, each asked of the chain first.

A fact has up to three consequences, and each stands or fails alone: a frozen USDC account does not stop PRAX. A step
that is done already is left out, so whatever is repeated changes nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ..core.attestation import Proof
from ..core.catalogue import Standing
from ..core.facts import Admission, Closure, Commit, Fact, Link, Progress, Revocation, fact_hash
from ..core.ids import award_id, bounty_id, commit_id
from ..core.programs import Program
from ..evm.bindings import AwardState, Bounty, Call
from ..evm.client import View
from ..evm.deployments import Contracts


@dataclass(frozen=True, slots=True)
class Step:
    """One call that a fact asks for. `name` is the verb; `call` makes it from the fact's proof."""

    name: str
    fact: Fact
    call: Callable[[Proof], Call]


@dataclass(frozen=True, slots=True)
class Chain:
    """The contracts, and the programs that a relayer serves. `consents`: a Link's hash → the wallet's signature."""

    contracts: Contracts
    programs: tuple[Program, ...]
    consents: dict[bytes, bytes]

    def funded(self, view: View, subject: bytes) -> Iterator[tuple[Program, Bounty]]:
        """The served programs under which somebody put money on that subject, with its bounty there, open ones only."""
        for program in self.programs:
            bounty = self.contracts.escrow.bounty(view, bounty_id(program.id, subject))
            if bounty.pool and not bounty.is_closed:
                yield program, bounty


def steps(chain: Chain, view: View, fact: Fact) -> list[Step]:
    """All that is left to do for a fact but awards and accruals of Commits, which go in batches (see `awardable`)."""
    return list(_STEPS[type(fact)](chain, view, fact)) if type(fact) in _STEPS else []


def awardable(chain: Chain, view: View, commit: Commit) -> list[Program]:
    """Programs with an open bounty that this Commit was not awarded from yet."""
    if not commit.completion:
        return []
    return [
        program for program, _ in chain.funded(view, commit.subject) if not _was_awarded(chain, view, program, commit)
    ]


def accruable(chain: Chain, view: View, commit: Commit) -> bool:
    """Whether it accrued nothing yet, its action is known, and its contributor is a stakeholder with a wallet."""
    prax, stakeholders = chain.contracts.prax, chain.contracts.stakeholders
    if prax.accrual(view, commit_id(commit.subject, commit.work, commit.contributor)):
        return False
    person = stakeholders.person(view, commit.contributor)
    return person.is_stakeholder and person.wallet is not None and prax.action(view, commit.action) is not None


def _link(chain: Chain, view: View, fact: Link) -> Iterator[Step]:
    person = chain.contracts.stakeholders.person(view, fact.contributor)
    if fact.linkedAt > (person.linked_at or 0):
        consent = chain.consents.get(fact_hash(fact), b"")
        yield Step("link", fact, lambda proof: chain.contracts.stakeholders.link(fact, proof, consent))


def _admission(chain: Chain, view: View, fact: Admission) -> Iterator[Step]:
    stakeholders, prax = chain.contracts.stakeholders, chain.contracts.prax
    person = stakeholders.person(view, fact.contributor)
    if fact.admittedAt > (person.admitted_at or 0):
        yield Step("admit", fact, lambda proof: stakeholders.admit(fact, proof))
    succeeded = fact.standing in (Standing.RESIDENT, Standing.BOP)
    if succeeded and any(fact.referrer) and prax.referral(view, fact.contributor) is None:
        yield Step("accrue referral", fact, lambda proof: prax.accrue_referral(fact, proof))


def _progress(chain: Chain, view: View, fact: Progress) -> Iterator[Step]:
    escrow = chain.contracts.escrow
    for program, bounty in chain.funded(view, fact.subject):
        held, end = bounty.lock, fact.progressAt + program.lock_period
        renewed = fact.work[:20] == held.work and held.start <= fact.progressAt and end <= held.end
        if renewed or fact.progressAt < held.start:
            continue
        if any(fact.replaces) and fact.progressAt == held.start:
            continue
        yield Step("lock", fact, lambda proof, rules=program: escrow.lock(rules.id, fact, proof))  # type: ignore[misc]


def _closure(chain: Chain, view: View, fact: Closure) -> Iterator[Step]:
    escrow = chain.contracts.escrow
    for program, _ in chain.funded(view, fact.subject):
        yield Step("close", fact, lambda proof, rules=program: escrow.close(rules.id, fact, proof))  # type: ignore[misc]


def _revocation(chain: Chain, view: View, fact: Revocation) -> Iterator[Step]:
    attesters = chain.contracts.attesters
    if attesters.revoked_at(view, fact.fact) is None:
        yield Step("revoke", fact, lambda proof: attesters.revoke(fact, proof))


_STEPS: dict[type[Fact], Callable[..., Iterator[Step]]] = {
    Link: _link,
    Admission: _admission,
    Progress: _progress,
    Closure: _closure,
    Revocation: _revocation,
}


def undoing(chain: Chain, view: View, revoked: Sequence[Fact]) -> list[tuple[str, Call]]:
    """What anybody may do once facts are revoked: take awards under review back, and burn what was accrued."""
    escrow, prax = chain.contracts.escrow, chain.contracts.prax
    calls: list[tuple[str, Call]] = []
    commits = [fact for fact in revoked if isinstance(fact, Commit)]
    for group in by_work(commits):
        for program in chain.programs:
            if program.review_period and all(_under_review(chain, view, program, one) for one in group):
                calls.append(("cancel", escrow.cancel(program.id, group)))
    for commit in commits:
        accrual = prax.accrual(view, commit_id(commit.subject, commit.work, commit.contributor))
        if accrual is not None and accrual.fact == fact_hash(commit)[:20]:
            calls.append(("burn", prax.revoke(commit)))
    for closure in (fact for fact in revoked if isinstance(fact, Closure)):
        for program in chain.programs:
            bounty = escrow.bounty(view, bounty_id(program.id, closure.subject))
            standing = bounty.explained and bounty.review.closure == fact_hash(closure)[:20]
            if standing and view.block.timestamp < bounty.review.closure_end:
                calls.append(("cancel closure", escrow.cancel_closure(program.id, closure)))
    return calls


def _was_awarded(chain: Chain, view: View, program: Program, commit: Commit) -> bool:
    """Awarded already, or cancelled for ever. (What completed its bounty has no record, but then it is closed.)"""
    bounty = bounty_id(program.id, commit.subject)
    award = chain.contracts.escrow.award_of(view, award_id(bounty, commit.work, commit.contributor))
    if award.state is AwardState.CANCELLED:
        return chain.contracts.escrow.is_cancelled(view, bounty, fact_hash(commit))
    return award.state is not AwardState.NONE


def _under_review(chain: Chain, view: View, program: Program, commit: Commit) -> bool:
    bounty = bounty_id(program.id, commit.subject)
    award = chain.contracts.escrow.award_of(view, award_id(bounty, commit.work, commit.contributor))
    mine = award.state is AwardState.OWED and award.fact == fact_hash(commit)[:12]
    return mine and view.block.timestamp < award.review_end


def by_work(commits: Sequence[Commit]) -> list[list[Commit]]:
    """Commits grouped by subject and work, in the order given."""
    groups: dict[tuple[bytes, bytes], list[Commit]] = {}
    for commit in commits:
        groups.setdefault((commit.subject, commit.work), []).append(commit)
    return list(groups.values())
