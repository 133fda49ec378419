"""What a vote changes: what an action is worth, and who attests."""

from dataclasses import replace

from praxis_chain.core.ids import hash_uri
from praxis_chain.evm.bindings import ActionState
from tests.events import said, told
from tests.prax.accruing import accrue, accruing, holdings
from tests.protocol import ACTION, PRAX, USDC, identity

HIGHER = replace(ACTION, reward=150 * PRAX)
LATER_WORK = hash_uri("github:repo/10270250/pull/12")


def test_a_vote_changes_what_an_action_earns(community):
    """A new version is added and the old one closed, in one block: what was completed before earns the old reward."""
    protocol, prax = community.protocol, community.protocol.prax
    proposal = community.pass_("150 PRAX", prax.set_action(HIGHER), prax.set_action(ACTION, open=False))
    before = protocol.commit(contributor=identity(community.smallest), work=LATER_WORK)
    receipt = community.execute(proposal)
    closed_at = protocol.now
    assert [event for event in told(receipt) if event[0] == prax.address] == [
        said(
            prax, "ActionSet", action=action.id, category=action.category, reward=action.reward,
            attemptShare=action.attempt_share, specification=action.specification, oldClosedAt=0, newClosedAt=closed,
        )
        for action, closed in ((HIGHER, 0), (ACTION, closed_at))
    ]  # fmt: skip
    assert [prax.action(protocol.view, action.id) for action in (HIGHER, ACTION)] == [
        ActionState(HIGHER.category, 150 * PRAX, HIGHER.attempt_share, None),
        ActionState(ACTION.category, 100 * PRAX, ACTION.attempt_share, closed_at),
    ]

    after = replace(before, work=hash_uri("github:repo/10270250/pull/13"), completedAt=closed_at)
    protocol.assert_refused(
        accruing(protocol, after), community.stranger, "ActionClosed", action=ACTION.id, closedAt=closed_at
    )
    accrue(protocol, before)
    assert holdings(protocol, community.smallest.address) == [155 * PRAX]
    accrue(protocol, replace(after, action=HIGHER.id))
    assert holdings(protocol, community.smallest.address) == [305 * PRAX]


def test_a_vote_rotates_an_attester(community, non_member, sponsor, contributor):
    """The day it is executed the old member's signature is worth nothing, not even under what was signed before."""
    protocol, attesters, newcomer = community.protocol, community.protocol.attesters, non_member
    leaving, staying, other = protocol.members
    protocol.fund(sponsor, 750 * USDC)
    commit = protocol.commit(contributor=identity(contributor), completion=4_000)
    signed_before = protocol.escrow.award(protocol.program.id, [commit], protocol.attest_all(commit))
    proposal = community.pass_("rotate", attesters.configure([newcomer.address], [leaving.address], new_quorum=2))
    signed_before.simulate(protocol.chain, community.stranger.address)  # it would still be paid

    receipt = community.execute(proposal)
    assert [event for event in told(receipt) if event[0] == attesters.address] == [
        said(attesters, "MemberRemoved", member=leaving.address),
        said(attesters, "MemberAdded", member=newcomer.address),
        said(attesters, "Configured", configuration=2, memberCount=3, oldQuorum=2, newQuorum=2),
    ]
    assert attesters.members(protocol.view) == sorted((m.address for m in (staying, other, newcomer)), key=str.lower)
    protocol.assert_refused(signed_before, community.stranger, "NotMember", account=leaving.address)

    signed_after = protocol.attest_all(commit, by=[staying, newcomer])
    protocol.send(protocol.escrow.award(protocol.program.id, [commit], signed_after), community.stranger)
    assert protocol.usdc_of(contributor) == 300 * USDC
    bounty = protocol.escrow.bounty(protocol.view, protocol.bounty())
    assert (bounty.awarded, bounty.pool) == (4_000, 450 * USDC)


def test_a_vote_can_stop_minting(community):
    """And nothing else: what was accrued stays."""
    protocol = community.protocol
    community.execute(community.pass_("stop", protocol.prax.set_epoch_cap(0)))
    commit = protocol.commit(contributor=identity(community.smallest), work=LATER_WORK)
    protocol.assert_refused(
        accruing(protocol, commit), community.stranger, "EpochCapReached", minted=0, amount=100 * PRAX, cap=0
    )
    assert holdings(protocol, *(v.address for v in (community.largest, community.middle, community.smallest))) == [
        200 * PRAX,
        100 * PRAX,
        55 * PRAX,
    ]
