"""What the relayer's transactions cost."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from praxis_chain.evm.local import LocalNetwork


@dataclass(frozen=True, slots=True)
class Spent:
    """Gas of all transactions of one sender; by transaction too."""

    total: int
    by_transaction: dict[bytes, int]
    failed: int

    def each(self, batches: Counter[bytes]) -> int:
        """Gas for each item of these batches (transaction → items), on average; 0 where there is none."""
        items = sum(batches.values())
        return round(sum(self.by_transaction.get(one, 0) for one in batches) / items) if items else 0


def spent_by(network: LocalNetwork, sender: str, first_block: int) -> Spent:
    """From that block on to the latest."""
    last = int(network.request("eth_blockNumber"), 16)
    gas: dict[bytes, int] = {}
    failed = 0
    for number in range(first_block, last + 1):
        receipts: list[dict[str, Any]] = network.request("eth_getBlockReceipts", hex(number))
        for receipt in receipts:
            if receipt["from"].lower() == sender.lower():
                gas[bytes.fromhex(receipt["transactionHash"][2:])] = int(receipt["gasUsed"], 16)
                failed += int(receipt["status"], 16) == 0
    return Spent(sum(gas.values()), gas, failed)
