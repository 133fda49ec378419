"""Reading everything into memory: no database, nothing kept."""

from dataclasses import replace
from typing import Any

from ...core.errors import NetworkFailed, WrongInput
from ...core.events import Event
from ...evm.abi import checksum
from ...evm.batch import request_many
from ...evm.client import Client, View, decode_log
from ...evm.deployments import Contracts
from .found import LOGS, Index, Progress


def read(view: View, contracts: Contracts, progress: Progress | None = None) -> Index:
    """Fetch and decode all logs from the deployment's first block up to the view's.

    Raises WrongInput if the deployment is younger than that block, NetworkFailed, also where the chain was reorganised
    meanwhile.
    """
    if view.block.number < contracts.first_block:
        raise WrongInput(
            f"The deployment is of block {contracts.first_block}, and block {view.block.number} was to be audited: "
            "wait until it is final, or audit the latest block."
        )
    logs = sorted(_logs(view, contracts, progress), key=_place)
    if Client(view.network).stamp(view.block.number).hash != view.block.hash:
        raise NetworkFailed(
            f"{view.network.name} replaced block {view.block.number} while it was read (a reorg): audit again."
        )
    abis = {contract.address: contract.abi for contract in (*contracts.emitters, contracts.usdc)}
    events, foreign = [], []
    for log in logs:
        event = decode_log(log, abis)
        if event is not None:
            events.append(event)
        else:
            foreign.append(log)
    return Index(tuple(_timed(view, events)), tuple(foreign))


def _logs(view: View, contracts: Contracts, progress: Progress | None) -> list[dict[str, Any]]:
    """Of the four contracts all, of the token its Transfers from and to the escrow; each log once."""
    transfer, escrow = contracts.usdc.abi.topic("Transfer"), _word(contracts.escrow.address)
    queries: list[tuple[list[str], list[Any]]] = [
        ([contract.address for contract in contracts.emitters], []),
        ([contracts.usdc.address], [transfer, [escrow]]),
        ([contracts.usdc.address], [transfer, None, [escrow]]),
    ]
    first, blocks = contracts.first_block, view.block.number - contracts.first_block + 1
    found: dict[tuple[int, int], dict[str, Any]] = {}
    for step, (addresses, topics) in enumerate(queries):
        for log in view.logs(addresses, first, topics):
            found[_place(log)] = log
            if progress is not None:
                progress(LOGS, step * blocks + _place(log)[0] - first + 1, len(queries) * blocks)
    if progress is not None:
        progress(LOGS, len(queries) * blocks, len(queries) * blocks)
    return list(found.values())


def _timed(view: View, events: list[Event]) -> list[Event]:
    """Asks for the times of blocks that the node did not state with its logs."""
    hashes = list({event.block_hash: None for event in events if event.block_time is None})
    blocks = request_many(view.network, "eth_getBlockByHash", [["0x" + block.hex(), False] for block in hashes])
    times = {block: int(found["timestamp"], 16) for block, found in zip(hashes, blocks, strict=True) if found}
    if len(times) < len(hashes):
        raise NetworkFailed(f"{view.network.name} forgot a block while it was read (a reorg): audit again.")
    return [
        event if event.block_time is not None else replace(event, block_time=times[event.block_hash])
        for event in events
    ]


def _place(log: dict[str, Any]) -> tuple[int, int]:
    return int(log["blockNumber"], 16), int(log["logIndex"], 16)


def _word(address: str) -> str:
    return "0x" + checksum(address)[2:].lower().rjust(64, "0")
