"""How Attesters and Prax come to belong to whoever earned PRAX: docs/governance.md, step by step."""

from tests.events import said, told
from tests.governance.community import (
    THRESHOLD,
    TIMELOCK_DELAY,
    VOTING_DELAY,
    VOTING_PERIOD,
    Community,
    State,
    Vote,
    only,
)
from tests.protocol import PRAX


def owners(community: Community) -> list[str | None]:
    """Of Attesters and Prax, then whom they were offered to."""
    protocol, view = community.protocol, community.protocol.view
    committee = protocol.attesters.committee(view)
    return [committee.owner, protocol.prax.owner(view), committee.pending_owner, protocol.prax.pending_owner(view)]


def test_votes_are_what_was_accrued(founded):
    """The governor counts by PRAX's own clock, without anybody having delegated."""
    protocol, now = founded.protocol, founded.protocol.now
    protocol.chain.mine()
    voters = (founded.largest, founded.middle, founded.smallest, founded.stranger)
    assert [founded.read("getVotes", voter.address, now) for voter in voters] == [200 * PRAX, 100 * PRAX, 55 * PRAX, 0]
    assert founded.read("quorum", now) == 355 * PRAX // 2
    assert (founded.read("CLOCK_MODE"), founded.read("clock")) == ("mode=timestamp", protocol.now)
    assert [founded.read(name) for name in ("votingDelay", "votingPeriod", "proposalThreshold")] == [
        VOTING_DELAY,
        VOTING_PERIOD,
        THRESHOLD,
    ]


def test_an_offer_changes_nothing_yet(offered):
    """Until the timelock accepts, the founder can do everything, and take the offer back."""
    protocol, timelock = offered.protocol, offered.timelock.address
    founder = protocol.owner
    assert owners(offered) == [founder.address, founder.address, timelock, timelock]
    protocol.send(protocol.prax.set_epoch_cap(1), founder)
    protocol.send(protocol.attesters.transfer_ownership(founder.address), founder)
    assert owners(offered) == [founder.address, founder.address, founder.address, timelock]


def test_the_community_takes_the_protocol_by_a_vote(offered):
    """Both ownerships pass in the one block in which the proposal is executed."""
    protocol, governor, timelock = offered.protocol, offered.governor, offered.timelock
    calls = (protocol.attesters.accept_ownership(), protocol.prax.accept_ownership())
    proposal = offered.pass_("take the protocol", *calls)
    operation = offered.protocol.view.call(
        timelock.contract, "hashOperationBatch", *proposal.values, bytes(32), _salt(governor.address, proposal)
    )
    receipt = offered.execute(proposal)
    accepted = [
        (
            said(
                contract, "OwnershipTransferred", previousOwner=protocol.owner.address, newOwner=timelock.address
            ),
            said(
                timelock, "CallExecuted", id=operation, index=index, target=contract.address, value=0, data=call.data
            ),
        )
        for index, (contract, call) in enumerate(zip((protocol.attesters, protocol.prax), calls, strict=True))
    ]  # fmt: skip
    assert told(receipt) == [*accepted[0], *accepted[1], said(governor, "ProposalExecuted", proposalId=proposal.id)]
    assert owners(offered) == [timelock.address, timelock.address, None, None]
    assert offered.state(proposal) == State.EXECUTED


def test_the_founder_has_nothing_left(community):
    """Neither in the contracts nor in the timelock."""
    protocol, timelock, founder = community.protocol, community.timelock, community.protocol.owner
    for call in (
        protocol.attesters.configure(new_quorum=3),
        protocol.attesters.transfer_ownership(founder.address),
        protocol.prax.set_epoch_cap(0),
        protocol.prax.renounce_ownership(),
    ):
        protocol.assert_refused(call, founder, "OwnableUnauthorizedAccount", account=founder.address)
    roles = {name: protocol.view.call(timelock.contract, name) for name in ("PROPOSER_ROLE", "CANCELLER_ROLE")}
    for name, call in (
        ("PROPOSER_ROLE", timelock.do("schedule", protocol.prax.address, 0, b"", bytes(32), bytes(32), TIMELOCK_DELAY)),
        ("CANCELLER_ROLE", timelock.do("cancel", bytes(32))),
    ):
        protocol.assert_refused(
            call, founder, "AccessControlUnauthorizedAccount", account=founder.address, neededRole=roles[name]
        )
    grant = timelock.do("grantRole", roles["PROPOSER_ROLE"], founder.address)
    protocol.assert_refused(
        grant, founder, "AccessControlUnauthorizedAccount", account=founder.address, neededRole=bytes(32)
    )


def test_the_community_can_hand_it_on(community):
    """To a later timelock or a Safe, by a vote of its own."""
    protocol, heir = community.protocol, community.stranger
    community.execute(community.pass_("move on", protocol.prax.transfer_ownership(heir.address)))
    assert owners(community) == [community.timelock.address, community.timelock.address, None, heir.address]
    protocol.send(protocol.prax.accept_ownership(), heir)
    protocol.send(protocol.prax.set_epoch_cap(7), heir)
    assert protocol.prax.epoch(protocol.view).cap == 7


def test_what_the_timelock_does_not_own_it_cannot_take(founded):
    """A vote to accept what nobody offered fails when it is executed, and the proposal stays queued."""
    protocol = founded.protocol
    proposal = founded.pass_("take what nobody gave", protocol.prax.accept_ownership())
    protocol.assert_refused(
        founded.governor.execute(proposal),
        founded.stranger,
        "OwnableUnauthorizedAccount",
        account=founded.timelock.address,
    )
    assert founded.state(proposal) == State.QUEUED
    again = founded.governor.vote(proposal, Vote.AGAINST)
    protocol.assert_refused(
        again, founded.middle, "GovernorUnexpectedProposalState",
        proposalId=proposal.id, current=State.QUEUED, expectedStates=only(State.ACTIVE),
    )  # fmt: skip


def _salt(governor: str, proposal) -> bytes:
    """As GovernorTimelockControl makes it: the governor's address, padded on the right, xor the description's hash."""
    address = bytes.fromhex(governor[2:]).ljust(32, b"\0")
    return bytes(a ^ b for a, b in zip(address, proposal.description_hash, strict=True))
