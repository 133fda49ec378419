"""PRAX: what a referrer accrues for a candidate who became Resident or BOP, and how it is taken back."""

from typing import Any

import pytest

from praxis_chain.core.catalogue import Standing
from praxis_chain.core.facts import Admission, fact_hash
from praxis_chain.core.ids import Id, hash_uri
from praxis_chain.evm.bindings import Accrual, Call
from tests.events import said, told
from tests.prax.accruing import EPOCH, accrue, ask, holdings, minted_told, votes
from tests.protocol import BOP_REFERRAL, EPOCH_CAP, PRAX, RESIDENT_REFERRAL, Protocol
from tests.stakeholders.linking import move_wallet

CANDIDATE = hash_uri("github:user/31")


@pytest.fixture
def patron(protocol, referrer) -> Id:
    """A Resident with a wallet, who refers."""
    return protocol.enter(referrer)


def admit(protocol: Protocol, standing: int, referrer: bytes, **given: Any) -> Admission:
    """The candidate's standing, accepted by Stakeholders."""
    admission = protocol.admission(contributor=CANDIDATE, standing=int(standing), referrer=referrer, **given)
    protocol.send(protocol.stakeholders.admit(admission, *protocol.attest(admission)), protocol.arbiter)
    return admission


def accruing(protocol: Protocol, admission: Admission) -> Call:
    return protocol.prax.accrue_referral(admission, *protocol.attest(admission))


def referral_now(protocol: Protocol) -> Accrual | None:
    return protocol.prax.referral(protocol.view, CANDIDATE)


def referred_told(protocol: Protocol, admission: Admission, patron: bytes, wallet: str, amount: int) -> Any:
    return said(
        protocol.prax, "ReferralAccrued", fact=fact_hash(admission), contributor=patron, candidate=CANDIDATE,
        wallet=wallet, standing=admission.standing, amount=amount,
    )  # fmt: skip


# -- refused ----------------------------------------------------------------------------------------------------------


def test_an_applicant(protocol, patron, stranger):
    """Prax.accrueReferral / when the candidate is still an applicant / it should refuse with NotAdmitted"""
    applied = admit(protocol, Standing.APPLICANT_BOP, patron)
    protocol.assert_refused(accruing(protocol, applied), stranger, "NotAdmitted", candidate=CANDIDATE, standing=2)
    attested_only = protocol.admission(contributor=CANDIDATE, referrer=patron)
    protocol.assert_refused(
        accruing(protocol, attested_only), stranger, "NotAdmitted", candidate=CANDIDATE, standing=2
    )  # fmt: skip


def test_the_wrong_admission(protocol, patron, stranger):
    """Prax.accrueReferral / when the Admission shown is that of an applicant / it should refuse with NotAdmitted"""
    applied = admit(protocol, Standing.APPLICANT_RESIDENT, patron)
    admit(protocol, Standing.RESIDENT, patron)
    protocol.assert_refused(accruing(protocol, applied), stranger, "NotAdmitted", candidate=CANDIDATE, standing=1)


def test_a_chosen_reward(protocol, patron, stranger):
    """Prax.accrueReferral / when the Admission shown is that of another success than the present one
    / it should refuse with NotAdmitted"""
    resident = admit(protocol, Standing.RESIDENT, patron)
    never_submitted = protocol.admission(contributor=CANDIDATE, standing=4, referrer=patron)
    protocol.assert_refused(
        accruing(protocol, never_submitted), stranger, "NotAdmitted", candidate=CANDIDATE, standing=4
    )  # fmt: skip
    admit(protocol, Standing.BOP, patron)
    protocol.assert_refused(accruing(protocol, resident), stranger, "NotAdmitted", candidate=CANDIDATE, standing=3)


def test_a_former_resident(protocol, patron, stranger):
    """Prax.accrueReferral / when the candidate is Resident no longer / it should refuse with NotAdmitted"""
    admission = admit(protocol, Standing.RESIDENT, patron)
    admit(protocol, Standing.NONE, patron)
    protocol.assert_refused(accruing(protocol, admission), stranger, "NotAdmitted", candidate=CANDIDATE, standing=0)


def test_nobody_referred(protocol, patron, stranger):
    """Prax.accrueReferral / when nobody referred the candidate / it should refuse with NoReferrer"""
    admission = admit(protocol, Standing.RESIDENT, bytes(32))
    protocol.assert_refused(accruing(protocol, admission), stranger, "NoReferrer", candidate=CANDIDATE)


def test_no_reward(protocol, patron, owner, stranger):
    """Prax.accrueReferral / when no reward is set for the standing / it should refuse with NoReferralReward"""
    admission = admit(protocol, Standing.BOP, patron)
    protocol.send(protocol.prax.set_referral_reward(Standing.BOP, 0), owner)
    protocol.assert_refused(accruing(protocol, admission), stranger, "NoReferralReward", standing=4)


