"""Every window of the escrow, at its last second and at its end."""

from dataclasses import replace

import pytest

from praxis_chain.core.facts import fact_hash
from praxis_chain.core.programs import DAY
from praxis_chain.evm.bindings import Direction, Funding, permit_escrow
from praxis_chain.evm.usdc import read_domain
from tests.escrow.authorizing import authorize, submitting
from tests.escrow.stage import RIVAL
from tests.protocol import COMMITMENT, LOCK, REVIEW, USDC, WORK
from tests.windows import PASSES, Window, assert_half_open, outcome, refused, rows

WINDOWS, rule = rows()


def window(stage, end, call, before, after, by=None, **more):
    """`call`: one for all times, or made for a time."""
    made = call if callable(call) else lambda _: call
    return Window(end, lambda time: outcome(stage.protocol, made(time), by or stage.relayer), before, after, **more)


def locked(stage):
    """500 USDC, locked to the usual work; returns the end."""
    stage.fund(500 * USDC)
    stage.lock()
    return stage.bounty().lock.end


def under_review(stage, completion=6_000):
    """The reviewed program's 500 USDC, of which a part is awarded; returns stage, award and the review's end."""
    reviewed = replace(stage, program=stage.protocol.reviewed)
    reviewed.fund(500 * USDC)
    commit = reviewed.commit(completion=completion)
    reviewed.award(commit)
    return reviewed, commit, reviewed.now + REVIEW


# -- locks ------------------------------------------------------------------------------------------------------------


@rule("block.timestamp >= held.end")
def a_lock_keeps_rivals_from_an_award(stage):
    end = locked(stage)
    call = stage.awarding(stage.commit(stage.second, work=RIVAL))
    return window(stage, end, call, refused("LockHeld", holder=WORK[:20], end=end), PASSES)


@rule("progressAt >= held.end")
def a_lock_keeps_rivals_from_the_lock(stage):
    end = locked(stage)
    held = refused("LockHeld", holder=WORK[:20], end=end)
    return window(stage, end, lambda time: stage.locking(stage.progress(time, work=RIVAL)), held, PASSES)


@rule("progressAt > held.start")
def a_maintainers_act_is_later_than_the_hold(stage):
    locked(stage)
    start = stage.bounty().lock.start
    stage.at(start + 10)
    stale = refused("StaleProgress", progressAt=start, newest=start)

    def moving(time):
        return stage.locking(stage.progress(time, work=RIVAL, replaces=WORK))

    return window(stage, start + 1, moving, stale, PASSES, moves_the_clock=False)


@rule("end > held.end")
def a_renewal_is_later_than_the_newest(stage):
    newest = locked(stage) - LOCK
    stage.at(newest + 10)
    stale = refused("StaleProgress", progressAt=newest, newest=newest)
    return window(
        stage, newest + 1, lambda time: stage.locking(stage.progress(time)), stale, PASSES, moves_the_clock=False
    )


# -- closures ---------------------------------------------------------------------------------------------------------


@rule("block.timestamp < closure.closedAt + CLOSURE_WINDOW")
def a_closure_is_good_for_thirty_days(stage):
    stage.fund(500 * USDC)
    closure = stage.closure()
    end = closure.closedAt + 30 * DAY
    late = refused("ClosureTooLate", closedAt=closure.closedAt, currentTime=end)
    return window(stage, end, stage.closing(closure), PASSES, late)


@rule("block.timestamp >= end")
def a_lock_keeps_a_closure_off(stage):
    end = locked(stage)
    held = refused("LockHeld", holder=WORK[:20], end=end)
    return window(stage, end, stage.closing(stage.closure(closedAt=end - LOCK + 1)), held, PASSES)


