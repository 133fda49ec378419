"""Stakeholders: how the wallet in effect lets a change hold at once."""

from dataclasses import replace
from typing import Any

import pytest

from praxis_chain.core.addresses import address_bytes
from praxis_chain.core.eip712 import change_digest
from praxis_chain.core.facts import Link, fact_hash
from praxis_chain.core.ids import Id, hash_uri, wallet_contributor
from praxis_chain.evm.transactions import Receipt
from praxis_chain.evm.usdc import sign_digest
from tests.contract_wallet import deploy_wallet
from tests.events import said, told
from tests.protocol import Protocol
from tests.stakeholders.linking import (
    CHANGE_DELAY,
    REJECTED_DELAY,
    acceptance,
    accepting,
    change_now,
    change_wallet,
    consent,
    domains_elsewhere,
    move_wallet,
    wallet_now,
)


@pytest.fixture
def person(protocol, contributor) -> Id:
    """Linked to the contributor's account."""
    return protocol.enter(contributor, None)


@pytest.fixture
def link(protocol, person, new_wallet) -> Link:
    """Announces the new wallet, since a second ago."""
    link: Link = protocol.link(new_wallet, contributor=person)
    change_wallet(protocol, person, new_wallet, link=link)
    return link


def assert_accepted(protocol: Protocol, receipt: Receipt, link: Link, wallet: str) -> None:
    """The whole of what an acceptance tells, and that it holds, now and after the delays."""
    assert told(receipt) == [
        said(
            protocol.stakeholders, "ChangeAccepted", contributor=link.contributor, wallet=wallet, fact=fact_hash(link)
        )
    ]  # fmt: skip
    for _ in range(2):
        assert wallet_now(protocol, link.contributor) == wallet
        protocol.chain.warp(by=REJECTED_DELAY)


def assert_nothing_pending(protocol: Protocol, link: Link, by: Any) -> None:
    """`by` would consent, and there is nothing to consent to."""
    protocol.assert_refused(accepting(protocol, link), by, "NoPendingChange", contributor=link.contributor)


def announce_from_a_contract(protocol: Protocol, owner: Any, new_wallet: Any, by: Any) -> tuple[Link, str]:
    """Somebody linked to the ERC-1271 wallet of `owner` announces another one."""
    person, old = hash_uri("github:user/3"), deploy_wallet(protocol, owner)
    first = protocol.link(owner, contributor=person, wallet=address_bytes(old.address))
    protocol.send(protocol.stakeholders.link(first, *protocol.attest(first), consent(protocol, owner, first)), by)
    link = protocol.link(new_wallet, contributor=person)
    signature = consent(protocol, new_wallet, link)
    protocol.send(protocol.stakeholders.link(link, *protocol.attest(link), signature), by)
    return link, old.address


# -- nothing to accept ------------------------------------------------------------------------------------------------


def test_nobody_is_linked(protocol, contributor):
    """Stakeholders.acceptChange / given no wallet is linked / it should refuse with NoPendingChange"""
    assert_nothing_pending(protocol, protocol.link(contributor, contributor=protocol.someone), contributor)


def test_a_plain_wallet(protocol, contributor, new_wallet):
    """Stakeholders.acceptChange / given a plain wallet / it should refuse with NoPendingChange"""
    plain = wallet_contributor(contributor.address)
    assert_nothing_pending(protocol, protocol.link(new_wallet, contributor=plain), contributor)


def test_nothing_is_announced(protocol, person, contributor, new_wallet):
    """Stakeholders.acceptChange / given no change is pending / it should refuse with NoPendingChange"""
    assert_nothing_pending(protocol, protocol.link(new_wallet, contributor=person), contributor)


# -- given a change is pending ----------------------------------------------------------------------------------------


def test_the_wallet_calls(protocol, link, contributor, new_wallet):
    """Stakeholders.acceptChange / given a change is pending / when the wallet in effect calls
    / it should hold at once and emit ChangeAccepted"""
    receipt = protocol.send(accepting(protocol, link), contributor)
    assert_accepted(protocol, receipt, link, new_wallet.address)


def test_the_wallet_calls_in_the_last_second(protocol, link, contributor, new_wallet):
    """Stakeholders.acceptChange / given a change is pending / when the wallet in effect calls in the last second
    / it should hold at once and emit ChangeAccepted"""
    due = change_now(protocol, link.contributor).effective_at
    protocol.chain.next_time(due - 1)
    receipt = protocol.send(accepting(protocol, link), contributor)
    assert protocol.now == due - 1
    assert_accepted(protocol, receipt, link, new_wallet.address)


