"""PRAX: who voted with it in the past, by a clock of seconds."""

import pytest

from praxis_chain.core.ids import Id, hash_uri
from praxis_chain.evm.bindings import Call
from tests.prax.accruing import accrue, ask, holdings
from tests.protocol import PRAX
from tests.stakeholders.linking import move_wallet


@pytest.fixture
def person(protocol, contributor) -> Id:
    """A Resident with a wallet."""
    return protocol.enter(contributor)


# -- the past ---------------------------------------------------------------------------------------------------------


def test_votes_of_this_second(protocol, person, contributor):
    """Prax.getPastVotes / when the second is not over / it should refuse with ERC5805FutureLookup"""
    accrue(protocol, protocol.commit(contributor=person))
    now = protocol.now
    call = Call(protocol.prax.contract, "getPastVotes", (contributor.address, now + 1))
    protocol.assert_refused(call, contributor, "ERC5805FutureLookup", timepoint=now + 1, clock=now + 1)
    protocol.chain.mine()
    assert ask(protocol, "getPastVotes", contributor.address, now - 1) == 0
    assert ask(protocol, "getPastVotes", contributor.address, now) == 100 * PRAX


def test_votes_before_a_revocation(protocol, person, contributor, stranger):
    """Prax.getPastVotes / when an accrual was revoked since / it should be what it was then"""
    commit = protocol.commit(contributor=person)
    accrue(protocol, commit)
    then = protocol.now
    protocol.revoke(commit)
    protocol.send(protocol.prax.revoke(commit), stranger)
    burned = protocol.now
    protocol.chain.mine()
    assert ask(protocol, "getPastVotes", contributor.address, then) == 100 * PRAX
    assert ask(protocol, "getPastVotes", contributor.address, burned - 1) == 100 * PRAX
    assert ask(protocol, "getPastVotes", contributor.address, burned) == 0


def test_votes_before_a_change(protocol, person, contributor, new_wallet, stranger):
    """Prax.getPastVotes / when the wallet changed since / it should be what it was then"""
    accrue(protocol, protocol.commit(contributor=person))
    move_wallet(protocol, person, new_wallet)
    protocol.send(protocol.prax.recover(person), stranger)
    moved = protocol.now
    protocol.chain.mine()
    accounts = (contributor.address, new_wallet.address)
    assert [ask(protocol, "getPastVotes", account, moved - 1) for account in accounts] == [100 * PRAX, 0]
    assert [ask(protocol, "getPastVotes", account, moved) for account in accounts] == [0, 100 * PRAX]


@pytest.fixture
def course(protocol, person, contributor) -> list[tuple[int, int]]:
    """Seven accruals at uneven times, two of them in one second, and one burned: each second, and the votes then."""
    votes_since: list[tuple[int, int]] = []
    commits = [protocol.commit(contributor=person, work=hash_uri(f"work {i}"), quality=100 + i) for i in range(7)]
    for first, last, gap in ((0, 1, 5), (1, 2, 1), (2, 4, 100), (4, 5, 1), (5, 6, 7), (6, 7, 1_000)):
        protocol.chain.next_time(protocol.now + gap)
        batch = commits[first:last]
        protocol.send(protocol.prax.accrue_many(batch, protocol.attest_all(*batch)), protocol.arbiter)
        votes_since.append((protocol.now, holdings(protocol, contributor.address)[0]))
    protocol.revoke(commits[3])
    protocol.send(protocol.prax.revoke(commits[3]), protocol.arbiter)
    votes_since.append((protocol.now, holdings(protocol, contributor.address)[0]))
    assert [amount for _, amount in votes_since] == [n * PRAX // 100 for n in (100, 201, 406, 510, 615, 721, 618)]
    protocol.chain.mine()
    return votes_since


def test_votes_through_many_changes(protocol, contributor, course):
    """Prax.getPastVotes / when there were many changes since, some in one second
    / it should be what it was at the end of that second"""
    before = 0
    for time, after in course:
        past = [ask(protocol, "getPastVotes", contributor.address, t) for t in (time - 1, time)]
        assert past == [before, after]
        before = after
    assert ask(protocol, "getPastVotes", contributor.address, 0) == 0
    assert ask(protocol, "getPastVotes", contributor.address, protocol.now - 1) == before


def test_no_checkpoints(protocol, stranger):
    """Prax.numCheckpoints / given an account that never had votes / it should be zero"""
    assert ask(protocol, "numCheckpoints", stranger.address) == 0


def test_number_of_checkpoints(protocol, contributor, course):
    """Prax.numCheckpoints / given an account whose votes changed
    / it should be the number of seconds they changed in"""
    assert ask(protocol, "numCheckpoints", contributor.address) == len(course) == 7


def test_checkpoints(protocol, contributor, course):
    """Prax.checkpoints / given an account whose votes changed
    / it should be each of those seconds and the votes at its end"""
    found = [ask(protocol, "checkpoints", contributor.address, i) for i in range(len(course))]
    assert [(checkpoint["_key"], checkpoint["_value"]) for checkpoint in found] == course


def test_beyond_the_last_checkpoint(protocol, contributor, stranger, course):
    """Prax.checkpoints / when asked beyond the last / it should be empty"""
    for account, index in ((contributor.address, len(course)), (stranger.address, 0), (stranger.address, 1)):
        assert ask(protocol, "checkpoints", account, index) == {"_key": 0, "_value": 0}


def test_supply_before_a_revocation(protocol, person, stranger):
    """Prax.getPastTotalSupply / when an accrual was revoked since / it should be what it was then"""
    commit = protocol.commit(contributor=person)
    accrue(protocol, commit)
    then = protocol.now
    protocol.revoke(commit)
    protocol.send(protocol.prax.revoke(commit), stranger)
    burned = protocol.now
    protocol.chain.mine()
    assert [ask(protocol, "getPastTotalSupply", time) for time in (then - 1, then, burned)] == [0, 100 * PRAX, 0]


def test_the_clock(protocol):
    """Prax.clock / when asked / it should be the time of the block"""
    protocol.chain.warp(by=12_345)
    assert ask(protocol, "clock") == protocol.now


def test_the_clock_mode(protocol):
    """Prax.CLOCK_MODE / when asked / it should be a timestamp"""
    assert ask(protocol, "CLOCK_MODE") == "mode=timestamp"
