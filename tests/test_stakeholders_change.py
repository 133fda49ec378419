"""Stakeholders: how a linked contributor comes to another wallet, and how the old one can refuse."""

from typing import Any

import pytest

from praxis_chain.core.addresses import ZERO_ADDRESS, address_bytes
from praxis_chain.core.facts import Link, fact_hash
from praxis_chain.core.ids import Id, hash_uri, wallet_contributor
from praxis_chain.evm.bindings import Change
from praxis_chain.evm.transactions import Receipt
from tests.contract_wallet import deploy_wallet
from tests.events import said, told
from tests.linking import CHANGE_DELAY, REJECTED_DELAY, change_wallet, consent, move_wallet
from tests.protocol import Protocol

NO_FACT = bytes(32)


@pytest.fixture
def person(protocol, contributor) -> Id:
    """Linked to the contributor's account."""
    return protocol.enter(contributor, None)


def wallet_now(protocol: Protocol, person: bytes) -> str | None:
    return protocol.stakeholders.wallet_of(protocol.view, person)


def change_now(protocol: Protocol, person: bytes) -> Change:
    return protocol.stakeholders.change_of(protocol.view, person)


def assert_linked(protocol: Protocol, receipt: Receipt, link: Link, wallet: str, old: str, effective_at: int) -> None:
    """The whole of what a Link of a linked contributor tells, and the time it leaves behind."""
    attested, linked = told(receipt)
    assert attested[1] == "Attested"
    assert linked == said(
        protocol.stakeholders, "Linked", contributor=link.contributor, wallet=wallet, fact=fact_hash(link),
        oldWallet=old, linkedAt=link.linkedAt, effectiveAt=effective_at,
    )  # fmt: skip
    assert protocol.stakeholders.person(protocol.view, link.contributor).linked_at == link.linkedAt


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
    """Stakeholders.link / given a wallet is linked / when the old wallet does not consent
    / it should announce the change for CHANGE_DELAY later"""
    link = protocol.link(new_wallet, contributor=person)
    receipt = change_wallet(protocol, person, new_wallet, link=link)
    due = protocol.now + CHANGE_DELAY
    assert_linked(protocol, receipt, link, new_wallet.address, contributor.address, due)
    assert change_now(protocol, person) == Change(new_wallet.address, due, False, contributor.address, fact_hash(link))
    assert wallet_now(protocol, person) == contributor.address


def test_the_old_wallet_signed(protocol, person, contributor, new_wallet, stranger):
    """Stakeholders.link / given a wallet is linked / when the old wallet signed / it should hold at once"""
    link = protocol.link(new_wallet, contributor=person)
    call = protocol.stakeholders.link(
        link, *protocol.attest(link), consent(protocol, new_wallet, link), consent(protocol, contributor, link)
    )
    receipt = protocol.send(call, stranger)
    assert_linked(protocol, receipt, link, new_wallet.address, contributor.address, protocol.now)
    assert change_now(protocol, person) == Change(None, 0, False, contributor.address, NO_FACT)
    assert wallet_now(protocol, person) == new_wallet.address


def test_the_old_wallet_calls(protocol, person, contributor, new_wallet):
    """Stakeholders.link / given a wallet is linked / when the old wallet calls / it should hold at once"""
    link = protocol.link(new_wallet, contributor=person)
    call = protocol.stakeholders.link(link, *protocol.attest(link), consent(protocol, new_wallet, link))
    receipt = protocol.send(call, contributor)
    assert_linked(protocol, receipt, link, new_wallet.address, contributor.address, protocol.now)
    assert wallet_now(protocol, person) == new_wallet.address


def test_the_old_wallet_is_a_contract(protocol, contributor, new_wallet, stranger):
    """Stakeholders.link / given a wallet is linked
    / when the old wallet is an ERC-1271 wallet that confirms the signature / it should hold at once"""
    person, old = hash_uri("github:user/3"), deploy_wallet(protocol, contributor)
    first = protocol.link(contributor, contributor=person, wallet=address_bytes(old.address))
    first_call = protocol.stakeholders.link(first, *protocol.attest(first), consent(protocol, contributor, first))
    protocol.send(first_call, stranger)
    link = protocol.link(new_wallet, contributor=person)
    receipt = change_wallet(protocol, person, new_wallet, old=contributor, link=link)
    assert_linked(protocol, receipt, link, new_wallet.address, old.address, protocol.now)
    assert wallet_now(protocol, person) == new_wallet.address


def test_another_signed_for_the_old_wallet(protocol, person, contributor, new_wallet, stranger):
    """Stakeholders.link / given a wallet is linked / when what should be the old wallet's signature is another's
    / it should refuse with NoConsent"""
    link = protocol.link(new_wallet, contributor=person)
    for signature in (consent(protocol, stranger, link), consent(protocol, new_wallet, link), b"\0"):
        call = protocol.stakeholders.link(link, *protocol.attest(link), b"", signature)
        protocol.assert_refused(call, new_wallet, "NoConsent", wallet=contributor.address)


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


def test_the_wallet_in_effect_prefers_a_third(protocol, person, contributor, new_wallet, third_wallet):
    """Stakeholders.link / given a change is pending / when the wallet in effect consents to a third wallet
    / it should hold at once and end the change"""
    change_wallet(protocol, person, new_wallet)
    link = protocol.link(third_wallet, contributor=person)
    receipt = change_wallet(protocol, person, third_wallet, old=contributor, link=link)
    assert_linked(protocol, receipt, link, third_wallet.address, contributor.address, protocol.now)
    assert wallet_now(protocol, person) == third_wallet.address
    protocol.chain.warp(by=2 * CHANGE_DELAY)
    assert wallet_now(protocol, person) == third_wallet.address


def test_the_announced_wallet_is_not_the_old_one(protocol, person, contributor, new_wallet, third_wallet):
    """Stakeholders.link / given a change is pending / when the announced wallet signs as the old one
    / it should refuse with NoConsent"""
    change_wallet(protocol, person, new_wallet)
    link = protocol.link(third_wallet, contributor=person)
    call = protocol.stakeholders.link(link, *protocol.attest(link), b"", consent(protocol, new_wallet, link))
    protocol.assert_refused(call, third_wallet, "NoConsent", wallet=contributor.address)


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


def test_the_former_wallet_is_not_the_old_one(protocol, person, contributor, new_wallet, third_wallet):
    """Stakeholders.link / given a change took effect / when the former wallet signs as the old one
    / it should refuse with NoConsent"""
    move_wallet(protocol, person, new_wallet)
    link = protocol.link(third_wallet, contributor=person)
    call = protocol.stakeholders.link(link, *protocol.attest(link), b"", consent(protocol, contributor, link))
    protocol.assert_refused(call, third_wallet, "NoConsent", wallet=new_wallet.address)


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


def test_consent_after_a_rejection(protocol, person, contributor, new_wallet):
    """Stakeholders.link / given a change was rejected / when the old wallet consents / it should hold at once"""
    change_wallet(protocol, person, new_wallet)
    reject(protocol, person, contributor)
    change_wallet(protocol, person, new_wallet, old=contributor)
    assert wallet_now(protocol, person) == new_wallet.address
    assert change_now(protocol, person).rejected is False


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


def test_rejecting_after_a_consented_change(protocol, rejected, contributor, new_wallet, third_wallet):
    """Stakeholders.rejectChange / given a change was rejected before
    / when a consented change came in between and another is pending
    / it should end the change and emit ChangeRejected"""
    change_wallet(protocol, rejected, new_wallet, old=contributor)
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
