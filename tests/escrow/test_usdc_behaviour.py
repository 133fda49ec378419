"""What Circle's own token can do to an escrow, and what becomes of the money then. All on Circle's bytecode."""

from dataclasses import replace

import pytest

from praxis_chain.core.errors import ContractRefused
from praxis_chain.core.facts import fact_hash
from praxis_chain.core.ids import NOBODY
from praxis_chain.core.programs import DAY
from praxis_chain.evm.bindings import AwardState, Direction, Earned, Funding
from praxis_chain.evm.usdc import read_domain, sign_digest
from tests.contract_wallet import deploy_wallet
from tests.delegation import delegate_code
from tests.escrow.authorizing import (
    SALT,
    authorize,
    permitting,
    submitted_by_somebody_else,
    submitting,
    to_the_token,
)
from tests.escrow.solidity import charge_a_fee
from tests.escrow.stage import OTHER_SUBJECT, OTHER_URI
from tests.protocol import COMMITMENT, LOCK, REVIEW, SUBJECT_URI, USDC, WORK

pytestmark = pytest.mark.usefixtures("circle_usdc")

BLACKLISTED = "Blacklistable: account is blacklisted"
PAUSED = "Pausable: paused"
NO_ALLOWANCE = "ERC20: transfer amount exceeds allowance"


@pytest.fixture
def funding(stage):
    return Funding(stage.program.id, SUBJECT_URI, 500 * USDC)


def refuse_funding(stage, funding, authorization, reason):
    stage.refuse(submitting(stage, funding, authorization), "Error", reason=reason)


def test_1_a_frozen_payee_waits_and_holds_up_nobody(stage, circle_usdc):
    """The others are paid, the award stays owed, its wallet may send it elsewhere, and the bounty goes on."""
    circle_usdc.blacklist(stage.second.account.address)
    stage.fund(500 * USDC)
    commits = stage.commits(3_000, 2_000, 1_000)
    stage.award(*commits)
    assert stage.usdc_of(stage.first, stage.second, stage.third) == (150 * USDC, 0, 50 * USDC)
    stage.refuse(stage.releasing(stage.second, WORK), "Error", reason=BLACKLISTED)
    stage.fund(100 * USDC, by=stage.second_sponsor)
    stage.close(stage.closure(contributor=NOBODY))
    for sponsor in (stage.sponsor, stage.second_sponsor):
        stage.refund(sponsor)
    assert stage.escrowed == 100 * USDC
    fact = stage.award_of(stage.second).fact.ljust(32, b"\0")
    direction = Direction(fact, stage.stranger.address, 0, stage.now + 60)
    stage.send(stage.releasing_to(stage.second, direction), stage.second.account)
    assert stage.usdc_of(stage.stranger) == 100 * USDC


def test_2_no_right_lapses_while_the_token_is_paused(stage, circle_usdc, funding):
    """Money stands still; locks, awards and closures go on, and everything is paid once the pause is over."""
    stage.fund(500 * USDC)
    stage.fund(200 * USDC, subject_uri=OTHER_URI)
    authorization = authorize(stage, funding, valid_before=stage.now + 2 * COMMITMENT)
    circle_usdc.pause()
    stage.refuse(stage.funding(USDC), "Error", by=stage.sponsor, reason=PAUSED)
    refuse_funding(stage, funding, authorization, PAUSED)

    stage.lock()
    stage.at(stage.now + LOCK - 1)
    stage.award(stage.commit())
    stage.close(stage.closure(stage.second, subject=OTHER_SUBJECT))
    assert stage.award_of(stage.first).state is AwardState.OWED
    assert stage.award_of(stage.second, NOBODY, OTHER_SUBJECT).amount == 100 * USDC
    stage.at(stage.now + 2 * COMMITMENT)
    for call in (stage.releasing(stage.first, WORK), stage.refunding(stage.sponsor, OTHER_SUBJECT)):
        stage.refuse(call, "Error", reason=PAUSED)

    circle_usdc.pause(False)
    stage.send(stage.releasing(stage.first, WORK))
    stage.send(stage.protocol.escrow.release(stage.program.id, stage.second.id, [Earned(OTHER_SUBJECT, NOBODY)]))
    stage.send(stage.refunding(stage.sponsor, OTHER_SUBJECT))
    assert stage.usdc_of(stage.first, stage.second) == (500 * USDC, 100 * USDC)
    assert stage.escrowed == 0


