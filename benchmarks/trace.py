"""What a mined transaction touched and paid for, by asking the node to run it again.

Of the local networks only anvil takes a tracer written in JavaScript.
"""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from praxis_chain.evm.abi import Abi, checksum
from praxis_chain.evm.local import LocalNetwork

from .schedule import Schedule

TRACER = Path(__file__).with_name("tracer.js")

CLASSES = (
    "intrinsic", "calldata", "new_slots", "changed_slots", "reads", "accounts", "signatures", "logs", "repeats",
    "computation", "refund",
)  # fmt: skip
"""Where gas goes. reads: the first access to a slot. accounts: the first to a contract. repeats: every further access,
and transient storage. computation: everything on stack and in memory, and hashing."""

Touched = tuple[str, str, str]
"""Kind, contract, and for a log its event, else "": ("change", "BountyEscrow", "")."""


@dataclass(frozen=True, slots=True)
class Trace:
    """gas: as paid. classes: CLASSES → gas, zeros left out, refund negative; they add up to gas. usdc_computing: of
    repeats and computation, what USDC's own code used."""

    gas: int
    data: bytes
    touched: Counter[Touched]
    logs: Counter[Touched]
    log_gas: Mapping[Touched, int]
    classes: Mapping[str, int]
    usdc_computing: int = 0

    @property
    def new_slots(self) -> int:
        """Slots that held nothing before and hold something now."""
        return sum(count for (kind, _, _), count in self.touched.items() if kind == "new")


def trace(network: LocalNetwork, tx_hash: bytes, names: Mapping[str, Abi], schedule: Schedule) -> Trace:
    """`names`: address (EIP-55) → ABI of each contract that is known by name; every other account is "elsewhere"."""
    tx = "0x" + tx_hash.hex()
    receipt = network.request("eth_getTransactionReceipt", tx)
    data = bytes.fromhex(network.request("eth_getTransactionByHash", tx)["input"][2:])
    usdc = next(address for address, abi in names.items() if abi.name == "USDC").lower()
    config = json.dumps({"price": dict(schedule.prices), "usdc": usdc})
    options = {"tracer": TRACER.read_text(encoding="utf-8"), "tracerConfig": config}
    found = network.request("debug_traceTransaction", tx, options)

    touched: Counter[Touched] = Counter()
    for place, kind in found["slots"].items():
        touched[kind, _name(place.split(" ")[0], names), ""] += 1
    for account in found["accounts"]:
        touched["account", _name(account, names), ""] += 1
    touched["recover", "elsewhere", ""] = found["classes"].get("signatures", 0) // schedule["ecrecover"]

    gas = int(receipt["gasUsed"], 16)
    logs, log_gas = _logs(receipt["logs"], names, schedule)
    transaction = schedule["transaction"]
    classes = {"intrinsic": transaction, "calldata": schedule.intrinsic(data) - transaction, **found["classes"]}
    classes["refund"] = gas - sum(classes.values())
    ordered = {name: classes[name] for name in CLASSES if classes.get(name)}
    return Trace(gas, data, +touched, logs, log_gas, ordered, found["usdcComputing"])


def _logs(
    logs: list[dict[str, Any]], names: Mapping[str, Abi], schedule: Schedule
) -> tuple[Counter[Touched], dict[Touched, int]]:
    """How many there were of each event, and their gas."""
    counts: Counter[Touched] = Counter()
    gas: Counter[Touched] = Counter()
    for log in logs:
        abi, topics = names[checksum(log["address"])], log["topics"]
        key = ("log", abi.name, abi.events[bytes.fromhex(topics[0][2:])].name)
        counts[key] += 1
        gas[key] += schedule.log(len(topics), len(log["data"]) // 2 - 1)
    return counts, dict(gas)


def _name(address: str, names: Mapping[str, Abi]) -> str:
    abi = names.get(checksum(address))
    return abi.name if abi else "elsewhere"
