"""The stage that operations are measured on: a chain in the middle of its life.

Circle's USDC, a committee of three of which two sign, two programs (one pays at once, one after a review), and a
hundred people who have wallets, standing, some USDC and, half of them, some PRAX. The escrow holds money and has
emitted events, so that no operation pays for being the first of all.
"""

import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from eth_account import Account
from eth_hash.auto import keccak

from praxis_chain.core.attestation import Batch, BatchProof, Proof, gather, sign_root
from praxis_chain.core.catalogue import Action, Category, Standing
from praxis_chain.core.facts import Admission, Commit, Fact, Link, Progress
from praxis_chain.core.ids import NOBODY, Id, contributor_id, hash_uri
from praxis_chain.core.programs import DAY, Program
from praxis_chain.evm import deployments
from praxis_chain.evm.abi import Abi
from praxis_chain.evm.bindings import Call, consent_to_link, protocol_abis
from praxis_chain.evm.local import LocalNetwork
from praxis_chain.evm.local_usdc import LocalUsdc, deploy_usdc
from praxis_chain.evm.sender import Fixed, Sender
from praxis_chain.evm.transactions import Receipt

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

GENESIS = 1_750_000_000  # unix seconds; every block is one second later, so all hashes and all gas are always the same
PEOPLE = 100
VETERANS = 50  # of the people: those who have PRAX already

USDC = 10**6  # base units
PRAX = 10**18  # wei
POOL = 500 * USDC
TERMS = hash_uri("what the sponsor read")
ACTION = Action(Category.GOVERNANCE, 100 * PRAX, 1_000, hash_uri("merge a pull request that resolves an issue"))
REVIEW, LOCK, COMMITMENT = 3 * DAY, 5 * DAY, 30 * DAY  # seconds


@dataclass(frozen=True)
class Stage:
    """Contracts, programs and people."""

    network: LocalNetwork
    contracts: deployments.Contracts
    usdc: LocalUsdc
    members: tuple["LocalAccount", ...]

    @property
    def program(self) -> Program:
        """Pays at once."""
        return self._program(review_period=0)

    @property
    def reviewed(self) -> Program:
        """Pays after a review."""
        return self._program(review_period=REVIEW)

    def _program(self, review_period: int) -> Program:
        contracts = self.contracts
        return Program(
            contracts.attesters.address, contracts.stakeholders.address, lock_period=LOCK, review_period=review_period,
            commitment_period=COMMITMENT, arbiter=self.arbiter.address, closing_award=50 * USDC, minimum=10 * USDC,
        )  # fmt: skip

    @property
    def names(self) -> dict[str, Abi]:
        """Address → ABI of the contracts that gas is accounted to."""
        return {c.address: c.abi for c in (*self.contracts.emitters, self.usdc.contract)}

    # -- people -------------------------------------------------------------------------------------------------------

    @property
    def relayer(self) -> "LocalAccount":
        """Submits what others signed."""
        return self.network.accounts[1]

    @property
    def sponsor(self) -> "LocalAccount":
        """Has approved the escrow, for more than they will give."""
        return self.network.accounts[2]

    @property
    def second_sponsor(self) -> "LocalAccount":
        """The same."""
        return self.network.accounts[3]

    @property
    def signing_sponsor(self) -> "LocalAccount":
        """Has USDC and approves nobody: pays by permit or authorization."""
        return self.network.accounts[4]

    @property
    def arbiter(self) -> "LocalAccount":
        """Of both programs; never acts here."""
        return self.network.accounts[5]

    @staticmethod
    def person(number: int) -> Id:
        """A contributor by forge identity. Those from PEOPLE on are new."""
        return contributor_id(f"github:user/{583231 + number}")

    @staticmethod
    def wallet(number: int) -> "LocalAccount":
        """Where they want to be paid; it has no ether, so that a relayer submits everything."""
        account: LocalAccount = Account.from_key(keccak(f"contributor {number}".encode()))
        return account

    # -- facts --------------------------------------------------------------------------------------------------------

    def commit(self, issue: int, number: int) -> Commit:
        """A person completed an issue just now, by a pull request."""
        work = hash_uri(work_uri(issue))
        evidence = hash_uri(f"evidence of {issue} by {number}")
        return Commit(
            hash_uri(issue_uri(issue)), work, self.person(number), ACTION.id, 10_000, 10_000, 10_000,
            self.network.now(), evidence,
        )  # fmt: skip

    def progress(self, issue: int, number: int) -> Progress:
        """That pull request got a push just now."""
        now = self.network.now()
        evidence = hash_uri(f"progress on {issue} at {now}")
        return Progress(
            hash_uri(issue_uri(issue)), hash_uri(work_uri(issue)), self.person(number), NOBODY, now, evidence
        )

    def attest(self, fact: Fact) -> Proof:
        """Signed by two of three, alone."""
        return Batch((fact,)).proofs(self._signatures(Batch((fact,))))[0]

    def attest_all(self, *facts: Fact) -> BatchProof:
        """Signed by two of three, all under one root."""
        return Batch(facts).batch_proof(self._signatures(Batch(facts)))

    def _signatures(self, batch: Batch) -> bytes:
        domain = self.contracts.attesters.domain(self.network.chain_id)
        signed = [sign_root(batch.root, domain, bytes(member.key)) for member in self.members[:2]]
        return gather(signed, domain, [signature.attester for signature in signed], 2)[batch.root]

    # -- what happens -------------------------------------------------------------------------------------------------

    def send(self, call: Call, account: "LocalAccount") -> Receipt:
        """Mined. Raises ContractRefused."""
        receipt = call.transact(Sender(self.network, account, abis=protocol_abis(), fixed=Fixed()))
        assert receipt is not None, "an account with a key never runs dry"
        return receipt

    def fund(
        self, issue: int, sponsor: "LocalAccount | None" = None, program: Program | None = None, amount: int = POOL
    ) -> Receipt:
        """By allowance."""
        rules = program or self.program
        call = self.contracts.escrow.fund(rules.id, issue_uri(issue), amount, TERMS)
        return self.send(call, sponsor or self.sponsor)

    def link(self, number: int) -> Receipt:
        """A person's first link, submitted by the relayer with the wallet's signature."""
        wallet = self.wallet(number)
        address, evidence = bytes.fromhex(wallet.address[2:]), hash_uri(f"link of {number}")
        link = Link(self.person(number), address, self.network.now(), evidence)
        consent = consent_to_link(wallet, self.contracts.stakeholders.domain(self.network.chain_id), link)
        return self.send(self.contracts.stakeholders.link(link, self.attest(link), consent), self.relayer)

    def accrue(self, first_issue: int, people: range) -> Receipt:
        """One Commit for each of these people, in one transaction."""
        commits = [self.commit(first_issue + i, number) for i, number in enumerate(people)]
        return self.send(self.contracts.prax.accrue_many(commits, self.attest_all(*commits)), self.relayer)


