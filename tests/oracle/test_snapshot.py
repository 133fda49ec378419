"""Questions about many things are asked together and once, with the answers that each would have got alone."""

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pytest
from web3.providers.base import JSONBaseProvider
from web3.types import RPCEndpoint, RPCResponse

from praxis_chain.core.errors import ContractRefused, WrongInput
from praxis_chain.core.facts import fact_hash
from praxis_chain.core.ids import hash_uri
from praxis_chain.evm.bindings import BountyEscrow
from praxis_chain.evm.client import Client, View
from praxis_chain.evm.deployments import bind
from praxis_chain.evm.sender import Sender
from praxis_chain.evm.snapshot import Snapshot
from praxis_chain.oracle import Chain, Judged, Relayer, Report
from tests.protocol import USDC, Protocol

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount


class Batching(JSONBaseProvider):
    """Answers batches, as nodes do, and counts round trips by method. The chain behind it is the one under test."""

    def __init__(self, provider: Any) -> None:
        super().__init__()
        self.behind = provider
        self.single: Counter[str] = Counter()
        self.batches: list[int] = []

    def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        self.single[method] += 1
        answer: RPCResponse = self.behind.make_request(method, params)
        return answer

    def make_batch_request(self, requests: Sequence[tuple[RPCEndpoint, Any]]) -> list[RPCResponse]:
        self.batches.append(len(requests))
        return [self.behind.make_request(method, params) for method, params in requests]


@pytest.fixture
def trips(protocol: Protocol) -> Iterator[Batching]:
    """The round trips of this test."""
    behind = protocol.chain.provider
    protocol.chain.provider = counting = Batching(behind)
    yield counting
    protocol.chain.provider = behind


@pytest.fixture
def snapshot(protocol: Protocol) -> Snapshot:
    return Snapshot(protocol.chain, Client(protocol.chain).stamp())


def test_a_question_is_asked_once(protocol: Protocol, snapshot: Snapshot, trips: Batching) -> None:
    for _ in range(3):
        assert protocol.attesters.is_member(snapshot, protocol.members[0].address) is True
    assert trips.single == {"eth_call": 1}


def test_it_stays_as_of_its_block(protocol: Protocol, snapshot: Snapshot, sponsor: "LocalAccount") -> None:
    protocol.fund(sponsor, 100 * USDC)
    assert protocol.escrow.totals(snapshot).escrowed == 0
    assert protocol.escrow.totals(protocol.view).escrowed == 100 * USDC


def test_questions_about_many_things_go_together_step_by_step(
    protocol: Protocol, snapshot: Snapshot, trips: Batching
) -> None:
    bounties = [hash_uri(f"bounty {number}") for number in range(250)]
    found = snapshot.each(protocol.escrow.bounty, bounties)
    assert trips.batches == [100, 100, 50] * 3  # bounties, locks, reviews
    assert trips.single == {}
    assert found == [protocol.escrow.bounty(snapshot, bounty) for bounty in bounties]


def test_answers_come_in_the_order_of_the_things_however_many_questions_each_needs(
    protocol: Protocol, snapshot: Snapshot
) -> None:
    accounts = [protocol.members[0], protocol.owner, protocol.members[1]]

    def ask(view: View, number: int) -> tuple[int, int]:
        """A member needs one question more than somebody who is none."""
        member = protocol.attesters.is_member(view, accounts[number].address)
        return number, protocol.attesters.committee(view).quorum if member else 0

    assert snapshot.each(ask, range(3)) == [(0, 2), (1, 0), (2, 2)]
    assert snapshot.each(ask, []) == []


def test_a_contract_that_refuses_is_named_as_if_it_were_asked_alone(protocol: Protocol, snapshot: Snapshot) -> None:
    def ask(view: View, _: int) -> Any:
        return protocol.prax.get_past_votes(view, protocol.owner.address, 2**47)

    with pytest.raises(ContractRefused) as refused:
        snapshot.each(ask, range(3))
    assert refused.value.name == "ERC5805FutureLookup"


def test_an_address_without_a_contract_is_wrong_input(protocol: Protocol, snapshot: Snapshot) -> None:
    nowhere = BountyEscrow.at(protocol.owner.address)
    with pytest.raises(WrongInput, match="does not answer"):
        snapshot.each(nowhere.bounty, [hash_uri("one"), hash_uri("two")])


def test_a_pass_over_hundreds_of_facts_takes_few_round_trips(
    protocol: Protocol, trips: Batching, relayer: "LocalAccount"
) -> None:
    commits = [protocol.commit(subject=hash_uri(f"issue {number}")) for number in range(150)]
    judged = Judged({fact_hash(commit): commit for commit in commits}, {}, (), ())
    chain = Chain(bind(protocol.record), (protocol.program,), {})
    trips.single.clear()
    assert Relayer(Sender(protocol.chain, relayer), chain).run(judged, []) == Report()
    assert trips.batches == [100, 50] * 5  # bounties, locks, reviews, accruals; then awards to release
    assert sum(trips.single.values()) <= 9  # the block, four times; and the one contributor
