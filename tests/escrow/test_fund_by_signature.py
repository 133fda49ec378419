"""Funding by signature: EIP-3009 authorizations that anybody may submit, EIP-2612 permits, and several calls in one."""

from dataclasses import replace

import pytest

from praxis_chain.core.ids import hash_uri
from praxis_chain.evm.bindings import Call, Funding, authorize_funding, permit_escrow
from praxis_chain.evm.usdc import read_domain
from tests.escrow.solidity import charge_a_fee, deploy_solidity
from tests.escrow.stage import OTHER_URI, TERMS
from tests.protocol import COMMITMENT, SUBJECT_URI, USDC

SALT = hash_uri("salt")
INVALID = "FiatTokenV2: invalid signature"


@pytest.fixture
def funding(stage):
    return Funding(stage.program.id, SUBJECT_URI, 500 * USDC, TERMS, 0)


def signed(stage, funding, by=None, **given):
    """The sponsor's authorization for that funding, good for an hour."""
    domain = read_domain(stage.protocol.view, stage.protocol.usdc.contract)
    usual = {"salt": SALT, "valid_before": stage.now + 3_600}
    return authorize_funding(by or stage.sponsor, domain, stage.protocol.escrow.address, funding, **usual | given)


def submitting(stage, funding, authorization):
    return stage.protocol.escrow.fund_with_authorization(funding, authorization)


def to_the_token(stage, name, *arguments):
    """A call of USDC itself."""
    return Call(stage.protocol.usdc.contract, name, arguments)


# -- fundWithAuthorization --------------------------------------------------------------------------------------------


def test_a_good_authorization(stage, funding):
    """
    BountyEscrow.fundWithAuthorization / when the authorization is good /
    it should take the sponsor's USDC, whoever submits it, and emit Funded
    """
    before = stage.usdc_of(stage.sponsor, stage.relayer)
    receipt = stage.send(submitting(stage, funding, signed(stage, funding)), stage.relayer)
    assert stage.usdc_of(stage.sponsor, stage.relayer) == (before[0] - 500 * USDC, before[1])
    funded = {
        "sequence": 1, "bounty": stage.bounty_id(), "sponsor": stage.sponsor.address, "program": stage.program.id,
        "amount": 500 * USDC, "shares": 500 * USDC, "committedUntil": stage.now + COMMITMENT, "terms": TERMS,
        "subjectUri": SUBJECT_URI,
    }  # fmt: skip
    assert stage.said(receipt) == [("Funded", funded)]
    assert stage.stake_of(stage.sponsor).shares == 500 * USDC
    assert stage.stake_of(stage.relayer).shares == 0


def test_a_redirected_authorization(stage, funding, circle_usdc):
    """
    BountyEscrow.fundWithAuthorization /
    when the submitter changes the program, the subject, the terms, what may be awarded or the salt /
    it should refuse as the token does
    """
    other = stage.under(minimum=0).program
    authorization = signed(stage, funding)
    for changed in (
        replace(funding, program=other.id),
        replace(funding, subject_uri=OTHER_URI),
        replace(funding, terms=hash_uri("other terms")),
        replace(funding, max_awarded=10_000),
    ):
        stage.refuse(submitting(stage, changed, authorization), "Error", reason=INVALID)
    stage.refuse(submitting(stage, funding, replace(authorization, salt=TERMS)), "Error", reason=INVALID)
    for bound in (
        replace(authorization, sponsor=stage.second_sponsor.address),
        replace(authorization, valid_before=authorization.valid_before + 1),
    ):
        stage.refuse(submitting(stage, funding, bound), "Error", reason=INVALID)


def test_another_amount(stage, funding, circle_usdc):
    """
    BountyEscrow.fundWithAuthorization / when the submitter changes the amount / it should refuse as the token does
    """
    authorization = signed(stage, funding)
    for amount in (funding.amount - 1, funding.amount + 1):
        stage.refuse(submitting(stage, replace(funding, amount=amount), authorization), "Error", reason=INVALID)


