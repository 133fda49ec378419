"""Permits (EIP-2612), and several calls in one transaction."""

import pytest

from tests.contract_wallet import deploy_wallet
from tests.escrow.authorizing import permitting, submitted_by_somebody_else
from tests.protocol import USDC


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


def test_a_permit_through_a_contract(stage, newcomer):
    """What counts is who calls the escrow, not who began the transaction."""
    wallet = deploy_wallet(stage.protocol, newcomer)
    stage.send(wallet.execute(permitting(stage, newcomer)), newcomer)
    assert allowance(stage, newcomer) == 0


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
