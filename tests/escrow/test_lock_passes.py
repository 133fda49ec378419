"""Locks after they lapsed, or after a maintainer moved or ended them: who is next, and what is too late."""

import pytest

from praxis_chain.core.ids import NOBODY
from praxis_chain.core.programs import DAY
from tests.escrow.stage import RIVAL, held_by
from tests.protocol import LOCK, WORK

NO_HOLDER = bytes(20)


# -- after it lapsed --------------------------------------------------------------------------------------------------


def test_a_rival_at_the_end(stage, end):
    """
    BountyEscrow.lock / given the lock has lapsed / when another work made progress at its end /
    it should pass to that work, from that progress on
    """
    stage.at(end)
    stage.lock(end, work=RIVAL)
    assert stage.now == end
    assert stage.bounty().lock == held_by(RIVAL, end, end + LOCK)


def test_a_rival_who_was_too_early(stage, end):
    """
    BountyEscrow.lock / given the lock has lapsed / when another work made progress before its end /
    it should refuse with LockHeld
    """
    stage.at(end + DAY)
    stage.refuse(stage.locking(stage.progress(end - 1, work=RIVAL)), "LockHeld", holder=WORK[:20], end=end)


def test_a_late_renewal(stage, began, end):
    """
    BountyEscrow.lock / given the lock has lapsed / when the holder made progress before its end /
    it should go on as the same hold
    """
    stage.at(end + DAY)
    stage.lock(end - 1)
    assert stage.bounty().lock == held_by(WORK, began, end - 1 + LOCK)
    assert stage.bounty().is_locked(stage.now)


def test_a_new_hold_of_the_same_work(stage, end):
    """
    BountyEscrow.lock / given the lock has lapsed / when the holder made progress at its end /
    it should begin a new hold
    """
    stage.at(end + DAY)
    stage.lock(end)
    assert stage.bounty().lock == held_by(WORK, end, end + LOCK)


def test_a_maintainer_replaces_the_last_holder(stage, began, end):
    """
    BountyEscrow.lock / given the lock has lapsed / when a maintainer replaces the last holder /
    it should pass to the other work
    """
    stage.at(end + DAY)
    stage.lock(began + 60, work=RIVAL, replaces=WORK)
    assert stage.bounty().lock == held_by(RIVAL, began + 60, began + 60 + LOCK)


def test_a_renewal_that_comes_too_late(stage, end):
    """
    BountyEscrow.lock / given the lock has lapsed /
    when another work took it, and the first holder's progress of before its end is submitted then /
    it should refuse with LockHeld
    """
    stage.at(end + DAY)
    stage.lock(end, work=RIVAL)
    stage.refuse(stage.locking(stage.progress(end - 1)), "LockHeld", holder=RIVAL[:20], end=end + LOCK)


# -- replays after a maintainer's act ---------------------------------------------------------------------------------


@pytest.fixture
def moved(stage, began):
    """A maintainer passed the lock to the rival, a minute after it began."""
    stage.lock(began + 60, work=RIVAL, replaces=WORK)
    return began + 60


def test_old_progress_after_a_move(stage, began, moved):
    """
    BountyEscrow.lock / given a maintainer moved the lock / when the first holder's old progress is submitted again /
    it should refuse with LockHeld
    """
    for old in (began, began + 30):
        stage.refuse(stage.locking(stage.progress(old)), "LockHeld", holder=RIVAL[:20], end=moved + LOCK)


def test_new_progress_after_a_move(stage, moved):
    """
    BountyEscrow.lock / given a maintainer moved the lock / when the first holder makes new progress /
    it should refuse with LockHeld
    """
    stage.refuse(stage.locking(stage.progress(moved + 60)), "LockHeld", holder=RIVAL[:20], end=moved + LOCK)


def test_the_same_move_again(stage, moved):
    """
    BountyEscrow.lock / given a maintainer moved the lock / when the act is submitted again /
    it should refuse with NotHolder
    """
    call = stage.locking(stage.progress(moved, work=RIVAL, replaces=WORK))
    stage.refuse(call, "NotHolder", replaces=WORK, holder=RIVAL[:20])


def test_the_first_move_after_a_move_back(stage, moved):
    """
    BountyEscrow.lock / given a maintainer moved the lock /
    when the lock was moved back, and the first act is submitted again / it should refuse with StaleProgress
    """
    stage.lock(moved + 60, work=WORK, replaces=RIVAL)
    call = stage.locking(stage.progress(moved, work=RIVAL, replaces=WORK))
    stage.refuse(call, "StaleProgress", progressAt=moved, newest=moved + 60)


@pytest.fixture
def ended(stage, began):
    """A maintainer ended the lock, a minute after it began."""
    stage.lock(began + 60, work=NOBODY, replaces=WORK)
    return began + 60


def test_old_progress_after_an_end(stage, began, ended):
    """
    BountyEscrow.lock / given a maintainer ended the lock / when the former holder's old progress is submitted again /
    it should refuse with LockHeld
    """
    for old in (began, ended - 1):
        stage.refuse(stage.locking(stage.progress(old)), "LockHeld", holder=NO_HOLDER, end=ended)


def test_new_progress_after_an_end(stage, ended):
    """
    BountyEscrow.lock / given a maintainer ended the lock / when the former holder makes new progress /
    it should begin a new hold
    """
    stage.lock(ended)
    assert stage.bounty().lock == held_by(WORK, ended, ended + LOCK)


def test_a_rival_after_an_end(stage, ended):
    """
    BountyEscrow.lock / given a maintainer ended the lock / when another work makes progress /
    it should pass to that work
    """
    stage.lock(ended, work=RIVAL)
    assert stage.bounty().lock == held_by(RIVAL, ended, ended + LOCK)


# -- order ------------------------------------------------------------------------------------------------------------


def test_the_end_of_a_lock_does_not_depend_on_the_order_of_submission(stage):
    """Of one work's progress only the newest decides the end, whatever came in between and when it was submitted."""
    base = stage.now - 20 * DAY
    made = (base, base + 3 * DAY, base + 7 * DAY, base + 10 * DAY)
    ends = set()
    for order in ((0, 1, 2, 3), (3, 2, 1, 0), (1, 3, 0, 2), (2, 0, 3, 1)):
        with stage.protocol.chain.rollback():
            for progress in (made[i] for i in order):
                call = stage.locking(stage.progress(progress))
                if progress > stage.bounty().lock.end - LOCK:
                    stage.send(call)
                else:
                    stage.refuse(call, "StaleProgress", progressAt=progress, newest=stage.bounty().lock.end - LOCK)
            ends.add(stage.bounty().lock.end)
    assert ends == {base + 10 * DAY + LOCK}
