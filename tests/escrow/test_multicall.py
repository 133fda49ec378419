"""Several calls in one transaction, in every order: what each must give is said in a few lines of Python."""

from itertools import permutations

import pytest

from praxis_chain.evm import artifacts
from praxis_chain.evm.rpc import Reverted
from tests.escrow.authorizing import permitting
from tests.escrow.stage import RIVAL
from tests.protocol import LOCK, USDC
from tests.windows import PASSES, outcome, refused


@pytest.fixture
def free(stage):
    """Without commitment; a newcomer with 1,000 USDC and no allowance is the sponsor."""
    stage.protocol.usdc.mint(stage.stranger.address, 1_000 * USDC)
    return stage.under(minimum=0, commitment_period=0)


def expected(order, sponsor, lock_end):
    """The first refusal, or PASSES; and what the sponsor and the contributor have then."""
    permitted, locked, pool, spent, earned = False, False, 0, 0, 0
    for name in order:
        if name == "permit":
            permitted = True
        elif name == "lock":
            locked = True
        elif name == "fund":
            if not permitted:
                return refused("Error", reason="ERC20: transfer amount exceeds allowance")
            pool, spent = 500 * USDC, 500 * USDC
        elif name == "award":
            if locked:
                return refused("LockHeld", holder=RIVAL[:20], end=lock_end)
            if not pool:
                return refused("BelowMinimum", pool=0, remaining=10_000, minimum=0)
            pool, earned = 300 * USDC, 200 * USDC
        elif not pool:
            return refused("NothingToRefund", sponsor=sponsor.address)
        elif locked:
            return refused("Committed", until=lock_end)
        else:
            pool, spent = 0, spent - pool
    return PASSES, (1_000 * USDC - spent, earned, pool)


def test_multicall_in_every_order(free, circle_usdc):
    """Permit, fund, a rival's lock, award a part, refund, with and without the lock: each order does all or nothing."""
    sponsor, progress = free.stranger, free.progress(work=RIVAL)
    calls = {
        "permit": permitting(free, sponsor),
        "fund": free.funding(500 * USDC),
        "lock": free.locking(progress),
        "award": free.awarding(free.commit(completion=4_000)),
        "refund": free.refunding(sponsor),
    }
    passed = []
    for order in (*permutations(calls), *permutations(set(calls) - {"lock"})):
        call = free.protocol.escrow.multicall([calls[name] for name in order])
        what = expected(order, sponsor, progress.progressAt + LOCK)
        if what[0] != PASSES:
            assert outcome(free.protocol, call, sponsor) == what, order
            continue
        with free.protocol.chain.rollback():
            free.send(call, sponsor)
            assert (*free.usdc_of(sponsor, free.first), free.bounty().pool) == what[1], order
        passed.append(" ".join(order))
    assert sorted(passed) == ["permit fund award refund", "permit fund award refund lock"]


def test_multicall_within_multicall(stage):
    """The caller stays the caller, however deep."""
    escrow = stage.protocol.escrow
    inner = escrow.multicall([stage.funding(1 * USDC), escrow.multicall([stage.funding(2 * USDC)])])
    receipt = stage.send(escrow.multicall([inner, stage.funding(4 * USDC)]), stage.sponsor)
    assert [(name, values["sponsor"], values["amount"]) for name, values in stage.said(receipt)] == [
        ("Funded", stage.sponsor.address, amount * USDC) for amount in (1, 2, 4)
    ]


def test_no_ether_is_taken(stage):
    """No function of any contract is payable, so that no ether is lost, nor counted twice in a multicall."""
    for contract in artifacts.CONTRACTS:
        kinds = {entry["type"] for entry in artifacts.load(contract).abi}
        assert not kinds & {"receive", "fallback"}
        mutability = {entry["stateMutability"] for entry in artifacts.load(contract).abi if "stateMutability" in entry}
        assert "payable" not in mutability
    call = stage.protocol.escrow.multicall([stage.funding(USDC)])
    message = {"from": stage.sponsor.address, "to": call.contract.address, "data": "0x" + call.data.hex()}
    stage.protocol.chain.request("eth_call", message, "pending")
    with pytest.raises(Reverted):
        stage.protocol.chain.request("eth_call", message | {"value": "0x1"}, "pending")
