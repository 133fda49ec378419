"""A sender on an anvil, a contract that takes each number once, and what the sender told."""

import time
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from eth_account import Account
from sqlalchemy import Engine

from praxis_chain.evm.abi import Abi, Contract
from praxis_chain.evm.keys import local_key
from praxis_chain.evm.local import LocalNetwork
from praxis_chain.evm.sender import Sender
from praxis_chain.service.sending import Pace, RecordingSender, never
from tests.toys import ONCE, creation

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

ONCE_ABI = Abi("Once", [{"type": "function", "name": "take", "inputs": [{"name": "number", "type": "uint256"}]}])
PACE = Pace(poll=0.01, wait=20, patience=3, depth=4)
HASTY = replace(PACE, wait=0)


class Death(BaseException):
    """What a kill does, as far as one can go on after it: nothing that handles errors sees it."""


def dying_at(moment: str) -> Any:
    """Dies there, the first time."""
    left = [moment]

    def crash_at(reached: str) -> None:
        if reached in left:
            left.clear()
            raise Death(reached)

    return crash_at


@dataclass
class Outbox:
    """`told`: every event with its particulars, of all senders made here."""

    node: LocalNetwork
    engine: Engine
    once: Contract
    key: "LocalAccount"
    told: list[tuple[str, dict[str, object]]] = field(default_factory=list)

    @classmethod
    def on(cls, node: LocalNetwork, engine: Engine) -> "Outbox":
        key = local_key("relayer")
        node.set_balance(key.address, 10**20)
        once, _ = Sender(node, node.accounts[0]).deploy(ONCE_ABI, creation(ONCE))
        return cls(node, engine, once, key)

    def sender(self, pace: Pace = PACE, *, engine: Engine | None = None, **options: Any) -> RecordingSender:
        """A process, as it were."""
        crash_at = options.pop("crash_at", never)
        network = options.pop("network", self.node)
        return RecordingSender(
            network, self.key, engine or self.engine, pace=pace, tell=self._tell, crash_at=crash_at, **options
        )

    def _tell(self, event: str, **particulars: object) -> None:
        self.told.append((event, particulars))

    @property
    def events(self) -> list[str]:
        return [event for event, _ in self.told]

    def alarms(self) -> list[object]:
        return [particulars["says"] for event, particulars in self.told if event == "alarm"]

    @property
    def nonce(self) -> int:
        """How many of its transactions are mined."""
        return int(self.node.request("eth_getTransactionCount", self.key.address, "latest"), 16)

    def taken(self, number: int) -> bool:
        """Whether the contract took that number."""
        return int(self.node.request("eth_getStorageAt", self.once.address, hex(number), "latest"), 16) == 1

    def hold(self) -> None:
        """No block is made from here on, unless the test makes it."""
        self.node.request("evm_setAutomine", False)

    def mining(self) -> "Outbox":
        """Each transaction is mined at once again."""
        self.node.request("evm_setAutomine", True)
        return self

    def in_pool(self) -> set[str]:
        """Hashes of what waits in the node."""
        content = self.node.request("txpool_content")
        return {tx["hash"] for part in content.values() for sender in part.values() for tx in sender.values()}

    def forget(self) -> None:
        """The node loses everything that waits."""
        self.node.request("anvil_dropAllTransactions")

    def base_fee(self, wei: int) -> None:
        """Of the next block."""
        self.node.request("anvil_setNextBlockBaseFeePerGas", hex(wei))

    def send_elsewhere(self, nonce: int) -> str:
        """Another program sends with the same key."""
        return str(self.node.request("eth_sendRawTransaction", self.signed_elsewhere(nonce)))

    def signed_elsewhere(self, nonce: int) -> str:
        """Another program signs with the same key."""
        raw = self.key.sign_transaction(
            {
                "type": 2, "chainId": self.node.chain_id, "nonce": nonce, "to": Account.create().address, "value": 1,
                "gas": 21_000, "maxFeePerGas": 10**12, "maxPriorityFeePerGas": 10**10,
            }
        )  # fmt: skip
        return "0x" + bytes(raw.raw_transaction).hex()


def eventually(condition: Any, seconds: float = 10) -> None:
    """Wait for what another thread does; fails the test if it does not."""
    deadline = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < deadline, "it did not happen"
        time.sleep(0.005)
