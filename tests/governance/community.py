"""A community that owns the protocol: OpenZeppelin's governor and timelock, and three voters who earned their PRAX.

proposal = community.pass_("a higher reward", prax.set_action(new), prax.set_action(old, open=False))
receipt = community.execute(proposal)
"""

from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING, Any, NamedTuple

from eth_hash.auto import keccak

from praxis_chain.core.programs import DAY
from praxis_chain.evm.abi import Abi
from praxis_chain.evm.bindings import Call
from praxis_chain.evm.bindings.call import Binding
from praxis_chain.evm.compiler import solidity_test_artifact
from tests.protocol import PRAX, Protocol

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

    from praxis_chain.evm.transactions import Receipt

VOTING_DELAY, VOTING_PERIOD, TIMELOCK_DELAY = 2 * DAY, 5 * DAY, 3 * DAY
THRESHOLD = 60 * PRAX  # to propose
QUORUM_PERCENT = 50  # of all PRAX


class Vote(IntEnum):
    AGAINST = 0
    FOR = 1
    ABSTAIN = 2


class State(IntEnum):
    """IGovernor.ProposalState."""

    PENDING = 0
    ACTIVE = 1
    CANCELED = 2
    DEFEATED = 3
    SUCCEEDED = 4
    QUEUED = 5
    EXECUTED = 7


def only(*states: int) -> bytes:
    """States as the errors of governor and timelock name them: a bit each."""
    return sum(1 << state for state in states).to_bytes(32, "big")


class Proposal(NamedTuple):
    """What a governor knows a proposal by."""

    id: int
    calls: tuple[Call, ...]
    description: str

    @property
    def values(self) -> tuple[list[str], list[int], list[bytes]]:
        """Targets, ether, calldata."""
        return (
            [call.contract.address for call in self.calls],
            [0] * len(self.calls),
            [call.data for call in self.calls],
        )

    @property
    def description_hash(self) -> bytes:
        return keccak(self.description.encode())


class Governor(Binding):
    """tests/solidity/PraxGovernor.sol; also knows what the timelock says in the middle of its calls."""

    def propose(self, description: str, *calls: Call) -> Call:
        return self._call("propose", *Proposal(0, calls, description).values, description)

    def vote(self, proposal: Proposal, vote: Vote) -> Call:
        return self._call("castVote", proposal.id, int(vote))

    def queue(self, proposal: Proposal) -> Call:
        return self._call("queue", *proposal.values, proposal.description_hash)

    def execute(self, proposal: Proposal) -> Call:
        return self._call("execute", *proposal.values, proposal.description_hash)


class Timelock(Binding):
    """tests/solidity/Timelock.sol."""

    def do(self, function: str, *args: Any) -> Call:
        return self._call(function, *args)


@dataclass(frozen=True)
class Community:
    """The voters hold 200, 100 and 55 PRAX: `largest` can pass a proposal alone, the two others cannot."""

    protocol: Protocol
    governor: Governor
    timelock: Timelock
    largest: "LocalAccount"
    middle: "LocalAccount"
    smallest: "LocalAccount"
    stranger: "LocalAccount"

    def propose(self, description: str, *calls: Call, by: "LocalAccount | None" = None) -> Proposal:
        """Proposed by the middle voter."""
        receipt = self.protocol.send(self.governor.propose(description, *calls), by or self.middle)
        return Proposal(receipt.event("ProposalCreated").args["proposalId"], calls, description)

    def open(self, proposal: Proposal) -> None:
        """The next block is the first in which votes count."""
        self.until(self.read("proposalSnapshot", proposal.id) + 1)

    def vote(self, proposal: Proposal, vote: Vote, by: "LocalAccount") -> "Receipt":
        return self.protocol.send(self.governor.vote(proposal, vote), by)

    def end(self, proposal: Proposal) -> None:
        """The next block is the first in which no vote counts any more."""
        self.until(self.read("proposalDeadline", proposal.id) + 1)

    def queue(self, proposal: Proposal) -> "Receipt":
        return self.protocol.send(self.governor.queue(proposal), self.stranger)

    def ripen(self, proposal: Proposal) -> None:
        """The next block is the first in which it can be executed."""
        self.until(self.read("proposalEta", proposal.id))

    def pass_(self, description: str, *calls: Call) -> Proposal:
        """Proposed, carried by the largest voter, queued, ripe."""
        proposal = self.propose(description, *calls)
        self.open(proposal)
        self.vote(proposal, Vote.FOR, self.largest)
        self.end(proposal)
        self.queue(proposal)
        self.ripen(proposal)
        return proposal

    def execute(self, proposal: Proposal) -> "Receipt":
        """By anybody."""
        return self.protocol.send(self.governor.execute(proposal), self.stranger)

    def until(self, time: int) -> None:
        """What comes next, simulated or sent, has this block time."""
        if self.protocol.now != time - 1:
            self.protocol.chain.warp(to=time - 1)

    def read(self, function: str, *args: Any) -> Any:
        """What a view of the governor answers now."""
        return self.protocol.view.call(self.governor.contract, function, *args)

    def state(self, proposal: Proposal) -> State:
        return State(self.read("state", proposal.id))


def found(
    protocol: Protocol,
    largest: "LocalAccount",
    middle: "LocalAccount",
    smallest: "LocalAccount",
    stranger: "LocalAccount",
) -> Community:
    """Governor and timelock as docs/governance.md sets them up; the protocol is not theirs yet."""
    founder = protocol.owner
    timelock, governor = solidity_test_artifact("Timelock"), solidity_test_artifact("PraxGovernor")
    known = {str(entry) for entry in governor.abi}
    both = Abi("PraxGovernor", governor.abi + [entry for entry in timelock.abi if _is_said(entry, known)])
    sender = protocol.sender(founder)
    lock, _ = sender.deploy(
        Abi("Timelock", timelock.abi), bytes.fromhex(timelock.bytecode[2:]), TIMELOCK_DELAY, founder.address
    )
    votes, _ = sender.deploy(
        both, bytes.fromhex(governor.bytecode[2:]), protocol.prax.address, lock.address, VOTING_DELAY, VOTING_PERIOD,
        THRESHOLD, QUORUM_PERCENT,
    )  # fmt: skip
    community = Community(protocol, Governor(votes), Timelock(lock), largest, middle, smallest, stranger)
    for role in ("PROPOSER_ROLE", "CANCELLER_ROLE"):
        protocol.send(community.timelock.do("grantRole", protocol.view.call(lock, role), votes.address), founder)
    protocol.send(community.timelock.do("renounceRole", bytes(32), founder.address), founder)
    return community


def _is_said(entry: dict[str, Any], known: set[str]) -> bool:
    """An error or event of the timelock that the governor does not have itself."""
    return entry["type"] in ("error", "event") and str(entry) not in known
