"""E9: a program's contracts, however hostile, change nothing outside that program's bounties."""

from dataclasses import dataclass, replace
from typing import Any

import pytest

from praxis_chain.core.attestation import BatchProof, Proof
from praxis_chain.core.errors import ContractRefused
from praxis_chain.core.facts import fact_hash
from praxis_chain.core.ids import NOBODY
from praxis_chain.core.programs import Program
from praxis_chain.evm import artifacts
from praxis_chain.evm.abi import Contract
from praxis_chain.evm.bindings import Call, Direction, Earned, Funding, FundingAuthorization
from tests.escrow.solidity import deploy_solidity
from tests.escrow.stage import OTHER_SUBJECT, OTHER_URI, RIVAL, THIRD_WORK, Contributor, Stage
from tests.protocol import REVIEW, SUBJECT, SUBJECT_URI, USDC, WORK

UNSIGNED, UNSIGNED_BATCH = Proof((), b""), BatchProof((), (), b"")


@dataclass(frozen=True)
class Hostile:
    """The hostile contract, and the stage of a program that names it everywhere."""

    contract: Contract
    stage: Stage

    def do(self, function: str, *args: Any) -> Call:
        return Call(self.contract, function, args)

    def arm(self, *calls: Call) -> None:
        target = calls[0].contract.address
        self.stage.send(self.do("arm", target, [call.data for call in calls]))

    def attempts(self) -> int:
        return int(self.stage.protocol.view.call(self.contract, "attempts"))


@pytest.fixture
def thief(stage):
    return stage.stranger


@pytest.fixture
def hostile(stage, thief):
    """Its bounty holds 100 USDC; the wallet it names for everybody is the thief's."""
    contract = deploy_solidity(stage.protocol, "HostileProgram")
    rules = Program(contract.address, contract.address, review_period=REVIEW, arbiter=contract.address)
    named = replace(stage, program=rules)
    stage.send(stage.protocol.escrow.create_program(rules))
    named.fund(100 * USDC)
    hostile = Hostile(contract, named)
    named.send(hostile.do("setWallet", thief.address))
    return hostile


@pytest.fixture
def honest(stage):
    """A bounty of 750 USDC of which 300 are owed to somebody without a wallet, and a stake that can leave."""
    stage.fund(500 * USDC)
    stage.fund(250 * USDC, by=stage.second_sponsor)
    stage.award(stage.commit(stage.unlinked, completion=4_000))
    return stage


def everything(stage):
    """All that the honest bounty consists of."""
    return (
        stage.bounty(), stage.award_of(stage.unlinked), stage.stake_of(stage.sponsor),
        stage.stake_of(stage.second_sponsor), stage.usdc_of(stage.sponsor, stage.second_sponsor, stage.unlinked),
    )  # fmt: skip


def every_function(stage: Stage, program: bytes) -> list[Call]:
    """A call of each of the escrow's functions that change anything."""
    escrow, commit, closure = stage.protocol.escrow, stage.commit(), stage.closure()
    direction = Direction(fact_hash(commit), stage.stranger.address, 0, stage.now + 60)
    authorization = FundingAuthorization(stage.sponsor.address, 0, stage.now + 60, bytes(32), b"")
    calls = [
        escrow.create_program(replace(stage.program, minimum=1)),
        escrow.fund(program, SUBJECT_URI, 1, max_awarded=10_000),
        escrow.fund_with_authorization(Funding(program, SUBJECT_URI, 1), authorization),
        escrow.permit(1, stage.now + 60, bytes(65)),
        escrow.lock(program, stage.progress(work=RIVAL), UNSIGNED),
        escrow.award(program, [stage.commit(work=THIRD_WORK)], UNSIGNED_BATCH),
        escrow.award_many(program, [[stage.commit(work=THIRD_WORK)]], UNSIGNED_BATCH),
        escrow.close(program, closure, UNSIGNED),
        escrow.cancel(program, [commit]),
        escrow.cancel_closure(program, closure),
        escrow.release(program, stage.first.id, [Earned(SUBJECT, WORK)]),
        escrow.release_to(program, stage.first.id, Earned(SUBJECT, WORK), direction),
        escrow.refund(program, SUBJECT, stage.sponsor.address),
    ]
    return [*calls, escrow.multicall(calls[-1:]), escrow.multicall([escrow.multicall(calls[-1:])])]


def test_every_function_that_changes_anything_is_tried(stage):
    """The list of the next test is complete, by the contract's own ABI."""
    tried = {call.function for call in every_function(stage, stage.program.id)}
    changing = {
        entry["name"]
        for entry in artifacts.load("BountyEscrow").abi
        if entry["type"] == "function" and entry["stateMutability"] not in ("view", "pure")
    }
    assert tried == changing


