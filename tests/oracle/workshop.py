"""A repository, the protocol, and everybody who looks at one and acts on the other.

workshop.enter("contributor")
workshop.fund(750)
workshop.repository.push_work(1, "contributor", {"a.txt": "one\n"})
workshop.repository.merge(1, closes=7)
report = workshop.relay()
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from praxis_chain.core.catalogue import Standing
from praxis_chain.core.eip712 import stakeholders_domain
from praxis_chain.core.evidence import AnyEvidence
from praxis_chain.core.facts import Link
from praxis_chain.core.ids import NOBODY, Id, award_id, bounty_id, contributor_id, subject_id, work_id
from praxis_chain.core.programs import Program
from praxis_chain.core.signing import KeySigner
from praxis_chain.demo.repository import DemoRepository
from praxis_chain.evm.abi import Contract
from praxis_chain.evm.bindings import Award, Bounty, Call, consent_to_link, protocol_abis
from praxis_chain.evm.deployments import bind
from praxis_chain.evm.keys import local_key
from praxis_chain.evm.sender import Fixed, Sender
from praxis_chain.evm.transactions import Prepared
from praxis_chain.forges.git import GitForge
from praxis_chain.oracle import (
    Attester,
    AttesterPort,
    Chain,
    Judged,
    Outcome,
    Relayer,
    Report,
    collect,
    consents_of,
    judge_all,
)
from tests.protocol import USDC, Protocol

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount
ISSUE = 7
_Sender = TypeVar("_Sender", bound=Sender)


class Simulating(Sender):
    """As the real one it asks the contract before it sends; but gas and price are given, which saves half the time."""

    def prepare(self, contract: Contract, function: str, *args: Any, value: int = 0) -> Prepared:
        Call(contract, function, args).simulate(self.network, self.address)
        return super().prepare(contract, function, *args, value=value)


@dataclass
class Workshop:
    """`programs`: those that the relayer serves."""

    protocol: Protocol
    repository: DemoRepository
    folder: Path
    sponsor: "LocalAccount"
    relayer: "LocalAccount"
    programs: tuple[Program, ...] = ()
    _accounts: dict[str, "LocalAccount"] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.programs = self.programs or (self.protocol.program,)
        self.contracts = bind(self.protocol.record)

    # -- people -------------------------------------------------------------------------------------------------------

    def wallet(self, role: str) -> "LocalAccount":
        """The wallet of a role: it holds no ether, and never needs any."""
        return self._accounts.setdefault(role, local_key(role))

    def id(self, role: str) -> Id:
        """The contributor that holds the role's SSH key."""
        return contributor_id(self.repository.key(role).contributor)

    def enter(self, *roles: str, standing: int | None = Standing.RESIDENT) -> None:
        """Link people to their wallets on chain and admit them (`standing` None: link only), without the repository."""
        for role in roles:
            self.link(role)
            if standing is not None:
                self.admit(role, standing)

    def link(self, role: str) -> None:
        """On chain, by the committee's word alone."""
        protocol, wallet = self.protocol, self.wallet(role)
        link = protocol.link(wallet, contributor=self.id(role))
        consent = consent_to_link(wallet, protocol.stakeholders.domain(protocol.chain.chain_id), link)
        (proof,) = protocol.attest(link)
        protocol.send(protocol.stakeholders.link(link, proof, consent), self.relayer)

    def admit(self, role: str, standing: int = Standing.RESIDENT) -> None:
        """On chain, by the committee's word alone."""
        admission = self.protocol.admission(contributor=self.id(role), standing=int(standing))
        self.protocol.send(self.protocol.stakeholders.admit(admission, *self.protocol.attest(admission)), self.relayer)

    def publish_link(self, role: str, wallet: "LocalAccount | None" = None) -> None:
        """In the repository, signed by both the wallet and the SSH key."""
        stakeholders, chain_id = self.protocol.stakeholders.address, self.protocol.chain.chain_id
        account, now = wallet or self.wallet(role), self.repository.now
        link = Link(self.id(role), bytes.fromhex(account.address[2:]), now, bytes(32))
        consent = consent_to_link(account, stakeholders_domain(chain_id, bytes.fromhex(stakeholders[2:])), link)
        self.repository.publish_link(
            role, account.address, now, "0x" + consent.hex(), chain_id=chain_id, stakeholders=stakeholders
        )

    def usdc_of(self, role: str) -> int:
        """Whole USDC; fails the test on a fraction."""
        whole, rest = divmod(self.protocol.usdc_of(self.wallet(role)), USDC)
        assert rest == 0
        return whole

    def prax_of(self, role: str) -> int:
        """Wei."""
        return self.protocol.prax.balance_of(self.protocol.view, self.wallet(role).address)

    # -- money --------------------------------------------------------------------------------------------------------

    def fund(self, dollars: int, issue: int = ISSUE, program: Program | None = None) -> None:
        """Put so much on an issue."""
        self.protocol.fund(self.sponsor, dollars * USDC, program, self.repository.subject(issue))

    def bounty(self, issue: int = ISSUE, program: Program | None = None) -> Bounty:
        """As it is now."""
        return self.protocol.escrow.bounty(self.protocol.view, self._bounty(issue, program))

    def award(self, pull: int, role: str, issue: int = ISSUE, program: Program | None = None) -> Award:
        """What somebody earned by a work; pull 0 for a closing award."""
        work = work_id(self.repository.work(pull)) if pull else NOBODY
        award = award_id(self._bounty(issue, program), work, self.id(role))
        return self.protocol.escrow.award_of(self.protocol.view, award)

    def _bounty(self, issue: int, program: Program | None) -> Id:
        return bounty_id((program or self.programs[0]).id, subject_id(self.repository.subject(issue)))

    # -- oracle -------------------------------------------------------------------------------------------------------

    def look(self, observer: str = "everybody") -> GitForge:
        """The forge, through a clone of the observer's own."""
        protocol = self.protocol
        return GitForge(
            self.repository.path,
            self.folder / "clones" / observer,
            chain_id=protocol.chain.chain_id,
            stakeholders=protocol.stakeholders.address,
        )

    def documents(self, observer: str = "everybody") -> list[AnyEvidence]:
        """The evidence there is now."""
        return list(collect(self.look(observer)))

    def attester(self, member: "LocalAccount", documents: Sequence[AnyEvidence]) -> Attester:
        """Somebody with that key, who judges these documents."""
        domain = self.protocol.attesters.domain(self.protocol.chain.chain_id)
        return Attester(KeySigner(bytes(member.key)), domain, lambda: documents)

    def attesters(self, documents: Sequence[AnyEvidence]) -> list[AttesterPort]:
        """All members. To save time they may share one look at the forge; they judge for themselves."""
        return [self.attester(member, documents) for member in self.protocol.members]

    def relay(
        self, attesters: Sequence[AttesterPort] | None = None, documents: Sequence[AnyEvidence] | None = None
    ) -> Report:
        """One pass, once the chain's clock has caught up with what people did."""
        self.catch_up()
        found = self.documents() if documents is None else documents
        judged = judge_all(found)
        report = self.relayer_of(judged).run(judged, self.attesters(found) if attesters is None else attesters)
        self.repository.now = max(self.repository.now, self.protocol.chain.now())
        return report

    def relayer_of(self, judged: Judged, sender: Sender | None = None) -> Relayer:
        """Whoever submits, through `sender`."""
        sending = sender or self.sender(self.relayer, Simulating)
        return Relayer(sending, Chain(self.contracts, self.programs, consents_of(judged)))

    def sender(self, account: "LocalAccount", kind: type[_Sender]) -> _Sender:
        """Sends as that account."""
        return kind(self.protocol.chain, account, abis=protocol_abis(), fixed=Fixed())

    def catch_up(self) -> None:
        """Nothing that people did lies in the chain's future."""
        if self.repository.now > self.protocol.chain.now():
            self.protocol.chain.warp(to=self.repository.now)

    def wait(self, seconds: int) -> None:
        """Let time pass, for everybody."""
        self.catch_up()
        self.repository.now = self.protocol.chain.warp(by=seconds)


def told(report: Report) -> list[tuple[str, int | str]]:
    """Everything that became of a pass, in order: the verb, and of how many facts.

    Where it was refused: the verb, and the name of the contract's error, or the whole sentence where there is none.
    """
    return [(outcome.name, _refusal(outcome) if outcome.refused else len(outcome.facts)) for outcome in report.outcomes]


def _refusal(outcome: Outcome) -> str:
    name = outcome.detail.rpartition("[")[2].partition("(")[0]
    return name if "[" in outcome.detail else outcome.detail
