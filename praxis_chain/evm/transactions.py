"""A transaction before it is signed, and after it was mined: two values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ..core.events import Event
from .abi import Abi, checksum


@dataclass(frozen=True, slots=True)
class Prepared:
    """A transaction that was simulated and priced, but neither signed nor sent.

    `action` is "Contract.function" or "deploy Contract"; `to` is None for a deployment; `value` in wei, `max_fee` and
    `tip` in wei per gas. The nonce is chosen when it is sent.
    """

    action: str
    sender: str
    to: str | None
    data: bytes
    value: int
    gas: int
    max_fee: int
    tip: int
    chain_id: int
    abi: Abi

    @property
    def max_cost(self) -> int:
        """The most that it can cost, in wei: gas limit × highest price + value."""
        return self.gas * self.max_fee + self.value

    def message(self) -> dict[str, str]:
        """As eth_call and eth_estimateGas take it."""
        shown = {"from": self.sender, "data": "0x" + self.data.hex(), "value": hex(self.value)}
        return shown if self.to is None else shown | {"to": self.to}

    def unsigned(self, nonce: int) -> dict[str, Any]:
        """As eth-account signs it (EIP-1559, type 2)."""
        return {
            "type": 2,
            "chainId": self.chain_id,
            "nonce": nonce,
            "to": self.to or b"",
            "data": self.data,
            "value": self.value,
            "gas": self.gas,
            "maxFeePerGas": self.max_fee,
            "maxPriorityFeePerGas": self.tip,
        }

    def as_json(self) -> dict[str, Any]:
        """For another wallet (a Safe, a hardware wallet) to sign: JSON-RPC's transaction object, numbers as 0x text."""
        return self.message() | {
            "type": "0x2",
            "chainId": hex(self.chain_id),
            "gas": hex(self.gas),
            "maxFeePerGas": hex(self.max_fee),
            "maxPriorityFeePerGas": hex(self.tip),
        }


@dataclass(frozen=True, slots=True)
class Receipt:
    """A mined transaction. `events` are the logs that the sender's ABIs know, in order; `gas_price` in wei per gas."""

    tx_hash: bytes
    block_number: int
    block_hash: bytes
    succeeded: bool
    gas_used: int
    gas_price: int
    contract_address: str | None
    events: tuple[Event, ...]

    @property
    def cost(self) -> int:
        """What it cost, in wei (without what a rollup adds for data)."""
        return self.gas_used * self.gas_price

    def event(self, name: str) -> Event:
        """The one event of that name. KeyError if there is none or more than one."""
        found = [event for event in self.events if event.name == name]
        if len(found) != 1:
            raise KeyError(f"{len(found)} events {name!r} in 0x{self.tx_hash.hex()}: {[e.name for e in self.events]}")
        return found[0]


def receipt_from(found: Mapping[str, Any], abis: Sequence[Abi]) -> Receipt:
    """JSON-RPC's receipt → Receipt; each log by the first ABI that knows it."""
    created = found.get("contractAddress")
    return Receipt(
        tx_hash=bytes.fromhex(found["transactionHash"][2:]),
        block_number=int(found["blockNumber"], 16),
        block_hash=bytes.fromhex(found["blockHash"][2:]),
        succeeded=int(found["status"], 16) == 1,
        gas_used=int(found["gasUsed"], 16),
        gas_price=int(found.get("effectiveGasPrice", "0x0"), 16),
        contract_address=checksum(created) if created else None,
        events=tuple(e for log in found["logs"] if (e := _decode(log, abis)) is not None),
    )


def _decode(log: dict[str, Any], abis: Sequence[Abi]) -> Event | None:
    return next((event for abi in abis if (event := abi.decode_log(log)) is not None), None)
