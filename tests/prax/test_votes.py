"""PRAX: who votes with it."""

from typing import TYPE_CHECKING, Any

import pytest

from praxis_chain.audit.layout import Layout
from praxis_chain.core.addresses import ZERO_ADDRESS, address_word
from praxis_chain.core.eip712 import Domain
from praxis_chain.core.ids import Id, hash_uri
from praxis_chain.evm import artifacts
from praxis_chain.evm.bindings import Call
from praxis_chain.evm.usdc import sign_digest
from tests.events import said, told
from tests.prax.accruing import accrue, holdings, votes
from tests.protocol import PRAX, Protocol
from tests.stakeholders.linking import change_at_once

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

    from praxis_chain.evm.transactions import Receipt

OTHER_WORK = hash_uri("github:repo/10270250/pull/10")


@pytest.fixture
def person(protocol, contributor) -> Id:
    """A Resident with a wallet."""
    return protocol.enter(contributor)


def delegate_changes(receipt: "Receipt") -> list[dict[str, Any]]:
    return [dict(event.args) for event in receipt.events if event.name == "DelegateChanged"]


def to_itself(account: "LocalAccount") -> dict[str, Any]:
    """How a default is announced."""
    return {"delegator": account.address, "fromDelegate": ZERO_ADDRESS, "toDelegate": account.address}


# -- delegates, delegate ----------------------------------------------------------------------------------------------


def test_never_delegated(protocol, contributor, stranger):
    """Prax.delegates / given the account never delegated / it should be the account itself"""
    accrue(protocol, protocol.commit(contributor=protocol.enter(contributor)))
    for account in (contributor.address, stranger.address):
        assert protocol.prax.delegates(protocol.view, account) == account


def test_voting_for_oneself_takes_no_storage(protocol, person, contributor):
    """Where a delegate is kept there is nothing, whatever was accrued."""
    accrue(protocol, protocol.commit(contributor=person))
    layout = Layout(artifacts.load("Prax").storage)
    ((slot, _),) = layout.place("_delegatee", contributor.address, contributor.address)

    def kept() -> int:
        return int(protocol.view.storage(protocol.prax.address, slot))

    assert kept() == 0
    protocol.send(protocol.prax.delegate(contributor.address), contributor)
    assert kept() == int(contributor.address, 16)


def test_delegated(protocol, contributor, stranger):
    """Prax.delegates / given the account delegated / it should be the delegate"""
    protocol.send(protocol.prax.delegate(stranger.address), contributor)
    assert protocol.prax.delegates(protocol.view, contributor.address) == stranger.address
    assert protocol.prax.delegates(protocol.view, stranger.address) == stranger.address


def test_delegating(protocol, person, contributor, stranger):
    """Prax.delegate / when the account delegates to another / it should move its votes and emit DelegateChanged"""
    accrue(protocol, protocol.commit(contributor=person))
    receipt = protocol.send(protocol.prax.delegate(stranger.address), contributor)
    old, new, prax = contributor.address, stranger.address, protocol.prax
    assert told(receipt) == [
        said(prax, "DelegateChanged", delegator=old, fromDelegate=old, toDelegate=new),
        said(prax, "DelegateVotesChanged", delegate=old, previousVotes=100 * PRAX, newVotes=0),
        said(prax, "DelegateVotesChanged", delegate=new, previousVotes=0, newVotes=100 * PRAX),
    ]
    assert votes(protocol, old, new) == [0, 100 * PRAX]
    assert holdings(protocol, old, new) == [100 * PRAX, 0]


def test_delegating_to_nobody(protocol, person, contributor, stranger):
    """Prax.delegate / when the account delegates to nobody / it should take its votes back"""
    accrue(protocol, protocol.commit(contributor=person))
    protocol.send(protocol.prax.delegate(stranger.address), contributor)
    receipt = protocol.send(protocol.prax.delegate(ZERO_ADDRESS), contributor)
    assert delegate_changes(receipt) == [
        {"delegator": contributor.address, "fromDelegate": stranger.address, "toDelegate": contributor.address}
    ]
    assert protocol.prax.delegates(protocol.view, contributor.address) == contributor.address
    assert votes(protocol, contributor.address, stranger.address, ZERO_ADDRESS) == [100 * PRAX, 0, 0]
    accrue(protocol, protocol.commit(contributor=person, work=OTHER_WORK))
    assert votes(protocol, contributor.address) == [200 * PRAX]


def test_delegating_beforehand(protocol, person, contributor, stranger):
    """Prax.delegate / when the account delegates before it accrues / it should give the delegate what accrues later"""
    protocol.send(protocol.prax.delegate(stranger.address), contributor)
    receipt = accrue(protocol, protocol.commit(contributor=person))
    assert delegate_changes(receipt) == []
    assert votes(protocol, contributor.address, stranger.address) == [0, 100 * PRAX]