def test_without_quorum(protocol, patron, stranger):
    """Prax.accrueReferral / when fewer than a quorum signed the Admission / it should refuse with QuorumNotReached"""
    admission = admit(protocol, Standing.RESIDENT, patron)
    call = protocol.prax.accrue_referral(admission, *protocol.attest(admission, by=protocol.members[:1]))
    protocol.assert_refused(call, stranger, "QuorumNotReached", signatures=1, quorum=2)


def test_a_revoked_admission(protocol, patron, stranger):
    """Prax.accrueReferral / when the Admission was revoked / it should refuse with Revoked"""
    admission = admit(protocol, Standing.RESIDENT, patron)
    protocol.revoke(admission)
    protocol.assert_refused(
        accruing(protocol, admission), stranger, "Revoked", fact=fact_hash(admission), revokedAt=protocol.now
    )


def test_a_referrer_without_standing(protocol, referrer, stranger):
    """Prax.accrueReferral / when the referrer has no standing / it should refuse with NotStakeholder"""
    nobody = protocol.enter(referrer, None)
    admission = admit(protocol, Standing.RESIDENT, nobody)
    protocol.assert_refused(accruing(protocol, admission), stranger, "NotStakeholder", contributor=nobody)


def test_a_referrer_without_wallet(protocol, stranger):
    """Prax.accrueReferral / when the referrer has no wallet / it should refuse with NoWallet"""
    standing = protocol.admission()
    protocol.send(protocol.stakeholders.admit(standing, *protocol.attest(standing)), stranger)
    admission = admit(protocol, Standing.RESIDENT, protocol.someone)
    protocol.assert_refused(accruing(protocol, admission), stranger, "NoWallet", contributor=protocol.someone)


def test_beyond_the_cap(protocol, patron, owner, stranger):
    """Prax.accrueReferral / when the reward passes the epoch cap / it should refuse with EpochCapReached"""
    accrue(protocol, protocol.commit(contributor=patron))
    cap = 100 * PRAX + RESIDENT_REFERRAL - 1
    protocol.send(protocol.prax.set_epoch_cap(cap), owner)
    admission = admit(protocol, Standing.RESIDENT, patron)
    protocol.assert_refused(
        accruing(protocol, admission), stranger, "EpochCapReached",
        minted=100 * PRAX, amount=RESIDENT_REFERRAL, cap=cap,
    )  # fmt: skip


# -- accrued, once ----------------------------------------------------------------------------------------------------


