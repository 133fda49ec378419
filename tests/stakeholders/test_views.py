"""Stakeholders: what it answers about a contributor's wallets, at which second."""

from typing import Any

import pytest

from praxis_chain.core.addresses import ZERO_ADDRESS
from praxis_chain.core.facts import fact_hash
from praxis_chain.core.ids import NOBODY, Id, wallet_contributor
from praxis_chain.evm.bindings import Change
from tests.protocol import Protocol
from tests.stakeholders.linking import (
    CHANGE_DELAY,
    REJECTED_DELAY,
    accepting,
    change_at_once,
    change_wallet,
    move_wallet,
    wallet_now,
)

UNKNOWN = Change(None, 0, False, None, bytes(32))


@pytest.fixture
def person(protocol, contributor) -> Id:
    """Linked to the contributor's account."""
    return protocol.enter(contributor, None)


def account_now(protocol: Protocol, person: bytes) -> tuple[str, str, int]:
    """Wallet, first wallet, standing."""
    account: tuple[str, str, int] = protocol.view.call(protocol.stakeholders.contract, "accountOf", person)
    return account


# -- walletOf ---------------------------------------------------------------------------------------------------------


def test_wallet_of_a_plain_wallet(protocol, contributor):
    """Stakeholders.walletOf / given a plain wallet / it should be that wallet"""
    assert wallet_now(protocol, wallet_contributor(contributor.address)) == contributor.address


def test_wallet_of_nobody(protocol):
    """Stakeholders.walletOf / given nobody / it should be zero"""
    assert wallet_now(protocol, NOBODY) is None


def test_wallet_of_the_unlinked(protocol):
    """Stakeholders.walletOf / given no wallet is linked / it should be zero"""
    assert wallet_now(protocol, protocol.someone) is None


def test_wallet_a_second_before(protocol, person, contributor, new_wallet):
    """Stakeholders.walletOf / given a change was announced / when it is the second before effectiveAt
    / it should be the old wallet"""
    change_wallet(protocol, person, new_wallet)
    protocol.chain.warp(by=CHANGE_DELAY - 1)
    assert wallet_now(protocol, person) == contributor.address


def test_wallet_in_that_second(protocol, person, new_wallet):
    """Stakeholders.walletOf / given a change was announced / when it is effectiveAt / it should be the new wallet"""
    change_wallet(protocol, person, new_wallet)
    protocol.chain.warp(by=CHANGE_DELAY)
    assert wallet_now(protocol, person) == new_wallet.address


def test_wallet_after_a_revocation_in_time(protocol, person, contributor, new_wallet):
    """Stakeholders.walletOf / given a change was announced / when its Link was revoked in the second before effectiveAt
    / it should be the old wallet for ever"""
    link = protocol.link(new_wallet, contributor=person)
    change_wallet(protocol, person, new_wallet, link=link)
    due = protocol.now + CHANGE_DELAY
    protocol.chain.next_time(due - 1)
    protocol.revoke(link)
    assert protocol.attesters.revoked_at(protocol.view, fact_hash(link)) == due - 1
    for later in (due, due + REJECTED_DELAY):
        protocol.chain.warp(to=later)
        assert wallet_now(protocol, person) == contributor.address


def test_wallet_after_a_revocation_in_that_second(protocol, person, new_wallet):
    """Stakeholders.walletOf / given a change was announced / when its Link was revoked at effectiveAt
    / it should be the new wallet"""
    link = protocol.link(new_wallet, contributor=person)
    change_wallet(protocol, person, new_wallet, link=link)
    due = protocol.now + CHANGE_DELAY
    protocol.chain.next_time(due)
    protocol.revoke(link)
    assert protocol.attesters.revoked_at(protocol.view, fact_hash(link)) == due
    assert wallet_now(protocol, person) == new_wallet.address


