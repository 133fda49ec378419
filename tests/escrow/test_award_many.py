"""Batches: many works under one attestation, in which nobody's trouble is the others'."""

from dataclasses import replace

import pytest

from praxis_chain.core.facts import fact_hash
from praxis_chain.core.ids import hash_uri
from praxis_chain.evm.bindings import AwardState
from tests.escrow.events import awarded
from tests.escrow.stage import OTHER_EVIDENCE, OTHER_SUBJECT, OTHER_URI, RIVAL
from tests.protocol import REVIEW, USDC, WORK

THIRD_URI = "github:repo/10270250/issue/9"
THIRD_SUBJECT = hash_uri(THIRD_URI)


def fund_three(stage):
    for amount, uri in ((100, None), (200, OTHER_URI), (300, THIRD_URI)):
        stage.fund(amount * USDC, **({"subject_uri": uri} if uri else {}))


@pytest.fixture
def funded(stage):
    fund_three(stage)
    return stage


@pytest.fixture
def works(stage):
    """Three subjects: by the first, by the second, and by the first and third together."""
    return [
        [stage.commit()],
        [stage.commit(stage.second, subject=OTHER_SUBJECT)],
        [
            stage.commit(completion=4_000, total=10_000, subject=THIRD_SUBJECT),
            stage.commit(stage.third, 6_000, total=10_000, subject=THIRD_SUBJECT),
        ],
    ]


def test_an_unknown_program(stage, works):
    """BountyEscrow.awardMany / given the program is unknown / it should refuse with UnknownProgram"""
    unknown = hash_uri("no rules")
    call = stage.protocol.escrow.award_many(unknown, works[:1], stage.protocol.attest_all(*works[0]))
    stage.refuse(call, "UnknownProgram", program=unknown)


def test_no_works(stage):
    """BountyEscrow.awardMany / when there are no works / it should refuse with NoFacts"""
    call = stage.protocol.escrow.award_many(stage.program.id, [], stage.protocol.attest_all(stage.commit()))
    stage.refuse(call, "NoFacts")


def test_a_work_without_commits(funded, works):
    """BountyEscrow.awardMany / when a work has no Commits / it should refuse with NoCommits"""
    funded.refuse(funded.awarding_many(works[0], [], works[1]), "NoCommits")


def test_no_quorum(funded, works):
    """BountyEscrow.awardMany / when no quorum signed the batch / it should refuse with QuorumNotReached"""
    facts = [commit for work in works for commit in work]
    proof = funded.protocol.attest_all(*facts, by=funded.protocol.members[:1])
    call = funded.protocol.escrow.award_many(funded.program.id, works, proof)
    funded.refuse(call, "QuorumNotReached", signatures=1, quorum=2)


def test_all_open(funded, works):
    """
    BountyEscrow.awardMany / given all bounties are open / it should award every work, under one attestation
    """
    receipt = funded.send(funded.awarding_many(*works))
    assert [event.name for event in receipt.events].count("Attested") == 1
    assert funded.said(receipt) == [
        awarded(funded, 4, works[0][0], 100 * USDC, paid_to=funded.first),
        awarded(funded, 5, works[1][0], 200 * USDC, paid_to=funded.second),
        awarded(funded, 6, works[2][0], 120 * USDC, paid_to=funded.first),
        awarded(funded, 7, works[2][1], 180 * USDC, paid_to=funded.third),
    ]
    assert funded.usdc_of(funded.first, funded.second, funded.third) == (220 * USDC, 200 * USDC, 180 * USDC)
    assert funded.escrowed == 0


def test_each_award_is_on_its_own_fact(funded, works):
    """Also where works of several contributors come before others."""
    receipt = funded.send(funded.awarding_many(works[2], works[0], works[1]))
    commits = [*works[2], *works[0], *works[1]]
    assert [values["fact"] for _, values in funded.said(receipt)] == [fact_hash(commit) for commit in commits]


def test_one_completed(funded, works):
    """
    BountyEscrow.awardMany / given the bounty of one work is completed /
    it should pass over that work and award the others
    """
    funded.award(*works[1])
    receipt = funded.send(funded.awarding_many(*works))
    assert funded.said(receipt) == [
        awarded(funded, 5, works[0][0], 100 * USDC, paid_to=funded.first),
        awarded(funded, 6, works[2][0], 120 * USDC, paid_to=funded.first),
        awarded(funded, 7, works[2][1], 180 * USDC, paid_to=funded.third),
    ]
    assert funded.usdc_of(funded.second) == 200 * USDC


def test_one_explained(funded, works):
    """
    BountyEscrow.awardMany / given the bounty of one work is explained /
    it should pass over that work and award the others
    """
    funded.close(funded.closure(subject=OTHER_SUBJECT))
    receipt = funded.send(funded.awarding_many(*works))
    assert funded.said(receipt) == [
        awarded(funded, 5, works[0][0], 100 * USDC, paid_to=funded.first),
        awarded(funded, 6, works[2][0], 120 * USDC, paid_to=funded.first),
        awarded(funded, 7, works[2][1], 180 * USDC, paid_to=funded.third),
    ]
    assert funded.usdc_of(funded.second) == 0