def test_moving_while_delegated(protocol, person, contributor, new_wallet, stranger):
    """Prax.delegate / when the account moves to a new wallet
    / it should take the votes from the delegate to the new wallet"""
    accrue(protocol, protocol.commit(contributor=person))
    protocol.send(protocol.prax.delegate(stranger.address), contributor)
    change_at_once(protocol, person, new_wallet, contributor)
    protocol.send(protocol.prax.recover(person), stranger)
    assert votes(protocol, contributor.address, stranger.address, new_wallet.address) == [0, 0, 100 * PRAX]


def test_moving_between_wallets_of_one_delegate(protocol, person, contributor, new_wallet, stranger):
    """The delegate keeps the votes, and nothing is told of them."""
    accrue(protocol, protocol.commit(contributor=person))
    for wallet in (contributor, new_wallet):
        protocol.send(protocol.prax.delegate(stranger.address), wallet)
    change_at_once(protocol, person, new_wallet, contributor)
    receipt = protocol.send(protocol.prax.recover(person), stranger)
    assert [event.name for event in receipt.events] == ["Transfer", "Recovered"]
    assert votes(protocol, contributor.address, stranger.address, new_wallet.address) == [0, 100 * PRAX, 0]


# -- delegateBySig ----------------------------------------------------------------------------------------------------


def signed_delegation(
    protocol: Protocol, account: "LocalAccount", to: str, nonce: int, expiry: int, domain_name: str = "Praxis PRAX"
) -> Call:
    domain = Domain(domain_name, "1", protocol.chain.chain_id, bytes.fromhex(protocol.prax.address[2:]))
    type_string = "Delegation(address delegatee,uint256 nonce,uint256 expiry)"
    signature = sign_digest(account, domain.digest(type_string, [address_word(to), nonce, expiry]))
    v, r, s = signature[64], signature[:32], signature[32:64]
    return Call(protocol.prax.contract, "delegateBySig", (to, nonce, expiry, v, r, s))


def test_delegating_by_signature(protocol, person, contributor, stranger, relayer):
    """Prax.delegateBySig / when the account signed / it should move its votes"""
    accrue(protocol, protocol.commit(contributor=person))
    call = signed_delegation(protocol, contributor, stranger.address, 0, protocol.now + 1)
    protocol.send(call, relayer)
    assert votes(protocol, contributor.address, stranger.address) == [0, 100 * PRAX]


def test_delegating_by_an_old_signature(protocol, contributor, stranger, relayer):
    """Prax.delegateBySig / when the signature is used again / it should refuse with InvalidAccountNonce"""
    call = signed_delegation(protocol, contributor, stranger.address, 0, protocol.now + 1_000)
    protocol.send(call, relayer)
    protocol.assert_refused(call, relayer, "InvalidAccountNonce", account=contributor.address, currentNonce=1)


def test_delegating_too_late(protocol, contributor, stranger, relayer):
    """Prax.delegateBySig / when the signature expired / it should refuse with VotesExpiredSignature"""
    expiry = protocol.now
    call = signed_delegation(protocol, contributor, stranger.address, 0, expiry)
    protocol.assert_refused(call, relayer, "VotesExpiredSignature", expiry=expiry)


# -- getVotes: the default is announced exactly when it begins --------------------------------------------------------


def test_no_votes(protocol, stranger):
    """Prax.getVotes / given an account that never held any / it should be zero"""
    assert votes(protocol, stranger.address) == [0]


def test_first_votes(protocol, person, contributor):
    """Prax.getVotes / given a first accrual / it should be the balance, announced by one DelegateChanged"""
    receipt = accrue(protocol, protocol.commit(contributor=person))
    assert delegate_changes(receipt) == [to_itself(contributor)]
    assert votes(protocol, contributor.address) == [100 * PRAX]


def test_second_votes(protocol, person, contributor):
    """Prax.getVotes / given a second accrual / it should be the balance, without another DelegateChanged"""
    accrue(protocol, protocol.commit(contributor=person))
    receipt = accrue(protocol, protocol.commit(contributor=person, work=OTHER_WORK))
    assert delegate_changes(receipt) == []
    assert votes(protocol, contributor.address) == [200 * PRAX]


def test_votes_after_nothing(protocol, person, contributor):
    """Prax.getVotes / given accruals of nothing before the first amount
    / it should be announced by one DelegateChanged, with the first amount"""
    nothing = accrue(protocol, protocol.commit(contributor=person, quality=0))
    first = accrue(protocol, protocol.commit(contributor=person, work=OTHER_WORK))
    assert delegate_changes(nothing) == []
    assert delegate_changes(first) == [to_itself(contributor)]


def test_votes_of_others_first(protocol, person, contributor, second_contributor):
    """Prax.getVotes / given votes of others before the first accrual
    / it should be the sum, announced by one DelegateChanged"""
    second = protocol.enter(second_contributor)
    accrue(protocol, protocol.commit(contributor=second))
    protocol.send(protocol.prax.delegate(contributor.address), second_contributor)
    receipt = accrue(protocol, protocol.commit(contributor=person, work=OTHER_WORK))
    assert delegate_changes(receipt) == [to_itself(contributor)]
    assert votes(protocol, contributor.address, second_contributor.address) == [200 * PRAX, 0]
