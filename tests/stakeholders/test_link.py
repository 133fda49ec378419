"""Stakeholders: who may be linked to which wallet, and the first Link."""

from typing import Any

from praxis_chain.core.addresses import ZERO_ADDRESS, address_bytes
from praxis_chain.core.eip712 import link_digest
from praxis_chain.core.facts import Link, fact_hash
from praxis_chain.core.ids import NOBODY, hash_uri, wallet_contributor
from praxis_chain.evm.bindings import Call
from praxis_chain.evm.usdc import sign_digest
from tests.contract_wallet import deploy_wallet
from tests.events import said, told
from tests.protocol import Protocol
from tests.stakeholders.linking import (
    CHANGE_DELAY,
    REJECTED_DELAY,
    change_wallet,
    consent,
    domains_elsewhere,
    move_wallet,
)

SOMEBODY_ELSE = hash_uri("github:user/1")


def linking(protocol: Protocol, link: Link, signature: bytes = b"") -> Call:
    return protocol.stakeholders.link(link, *protocol.attest(link), signature)


def first_link(protocol: Protocol, link: Link, proof: Any, wallet: str) -> list[Any]:
    """What a first Link tells."""
    return [
        said(protocol.attesters, "Attested", root=fact_hash(link), signatures=proof.signatures),
        said(
            protocol.stakeholders, "Linked", contributor=link.contributor, wallet=wallet, fact=fact_hash(link),
            oldWallet=ZERO_ADDRESS, linkedAt=link.linkedAt, effectiveAt=protocol.now,
        ),
    ]  # fmt: skip


# -- constructor ------------------------------------------------------------------------------------------------------


def test_deployed(protocol):
    """Stakeholders.constructor / when it is deployed / it should name its attesters"""
    view, contract = protocol.view, protocol.stakeholders.contract
    assert protocol.stakeholders.attesters(view) == protocol.attesters.address
    delays = [view.call(contract, name) for name in ("CHANGE_DELAY", "REJECTED_DELAY")]
    assert delays == [CHANGE_DELAY, REJECTED_DELAY] == [259_200, 2_592_000]


# -- what cannot be linked --------------------------------------------------------------------------------------------


def test_a_plain_wallet(protocol, contributor):
    """Stakeholders.link / when the contributor is a plain wallet / it should refuse with NotAnIdentity"""
    for plain in (wallet_contributor(contributor.address), b"\0" * 12 + b"\xff" * 20):
        call = linking(protocol, protocol.link(contributor, contributor=plain))
        protocol.assert_refused(call, contributor, "NotAnIdentity", contributor=plain)
    lowest = (2**160).to_bytes(32, "big")
    protocol.send(linking(protocol, protocol.link(contributor, contributor=lowest)), contributor)
    assert protocol.stakeholders.wallet_of(protocol.view, lowest) == contributor.address


def test_nobody(protocol, contributor):
    """Stakeholders.link / when the contributor is nobody / it should refuse with NotAnIdentity"""
    call = linking(protocol, protocol.link(contributor, contributor=NOBODY))
    protocol.assert_refused(call, contributor, "NotAnIdentity", contributor=NOBODY)


def test_from_the_future(protocol, contributor):
    """Stakeholders.link / when linkedAt is in the future / it should refuse with FactFromFuture"""
    next_block = protocol.now + 1
    for linked_at in (next_block + 1, 2**64 - 1):
        call = linking(protocol, protocol.link(contributor, linkedAt=linked_at))
        protocol.assert_refused(call, contributor, "FactFromFuture", factTime=linked_at, currentTime=next_block)


def test_of_this_very_second(protocol, contributor):
    """Stakeholders.link / when linkedAt is now / it should accept it"""
    link = protocol.link(contributor, linkedAt=protocol.now + 1)
    protocol.send(linking(protocol, link), contributor)
    assert protocol.now == link.linkedAt
    assert protocol.stakeholders.wallet_of(protocol.view, link.contributor) == contributor.address