def attested_calls(stage):
    """Calls in which the escrow asks the attesters while state may change."""
    escrow, program = stage.protocol.escrow, stage.program.id
    part = stage.commit(completion=1_000)
    return {
        "lock": escrow.lock(program, stage.progress(), UNSIGNED),
        "award": escrow.award(program, [part], UNSIGNED_BATCH),
        "awardMany": escrow.award_many(program, [[part]], UNSIGNED_BATCH),
        "close": escrow.close(program, stage.closure(), UNSIGNED),
        "multicall": escrow.multicall([escrow.award(program, [part], UNSIGNED_BATCH)]),
    }


@pytest.mark.parametrize("entrance", ["lock", "award", "awardMany", "close", "multicall"])
def test_attesters_cannot_come_back_in(hostile, honest, entrance):
    """No function of the escrow can be called while it asks the attesters of some program."""
    call = attested_calls(hostile.stage)[entrance]
    tried = every_function(honest, honest.program.id) + every_function(hostile.stage, hostile.stage.program.id)
    hostile.arm(*tried)
    before = everything(honest)
    hostile.stage.send(call)
    assert hostile.attempts() == len(tried) == 30
    assert everything(honest) == before


def test_views_cannot_come_back_in(hostile, honest):
    """Nor while it asks for a wallet or a revocation, which it asks without allowing changes at all."""
    stage, escrow, program = hostile.stage, hostile.stage.protocol.escrow, hostile.stage.program
    at_once = stage.under(review_period=0)
    at_once.fund(100 * USDC)
    at_once.fund(100 * USDC, subject_uri=OTHER_URI)
    stage.fund(100 * USDC, subject_uri=OTHER_URI)
    part, closure = stage.commit(completion=5_000), stage.closure(subject=OTHER_SUBJECT)
    stage.send(escrow.award(program.id, [part], UNSIGNED_BATCH))
    stage.send(escrow.close(program.id, closure, UNSIGNED))
    earned = stage.commit(completion=1_000, work=RIVAL)
    stage.send(escrow.award(program.id, [earned], UNSIGNED_BATCH))
    before = everything(honest)

    # Attesters are asked first, and would enter first: from here on only the stakeholders are hostile.
    hostile.arm(*every_function(honest, honest.program.id), *every_function(stage, program.id))
    stage.send(escrow.cancel(program.id, [part]))
    stage.send(escrow.cancel_closure(program.id, closure))
    at_once.send(escrow.award(at_once.program.id, [part], UNSIGNED_BATCH))
    at_once.send(escrow.close(at_once.program.id, replace(closure), UNSIGNED))
    stage.at(stage.now + REVIEW)
    stage.send(escrow.release(program.id, stage.first.id, [Earned(SUBJECT, RIVAL)]))
    assert everything(honest) == before
    assert stage.usdc_of(stage.stranger) == 50 * USDC + 10 * USDC


def test_a_call_that_got_in_would_be_seen(hostile, honest):
    """The hostile contract does notice when something answers it: here the token, which is not guarded."""
    token = honest.protocol.usdc.contract
    hostile.arm(Call(token, "balanceOf", (honest.sponsor.address,)))
    for call in attested_calls(hostile.stage).values():
        with pytest.raises(ContractRefused) as refused:
            hostile.stage.send(call)
        assert hostile.contract.abi.errors[bytes.fromhex(refused.value.name[2:])].name == "Entered"


def test_e9_lies_cost_only_those_who_believed_them(hostile, honest, thief):
    """Invented Commits, cancelled and made again, drain the hostile program's own pool, and not a base unit more."""
    stage, escrow, program = hostile.stage, hostile.stage.protocol.escrow, hostile.stage.program.id
    before, escrowed = everything(honest), stage.escrowed
    huge = stage.commit(completion=65_535, total=65_535)
    stage.send(escrow.award(program, [huge], UNSIGNED_BATCH))
    stage.send(hostile.do("execute", escrow.address, escrow.cancel(program, [huge]).data))
    stage.at(stage.now + REVIEW)
    small = [
        stage.commit(who, completion, total=20_000, work=RIVAL)
        for who, completion in zip((stage.first, stage.second, stage.third), (1, 9_999, 10_000), strict=True)
    ]
    stage.send(escrow.award(program, small, UNSIGNED_BATCH))
    stage.at(stage.now + REVIEW)
    for who in (stage.first, stage.second, stage.third):
        stage.send(escrow.release(program, who.id, [Earned(SUBJECT, RIVAL)] * 3))
    assert stage.usdc_of(thief) == 100 * USDC
    assert stage.escrowed == escrowed - 100 * USDC
    assert everything(honest) == before
    honest.close(honest.closure(contributor=NOBODY))
    assert honest.refund(honest.sponsor) + honest.refund(honest.second_sponsor) == 450 * USDC


