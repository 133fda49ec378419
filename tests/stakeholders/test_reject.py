"""Stakeholders: how a wallet refuses to be left, once."""

from typing import Any

import pytest

from praxis_chain.core.addresses import ZERO_ADDRESS
from praxis_chain.core.facts import fact_hash
from praxis_chain.core.ids import Id, wallet_contributor
from praxis_chain.evm.bindings import Change
from praxis_chain.evm.transactions import Receipt
from tests.events import said, told
from tests.protocol import Protocol
from tests.stakeholders.linking import (
    CHANGE_DELAY,
    REJECTED_DELAY,
    assert_linked,
    change_at_once,
    change_now,
    change_wallet,
    wallet_now,
)


@pytest.fixture
def person(protocol, contributor) -> Id:
    """Linked to the contributor's account."""
    return protocol.enter(contributor, None)


# -- link: given a change was rejected --------------------------------------------------------------------------------


def reject(protocol: Protocol, person: bytes, by: Any) -> Receipt:
    return protocol.send(protocol.stakeholders.reject_change(person), by)


def test_the_next_one_waits(protocol, person, contributor, new_wallet):
    """Stakeholders.link / given a change was rejected / when a newer Link comes
    / it should announce the change for REJECTED_DELAY later"""
    change_wallet(protocol, person, new_wallet)
    reject(protocol, person, contributor)
    link = protocol.link(new_wallet, contributor=person)
    receipt = change_wallet(protocol, person, new_wallet, link=link)
    due = protocol.now + REJECTED_DELAY
    assert_linked(protocol, receipt, link, new_wallet.address, contributor.address, due)
    assert change_now(protocol, person) == Change(new_wallet.address, due, True, contributor.address, fact_hash(link))


def test_the_one_after_waits_as_long(protocol, person, contributor, new_wallet, third_wallet):
    """Stakeholders.link / given a change was rejected / when another one replaces that
    / it should announce the change for REJECTED_DELAY later"""
    change_wallet(protocol, person, new_wallet)
    reject(protocol, person, contributor)
    change_wallet(protocol, person, new_wallet)
    protocol.chain.warp(by=REJECTED_DELAY - 2)
    change_wallet(protocol, person, third_wallet)
    due = protocol.now + REJECTED_DELAY
    assert (change_now(protocol, person).wallet, change_now(protocol, person).effective_at) == (
        third_wallet.address,
        due,
    )
    protocol.chain.warp(to=due - 1)
    assert wallet_now(protocol, person) == contributor.address
    protocol.chain.warp(to=due)
    assert wallet_now(protocol, person) == third_wallet.address


def test_the_usual_delay_again(protocol, person, contributor, new_wallet, third_wallet):
    """Stakeholders.link / given a change was rejected / when the next change took effect
    / it should announce the one after for CHANGE_DELAY later"""
    change_wallet(protocol, person, new_wallet)
    reject(protocol, person, contributor)
    change_wallet(protocol, person, new_wallet)
    protocol.chain.warp(by=REJECTED_DELAY)
    link = protocol.link(third_wallet, contributor=person)
    receipt = change_wallet(protocol, person, third_wallet, link=link)
    assert_linked(protocol, receipt, link, third_wallet.address, new_wallet.address, protocol.now + CHANGE_DELAY)
    assert change_now(protocol, person).rejected is False


def test_the_usual_delay_after_an_accepted_change(protocol, person, contributor, new_wallet, third_wallet):
    """Stakeholders.link / given a change was rejected / when the next change was accepted
    / it should announce the one after for CHANGE_DELAY later"""
    change_wallet(protocol, person, new_wallet)
    reject(protocol, person, contributor)
    change_at_once(protocol, person, new_wallet, contributor)
    link = protocol.link(third_wallet, contributor=person)
    receipt = change_wallet(protocol, person, third_wallet, link=link)
    assert_linked(protocol, receipt, link, third_wallet.address, new_wallet.address, protocol.now + CHANGE_DELAY)


# -- rejectChange -----------------------------------------------------------------------------------------------------


def test_nobody_to_reject(protocol, stranger):
    """Stakeholders.rejectChange / given no wallet is linked / it should refuse with NotTheWallet"""
    call = protocol.stakeholders.reject_change(protocol.someone)
    protocol.assert_refused(call, stranger, "NotTheWallet", caller=stranger.address, wallet=ZERO_ADDRESS)


def test_nothing_to_reject(protocol, person, contributor):
    """Stakeholders.rejectChange / given no change is pending / it should refuse with NoPendingChange"""
    call = protocol.stakeholders.reject_change(person)
    protocol.assert_refused(call, contributor, "NoPendingChange", contributor=person)


def test_a_plain_wallet_rejects(protocol, contributor):
    """Stakeholders.rejectChange / given a plain wallet / it should refuse with NoPendingChange"""
    plain = wallet_contributor(contributor.address)
    call = protocol.stakeholders.reject_change(plain)
    protocol.assert_refused(call, contributor, "NoPendingChange", contributor=plain)


def test_a_stranger_rejects(protocol, person, contributor, new_wallet, stranger):
    """Stakeholders.rejectChange / given a change is pending / when somebody else calls
    / it should refuse with NotTheWallet"""
    change_wallet(protocol, person, new_wallet)
    call = protocol.stakeholders.reject_change(person)
    protocol.assert_refused(call, stranger, "NotTheWallet", caller=stranger.address, wallet=contributor.address)