def test_zero(protocol, contributor):
    """Stakeholders.link / when the wallet is zero / it should refuse with ZeroWallet"""
    call = linking(protocol, protocol.link(contributor, wallet=bytes(20)))
    protocol.assert_refused(call, contributor, "ZeroWallet")


# -- consent ----------------------------------------------------------------------------------------------------------


def test_no_consent(protocol, contributor, stranger):
    """Stakeholders.link / when the wallet neither calls nor signs / it should refuse with NoConsent"""
    link = protocol.link(contributor)
    for signature in (b"", bytes(65), consent(protocol, stranger, link), consent(protocol, contributor, link)[:64]):
        call = linking(protocol, link, signature)
        protocol.assert_refused(call, stranger, "NoConsent", wallet=contributor.address)


def test_consent_to_another_time(protocol, contributor, stranger):
    """Stakeholders.link / when the wallet signed another linkedAt / it should refuse with NoConsent"""
    link, earlier = protocol.link(contributor), protocol.link(contributor, linkedAt=protocol.now - 1)
    call = linking(protocol, link, consent(protocol, contributor, earlier))
    protocol.assert_refused(call, stranger, "NoConsent", wallet=contributor.address)


def test_consent_for_another(protocol, contributor, stranger):
    """Stakeholders.link / when the wallet signed for another contributor / it should refuse with NoConsent"""
    other = protocol.link(contributor, contributor=SOMEBODY_ELSE)
    call = linking(protocol, protocol.link(contributor), consent(protocol, contributor, other))
    protocol.assert_refused(call, stranger, "NoConsent", wallet=contributor.address)


def test_consent_elsewhere(protocol, contributor, stranger):
    """Stakeholders.link / when the wallet signed for another contract / it should refuse with NoConsent"""
    link = protocol.link(contributor)
    for domain in domains_elsewhere(protocol):
        digest = link_digest(domain, link.contributor, link.wallet, link.linkedAt)
        call = linking(protocol, link, sign_digest(contributor, digest))
        protocol.assert_refused(call, stranger, "NoConsent", wallet=contributor.address)


def test_a_contract_says_no(protocol, contributor, stranger):
    """Stakeholders.link / when an ERC-1271 wallet does not confirm the signature / it should refuse with NoConsent"""
    wallet = deploy_wallet(protocol, contributor)
    link = protocol.link(contributor, wallet=address_bytes(wallet.address))
    call = linking(protocol, link, consent(protocol, stranger, link))
    protocol.assert_refused(call, stranger, "NoConsent", wallet=wallet.address)


# -- attestation ------------------------------------------------------------------------------------------------------


def test_without_quorum(protocol, contributor):
    """Stakeholders.link / when fewer than a quorum signed the Link / it should refuse with QuorumNotReached"""
    link = protocol.link(contributor)
    call = protocol.stakeholders.link(link, *protocol.attest(link, by=protocol.members[:1]))
    protocol.assert_refused(call, contributor, "QuorumNotReached", signatures=1, quorum=2)


def test_a_revoked_link(protocol, contributor):
    """Stakeholders.link / when the Link was revoked / it should refuse with Revoked"""
    link = protocol.link(contributor)
    protocol.revoke(link)
    protocol.assert_refused(
        linking(protocol, link), contributor, "Revoked", fact=fact_hash(link), revokedAt=protocol.now
    )  # fmt: skip


# -- the first --------------------------------------------------------------------------------------------------------


def test_the_wallet_calls(protocol, contributor):
    """Stakeholders.link / given no wallet is linked / when the wallet calls / it should hold at once"""
    link = protocol.link(contributor)
    (proof,) = protocol.attest(link)
    receipt = protocol.send(protocol.stakeholders.link(link, proof), contributor)
    assert told(receipt) == first_link(protocol, link, proof, contributor.address)
    person = protocol.stakeholders.person(protocol.view, link.contributor)
    assert (person.wallet, person.linked_at) == (contributor.address, link.linkedAt)
    assert protocol.stakeholders.contributor_of(protocol.view, contributor.address) == link.contributor


