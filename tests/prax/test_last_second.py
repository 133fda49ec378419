"""PRAX counts the times of votes with 32 bits: the last second in which any is minted, burned, moved or delegated."""

import pytest

from praxis_chain.core.facts import fact_hash
from praxis_chain.core.ids import hash_uri
from tests.prax.accruing import accrue, accruing, holdings
from tests.protocol import PRAX
from tests.stakeholders.linking import change_wallet

LAST = 2**32 - 1  # 7 February 2106, 06:28:15 UTC


@pytest.fixture
def person(protocol, contributor):
    return protocol.enter(contributor)


def test_nothing_is_minted_burned_or_moved_after_32_bits_of_seconds(
    protocol, person, contributor, new_wallet, stranger
):
    """A second earlier all of it is; what is held and voted stays readable for ever."""
    first, second = (protocol.commit(contributor=person, work=hash_uri(name)) for name in ("first", "second"))
    accrue(protocol, first)
    protocol.revoke(first)
    change_wallet(protocol, person, new_wallet)
    calls = (accruing(protocol, second), protocol.prax.revoke(first), protocol.prax.recover(person))
    protocol.chain.warp(to=LAST - 1)
    for call in calls:
        call.simulate(protocol.chain, stranger.address)
    protocol.chain.warp(to=LAST)
    for call in calls:
        protocol.assert_refused(call, stranger, "SafeCastOverflowedUintDowncast", bits=32, value=LAST + 1)
    protocol.chain.mine()
    assert holdings(protocol, contributor.address) == [100 * PRAX]
    assert protocol.prax.get_past_votes(protocol.view, contributor.address, LAST) == 100 * PRAX
    assert protocol.attesters.revoked_at(protocol.view, fact_hash(first)) is not None


def test_no_votes_are_delegated_after_32_bits_of_seconds(protocol, person, contributor, stranger):
    """A second earlier they are; who holds nothing moves none, and may still choose."""
    accrue(protocol, protocol.commit(contributor=person))
    delegating = protocol.prax.delegate(protocol.owner.address)
    protocol.chain.warp(to=LAST - 1)
    delegating.simulate(protocol.chain, contributor.address)
    protocol.chain.warp(to=LAST)
    protocol.assert_refused(delegating, contributor, "SafeCastOverflowedUintDowncast", bits=32, value=LAST + 1)
    delegating.simulate(protocol.chain, stranger.address)
