"""PRAX: how accruals are taken back, and how a balance follows its person."""

from typing import Any

import pytest

from praxis_chain.core.addresses import ZERO_ADDRESS
from praxis_chain.core.facts import Commit, fact_hash
from praxis_chain.core.ids import Id, commit_id, hash_uri, wallet_contributor
from tests.events import said, told
from tests.prax.accruing import accrue, holdings, votes
from tests.protocol import PRAX, SUBJECT, WORK, Protocol
from tests.stakeholders.linking import CHANGE_DELAY, change_at_once, change_wallet, move_wallet

OTHER_WORK = hash_uri("github:repo/10270250/pull/10")


@pytest.fixture
def person(protocol, contributor) -> Id:
    """A Resident with a wallet."""
    return protocol.enter(contributor)


@pytest.fixture
def commit(protocol, person) -> Commit:
    """Accrued: 100 PRAX."""
    made: Commit = protocol.commit(contributor=person)
    accrue(protocol, made)
    return made


def burned_told(protocol: Protocol, commit: Commit, wallet: str, amount: int, before: int) -> list[Any]:
    """What burning tells of a wallet that votes for itself and held `before` wei."""
    return [
        said(protocol.prax, "Transfer", **{"from": wallet, "to": ZERO_ADDRESS, "value": amount}),
        said(protocol.prax, "DelegateVotesChanged", delegate=wallet, previousVotes=before, newVotes=before - amount),
        said(
            protocol.prax, "AccrualRevoked", fact=fact_hash(commit), contributor=commit.contributor, wallet=wallet,
            amount=amount,
        ),
    ]  # fmt: skip


def moved_told(protocol: Protocol, person: bytes, old: str, new: str, amount: int) -> list[Any]:
    """What recovery tells, where the new wallet held nothing and both vote for themselves."""
    prax = protocol.prax
    return [
        said(prax, "DelegateChanged", delegator=new, fromDelegate=ZERO_ADDRESS, toDelegate=new),
        said(prax, "Transfer", **{"from": old, "to": new, "value": amount}),
        said(prax, "DelegateVotesChanged", delegate=old, previousVotes=amount, newVotes=0),
        said(prax, "DelegateVotesChanged", delegate=new, previousVotes=0, newVotes=amount),
        said(prax, "Recovered", contributor=person, **{"from": old, "to": new, "amount": amount}),
    ]


# -- revoke -----------------------------------------------------------------------------------------------------------


def test_nothing_accrued(protocol, person, stranger):
    """Prax.revoke / when nothing accrued / it should refuse with NotAccrued"""
    commit = protocol.commit(contributor=person)
    protocol.revoke(commit)
    protocol.assert_refused(protocol.prax.revoke(commit), stranger, "NotAccrued", fact=fact_hash(commit))


def test_accrued_by_another_fact(protocol, person, commit, stranger):
    """Prax.revoke / when the Commit accrued by another fact / it should refuse with NotAccrued"""
    other = protocol.commit(contributor=person, quality=20_000)
    protocol.revoke(other)
    protocol.assert_refused(protocol.prax.revoke(other), stranger, "NotAccrued", fact=fact_hash(other))


def test_a_fact_that_stands(protocol, commit, owner, stranger):
    """Prax.revoke / when the fact was not revoked / it should refuse with NotRevoked"""
    for caller in (stranger, owner):
        protocol.assert_refused(protocol.prax.revoke(commit), caller, "NotRevoked", fact=fact_hash(commit))


def test_revoked(protocol, person, commit, contributor, stranger):
    """Prax.revoke / given the fact was revoked / when anybody calls
    / it should burn exactly what it minted and emit AccrualRevoked"""
    accrue(protocol, protocol.commit(contributor=person, work=OTHER_WORK, completion=0))
    protocol.revoke(commit)
    receipt = protocol.send(protocol.prax.revoke(commit), stranger)
    assert told(receipt) == burned_told(protocol, commit, contributor.address, 100 * PRAX, before=110 * PRAX)
    assert protocol.prax.accrual(protocol.view, commit_id(SUBJECT, WORK, person)) is None
    assert holdings(protocol, contributor.address) == [10 * PRAX] == [protocol.prax.total_supply(protocol.view)]


def test_revoked_again(protocol, commit, stranger):
    """Prax.revoke / given the fact was revoked / when it is called again / it should refuse with NotAccrued"""
    protocol.revoke(commit)
    protocol.send(protocol.prax.revoke(commit), stranger)
    protocol.assert_refused(protocol.prax.revoke(commit), stranger, "NotAccrued", fact=fact_hash(commit))