def test_a_resident(protocol, patron, referrer, stranger):
    """Prax.accrueReferral / given no referral accrued for the candidate / when the candidate became Resident
    / it should mint the Resident reward to the first referrer"""
    admission = admit(protocol, Standing.RESIDENT, patron)
    (proof,) = protocol.attest(admission)
    receipt = protocol.send(protocol.prax.accrue_referral(admission, proof), stranger)
    assert told(receipt) == [
        said(protocol.attesters, "Attested", root=fact_hash(admission), signatures=proof.signatures),
        *minted_told(protocol, referrer.address, RESIDENT_REFERRAL, before=0),
        referred_told(protocol, admission, patron, referrer.address, RESIDENT_REFERRAL),
    ]
    assert referral_now(protocol) == Accrual(RESIDENT_REFERRAL, fact_hash(admission)[:20])
    assert holdings(protocol, referrer.address) == [RESIDENT_REFERRAL]
    epoch = protocol.prax.epoch(protocol.view)
    assert (epoch.cap, epoch.minted, epoch.number) == (EPOCH_CAP, RESIDENT_REFERRAL, protocol.now // EPOCH)


def test_a_bop(protocol, patron, referrer, stranger):
    """Prax.accrueReferral / given no referral accrued for the candidate / when the candidate became BOP
    / it should mint the BOP reward to the first referrer"""
    accrue(protocol, protocol.commit(contributor=patron))
    admission = admit(protocol, Standing.BOP, patron)
    receipt = protocol.send(accruing(protocol, admission), stranger)
    assert told(receipt)[1:] == [
        *minted_told(protocol, referrer.address, BOP_REFERRAL, before=100 * PRAX),
        referred_told(protocol, admission, patron, referrer.address, BOP_REFERRAL),
    ]
    assert holdings(protocol, referrer.address) == [100 * PRAX + BOP_REFERRAL]


def test_the_first_referrer_counts(protocol, patron, referrer, second_contributor, stranger):
    """Prax.accrueReferral / given no referral accrued for the candidate
    / when the Admission shown names another referrer / it should mint to the first referrer"""
    second = protocol.enter(second_contributor)
    admit(protocol, Standing.APPLICANT_RESIDENT, patron)
    protocol.send(accruing(protocol, admit(protocol, Standing.RESIDENT, second)), stranger)
    assert holdings(protocol, referrer.address, second_contributor.address) == [RESIDENT_REFERRAL, 0]


def test_another_admission(protocol, patron, stranger):
    """Prax.accrueReferral / given a referral accrued for the candidate / when another Admission comes
    / it should refuse with AlreadyAccrued"""
    first = admit(protocol, Standing.RESIDENT, patron)
    protocol.send(accruing(protocol, first), stranger)
    second = admit(protocol, Standing.BOP, patron)
    for admission in (first, second):
        protocol.assert_refused(accruing(protocol, admission), stranger, "AlreadyAccrued", id=CANDIDATE)


def test_another_admission_after_a_revocation(protocol, patron, referrer, stranger):
    """Prax.accrueReferral / given a referral accrued for the candidate
    / when the first was revoked and another Admission comes / it should refuse with AlreadyAccrued"""
    first = admit(protocol, Standing.RESIDENT, patron)
    protocol.send(accruing(protocol, first), stranger)
    protocol.revoke(first)
    protocol.send(protocol.prax.revoke_referral(first), stranger)
    second = admit(protocol, Standing.BOP, patron)
    protocol.assert_refused(accruing(protocol, second), stranger, "AlreadyAccrued", id=CANDIDATE)
    assert holdings(protocol, referrer.address) == [0]


# -- revokeReferral ---------------------------------------------------------------------------------------------------


def test_revoking_what_never_accrued(protocol, patron, stranger):
    """Prax.revokeReferral / when nothing accrued / it should refuse with NotAccrued"""
    admission = admit(protocol, Standing.RESIDENT, patron)
    protocol.revoke(admission)
    call = protocol.prax.revoke_referral(admission)
    protocol.assert_refused(call, stranger, "NotAccrued", fact=fact_hash(admission))


def test_revoking_by_another_admission(protocol, patron, stranger):
    """Prax.revokeReferral / when the referral accrued by another Admission / it should refuse with NotAccrued"""
    first = admit(protocol, Standing.RESIDENT, patron)
    protocol.send(accruing(protocol, first), stranger)
    other = admit(protocol, Standing.BOP, patron)
    protocol.revoke(other)
    call = protocol.prax.revoke_referral(other)
    protocol.assert_refused(call, stranger, "NotAccrued", fact=fact_hash(other))


def test_revoking_what_stands(protocol, patron, stranger):
    """Prax.revokeReferral / when the Admission was not revoked / it should refuse with NotRevoked"""
    admission = admit(protocol, Standing.RESIDENT, patron)
    protocol.send(accruing(protocol, admission), stranger)
    call = protocol.prax.revoke_referral(admission)
    protocol.assert_refused(call, stranger, "NotRevoked", fact=fact_hash(admission))


def test_revoking(protocol, patron, referrer, stranger):
    """Prax.revokeReferral / given the Admission was revoked / when anybody calls
    / it should burn exactly what the referrer got"""
    accrue(protocol, protocol.commit(contributor=patron))
    admission = admit(protocol, Standing.RESIDENT, patron)
    protocol.send(accruing(protocol, admission), stranger)
    protocol.revoke(admission)
    receipt = protocol.send(protocol.prax.revoke_referral(admission), stranger)
    wallet, before = referrer.address, 100 * PRAX + RESIDENT_REFERRAL
    assert told(receipt) == [
        said(protocol.prax, "Transfer", **{"from": wallet, "to": "0x" + "0" * 40, "value": RESIDENT_REFERRAL}),
        said(protocol.prax, "DelegateVotesChanged", delegate=wallet, previousVotes=before, newVotes=100 * PRAX),
        said(
            protocol.prax, "AccrualRevoked", fact=fact_hash(admission), contributor=patron, wallet=wallet,
            amount=RESIDENT_REFERRAL,
        ),
    ]  # fmt: skip
    assert holdings(protocol, wallet) == [100 * PRAX]
    assert referral_now(protocol) == Accrual(0, fact_hash(admission)[:20])


def test_revoking_again(protocol, patron, stranger):
    """Prax.revokeReferral / given the Admission was revoked / when it is called again
    / it should refuse with NotAccrued"""
    admission = admit(protocol, Standing.RESIDENT, patron)
    protocol.send(accruing(protocol, admission), stranger)
    protocol.revoke(admission)
    protocol.send(protocol.prax.revoke_referral(admission), stranger)
    call = protocol.prax.revoke_referral(admission)
    protocol.assert_refused(call, stranger, "NotAccrued", fact=fact_hash(admission))


def test_revoking_after_a_change_of_wallet(protocol, patron, referrer, second_contributor, stranger):
    """All that the referrer had came along, and the reward is burned where it lies now; past votes stay."""
    old, new, delegate = referrer.address, second_contributor.address, stranger.address
    accrue(protocol, protocol.commit(contributor=patron))
    protocol.send(protocol.prax.delegate(delegate), referrer)
    move_wallet(protocol, patron, second_contributor)
    admission = admit(protocol, Standing.RESIDENT, patron)
    protocol.send(accruing(protocol, admission), stranger)
    accrued_at, both = protocol.now, 100 * PRAX + RESIDENT_REFERRAL
    assert (holdings(protocol, old, new), votes(protocol, old, new, delegate)) == ([0, both], [0, both, 0])
    protocol.revoke(admission)
    protocol.send(protocol.prax.revoke_referral(admission), stranger)
    assert (holdings(protocol, old, new), votes(protocol, old, new, delegate)) == ([0, 100 * PRAX], [0, 100 * PRAX, 0])
    assert ask(protocol, "getPastVotes", new, accrued_at) == both