def test_the_wallet_signed(protocol, contributor, stranger):
    """Stakeholders.link / given no wallet is linked / when the wallet signed and anybody calls
    / it should hold at once"""
    link = protocol.link(contributor)
    (proof,) = protocol.attest(link)
    receipt = protocol.send(protocol.stakeholders.link(link, proof, consent(protocol, contributor, link)), stranger)
    assert told(receipt) == first_link(protocol, link, proof, contributor.address)
    assert protocol.stakeholders.wallet_of(protocol.view, link.contributor) == contributor.address


def test_a_contract_says_yes(protocol, contributor, stranger):
    """Stakeholders.link / given no wallet is linked / when an ERC-1271 wallet confirms the signature
    / it should hold at once"""
    wallet = deploy_wallet(protocol, contributor)
    link = protocol.link(contributor, wallet=address_bytes(wallet.address))
    (proof,) = protocol.attest(link)
    receipt = protocol.send(protocol.stakeholders.link(link, proof, consent(protocol, contributor, link)), stranger)
    assert told(receipt) == first_link(protocol, link, proof, wallet.address)
    assert protocol.stakeholders.wallet_of(protocol.view, link.contributor) == wallet.address


# -- taken for ever ---------------------------------------------------------------------------------------------------


def assert_taken(protocol: Protocol, wallet: Any, by: bytes) -> None:
    """Nobody but `by` can be linked to that wallet, even if it wants to."""
    call = linking(protocol, protocol.link(wallet, contributor=SOMEBODY_ELSE))
    protocol.assert_refused(call, wallet, "WalletTaken", wallet=wallet.address, contributor=by)


def test_taken_by_the_one_it_serves(protocol, contributor):
    """Stakeholders.link / given the wallet serves another contributor / when it is in effect there
    / it should refuse with WalletTaken"""
    link = protocol.link(contributor, contributor=hash_uri("github:user/2"))
    protocol.send(linking(protocol, link), contributor)
    assert_taken(protocol, contributor, link.contributor)


def test_taken_by_an_announcement(protocol, contributor, new_wallet):
    """Stakeholders.link / given the wallet serves another contributor / when it was only announced there
    / it should refuse with WalletTaken"""
    person = protocol.enter(contributor, None)
    change_wallet(protocol, person, new_wallet)
    assert_taken(protocol, new_wallet, person)


def test_taken_though_rejected(protocol, contributor, new_wallet):
    """Stakeholders.link / given the wallet serves another contributor / when it was rejected there
    / it should refuse with WalletTaken"""
    person = protocol.enter(contributor, None)
    change_wallet(protocol, person, new_wallet)
    protocol.send(protocol.stakeholders.reject_change(person), contributor)
    assert_taken(protocol, new_wallet, person)


def test_taken_though_replaced(protocol, contributor, new_wallet, third_wallet):
    """Stakeholders.link / given the wallet serves another contributor / when it was replaced there
    / it should refuse with WalletTaken"""
    person = protocol.enter(contributor, None)
    change_wallet(protocol, person, new_wallet)
    change_wallet(protocol, person, third_wallet)
    assert_taken(protocol, new_wallet, person)


def test_taken_though_left(protocol, contributor, new_wallet, third_wallet):
    """Stakeholders.link / given the wallet serves another contributor / when it was left there long ago
    / it should refuse with WalletTaken"""
    person = protocol.enter(contributor, None)
    move_wallet(protocol, person, new_wallet)
    move_wallet(protocol, person, third_wallet)
    protocol.chain.warp(by=10 * REJECTED_DELAY)
    assert_taken(protocol, contributor, person)
