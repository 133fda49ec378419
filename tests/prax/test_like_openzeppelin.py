"""What PRAX tells and remembers of votes, against OpenZeppelin's ERC20Votes told to do the same.

There everybody delegated to themselves before anything else. So of PRAX two things are left out: the announcement of
that default, and the events that are its own.
"""

from dataclasses import dataclass
from random import Random
from typing import TYPE_CHECKING, Any

import pytest

from praxis_chain.core.addresses import ZERO_ADDRESS
from praxis_chain.core.facts import Commit
from praxis_chain.core.ids import hash_uri
from praxis_chain.evm.abi import Abi
from praxis_chain.evm.bindings.call import Binding, Call
from praxis_chain.evm.compiler import solidity_test_artifact
from tests.prax.accruing import ask
from tests.protocol import PRAX, Protocol
from tests.stakeholders.linking import change_at_once

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

    from praxis_chain.evm.transactions import Receipt

EVENTS = ("Transfer", "DelegateChanged", "DelegateVotesChanged")
STEPS = 30


@dataclass(frozen=True)
class PlainVotes(Binding):
    """tests/solidity/PlainVotes.sol."""

    NAME = "PlainVotes"

    def move(self, *moves: tuple[str, str, int]) -> Call:
        """From, to, wei."""
        return self._call("move", list(moves))

    def delegate(self, to: str) -> Call:
        return self._call("delegate", to)


@pytest.fixture
def everybody(protocol) -> list["LocalAccount"]:
    """Two wallets of each of two people, and somebody who never holds any."""
    return [protocol.chain.accounts[i] for i in (3, 5, 4, 6, 9)]


@pytest.fixture
def plain(protocol, everybody) -> PlainVotes:
    """All of them vote for themselves."""
    artifact = solidity_test_artifact("PlainVotes")
    contract, _ = protocol.sender(protocol.owner).deploy(
        Abi(artifact.name, artifact.abi), bytes.fromhex(artifact.bytecode[2:])
    )
    votes = PlainVotes(contract)
    for account in everybody:
        protocol.send(votes.delegate(account.address), account)
    return votes


def of_votes(receipt: "Receipt") -> list[tuple[str, dict[str, Any]]]:
    """Without who said it, the announcements of the default, and what is PRAX's own."""
    return [
        (event.name, dict(event.args))
        for event in receipt.events
        if event.name in EVENTS and event.args.get("fromDelegate") != ZERO_ADDRESS
    ]


def course(protocol: Protocol, contract: Any, account: str) -> list[int]:
    """What an account's votes came to, the oldest first."""
    read = protocol.view.call
    return [
        read(contract, "checkpoints", account, i)["_value"] for i in range(read(contract, "numCheckpoints", account))
    ]


@pytest.mark.parametrize("seed", range(2))
def test_votes_are_told_and_remembered_as_openzeppelin_does(protocol, plain, everybody, seed):
    """The same events in the same order with the same values, call by call; in the end the same numbers of votes, now
    and at every change."""
    choose, prax = Random(seed), protocol.prax
    wallets = [everybody[:2], everybody[2:4]]  # the present one first
    people = [protocol.enter(first) for first, _ in wallets]
    live: tuple[list[tuple[Commit, int]], list[tuple[Commit, int]]] = ([], [])
    for number in range(STEPS):
        who, other = choose.randrange(2), choose.randrange(2)
        present, former = wallets[who]
        step = choose.choice(["accrue", "accrue", "revoke", "delegate", "delegate", "change wallet"])
        if step == "accrue":
            batch = [
                (person, protocol.commit(contributor=people[person], work=hash_uri(f"{number} {i}"), quality=quality))
                for i, (person, quality) in enumerate([(who, 10_000), (other, 20_000), (other, 0)])
            ]
            commits = [commit for _, commit in batch]
            ours = protocol.send(prax.accrue_many(commits, protocol.attest_all(*commits)), protocol.arbiter)
            moves = []
            for person, commit in batch:
                amount = commit.quality * PRAX // 100
                live[person].append((commit, amount))
                moves.append((ZERO_ADDRESS, wallets[person][0].address, amount))
            theirs = protocol.send(plain.move(*moves), protocol.owner)
        elif step == "revoke" and live[who]:
            commit, amount = live[who].pop(0)
            protocol.revoke(commit)
            ours = protocol.send(prax.revoke(commit), protocol.arbiter)
            theirs = protocol.send(plain.move((present.address, ZERO_ADDRESS, amount)), protocol.owner)
        elif step == "change wallet" and live[who]:
            change_at_once(protocol, people[who], former, present)
            wallets[who] = [former, present]
            held = sum(amount for _, amount in live[who])
            ours = protocol.send(prax.recover(people[who]), protocol.arbiter)
            theirs = protocol.send(plain.move((present.address, former.address, held)), protocol.owner)
        else:
            account, to = choose.choice(everybody), choose.choice(everybody).address
            ours = protocol.send(prax.delegate(to), account)
            theirs = protocol.send(plain.delegate(to), account)
        assert of_votes(ours) == of_votes(theirs), f"{step} in step {number}"

    for account in (wallet.address for wallet in everybody):
        assert course(protocol, prax.contract, account) == course(protocol, plain.contract, account)
        for view in ("balanceOf", "getVotes", "delegates"):
            assert ask(protocol, view, account) == protocol.view.call(plain.contract, view, account)
    assert ask(protocol, "totalSupply") == protocol.view.call(plain.contract, "totalSupply")
