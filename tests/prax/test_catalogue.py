"""PRAX: what its owner may edit, and that it is no more than that."""

from dataclasses import replace
from typing import Any

from praxis_chain.core.addresses import ZERO_ADDRESS
from praxis_chain.core.catalogue import Action, Category, Standing
from praxis_chain.core.ids import hash_uri
from praxis_chain.evm.bindings import ActionState, Call, Epoch
from tests.events import Told, said, told
from tests.prax.accruing import EPOCH, holdings, votes
from tests.protocol import ACTION, BOP_REFERRAL, EPOCH_CAP, PRAX, RESIDENT_REFERRAL, Protocol
from tests.stakeholders.linking import move_wallet

ART = Action(Category.ART, 7 * PRAX + 1, 2_500, hash_uri("paint the commons"))


def set_told(protocol: Protocol, action: Action, old_closed_at: int, new_closed_at: int) -> list[Told]:
    return [
        said(
            protocol.prax, "ActionSet", action=action.id, category=action.category, reward=action.reward,
            attemptShare=action.attempt_share, specification=action.specification,
            oldClosedAt=old_closed_at, newClosedAt=new_closed_at,
        )
    ]  # fmt: skip


def action_now(protocol: Protocol, action: Action) -> ActionState | None:
    return protocol.prax.action(protocol.view, action.id)


# -- constructor ------------------------------------------------------------------------------------------------------


def test_deployed(protocol, owner):
    """Prax.constructor / when it is deployed
    / it should take the attesters from its stakeholders and announce the cap"""
    view, prax = protocol.view, protocol.prax
    assert (prax.stakeholders(view), prax.attesters(view)) == (
        protocol.stakeholders.address,
        protocol.attesters.address,
    )
    assert [view.call(prax.contract, name) for name in ("name", "symbol", "decimals")] == ["Praxis", "PRAX", 18]
    assert [view.call(prax.contract, name) for name in ("EPOCH", "CATEGORIES")] == [EPOCH, 10]
    announced = [
        (event.name, dict(event.args))
        for event in view.events([prax.contract], names=["OwnershipTransferred", "EpochCapSet"])
    ]
    assert announced == [
        ("OwnershipTransferred", {"previousOwner": ZERO_ADDRESS, "newOwner": owner.address}),
        ("EpochCapSet", {"oldCap": 0, "newCap": EPOCH_CAP}),
    ]


# -- setAction --------------------------------------------------------------------------------------------------------


def test_a_stranger_edits(protocol, stranger):
    """Prax.setAction / when the caller is not the owner / it should refuse with OwnableUnauthorizedAccount"""
    for caller in (stranger, protocol.members[0]):
        protocol.assert_refused(
            protocol.prax.set_action(ART), caller, "OwnableUnauthorizedAccount", account=caller.address
        )


def test_a_category_too_many(protocol, owner):
    """Prax.setAction / when the category is above 9 / it should refuse with UnknownCategory"""
    call = Call(protocol.prax.contract, "setAction", ((10, PRAX, 0, bytes(32)), True))
    protocol.assert_refused(call, owner, "UnknownCategory", category=10)
    last = replace(ART, category=Category.INSTITUTIONS)
    protocol.send(protocol.prax.set_action(last), owner)
    assert action_now(protocol, last) == ActionState(Category.INSTITUTIONS, ART.reward, ART.attempt_share, None)


def test_more_than_the_whole_for_trying(protocol, owner):
    """Prax.setAction / when the attempt share is above 10 000 / it should refuse with ShareOutOfRange"""
    call = Call(protocol.prax.contract, "setAction", ((4, PRAX, 10_001, bytes(32)), True))
    protocol.assert_refused(call, owner, "ShareOutOfRange", attemptShare=10_001)
    protocol.send(protocol.prax.set_action(replace(ART, attempt_share=10_000)), owner)


