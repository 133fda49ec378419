"""Fetching logs stretch by stretch, each of one and the same chain.

A node answers each request from whatever chain it holds just then. So the header of a stretch's last block is asked for
before its logs and after them, and between the two that of the block before the stretch: what lies between two
blocks of one chain is of that chain.
"""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

from ...core.addresses import address_word
from ...core.errors import NetworkFailed
from ...evm import answers
from ...evm.answers import require_logs, sensible
from ...evm.batch import request_many
from ...evm.deployments import Contracts
from ...evm.networks import Network
from ...evm.rpc import RpcError
from ...evm.stride import Stride
from .found import LOGS, Progress

Log = dict[str, Any]
"""As JSON-RPC shows it; its `blockTimestamp` is always there."""


class Reorganised(NetworkFailed):
    """The chain was replaced while it was read."""

    def __init__(self, network: Network, block: int, what: str = "replaced") -> None:
        super().__init__(f"{network.name} {what} block {block} while it was read (a reorg): read it again.")


@dataclass(frozen=True, slots=True)
class Header:
    """Hashes as the node writes them, 0x text; timestamp in unix seconds."""

    number: int
    hash: str
    parent: str
    timestamp: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """All logs from the block `first` to the block `last`, in order, each once. before: hash of the one before `first`,
    None if nobody asked."""

    first: int
    before: str | None
    last: Header
    logs: list[Log]


def stretches(
    network: Network,
    contracts: Contracts,
    first: int,
    before: str | None,
    last: int,
    progress: Progress | None = None,
) -> Iterator[Stretch]:
    """From the block `first` up to `last`. `before`: hash of the block before `first`, or None for any.

    Raises Reorganised, NetworkFailed.
    """
    stride, blocks = Stride(), last - first + 1
    with ThreadPoolExecutor(1) as ahead:  # the next stretch is asked for while this one is worked on
        coming = ahead.submit(_fetch, network, contracts, stride, first, before, last) if first <= last else None
        while coming is not None:
            stretch = coming.result()
            done = stretch.last.number
            follow = (done + 1, stretch.last.hash, last)
            coming = ahead.submit(_fetch, network, contracts, stride, *follow) if done < last else None
            yield stretch
            if progress is not None:
                progress(LOGS, done - first + 1, blocks)


def _fetch(
    network: Network, contracts: Contracts, stride: Stride, start: int, before: str | None, last: int
) -> Stretch:
    """The stretch that begins with the block `start`, as long as the node gives it at once."""
    while True:
        end = min(start + stride.blocks - 1, last)
        found = header(network, end)
        if found is None:
            raise Reorganised(network, end, "lost")
        try:
            logs = _logs(network, contracts, start, end)
        except RpcError:
            if not stride.shorten(end - start + 1):
                raise
            continue
        _time(network, logs)
        if before is not None and ((parent := header(network, start - 1)) is None or parent.hash != before):
            raise Reorganised(network, start - 1)
        if header(network, end) != found or any(
            log["blockHash"] != found.hash for log in logs if int(log["blockNumber"], 16) == end
        ):
            raise Reorganised(network, end)
        stride.answered(end - start + 1, len(logs))
        return Stretch(start, before, found, logs)


def header(network: Network, number: int) -> Header | None:
    """Of the block that the node now has at that height, or None."""
    method = "eth_getBlockByNumber"
    found = network.request(method, hex(number), False)
    with sensible(network.name, method):
        if not found or not found.get("hash"):
            return None
        stamp, parent = answers.stamp(found), "0x" + answers.data(found["parentHash"], 32).hex()
        if stamp.number != number:
            raise ValueError
    return Header(number, "0x" + stamp.hash.hex(), parent, stamp.timestamp)


def _logs(network: Network, contracts: Contracts, start: int, end: int) -> list[Log]:
    """Of the four contracts all, of the token its Transfers from and to the escrow; in order, each once."""
    transfer, escrow = contracts.usdc.abi.topic("Transfer"), "0x" + address_word(contracts.escrow.address).hex()
    queries: list[tuple[list[str], list[Any]]] = [
        ([contract.address for contract in contracts.emitters], []),
        ([contracts.usdc.address], [transfer, [escrow]]),
        ([contracts.usdc.address], [transfer, None, [escrow]]),
    ]
    found: dict[tuple[int, int], Log] = {}
    for addresses, topics in queries:
        query = {"address": addresses, "fromBlock": hex(start), "toBlock": hex(end), "topics": topics}
        wanted = {address.lower() for address in addresses}
        logs = network.request("eth_getLogs", query)
        for log in require_logs(network.name, logs, start, end, wanted.__contains__):
            found[int(log["blockNumber"], 16), int(log["logIndex"], 16)] = log
    return [found[place] for place in sorted(found)]


def _time(network: Network, logs: list[Log]) -> None:
    """Asks for the times of blocks that the node did not state with its logs."""
    untimed = [log for log in logs if not log.get("blockTimestamp")]
    hashes = list({log["blockHash"]: None for log in untimed})
    blocks = request_many(network, "eth_getBlockByHash", [[name, False] for name in hashes])
    with sensible(network.name, "eth_getBlockByHash"):
        stamps = [answers.stamp(found) for found in blocks if found]
    times = {"0x" + stamp.hash.hex(): hex(stamp.timestamp) for stamp in stamps}
    for log in untimed:
        if log["blockHash"].lower() not in times:
            raise Reorganised(network, int(log["blockNumber"], 16), "lost")
        log["blockTimestamp"] = times[log["blockHash"].lower()]
