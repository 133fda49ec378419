"""Stakeholders: how a linked contributor comes to another wallet."""

import pytest

from praxis_chain.core.facts import fact_hash
from praxis_chain.core.ids import Id
from praxis_chain.evm.bindings import Change
from tests.stakeholders.linking import (
    CHANGE_DELAY,
    assert_linked,
    change_now,
    change_wallet,
    consent,
    move_wallet,
    wallet_now,
)

NO_FACT = bytes(32)


@pytest.fixture
def person(protocol, contributor) -> Id:
    """Linked to the contributor's account."""
    return protocol.enter(contributor, None)


# -- link: given a wallet is linked -----------------------------------------------------------------------------------


def test_the_same_time_again(protocol, person, new_wallet):
    """Stakeholders.link / given a wallet is linked / when linkedAt is that of the newest Link
    / it should refuse with NotNewer"""
    newest = protocol.stakeholders.person(protocol.view, person).linked_at
    link = protocol.link(new_wallet, contributor=person, linkedAt=newest)
    call = protocol.stakeholders.link(link, *protocol.attest(link))
    protocol.assert_refused(call, new_wallet, "NotNewer", factTime=newest, newest=newest)


def test_an_older_time(protocol, person, new_wallet):
    """Stakeholders.link / given a wallet is linked / when linkedAt is older than that of the newest Link
    / it should refuse with NotNewer"""
    newest = protocol.stakeholders.person(protocol.view, person).linked_at
    link = protocol.link(new_wallet, contributor=person, linkedAt=newest - 1)
    call = protocol.stakeholders.link(link, *protocol.attest(link))
    protocol.assert_refused(call, new_wallet, "NotNewer", factTime=newest - 1, newest=newest)


def test_the_same_wallet_again(protocol, person, contributor):
    """Stakeholders.link / given a wallet is linked / when the same wallet is named again
    / it should keep it and remember the time"""
    link = protocol.link(contributor)
    receipt = change_wallet(protocol, person, contributor, link=link)
    assert_linked(protocol, receipt, link, contributor.address, contributor.address, protocol.now)
    assert change_now(protocol, person) == Change(None, 0, False, contributor.address, NO_FACT)
    assert wallet_now(protocol, person) == contributor.address


def test_an_announcement(protocol, person, contributor, new_wallet):
    """Stakeholders.link / given a wallet is linked / when another wallet is named
    / it should announce the change for CHANGE_DELAY later"""
    link = protocol.link(new_wallet, contributor=person)
    receipt = change_wallet(protocol, person, new_wallet, link=link)
    due = protocol.now + CHANGE_DELAY
    assert_linked(protocol, receipt, link, new_wallet.address, contributor.address, due)
    assert change_now(protocol, person) == Change(new_wallet.address, due, False, contributor.address, fact_hash(link))
    assert wallet_now(protocol, person) == contributor.address


def test_the_old_wallet_calls(protocol, person, contributor, new_wallet):
    """Stakeholders.link / given a wallet is linked / when the old wallet calls for another one
    / it should announce the change like anybody's"""
    link = protocol.link(new_wallet, contributor=person)
    call = protocol.stakeholders.link(link, *protocol.attest(link), consent(protocol, new_wallet, link))
    receipt = protocol.send(call, contributor)
    due = protocol.now + CHANGE_DELAY
    assert_linked(protocol, receipt, link, new_wallet.address, contributor.address, due)
    assert wallet_now(protocol, person) == contributor.address


# -- link: given a change is pending ----------------------------------------------------------------------------------


def test_a_third_wallet(protocol, person, contributor, new_wallet, third_wallet):
    """Stakeholders.link / given a change is pending / when a newer Link names a third wallet
    / it should replace the change and restart the delay"""
    change_wallet(protocol, person, new_wallet)
    protocol.chain.warp(by=CHANGE_DELAY - 2)
    link = protocol.link(third_wallet, contributor=person)
    receipt = change_wallet(protocol, person, third_wallet, link=link)
    due = protocol.now + CHANGE_DELAY
    assert_linked(protocol, receipt, link, third_wallet.address, contributor.address, due)
    assert change_now(protocol, person) == Change(
        third_wallet.address, due, False, contributor.address, fact_hash(link)
    )
    protocol.chain.warp(to=due - 1)
    assert wallet_now(protocol, person) == contributor.address
    protocol.chain.warp(to=due)
    assert wallet_now(protocol, person) == third_wallet.address


