"""A wallet of two out of three owners as arbiter and as sponsor: what a Safe does, in the same ways."""

from dataclasses import replace

import pytest

from praxis_chain.core.facts import fact_hash
from praxis_chain.core.ids import NOBODY
from praxis_chain.evm.bindings import Funding
from tests.escrow.authorizing import authorize, submitting, to_the_token
from tests.escrow.stage import TERMS
from tests.protocol import COMMITMENT, SUBJECT, SUBJECT_URI, USDC
from tests.team_wallet import deploy_team_wallet

INVALID = "FiatTokenV2: invalid signature"


@pytest.fixture
def team(stage):
    """Its owners, none of whom has any part in the bounty."""
    return [stage.protocol.owner, stage.relayer, stage.unlinked.account]


@pytest.fixture
def wallet(stage, team):
    return deploy_team_wallet(stage.protocol, team, threshold=2)


@pytest.fixture
def funding(stage):
    return Funding(stage.program.id, SUBJECT_URI, 500 * USDC, TERMS, 0)


# -- arbiter ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def judged(reviewed, wallet):
    """Under a program whose arbiter the wallet is."""
    return reviewed.under(arbiter=wallet.address)


@pytest.fixture
def commit(judged):
    """Its award is under review."""
    judged.fund(500 * USDC)
    commit = judged.commit()
    judged.award(commit)
    return commit


def test_an_arbiter_of_two_cancels(judged, commit, wallet, team):
    """Whoever sends the transaction that two of three signed."""
    receipt = judged.send(wallet.execute(judged.cancelling(commit), by=team[:2]), judged.stranger)
    assert judged.said(receipt) == [
        (
            "AwardCancelled",
            {
                "sequence": 3, "bounty": judged.bounty_id(), "work": commit.work, "contributor": judged.first.id,
                "fact": fact_hash(commit), "amount": 500 * USDC,
            },
        )
    ]  # fmt: skip
    assert (judged.bounty().pool, judged.bounty().awarded) == (500 * USDC, 0)


def test_one_owner_of_the_arbiter_cancels_nothing(judged, commit, wallet, team):
    """Neither alone, nor with somebody else, nor by calling the escrow itself, nor by what was signed for before."""
    cancelling = judged.cancelling(commit)
    for too_few in (team[:1], [team[0], judged.stranger], [team[0], team[0]]):
        judged.refuse(wallet.execute(cancelling, by=too_few), "NotEnoughSignatures", threshold=2)
    for owner in team:
        judged.refuse(cancelling, "MayNotCancel", by=owner, caller=owner.address)
    replayed = wallet.execute(cancelling, by=team[:2])
    judged.send(replayed)
    judged.refuse(replayed, "NotEnoughSignatures", threshold=2)


# -- sponsor ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def rich(stage, wallet):
    """The wallet has USDC."""
    stage.protocol.usdc.mint(wallet.address, 800 * USDC)
    return wallet


def test_a_sponsor_of_two_funds_from_its_allowance_and_takes_it_back(stage, rich, team):
    """The stake is the wallet's: only it can refund while the bounty is open, and the money goes back to it."""
    escrow = stage.protocol.escrow.address
    stage.send(rich.execute(to_the_token(stage, "approve", escrow, 300 * USDC), by=team[1:]))
    stage.send(rich.execute(stage.funding(300 * USDC), by=[team[0], team[2]]))
    assert (stage.stake_of(rich).shares, stage.usdc_of(rich), stage.bounty().pool) == (
        300 * USDC,
        500 * USDC,
        300 * USDC,
    )
    stage.at(stage.stake_of(rich).committed_until)
    refunding = stage.protocol.escrow.refund(stage.program.id, SUBJECT, rich.address)
    for owner in team:
        stage.refuse(refunding, "NotTheSponsor", by=owner, caller=owner.address, sponsor=rich.address)
    stage.send(rich.execute(refunding, by=team[:2]), stage.stranger)
    assert (stage.stake_of(rich).shares, stage.usdc_of(rich), stage.bounty().pool) == (0, 800 * USDC, 0)


def test_a_sponsor_of_two_funds_by_authorization(stage, rich, team, funding, circle_usdc):
    """Circle's USDC asks the wallet (ERC-1271), whose owners signed; anybody submits."""
    authorization = authorize(stage, funding, by=rich.signed_by(*team[:2]))
    receipt = stage.send(submitting(stage, funding, authorization), stage.stranger)
    assert stage.said(receipt) == [
        (
            "Funded",
            {
                "sequence": 1, "bounty": stage.bounty_id(), "sponsor": rich.address, "program": stage.program.id,
                "amount": 500 * USDC, "shares": 500 * USDC, "committedUntil": stage.now + COMMITMENT, "terms": TERMS,
                "subjectUri": SUBJECT_URI,
            },
        )
    ]  # fmt: skip
    stage.refuse(
        submitting(stage, funding, authorization), "Error", reason="FiatTokenV2: authorization is used or canceled"
    )
    assert stage.usdc_of(rich) == 300 * USDC
    stage.close(stage.closure(contributor=NOBODY))
    stage.send(stage.refunding(rich), stage.stranger)
    assert stage.usdc_of(rich) == 800 * USDC


def test_an_authorization_of_too_few(stage, rich, team, funding, circle_usdc):
    """One owner, one twice, an owner and a stranger, or two who signed the bare digest."""
    for signers in (team[:1], [team[0], team[0]], [team[0], stage.stranger]):
        authorization = authorize(stage, funding, by=rich.signed_by(*signers))
        stage.refuse(submitting(stage, funding, authorization), "Error", reason=INVALID)
    good = authorize(stage, funding, by=rich.signed_by(*team[:2]))
    elsewhere = replace(rich, contract=replace(rich.contract, address=stage.protocol.escrow.address))
    bare = authorize(stage, funding, by=elsewhere.signed_by(*team[:2]))
    stage.refuse(submitting(stage, funding, replace(bare, sponsor=rich.address)), "Error", reason=INVALID)
    stage.send(submitting(stage, funding, good))