def test_the_announced_wallet_rejects(protocol, person, contributor, new_wallet):
    """Stakeholders.rejectChange / given a change is pending / when the announced wallet calls
    / it should refuse with NotTheWallet"""
    change_wallet(protocol, person, new_wallet)
    call = protocol.stakeholders.reject_change(person)
    protocol.assert_refused(call, new_wallet, "NotTheWallet", caller=new_wallet.address, wallet=contributor.address)


def test_rejected_in_the_last_second(protocol, person, contributor, new_wallet):
    """Stakeholders.rejectChange / given a change is pending / when the wallet in effect calls in the last second
    / it should end the change and emit ChangeRejected"""
    link = protocol.link(new_wallet, contributor=person)
    change_wallet(protocol, person, new_wallet, link=link)
    due = protocol.now + CHANGE_DELAY
    protocol.chain.next_time(due - 1)
    assert told(reject(protocol, person, contributor)) == [
        said(
            protocol.stakeholders, "ChangeRejected", contributor=person, wallet=new_wallet.address, fact=fact_hash(link)
        )
    ]  # fmt: skip
    assert protocol.now == due - 1
    assert change_now(protocol, person) == Change(None, due, True, contributor.address, fact_hash(link))
    protocol.chain.warp(by=REJECTED_DELAY)
    assert wallet_now(protocol, person) == contributor.address


def test_the_old_wallet_is_too_late(protocol, person, contributor, new_wallet):
    """Stakeholders.rejectChange / given a change is pending / when the old wallet calls as the change takes effect
    / it should refuse with NotTheWallet"""
    change_wallet(protocol, person, new_wallet)
    protocol.chain.next_time(protocol.now + CHANGE_DELAY)
    call = protocol.stakeholders.reject_change(person)
    protocol.assert_refused(call, contributor, "NotTheWallet", caller=contributor.address, wallet=new_wallet.address)


def test_the_new_wallet_has_nothing_to_reject(protocol, person, new_wallet):
    """Stakeholders.rejectChange / given a change is pending / when the new wallet calls as the change takes effect
    / it should refuse with NoPendingChange"""
    change_wallet(protocol, person, new_wallet)
    protocol.chain.next_time(protocol.now + CHANGE_DELAY)
    call = protocol.stakeholders.reject_change(person)
    protocol.assert_refused(call, new_wallet, "NoPendingChange", contributor=person)


def test_rejecting_what_was_revoked(protocol, person, contributor, new_wallet):
    """Stakeholders.rejectChange / given the Link was revoked in time / it should refuse with NoPendingChange"""
    link = protocol.link(new_wallet, contributor=person)
    change_wallet(protocol, person, new_wallet, link=link)
    protocol.revoke(link)
    call = protocol.stakeholders.reject_change(person)
    protocol.assert_refused(call, contributor, "NoPendingChange", contributor=person)
    protocol.chain.warp(by=CHANGE_DELAY)
    protocol.assert_refused(call, contributor, "NoPendingChange", contributor=person)


@pytest.fixture
def rejected(protocol, person, contributor, new_wallet) -> Id:
    """Somebody whose wallet has used its right."""
    change_wallet(protocol, person, new_wallet)
    reject(protocol, person, contributor)
    return person


def test_rejecting_twice(protocol, rejected, contributor, new_wallet):
    """Stakeholders.rejectChange / given a change was rejected before / when the next change is pending
    / it should refuse with AlreadyRejected"""
    change_wallet(protocol, rejected, new_wallet)
    call = protocol.stakeholders.reject_change(rejected)
    protocol.assert_refused(call, contributor, "AlreadyRejected", contributor=rejected)


def test_rejecting_after_a_change(protocol, rejected, new_wallet, third_wallet):
    """Stakeholders.rejectChange / given a change was rejected before
    / when the next change took effect and another is pending / it should end the change and emit ChangeRejected"""
    change_wallet(protocol, rejected, new_wallet)
    protocol.chain.warp(by=REJECTED_DELAY)
    link = protocol.link(third_wallet, contributor=rejected)
    change_wallet(protocol, rejected, third_wallet, link=link)
    assert told(reject(protocol, rejected, new_wallet)) == [
        said(
            protocol.stakeholders, "ChangeRejected", contributor=rejected, wallet=third_wallet.address,
            fact=fact_hash(link),
        )
    ]  # fmt: skip
    assert change_now(protocol, rejected).wallet is None
    assert change_now(protocol, rejected).rejected is True


def test_rejecting_after_an_accepted_change(protocol, rejected, contributor, new_wallet, third_wallet):
    """Stakeholders.rejectChange / given a change was rejected before
    / when the next change was accepted and another is pending
    / it should end the change and emit ChangeRejected"""
    change_at_once(protocol, rejected, new_wallet, contributor)
    link = protocol.link(third_wallet, contributor=rejected)
    change_wallet(protocol, rejected, third_wallet, link=link)
    assert told(reject(protocol, rejected, new_wallet)) == [
        said(
            protocol.stakeholders, "ChangeRejected", contributor=rejected, wallet=third_wallet.address,
            fact=fact_hash(link),
        )
    ]  # fmt: skip
    assert wallet_now(protocol, rejected) == new_wallet.address


def test_naming_the_same_wallet_restores_nothing(protocol, rejected, contributor, new_wallet):
    """Stakeholders.rejectChange / given a change was rejected before
    / when the same wallet was linked again and another change is pending / it should refuse with AlreadyRejected"""
    change_wallet(protocol, rejected, contributor)
    change_wallet(protocol, rejected, new_wallet)
    call = protocol.stakeholders.reject_change(rejected)
    protocol.assert_refused(call, contributor, "AlreadyRejected", contributor=rejected)