def test_the_announced_wallet_again(protocol, person, contributor, new_wallet):
    """Stakeholders.link / given a change is pending / when a newer Link names the announced wallet again
    / it should restart the delay"""
    change_wallet(protocol, person, new_wallet)
    protocol.chain.warp(by=CHANGE_DELAY - 2)
    link = protocol.link(new_wallet, contributor=person)
    receipt = change_wallet(protocol, person, new_wallet, link=link)
    due = protocol.now + CHANGE_DELAY
    assert_linked(protocol, receipt, link, new_wallet.address, contributor.address, due)
    protocol.chain.warp(to=due - 1)
    assert wallet_now(protocol, person) == contributor.address
    protocol.chain.warp(to=due)
    assert wallet_now(protocol, person) == new_wallet.address


def test_back_to_the_wallet_in_effect(protocol, person, contributor, new_wallet):
    """Stakeholders.link / given a change is pending / when a newer Link names the wallet in effect
    / it should end the change"""
    change_wallet(protocol, person, new_wallet)
    link = protocol.link(contributor)
    receipt = change_wallet(protocol, person, contributor, link=link)
    assert_linked(protocol, receipt, link, contributor.address, contributor.address, protocol.now)
    assert change_now(protocol, person).wallet is None
    assert change_now(protocol, person).rejected is False
    protocol.chain.warp(by=2 * CHANGE_DELAY)
    assert wallet_now(protocol, person) == contributor.address


# -- link: given a change took effect ---------------------------------------------------------------------------------


def test_the_next_change(protocol, person, contributor, new_wallet, third_wallet):
    """Stakeholders.link / given a change took effect / when a newer Link names a third wallet
    / it should settle the change and announce the next one"""
    move_wallet(protocol, person, new_wallet)
    link = protocol.link(third_wallet, contributor=person)
    receipt = change_wallet(protocol, person, third_wallet, link=link)
    due = protocol.now + CHANGE_DELAY
    assert_linked(protocol, receipt, link, third_wallet.address, new_wallet.address, due)
    assert change_now(protocol, person) == Change(
        third_wallet.address, due, False, contributor.address, fact_hash(link)
    )
    assert wallet_now(protocol, person) == new_wallet.address
    protocol.chain.warp(to=due)
    assert wallet_now(protocol, person) == third_wallet.address


def test_the_way_back(protocol, person, contributor, new_wallet):
    """Stakeholders.link / given a change took effect / when a newer Link names the former wallet
    / it should announce the way back"""
    move_wallet(protocol, person, new_wallet)
    link = protocol.link(contributor)
    receipt = change_wallet(protocol, person, contributor, link=link)
    due = protocol.now + CHANGE_DELAY
    assert_linked(protocol, receipt, link, contributor.address, new_wallet.address, due)
    assert wallet_now(protocol, person) == new_wallet.address
    protocol.chain.warp(to=due)
    assert wallet_now(protocol, person) == contributor.address


def test_after_a_revoked_link(protocol, person, contributor, new_wallet, third_wallet):
    """Stakeholders.link / given the pending Link was revoked / when a newer Link names a third wallet
    / it should announce that change from the old wallet"""
    pending = protocol.link(new_wallet, contributor=person)
    change_wallet(protocol, person, new_wallet, link=pending)
    protocol.revoke(pending)
    protocol.chain.warp(by=CHANGE_DELAY)
    link = protocol.link(third_wallet, contributor=person)
    receipt = change_wallet(protocol, person, third_wallet, link=link)
    due = protocol.now + CHANGE_DELAY
    assert_linked(protocol, receipt, link, third_wallet.address, contributor.address, due)
    protocol.chain.warp(to=due)
    assert wallet_now(protocol, person) == third_wallet.address
