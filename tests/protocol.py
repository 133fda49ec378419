"""The whole protocol on the chain under test, and short ways to do what most tests need done.

`protocol` is a committee of 2 of 3; `each_committee` runs a test for 1 of 1, 2 of 3 and 3 of 5. Both are deployed once
and, like everything on the chain, put back after each test.

    contributor_id = protocol.enter(contributor)
    protocol.fund(sponsor, 750 * USDC)
    commit = protocol.commit(contributor=contributor_id)
    receipt = protocol.send(protocol.escrow.award(protocol.program.id, [commit], protocol.attest_all(commit)), relayer)
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from praxis_chain.core.attestation import Batch, BatchProof, Proof, gather, sign_root
from praxis_chain.core.catalogue import Action, Category, Standing
from praxis_chain.core.errors import ContractRefused
from praxis_chain.core.facts import Admission, Closure, Commit, Fact, Link, Progress, Revocation, fact_hash
from praxis_chain.core.ids import NOBODY, Id, bounty_id, contributor_id, hash_uri
from praxis_chain.core.programs import DAY, Program

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

    from praxis_chain.evm.bindings import Attesters, BountyEscrow, Call, Prax, Stakeholders
    from praxis_chain.evm.client import View
    from praxis_chain.evm.deployments import Record
    from praxis_chain.evm.local import LocalNetwork
    from praxis_chain.evm.local_usdc import LocalUsdc
    from praxis_chain.evm.sender import Sender
    from praxis_chain.evm.transactions import Receipt

USDC = 10**6  # base units
PRAX = 10**18  # wei

SUBJECT_URI = "github:repo/10270250/issue/7"
WORK_URI = "github:repo/10270250/pull/9"
SUBJECT, WORK = hash_uri(SUBJECT_URI), hash_uri(WORK_URI)
EVIDENCE = hash_uri("some evidence")

EPOCH_CAP = 1_000_000 * PRAX
ACTION = Action(Category.GOVERNANCE, 100 * PRAX, 1_000, hash_uri("merge a pull request that resolves an issue"))
RESIDENT_REFERRAL, BOP_REFERRAL = 50 * PRAX, 200 * PRAX
REVIEW, LOCK, COMMITMENT = 3 * DAY, 5 * DAY, 30 * DAY
CLOSING_AWARD, MINIMUM = 100 * USDC, 10 * USDC


@dataclass(frozen=True)
class Protocol:
    """The contracts, their committee and two programs: `program` pays at once, `reviewed` after REVIEW."""

    chain: "LocalNetwork"
    usdc: "LocalUsdc"
    owner: "LocalAccount"
    arbiter: "LocalAccount"
    members: tuple["LocalAccount", ...]
    quorum: int
    attesters: "Attesters"
    stakeholders: "Stakeholders"
    prax: "Prax"
    escrow: "BountyEscrow"
    record: "Record"

    @property
    def view(self) -> "View":
        """The chain as it is now."""
        from praxis_chain.evm.client import Client

        return Client(self.chain).at("latest")

    @property
    def last_logged(self) -> int:
        """Height of the last block in which its contracts logged something; other tests' deployments may be later."""
        from praxis_chain.evm.deployments import bind

        *_, last = self.view.events(bind(self.record).emitters)
        return last.block_number

    @property
    def now(self) -> int:
        """Time of the last block; the next one is one second later, unless the test warps."""
        return self.chain.now()

    # -- sending ------------------------------------------------------------------------------------------------------

    def sender(self, account: "LocalAccount") -> "Sender":
        """Sends as that account, knows every error and event of the protocol."""
        from praxis_chain.evm.bindings import protocol_abis
        from praxis_chain.evm.sender import Fixed, Sender

        return Sender(self.chain, account, abis=protocol_abis(), fixed=Fixed())

    def send(self, call: "Call", account: "LocalAccount") -> "Receipt":
        """Mined, with its events decoded. Raises ContractRefused."""
        receipt = call.transact(self.sender(account))
        assert receipt is not None
        return receipt

    def refusal(self, call: "Call", account: "LocalAccount") -> ContractRefused:
        """What the contract would answer in the next block; fails the test if it would not refuse."""
        with pytest.raises(ContractRefused) as refused:
            call.simulate(self.chain, account.address)
        return refused.value

    def assert_refused(self, call: "Call", account: "LocalAccount", name: str, /, **values: Any) -> None:
        """The refusal has exactly this name and these values, by the error's parameter names."""
        refused = self.refusal(call, account)
        assert (refused.name, refused.values) == (name, values)

    # -- attesting ----------------------------------------------------------------------------------------------------

    def attest(self, *facts: Fact, by: Sequence["LocalAccount"] | None = None) -> list[Proof]:
        """A proof per fact: one root over all of them, signed by the first `quorum` members, or whoever `by` names."""
        return Batch(facts).proofs(self.signatures(*facts, by=by))

    def attest_all(self, *facts: Fact, by: Sequence["LocalAccount"] | None = None) -> BatchProof:
        """One proof for all of these facts together, in this order."""
        return Batch(facts).batch_proof(self.signatures(*facts, by=by))

    def signatures(self, *facts: Fact, by: Sequence["LocalAccount"] | None = None) -> bytes:
        """Packed signatures over the root of these facts."""
        batch = Batch(facts)
        domain = self.attesters.domain(self.chain.chain_id)
        signers = self.members[: self.quorum] if by is None else by
        signatures = [sign_root(batch.root, domain, bytes(signer.key)) for signer in signers]
        packed = gather(signatures, domain, [signature.attester for signature in signatures], len(signatures))
        return packed[batch.root] if signatures else b""

    def revoke(self, fact: Fact, account: "LocalAccount | None" = None) -> "Receipt":
        """The committee takes a fact back."""
        revocation = Revocation(fact_hash(fact), EVIDENCE)
        return self.send(self.attesters.revoke(revocation, *self.attest(revocation)), account or self.owner)

    # -- facts, each field open to be said otherwise ------------------------------------------------------------------

    def commit(self, **given: Any) -> Commit:
        """The whole subject, as specified, completed now."""
        completion = given.get("completion", 10_000)
        usual = {
            "subject": SUBJECT, "work": WORK, "contributor": self.someone, "action": ACTION.id, "quality": 10_000,
            "completion": completion, "total": completion, "completedAt": self.now, "evidence": EVIDENCE,
        }  # fmt: skip
        return Commit(**usual | given)

    def progress(self, **given: Any) -> Progress:
        """Progress of the usual work, made now."""
        usual = {
            "subject": SUBJECT, "work": WORK, "contributor": self.someone, "replaces": NOBODY,
            "progressAt": self.now, "evidence": EVIDENCE,
        }  # fmt: skip
        return Progress(**usual | given)

    def closure(self, **given: Any) -> Closure:
        """Closed with an explanation now."""
        usual = {"subject": SUBJECT, "contributor": self.someone, "closedAt": self.now, "evidence": EVIDENCE}
        return Closure(**usual | given)

    def admission(self, **given: Any) -> Admission:
        """A Resident since now, whom nobody referred."""
        usual = {
            "contributor": self.someone, "standing": Standing.RESIDENT, "referrer": NOBODY, "admittedAt": self.now,
            "evidence": EVIDENCE,
        }  # fmt: skip
        return Admission(**usual | given)

    def link(self, account: "LocalAccount", **given: Any) -> Link:
        """That account's own identity named its wallet now."""
        usual = {
            "contributor": identity(account), "wallet": bytes.fromhex(account.address[2:]), "linkedAt": self.now,
            "evidence": EVIDENCE,
        }  # fmt: skip
        return Link(**usual | given)

    @cached_property
    def someone(self) -> Id:
        """A contributor without wallet or standing."""
        return contributor_id("github:user/583231")

    # -- people and money ---------------------------------------------------------------------------------------------

    def enter(self, account: "LocalAccount", standing: int | None = Standing.RESIDENT, referrer: bytes = NOBODY) -> Id:
        """Link an account to its identity and admit it (`standing` None: link only); returns its contributor id."""
        link = self.link(account)
        self.send(self.stakeholders.link(link, *self.attest(link)), account)
        if standing is not None:
            admission = self.admission(contributor=link.contributor, standing=int(standing), referrer=referrer)
            self.send(self.stakeholders.admit(admission, *self.attest(admission)), account)
        return Id(link.contributor)

    def approve(self, sponsor: "LocalAccount", amount: int = 2**256 - 1) -> None:
        """Let the escrow take a sponsor's USDC."""
        self.sender(sponsor).transact(self.usdc.contract, "approve", self.escrow.address, amount)

    def fund(
        self, sponsor: "LocalAccount", amount: int, program: Program | None = None, subject_uri: str = SUBJECT_URI
    ) -> "Receipt":
        """Approve and fund a bounty of `program` (the one without review), whatever was awarded before."""
        self.approve(sponsor)
        rules = program or self.program
        return self.send(self.escrow.fund(rules.id, subject_uri, amount, max_awarded=10_000), sponsor)

    def award(self, *commits: Commit, program: Program | None = None) -> "Receipt":
        """Attest and award the Commits of one work."""
        rules = program or self.program
        ordered = sorted(commits, key=lambda commit: commit.contributor)
        return self.send(self.escrow.award(rules.id, ordered, self.attest_all(*ordered)), self.owner)

    def usdc_of(self, account: "LocalAccount | str") -> int:
        """Balance in base units."""
        address = account if isinstance(account, str) else account.address
        return int(self.view.call(self.usdc.contract, "balanceOf", address))

    # -- programs -----------------------------------------------------------------------------------------------------

    @cached_property
    def program(self) -> Program:
        """Without review; no arbiter."""
        return Program(
            self.attesters.address, self.stakeholders.address, lock_period=LOCK, commitment_period=COMMITMENT,
            closing_award=CLOSING_AWARD, minimum=MINIMUM,
        )  # fmt: skip

    @cached_property
    def reviewed(self) -> Program:
        """With review and arbiter."""
        return Program(
            self.attesters.address, self.stakeholders.address, lock_period=LOCK, commitment_period=COMMITMENT,
            closing_award=CLOSING_AWARD, minimum=MINIMUM, review_period=REVIEW, arbiter=self.arbiter.address,
        )  # fmt: skip

    def bounty(self, program: Program | None = None, subject: bytes = SUBJECT) -> Id:
        """Id of the bounty of the usual subject."""
        return bounty_id((program or self.program).id, subject)