def test_wallet_after_a_late_revocation(protocol, person, new_wallet, third_wallet):
    """Stakeholders.walletOf / given a change was announced / when its Link was revoked long after effectiveAt
    / it should be the new wallet"""
    link = protocol.link(new_wallet, contributor=person)
    change_wallet(protocol, person, new_wallet, link=link)
    protocol.chain.warp(by=REJECTED_DELAY)
    protocol.revoke(link)
    assert wallet_now(protocol, person) == new_wallet.address
    change_wallet(protocol, person, third_wallet)
    assert wallet_now(protocol, person) == new_wallet.address


def test_wallet_after_a_rejection(protocol, person, contributor, new_wallet):
    """Stakeholders.walletOf / given a change was announced / when it was rejected
    / it should be the old wallet for ever"""
    change_wallet(protocol, person, new_wallet)
    protocol.send(protocol.stakeholders.reject_change(person), contributor)
    for delay in (CHANGE_DELAY, REJECTED_DELAY):
        protocol.chain.warp(by=delay)
        assert wallet_now(protocol, person) == contributor.address


def test_wallet_after_an_acceptance(protocol, person, contributor, new_wallet):
    """Stakeholders.walletOf / given a change was announced / when it was accepted
    / it should be the new wallet at once"""
    change_at_once(protocol, person, new_wallet, contributor)
    assert wallet_now(protocol, person) == new_wallet.address


def test_wallet_after_the_revocation_of_what_was_accepted(protocol, person, contributor, new_wallet):
    """Stakeholders.walletOf / given a change was announced / when its Link was revoked after it was accepted
    / it should be the new wallet"""
    link = protocol.link(new_wallet, contributor=person)
    change_wallet(protocol, person, new_wallet, link=link)
    protocol.send(accepting(protocol, link), contributor)
    protocol.revoke(link)
    for _ in range(2):
        assert wallet_now(protocol, person) == new_wallet.address
        protocol.chain.warp(by=CHANGE_DELAY)


def announce_after_a_rejection(protocol: Protocol, person: bytes, old: Any, new: Any) -> int:
    """When the second change is due."""
    change_wallet(protocol, person, new)
    protocol.send(protocol.stakeholders.reject_change(person), old)
    change_wallet(protocol, person, new)
    return protocol.now + REJECTED_DELAY


def test_wallet_a_second_before_the_long_delay_ended(protocol, person, contributor, new_wallet):
    """Stakeholders.walletOf / given a change was announced after one was rejected
    / when it is the second before REJECTED_DELAY ended / it should be the old wallet"""
    due = announce_after_a_rejection(protocol, person, contributor, new_wallet)
    protocol.chain.warp(to=due - 1)
    assert wallet_now(protocol, person) == contributor.address


def test_wallet_as_the_long_delay_ended(protocol, person, contributor, new_wallet):
    """Stakeholders.walletOf / given a change was announced after one was rejected / when REJECTED_DELAY ended
    / it should be the new wallet"""
    due = announce_after_a_rejection(protocol, person, contributor, new_wallet)
    protocol.chain.warp(to=due)
    assert wallet_now(protocol, person) == new_wallet.address


# -- accountOf --------------------------------------------------------------------------------------------------------


def test_account_of_a_plain_wallet(protocol, contributor):
    """Stakeholders.accountOf / given a plain wallet / it should be that wallet, without first wallet or standing"""
    plain = wallet_contributor(contributor.address)
    assert account_now(protocol, plain) == (contributor.address, ZERO_ADDRESS, 0)


def test_account_of_the_unknown(protocol):
    """Stakeholders.accountOf / given nothing is known / it should be all zero"""
    assert account_now(protocol, protocol.someone) == (ZERO_ADDRESS, ZERO_ADDRESS, 0)


def test_account_with_one_wallet(protocol, contributor):
    """Stakeholders.accountOf / given one wallet was linked / it should be that wallet, without a first one"""
    resident = protocol.enter(contributor)
    assert account_now(protocol, resident) == (contributor.address, ZERO_ADDRESS, 3)


