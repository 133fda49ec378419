"""The demo's stage: a chain, the contracts, three attesters and a relayer who look at one repository.

Everything is real but the people: real Solidity on a real EVM, Circle's own USDC where npm's package is installed.
Whoever acts is named by role; their keys are made from the role's name, so they are the same each time.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Self

from ..core.attestation import Attestation
from ..core.errors import NetworkFailed
from ..core.facts import Fact
from ..core.programs import DAY, Program
from ..core.signing import KeySigner
from ..evm.bindings import Call, protocol_abis
from ..evm.client import Client, View
from ..evm.deployments import Contracts, Parameters, Record, Seed, bind, deploy, missing, read_seed
from ..evm.keys import local_key
from ..evm.local import LocalNetwork
from ..evm.local_usdc import LocalUsdc, deploy_usdc
from ..evm.sender import Fixed, Sender
from ..evm.transactions import Receipt
from ..forges.git import GitForge
from ..oracle import Attester, AttesterPort, Chain, Judged, Relayer, Report, collect, consents_of, judge_all

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

USDC = 10**6  # base units
EPOCH_CAP = 1_000_000 * 10**18  # wei
QUORUM, COMMITTEE = 2, 3


class Offline:
    """An attester that does not answer."""

    def agrees(self, facts: Sequence[Fact]) -> list[bool]:
        """Raises NetworkFailed, always."""
        raise NetworkFailed("It is switched off.")

    def attest(self, facts: Sequence[Fact]) -> Attestation:
        """Raises NetworkFailed, always."""
        raise NetworkFailed("It is switched off.")


@dataclass
class Stage:
    """The contracts on a chain of one's own. `origin` is the repository that everybody looks at; with `trusting`, its
    authors are taken at their word."""

    network: LocalNetwork
    folder: Path
    usdc: LocalUsdc
    record: Record
    contracts: Contracts
    seed: Seed
    program: Program
    origin: str | Path
    trusting: bool = False
    gas: int = 0
    transactions: int = 0
    _accounts: dict[str, "LocalAccount"] = field(default_factory=dict)

    @classmethod
    def set_up(cls, network: LocalNetwork, folder: Path, origin: str | Path, *, trusting: bool = False) -> Self:
        """Deploy token, contracts, catalogue and program. One or two seconds."""
        deployer = network.accounts[0]
        sender = Sender(network, deployer, abis=protocol_abis(), fixed=Fixed())
        usdc = deploy_usdc(network, network.accounts[1], network.accounts[2].address)
        members = [local_key(f"attester {number}").address for number in range(1, COMMITTEE + 1)]
        parameters = Parameters(members, QUORUM, deployer.address, EPOCH_CAP, usdc.address)
        record = deploy(sender, parameters, folder / "deployment.json")
        contracts, seed = bind(record), read_seed()
        for _, call in missing(Client(network).at(), contracts, seed):
            call.transact(sender)
        program = Program(
            contracts.attesters.address,
            contracts.stakeholders.address,
            lock_period=5 * DAY,
            commitment_period=30 * DAY,
            closing_award=100 * USDC,
            minimum=10 * USDC,
        )
        contracts.escrow.create_program(program).transact(sender)
        return cls(network, folder, usdc, record, contracts, seed, program, origin, trusting)

    @property
    def action(self) -> str:
        """The action that merges count as if they name none: 0x… id."""
        return "0x" + self.seed.action("governance").action.id.hex()

    # -- who ----------------------------------------------------------------------------------------------------------

    def account(self, role: str) -> "LocalAccount":
        """The wallet of a role, with ether for gas."""
        if role not in self._accounts:
            self._accounts[role] = local_key(role)
            self.network.set_balance(self._accounts[role].address, 10**18)
        return self._accounts[role]

    def usdc_of(self, role: str) -> int:
        """Balance in base units."""
        return int(self.view.call(self.usdc.contract, "balanceOf", self.account(role).address))

    def prax_of(self, role: str) -> int:
        """Balance in wei."""
        return self.contracts.prax.balance_of(self.view, self.account(role).address)

    # -- chain --------------------------------------------------------------------------------------------------------

    @property
    def view(self) -> View:
        """The chain as it is now."""
        return Client(self.network).at("latest")

    def send(self, call: Call, role: str) -> Receipt:
        """Mined, and counted. Raises ContractRefused."""
        receipt = call.transact(Sender(self.network, self.account(role), abis=protocol_abis()))
        assert receipt is not None
        return self.count(receipt)

    def count(self, receipt: Receipt) -> Receipt:
        """Add a transaction to the totals."""
        self.gas, self.transactions = self.gas + receipt.gas_used, self.transactions + 1
        return receipt

    def fund(self, role: str, subject_uri: str, dollars: int) -> Receipt:
        """Give a sponsor USDC, let the escrow take it, and put it on an issue."""
        amount = dollars * USDC
        account = self.account(role)
        self.usdc.mint(account.address, amount)
        self.send(Call(self.usdc.contract, "approve", (self.contracts.escrow.address, amount)), role)
        return self.send(self.contracts.escrow.fund(self.program.id, subject_uri, amount), role)

    # -- forge and oracle ---------------------------------------------------------------------------------------------

    def look(self, observer: str) -> GitForge:
        """The forge as one observer sees it, through a clone of its own."""
        return GitForge(
            self.origin,
            self.folder / "clones" / observer,
            trust_authors=self.trusting,
            action=self.action if self.trusting else "",
            chain_id=self.network.chain_id,
            stakeholders=self.contracts.stakeholders.address,
        )

    def judge(self, observer: str) -> Judged:
        """What that observer holds to be true."""
        return judge_all(collect(self.look(observer)))

    def relay(self, online: Sequence[int] = (1, 2, 3), judged: Judged | None = None) -> Report:
        """One pass of the relayer. Attesters that are not `online` do not answer; each of the others collects from a
        clone of its own and judges for itself, once it is asked. `judged`: what to relay, else all there is now."""
        found = self.judge("relayer") if judged is None else judged
        attesters = [self._attester(number) if number in online else Offline() for number in range(1, COMMITTEE + 1)]
        return self.count_all(self.relayer(consents_of(found)).run(found, attesters))

    def relayer(self, consents: dict[bytes, bytes]) -> Relayer:
        """Whoever submits."""
        sender = Sender(self.network, self.account("relayer"), abis=protocol_abis())
        return Relayer(sender, Chain(self.contracts, (self.program,), consents))

    def count_all(self, report: Report) -> Report:
        """Add what a relayer sent to the totals."""
        for outcome in report.done:
            assert outcome.receipt is not None
            self.count(outcome.receipt)
        return report

    def _attester(self, number: int) -> AttesterPort:
        domain = self.contracts.attesters.domain(self.network.chain_id)
        return Attester(KeySigner(attester_key(number)), domain, lambda: collect(self.look(f"attester-{number}")))


def attester_key(number: int) -> bytes:
    """Private key of attester 1, 2 or 3."""
    return bytes(local_key(f"attester {number}").key)