def test_revoked_nothing(protocol, person, contributor, stranger):
    """Prax.revoke / given the fact was revoked / when it minted nothing / it should burn nothing and free the Commit"""
    commit = protocol.commit(contributor=person, quality=0)
    accrue(protocol, commit)
    protocol.revoke(commit)
    receipt = protocol.send(protocol.prax.revoke(commit), stranger)
    wallet = contributor.address
    assert told(receipt) == [
        said(protocol.prax, "Transfer", **{"from": wallet, "to": ZERO_ADDRESS, "value": 0}),
        said(
            protocol.prax, "AccrualRevoked", fact=fact_hash(commit), contributor=person, wallet=wallet, amount=0
        ),
    ]  # fmt: skip
    accrue(protocol, protocol.commit(contributor=person))
    assert holdings(protocol, contributor.address) == [100 * PRAX]


def test_revoked_after_a_change(protocol, person, commit, contributor, new_wallet, stranger):
    """Prax.revoke / given the fact was revoked / when the wallet changed since
    / it should move the balance first and burn in the wallet in effect"""
    accrue(protocol, protocol.commit(contributor=person, work=OTHER_WORK, completion=0))
    move_wallet(protocol, person, new_wallet)
    protocol.revoke(commit)
    receipt = protocol.send(protocol.prax.revoke(commit), stranger)
    assert told(receipt) == [
        *moved_told(protocol, person, contributor.address, new_wallet.address, 110 * PRAX),
        *burned_told(protocol, commit, new_wallet.address, 100 * PRAX, before=110 * PRAX),
    ]
    assert holdings(protocol, contributor.address, new_wallet.address) == [0, 10 * PRAX]


def test_revoked_of_somebody_who_left(protocol, person, commit, contributor, stranger):
    """Prax.revoke / given the fact was revoked / when the contributor has no standing any more / it should burn"""
    left = protocol.admission(contributor=person, standing=0)
    protocol.send(protocol.stakeholders.admit(left, *protocol.attest(left)), stranger)
    protocol.revoke(commit)
    protocol.send(protocol.prax.revoke(commit), stranger)
    assert holdings(protocol, contributor.address) == [0]


def test_revoked_while_delegated(protocol, commit, contributor, second_contributor, stranger):
    """Prax.revoke / given the fact was revoked / when the votes were delegated
    / it should take them from the delegate"""
    protocol.send(protocol.prax.delegate(second_contributor.address), contributor)
    protocol.revoke(commit)
    protocol.send(protocol.prax.revoke(commit), stranger)
    assert holdings(protocol, contributor.address, second_contributor.address) == [0, 0]
    assert votes(protocol, contributor.address, second_contributor.address) == [0, 0]


def test_revoked_in_a_full_epoch(protocol, commit, owner, contributor, stranger):
    """Prax.revoke / given the epoch is full / it should burn"""
    protocol.send(protocol.prax.set_epoch_cap(0), owner)
    protocol.revoke(commit)
    protocol.send(protocol.prax.revoke(commit), stranger)
    assert holdings(protocol, contributor.address) == [0]
    assert protocol.prax.epoch(protocol.view).minted == 100 * PRAX


# -- recover ----------------------------------------------------------------------------------------------------------


def test_nobody_to_recover(protocol, stranger):
    """Prax.recover / given no wallet is linked / it should do nothing"""
    assert told(protocol.send(protocol.prax.recover(protocol.someone), stranger)) == []
    assert told(protocol.send(protocol.prax.recover(bytes(32)), stranger)) == []


def test_a_plain_wallet(protocol, stranger):
    """Prax.recover / given a plain wallet / it should do nothing"""
    plain = wallet_contributor(stranger.address)
    assert told(protocol.send(protocol.prax.recover(plain), stranger)) == []
    assert protocol.prax.holder_of(protocol.view, plain) == stranger.address


def test_nothing_to_recover(protocol, person, commit, contributor, stranger):
    """Prax.recover / given the balance lies in the wallet in effect / it should do nothing"""
    assert told(protocol.send(protocol.prax.recover(person), stranger)) == []
    assert holdings(protocol, contributor.address) == [100 * PRAX]