def test_an_authorization_used_twice(stage, funding, circle_usdc):
    """
    BountyEscrow.fundWithAuthorization / when it is submitted again / it should refuse as the token does
    """
    call = submitting(stage, funding, signed(stage, funding))
    stage.send(call)
    stage.refuse(call, "Error", reason="FiatTokenV2: authorization is used or canceled")
    again = submitting(stage, funding, signed(stage, funding, salt=hash_uri("another salt")))
    stage.send(again)
    assert stage.stake_of(stage.sponsor).shares == 1_000 * USDC


def test_an_authorization_at_the_token(stage, funding, circle_usdc):
    """
    BountyEscrow.fundWithAuthorization / when somebody takes it to the token directly /
    it should stay good, since the token refuses any caller but the escrow
    """
    authorization = signed(stage, funding)
    values = (
        stage.sponsor.address, stage.protocol.escrow.address, funding.amount, authorization.valid_after,
        authorization.valid_before, funding.nonce(SALT), authorization.signature,
    )  # fmt: skip
    name = "(address,address,uint256,uint256,uint256,bytes32,bytes)"
    stage.refuse(
        to_the_token(stage, "receiveWithAuthorization" + name, *values),
        "Error",
        by=stage.stranger,
        reason="FiatTokenV2: caller must be the payee",
    )
    stage.refuse(to_the_token(stage, "transferWithAuthorization" + name, *values), "Error", reason=INVALID)
    stage.send(submitting(stage, funding, authorization))
    assert stage.bounty().pool == 500 * USDC


def test_an_authorization_taken_back(stage, funding, circle_usdc):
    """
    BountyEscrow.fundWithAuthorization / given the sponsor took the authorization back /
    it should refuse as the token does
    """
    authorization = signed(stage, funding)
    domain = read_domain(stage.protocol.view, stage.protocol.usdc.contract)
    digest = domain.digest(
        "CancelAuthorization(address authorizer,bytes32 nonce)",
        [bytes.fromhex(stage.sponsor.address[2:]), funding.nonce(SALT)],
    )
    signature = bytes(stage.sponsor.unsafe_sign_hash(digest).signature)
    name = "cancelAuthorization(address,bytes32,bytes)"
    stage.send(to_the_token(stage, name, stage.sponsor.address, funding.nonce(SALT), signature), stage.stranger)
    stage.refuse(
        submitting(stage, funding, authorization), "Error", reason="FiatTokenV2: authorization is used or canceled"
    )


def test_a_sponsor_that_is_a_contract(stage, funding, circle_usdc):
    """
    BountyEscrow.fundWithAuthorization / given the sponsor is a contract /
    it should ask the contract whether it signed
    """
    wallet = deploy_solidity(stage.protocol, "ContractWallet", stage.sponsor.address)
    stage.protocol.usdc.mint(wallet.address, 500 * USDC)
    forged = signed(stage, funding, by=InTheNameOf(wallet, stage.stranger))
    genuine = signed(stage, funding, by=InTheNameOf(wallet, stage.sponsor))
    stage.refuse(submitting(stage, funding, forged), "Error", reason=INVALID)
    stage.send(submitting(stage, funding, genuine))
    assert stage.stake_of(wallet).shares == 500 * USDC


class InTheNameOf:
    """A key that signs for a contract."""

    def __init__(self, wallet, key):
        self.address, self.unsafe_sign_hash = wallet.address, key.unsafe_sign_hash


def test_an_authorization_of_nothing(stage, funding):
    """BountyEscrow.fundWithAuthorization / given the amount is zero / it should refuse with ZeroAmount"""
    nothing = replace(funding, amount=0)
    stage.refuse(submitting(stage, nothing, signed(stage, nothing)), "ZeroAmount")


