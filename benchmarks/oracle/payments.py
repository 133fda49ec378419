"""Who was paid, and when: the escrow's own events, seen as anybody sees them."""

import threading
import time
from collections import Counter
from dataclasses import dataclass, field

from web3 import IPCProvider

from praxis_chain.core.ids import bounty_id, subject_id
from praxis_chain.evm.client import Client
from praxis_chain.evm.local import LocalNetwork
from praxis_chain.evm.networks import ANVIL

from .chain import Chain

EVERY = 0.1  # seconds between two looks
FOLLOWS = ("Awarded", "Accrued")


@dataclass
class Payments:
    """`seen`: bounty → seconds (time.monotonic) at which its payment stood in a block; `double`: those paid twice;
    `batches`: transaction → how many awards, or accruals, it made."""

    chain: Chain
    seen: dict[bytes, float] = field(default_factory=dict)
    double: int = 0
    batches: dict[str, Counter[bytes]] = field(default_factory=lambda: {name: Counter() for name in FOLLOWS})
    _ended: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def bounty(self, subject: str) -> bytes:
        return bytes(bounty_id(self.chain.stage.program.id, subject_id(subject)))

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="payments", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        if self._thread is not None:
            self._thread.join()

    def _run(self) -> None:
        client = Client(LocalNetwork(ANVIL, IPCProvider(self.chain.process.ipc_path)))
        contracts, following = self.chain.stage.contracts, client.stamp().number + 1
        while not self._ended.wait(EVERY):
            view = client.at("latest")
            if view.block.number < following:
                continue
            for event in view.events([contracts.escrow.contract, contracts.prax.contract], following, FOLLOWS):
                self.batches[event.name][event.tx_hash] += 1
                if event.name == "Awarded" and int(event.args["paidTo"], 16):
                    bounty = bytes(event.args["bounty"])
                    self.double += bounty in self.seen
                    self.seen.setdefault(bounty, time.monotonic())
            following = view.block.number + 1
