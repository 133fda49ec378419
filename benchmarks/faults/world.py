"""The chain that every schedule begins on: the protocol, two programs, people with wallets, and money on issues.

It is made once; a schedule leaves it by going back to a snapshot.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from web3 import IPCProvider

from praxis_chain.core.attestation import Batch, Proof, gather, sign_root
from praxis_chain.core.facts import Fact
from praxis_chain.core.ids import contributor_id
from praxis_chain.core.programs import DAY, Program
from praxis_chain.evm.anvil import AnvilProcess
from praxis_chain.evm.bindings import Call, protocol_abis
from praxis_chain.evm.client import Client, View
from praxis_chain.evm.deployments import Contracts, Parameters, Record, bind, deploy, missing, read_seed
from praxis_chain.evm.keys import local_key
from praxis_chain.evm.local import LocalNetwork
from praxis_chain.evm.local_usdc import LocalUsdc, deploy_usdc
from praxis_chain.evm.networks import ANVIL
from praxis_chain.evm.sender import Fixed, Sender

from ..entering import enter
from .cast import ATTESTERS, CLOSING_AWARD, FUNDED, LINKED, PEOPLE, QUORUM, RELAYERS, USDC, pool_of

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

START = 1_790_000_000  # unix seconds: the chain's first block
BLOCK_TIME = 12  # seconds of chain time between blocks
EPOCH_CAP = 1_000_000 * 10**18  # wei
REVIEW = 3 * DAY
LOCK = 5 * DAY


@dataclass
class World:
    """`prompt` pays at once, `reviewed` after REVIEW. `repository`: canonical name. `ids`: people's numbers there."""

    process: AnvilProcess
    network: LocalNetwork
    repository: str
    ids: Mapping[str, int]
    usdc: LocalUsdc
    record: Record
    record_file: Path
    contracts: Contracts
    prompt: Program
    reviewed: Program
    wallets: dict[str, str] = field(default_factory=dict)
    _snapshot: str = ""

    @classmethod
    def set_up(cls, folder: Path, repository: str, ids: Mapping[str, int]) -> "World":
        """Two seconds."""
        process = AnvilProcess(START)
        network = LocalNetwork(ANVIL, IPCProvider(process.ipc_path), process, START)
        owner = network.accounts[0]
        sender = Sender(network, owner, abis=protocol_abis(), fixed=Fixed())
        usdc = deploy_usdc(network, network.accounts[1], network.accounts[2].address)
        members = [local_key(name).address for name in ATTESTERS]
        record_file = folder / "deployment.json"
        record = deploy(sender, Parameters(members, QUORUM, owner.address, EPOCH_CAP, usdc.address), record_file)
        contracts = bind(record)
        for _, call in missing(Client(network).at(), contracts, read_seed()):
            call.transact(sender)
        prompt, reviewed = (
            Program(
                contracts.attesters.address,
                contracts.stakeholders.address,
                lock_period=LOCK,
                review_period=review,
                commitment_period=30 * DAY,
                arbiter=owner.address,
                closing_award=CLOSING_AWARD,
                minimum=10 * USDC,
            )
            for review in (0, REVIEW)
        )
        world = cls(process, network, repository, ids, usdc, record, record_file, contracts, prompt, reviewed)
        world._populate(sender)
        network.request("anvil_setBlockTimestampInterval", BLOCK_TIME)
        network.request("evm_setAutomine", False)
        network.mine(8)
        world.begin_here()
        return world

    def close(self) -> None:
        self.network.close()

    # -- for everybody ------------------------------------------------------------------------------------------------

    @property
    def view(self) -> View:
        """The chain as it is now."""
        return Client(self.network).at("latest")

    @property
    def rpc_port(self) -> int:
        return int(self.process.url.rpartition(":")[2])

    def another_connection(self) -> LocalNetwork:
        """To the same chain, for another thread."""
        return LocalNetwork(ANVIL, IPCProvider(self.process.ipc_path))

    def subject(self, issue: int) -> str:
        """Canonical name of an issue."""
        return f"{self.repository}/issue/{issue}"

    def work(self, pull: int) -> str:
        """Canonical name of a pull request."""
        return f"{self.repository}/pull/{pull}"

    def contributor(self, who: str) -> bytes:
        """Id of a person."""
        return contributor_id(f"github:user/{self.ids[who]}")

    def program_of(self, issue: int) -> Program:
        """The rules that an issue's money is under."""
        return self.prompt if issue % 2 else self.reviewed

    def begin_here(self) -> None:
        """Schedules begin with the chain as it is now."""
        self._snapshot = self.network.snapshot()

    def reset(self) -> None:
        """As every schedule begins."""
        self.network.revert(self._snapshot)
        self._snapshot = self.network.snapshot()

    def fund(self, issue: int) -> Call:
        """The sponsor's call that puts an issue's money on it."""
        return self.contracts.escrow.fund(self.program_of(issue).id, self.subject(issue), pool_of(issue))

    @property
    def sponsor(self) -> "LocalAccount":
        return self.network.accounts[3]

    def sign(self, facts: Sequence[Fact], names: Sequence[str]) -> bytes:
        """Packed signatures of those attesters over the root of these facts."""
        batch, domain = Batch(tuple(facts)), self.contracts.attesters.domain(self.network.chain_id)
        signed = [sign_root(batch.root, domain, bytes(local_key(name).key)) for name in names]
        return gather(signed, domain, [one.attester for one in signed], len(signed))[batch.root]

    # -- setting up ---------------------------------------------------------------------------------------------------

    def _populate(self, sender: Sender) -> None:
        """People are linked and admitted by the committee's word; one sponsor pays for all issues."""
        self.wallets = {local_key(role).address.lower(): role for role in PEOPLE}
        for name in RELAYERS:
            self.network.set_balance(local_key(name).address, 100 * 10**18)
        for role in LINKED:
            who = self.contributor(role)
            enter(sender, self.network, self.contracts.stakeholders, who, local_key(role), self._proof)
        self.usdc.mint(self.sponsor.address, 10**6 * USDC)
        paying = Sender(self.network, self.sponsor, abis=protocol_abis(), fixed=Fixed())
        for program in (self.prompt, self.reviewed):
            self.contracts.escrow.create_program(program).transact(sender)
        Call(self.usdc.contract, "approve", (self.contracts.escrow.address, 2**255)).transact(paying)
        for issue in FUNDED:
            self.fund(issue).transact(paying)

    def _proof(self, fact: Fact) -> Proof:
        (proof,) = Batch((fact,)).proofs(self.sign([fact], ATTESTERS[:QUORUM]))
        return proof


def action_of_merges() -> bytes:
    """Id of the action that a merge counts as."""
    return read_seed().action("governance").action.id