def test_a_token_that_keeps_a_fee_of_authorizations(stage, funding, circle_usdc, circle_admin):
    """BountyEscrow.fundWithAuthorization / given the token keeps a fee / it should refuse with Insolvent"""
    authorization = signed(stage, funding)
    charge_a_fee(stage.protocol, circle_admin)
    stage.refuse(submitting(stage, funding, authorization), "Insolvent", balance=495 * USDC, escrowed=500 * USDC)


# -- permit -----------------------------------------------------------------------------------------------------------


def permitting(stage, owner, amount=500 * USDC):
    """The escrow's `permit` with a signature of `owner`."""
    domain = read_domain(stage.protocol.view, stage.protocol.usdc.contract)
    nonce = stage.protocol.view.call(stage.protocol.usdc.contract, "nonces", owner.address)
    deadline = stage.now + 3_600
    signature = permit_escrow(owner, domain, stage.protocol.escrow.address, amount, nonce, deadline)
    return stage.protocol.escrow.permit(amount, deadline, signature)


def submitted_by_somebody_else(stage, owner, call):
    """The same permit, taken to the token first."""
    amount, deadline, v, r, s = call.args
    values = (owner.address, stage.protocol.escrow.address, amount, deadline, v, r, s)
    name = "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)"
    stage.send(to_the_token(stage, name, *values), stage.stranger)


def allowance(stage, owner):
    token, escrow = stage.protocol.usdc.contract, stage.protocol.escrow.address
    return stage.protocol.view.call(token, "allowance", owner.address, escrow)


@pytest.fixture
def newcomer(stage):
    """Holds 1,000 USDC and has approved nothing."""
    stage.protocol.usdc.mint(stage.stranger.address, 1_000 * USDC)
    return stage.stranger


def test_a_permit(stage, newcomer):
    """BountyEscrow.permit / when the permit is the caller's / it should set the allowance"""
    receipt = stage.send(permitting(stage, newcomer), newcomer)
    assert allowance(stage, newcomer) == 500 * USDC
    assert stage.said(receipt) == []


def test_a_permit_of_somebody_else(stage, newcomer):
    """BountyEscrow.permit / when the permit is somebody else's / it should change nothing"""
    stage.send(permitting(stage, newcomer), stage.relayer)
    assert allowance(stage, newcomer) == allowance(stage, stage.relayer) == 0


def test_a_permit_submitted_before(stage, newcomer):
    """
    BountyEscrow.permit / when the permit was submitted by somebody else before /
    it should leave the allowance that this one set
    """
    call = permitting(stage, newcomer)
    submitted_by_somebody_else(stage, newcomer, call)
    stage.send(call, newcomer)
    assert allowance(stage, newcomer) == 500 * USDC


# -- multicall --------------------------------------------------------------------------------------------------------


def test_permit_and_fund(stage, newcomer):
    """BountyEscrow.multicall / when it permits and funds / it should do both for the caller"""
    call = stage.protocol.escrow.multicall([permitting(stage, newcomer), stage.funding(500 * USDC)])
    stage.send(call, newcomer)
    assert (stage.stake_of(newcomer).shares, allowance(stage, newcomer)) == (500 * USDC, 0)
    assert stage.usdc_of(newcomer) == 500 * USDC


def test_permit_and_fund_after_a_front_run(stage, newcomer):
    """
    BountyEscrow.multicall / when it permits and funds, and the permit was submitted by somebody else before /
    it should fund all the same
    """
    permit = permitting(stage, newcomer)
    call = stage.protocol.escrow.multicall([permit, stage.funding(500 * USDC)])
    submitted_by_somebody_else(stage, newcomer, permit)
    stage.send(call, newcomer)
    assert stage.stake_of(newcomer).shares == 500 * USDC


def test_a_refusal_among_several_calls(stage):
    """
    BountyEscrow.multicall / when one of the calls is refused /
    it should refuse with that call's error and change nothing
    """
    call = stage.protocol.escrow.multicall([stage.funding(500 * USDC), stage.funding(0)])
    stage.refuse(call, "ZeroAmount", by=stage.sponsor)
    assert stage.escrowed == 0
