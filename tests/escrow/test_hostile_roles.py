"""E9, role by role: what hostile attesters, stakeholders, an arbiter or a wallet can cost those who chose them.

Whatever it costs them, the honest program's bounty of the very same issue stays what it was, to the unit.
"""

from dataclasses import replace

import pytest

from praxis_chain.core.addresses import address_bytes
from praxis_chain.core.attestation import BatchProof
from praxis_chain.core.facts import fact_hash
from praxis_chain.core.ids import NOBODY
from praxis_chain.core.programs import DAY
from praxis_chain.evm.bindings import Call, Direction, Funding
from tests.escrow.authorizing import authorize, submitting
from tests.escrow.solidity import deploy_solidity
from tests.escrow.stage import RIVAL
from tests.escrow.test_hostile_programs import every_function
from tests.protocol import REVIEW, SUBJECT_URI, USDC, WORK
from tests.stakeholders.linking import wallet_now
from tests.windows import outcome, refused

UNSIGNED_BATCH = BatchProof((), (), b"")


@pytest.fixture
def theirs(reviewed):
    """Awarded under the honest program, and under review: 300 of 750 USDC."""
    reviewed.fund(500 * USDC)
    reviewed.fund(250 * USDC, by=reviewed.second_sponsor)
    reviewed.lock()
    commit = reviewed.commit(completion=4_000)
    reviewed.award(commit)
    return commit


@pytest.fixture
def honest(reviewed, theirs):
    return reviewed


@pytest.fixture
def hostile(stage, honest):
    """Says whatever it likes: all facts are attested and revoked, the stranger's wallet is everybody's."""
    contract = deploy_solidity(stage.protocol, "HostileProgram")
    stage.send(Call(contract, "setWallet", (stage.stranger.address,)))
    return contract


def all_of(honest):
    """What the honest bounty consists of."""
    return (
        honest.bounty(), honest.award_of(honest.first), honest.award_of(honest.second, RIVAL),
        honest.stake_of(honest.sponsor), honest.stake_of(honest.second_sponsor),
    )  # fmt: skip


def by(hostile, call):
    """The hostile contract makes that call."""
    return Call(hostile, "execute", (call.contract.address, call.data))


def goes_on(honest, theirs, before):
    """It stayed what it was, and all of it is paid to whom it is due."""
    assert all_of(honest) == before
    honest.at(honest.now + REVIEW)
    paid = honest.usdc_of(honest.first)
    honest.send(honest.releasing(honest.first, WORK))
    assert honest.usdc_of(honest.first) - paid == 300 * USDC
    honest.at(honest.stake_of(honest.second_sponsor).committed_until)
    assert [honest.refund(honest.second_sponsor), honest.refund(honest.sponsor)] == [150 * USDC, 300 * USDC]


def test_a_hostile_arbiter_costs_time(honest, theirs, hostile):
    """It cancels every award, keeps no sponsor from taking back all that they gave, and cancels nothing elsewhere."""
    before, stage = all_of(honest), honest.under(arbiter=hostile.address, commitment_period=0)
    stage.fund(100 * USDC)
    for number in range(3):
        commit = stage.commit(evidence=bytes([number]) * 32)
        stage.award(commit)
        stage.send(by(hostile, stage.cancelling(commit)))
    answer = outcome(stage.protocol, by(hostile, honest.cancelling(theirs)), stage.relayer)
    assert answer == refused("MayNotCancel", caller=hostile.address)
    stage.at(stage.bounty().review.until)
    assert stage.refund(stage.sponsor) == 100 * USDC
    goes_on(honest, theirs, before)


def test_hostile_stakeholders_cost_what_is_awarded(honest, theirs, hostile):
    """They send awards to whom they like; what honest attesters award nobody goes back to its sponsors."""
    before, stage = all_of(honest), honest.under(stakeholders=hostile.address, review_period=0, commitment_period=0)
    stage.fund(100 * USDC)
    refusal = refused("QuorumNotReached", signatures=0, quorum=2)
    unsigned = stage.protocol.escrow.award(stage.program.id, [stage.commit(completion=9_999)], UNSIGNED_BATCH)
    assert outcome(stage.protocol, unsigned, stage.stranger) == refusal
    stage.award(stage.commit(completion=2_500))
    assert stage.usdc_of(stage.stranger) == 25 * USDC
    direction = Direction(fact_hash(theirs), stage.stranger.address, 0, stage.now + DAY)
    there = outcome(stage.protocol, honest.releasing_to(honest.first, direction), stage.stranger)
    assert there == refused("NotTheWallet", wallet=honest.first.account.address)
    assert stage.refund(stage.sponsor) == 75 * USDC
    goes_on(honest, theirs, before)