def test_a_new_action(protocol, owner):
    """Prax.setAction / given an unknown action / when it is to be open
    / it should know it under its hash and emit ActionSet"""
    assert action_now(protocol, ART) is None
    call = protocol.prax.set_action(ART)
    assert call.simulate(protocol.chain, owner.address) == ART.id
    receipt = protocol.send(call, owner)
    assert told(receipt) == set_told(protocol, ART, 0, 0)
    assert action_now(protocol, ART) == ActionState(Category.ART, ART.reward, ART.attempt_share, None)


def test_a_new_action_closed(protocol, owner):
    """Prax.setAction / given an unknown action / when it is to be closed / it should know it and close it now"""
    receipt = protocol.send(protocol.prax.set_action(ART, open=False), owner)
    assert told(receipt) == set_told(protocol, ART, 0, protocol.now)
    assert action_now(protocol, ART) == ActionState(Category.ART, ART.reward, ART.attempt_share, protocol.now)


def test_closing(protocol, owner):
    """Prax.setAction / given an open action / when it is to be closed
    / it should close it now and change nothing else"""
    receipt = protocol.send(protocol.prax.set_action(ACTION, open=False), owner)
    assert told(receipt) == set_told(protocol, ACTION, 0, protocol.now)
    assert action_now(protocol, ACTION) == ActionState(
        ACTION.category, ACTION.reward, ACTION.attempt_share, protocol.now
    )  # fmt: skip


def test_closing_again(protocol, owner):
    """Prax.setAction / given a closed action / when it is to be closed again / it should keep the time it was closed"""
    protocol.send(protocol.prax.set_action(ACTION, open=False), owner)
    closed_at = protocol.now
    protocol.chain.warp(by=1_000)
    receipt = protocol.send(protocol.prax.set_action(ACTION, open=False), owner)
    assert told(receipt) == set_told(protocol, ACTION, closed_at, closed_at)


def test_opening_again(protocol, owner):
    """Prax.setAction / given a closed action / when it is to be open / it should open it"""
    protocol.send(protocol.prax.set_action(ACTION, open=False), owner)
    closed_at = protocol.now
    receipt = protocol.send(protocol.prax.set_action(ACTION), owner)
    assert told(receipt) == set_told(protocol, ACTION, closed_at, 0)
    assert action_now(protocol, ACTION) == ActionState(ACTION.category, ACTION.reward, ACTION.attempt_share, None)


# -- setReferralReward ------------------------------------------------------------------------------------------------


def test_a_stranger_sets_a_reward(protocol, stranger):
    """Prax.setReferralReward / when the caller is not the owner / it should refuse with OwnableUnauthorizedAccount"""
    call = protocol.prax.set_referral_reward(3, PRAX)
    protocol.assert_refused(call, stranger, "OwnableUnauthorizedAccount", account=stranger.address)


def test_a_reward_for_applicants(protocol, owner):
    """Prax.setReferralReward / when the standing is neither Resident nor BOP / it should refuse with NotAdmitted"""
    for standing in (0, 1, 2, 5, 255):
        call = protocol.prax.set_referral_reward(standing, PRAX)
        protocol.assert_refused(call, owner, "NotAdmitted", candidate=bytes(32), standing=standing)


def test_a_reward(protocol, owner):
    """Prax.setReferralReward / when the standing is Resident or BOP / it should set its reward alone and emit both"""
    receipt = protocol.send(protocol.prax.set_referral_reward(Standing.BOP, 1), owner)
    assert told(receipt) == [
        said(protocol.prax, "ReferralRewardSet", standing=4, oldReward=BOP_REFERRAL, newReward=1)
    ]  # fmt: skip
    rewards = [protocol.prax.referral_reward(protocol.view, standing) for standing in range(5)]
    assert rewards == [0, 0, 0, RESIDENT_REFERRAL, 1]
    protocol.send(protocol.prax.set_referral_reward(Standing.RESIDENT, 2**96 - 1), owner)
    rewards = [protocol.prax.referral_reward(protocol.view, standing) for standing in range(5)]
    assert rewards == [0, 0, 0, 2**96 - 1, 1]


