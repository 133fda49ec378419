"""Good progress locks a bounty; the relayer brings it to the chain in the order in which it was made."""

import pytest

from praxis_chain.core.ids import work_id
from praxis_chain.core.programs import DAY
from tests.oracle.workshop import Workshop, told
from tests.protocol import LOCK


@pytest.fixture
def funded(workshop: Workshop) -> Workshop:
    """Issue 7 has money, and the contributor's pull/1 is called good."""
    workshop.enter("contributor", "rival", standing=None)
    workshop.fund(1_000)
    workshop.repository.push_work(1, "contributor", {"a.txt": "one\n"}, closes=7)
    workshop.repository.state("maintainer", "Good", ("Good-progress", "pull/1"))
    return workshop


def holder(workshop: Workshop) -> int:
    """Number of the work that holds the lock, 0 if none does."""
    held = workshop.bounty().lock
    if workshop.protocol.now >= held.end:
        return 0
    return next(n for n in (1, 2, 3) if work_id(workshop.repository.work(n))[:20] == held.work)


def test_good_progress_takes_the_lock_for_the_lock_period(funded: Workshop) -> None:
    assert told(funded.relay()) == [("lock", 1)]
    held = funded.bounty().lock
    assert (holder(funded), held.end - held.start) == (1, LOCK)
    assert told(funded.relay()) == []


def test_every_further_push_renews_it(funded: Workshop) -> None:
    funded.relay()
    before = funded.bounty().lock
    funded.wait(2 * DAY)
    funded.repository.push_work(1, "contributor", {"a.txt": "two\n"})
    pushed = funded.repository.now
    assert told(funded.relay()) == [("lock", 1)]
    assert (funded.bounty().lock.start, funded.bounty().lock.end) == (before.start, pushed + LOCK)


def test_progress_made_before_there_was_money_counts_once_there_is(workshop: Workshop) -> None:
    workshop.repository.push_work(1, "contributor", {"a.txt": "one\n"}, closes=7)
    workshop.repository.state("maintainer", "Good", ("Good-progress", "pull/1"))
    assert told(workshop.relay()) == []
    workshop.fund(100)
    assert told(workshop.relay()) == [("lock", 1)]


def test_a_rivals_progress_is_refused_each_time_and_stops_nobody(funded: Workshop) -> None:
    funded.repository.push_work(2, "rival", {"b.txt": "one\n"}, closes=7)
    funded.repository.state("maintainer", "Good", ("Good-progress", "pull/2"))
    assert told(funded.relay()) == [("lock", 1), ("lock", "LockHeld")]
    funded.repository.merge(1, closes=7)
    assert told(funded.relay()) == [("lock", "LockHeld"), ("award", 1)]
    assert funded.usdc_of("contributor") == 1_000
    assert told(funded.relay()) == []  # the bounty is closed


def test_a_rivals_merge_waits_until_the_lock_has_lapsed(funded: Workshop) -> None:
    funded.repository.push_work(2, "rival", {"b.txt": "one\n"})
    funded.repository.merge(2, closes=7)
    assert told(funded.relay()) == [("lock", 1), ("award", "LockHeld")]
    funded.wait(LOCK)
    assert told(funded.relay()) == [("award", 1)]
    assert (funded.usdc_of("contributor"), funded.usdc_of("rival")) == (0, 1_000)


def test_a_maintainer_moves_the_lock(funded: Workshop) -> None:
    funded.relay()
    funded.repository.push_work(2, "rival", {"b.txt": "one\n"}, closes=7)
    funded.repository.state("maintainer", "Move", ("Replaces", "pull/1 by pull/2 because pull/1 was given up"))
    assert told(funded.relay()) == [("lock", 1)]
    assert holder(funded) == 2
    assert (told(funded.relay()), holder(funded)) == ([], 2)


def test_a_maintainer_ends_the_lock(funded: Workshop) -> None:
    funded.relay()
    funded.repository.state("maintainer", "End", ("Replaces", "pull/1 by nobody because it was given up"))
    assert told(funded.relay()) == [("lock", 1)]
    assert holder(funded) == 0
    assert told(funded.relay()) == []
    funded.repository.push_work(2, "rival", {"b.txt": "one\n"}, closes=7)
    funded.repository.state("maintainer", "Good", ("Good-progress", "pull/2"))
    assert (told(funded.relay()), holder(funded)) == ([("lock", 1)], 2)


def test_a_whole_history_of_progress_is_replayed_in_its_order(funded: Workshop) -> None:
    """Nothing was relayed for weeks: who held the lock when follows from when progress was made."""
    repository = funded.repository
    funded.wait(LOCK + DAY)  # pull/1's lock lapsed
    repository.push_work(2, "rival", {"b.txt": "one\n"}, closes=7)
    repository.state("maintainer", "Good", ("Good-progress", "pull/2"))
    repository.push_work(1, "contributor", {"a.txt": "two\n"})  # too late
    assert told(funded.relay()) == [("lock", 1), ("lock", 1), ("lock", "LockHeld")]
    assert holder(funded) == 2


def test_blocked_work_keeps_its_lock(funded: Workshop) -> None:
    funded.relay()
    funded.wait(4 * DAY)
    funded.repository.state("maintainer", "Blocked", ("Blocked", "pull/1 because the hardware has not arrived"))
    said = funded.repository.now
    assert told(funded.relay()) == [("lock", 1)]
    assert funded.bounty().lock.end == said + LOCK
