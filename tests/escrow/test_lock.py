"""Locks: who takes one, and what its holder, a rival or a maintainer can do to it while it holds."""

from praxis_chain.core.facts import fact_hash
from praxis_chain.core.ids import NOBODY, hash_uri
from praxis_chain.core.programs import DAY
from tests.escrow.stage import RIVAL, THIRD_WORK, held_by
from tests.protocol import LOCK, USDC, WORK

NO_HOLDER = bytes(20)


# -- refusals before any rule about locks -----------------------------------------------------------------------------


def test_an_unknown_program(stage):
    """BountyEscrow.lock / given the program is unknown / it should refuse with UnknownProgram"""
    unknown, progress = hash_uri("no rules"), stage.progress()
    call = stage.protocol.escrow.lock(unknown, progress, *stage.protocol.attest(progress))
    stage.refuse(call, "UnknownProgram", program=unknown)


def test_a_completed_bounty(stage):
    """BountyEscrow.lock / given the bounty is completed / it should refuse with BountyClosed"""
    stage.fund(500 * USDC)
    stage.award(stage.commit())
    stage.refuse(stage.locking(stage.progress()), "BountyClosed", bounty=stage.bounty_id())


def test_an_explained_bounty(stage):
    """BountyEscrow.lock / given the bounty is explained / it should refuse with BountyClosed"""
    stage.fund(500 * USDC)
    stage.close(stage.closure())
    stage.refuse(stage.locking(stage.progress()), "BountyClosed", bounty=stage.bounty_id())


def test_progress_from_the_future(stage):
    """BountyEscrow.lock / when the progress is a second in the future / it should refuse with FactFromFuture"""
    next_block = stage.now + 1
    call = stage.locking(stage.progress(next_block + 1))
    stage.refuse(call, "FactFromFuture", factTime=next_block + 1, currentTime=next_block)


def test_progress_that_no_quorum_signed(stage):
    """BountyEscrow.lock / when no quorum signed the progress / it should refuse with QuorumNotReached"""
    progress = stage.progress()
    proof = stage.protocol.attest(progress, by=stage.protocol.members[:1])
    call = stage.protocol.escrow.lock(stage.program.id, progress, *proof)
    stage.refuse(call, "QuorumNotReached", signatures=1, quorum=2)


def test_revoked_progress(stage):
    """BountyEscrow.lock / given the progress is revoked / it should refuse with Revoked"""
    progress = stage.progress()
    stage.protocol.revoke(progress)
    stage.refuse(stage.locking(progress), "Revoked", fact=fact_hash(progress), revokedAt=stage.now)


def test_progress_of_nothing(stage):
    """
    BountyEscrow.lock / when the progress names neither a work nor one that it replaces / it should refuse with NoWork
    """
    stage.refuse(stage.locking(stage.progress(work=NOBODY)), "NoWork")


# -- the first lock ---------------------------------------------------------------------------------------------------


def test_the_first_lock(stage):
    """
    BountyEscrow.lock / given there was never a lock / when progress is made now /
    it should lock to that work until a lock period later and emit Locked
    """
    stage.fund(500 * USDC)
    now = stage.now + 1
    progress = stage.progress(now, contributor=stage.first.id)
    receipt = stage.send(stage.locking(progress))
    assert stage.now == now
    assert stage.bounty().lock == held_by(WORK, now, now + LOCK)
    locked = {
        "sequence": 2, "bounty": stage.bounty_id(), "work": WORK, "contributor": stage.first.id,
        "fact": fact_hash(progress), "start": now, "end": now + LOCK,
    }  # fmt: skip
    assert stage.said(receipt) == [("Locked", locked)]


def test_old_progress(stage):
    """
    BountyEscrow.lock / given there was never a lock / when the progress is longer ago than a lock period /
    it should keep a lock that has ended
    """
    long_ago = stage.now - 30 * DAY
    stage.lock(long_ago)
    assert stage.bounty().lock == held_by(WORK, long_ago, long_ago + LOCK)
    assert not stage.bounty().is_locked(stage.now)


def test_a_replacement_without_a_lock(stage):
    """
    BountyEscrow.lock / given there was never a lock / when the progress replaces some work /
    it should refuse with NotHolder
    """
    stage.refuse(stage.locking(stage.progress(replaces=RIVAL)), "NotHolder", replaces=RIVAL, holder=NO_HOLDER)


def test_an_unfunded_bounty(stage):
    """BountyEscrow.lock / given nobody funded the bounty / it should lock all the same"""
    stage.lock()
    assert stage.bounty().is_locked(stage.now)
    assert stage.bounty().pool == 0


def test_a_lock_period_of_zero(stage):
    """BountyEscrow.lock / given the lock period is zero / it should keep a lock that has ended"""
    free = stage.under(lock_period=0)
    now = free.now + 1
    free.lock(now)
    assert free.now == now
    assert free.bounty().lock == held_by(WORK, now, now)
    free.lock(now, work=RIVAL)
    assert free.bounty().lock == held_by(RIVAL, now, now)


