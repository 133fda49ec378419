"""What a chain may do to those who use it, done by anvil: reorganise, dear gas, forgotten transactions, strange nonces.

Blocks come only when they are told to, one every `BLOCK_EVERY` seconds of the machine.
"""

import threading
from typing import TYPE_CHECKING, Any

from praxis_chain.core.errors import NetworkFailed, PraxisError
from praxis_chain.evm.bindings import Call, protocol_abis
from praxis_chain.evm.local import LocalNetwork
from praxis_chain.evm.sender import Fixed, Sender

from .world import World

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

BLOCK_EVERY = 0.12  # seconds of the machine
GWEI = 10**9
COMMON_FEE = GWEI  # base fee of blocks without a spike, wei per gas


class Miner:
    """Mines in a thread of its own while `mining`, unless `halted`. fee: base fee of the next blocks, wei per gas."""

    def __init__(self, network: LocalNetwork) -> None:
        self.mining = False
        self._network = network
        self._lock = threading.Lock()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="miner")
        self.calm()
        self._thread.start()

    def calm(self) -> None:
        """Blocks come, and are cheap."""
        self.halted = False
        self.fee = COMMON_FEE

    def spike(self, gwei: int) -> None:
        """Blocks are dear from now on."""
        self.fee = gwei * GWEI

    def halt(self) -> None:
        """No blocks from now on."""
        self.halted = True

    def request(self, method: str, *params: Any) -> Any:
        """Of the chain, between two blocks."""
        with self._lock:
            return self._network.request(method, *params)

    def mine(self, blocks: int = 1) -> None:
        """At once."""
        with self._lock:
            for _ in range(blocks):
                self._network.request("anvil_setNextBlockBaseFeePerGas", hex(self.fee))
                self._network.request("evm_mine")

    def warp(self, seconds: int) -> None:
        """The next block is so much later than the last."""
        with self._lock:
            self._network.warp(by=seconds)

    def close(self) -> None:
        self._stop.set()
        self._thread.join(5)
        self._network.close()

    def _run(self) -> None:
        while not self._stop.wait(BLOCK_EVERY):
            if self.mining and not self.halted:
                try:
                    self.mine()
                except PraxisError:
                    continue


class ChainFaults:
    """Each method is one thing that happens now. What the schedule itself does on chain is never reorganised away."""

    def __init__(self, world: World, miner: Miner) -> None:
        self.world = world
        self.miner = miner
        self.first = self._settled = 0

    def begin(self) -> None:
        """Of a schedule: what is on the chain now stays."""
        self.first = self._settled = self._height()

    def send(self, call: Call, account: "LocalAccount") -> None:
        """Of a person in the schedule: mined before anything else happens."""
        sender = Sender(self.world.network, account, abis=protocol_abis(), fixed=Fixed(max_fee=10_000 * GWEI))
        threading.Timer(0.05, self.miner.mine).start()
        call.transact(sender)
        self._settled = self._height()

    def warp(self, seconds: int) -> None:
        """Let so much of the chain's time pass."""
        self.miner.warp(seconds)

    def reorg(self, depth: int, again: bool) -> None:
        """The last blocks are replaced by empty ones, and their transactions forgotten; `again`: twice."""
        for _ in range(2 if again else 1):
            possible = min(depth, self._height() - self._settled - 1)
            if possible > 0:
                self.miner.request("anvil_reorg", possible, [])

    def drop_transactions(self) -> None:
        """The node forgets whatever waits."""
        self.miner.request("anvil_dropAllTransactions")

    def nonce_gap(self, account: "LocalAccount", gap: int) -> None:
        """Somebody else with the key sent one with a nonce that is not due yet."""
        self._spend(account, self._count(account, "pending") + gap, 50 * GWEI)

    def nonce_taken(self, account: "LocalAccount") -> None:
        """Somebody else with the key used the next nonce, and it is mined."""
        self._spend(account, self._count(account, "latest"), 6_000 * GWEI)
        self.miner.mine()

    def replace_transaction(self, account: "LocalAccount") -> None:
        """Somebody else with the key outbids whatever waits first by a transfer of nothing."""
        self._spend(account, self._count(account, "latest"), 5_000 * GWEI)

    def _spend(self, account: "LocalAccount", nonce: int, fee: int) -> None:
        signed = account.sign_transaction(
            {
                "type": 2, "chainId": self.world.network.chain_id, "nonce": nonce, "to": account.address, "value": 0,
                "gas": 21_000, "maxFeePerGas": fee, "maxPriorityFeePerGas": fee // 2,
            }
        )  # fmt: skip
        try:
            self.miner.request("eth_sendRawTransaction", "0x" + bytes(signed.raw_transaction).hex())
        except NetworkFailed:
            return  # it was outbid, or its nonce is gone: then there was nothing to disturb

    def _count(self, account: "LocalAccount", block: str) -> int:
        return int(self.miner.request("eth_getTransactionCount", account.address, block), 16)

    def _height(self) -> int:
        return int(self.miner.request("eth_blockNumber"), 16)
