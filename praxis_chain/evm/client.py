"""Reading a chain: calls, storage and logs, all as of one block.

`Client(network).at("finalized")` gives a `View`: every read through it is of that block's state, asked for by the
block's hash (EIP-1898), so that a reorg in between shows as an error and never as a mixture of two chains.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from eth_abi.exceptions import DecodingError

from ..core.errors import NetworkFailed, WrongInput
from ..core.events import BlockStamp, Event
from . import answers
from .abi import Abi, Contract, checksum
from .answers import require_logs, sensible
from .networks import Network
from .refusals import explain
from .rpc import Reverted, RpcError
from .stride import Stride


class Client:
    """Reads of one network."""

    def __init__(self, network: Network) -> None:
        self.network = network

    def stamp(self, block: str | int = "latest") -> BlockStamp:
        """Number, hash and time of a block: "latest", "safe", "finalized", "earliest" or a height."""
        method = "eth_getBlockByNumber"
        found = self.network.request(method, hex(block) if isinstance(block, int) else block, False)
        with sensible(self.network.name, method):
            if not found or not found.get("hash"):
                raise NetworkFailed(f"{self.network.name} has no block {block}.")
            stamp = answers.stamp(found)
        if isinstance(block, int) and stamp.number != block:
            raise NetworkFailed(f"{self.network.name} was asked for block {block} and answered with {stamp.number}.")
        return stamp

    def stamp_of(self, block_hash: bytes) -> BlockStamp | None:
        """The block of that hash, or None if the node does not know it."""
        method = "eth_getBlockByHash"
        found = self.network.request(method, "0x" + block_hash.hex(), False)
        if not found:
            return None
        with sensible(self.network.name, method):
            stamp = answers.stamp(found)
        if stamp.hash != block_hash:
            raise NetworkFailed(
                f"{self.network.name} was asked for the block 0x{block_hash.hex()} and answered with another one, "
                f"0x{stamp.hash.hex()}."
            )
        return stamp

    def as_of(self, block: str | int | None = None) -> "View":
        """The state as of a block that an audit is of: by default the newest that is final, or where the chain knows no
        such thing the latest."""
        if block is None:
            block = "finalized" if self.network.has_finalized else "latest"
        return self.at(block)

    def at(self, block: str | int | BlockStamp = "latest") -> "View":
        """The state as of one block, found once and then fixed."""
        return View(self.network, block if isinstance(block, BlockStamp) else self.stamp(block))


@dataclass(frozen=True)
class View:
    """The chain as of `block`."""

    network: Network
    block: BlockStamp

    def call(self, contract: Contract, function: str, *args: Any) -> Any:
        """Return value of a view function: see Abi.decode_result. Raises ContractRefused, WrongInput, NetworkFailed."""
        message = {"to": contract.address, "data": "0x" + contract.abi.encode_call(function, args).hex()}
        try:
            returned = self._returned(message)
        except Reverted as reverted:
            raise explain(reverted, [contract.abi], contract.name) from None
        try:
            with sensible(self.network.name, "eth_call"):
                given = answers.data(returned)
            return contract.abi.decode_result(function, given, len(args))
        except DecodingError:
            raise WrongInput(
                f"{contract.address} on {self.network.name} does not answer {function} as a {contract.name} does: "
                "check the address and the network."
            ) from None

    def storage(self, address: str, slot: int) -> int:
        """One storage word, as an unsigned integer."""
        with sensible(self.network.name, "eth_getStorageAt"):
            return answers.number(self.network.request("eth_getStorageAt", address, f"0x{slot:064x}", self._pinned))

    def code(self, address: str) -> bytes:
        """Code at an address; empty for a plain account."""
        with sensible(self.network.name, "eth_getCode"):
            return answers.data(self.network.request("eth_getCode", address, self._pinned))

    def balance(self, address: str) -> int:
        """Ether of an account, in wei."""
        with sensible(self.network.name, "eth_getBalance"):
            return answers.number(self.network.request("eth_getBalance", address, self._pinned))

    def events(
        self, contracts: Iterable[Contract], first_block: int = 0, names: Sequence[str] | None = None
    ) -> Iterator[Event]:
        """Events of these contracts from `first_block` up to this block, in order, each with its block's time.

        `names`: only these. A log that no ABI here knows is left out.
        """
        abis = {contract.address: contract.abi for contract in contracts}
        wanted = sorted({abi.topic(name) for abi in abis.values() for name in names or () if _has(abi, name)})
        times: dict[bytes, int] = {self.block.hash: self.block.timestamp}
        for log in self.logs(list(abis), first_block, [wanted] if wanted else []):
            event = decode_log(log, abis)
            if event is not None:
                yield event if event.block_time is not None else replace(event, block_time=self._time(event, times))

    def logs(
        self, addresses: Sequence[str], first_block: int = 0, topics: Sequence[Any] = ()
    ) -> Iterator[dict[str, Any]]:
        """Raw logs from `first_block` up to this block, in order.

        Asked for in stretches of blocks: see Stride.
        """
        start, stride = first_block, Stride()
        while start <= self.block.number:
            end = min(start + stride.blocks - 1, self.block.number)
            query = {"address": list(addresses), "fromBlock": hex(start), "toBlock": hex(end), "topics": list(topics)}
            try:
                found = self.network.request("eth_getLogs", query)
            except RpcError:
                if not stride.shorten(end - start + 1):
                    raise
                continue
            wanted = {address.lower() for address in addresses}
            yield from require_logs(self.network.name, found, start, end, wanted.__contains__)
            stride.answered(end - start + 1, len(found))
            start = end + 1

    @property
    def _pinned(self) -> dict[str, str]:
        return {"blockHash": "0x" + self.block.hash.hex()}

    def _returned(self, message: dict[str, str]) -> str:
        """What eth_call answers, as 0x text. Raises Reverted, NetworkFailed."""
        return str(self.network.request("eth_call", message, self._pinned))

    def _time(self, event: Event, times: dict[bytes, int]) -> int:
        if event.block_hash not in times:
            found = Client(self.network).stamp_of(event.block_hash)
            if found is None:
                raise NetworkFailed(
                    f"{self.network.name} forgot block {event.block_number} while it was read (a reorg): read again."
                )
            times[event.block_hash] = found.timestamp
        return times[event.block_hash]


def decode_log(log: dict[str, Any], abis: dict[str, Abi]) -> Event | None:
    """A raw log by the ABI of the contract that emitted it; None if that is none of these (keys are EIP-55)."""
    abi = abis.get(checksum(log["address"]))
    return abi.decode_log(log) if abi else None


def _has(abi: Abi, event: str) -> bool:
    return any(item.name == event for item in abi.events.values())
