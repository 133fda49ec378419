"""A1 wherever a proof is needed: committees of 1/1, 2/3 and 3/5 decide by exactly their quorum, and nobody else."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from praxis_chain.core.addresses import ZERO_ADDRESS
from praxis_chain.core.attestation import Batch
from praxis_chain.core.catalogue import Standing
from praxis_chain.core.facts import Commit, Fact, Revocation, fact_hash
from praxis_chain.core.ids import Id, hash_uri
from praxis_chain.evm import artifacts
from praxis_chain.evm.bindings import Call
from tests.attesters.attesting import require_all
from tests.events import Told, said, told
from tests.prax.accruing import accrued_told, minted_told
from tests.protocol import ACTION, BOP_REFERRAL, CLOSING_AWARD, EVIDENCE, LOCK, PRAX, SUBJECT_URI, USDC, Protocol

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

SECOND_URI = "github:repo/10270250/issue/8"


@dataclass(frozen=True)
class Stand:
    """A committee, a stakeholder with a wallet, and two funded bounties of 500 USDC."""

    protocol: Protocol
    person: Id
    wallet: "LocalAccount"
    newcomer: "LocalAccount"

    def commit(self, uri: str = SUBJECT_URI, **given: Any) -> Commit:
        return self.protocol.commit(contributor=self.person, subject=hash_uri(uri), **given)

    def transferred(self, amount: int) -> Told:
        token, escrow = self.protocol.usdc.address, self.protocol.escrow.address
        return token, "Transfer", {"from": escrow, "to": self.wallet.address, "value": amount}

    def awarded(self, sequence: int, commit: Commit, amount: int) -> list[Told]:
        event = said(
            self.protocol.escrow, "Awarded", sequence=sequence, work=commit.work, contributor=self.person,
            bounty=self.protocol.bounty(subject=commit.subject), fact=fact_hash(commit), completion=commit.completion,
            amount=amount, reviewEnd=self.protocol.now, paidTo=self.wallet.address,
        )  # fmt: skip
        return [self.transferred(amount), event]


@pytest.fixture
def stand(each_committee, sponsor, contributor, new_wallet):
    person = each_committee.enter(contributor)
    for uri in (SUBJECT_URI, SECOND_URI):
        each_committee.fund(sponsor, 500 * USDC, subject_uri=uri)
    return Stand(each_committee, person, contributor, new_wallet)


@dataclass(frozen=True)
class Use:
    """Facts, the call that needs them proved, and what it tells after `Attested`, once it is mined."""

    facts: Sequence[Fact]
    call: Callable[[Any], Call]
    tells: Callable[[], list[Told]]
    together: bool = False  # proved by one BatchProof

    def by(self, protocol: Protocol, signers: "Sequence[LocalAccount]") -> Call:
        if self.together:
            return self.call(protocol.attest_all(*self.facts, by=signers))
        return self.call(protocol.attest(*self.facts, by=signers)[0])


# -- Attesters --------------------------------------------------------------------------------------------------------


def require_attested(stand):
    commit, attesters = stand.commit(), stand.protocol.attesters
    return Use([commit], lambda proof: attesters.require_attested(fact_hash(commit), proof), list)


def require_all_attested(stand):
    commits = [stand.commit(), stand.commit(SECOND_URI)]
    return Use(commits, lambda proof: require_all(stand.protocol, commits, proof), list, together=True)


def revoke(stand):
    attesters, revocation = stand.protocol.attesters, Revocation(fact_hash(stand.commit()), EVIDENCE)

    def tells():
        revoked = {"fact": revocation.fact, "revocation": fact_hash(revocation), "evidence": EVIDENCE}
        return [said(attesters, "FactRevoked", **revoked)]

    return Use([revocation], lambda proof: attesters.revoke(revocation, proof), tells)


# -- Stakeholders -----------------------------------------------------------------------------------------------------


def link(stand):
    stakeholders, fact = stand.protocol.stakeholders, stand.protocol.link(stand.newcomer)

    def tells():
        linked = said(
            stakeholders, "Linked", contributor=fact.contributor, wallet=stand.newcomer.address, fact=fact_hash(fact),
            oldWallet=ZERO_ADDRESS, linkedAt=fact.linkedAt, effectiveAt=stand.protocol.now,
        )  # fmt: skip
        return [linked]

    return Use([fact], lambda proof: stakeholders.link(fact, proof), tells)


def admit(stand):
    stakeholders, fact = stand.protocol.stakeholders, stand.protocol.admission(referrer=stand.person)

    def tells():
        admitted = said(
            stakeholders, "Admitted", contributor=fact.contributor, referrer=stand.person, fact=fact_hash(fact),
            oldStanding=Standing.NONE, newStanding=Standing.RESIDENT, admittedAt=fact.admittedAt,
        )  # fmt: skip
        return [admitted]

    return Use([fact], lambda proof: stakeholders.admit(fact, proof), tells)


# -- Prax -------------------------------------------------------------------------------------------------------------


def accrue(stand):
    protocol, commit = stand.protocol, stand.commit()

    def tells():
        wallet, amount = stand.wallet.address, 100 * PRAX
        return [*minted_told(protocol, wallet, amount, 0), accrued_told(protocol, commit, wallet, amount)]

    return Use([commit], lambda proof: protocol.prax.accrue(commit, proof), tells)


def accrue_many(stand):
    protocol, commits = stand.protocol, [stand.commit(), stand.commit(SECOND_URI, completion=5_000)]

    def tells():
        wallet, first, second = stand.wallet.address, 100 * PRAX, 55 * PRAX
        assert ACTION.attempt_share == 1_000
        return [
            *minted_told(protocol, wallet, first, 0),
            accrued_told(protocol, commits[0], wallet, first),
            *minted_told(protocol, wallet, second, first),
            accrued_told(protocol, commits[1], wallet, second),
        ]

    return Use(commits, lambda proof: protocol.prax.accrue_many(commits, proof), tells, together=True)


def accrue_referral(stand):
    protocol, wallet = stand.protocol, stand.wallet.address
    admission = protocol.admission(standing=Standing.BOP, referrer=stand.person)
    protocol.send(protocol.stakeholders.admit(admission, *protocol.attest(admission)), protocol.owner)

    def tells():
        accrued = said(
            protocol.prax, "ReferralAccrued", fact=fact_hash(admission), contributor=stand.person,
            candidate=admission.contributor, wallet=wallet, standing=Standing.BOP, amount=BOP_REFERRAL,
        )  # fmt: skip
        return [*minted_told(protocol, wallet, BOP_REFERRAL, 0), accrued]

    return Use([admission], lambda proof: protocol.prax.accrue_referral(admission, proof), tells)


# -- BountyEscrow -----------------------------------------------------------------------------------------------------


def lock(stand):
    escrow, program = stand.protocol.escrow, stand.protocol.program.id
    progress = stand.protocol.progress(contributor=stand.person)

    def tells():
        locked = said(
            escrow, "Locked", sequence=3, bounty=stand.protocol.bounty(), work=progress.work, contributor=stand.person,
            fact=fact_hash(progress), start=progress.progressAt, end=progress.progressAt + LOCK,
        )  # fmt: skip
        return [locked]

    return Use([progress], lambda proof: escrow.lock(program, progress, proof), tells)


def award(stand):
    escrow, program, commit = stand.protocol.escrow, stand.protocol.program.id, stand.commit(completion=6_000)
    call = lambda proof: escrow.award(program, [commit], proof)  # noqa: E731
    return Use([commit], call, lambda: stand.awarded(3, commit, 300 * USDC), together=True)


def award_many(stand):
    escrow, program = stand.protocol.escrow, stand.protocol.program.id
    one, two = stand.commit(), stand.commit(SECOND_URI)

    def tells():
        return [*stand.awarded(3, one, 500 * USDC), *stand.awarded(4, two, 500 * USDC)]

    return Use([one, two], lambda proof: escrow.award_many(program, [[one], [two]], proof), tells, together=True)


def close(stand):
    escrow, program = stand.protocol.escrow, stand.protocol.program.id
    closure = stand.protocol.closure(contributor=stand.person)

    def tells():
        closed = said(
            escrow, "Closed", sequence=3, bounty=stand.protocol.bounty(), contributor=stand.person,
            fact=fact_hash(closure), amount=CLOSING_AWARD, reviewEnd=stand.protocol.now, paidTo=stand.wallet.address,
        )  # fmt: skip
        return [stand.transferred(CLOSING_AWARD), closed]

    return Use([closure], lambda proof: escrow.close(program, closure, proof), tells)


USES = (
    require_attested, require_all_attested, revoke, link, admit, accrue, accrue_many, accrue_referral, lock, award,
    award_many, close,
)  # fmt: skip


@pytest.mark.parametrize("use", USES, ids=lambda use: use.__name__)
def test_a1_exactly_a_quorum_decides(stand, use, non_member):
    """One signature fewer, or a non-member's in the place of one, is refused; the quorum's last members suffice."""
    protocol, needs = stand.protocol, use(stand)
    quorum = protocol.quorum
    enough = protocol.members[-quorum:]
    fewer = needs.by(protocol, enough[1:])
    protocol.assert_refused(fewer, stand.newcomer, "QuorumNotReached", signatures=quorum - 1, quorum=quorum)
    with_a_stranger = needs.by(protocol, [*enough[1:], non_member])
    protocol.assert_refused(with_a_stranger, stand.newcomer, "NotMember", account=non_member.address)

    receipt = protocol.send(needs.by(protocol, enough), stand.newcomer)
    signatures = protocol.signatures(*needs.facts, by=enough)
    attested = said(protocol.attesters, "Attested", root=Batch(tuple(needs.facts)).root, signatures=signatures)
    assert told(receipt) == [attested, *needs.tells()]


def test_every_function_that_takes_a_proof_is_there(stand):
    """By the contracts' own ABIs."""
    takes = {
        (contract, entry["name"])
        for contract in artifacts.CONTRACTS
        for entry in artifacts.load(contract).abi
        if any(given["internalType"] in ("struct Proof", "struct BatchProof") for given in entry.get("inputs", []))
    }
    calls = [use(stand).by(stand.protocol, ()) for use in USES]
    assert {(call.contract.name, call.function) for call in calls} == takes