def test_the_wallet_signed(protocol, link, contributor, new_wallet, stranger):
    """Stakeholders.acceptChange / given a change is pending / when the wallet in effect signed and anybody calls
    / it should hold at once and emit ChangeAccepted"""
    receipt = protocol.send(accepting(protocol, link, acceptance(protocol, contributor, link)), stranger)
    assert_accepted(protocol, receipt, link, new_wallet.address)


def test_a_contract_says_yes(protocol, contributor, new_wallet, stranger):
    """Stakeholders.acceptChange / given a change is pending
    / when the wallet in effect is an ERC-1271 wallet that confirms the signature
    / it should hold at once and emit ChangeAccepted"""
    link, old = announce_from_a_contract(protocol, contributor, new_wallet, stranger)
    assert wallet_now(protocol, link.contributor) == old
    receipt = protocol.send(accepting(protocol, link, acceptance(protocol, contributor, link)), stranger)
    assert_accepted(protocol, receipt, link, new_wallet.address)


def test_a_contract_says_no(protocol, contributor, new_wallet, stranger):
    """Stakeholders.acceptChange / given a change is pending
    / when the wallet in effect is an ERC-1271 wallet that does not confirm the signature
    / it should refuse with NoConsent"""
    link, old = announce_from_a_contract(protocol, contributor, new_wallet, stranger)
    call = accepting(protocol, link, acceptance(protocol, stranger, link))
    protocol.assert_refused(call, stranger, "NoConsent", wallet=old)


def test_no_consent(protocol, link, contributor, stranger):
    """Stakeholders.acceptChange / given a change is pending / when the wallet in effect neither calls nor signs
    / it should refuse with NoConsent"""
    signed = acceptance(protocol, contributor, link)
    for signature in (b"", bytes(65), acceptance(protocol, stranger, link), signed[:64]):
        call = accepting(protocol, link, signature)
        protocol.assert_refused(call, stranger, "NoConsent", wallet=contributor.address)


def test_the_announced_wallet_accepts(protocol, link, contributor, new_wallet, stranger):
    """Stakeholders.acceptChange / given a change is pending / when the announced wallet calls or signed
    / it should refuse with NoConsent"""
    signed = accepting(protocol, link, acceptance(protocol, new_wallet, link))
    for call, by in ((accepting(protocol, link), new_wallet), (signed, stranger)):
        protocol.assert_refused(call, by, "NoConsent", wallet=contributor.address)


def test_for_another_contributor(protocol, link, contributor, stranger):
    """Stakeholders.acceptChange / given a change is pending / when the wallet in effect signed for another contributor
    / it should refuse with NoConsent"""
    other = replace(link, contributor=hash_uri("github:user/1"))
    call = accepting(protocol, link, acceptance(protocol, contributor, other))
    protocol.assert_refused(call, stranger, "NoConsent", wallet=contributor.address)


def test_elsewhere(protocol, link, contributor, stranger):
    """Stakeholders.acceptChange / given a change is pending / when the wallet in effect signed for another contract
    / it should refuse with NoConsent"""
    for domain in domains_elsewhere(protocol):
        digest = change_digest(domain, link.contributor, link.wallet, link.linkedAt)
        call = accepting(protocol, link, sign_digest(contributor, digest))
        protocol.assert_refused(call, stranger, "NoConsent", wallet=contributor.address)


def test_consent_of_the_new_wallet_only(protocol, new_wallet, stranger):
    """Stakeholders.acceptChange / given a change is pending
    / when one key owns both wallets and signed as the new one only / it should refuse with NoConsent"""
    link, old = announce_from_a_contract(protocol, new_wallet, new_wallet, stranger)
    call = accepting(protocol, link, consent(protocol, new_wallet, link))
    protocol.assert_refused(call, stranger, "NoConsent", wallet=old)


def test_another_wallet(protocol, link, contributor, third_wallet):
    """Stakeholders.acceptChange / given a change is pending / when another wallet is named
    / it should refuse with NotTheChange"""
    call = accepting(protocol, replace(link, wallet=address_bytes(third_wallet.address)))
    announced = change_now(protocol, link.contributor).wallet
    protocol.assert_refused(call, contributor, "NotTheChange", wallet=announced, linkedAt=link.linkedAt)


def test_another_time(protocol, link, contributor, new_wallet):
    """Stakeholders.acceptChange / given a change is pending / when another linkedAt is named
    / it should refuse with NotTheChange"""
    for linked_at in (0, link.linkedAt - 1, link.linkedAt + 1, link.linkedAt + 2**40):
        call = accepting(protocol, replace(link, linkedAt=linked_at))
        protocol.assert_refused(call, contributor, "NotTheChange", wallet=new_wallet.address, linkedAt=link.linkedAt)