@rule("block.timestamp >= end")
def progress_after_a_closing_keeps_it_off_no_longer_than_a_lock(stage):
    locked(stage)
    closed_at = stage.now
    stage.at(closed_at + LOCK // 2)
    stage.lock()
    end = closed_at + LOCK
    held = refused("LockHeld", holder=WORK[:20], end=end)
    return window(stage, end, stage.closing(stage.closure(closedAt=closed_at)), held, PASSES)


@rule("held.start >= closedAt")
def a_hold_that_began_at_the_closing_keeps_nothing_off(stage):
    end = locked(stage)
    start = end - LOCK
    stage.at(start + 10)
    held = refused("LockHeld", holder=WORK[:20], end=end)

    def closing(time):
        return stage.closing(stage.closure(closedAt=time))

    return window(stage, start + 1, closing, PASSES, held, moves_the_clock=False)


# -- reviews ----------------------------------------------------------------------------------------------------------


@rule("block.timestamp >= until")
def a_review_keeps_money_out(stage):
    reviewed, _, end = under_review(stage)
    return window(stage, end, reviewed.funding(USDC), refused("UnderReview", until=end), PASSES, by=stage.sponsor)


@rule("block.timestamp >= until")
def a_review_keeps_money_in(stage):
    reviewed = replace(stage, program=stage.protocol.reviewed)
    reviewed.fund(500 * USDC)
    reviewed.at(reviewed.now + COMMITMENT)
    reviewed.award(reviewed.commit(completion=6_000))
    end = reviewed.now + REVIEW
    call = reviewed.refunding(stage.sponsor)
    return window(stage, end, call, refused("UnderReview", until=end), PASSES, by=stage.sponsor)


@rule("block.timestamp >= until")
def a_review_keeps_off_an_award_that_would_be_cut(stage):
    reviewed, _, end = under_review(stage)
    call = reviewed.awarding(reviewed.commit(stage.second, 4_001, work=RIVAL))
    return window(stage, end, call, refused("UnderReview", until=end), PASSES)


@rule("block.timestamp < reviewEnd")
def an_award_can_be_cancelled(stage):
    reviewed, commit, end = under_review(stage)
    over = refused("ReviewOver", reviewEnd=end)
    return window(stage, end, reviewed.cancelling(commit), PASSES, over, by=stage.arbiter)


@rule("block.timestamp < reviewEnd")
def an_award_can_be_cancelled_by_anybody_if_revoked(stage):
    reviewed, commit, end = under_review(stage)
    reviewed.protocol.revoke(commit)
    return window(stage, end, reviewed.cancelling(commit), PASSES, refused("ReviewOver", reviewEnd=end))


@rule("block.timestamp < reviewEnd")
def a_closure_can_be_cancelled(stage):
    reviewed = replace(stage, program=stage.protocol.reviewed)
    reviewed.fund(500 * USDC)
    closure = reviewed.closure()
    reviewed.close(closure)
    end = reviewed.now + REVIEW
    over = refused("ReviewOver", reviewEnd=end)
    return window(stage, end, reviewed.cancelling_closure(closure), PASSES, over, by=stage.arbiter)


@rule("block.timestamp >= owed.reviewEnd")
def a_review_keeps_an_award_from_release(stage):
    reviewed, _, end = under_review(stage)
    return window(stage, end, reviewed.releasing(stage.first, WORK), refused("UnderReview", until=end), PASSES)


@rule("block.timestamp >= owed.reviewEnd")
def a_review_keeps_an_award_from_release_elsewhere(stage):
    reviewed, commit, end = under_review(stage)
    direction = Direction(fact_hash(commit), stage.stranger.address, 0, end + DAY)
    call = reviewed.releasing_to(stage.first, direction)
    return window(stage, end, call, refused("UnderReview", until=end), PASSES, by=stage.first.account)


@rule("block.timestamp < direction.deadline")
def a_direction_is_good_until_its_deadline(stage):
    reviewed, commit, review_end = under_review(stage)
    end = review_end + DAY
    call = reviewed.releasing_to(stage.first, Direction(fact_hash(commit), stage.stranger.address, 0, end))
    over = refused("Expired", deadline=end, currentTime=end)
    return window(stage, end, call, PASSES, over, by=stage.first.account)


# -- stakes -----------------------------------------------------------------------------------------------------------


@rule("block.timestamp >= committedUntil")
def a_stake_is_committed(stage):
    stage.fund(500 * USDC)
    end = stage.now + COMMITMENT
    call = stage.refunding(stage.sponsor)
    return window(stage, end, call, refused("Committed", until=end), PASSES, by=stage.sponsor)


@rule("block.timestamp >= lockEnd")
def a_lock_keeps_a_stake(stage):
    stage.fund(500 * USDC)
    stage.at(stage.now + COMMITMENT - 60)
    stage.lock()
    end = stage.bounty().lock.end
    call = stage.refunding(stage.sponsor)
    return window(stage, end, call, refused("Committed", until=end), PASSES, by=stage.sponsor)


@rule("block.timestamp >= stranded")
def locks_keep_a_stake_no_longer_than_four_of_them(stage):
    stage.fund(500 * USDC)
    end = stage.now + COMMITMENT + 4 * LOCK
    stage.at(end - 60)
    stage.lock()
    assert stage.bounty().lock.end > end
    call = stage.refunding(stage.sponsor)
    return window(stage, end, call, refused("Committed", until=end), PASSES, by=stage.sponsor)


# -- facts ------------------------------------------------------------------------------------------------------------


def future(time):
    return refused("FactFromFuture", factTime=time, currentTime=time - 1)


@rule("factTime <= block.timestamp")
def progress_is_past(stage):
    time = stage.now + 100
    return window(stage, time, stage.locking(stage.progress(time)), future(time), PASSES)


@rule("factTime <= block.timestamp")
def a_merge_is_past(stage):
    stage.fund(500 * USDC)
    time = stage.now + 100
    return window(stage, time, stage.awarding(stage.commit(completedAt=time)), future(time), PASSES)


@rule("factTime <= block.timestamp")
def a_closing_is_past(stage):
    stage.fund(500 * USDC)
    time = stage.now + 100
    return window(stage, time, stage.closing(stage.closure(closedAt=time)), future(time), PASSES)


@pytest.mark.parametrize("opens", [opens for _, opens in WINDOWS], ids=lambda opens: opens.__name__)
def test_window(stage, opens):
    """Before its end the one, from its end on the other."""
    assert_half_open(stage.protocol, opens(stage))


# -- the token's own: it ends two of them a second later or earlier than we would ------------------------------------


def test_an_authorization_is_good_strictly_between_its_times(stage, circle_usdc):
    """Half-open like ours, but for its beginning: `validAfter` itself is too early."""
    funding = Funding(stage.program.id, "github:repo/10270250/issue/7", 500 * USDC)
    after, before = stage.now + 100, stage.now + 200
    call = submitting(stage, funding, authorize(stage, funding, valid_after=after, valid_before=before))
    early = refused("Error", reason="FiatTokenV2: authorization is not yet valid")
    late = refused("Error", reason="FiatTokenV2: authorization is expired")
    assert_half_open(stage.protocol, window(stage, after + 1, call, early, PASSES))
    assert_half_open(stage.protocol, window(stage, before, call, PASSES, late))


def test_a_permit_is_good_at_its_deadline_too(stage, circle_usdc):
    """The token's word for a permit's last second; the next, `fund` finds no allowance."""
    stage.protocol.usdc.mint(stage.stranger.address, 500 * USDC)
    deadline = stage.now + 100
    domain = read_domain(stage.protocol.view, stage.protocol.usdc.contract)
    signature = permit_escrow(stage.stranger, domain, stage.protocol.escrow.address, 500 * USDC, 0, deadline)
    escrow = stage.protocol.escrow
    call = escrow.multicall([escrow.permit(500 * USDC, deadline, signature), stage.funding(500 * USDC)])
    late = refused("Error", reason="ERC20: transfer amount exceeds allowance")
    assert_half_open(stage.protocol, window(stage, deadline + 1, call, PASSES, late, by=stage.stranger))