# -- while a work holds it --------------------------------------------------------------------------------------------


def test_a_renewal(stage, began):
    """
    BountyEscrow.lock / given a work holds the lock / when the holder made progress later /
    it should move the end and keep the start
    """
    receipt = stage.lock(began + 60)
    assert stage.bounty().lock == held_by(WORK, began, began + 60 + LOCK)
    ((_, values),) = stage.said(receipt)
    assert (values["start"], values["end"]) == (began, began + 60 + LOCK)


def test_the_same_progress_twice(stage, began):
    """
    BountyEscrow.lock / given a work holds the lock / when the holder's newest progress is submitted again /
    it should refuse with StaleProgress
    """
    stage.lock(began + 60)
    stage.refuse(stage.locking(stage.progress(began + 60)), "StaleProgress", progressAt=began + 60, newest=began + 60)


def test_renewals_in_the_wrong_order(stage, began):
    """
    BountyEscrow.lock / given a work holds the lock / when progress that the holder made earlier is submitted later /
    it should refuse with StaleProgress
    """
    stage.lock(began + 60)
    for earlier in (began + 30, began, began - 30):
        stage.refuse(stage.locking(stage.progress(earlier)), "StaleProgress", progressAt=earlier, newest=began + 60)


def test_a_rival_before_the_end(stage, end):
    """
    BountyEscrow.lock / given a work holds the lock / when another work made progress a second before the end /
    it should refuse with LockHeld
    """
    stage.at(end - 1)
    stage.refuse(stage.locking(stage.progress(end - 1, work=RIVAL)), "LockHeld", holder=WORK[:20], end=end)


def test_a_rival_who_was_earlier_and_is_submitted_later(stage, began, end):
    """
    BountyEscrow.lock / given a work holds the lock /
    when another work made progress before the holder did, and is submitted later / it should refuse with LockHeld
    """
    stage.refuse(stage.locking(stage.progress(began - 60, work=RIVAL)), "LockHeld", holder=WORK[:20], end=end)


def test_a_maintainer_moves_the_lock(stage, began):
    """
    BountyEscrow.lock / given a work holds the lock / when a maintainer replaces the holder by another work /
    it should pass the lock at once, from the act to a lock period later
    """
    receipt = stage.lock(began + 60, work=RIVAL, replaces=WORK)
    assert stage.bounty().lock == held_by(RIVAL, began + 60, began + 60 + LOCK)
    ((name, values),) = stage.said(receipt)
    assert (name, values["work"], values["start"]) == ("Locked", RIVAL, began + 60)


def test_a_maintainer_moves_the_lock_to_an_earlier_end(stage, began):
    """
    BountyEscrow.lock / given a work holds the lock /
    when the act is older than the holder's newest progress and later than its hold /
    it should pass the lock, and may end it earlier
    """
    stage.lock(began + 600)
    stage.lock(began + 1, work=RIVAL, replaces=WORK)
    assert stage.bounty().lock == held_by(RIVAL, began + 1, began + 1 + LOCK)


def test_a_maintainers_act_at_the_start(stage, began):
    """
    BountyEscrow.lock / given a work holds the lock / when the act is from the very second that the hold began /
    it should refuse with StaleProgress
    """
    call = stage.locking(stage.progress(began, work=RIVAL, replaces=WORK))
    stage.refuse(call, "StaleProgress", progressAt=began, newest=began)


def test_a_maintainer_replaces_somebody_else(stage, began):
    """
    BountyEscrow.lock / given a work holds the lock / when the act replaces a work that does not hold the lock /
    it should refuse with NotHolder
    """
    for new_holder in (WORK, THIRD_WORK, NOBODY):
        call = stage.locking(stage.progress(began + 60, work=new_holder, replaces=RIVAL))
        stage.refuse(call, "NotHolder", replaces=RIVAL, holder=WORK[:20])


def test_a_maintainer_ends_the_lock(stage, began):
    """
    BountyEscrow.lock / given a work holds the lock / when a maintainer ends the lock /
    it should end at the act, with no holder
    """
    receipt = stage.lock(began + 60, work=NOBODY, replaces=WORK)
    assert stage.bounty().lock == held_by(NOBODY, began + 60, began + 60)
    ((name, values),) = stage.said(receipt)
    assert (name, values["work"], values["start"], values["end"]) == ("Locked", NOBODY, began + 60, began + 60)


def test_a_maintainer_ended_an_earlier_hold(stage, began):
    """
    BountyEscrow.lock / given a work holds the lock / when an act of before the hold would end it /
    it should refuse with StaleProgress
    """
    call = stage.locking(stage.progress(began - 60, work=NOBODY, replaces=WORK))
    stage.refuse(call, "StaleProgress", progressAt=began - 60, newest=began)