def identity(account: "LocalAccount") -> Id:
    """The forge identity that a test account has: the same for the same account, in every test."""
    return contributor_id(f"github:user/{int(account.address, 16) % 10**9 + 1}")


def deploy(
    chain: "LocalNetwork",
    usdc: "LocalUsdc",
    owner: "LocalAccount",
    arbiter: "LocalAccount",
    members: Sequence["LocalAccount"],
    quorum: int,
    folder: Path,
) -> Protocol:
    """Contracts, catalogue and programs."""
    from praxis_chain.evm import deployments
    from praxis_chain.evm.sender import Fixed, Sender

    names = [member.address for member in members]
    parameters = deployments.Parameters(names, quorum, owner.address, EPOCH_CAP, usdc.address)
    record = deployments.deploy(Sender(chain, owner, fixed=Fixed()), parameters, folder / "record.json")
    contracts = deployments.bind(record)
    protocol = Protocol(
        chain, usdc, owner, arbiter, tuple(members), quorum,
        contracts.attesters, contracts.stakeholders, contracts.prax, contracts.escrow, record,
    )  # fmt: skip
    for call in (
        protocol.prax.set_action(ACTION),
        protocol.prax.set_referral_reward(Standing.RESIDENT, RESIDENT_REFERRAL),
        protocol.prax.set_referral_reward(Standing.BOP, BOP_REFERRAL),
        protocol.escrow.create_program(protocol.program),
        protocol.escrow.create_program(protocol.reviewed),
    ):
        protocol.send(call, owner)
    return protocol


DeployWith = Callable[[int, int], Protocol]


@pytest.fixture(scope="session")
def deploy_with(
    chain: "LocalNetwork",
    usdc: "LocalUsdc",
    owner: "LocalAccount",
    arbiter: "LocalAccount",
    attesters: list["LocalAccount"],
    tmp_path_factory: pytest.TempPathFactory,
) -> DeployWith:
    """Another deployment: a quorum, of how many members. `protocol.members` are its members, ascending."""

    def deployed(quorum: int, size: int) -> Protocol:
        return deploy(chain, usdc, owner, arbiter, attesters[:size], quorum, tmp_path_factory.mktemp("record"))

    return deployed


@pytest.fixture(scope="session")
def protocol(deploy_with: DeployWith) -> Protocol:
    """A committee of 2 of 3. Folders whose people enter it for good override this by a deployment of their own."""
    return deploy_with(2, 3)


@pytest.fixture(scope="session", params=[(1, 1), (2, 3), (3, 5)], ids=["1-of-1", "2-of-3", "3-of-5"])
def each_committee(request: pytest.FixtureRequest, deploy_with: DeployWith) -> Protocol:
    """The protocol with each size of committee in turn."""
    return deploy_with(*request.param)
