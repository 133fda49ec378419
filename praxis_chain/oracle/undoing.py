"""What anybody may do once facts are revoked: take awards under review back to their pool, and burn what accrued."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TypeVar

from ..core.facts import Closure, Commit, Fact, fact_hash
from ..core.ids import bounty_id, commit_id
from ..core.programs import Program
from ..evm.bindings import AwardState, Call
from ..evm.client import View
from .chain import Chain

_Fact = TypeVar("_Fact", bound=Fact)


@dataclass(frozen=True, slots=True)
class Undo:
    """One call that revoked facts allow."""

    name: str
    facts: tuple[Fact, ...]
    call: Call


def together(facts: Sequence[_Fact]) -> list[tuple[_Fact, ...]]:
    """Commits of one work for one subject, by one judgement, together; any other fact alone; in the order given.

    The escrow awards and cancels all of those at once; what an earlier judgement of that work said are others.
    """
    groups: dict[object, list[_Fact]] = {}
    for fact in facts:
        key = (fact.subject, fact.work, fact.evidence) if isinstance(fact, Commit) else fact
        groups.setdefault(key, []).append(fact)
    return [tuple(group) for group in groups.values()]


def undoing(chain: Chain, view: View, revoked: Sequence[Fact]) -> list[Undo]:
    """What is left to take back because of facts that go together."""
    standing = [fact for fact in revoked if chain.contracts.attesters.revoked_at(view, fact_hash(fact)) is not None]
    commits = [fact for fact in revoked if isinstance(fact, Commit)]
    return [
        *(_cancelling(chain, view, commits) if standing and commits else ()),
        *(undo for fact in standing if isinstance(fact, Commit) for undo in _burning(chain, view, fact)),
        *(undo for fact in standing if isinstance(fact, Closure) for undo in _reopening(chain, view, fact)),
    ]


def _cancelling(chain: Chain, view: View, commits: Sequence[Commit]) -> Iterator[Undo]:
    for program in chain.programs:
        if program.review_period and all(_is_under_review(chain, view, program, commit) for commit in commits):
            yield Undo("cancel", tuple(commits), chain.contracts.escrow.cancel(program.id, commits))


def _burning(chain: Chain, view: View, commit: Commit) -> Iterator[Undo]:
    prax = chain.contracts.prax
    accrual = prax.accrual(view, commit_id(commit.subject, commit.work, commit.contributor))
    if accrual is not None and accrual.fact == fact_hash(commit)[:20]:
        yield Undo("burn", (commit,), prax.revoke(commit))


def _reopening(chain: Chain, view: View, closure: Closure) -> Iterator[Undo]:
    escrow = chain.contracts.escrow
    for program in chain.programs:
        bounty = escrow.bounty(view, bounty_id(program.id, closure.subject))
        stands = bounty.explained and bounty.review.closure == fact_hash(closure)[:20]
        if stands and view.block.timestamp < bounty.review.closure_end:
            yield Undo("cancel closure", (closure,), escrow.cancel_closure(program.id, closure))


def _is_under_review(chain: Chain, view: View, program: Program, commit: Commit) -> bool:
    award = chain.award_of(view, program, commit)
    mine = award.state is AwardState.OWED and award.fact == fact_hash(commit)[:12]
    return mine and view.block.timestamp < award.review_end
