"""Funding by EIP-3009: the sponsor signs, anybody submits, and nobody can point it elsewhere."""

from dataclasses import replace

import pytest

from praxis_chain.core.ids import hash_uri
from praxis_chain.evm.bindings import Funding
from praxis_chain.evm.usdc import read_domain
from tests.contract_wallet import deploy_wallet
from tests.escrow.authorizing import SALT, InTheNameOf, authorize, submitting, to_the_token
from tests.escrow.solidity import charge_a_fee
from tests.escrow.stage import OTHER_URI, TERMS
from tests.protocol import COMMITMENT, SUBJECT_URI, USDC

INVALID = "FiatTokenV2: invalid signature"


@pytest.fixture
def funding(stage):
    return Funding(stage.program.id, SUBJECT_URI, 500 * USDC, TERMS, 0)


def test_a_good_authorization(stage, funding):
    """
    BountyEscrow.fundWithAuthorization / when the authorization is good /
    it should take the sponsor's USDC, whoever submits it, and emit Funded
    """
    before = stage.usdc_of(stage.sponsor, stage.relayer)
    receipt = stage.send(submitting(stage, funding, authorize(stage, funding)), stage.relayer)
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
    authorization = authorize(stage, funding)
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
    authorization = authorize(stage, funding)
    for amount in (funding.amount - 1, funding.amount + 1):
        stage.refuse(submitting(stage, replace(funding, amount=amount), authorization), "Error", reason=INVALID)


def test_an_authorization_used_twice(stage, funding, circle_usdc):
    """
    BountyEscrow.fundWithAuthorization / when it is submitted again / it should refuse as the token does
    """
    call = submitting(stage, funding, authorize(stage, funding))
    stage.send(call)
    stage.refuse(call, "Error", reason="FiatTokenV2: authorization is used or canceled")
    again = submitting(stage, funding, authorize(stage, funding, salt=hash_uri("another salt")))
    stage.send(again)
    assert stage.stake_of(stage.sponsor).shares == 1_000 * USDC


def test_an_authorization_at_the_token(stage, funding, circle_usdc):
    """
    BountyEscrow.fundWithAuthorization / when somebody takes it to the token directly /
    it should stay good, since the token refuses any caller but the escrow
    """
    authorization = authorize(stage, funding)
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
    authorization = authorize(stage, funding)
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
    wallet = deploy_wallet(stage.protocol, stage.sponsor)
    stage.protocol.usdc.mint(wallet.address, 500 * USDC)
    forged = authorize(stage, funding, by=InTheNameOf(wallet, stage.stranger))
    genuine = authorize(stage, funding, by=InTheNameOf(wallet, stage.sponsor))
    stage.refuse(submitting(stage, funding, forged), "Error", reason=INVALID)
    stage.send(submitting(stage, funding, genuine))
    assert stage.stake_of(wallet).shares == 500 * USDC


def test_an_authorization_of_nothing(stage, funding):
    """BountyEscrow.fundWithAuthorization / given the amount is zero / it should refuse with ZeroAmount"""
    nothing = replace(funding, amount=0)
    stage.refuse(submitting(stage, nothing, authorize(stage, nothing)), "ZeroAmount")


def test_a_token_that_keeps_a_fee_of_authorizations(stage, funding, circle_usdc, circle_admin):
    """BountyEscrow.fundWithAuthorization / given the token keeps a fee / it should refuse with Insolvent"""
    authorization = authorize(stage, funding)
    charge_a_fee(stage.protocol, circle_admin)
    stage.refuse(submitting(stage, funding, authorization), "Insolvent", balance=495 * USDC, escrowed=500 * USDC)
