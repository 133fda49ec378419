"""What the checks are for, done on purpose on a real chain with the real USDC: each has to be noticed."""

from typing import TYPE_CHECKING, Any

import pytest

from benchmarks.faults import lies
from benchmarks.faults.cast import ATTESTERS, pool_of
from benchmarks.faults.checking import DOUBLED, LOST, WRONGLY_PAID, Payment, payments, totals, weigh
from benchmarks.faults.proxy import Proxies
from benchmarks.faults.stories import Story
from benchmarks.faults.world import action_of_merges
from praxis_chain.audit import audit
from praxis_chain.core.attestation import Batch
from praxis_chain.core.facts import Commit
from praxis_chain.core.ids import hash_uri, subject_id, work_id
from praxis_chain.evm.anvil import find_anvil
from praxis_chain.evm.bindings import protocol_abis
from praxis_chain.evm.keys import local_key
from praxis_chain.evm.local_usdc import package_folder
from praxis_chain.evm.networks import open_network
from praxis_chain.evm.sender import Fixed, Sender

if TYPE_CHECKING:
    from benchmarks.faults.world import World

pytestmark = pytest.mark.skipif(
    find_anvil() is None or package_folder() is None, reason="needs anvil and Circle's bytecode: npm ci"
)
ISSUE, CONTRIBUTOR = 1, "contributor-1"
POOL = pool_of(ISSUE)
MERGED = Story("merged", ISSUE, ("pull",), (CONTRIBUTOR,), (), ({CONTRIBUTOR: POOL},), ({CONTRIBUTOR: POOL},))


def pay(world: "World") -> None:
    """A quorum attests a merge, and somebody submits that: the contributor is paid at once."""
    commit = Commit(
        subject=subject_id(world.subject(ISSUE)), work=work_id(world.work(17)),
        contributor=world.contributor(CONTRIBUTOR), action=action_of_merges(), quality=10_000, completion=10_000,
        total=10_000, completedAt=world.network.now(), evidence=hash_uri("evidence"),
    )  # fmt: skip
    proof = Batch((commit,)).batch_proof(world.sign([commit], ATTESTERS[:2]), [commit])
    sender = Sender(world.network, world.network.accounts[4], abis=protocol_abis(), fixed=Fixed())
    world.contracts.escrow.award(world.prompt.id, [commit], proof).transact(sender)


def take_from_escrow(world: "World", to: str, amount: int) -> None:
    """What no contract of ours can do: the escrow itself sends USDC."""
    escrow, token = world.contracts.escrow.address, world.usdc.contract
    world.network.request("anvil_impersonateAccount", escrow)
    world.network.set_balance(escrow, 10**18)
    data = "0x" + token.abi.encode_call("transfer", (to, amount)).hex()
    sent = world.network.request("eth_sendTransaction", {"from": escrow, "to": token.address, "data": data})
    world.network.mine()
    assert world.network.request("eth_getTransactionReceipt", sent)["status"] == "0x1"


def paid(world: "World", network: Any = None) -> list[Payment]:
    first = int(world.network.request("eth_blockNumber"), 16) - 20
    return payments(network or world.network, world.usdc.address, world.contracts.escrow.address, first)


def verdicts(world: "World", *stories: Story) -> list[str]:
    return [violation.kind for violation in weigh(stories, totals(paid(world), world.wallets))]


def audited(world: "World") -> list[str]:
    world.network.mine(6)
    return [finding.invariant for finding in audit(world.network, world.record, "latest").findings]


def test_a_merge_that_was_paid_is_right(world: "World") -> None:
    pay(world)
    assert [(payment.to, payment.amount) for payment in paid(world)] == [
        (local_key(CONTRIBUTOR).address.lower(), POOL)
    ]  # fmt: skip
    assert verdicts(world, MERGED) == []
    assert audited(world) == []


def test_a_second_payment_is_noticed(world: "World") -> None:
    pay(world)
    take_from_escrow(world, local_key(CONTRIBUTOR).address, POOL)
    assert verdicts(world, MERGED) == [DOUBLED]
    assert audited(world) == ["E2", "E1"]


def test_a_merge_that_nobody_heard_of_is_noticed(world: "World") -> None:
    assert verdicts(world, MERGED) == [LOST]


def test_a_payment_for_what_was_not_merged_is_noticed(world: "World") -> None:
    pay(world)
    nothing = Story("closed unmerged", ISSUE, ("pull",), (CONTRIBUTOR,), (), ({CONTRIBUTOR: 0},), ({CONTRIBUTOR: 0},))
    assert verdicts(world, nothing) == [WRONGLY_PAID]


def test_a_payment_to_a_stranger_is_noticed(world: "World") -> None:
    pay(world)
    take_from_escrow(world, local_key("stranger").address, 1)
    assert verdicts(world, MERGED) == [WRONGLY_PAID]


def test_a_payment_one_unit_short_is_noticed(world: "World") -> None:
    take_from_escrow(world, local_key(CONTRIBUTOR).address, POOL - 1)
    assert verdicts(world, MERGED) == [LOST]


class SwallowedLog(lies.Lie):
    """The node keeps its last log to itself."""

    async def tell(self, question: lies.Question, ask: lies.Ask) -> dict[str, Any] | None:
        return {"result": (await ask(question))[:-1]} if question["method"] == "eth_getLogs" else None


def test_a_payment_that_the_books_swallow_is_noticed(world: "World") -> None:
    pay(world)
    proxies = Proxies()
    link = proxies.link("checker rpc", world.rpc_port)
    link.faults = (SwallowedLog(),)
    with open_network(link.url) as network:
        seen = totals(paid(world, network), world.wallets)
    proxies.close()
    assert [violation.kind for violation in weigh([MERGED], seen)] == [LOST]
