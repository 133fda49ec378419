"""How much faster logs are decoded than by web3: the very logs of the chain, in the mixture in which they come."""

import time
from collections.abc import Sequence
from typing import Any

from web3 import Web3

from praxis_chain.evm.abi import Abi
from praxis_chain.evm.artifacts import CONTRACTS, load
from praxis_chain.evm.client import decode_log
from praxis_chain.evm.deployments import Contracts

OURS, THEIRS = 20_000, 1_000  # logs decoded against the clock
TRIES = 3


def decode_over_process_log(contracts: Contracts, logs: Sequence[dict[str, Any]]) -> tuple[int, int]:
    """Logs per second of one core: by us, and by web3's `process_log` with its lookups done beforehand."""
    abis = {contract.address: contract.abi for contract in (*contracts.emitters, contracts.usdc)}
    ours = [logs[i % len(logs)] for i in range(OURS)]
    theirs = [_for_web3(logs[i * len(logs) // THEIRS], abis) for i in range(THEIRS)]
    for event, log in theirs:  # the same values, before it is a race
        mine = decode_log(log["as_it_came"], abis)
        assert mine is not None
        assert dict(event.process_log(log)["args"]) == dict(mine.args), mine.name

    def decode_ours() -> None:
        for log in ours:
            decode_log(log, abis)

    def decode_theirs() -> None:
        for event, log in theirs:
            event.process_log(log)

    return round(OURS / _fastest(decode_ours)), round(THEIRS / _fastest(decode_theirs))


def _for_web3(log: dict[str, Any], abis: dict[str, Abi]) -> tuple[Any, dict[str, Any]]:
    """The event's object, and the log as web3's own formatters make it."""
    mine = decode_log(log, abis)
    assert mine is not None
    event = getattr(_contract(abis[mine.address].name).events, mine.name)()
    return event, {
        "as_it_came": log,
        "address": mine.address,
        "topics": [bytes.fromhex(topic[2:]) for topic in log["topics"]],
        "data": bytes.fromhex(log["data"][2:]),
        "blockNumber": mine.block_number,
        "blockHash": mine.block_hash,
        "logIndex": mine.log_index,
        "transactionHash": mine.tx_hash,
        "transactionIndex": int(log["transactionIndex"], 16),
    }


def _fastest(what: Any) -> float:
    """Seconds of this process alone: other processes on the same cores change little."""
    best = float("inf")
    for _ in range(TRIES):
        began = time.process_time()
        what()
        best = min(best, time.process_time() - began)
    return best


def _contract(name: str) -> Any:
    return Web3().eth.contract(abi=load(name if name in CONTRACTS else "TestUSDC").abi)