# -- setEpochCap ------------------------------------------------------------------------------------------------------


def accruing(protocol: Protocol, **given: Any) -> Call:
    commit = protocol.commit(**given)
    return protocol.prax.accrue(commit, *protocol.attest(commit))


def test_a_stranger_sets_the_cap(protocol, stranger):
    """Prax.setEpochCap / when the caller is not the owner / it should refuse with OwnableUnauthorizedAccount"""
    call = protocol.prax.set_epoch_cap(0)
    protocol.assert_refused(call, stranger, "OwnableUnauthorizedAccount", account=stranger.address)


def test_a_cap_below_what_was_minted(protocol, owner, contributor):
    """Prax.setEpochCap / when it is below what was minted in this epoch
    / it should refuse accruals until the next epoch"""
    person = protocol.enter(contributor)
    protocol.send(accruing(protocol, contributor=person), owner)
    receipt = protocol.send(protocol.prax.set_epoch_cap(99 * PRAX), owner)
    assert told(receipt) == [said(protocol.prax, "EpochCapSet", oldCap=EPOCH_CAP, newCap=99 * PRAX)]
    next_one = accruing(protocol, contributor=person, work=hash_uri("next"), quality=1)
    protocol.assert_refused(
        next_one, owner, "EpochCapReached", minted=100 * PRAX, amount=ACTION.reward // 10_000, cap=99 * PRAX
    )
    protocol.chain.warp(to=(protocol.now // EPOCH + 1) * EPOCH)
    protocol.send(next_one, owner)
    number = protocol.now // EPOCH
    assert protocol.prax.epoch(protocol.view) == Epoch(99 * PRAX, ACTION.reward // 10_000, number)


def test_a_higher_cap(protocol, owner, contributor):
    """Prax.setEpochCap / when it is raised within the epoch / it should let the epoch go on to the new cap"""
    person = protocol.enter(contributor)
    protocol.send(protocol.prax.set_epoch_cap(100 * PRAX), owner)
    protocol.send(accruing(protocol, contributor=person), owner)
    second = accruing(protocol, contributor=person, work=hash_uri("second"))
    protocol.assert_refused(second, owner, "EpochCapReached", minted=100 * PRAX, amount=100 * PRAX, cap=100 * PRAX)
    protocol.send(protocol.prax.set_epoch_cap(200 * PRAX), owner)
    protocol.send(second, owner)
    assert protocol.prax.epoch(protocol.view) == Epoch(200 * PRAX, 200 * PRAX, protocol.now // EPOCH)


def test_a_cap_of_zero(protocol, owner, contributor, referrer, new_wallet, stranger):
    """Prax.setEpochCap / when it is 0 / it should stop minting, and nothing else"""
    person, patron = protocol.enter(contributor), protocol.enter(referrer)
    kept, commit = protocol.commit(contributor=person, work=hash_uri("kept")), protocol.commit(contributor=person)
    admission = protocol.admission(referrer=patron)
    for minting in (
        protocol.prax.accrue(kept, *protocol.attest(kept)),
        protocol.prax.accrue(commit, *protocol.attest(commit)),
        protocol.stakeholders.admit(admission, *protocol.attest(admission)),
        protocol.prax.accrue_referral(admission, *protocol.attest(admission)),
    ):
        protocol.send(minting, stranger)
    assert holdings(protocol, contributor.address, referrer.address) == [200 * PRAX, RESIDENT_REFERRAL]
    protocol.revoke(commit)
    protocol.revoke(admission)
    protocol.send(protocol.prax.set_epoch_cap(0), owner)
    next_one = accruing(protocol, contributor=person, work=hash_uri("next"), quality=1)
    protocol.assert_refused(
        next_one, stranger, "EpochCapReached",
        minted=200 * PRAX + RESIDENT_REFERRAL, amount=ACTION.reward // 10_000, cap=0,
    )  # fmt: skip
    move_wallet(protocol, person, new_wallet)
    protocol.send(protocol.prax.recover(person), stranger)
    assert holdings(protocol, contributor.address, new_wallet.address) == [0, 200 * PRAX]
    protocol.send(protocol.prax.revoke(commit), stranger)
    protocol.send(protocol.prax.revoke_referral(admission), stranger)
    assert holdings(protocol, new_wallet.address, referrer.address) == [100 * PRAX, 0]
    protocol.send(protocol.prax.delegate(stranger.address), new_wallet)
    assert votes(protocol, new_wallet.address, stranger.address) == [0, 100 * PRAX]


# -- ownership --------------------------------------------------------------------------------------------------------


def owners(protocol: Protocol) -> tuple[str | None, str | None]:
    return protocol.prax.owner(protocol.view), protocol.prax.pending_owner(protocol.view)


def test_a_stranger_gives_the_ownership_away(protocol, stranger):
    """Prax.transferOwnership / when the caller is not the owner / it should refuse with OwnableUnauthorizedAccount"""
    call = protocol.prax.transfer_ownership(stranger.address)
    protocol.assert_refused(call, stranger, "OwnableUnauthorizedAccount", account=stranger.address)


def test_the_owner_names_the_next(protocol, owner, stranger):
    """Prax.transferOwnership / when the caller is the owner / it should name the next owner and change nothing yet"""
    receipt = protocol.send(protocol.prax.transfer_ownership(stranger.address), owner)
    assert told(receipt) == [
        said(protocol.prax, "OwnershipTransferStarted", previousOwner=owner.address, newOwner=stranger.address)
    ]
    assert owners(protocol) == (owner.address, stranger.address)


def test_somebody_else_accepts(protocol, owner, stranger, non_member):
    """Prax.acceptOwnership / when the caller was not named / it should refuse with OwnableUnauthorizedAccount"""
    protocol.send(protocol.prax.transfer_ownership(stranger.address), owner)
    for caller in (non_member, owner):
        protocol.assert_refused(
            protocol.prax.accept_ownership(), caller, "OwnableUnauthorizedAccount", account=caller.address
        )


def test_the_named_accepts(protocol, owner, stranger):
    """Prax.acceptOwnership / when the caller was named / it should make the caller the owner"""
    protocol.send(protocol.prax.transfer_ownership(stranger.address), owner)
    receipt = protocol.send(protocol.prax.accept_ownership(), stranger)
    assert told(receipt) == [
        said(protocol.prax, "OwnershipTransferred", previousOwner=owner.address, newOwner=stranger.address)
    ]
    assert owners(protocol) == (stranger.address, None)
    protocol.assert_refused(
        protocol.prax.set_epoch_cap(0), owner, "OwnableUnauthorizedAccount", account=owner.address
    )  # fmt: skip


def test_a_stranger_renounces(protocol, stranger):
    """Prax.renounceOwnership / when the caller is not the owner / it should refuse with OwnableUnauthorizedAccount"""
    call = protocol.prax.renounce_ownership()
    protocol.assert_refused(call, stranger, "OwnableUnauthorizedAccount", account=stranger.address)


def test_the_owner_renounces(protocol, owner):
    """Prax.renounceOwnership / when the caller is the owner / it should fix catalogue and cap for ever"""
    protocol.send(protocol.prax.renounce_ownership(), owner)
    assert owners(protocol) == (None, None)
    for call in (
        protocol.prax.set_action(ART),
        protocol.prax.set_epoch_cap(0),
        protocol.prax.set_referral_reward(3, 0),
    ):
        protocol.assert_refused(call, owner, "OwnableUnauthorizedAccount", account=owner.address)
