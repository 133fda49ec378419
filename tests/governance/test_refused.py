"""Who cannot change anything, and when nobody can."""

import pytest

from praxis_chain.core.errors import ContractRefused
from praxis_chain.core.ids import hash_uri
from tests.events import said, told
from tests.governance.community import (
    THRESHOLD,
    TIMELOCK_DELAY,
    VOTING_DELAY,
    VOTING_PERIOD,
    Community,
    Proposal,
    State,
    Vote,
    only,
)
from tests.prax.accruing import accrue
from tests.protocol import PRAX, identity

READY = 2  # TimelockController.OperationState


@pytest.fixture
def proposal(community: Community) -> Proposal:
    """The middle voter wants the epoch cap gone."""
    return community.propose("stop", community.protocol.prax.set_epoch_cap(0))


def refuse_as(community, proposal, call, current, *expected, by=None):
    community.protocol.assert_refused(
        call, by or community.stranger, "GovernorUnexpectedProposalState",
        proposalId=proposal.id, current=current, expectedStates=only(*expected),
    )  # fmt: skip


def test_whoever_has_too_little_cannot_propose(community):
    """Nor whoever has nothing; what a proposer had a second ago counts."""
    protocol = community.protocol
    protocol.chain.mine()
    call = community.governor.propose("stop", protocol.prax.set_epoch_cap(0))
    for account, votes in ((community.smallest, 55 * PRAX), (community.stranger, 0), (protocol.owner, 0)):
        protocol.assert_refused(
            call, account, "GovernorInsufficientProposerVotes",
            proposer=account.address, votes=votes, threshold=THRESHOLD,
        )  # fmt: skip


def test_delegated_votes_propose(community):
    """Delegating is all that can be done with PRAX besides voting, and moves none of it."""
    protocol = community.protocol
    protocol.send(protocol.prax.delegate(community.smallest.address), community.middle)
    protocol.chain.mine()
    proposal = community.propose("stop", protocol.prax.set_epoch_cap(0), by=community.smallest)
    community.open(proposal)
    receipt = community.vote(proposal, Vote.AGAINST, community.smallest)
    assert told(receipt) == [
        said(
            community.governor, "VoteCast", voter=community.smallest.address, proposalId=proposal.id, support=0,
            weight=155 * PRAX, reason="",
        )
    ]  # fmt: skip


def test_no_vote_before_the_delay(community, proposal):
    """Until then everybody can still read what is proposed."""
    start = community.read("proposalSnapshot", proposal.id)
    assert start == community.protocol.now + VOTING_DELAY
    community.until(start)
    refuse_as(
        community, proposal, community.governor.vote(proposal, Vote.FOR), State.PENDING, State.ACTIVE,
        by=community.largest,
    )  # fmt: skip
    community.open(proposal)
    community.vote(proposal, Vote.FOR, community.largest)
    assert community.protocol.now == start + 1


def test_what_accrues_after_the_snapshot_does_not_vote(community, proposal):
    """Nobody earns their way into a vote that has begun."""
    protocol = community.protocol
    community.open(proposal)
    accrue(protocol, protocol.commit(contributor=identity(community.middle), work=hash_uri("late"), quality=20_000))
    protocol.chain.mine()
    assert protocol.prax.get_votes(protocol.view, community.middle.address) == 300 * PRAX
    receipt = community.vote(proposal, Vote.FOR, community.middle)
    assert receipt.event("VoteCast").args["weight"] == 100 * PRAX


def test_nobody_votes_twice(community, proposal):
    community.open(proposal)
    community.vote(proposal, Vote.AGAINST, community.middle)
    community.protocol.assert_refused(
        community.governor.vote(proposal, Vote.FOR),
        community.middle,
        "GovernorAlreadyCastVote",
        voter=community.middle.address,
    )


def test_too_few_voters(community, proposal):
    """155 PRAX for it and none against are not half of 355."""
    community.open(proposal)
    for voter in (community.middle, community.smallest):
        community.vote(proposal, Vote.FOR, voter)
    community.end(proposal)
    refuse_as(community, proposal, community.governor.queue(proposal), State.DEFEATED, State.SUCCEEDED)


def test_more_against_it(community, proposal):
    community.open(proposal)
    community.vote(proposal, Vote.AGAINST, community.largest)
    community.vote(proposal, Vote.FOR, community.middle)
    community.end(proposal)
    refuse_as(community, proposal, community.governor.queue(proposal), State.DEFEATED, State.SUCCEEDED)


def test_no_queueing_before_the_vote_is_over(community, proposal):
    """However many voted for it already."""
    community.open(proposal)
    community.vote(proposal, Vote.FOR, community.largest)
    deadline = community.read("proposalDeadline", proposal.id)
    assert deadline == community.read("proposalSnapshot", proposal.id) + VOTING_PERIOD
    community.until(deadline)
    refuse_as(community, proposal, community.governor.queue(proposal), State.ACTIVE, State.SUCCEEDED)
    community.end(proposal)
    refuse_as(community, proposal, community.governor.execute(proposal), State.SUCCEEDED, State.QUEUED)
    receipt = community.queue(proposal)
    assert receipt.event("ProposalQueued").args["etaSeconds"] == deadline + 1 + TIMELOCK_DELAY


def test_nothing_happens_before_the_timelock_lets_it(community, proposal):
    """A second before its time it is refused, by governor and timelock alike."""
    community.open(proposal)
    community.vote(proposal, Vote.FOR, community.largest)
    community.end(proposal)
    receipt = community.queue(proposal)
    operation, eta = receipt.event("CallScheduled").args["id"], receipt.event("ProposalQueued").args["etaSeconds"]
    community.until(eta - 1)
    community.protocol.assert_refused(
        community.governor.execute(proposal),
        community.stranger,
        "TimelockUnexpectedOperationState",
        operationId=operation,
        expectedStates=only(READY),
    )
    community.ripen(proposal)
    community.execute(proposal)
    assert community.protocol.now == eta
    assert community.protocol.prax.epoch(community.protocol.view).cap == 0


def test_nobody_executes_twice(community):
    """What was executed is not executed again."""
    proposal = community.pass_("stop", community.protocol.prax.set_epoch_cap(0))
    community.execute(proposal)
    refuse_as(community, proposal, community.governor.execute(proposal), State.EXECUTED, State.QUEUED)


def test_the_governor_itself_owns_nothing(community):
    """Only the timelock does: there is no way around its delay."""
    protocol, governor = community.protocol, community.governor.address
    for call in (protocol.prax.set_epoch_cap(0), protocol.attesters.configure(new_quorum=3)):
        with pytest.raises(ContractRefused) as refused:
            call.simulate(protocol.chain, governor)
        assert (refused.value.name, refused.value.values) == ("OwnableUnauthorizedAccount", {"account": governor})