def test_3_a_frozen_escrow_stops_and_loses_nothing(stage, circle_usdc):
    """Nothing comes in or goes out; awards are owed; once the escrow is let go, be it in ten years, all is paid."""
    stage.fund(500 * USDC)
    circle_usdc.blacklist(stage.protocol.escrow.address)
    stage.refuse(stage.funding(USDC), "Error", by=stage.sponsor, reason=BLACKLISTED)
    stage.award(stage.commit(completion=5_000))
    stage.at(stage.now + 10 * 365 * DAY)
    stage.refuse(stage.releasing(stage.first, WORK), "Error", reason=BLACKLISTED)
    elsewhere = Direction(stage.award_of(stage.first).fact.ljust(32, b"\0"), stage.stranger.address, 0, stage.now + 60)
    directing = stage.releasing_to(stage.first, elsewhere)
    stage.refuse(directing, "Error", by=stage.first.account, reason=BLACKLISTED)
    stage.refuse(stage.refunding(stage.sponsor), "Error", by=stage.sponsor, reason=BLACKLISTED)
    circle_usdc.blacklist(stage.protocol.escrow.address, frozen=False)
    stage.send(stage.releasing(stage.first, WORK))
    assert stage.refund(stage.sponsor) == stage.usdc_of(stage.first) == 250 * USDC


def test_3_while_the_escrow_is_frozen_every_decision_is_taken(reviewed, circle_usdc):
    """Locks, awards, closures and their cancellations never need the token."""
    reviewed.fund(500 * USDC)
    circle_usdc.blacklist(reviewed.protocol.escrow.address)
    commit, closure = reviewed.commit(completion=5_000), reviewed.closure()
    reviewed.lock()
    reviewed.award(commit)
    reviewed.cancel(commit)
    reviewed.close(closure)
    reviewed.send(reviewed.cancelling_closure(closure), reviewed.arbiter)
    bounty = reviewed.bounty()
    assert (bounty.pool, bounty.awarded, bounty.explained) == (500 * USDC, 0, False)
    assert (bounty.lock.work, reviewed.sequence, reviewed.escrowed) == (WORK[:20], 6, 500 * USDC)


def test_4_a_fee_that_circle_might_add_is_never_paid_by_other_sponsors(stage, circle_admin):
    """Deposits are refused; whoever is paid bears the fee; the escrow never owes more than it holds."""
    stage.fund(500 * USDC)
    stage.award(stage.commit(completion=5_000, contributor=stage.unlinked.id))
    charge_a_fee(stage.protocol, circle_admin)
    stage.refuse(stage.funding(USDC), "Insolvent", by=stage.sponsor, balance=500_990_000, escrowed=501 * USDC)
    stage.protocol.enter(stage.unlinked.account, standing=None)
    stage.send(stage.releasing(stage.unlinked, WORK))
    assert stage.usdc_of(stage.unlinked) == 250 * USDC * 99 // 100
    assert stage.protocol.usdc_of(stage.protocol.escrow.address) == stage.escrowed == 250 * USDC


def test_5_a_permit_that_somebody_else_submits_does_no_harm(stage):
    """The allowance that it set is the sponsor's own: the very call that was to set it funds all the same, once."""
    newcomer, escrow = stage.stranger, stage.protocol.escrow
    stage.protocol.usdc.mint(newcomer.address, 1_000 * USDC)
    permit = permitting(stage, newcomer)
    call = escrow.multicall([permit, stage.funding(500 * USDC)])
    submitted_by_somebody_else(stage, newcomer, permit)
    for thief in (stage.relayer, stage.second_sponsor):
        stage.protocol.approve(thief, 0)
        stage.refuse(call, "Error", by=thief, reason=NO_ALLOWANCE)
    stage.send(call, newcomer)
    assert (stage.usdc_of(newcomer), stage.stake_of(newcomer).shares) == (500 * USDC, 500 * USDC)
    stage.refuse(call, "Error", by=newcomer, reason=NO_ALLOWANCE)


def test_6_an_authorization_to_transfer_is_no_authorization_to_fund(stage, funding):
    """What a sponsor signed for `transferWithAuthorization`, which anybody may submit, the escrow does not take."""
    genuine = authorize(stage, funding)
    domain = read_domain(stage.protocol.view, stage.protocol.usdc.contract)
    fields = "(address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce)"
    digest = domain.digest(
        "TransferWithAuthorization" + fields,
        [
            bytes.fromhex(stage.sponsor.address[2:]), bytes.fromhex(stage.protocol.escrow.address[2:]),
            funding.amount, genuine.valid_after, genuine.valid_before, funding.nonce(SALT),
        ],
    )  # fmt: skip
    other = replace(genuine, signature=sign_digest(stage.sponsor, digest))
    refuse_funding(stage, funding, other, "FiatTokenV2: invalid signature")