def issue_uri(number: int) -> str:
    """An issue of one repository."""
    return f"github:repo/10270250/issue/{number}"


def work_uri(issue: int) -> str:
    """The pull request for that issue."""
    return f"github:repo/10270250/pull/{issue + 5_000}"


def build(network: LocalNetwork) -> Stage:
    """Deploy everything, let some life pass. Raises Incomplete without Circle's USDC: a mock's gas is worth nothing."""
    accounts = network.accounts
    owner, circle, circle_admin = accounts[0], accounts[18], accounts[19]
    members = tuple(sorted(accounts[10:13], key=lambda account: int(account.address, 16)))
    usdc = deploy_usdc(network, circle, circle_admin.address, circle=True)
    parameters = deployments.Parameters(
        [member.address for member in members], 2, owner.address, 1_000_000 * PRAX, usdc.address
    )
    with tempfile.TemporaryDirectory() as folder:
        record = deployments.deploy(Sender(network, owner, fixed=Fixed()), parameters, Path(folder) / "record.json")
    stage = Stage(network, deployments.bind(record), usdc, members)
    stage.send(stage.contracts.prax.set_action(ACTION), owner)
    stage.send(stage.contracts.escrow.create_program(stage.program), owner)
    stage.send(stage.contracts.escrow.create_program(stage.reviewed), owner)
    _live(stage)
    return stage


def _live(stage: Stage) -> None:
    escrow = stage.contracts.escrow.address
    for sponsor in (stage.sponsor, stage.second_sponsor):
        stage.usdc.mint(sponsor.address, 1_000_000 * USDC)
        stage.send(Call(stage.usdc.contract, "approve", (escrow, 1_000_000 * USDC)), sponsor)
    stage.usdc.mint(stage.signing_sponsor.address, 1_000_000 * USDC)
    for number in range(PEOPLE):
        stage.link(number)
        stage.usdc.mint(stage.wallet(number).address, 1 * USDC)
        admission = Admission(stage.person(number), Standing.RESIDENT, NOBODY, stage.network.now(), hash_uri("why"))
        stage.send(stage.contracts.stakeholders.admit(admission, stage.attest(admission)), stage.relayer)
    stage.fund(0)
    stage.fund(0, program=stage.reviewed)
    stage.accrue(10_000, range(VETERANS))
    stage.network.warp(by=3600)
