"""A node is believed only as far as its answers fit: another chain, a contradiction, a lagging or old head is waited
for, and a receipt counts only if the block at its height is that block and holds that transaction.

The nodes that lie here are made up (`Lying`, a stand-in); what they lie about is a real anvil.
"""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine

from praxis_chain.core.errors import Incomplete, NetworkFailed
from praxis_chain.evm.local import LocalNetwork
from praxis_chain.evm.networks import Network
from praxis_chain.service.sending import Heads
from praxis_chain.store.intents import State
from praxis_chain.store.transactions import Transactions
from tests.service.outbox import HASTY, Outbox

Lie = Callable[[str, tuple[Any, ...], Any], Any]


class Lying(Network):
    """Asks the honest one, and answers what `lie` makes of it."""

    def __init__(self, honest: LocalNetwork) -> None:
        self.lie: Lie = lambda method, params, answer: answer
        super().__init__("a lying node", honest.provider)

    def request(self, method: str, *params: Any) -> Any:
        return self.lie(method, params, super().request(method, *params))


@pytest.fixture
def lying(node: LocalNetwork) -> Lying:
    return Lying(node)


def heads(network: Network, database: Engine, **options: Any) -> Heads:
    return Heads(network, Transactions(database, network.chain_id, network.name), **options)


def test_an_honest_nodes_head_is_taken(node: LocalNetwork, database: Engine) -> None:
    node.mine(3)
    head = heads(node, database).check()
    assert head.number == int(node.request("eth_blockNumber"), 16)
    assert head.timestamp == node.now()


def test_another_chain_behind_the_same_url_is_not_believed(lying: Lying, database: Engine) -> None:
    checked = heads(lying, database)
    lying.lie = lambda method, params, answer: "0x1" if method == "eth_chainId" else answer
    with pytest.raises(NetworkFailed, match=r"^a lying node says it is chain 1, and it was 31337 before\.$"):
        checked.check()


def test_a_node_that_contradicts_itself_is_not_believed(node: LocalNetwork, lying: Lying, database: Engine) -> None:
    node.mine()
    checked = heads(lying, database)
    lying.lie = lambda method, params, answer: answer | {"number": "0x0"} if method == "eth_getBlockByHash" else answer
    with pytest.raises(NetworkFailed, match="contradicts itself about block"):
        checked.check()
    lying.lie = lambda method, params, answer: None if method == "eth_getBlockByHash" else answer
    with pytest.raises(NetworkFailed, match="does not tell its latest block"):
        checked.check()


def test_a_node_behind_what_was_seen_before_is_waited_for_also_by_the_next_process(
    node: LocalNetwork, lying: Lying, database: Engine
) -> None:
    node.mine(5)
    seen = heads(node, database).check().number

    def lag(method: str, params: tuple[Any, ...], answer: Any) -> Any:
        late = method == "eth_getBlockByNumber" and params[0] == "latest"
        return node.request(method, hex(seen - 2), False) if late else answer

    lying.lie = lag
    with pytest.raises(NetworkFailed) as lagging:
        heads(lying, database).check()
    assert str(lagging.value) == (
        f"a lying node lags: its head is block {seen - 2}, and block {seen} was seen already."
    )
    lying.lie = lambda method, params, answer: answer
    assert heads(lying, database).check().number == seen


def test_a_head_may_not_be_older_than_is_set(node: LocalNetwork, database: Engine) -> None:
    head = heads(node, database).check()
    fresh = heads(node, database, oldest=60, clock=lambda: head.timestamp + 60.0)
    assert fresh.check() == head
    with pytest.raises(NetworkFailed, match=rf"lags: its head, block {head.number}, is 61 s old\.$"):
        heads(node, database, oldest=60, clock=lambda: head.timestamp + 61.0).check()


@pytest.mark.parametrize("part", ["blockHash", "blockNumber", "transactions"])
def test_a_receipt_of_a_block_that_is_not_in_the_chain_is_not_believed(
    node: LocalNetwork, lying: Lying, database: Engine, part: str
) -> None:
    outbox = Outbox.on(node, database)
    sender = outbox.sender(HASTY, network=lying)
    outbox.hold()
    with pytest.raises(Incomplete):
        sender.transact(outbox.once, "take", 1)
    outbox.node.mine(2)

    def forge(method: str, params: tuple[Any, ...], answer: Any) -> Any:
        if method == "eth_getTransactionReceipt" and answer and part == "blockHash":
            return answer | {"blockHash": "0x" + "11" * 32}
        if method == "eth_getTransactionReceipt" and answer and part == "blockNumber":
            return answer | {"blockNumber": hex(int(answer["blockNumber"], 16) + 1)}
        if method == "eth_getBlockByNumber" and part == "transactions" and params[1] is False:
            return answer | {"transactions": []}
        return answer

    lying.lie = forge
    sender.tend()
    (intent,) = sender.unfinished
    assert intent.state is State.OPEN
    lying.lie = lambda method, params, answer: answer
    sender.tend()
    (intent,) = sender.unfinished
    assert intent.state is State.MINED
    assert outbox.nonce == 1


def test_a_node_that_hides_a_receipt_does_not_make_it_send_again(
    node: LocalNetwork, lying: Lying, database: Engine
) -> None:
    outbox = Outbox.on(node, database)
    sender = outbox.sender(HASTY, network=lying)
    lying.lie = lambda method, params, answer: None if method == "eth_getTransactionReceipt" else answer
    with pytest.raises(Incomplete):
        sender.transact(outbox.once, "take", 1)
    outbox.node.mine(5)
    sender.tend()
    (intent,) = sender.unfinished
    assert (intent.state, len(intent.attempts), outbox.nonce) == (State.OPEN, 1, 1)


def test_a_node_that_hides_a_transaction_makes_it_only_send_the_same_bytes(
    node: LocalNetwork, lying: Lying, database: Engine
) -> None:
    outbox = Outbox.on(node, database)
    outbox.hold()
    sender = outbox.sender(HASTY, network=lying)
    lying.lie = lambda method, params, answer: None if method == "eth_getTransactionByHash" else answer
    with pytest.raises(Incomplete):
        sender.transact(outbox.once, "take", 1)
    for _ in range(3):
        sender.tend()
    assert len(outbox.in_pool()) == 1
    outbox.node.mine()
    assert sender.tend() == []
    assert outbox.nonce == 1


def test_what_another_process_sees_while_the_node_answers_makes_no_answer_late(
    node: LocalNetwork, lying: Lying, database: Engine
) -> None:
    checked = heads(lying, database)
    before = checked.check()

    def meanwhile(method: str, params: tuple[Any, ...], answer: Any) -> Any:
        if method == "eth_getBlockByNumber":
            node.mine()
            heads(node, database).check()
        return answer

    lying.lie = meanwhile
    assert checked.check() == before