def test_account_with_a_pending_change(protocol, person, contributor, new_wallet):
    """Stakeholders.accountOf / given a change is pending / it should be the old wallet, now and first"""
    change_wallet(protocol, person, new_wallet)
    assert account_now(protocol, person) == (contributor.address, contributor.address, 0)


def test_account_after_several_changes(protocol, person, contributor, new_wallet, third_wallet):
    """Stakeholders.accountOf / given several changes took effect
    / it should be the newest wallet and the very first"""
    move_wallet(protocol, person, new_wallet)
    assert account_now(protocol, person) == (new_wallet.address, contributor.address, 0)
    change_at_once(protocol, person, third_wallet, new_wallet)
    assert account_now(protocol, person) == (third_wallet.address, contributor.address, 0)
    move_wallet(protocol, person, contributor)
    assert account_now(protocol, person) == (contributor.address, contributor.address, 0)


# -- changeOf ---------------------------------------------------------------------------------------------------------


def test_no_change(protocol, person):
    """Stakeholders.changeOf / given no change was ever announced / it should be all zero"""
    assert protocol.stakeholders.change_of(protocol.view, person) == UNKNOWN


def test_a_change(protocol, person, contributor, new_wallet):
    """Stakeholders.changeOf / given a change is announced / it should tell wallet, time, Link and first wallet"""
    link = protocol.link(new_wallet, contributor=person)
    change_wallet(protocol, person, new_wallet, link=link)
    due = protocol.now + CHANGE_DELAY
    expected = Change(new_wallet.address, due, False, contributor.address, fact_hash(link))
    assert protocol.stakeholders.change_of(protocol.view, person) == expected
    protocol.chain.warp(by=10 * CHANGE_DELAY)
    assert protocol.stakeholders.change_of(protocol.view, person) == expected


def test_a_rejected_change(protocol, person, contributor, new_wallet):
    """Stakeholders.changeOf / given a change was rejected / it should tell no wallet and that the right is used"""
    link = protocol.link(new_wallet, contributor=person)
    change_wallet(protocol, person, new_wallet, link=link)
    due = protocol.now + CHANGE_DELAY
    protocol.send(protocol.stakeholders.reject_change(person), contributor)
    expected = Change(None, due, True, contributor.address, fact_hash(link))
    assert protocol.stakeholders.change_of(protocol.view, person) == expected


def test_an_accepted_change(protocol, person, contributor, new_wallet):
    """Stakeholders.changeOf / given a change was accepted / it should tell no wallet and that the right is there"""
    link = protocol.link(new_wallet, contributor=person)
    change_wallet(protocol, person, new_wallet, link=link)
    due = protocol.now + CHANGE_DELAY
    protocol.send(accepting(protocol, link), contributor)
    expected = Change(None, due, False, contributor.address, fact_hash(link))
    assert protocol.stakeholders.change_of(protocol.view, person) == expected


# -- newestOf ---------------------------------------------------------------------------------------------------------


def newest_now(protocol: Protocol, person: bytes) -> tuple[int, int]:
    newest: tuple[int, int] = protocol.view.call(protocol.stakeholders.contract, "newestOf", person)
    return newest


def test_no_newest(protocol):
    """Stakeholders.newestOf / given nothing is known / it should be zero for both"""
    assert newest_now(protocol, protocol.someone) == (0, 0)


def test_newest(protocol, contributor):
    """Stakeholders.newestOf / given a Link and an Admission were accepted / it should be their times"""
    linked_at, admitted_at = protocol.now - 10, protocol.now - 20
    link = protocol.link(contributor, linkedAt=linked_at)
    admission = protocol.admission(contributor=link.contributor, admittedAt=admitted_at)
    protocol.send(protocol.stakeholders.link(link, *protocol.attest(link)), contributor)
    protocol.send(protocol.stakeholders.admit(admission, *protocol.attest(admission)), contributor)
    assert newest_now(protocol, link.contributor) == (linked_at, admitted_at)