def test_one_released(funded, works):
    """
    BountyEscrow.awardMany / given one work is awarded already and released /
    it should pass over that work and award the others
    """
    part = funded.commit(completion=5_000)
    funded.award(part)
    assert funded.award_of(funded.first).state is AwardState.RELEASED
    receipt = funded.send(funded.awarding_many([part], works[1]))
    assert funded.said(receipt) == [awarded(funded, 5, works[1][0], 200 * USDC, paid_to=funded.second)]
    assert funded.usdc_of(funded.first) == 50 * USDC


def test_one_owed(reviewed):
    """
    BountyEscrow.awardMany / given one work is awarded already and owed /
    it should pass over that work and award the others
    """
    fund_three(reviewed)
    part, other = reviewed.commit(completion=5_000), reviewed.commit(reviewed.second, subject=OTHER_SUBJECT)
    reviewed.award(part)
    receipt = reviewed.send(reviewed.awarding_many([part], [other]))
    end = reviewed.now + REVIEW
    assert reviewed.said(receipt) == [awarded(reviewed, 5, other, 200 * USDC, paid_to=None, review_end=end)]
    assert reviewed.bounty().pool == 50 * USDC


def cancelled_part(reviewed):
    fund_three(reviewed)
    part = reviewed.commit(completion=5_000)
    reviewed.award(part)
    reviewed.cancel(part)
    return part


def test_one_corrected(reviewed):
    """
    BountyEscrow.awardMany / given the awards of one work were cancelled / when its facts are corrected /
    it should award it again
    """
    corrected = replace(cancelled_part(reviewed), evidence=OTHER_EVIDENCE)
    other = reviewed.commit(subject=OTHER_SUBJECT)
    receipt = reviewed.send(reviewed.awarding_many([corrected], [other]))
    end = reviewed.now + REVIEW
    assert reviewed.said(receipt) == [
        awarded(reviewed, 6, corrected, 50 * USDC, paid_to=None, review_end=end),
        awarded(reviewed, 7, other, 200 * USDC, paid_to=None, review_end=end),
    ]


def test_one_cancelled(reviewed):
    """
    BountyEscrow.awardMany / given the awards of one work were cancelled / when its facts are the same /
    it should refuse with FactCancelled
    """
    part = cancelled_part(reviewed)
    call = reviewed.awarding_many([reviewed.commit(subject=OTHER_SUBJECT)], [part])
    reviewed.refuse(call, "FactCancelled", fact=fact_hash(part))


def test_one_locked_to_a_rival(funded, works):
    """
    BountyEscrow.awardMany / given another work holds the lock of one bounty / it should refuse with LockHeld
    """
    funded.lock(work=RIVAL, subject=OTHER_SUBJECT)
    end = funded.bounty(OTHER_SUBJECT).lock.end
    funded.refuse(funded.awarding_many(*works), "LockHeld", holder=RIVAL[:20], end=end)


def test_one_revoked(funded, works):
    """BountyEscrow.awardMany / given one Commit is revoked / it should refuse with Revoked"""
    revoked = works[2][1]
    funded.protocol.revoke(revoked)
    call = funded.awarding_many(*works)
    funded.refuse(call, "Revoked", fact=fact_hash(revoked), revokedAt=funded.now)


def test_two_works_for_one_subject(funded, works):
    """
    BountyEscrow.awardMany / when two works complete the same subject /
    it should award the first and pass over the second
    """
    second_work = [funded.commit(funded.second, work=RIVAL)]
    receipt = funded.send(funded.awarding_many(works[0], second_work))
    assert funded.said(receipt) == [awarded(funded, 4, works[0][0], 100 * USDC, paid_to=funded.first)]
    assert funded.usdc_of(funded.second) == 0


def test_one_frozen_wallet(funded, works, circle_usdc):
    """
    BountyEscrow.awardMany / given the token refuses one wallet / it should pay the others and owe that one
    """
    circle_usdc.blacklist(funded.second.account.address)
    funded.send(funded.awarding_many(*works))
    assert funded.usdc_of(funded.first, funded.second, funded.third) == (220 * USDC, 0, 180 * USDC)
    assert funded.award_of(funded.second, WORK, OTHER_SUBJECT).amount == funded.escrowed == 200 * USDC


def test_two_parts_of_one_subject(stage):
    """Two works of one batch share a subject: the first is recorded, the second completes and needs no record."""
    stage.fund(100 * USDC)
    one, two = stage.commit(completion=6_000), stage.commit(stage.second, completion=4_000, work=RIVAL)
    stage.send(stage.awarding_many([one], [two]))
    assert stage.usdc_of(stage.first, stage.second) == (60 * USDC, 40 * USDC)
    assert stage.award_of(stage.first).state is AwardState.RELEASED
    assert stage.award_of(stage.second, RIVAL).state is AwardState.NONE
