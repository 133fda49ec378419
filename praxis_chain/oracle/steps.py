"""What follows on chain from an attested fact: the steps that are still to be taken, each asked of the chain first.

A fact has up to three consequences, and each stands or fails alone: a frozen USDC account does not stop PRAX. A step
that is done already is left out, so whatever is repeated changes nothing. What the chain would refuse now is not left
out: the contract itself says why, each time, until it is done or too late.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from ..core.attestation import Proof
from ..core.catalogue import Standing
from ..core.facts import Admission, Closure, Commit, Fact, Link, Progress, Revocation, fact_hash
from ..core.ids import bounty_id
from ..core.programs import DAY
from ..evm.bindings import Bounty, Call
from ..evm.client import View
from .chain import Chain

CLOSURE_WINDOW = 30 * DAY
"""How long after it the escrow takes a closure, in seconds."""


@dataclass(frozen=True, slots=True)
class Step:
    """One call that a fact asks for. `name` is the verb; `call` makes it from the fact's proof."""

    name: str
    fact: Fact
    call: Callable[[Proof], Call]


@dataclass(frozen=True, slots=True)
class Plan:
    """How facts of one kind become steps."""

    kind: type[Fact]
    steps: Callable[[Chain, View, Any], Iterator[Step]]

    def of(self, chain: Chain, view: View, fact: Fact) -> list[Step]:
        """What is left to do for a fact of that kind."""
        return list(self.steps(chain, view, fact))


def linking(chain: Chain, view: View, fact: Link) -> Iterator[Step]:
    """A wallet is linked, or a change of wallet announced."""
    person = chain.contracts.stakeholders.person(view, fact.contributor)
    if fact.linkedAt > (person.linked_at or 0):
        consent = chain.consents.get(fact_hash(fact), b"")
        yield Step("link", fact, partial(chain.contracts.stakeholders.link, fact, wallet_signature=consent))


def admitting(chain: Chain, view: View, fact: Admission) -> Iterator[Step]:
    """A standing is given."""
    person = chain.contracts.stakeholders.person(view, fact.contributor)
    if fact.admittedAt > (person.admitted_at or 0):
        yield Step("admit", fact, partial(chain.contracts.stakeholders.admit, fact))


def referring(chain: Chain, view: View, fact: Admission) -> Iterator[Step]:
    """Whoever first referred a new Resident or BOP earns PRAX, once they can hold any."""
    prax, succeeded = chain.contracts.prax, (Standing.RESIDENT, Standing.BOP)
    if fact.standing not in succeeded or not prax.referral_reward(view, fact.standing):
        return
    candidate = chain.contracts.stakeholders.person(view, fact.contributor)
    if candidate.standing != fact.standing or not any(candidate.referrer):
        return
    if prax.referral(view, fact.contributor) is None and chain.can_hold_prax(view, candidate.referrer):
        yield Step("accrue referral", fact, partial(prax.accrue_referral, fact))


def revoking(chain: Chain, view: View, fact: Revocation) -> Iterator[Step]:
    """A fact no longer holds. Recorded even where nothing followed from it yet: a signature once given stays good."""
    attesters = chain.contracts.attesters
    if attesters.revoked_at(view, fact.fact) is None:
        yield Step("revoke", fact, partial(attesters.revoke, fact))


def locking(chain: Chain, view: View, fact: Progress) -> Iterator[Step]:
    """A bounty is locked, the lock renewed, moved or ended."""
    for program, bounty in chain.funded(view, fact.subject):
        if not _is_past(fact, bounty, program.lock_period):
            yield Step("lock", fact, partial(chain.contracts.escrow.lock, program.id, fact))


def closing(chain: Chain, view: View, fact: Closure) -> Iterator[Step]:
    """A bounty is closed with an explanation."""
    escrow = chain.contracts.escrow
    if view.block.timestamp >= fact.closedAt + CLOSURE_WINDOW:
        return
    for program, _ in chain.funded(view, fact.subject):
        if not escrow.is_cancelled(view, bounty_id(program.id, fact.subject), fact_hash(fact)):
            yield Step("close", fact, partial(escrow.close, program.id, fact))


BEFORE_AWARDS = (Plan(Link, linking), Plan(Admission, admitting), Plan(Revocation, revoking), Plan(Progress, locking))
AFTER_AWARDS = (Plan(Closure, closing), Plan(Admission, referring))
"""In this order, since each step rests on those before it. Commits are awarded, and accrue, in batches."""


def steps(chain: Chain, view: View, fact: Fact) -> list[Step]:
    """All that is left to do for a fact, but awards and accruals of Commits."""
    plans = (plan for plan in BEFORE_AWARDS + AFTER_AWARDS if isinstance(fact, plan.kind))
    return [step for plan in plans for step in plan.of(chain, view, fact)]


def is_pending(chain: Chain, view: View, fact: Fact) -> bool:
    """Whether anything on chain still has to follow from a fact."""
    if isinstance(fact, Commit):
        return bool(chain.awardable(view, fact)) or chain.accruable(view, fact)
    return bool(steps(chain, view, fact))


def _is_past(fact: Progress, bounty: Bounty, lock_period: int) -> bool:
    """Whether the lock already is as this progress made it, or has gone on since."""
    held = bounty.lock
    if fact.progressAt < held.start or (any(fact.replaces) and fact.progressAt == held.start):
        return True
    return fact.work[:20] == held.work and fact.progressAt + lock_period <= held.end
