"""The chain of the hour: anvil with blocks at even times, the protocol, people with wallets, a bounty on each issue."""

import threading
import time
from collections.abc import Iterable, Sequence
from pathlib import Path

from web3 import IPCProvider

from praxis_chain.core.attestation import Batch, Proof, gather, sign_root
from praxis_chain.core.facts import Fact
from praxis_chain.core.ids import contributor_id
from praxis_chain.demo.stage import QUORUM, USDC, Stage, attester_key
from praxis_chain.evm.anvil import AnvilProcess
from praxis_chain.evm.bindings import Call, protocol_abis
from praxis_chain.evm.keys import local_key
from praxis_chain.evm.local import LocalNetwork
from praxis_chain.evm.networks import ANVIL
from praxis_chain.evm.sender import Fixed, Sender

from ..entering import enter

POOL = 100 * USDC  # on every issue
BLOCK_TIME = 12  # seconds of the chain between blocks
RELAYER = "relayer"


class Chain:
    """One of one's own, from `start` (unix seconds) on."""

    def __init__(self, folder: Path, start: int) -> None:
        folder.mkdir(parents=True)
        self.process = AnvilProcess(start)
        self.network = LocalNetwork(ANVIL, IPCProvider(self.process.ipc_path), self.process, start)
        self.stage = Stage.set_up(self.network, folder, folder)
        self.record_file = folder / "deployment.json"
        self.network.set_balance(local_key(RELAYER).address, 1_000 * 10**18)

    @property
    def action(self) -> bytes:
        """Id of the action that merges count as."""
        return self.stage.seed.action("governance").action.id

    def enter(self, people: Iterable[tuple[str, int]]) -> None:
        """Link and admit them (login, numeric id) by the committee's word: it is not what is measured."""
        sender = Sender(self.network, self.network.accounts[0], abis=protocol_abis(), fixed=Fixed())
        stakeholders = self.stage.contracts.stakeholders
        for login, number in people:
            contributor = contributor_id(f"github:user/{number}")
            enter(sender, self.network, stakeholders, contributor, local_key(login), self._proof)

    def fund(self, subjects: Sequence[str]) -> None:
        """One sponsor puts POOL on each of these issues."""
        sponsor, escrow = self.stage.account("sponsor"), self.stage.contracts.escrow
        self.network.set_balance(sponsor.address, 1_000 * 10**18)
        self.stage.usdc.mint(sponsor.address, POOL * len(subjects))
        sender = Sender(self.network, sponsor, abis=protocol_abis(), fixed=Fixed())
        Call(self.stage.usdc.contract, "approve", (escrow.address, 2**255)).transact(sender)
        for subject in subjects:
            escrow.fund(self.stage.program.id, subject, POOL).transact(sender)

    def close(self) -> None:
        self.network.close()

    def _proof(self, fact: Fact) -> Proof:
        batch, domain = Batch((fact,)), self.stage.contracts.attesters.domain(self.network.chain_id)
        signatures = [sign_root(batch.root, domain, attester_key(number)) for number in range(1, QUORUM + 1)]
        return batch.proofs(gather(signatures, domain, [one.attester for one in signatures], QUORUM)[batch.root])[0]


class Miner:
    """Mines in a thread: every BLOCK_TIME seconds of a clock that goes `rate` times as fast as ours, and in step."""

    def __init__(self, process: AnvilProcess, rate: float) -> None:
        self._network = LocalNetwork(ANVIL, IPCProvider(process.ipc_path))
        self._rate = rate
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, name="miner", daemon=True)

    def start(self) -> int:
        """Unix seconds of the last block there was before."""
        self._network.request("evm_setAutomine", False)
        self._network.request("anvil_setBlockTimestampInterval", BLOCK_TIME)
        now = self._network.now()
        self._thread.start()
        return now

    def stop(self) -> None:
        self._ended.set()
        self._thread.join()

    def _run(self) -> None:
        begun, blocks = time.monotonic(), 0
        while not self._ended.is_set():
            blocks += 1
            pause = begun + blocks * BLOCK_TIME / self._rate - time.monotonic()
            if not self._ended.wait(max(0.0, pause)):
                self._network.mine()
