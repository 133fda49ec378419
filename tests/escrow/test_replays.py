"""What was submitted once changes nothing when it is submitted again, whatever happened since."""

from praxis_chain.core.facts import fact_hash
from praxis_chain.core.ids import NOBODY
from praxis_chain.core.programs import DAY
from tests.escrow.stage import OTHER_EVIDENCE, RIVAL, THIRD_WORK, held_by
from tests.protocol import LOCK, USDC, WORK
from tests.windows import outcome, refused


def test_no_progress_counts_twice_in_any_order(stage):
    """A hold begun, renewed, moved by a maintainer and taken after its end: none of it changes anything once more."""
    start = stage.now
    stage.fund(500 * USDC)
    history = [
        stage.progress(start, work=WORK),
        stage.progress(start + DAY, work=WORK),
        stage.progress(start + 2 * DAY, work=RIVAL, replaces=WORK),
        stage.progress(start + 3 * DAY, work=WORK, replaces=RIVAL),
        stage.progress(start + 4 * DAY, work=NOBODY, replaces=WORK),
        stage.progress(start + 5 * DAY, work=THIRD_WORK),
        stage.progress(start + 5 * DAY + LOCK, work=RIVAL),
    ]
    stage.at(start + 6 * DAY + LOCK)
    for progress in history:
        stage.send(stage.locking(progress))
    held = stage.bounty().lock
    assert held == held_by(RIVAL, start + 5 * DAY + LOCK, start + 5 * DAY + 2 * LOCK)
    rival = refused("LockHeld", holder=RIVAL[:20], end=held.end)
    not_holder = refused("NotHolder", replaces=WORK, holder=RIVAL[:20])
    stale = refused("StaleProgress", progressAt=start + 3 * DAY, newest=held.start)
    same = refused("StaleProgress", progressAt=held.start, newest=held.start)
    answers = [outcome(stage.protocol, stage.locking(progress), stage.relayer) for progress in history]
    assert answers == [rival, rival, not_holder, stale, not_holder, rival, same]
    stage.at(held.end + LOCK)  # nor once nobody holds the lock
    answers = [outcome(stage.protocol, stage.locking(progress), stage.relayer) for progress in history]
    assert answers == [rival, rival, not_holder, stale, not_holder, rival, same]


def test_no_closure_counts_twice(reviewed):
    """Closed, cancelled, closed by another, reopened by revocation: neither of both closes it again."""
    reviewed.fund(500 * USDC)
    closures = [reviewed.closure(), reviewed.closure(reviewed.second, closedAt=reviewed.now - DAY)]
    for closure in closures:
        reviewed.close(closure)
        reviewed.send(reviewed.cancelling_closure(closure), reviewed.arbiter)
    cancelled = [refused("FactCancelled", fact=fact_hash(closure)) for closure in closures]
    assert [outcome(reviewed.protocol, reviewed.closing(c), reviewed.relayer) for c in closures] == cancelled
    third = reviewed.closure(reviewed.third)
    reviewed.protocol.revoke(third)
    revoked = refused("Revoked", fact=fact_hash(third), revokedAt=reviewed.now)
    assert outcome(reviewed.protocol, reviewed.closing(third), reviewed.relayer) == revoked
    stale = reviewed.closure(reviewed.third, evidence=OTHER_EVIDENCE)
    reviewed.at(stale.closedAt + 30 * DAY)
    late = refused("ClosureTooLate", closedAt=stale.closedAt, currentTime=stale.closedAt + 30 * DAY)
    assert outcome(reviewed.protocol, reviewed.closing(stale), reviewed.relayer) == late
    assert (reviewed.bounty().pool, reviewed.bounty().is_closed) == (500 * USDC, False)