def test_7_a_signed_pledge_is_no_money(stage, funding):
    """The sponsor may spend it first: then the authorization fails, and no stake ever existed."""
    authorization = authorize(stage, funding)
    everything = stage.usdc_of(stage.sponsor)
    spending = to_the_token(stage, "transfer", stage.stranger.address, everything - 499 * USDC)
    stage.send(spending, stage.sponsor)
    refuse_funding(stage, funding, authorization, "ERC20: transfer amount exceeds balance")
    assert (stage.stake_of(stage.sponsor).shares, stage.escrowed, stage.sequence) == (0, 0, 0)


def test_8_an_authorization_holds_strictly_between_its_times(stage, funding):
    """Neither at `validAfter` nor at `validBefore`, in between from the first second to the last."""
    after, before = stage.now + 100, stage.now + 200
    authorization = authorize(stage, funding, valid_after=after, valid_before=before)
    call = submitting(stage, funding, authorization)
    stage.at(after)
    refuse_funding(stage, funding, authorization, "FiatTokenV2: authorization is not yet valid")
    stage.at(after + 1)
    call.simulate(stage.protocol.chain, stage.relayer.address)
    stage.at(before - 1)
    call.simulate(stage.protocol.chain, stage.relayer.address)
    stage.at(before)
    refuse_funding(stage, funding, authorization, "FiatTokenV2: authorization is expired")


def test_8_a_signature_has_65_bytes_and_a_low_s(stage, funding):
    """The other encodings of the very same signature are refused."""
    genuine = authorize(stage, funding)
    r, s, v = genuine.signature[:32], int.from_bytes(genuine.signature[32:64], "big"), genuine.signature[64]
    order = 0xFFFFFFFF_FFFFFFFF_FFFFFFFF_FFFFFFFE_BAAEDCE6_AF48A03B_BFD25E8C_D0364141
    high_s = r + (order - s).to_bytes(32, "big") + bytes([55 - v])
    compact = r + (s | (v - 27) << 255).to_bytes(32, "big")
    refuse_funding(stage, funding, replace(genuine, signature=high_s), "ECRecover: invalid signature 's' value")
    refuse_funding(stage, funding, replace(genuine, signature=compact), "ECRecover: invalid signature length")


def test_9_an_account_with_code_is_asked_and_may_always_approve_and_fund(stage, funding):
    """EIP-7702: the token asks the code whether it signed, whatever the key says; approving needs no signature."""
    authorization = authorize(stage, funding)
    delegate_code(stage.protocol, stage.sponsor, deploy_wallet(stage.protocol, stage.stranger).address)
    refuse_funding(stage, funding, authorization, "FiatTokenV2: invalid signature")
    stage.fund(500 * USDC)
    assert stage.stake_of(stage.sponsor).shares == 500 * USDC


def test_9_a_payee_with_code_is_paid_like_any_other(stage):
    """EIP-7702: the code does not run when its account is paid, nor can it keep the key from directing an award."""
    delegate_code(stage.protocol, stage.first.account, deploy_wallet(stage.protocol, stage.stranger).address)
    stage.fund(500 * USDC)
    stage.award(stage.commit(completion=5_000))
    assert stage.usdc_of(stage.first) == 250 * USDC

    reviewed = replace(stage, program=stage.protocol.reviewed)
    reviewed.fund(100 * USDC)
    commit = reviewed.commit()
    reviewed.award(commit)
    reviewed.at(reviewed.now + REVIEW)
    direction = Direction(fact_hash(commit), stage.second.account.address, 0, stage.now + 60)
    reviewed.send(reviewed.releasing_to(stage.first, direction), stage.first.account)
    assert stage.usdc_of(stage.first, stage.second) == (250 * USDC, 100 * USDC)


def test_10_a_plain_transfer_is_nobodys_deposit(stage):
    """It raises the balance and nothing else; nobody can fund, refund or release from it."""
    stage.fund(500 * USDC)
    escrow = stage.protocol.escrow.address
    stage.send(to_the_token(stage, "transfer", escrow, 70 * USDC), stage.second_sponsor)
    assert (stage.protocol.usdc_of(escrow), stage.escrowed, stage.bounty().pool) == (570 * USDC, 500 * USDC, 500 * USDC)
    stage.refuse(
        stage.refunding(stage.second_sponsor),
        "NothingToRefund",
        by=stage.second_sponsor,
        sponsor=stage.second_sponsor.address,
    )
    stage.protocol.approve(stage.second_sponsor, 0)
    with pytest.raises(ContractRefused):
        stage.fund(70 * USDC, by=stage.second_sponsor)
    stage.award(stage.commit())
    assert (stage.usdc_of(stage.first), stage.protocol.usdc_of(escrow)) == (500 * USDC, 70 * USDC)