def test_too_early(protocol, person, commit, contributor, new_wallet, stranger):
    """Prax.recover / given a change is pending / it should do nothing"""
    change_wallet(protocol, person, new_wallet)
    protocol.chain.next_time(protocol.now + CHANGE_DELAY - 1)
    assert told(protocol.send(protocol.prax.recover(person), stranger)) == []
    assert holdings(protocol, contributor.address, new_wallet.address) == [100 * PRAX, 0]


def test_recovered(protocol, person, commit, contributor, new_wallet, stranger):
    """Prax.recover / given a change is in effect / when anybody calls
    / it should move the whole balance and emit Recovered"""
    change_wallet(protocol, person, new_wallet)
    protocol.chain.next_time(protocol.now + CHANGE_DELAY)
    receipt = protocol.send(protocol.prax.recover(person), stranger)
    old, new = contributor.address, new_wallet.address
    assert told(receipt) == moved_told(protocol, person, old, new, 100 * PRAX)
    assert holdings(protocol, old, new) == [0, 100 * PRAX] == votes(protocol, old, new)
    assert protocol.prax.total_supply(protocol.view) == 100 * PRAX
    assert protocol.prax.holder_of(protocol.view, person) == new


def test_recovered_again(protocol, person, commit, new_wallet, stranger):
    """Prax.recover / given a change is in effect / when it is called again / it should do nothing"""
    move_wallet(protocol, person, new_wallet)
    protocol.send(protocol.prax.recover(person), stranger)
    assert told(protocol.send(protocol.prax.recover(person), stranger)) == []
    assert holdings(protocol, new_wallet.address) == [100 * PRAX]


def test_recovered_nothing(protocol, person, contributor, new_wallet, stranger):
    """Prax.recover / given a change is in effect / when the balance is zero
    / it should remember the wallet and emit Recovered"""
    move_wallet(protocol, person, new_wallet)
    receipt = protocol.send(protocol.prax.recover(person), stranger)
    moved = {"from": contributor.address, "to": new_wallet.address, "amount": 0}
    assert told(receipt) == [said(protocol.prax, "Recovered", contributor=person, **moved)]
    assert protocol.prax.holder_of(protocol.view, person) == new_wallet.address


def test_recovered_to_the_first_wallet(protocol, person, commit, contributor, new_wallet, third_wallet, stranger):
    """Prax.recover / given a change is in effect / when the person goes back to the first wallet
    / it should move the whole balance back"""
    move_wallet(protocol, person, new_wallet)
    protocol.send(protocol.prax.recover(person), stranger)
    change_at_once(protocol, person, third_wallet, new_wallet)
    change_at_once(protocol, person, contributor, third_wallet)
    protocol.send(protocol.prax.recover(person), stranger)
    assert holdings(protocol, contributor.address, new_wallet.address) == [100 * PRAX, 0]
    assert protocol.prax.holder_of(protocol.view, person) == contributor.address
    accrue(protocol, protocol.commit(contributor=person, work=OTHER_WORK))
    assert holdings(protocol, contributor.address) == [200 * PRAX]


# -- holderOf ---------------------------------------------------------------------------------------------------------


def test_holder_without_wallet(protocol):
    """Prax.holderOf / given no wallet is linked / it should be zero"""
    assert protocol.prax.holder_of(protocol.view, protocol.someone) is None


def test_holder_with_one_wallet(protocol, person, contributor):
    """Prax.holderOf / given one wallet was linked / it should be that wallet"""
    assert protocol.prax.holder_of(protocol.view, person) == contributor.address


def test_holder_before_recovery(protocol, person, commit, contributor, new_wallet, stranger):
    """Prax.holderOf / given a change is in effect / it should be the former wallet until the balance is moved"""
    move_wallet(protocol, person, new_wallet)
    assert protocol.prax.holder_of(protocol.view, person) == contributor.address
    protocol.send(protocol.prax.recover(person), stranger)
    assert protocol.prax.holder_of(protocol.view, person) == new_wallet.address


def test_holder_after_several_changes(protocol, person, contributor, new_wallet, third_wallet, stranger):
    """Prax.holderOf / given several changes took effect before the first accrual
    / it should be the wallet that the accrual went to"""
    move_wallet(protocol, person, new_wallet)
    move_wallet(protocol, person, third_wallet)
    accrue(protocol, protocol.commit(contributor=person))
    assert protocol.prax.holder_of(protocol.view, person) == third_wallet.address
    assert holdings(protocol, third_wallet.address) == [100 * PRAX]
    change_at_once(protocol, person, new_wallet, third_wallet)
    assert protocol.prax.holder_of(protocol.view, person) == third_wallet.address
