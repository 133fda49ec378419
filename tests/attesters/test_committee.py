"""Attesters: who is a member, how many it takes, and who decides that."""

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from praxis_chain.core.addresses import ZERO_ADDRESS
from praxis_chain.core.errors import ContractRefused
from praxis_chain.evm import artifacts
from praxis_chain.evm.bindings import Committee, abi_of
from tests.events import said, told


def members_of(protocol) -> list[str]:
    return protocol.attesters.members(protocol.view)


def addresses(accounts: Sequence[Any]) -> list[str]:
    return [account.address for account in accounts]


def deploy(protocol, members: Sequence[str], quorum: int, owner: str) -> Any:
    code = bytes.fromhex(artifacts.load("Attesters").bytecode[2:])
    return protocol.sender(protocol.owner).deploy(abi_of("Attesters"), code, members, quorum, owner)


# -- constructor ------------------------------------------------------------------------------------------------------


def test_deployed_with_half_a_quorum(protocol, attesters, owner):
    """Attesters.constructor / when the quorum is not more than half of the members
    / it should refuse with QuorumOutOfRange"""
    with pytest.raises(ContractRefused) as refused:
        deploy(protocol, addresses(attesters[:4]), 2, owner.address)
    assert (refused.value.name, refused.value.values) == ("QuorumOutOfRange", {"quorum": 2, "memberCount": 4})


def test_deployed_without_owner(protocol, attesters):
    """Attesters.constructor / when the owner is nobody / it should refuse with OwnableInvalidOwner"""
    with pytest.raises(ContractRefused) as refused:
        deploy(protocol, addresses(attesters[:1]), 1, ZERO_ADDRESS)
    assert (refused.value.name, refused.value.values) == ("OwnableInvalidOwner", {"owner": ZERO_ADDRESS})


def test_deployed(each_committee, owner):
    """Attesters.constructor / when the quorum is a majority
    / it should hold the members and announce them with the first configuration"""
    members, quorum = addresses(each_committee.members), each_committee.quorum
    contract, receipt = deploy(each_committee, members, quorum, owner.address)
    attesters = type(each_committee.attesters)(contract)
    assert told(receipt) == [
        said(attesters, "OwnershipTransferred", previousOwner=ZERO_ADDRESS, newOwner=owner.address),
        *(said(attesters, "MemberAdded", member=member) for member in members),
        said(attesters, "Configured", configuration=1, memberCount=len(members), oldQuorum=0, newQuorum=quorum),
    ]
    assert attesters.committee(each_committee.view) == Committee(owner.address, None, 1, len(members), quorum)
    assert all(attesters.is_member(each_committee.view, member) for member in members)


# -- configure --------------------------------------------------------------------------------------------------------


def test_a_stranger_configures(each_committee, stranger):
    """Attesters.configure / when the caller is not the owner / it should refuse with OwnableUnauthorizedAccount"""
    for caller in (stranger, each_committee.members[0]):
        call = each_committee.attesters.configure([stranger.address], new_quorum=each_committee.quorum)
        each_committee.assert_refused(call, caller, "OwnableUnauthorizedAccount", account=caller.address)


def test_removing_a_non_member(each_committee, owner, non_member):
    """Attesters.configure / when it removes an account that is no member / it should refuse with NotMember"""
    call = each_committee.attesters.configure(remove=[non_member.address], new_quorum=1)
    each_committee.assert_refused(call, owner, "NotMember", account=non_member.address)


def test_removing_a_member_twice(each_committee, owner):
    """Attesters.configure / when it removes a member twice / it should refuse with NotMember"""
    member = each_committee.members[0].address
    call = each_committee.attesters.configure(remove=[member, member], new_quorum=1)
    each_committee.assert_refused(call, owner, "NotMember", account=member)


def test_adding_nobody(each_committee, owner):
    """Attesters.configure / when it adds nobody / it should refuse with ZeroMember"""
    call = each_committee.attesters.configure([ZERO_ADDRESS], new_quorum=each_committee.quorum)
    each_committee.assert_refused(call, owner, "ZeroMember")