def test_too_late(protocol, link, contributor, new_wallet):
    """Stakeholders.acceptChange / given a change is pending / when the change takes effect
    / it should refuse with NoPendingChange"""
    protocol.chain.next_time(change_now(protocol, link.contributor).effective_at)
    for by in (contributor, new_wallet):
        assert_nothing_pending(protocol, link, by)


# -- when things changed meanwhile ------------------------------------------------------------------------------------


def test_the_former_change(protocol, link, contributor, third_wallet):
    """Stakeholders.acceptChange / given a newer Link took its place / when the wallet in effect accepts the former one
    / it should refuse with NotTheChange"""
    newer = protocol.link(third_wallet, contributor=link.contributor)
    change_wallet(protocol, link.contributor, third_wallet, link=newer)
    protocol.assert_refused(
        accepting(protocol, link), contributor, "NotTheChange", wallet=third_wallet.address, linkedAt=newer.linkedAt
    )  # fmt: skip


def test_consent_to_the_former_change(protocol, link, contributor, new_wallet, third_wallet, stranger):
    """Stakeholders.acceptChange / given a newer Link took its place
    / when the consent to the former one is shown for the newer one / it should refuse with NoConsent"""
    signature = acceptance(protocol, contributor, link)
    for wallet in (third_wallet, new_wallet):
        newer = protocol.link(wallet, contributor=link.contributor)
        change_wallet(protocol, link.contributor, wallet, link=newer)
        call = accepting(protocol, newer, signature)
        protocol.assert_refused(call, stranger, "NoConsent", wallet=contributor.address)


def test_an_ended_change(protocol, link, contributor):
    """Stakeholders.acceptChange / given a newer Link named the wallet in effect
    / it should refuse with NoPendingChange"""
    newer = protocol.link(contributor)
    change_wallet(protocol, link.contributor, contributor, link=newer)
    for named in (link, newer):
        assert_nothing_pending(protocol, named, contributor)


def test_a_revoked_link(protocol, link, contributor):
    """Stakeholders.acceptChange / given the Link was revoked in time / it should refuse with NoPendingChange"""
    protocol.revoke(link)
    assert_nothing_pending(protocol, link, contributor)
    protocol.chain.warp(by=CHANGE_DELAY)
    assert_nothing_pending(protocol, link, contributor)


def test_a_rejected_change(protocol, link, contributor):
    """Stakeholders.acceptChange / given the change was rejected / it should refuse with NoPendingChange"""
    protocol.send(protocol.stakeholders.reject_change(link.contributor), contributor)
    assert_nothing_pending(protocol, link, contributor)


def test_an_accepted_change(protocol, link, contributor, new_wallet):
    """Stakeholders.acceptChange / given the change was accepted / it should refuse with NoPendingChange"""
    protocol.send(accepting(protocol, link), contributor)
    for by in (contributor, new_wallet):
        assert_nothing_pending(protocol, link, by)


def test_after_a_rejection(protocol, link, contributor, new_wallet, third_wallet):
    """Stakeholders.acceptChange / given a change was rejected before / when the next one is accepted
    / it should hold at once and restore the right to reject"""
    protocol.send(protocol.stakeholders.reject_change(link.contributor), contributor)
    newer = protocol.link(third_wallet, contributor=link.contributor)
    change_wallet(protocol, link.contributor, third_wallet, link=newer)
    assert change_now(protocol, link.contributor).rejected is True
    protocol.send(accepting(protocol, newer), contributor)
    assert wallet_now(protocol, link.contributor) == third_wallet.address
    assert change_now(protocol, link.contributor).rejected is False


@pytest.fixture
def second(protocol, person, new_wallet, third_wallet) -> Link:
    """Announces the third wallet, after the change to the new one took effect."""
    move_wallet(protocol, person, new_wallet)
    link: Link = protocol.link(third_wallet, contributor=person)
    change_wallet(protocol, person, third_wallet, link=link)
    return link


def test_the_second_change(protocol, second, new_wallet, third_wallet):
    """Stakeholders.acceptChange / given a change took effect and another is pending
    / when the wallet in effect accepts it / it should hold at once and emit ChangeAccepted"""
    receipt = protocol.send(accepting(protocol, second), new_wallet)
    assert_accepted(protocol, receipt, second, third_wallet.address)


def test_the_former_wallet(protocol, second, contributor, new_wallet, stranger):
    """Stakeholders.acceptChange / given a change took effect and another is pending
    / when the former wallet accepts it / it should refuse with NoConsent"""
    signed = accepting(protocol, second, acceptance(protocol, contributor, second))
    for call, by in ((accepting(protocol, second), contributor), (signed, stranger)):
        protocol.assert_refused(call, by, "NoConsent", wallet=new_wallet.address)