def test_hostile_attesters_cost_the_pool(honest, theirs, hostile):
    """They award what they like, but to the wallets of honest stakeholders; and revoke what they like, but here."""
    before, stage = all_of(honest), honest.under(attesters=hostile.address)
    stage.fund(100 * USDC)
    escrow, paid = stage.protocol.escrow, stage.usdc_of(stage.second)
    stolen = stage.commit(stage.second, work=RIVAL)
    stage.send(escrow.award(stage.program.id, [stolen], UNSIGNED_BATCH))
    not_revoked = outcome(stage.protocol, honest.cancelling(theirs), stage.stranger)
    assert not_revoked == refused("MayNotCancel", caller=stage.stranger.address)
    with stage.protocol.chain.rollback():
        stage.send(stage.cancelling(stolen), stage.stranger)
        assert stage.bounty().pool == 100 * USDC
    stage.at(stage.now + REVIEW)
    stage.send(stage.releasing(stage.second, RIVAL))
    assert stage.usdc_of(stage.second) - paid == 100 * USDC
    goes_on(honest, theirs, before)


# -- wallets that are asked for their signature -----------------------------------------------------------------------


def arm(honest, hostile):
    """From now on it calls every function of the escrow whenever it is asked anything."""
    calls = every_function(honest, honest.program.id)
    honest.send(Call(hostile, "arm", (calls[0].contract.address, [call.data for call in calls])))


def test_a_payees_wallet_cannot_come_back_in(honest, theirs, hostile, stage):
    """While the escrow asks it whether it directs an award: it is paid what it is owed, once."""
    link = stage.protocol.link(stage.unlinked.account, wallet=address_bytes(hostile.address))
    stage.send(stage.protocol.stakeholders.link(link, *stage.protocol.attest(link)))
    assert wallet_now(stage.protocol, stage.unlinked.id) == hostile.address
    other = honest.under(commitment_period=0)
    other.fund(100 * USDC)
    commit = other.commit(stage.unlinked)
    other.award(commit)
    other.at(other.now + REVIEW)
    before = all_of(honest)
    arm(honest, hostile)
    direction = Direction(fact_hash(commit), stage.stranger.address, 0, other.now + DAY, b"anything")
    other.send(other.releasing_to(stage.unlinked, direction))
    assert stage.usdc_of(stage.stranger) == 100 * USDC
    other.refuse(other.releasing_to(stage.unlinked, direction), "NotOwed", award=other.award_id(stage.unlinked))
    assert all_of(honest) == before


def test_a_sponsors_wallet_cannot_come_back_in(honest, hostile, circle_usdc):
    """While the token asks it whether it signed: it funds what it says, once, and gets no more than that back."""
    circle_usdc.mint(hostile.address, 100 * USDC)
    before, stage = all_of(honest), honest.under(commitment_period=0)
    arm(honest, hostile)
    funding = Funding(stage.program.id, SUBJECT_URI, 100 * USDC)
    authorization = replace(authorize(stage, funding), sponsor=hostile.address, signature=b"anything")
    stage.send(submitting(stage, funding, authorization))
    assert (stage.stake_of(hostile).shares, stage.usdc_of(hostile)) == (100 * USDC, 0)
    stage.close(stage.closure(contributor=NOBODY))
    stage.at(stage.bounty().review.until)
    stage.send(stage.refunding(hostile))
    assert stage.usdc_of(hostile) == 100 * USDC
    assert all_of(honest) == before


def test_a_wallet_asked_outside_the_escrow_changes_nothing(honest, theirs, hostile, stage):
    """While Stakeholders asks it for its consent no guard is up, but nothing may be changed either."""
    before = all_of(honest)
    arm(honest, hostile)
    link = stage.protocol.link(stage.unlinked.account, wallet=address_bytes(hostile.address))
    call = stage.protocol.stakeholders.link(link, *stage.protocol.attest(link), b"anything")
    stage.refuse(call, "NoConsent", wallet=hostile.address)
    goes_on(honest, theirs, before)