def test_adding_a_member_again(each_committee, owner):
    """Attesters.configure / when it adds a member again / it should refuse with AlreadyMember"""
    member = each_committee.members[-1].address
    call = each_committee.attesters.configure([member], new_quorum=each_committee.quorum)
    each_committee.assert_refused(call, owner, "AlreadyMember", account=member)


def test_adding_an_account_twice(each_committee, owner, stranger):
    """Attesters.configure / when it adds an account twice / it should refuse with AlreadyMember"""
    call = each_committee.attesters.configure([stranger.address] * 2, new_quorum=each_committee.quorum)
    each_committee.assert_refused(call, owner, "AlreadyMember", account=stranger.address)


def test_quorum_of_half(each_committee, owner, stranger):
    """Attesters.configure / when the quorum is not more than half of the members that result
    / it should refuse with QuorumOutOfRange"""
    after = len(each_committee.members) + 1  # even: 2, 4, 6
    for quorum in (0, after // 2):
        call = each_committee.attesters.configure([stranger.address], new_quorum=quorum)
        each_committee.assert_refused(call, owner, "QuorumOutOfRange", quorum=quorum, memberCount=after)
    each_committee.send(each_committee.attesters.configure([stranger.address], new_quorum=after // 2 + 1), owner)


def test_quorum_beyond_the_members(each_committee, owner):
    """Attesters.configure / when the quorum is more than the members that result
    / it should refuse with QuorumOutOfRange"""
    count = len(each_committee.members)
    call = each_committee.attesters.configure(new_quorum=count + 1)
    each_committee.assert_refused(call, owner, "QuorumOutOfRange", quorum=count + 1, memberCount=count)
    each_committee.send(each_committee.attesters.configure(new_quorum=count), owner)


def test_removing_everybody(each_committee, owner):
    """Attesters.configure / when it removes every member / it should refuse with QuorumOutOfRange"""
    everybody = addresses(each_committee.members)
    for quorum in (0, 1):
        call = each_committee.attesters.configure(remove=everybody, new_quorum=quorum)
        each_committee.assert_refused(call, owner, "QuorumOutOfRange", quorum=quorum, memberCount=0)


def test_removing_and_adding_the_same(each_committee, owner):
    """Attesters.configure / when it removes and adds the same account / it should keep that account a member"""
    member, before = each_committee.members[0].address, members_of(each_committee)
    each_committee.send(each_committee.attesters.configure([member], [member], new_quorum=each_committee.quorum), owner)
    assert members_of(each_committee) == before
    committee = each_committee.attesters.committee(each_committee.view)
    assert (committee.member_count, committee.configuration) == (len(before), 2)


def test_rotating(each_committee, owner, stranger, non_member):
    """Attesters.configure / when it adds some, removes some and sets a majority
    / it should change exactly these and raise the configuration"""
    attesters, leaver = each_committee.attesters, each_committee.members[0].address
    joiners = addresses([stranger, non_member])
    count, quorum = len(each_committee.members) + 1, each_committee.quorum + 1
    receipt = each_committee.send(attesters.configure(joiners, [leaver], new_quorum=quorum), owner)
    assert told(receipt) == [
        said(attesters, "MemberRemoved", member=leaver),
        *(said(attesters, "MemberAdded", member=joiner) for joiner in joiners),
        said(
            attesters, "Configured", configuration=2, memberCount=count,
            oldQuorum=each_committee.quorum, newQuorum=quorum,
        ),
    ]  # fmt: skip
    expected = sorted({*addresses(each_committee.members), *joiners} - {leaver}, key=str.lower)
    assert members_of(each_committee) == expected
    assert not attesters.is_member(each_committee.view, leaver)
    assert all(attesters.is_member(each_committee.view, member) for member in expected)
    assert attesters.committee(each_committee.view) == Committee(owner.address, None, 2, count, quorum)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=st.sets(st.integers(0, 9), min_size=1), data=st.data())
def test_a2_a_quorum_is_always_a_majority_that_exists(protocol, owner, start, data):
    """A2: whatever is asked for, members / 2 < quorum ≤ members stands, and the members are counted right."""
    chain, people = protocol.chain, addresses(protocol.chain.accounts[:10])
    with chain.rollback():
        contract, _ = deploy(protocol, [people[i] for i in sorted(start)], len(start), owner.address)
        attesters, expected = type(protocol.attesters)(contract), set(start)
        for _ in range(2):
            add, remove = (data.draw(st.sets(st.integers(0, 9), max_size=4)) for _ in range(2))
            quorum = data.draw(st.integers(0, 10))
            call = attesters.configure([people[i] for i in add], [people[i] for i in remove], new_quorum=quorum)
            after = (expected - remove) | add
            possible = (
                remove <= expected and not (add & (expected - remove)) and len(after) < 2 * quorum <= 2 * len(after)
            )
            if possible:
                protocol.send(call, owner)
                expected = after
            else:
                protocol.refusal(call, owner)
        found = attesters.committee(protocol.view)
        assert found.member_count / 2 < found.quorum <= found.member_count
        assert attesters.members(protocol.view) == sorted((people[i] for i in expected), key=str.lower)
        assert found.member_count == len(expected)


# -- ownership --------------------------------------------------------------------------------------------------------


def test_a_stranger_gives_the_ownership_away(protocol, stranger):
    """Attesters.transferOwnership / when the caller is not the owner
    / it should refuse with OwnableUnauthorizedAccount"""
    call = protocol.attesters.transfer_ownership(stranger.address)
    protocol.assert_refused(call, stranger, "OwnableUnauthorizedAccount", account=stranger.address)


def test_the_owner_names_the_next(protocol, owner, stranger):
    """Attesters.transferOwnership / when the caller is the owner
    / it should name the next owner and change nothing yet"""
    receipt = protocol.send(protocol.attesters.transfer_ownership(stranger.address), owner)
    assert told(receipt) == [
        said(
            protocol.attesters, "OwnershipTransferStarted", previousOwner=owner.address, newOwner=stranger.address
        )
    ]  # fmt: skip
    assert protocol.attesters.committee(protocol.view) == Committee(owner.address, stranger.address, 1, 3, 2)


def test_somebody_else_accepts(protocol, owner, stranger, non_member):
    """Attesters.acceptOwnership / when the caller was not named / it should refuse with OwnableUnauthorizedAccount"""
    protocol.send(protocol.attesters.transfer_ownership(stranger.address), owner)
    for caller in (non_member, owner):
        protocol.assert_refused(
            protocol.attesters.accept_ownership(), caller, "OwnableUnauthorizedAccount", account=caller.address
        )


def test_the_named_accepts(protocol, owner, stranger):
    """Attesters.acceptOwnership / when the caller was named / it should make the caller the owner"""
    protocol.send(protocol.attesters.transfer_ownership(stranger.address), owner)
    receipt = protocol.send(protocol.attesters.accept_ownership(), stranger)
    assert told(receipt) == [
        said(protocol.attesters, "OwnershipTransferred", previousOwner=owner.address, newOwner=stranger.address)
    ]
    assert protocol.attesters.committee(protocol.view) == Committee(stranger.address, None, 1, 3, 2)


def test_a_stranger_renounces(protocol, stranger):
    """Attesters.renounceOwnership / when the caller is not the owner
    / it should refuse with OwnableUnauthorizedAccount"""
    call = protocol.attesters.renounce_ownership()
    protocol.assert_refused(call, stranger, "OwnableUnauthorizedAccount", account=stranger.address)


def test_the_owner_renounces(protocol, owner):
    """Attesters.renounceOwnership / when the caller is the owner / it should fix the committee for ever"""
    protocol.send(protocol.attesters.renounce_ownership(), owner)
    assert protocol.attesters.committee(protocol.view) == Committee(None, None, 1, 3, 2)
    call = protocol.attesters.configure(new_quorum=3)
    protocol.assert_refused(call, owner, "OwnableUnauthorizedAccount", account=owner.address)