def test_a_hostile_arbiter_redirects_nothing(reviewed, thief):
    """What an arbiter can do is to send an award back to the sponsors' pool, again and again."""
    contract = deploy_solidity(reviewed.protocol, "HostileProgram")
    stage = reviewed.under(arbiter=contract.address)
    stage.fund(500 * USDC)
    commit = stage.commit()
    stage.award(commit)

    def by_arbiter(call):
        return Call(contract, "execute", (call.contract.address, call.data))

    direction = Direction(fact_hash(commit), thief.address, 0, stage.now + 10**7)
    for call, refusal in (
        (stage.releasing_to(stage.first, direction), "NotTheWallet"),
        (stage.releasing(stage.first, WORK), "UnderReview"),
        (stage.refunding(stage.sponsor), "NothingToRefund"),
    ):
        assert stage.protocol.refusal(by_arbiter(call), stage.relayer).name == refusal
    stage.send(by_arbiter(stage.cancelling(commit)))
    assert (stage.bounty().pool, stage.escrowed, stage.usdc_of(thief)) == (500 * USDC, 500 * USDC, 0)


def test_a_hostile_arbiter_redirects_no_closing_award(reviewed, thief):
    """What an arbiter can do is to undo a closure, which returns all of it to the sponsors' pool."""
    contract = deploy_solidity(reviewed.protocol, "HostileProgram")
    stage = reviewed.under(arbiter=contract.address)
    stage.fund(500 * USDC)
    closure = stage.closure()
    stage.close(closure)
    direction = Direction(fact_hash(closure), thief.address, 0, stage.now + 10**7)
    for call, refusal in (
        (stage.releasing_to(stage.first, direction, work=NOBODY), "NotTheWallet"),
        (stage.releasing(stage.first, NOBODY), "UnderReview"),
        (stage.refunding(stage.sponsor), "UnderReview"),
    ):
        by_arbiter = Call(contract, "execute", (call.contract.address, call.data))
        assert stage.protocol.refusal(by_arbiter, stage.relayer).name == refusal
    undoing = stage.cancelling_closure(closure)
    stage.send(Call(contract, "execute", (undoing.contract.address, undoing.data)))
    assert (stage.bounty().pool, stage.escrowed, stage.usdc_of(thief)) == (500 * USDC, 500 * USDC, 0)


@pytest.mark.parametrize("named", ["escrow", "usdc", "stakeholders"])
def test_programs_that_name_the_wrong_contract(stage, honest, named):
    """A program may call the escrow, the token or anything else its attesters: nothing can be attested under it."""
    address = getattr(stage.protocol, named).address
    odd = stage.under(attesters=address, stakeholders=address, arbiter=stage.stranger.address)
    odd.fund(100 * USDC)
    before = everything(honest)
    for call in (*attested_calls(odd).values(), odd.releasing(odd.first, WORK), odd.cancelling(odd.commit())):
        with pytest.raises(ContractRefused):
            odd.send(call, odd.stranger)
    odd.at(odd.now + 30 * 86_400 + 1)
    assert odd.refund(odd.sponsor) == 100 * USDC
    assert everything(honest) == (*before[:4], odd.usdc_of(odd.sponsor, odd.second_sponsor, odd.unlinked))


@pytest.mark.parametrize("payee", ["escrow", "usdc"])
def test_money_sent_into_a_wall_is_lost_to_its_own_program_only(hostile, honest, payee):
    """A program that names the escrow or the token as everybody's wallet loses its pool, and nobody else anything."""
    stage, escrow = hostile.stage.under(review_period=0), hostile.stage.protocol.escrow
    stage.send(hostile.do("setWallet", getattr(stage.protocol, payee).address))
    stage.fund(50 * USDC)
    before, escrowed = everything(honest), stage.escrowed
    stage.send(escrow.award(stage.program.id, [stage.commit()], UNSIGNED_BATCH))
    held = stage.protocol.usdc_of(escrow.address)
    paid = stage.award_of(stage.first).amount == 0
    assert stage.escrowed == escrowed - (50 * USDC if paid else 0)
    assert held >= stage.escrowed
    assert everything(honest) == before


def test_the_same_facts_live_apart_in_two_programs(reviewed):
    """A fact cancelled, locked or awarded under one program is untouched under another with the same attesters."""
    other = reviewed.under(minimum=0)
    for stage in (reviewed, other):
        stage.fund(500 * USDC)
    commit = reviewed.commit()
    reviewed.lock(work=RIVAL)
    other.award(commit)
    other.cancel(commit)
    reviewed.at(reviewed.bounty().lock.end)
    reviewed.award(commit)
    assert reviewed.award_of(reviewed.first).amount == 500 * USDC
    assert (other.bounty().pool, other.bounty().lock.end) == (500 * USDC, 0)


def test_a_contributor_of_a_hostile_program_is_somebody_else(hostile, honest, thief):
    """A wallet that one program vouches for directs nothing under another."""
    robbed = Contributor(honest.unlinked.id, thief)
    award = honest.award_of(honest.unlinked)
    direction = Direction(award.fact.ljust(32, b"\0"), thief.address, 0, honest.now + 10**6)
    call = honest.releasing_to(robbed, direction)
    honest.refuse(call, "NoWallet", by=thief, contributor=honest.unlinked.id)
    under_hostile = hostile.stage.releasing_to(robbed, direction)
    award_there = hostile.stage.award_id(robbed)
    hostile.stage.refuse(under_hostile, "NotOwed", by=thief, award=award_there)
