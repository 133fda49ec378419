"""PRAX: who votes with it, now and in the past; and that it does not move."""

from typing import TYPE_CHECKING, Any

import pytest

from praxis_chain.core.addresses import ZERO_ADDRESS, address_word
from praxis_chain.core.eip712 import Domain
from praxis_chain.core.ids import Id, hash_uri
from praxis_chain.evm.bindings import Call
from praxis_chain.evm.usdc import sign_digest
from tests.accruing import accrue, holdings, votes
from tests.events import said, told
from tests.linking import change_wallet, move_wallet
from tests.protocol import PRAX, Protocol

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

    from praxis_chain.evm.transactions import Receipt

OTHER_WORK = hash_uri("github:repo/10270250/pull/10")


@pytest.fixture
def person(protocol, contributor) -> Id:
    """A Resident with a wallet."""
    return protocol.enter(contributor)


def ask(protocol: Protocol, function: str, *args: Any) -> Any:
    return protocol.view.call(protocol.prax.contract, function, *args)


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
    change_wallet(protocol, person, new_wallet, old=contributor)
    protocol.send(protocol.prax.recover(person), stranger)
    assert votes(protocol, contributor.address, stranger.address, new_wallet.address) == [0, 0, 100 * PRAX]


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


# -- it does not move -------------------------------------------------------------------------------------------------


def assert_not_transferable(protocol: Protocol, holder: "LocalAccount", function: str, *args: Any) -> None:
    """Neither an amount nor nothing, by whoever holds some."""
    for amount in (0, 1, 100 * PRAX):
        call = Call(protocol.prax.contract, function, (*args, amount))
        protocol.assert_refused(call, holder, "NonTransferable")


def test_transfer(protocol, person, contributor, stranger):
    """Prax.transfer / when anybody calls / it should refuse with NonTransferable"""
    accrue(protocol, protocol.commit(contributor=person))
    assert_not_transferable(protocol, contributor, "transfer", stranger.address)


def test_transfer_from(protocol, person, contributor, stranger):
    """Prax.transferFrom / when anybody calls / it should refuse with NonTransferable"""
    accrue(protocol, protocol.commit(contributor=person))
    for caller in (contributor, stranger):
        assert_not_transferable(protocol, caller, "transferFrom", contributor.address, stranger.address)


def test_approve(protocol, person, contributor, stranger):
    """Prax.approve / when anybody calls / it should refuse with NonTransferable"""
    accrue(protocol, protocol.commit(contributor=person))
    assert_not_transferable(protocol, contributor, "approve", stranger.address)
    assert ask(protocol, "allowance", contributor.address, stranger.address) == 0


# -- ERC-165 ----------------------------------------------------------------------------------------------------------

INTERFACES = {
    "IERC165": "01ffc9a7",
    "IERC20": "36372b07",
    "IERC20Metadata": "a219a025",
    "IVotes": "e90fb3f6",
    "IERC6372": "da287a1d",
}


def test_supported(protocol):
    """Prax.supportsInterface / when asked for ERC-165, ERC-20, its metadata, votes or the clock / it should say yes"""
    supported = [name for name, id in INTERFACES.items() if ask(protocol, "supportsInterface", bytes.fromhex(id))]
    assert supported == list(INTERFACES)


def test_not_supported(protocol):
    """Prax.supportsInterface / when asked for another / it should say no"""
    for other in ("ffffffff", "00000000", "9d8ff7da", "80ac58cd"):  # the last two: ERC-2612, ERC-721
        assert ask(protocol, "supportsInterface", bytes.fromhex(other)) is False
