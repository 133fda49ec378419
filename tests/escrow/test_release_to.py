"""Releasing elsewhere, as the contributor's wallet directs: by its own call, or by a signature anybody may bring."""

from dataclasses import replace

import pytest

from praxis_chain.core.facts import fact_hash
from praxis_chain.core.ids import award_id, bounty_id, hash_uri
from praxis_chain.core.programs import DAY
from praxis_chain.evm.bindings import AwardState, Direction, Earned, direct_release
from tests.contract_wallet import deploy_wallet
from tests.escrow.events import released
from tests.escrow.stage import OTHER_EVIDENCE, RIVAL
from tests.protocol import REVIEW, SUBJECT, USDC, WORK
from tests.stakeholders.linking import consent


@pytest.fixture
def commit(stage):
    """500 USDC are owed to somebody who linked a wallet only after the award."""
    stage.fund(500 * USDC)
    commit = stage.commit(stage.unlinked)
    stage.award(commit)
    stage.protocol.enter(stage.unlinked.account, standing=None)
    return commit


@pytest.fixture
def payee(stage):
    """Where the wallet wants its money."""
    return stage.second_sponsor


def direction(stage, commit, payee, *, max_fee=0, signer=None, award=None, domain=None, **said_otherwise):
    """The wallet's signed instruction for that award, good for a day, and what the caller claims that it says."""
    signed = direct_release(
        signer or stage.unlinked.account,
        domain or stage.protocol.escrow.domain(stage.protocol.chain.chain_id),
        award or stage.award_id(stage.unlinked),
        fact_hash(commit),
        payee.address,
        max_fee,
        stage.now + DAY,
    )
    return replace(signed, **said_otherwise)


def directing(stage, given, fee=0):
    return stage.releasing_to(stage.unlinked, given, fee)


# -- refusals ---------------------------------------------------------------------------------------------------------


def test_an_unknown_program(stage, commit, payee):
    """BountyEscrow.releaseTo / given the program is unknown / it should refuse with NotOwed"""
    unknown, earned = hash_uri("no rules"), Earned(SUBJECT, WORK)
    given = direction(stage, commit, payee)
    call = stage.protocol.escrow.release_to(unknown, stage.unlinked.id, earned, given)
    stage.refuse(call, "NotOwed", award=award_id(bounty_id(unknown, SUBJECT), WORK, stage.unlinked.id))


def test_not_owed(stage, commit, payee):
    """BountyEscrow.releaseTo / given the award is not owed / it should refuse with NotOwed"""
    given = direction(stage, commit, payee)
    stage.refuse(
        stage.releasing_to(stage.first, given), "NotOwed", by=stage.first.account, award=stage.award_id(stage.first)
    )


def test_released_already(stage, commit, payee):
    """BountyEscrow.releaseTo / given the award is released already / it should refuse with NotOwed"""
    stage.send(stage.releasing(stage.unlinked, WORK))
    call = directing(stage, direction(stage, commit, payee))
    stage.refuse(call, "NotOwed", by=stage.unlinked.account, award=stage.award_id(stage.unlinked))


def test_no_wallet(stage, payee):
    """BountyEscrow.releaseTo / given the contributor has no wallet / it should refuse with NoWallet"""
    stage.fund(500 * USDC)
    commit = stage.commit(stage.unlinked)
    stage.award(commit)
    stage.refuse(directing(stage, direction(stage, commit, payee)), "NoWallet", contributor=stage.unlinked.id)


def test_another_fact(stage, commit, payee):
    """BountyEscrow.releaseTo / when the fact is not the one awarded / it should refuse with WrongFact"""
    other = fact_hash(replace(commit, evidence=OTHER_EVIDENCE))
    given = direction(stage, commit, payee, fact=other)
    stage.refuse(
        directing(stage, given), "WrongFact", by=stage.unlinked.account, fact=other, awarded=fact_hash(commit)[:12]
    )


def test_a_second_before_the_deadline(stage, commit, payee):
    """BountyEscrow.releaseTo / when it is a second before the deadline / it should pay"""
    given = direction(stage, commit, payee)
    before = stage.usdc_of(payee)
    stage.at(given.deadline - 1)
    stage.send(directing(stage, given))
    assert stage.now == given.deadline - 1
    assert stage.usdc_of(payee) - before == 500 * USDC


def test_the_deadline(stage, commit, payee):
    """BountyEscrow.releaseTo / when it is the deadline / it should refuse with Expired"""
    given = direction(stage, commit, payee)
    stage.at(given.deadline)
    for caller in (stage.relayer, stage.unlinked.account):
        stage.refuse(directing(stage, given), "Expired", by=caller, deadline=given.deadline, currentTime=given.deadline)


@pytest.fixture
def end(reviewed):
    """When the review of the first contributor's 500 USDC is over."""
    reviewed.fund(500 * USDC)
    reviewed.award(reviewed.commit())
    return reviewed.now + REVIEW


def of_the_first(reviewed, payee):
    """The first contributor's own call about the award under review."""
    awarded = reviewed.award_of(reviewed.first).fact.ljust(32, b"\0")
    return reviewed.releasing_to(reviewed.first, Direction(awarded, payee.address, 0, reviewed.now + 30 * DAY))


def test_a_second_before_the_reviews_end(reviewed, end, payee):
    """
    BountyEscrow.releaseTo / given the award is under review / when it is a second before the review's end /
    it should refuse with UnderReview
    """
    reviewed.at(end - 1)
    reviewed.refuse(of_the_first(reviewed, payee), "UnderReview", by=reviewed.first.account, until=end)


def test_the_reviews_end(reviewed, end, payee):
    """
    BountyEscrow.releaseTo / given the award is under review / when it is the review's end / it should pay
    """
    before = reviewed.usdc_of(payee)
    reviewed.at(end)
    reviewed.send(of_the_first(reviewed, payee), reviewed.first.account)
    assert (reviewed.now, reviewed.usdc_of(payee) - before) == (end, 500 * USDC)


# -- who directs ------------------------------------------------------------------------------------------------------


def test_the_wallet_itself(stage, commit, payee):
    """
    BountyEscrow.releaseTo / when the wallet itself calls / it should pay where the wallet says and emit Released
    """
    before = stage.usdc_of(payee)
    given = replace(direction(stage, commit, payee), signature=b"")
    receipt = stage.send(directing(stage, given), stage.unlinked.account)
    award = stage.award_id(stage.unlinked)
    assert stage.said(receipt) == [released(3, award, stage.unlinked, 500 * USDC, to=payee)]
    assert stage.usdc_of(payee) - before == 500 * USDC
    assert (stage.award_of(stage.unlinked).state, stage.escrowed) == (AwardState.RELEASED, 0)


def test_the_wallets_signature(stage, commit, payee):
    """
    BountyEscrow.releaseTo / when anybody brings the wallet's signature /
    it should pay where the wallet says, less the caller's fee
    """
    before = stage.usdc_of(payee)
    receipt = stage.send(directing(stage, direction(stage, commit, payee, max_fee=2 * USDC), USDC), stage.stranger)
    award = stage.award_id(stage.unlinked)
    assert stage.said(receipt) == [released(3, award, stage.unlinked, 499 * USDC, to=payee, fee=USDC)]
    assert (stage.usdc_of(payee) - before, stage.usdc_of(stage.stranger)) == (499 * USDC, USDC)
    assert (stage.usdc_of(stage.unlinked), stage.escrowed) == (0, 0)


@pytest.fixture
def contract_wallet(stage):
    """The unlinked contributor's wallet is a contract; 500 USDC are owed."""
    wallet = deploy_wallet(stage.protocol, stage.unlinked.account)
    stage.fund(500 * USDC)
    stage.award(stage.commit(stage.unlinked))
    link = stage.protocol.link(stage.unlinked.account, wallet=bytes.fromhex(wallet.address[2:]))
    signature = consent(stage.protocol, stage.unlinked.account, link)
    stage.send(stage.protocol.stakeholders.link(link, *stage.protocol.attest(link), signature))
    return wallet


def test_a_contract_signed(stage, contract_wallet, payee):
    """
    BountyEscrow.releaseTo / given the wallet is a contract / when it answers that it signed /
    it should pay where the wallet says
    """
    before = stage.usdc_of(payee)
    fact = stage.award_of(stage.unlinked).fact.ljust(32, b"\0")
    domain = stage.protocol.escrow.domain(stage.protocol.chain.chain_id)
    award = stage.award_id(stage.unlinked)
    given = direct_release(stage.unlinked.account, domain, award, fact, payee.address, 0, stage.now + DAY)
    stage.send(directing(stage, given))
    assert stage.usdc_of(payee) - before == 500 * USDC


def test_a_contract_did_not_sign(stage, contract_wallet, payee):
    """
    BountyEscrow.releaseTo / given the wallet is a contract / when it answers that it did not /
    it should refuse with NotTheWallet
    """
    fact = stage.award_of(stage.unlinked).fact.ljust(32, b"\0")
    domain = stage.protocol.escrow.domain(stage.protocol.chain.chain_id)
    award = stage.award_id(stage.unlinked)
    given = direct_release(stage.stranger, domain, award, fact, payee.address, 0, stage.now + DAY)
    stage.refuse(directing(stage, given), "NotTheWallet", wallet=contract_wallet.address)


def test_somebody_else_signed(stage, commit, payee):
    """BountyEscrow.releaseTo / when somebody else signed / it should refuse with NotTheWallet"""
    wallet = stage.unlinked.account.address
    for signer in (stage.stranger, stage.protocol.members[0], stage.sponsor):
        given = direction(stage, commit, payee, signer=signer)
        for caller in (stage.relayer, signer):
            stage.refuse(directing(stage, given), "NotTheWallet", by=caller, wallet=wallet)
    unsigned = replace(direction(stage, commit, payee), signature=b"")
    stage.refuse(directing(stage, unsigned), "NotTheWallet", wallet=wallet)


def test_a_signature_for_something_else(stage, commit, payee):
    """
    BountyEscrow.releaseTo /
    when the signature is for another award, fact, receiver, fee, deadline, escrow or chain /
    it should refuse with NotTheWallet
    """
    wallet, domain = stage.unlinked.account.address, stage.protocol.escrow.domain(stage.protocol.chain.chain_id)
    genuine = direction(stage, commit, payee, max_fee=5)
    other_fact = replace(commit, evidence=OTHER_EVIDENCE)
    for misused in (
        direction(stage, commit, payee, max_fee=5, award=stage.award_id(stage.unlinked, RIVAL)),
        direction(stage, other_fact, payee, max_fee=5, fact=fact_hash(commit)),
        replace(genuine, to=stage.stranger.address),
        replace(genuine, max_fee=6),
        replace(genuine, deadline=genuine.deadline + 1),
        direction(stage, commit, payee, max_fee=5, domain=replace(domain, contract=bytes(20))),
        direction(stage, commit, payee, max_fee=5, domain=replace(domain, chain_id=domain.chain_id + 1)),
    ):
        stage.refuse(directing(stage, misused), "NotTheWallet", wallet=wallet)
    stage.send(directing(stage, genuine, 5))


# -- the fee ----------------------------------------------------------------------------------------------------------


def test_the_highest_fee(stage, commit, payee):
    """BountyEscrow.releaseTo / when the fee is the highest allowed / it should pay it to the caller"""
    before = stage.usdc_of(payee)
    stage.send(directing(stage, direction(stage, commit, payee, max_fee=123), 123))
    assert (stage.usdc_of(payee) - before, stage.usdc_of(stage.relayer)) == (500 * USDC - 123, 123)


def test_a_fee_too_high(stage, commit, payee):
    """
    BountyEscrow.releaseTo / when the fee is a base unit higher than allowed / it should refuse with FeeTooHigh
    """
    given = direction(stage, commit, payee, max_fee=123)
    stage.refuse(directing(stage, given, 124), "FeeTooHigh", fee=124, maxFee=123)


def test_a_fee_of_more_than_everything(stage, commit, payee):
    """
    BountyEscrow.releaseTo / when the highest fee allowed is more than the amount /
    it should take no more than the amount
    """
    before = stage.usdc_of(payee)
    given = direction(stage, commit, payee, max_fee=2**255)
    all_of_it = 500 * USDC
    stage.refuse(directing(stage, given, all_of_it + 1), "FeeTooHigh", fee=all_of_it + 1, maxFee=all_of_it)
    stage.send(directing(stage, given, all_of_it))
    assert (stage.usdc_of(payee) - before, stage.usdc_of(stage.relayer)) == (0, all_of_it)


# -- replay -----------------------------------------------------------------------------------------------------------


def test_a_signature_used_twice(stage, commit, payee):
    """BountyEscrow.releaseTo / when the same signature is used again / it should refuse with NotOwed"""
    call = directing(stage, direction(stage, commit, payee))
    stage.send(call)
    stage.refuse(call, "NotOwed", award=stage.award_id(stage.unlinked))


def test_a_signature_for_a_cancelled_award(reviewed, payee):
    """
    BountyEscrow.releaseTo / given the award was cancelled and made again on a corrected fact /
    it should refuse the signature for the first fact with WrongFact
    """
    reviewed.fund(500 * USDC)
    commit = reviewed.commit()
    reviewed.award(commit)
    domain = reviewed.protocol.escrow.domain(reviewed.protocol.chain.chain_id)
    wallet, award = reviewed.first.account, reviewed.award_id(reviewed.first)
    given = direct_release(wallet, domain, award, fact_hash(commit), payee.address, 0, reviewed.now + 30 * DAY)
    reviewed.cancel(commit)
    corrected = replace(commit, evidence=OTHER_EVIDENCE)
    reviewed.award(corrected)
    reviewed.at(reviewed.now + REVIEW)
    reviewed.refuse(
        reviewed.releasing_to(reviewed.first, given),
        "WrongFact",
        fact=fact_hash(commit),
        awarded=fact_hash(corrected)[:12],
    )


def test_a_frozen_wallet(stage, payee, circle_usdc):
    """
    BountyEscrow.releaseTo / given the token refuses the wallet / it should pay elsewhere as the wallet directs
    """
    circle_usdc.blacklist(stage.first.account.address)
    stage.fund(500 * USDC)
    commit = stage.commit()
    stage.award(commit)
    before = stage.usdc_of(payee)
    given = Direction(fact_hash(commit), payee.address, 0, stage.now + DAY)
    stage.send(stage.releasing_to(stage.first, given), stage.first.account)
    assert stage.usdc_of(payee) - before == 500 * USDC


def test_a_frozen_payee_or_caller(stage, commit, payee, circle_usdc):
    """
    BountyEscrow.releaseTo / given the token refuses the payee, or the caller who takes a fee /
    it should refuse, and owe the award as before
    """
    given = direction(stage, commit, payee, max_fee=USDC)
    owed = stage.award_of(stage.unlinked)
    for frozen in (payee, stage.relayer):
        circle_usdc.blacklist(frozen.address)
        stage.refuse(directing(stage, given, USDC), "Error", reason="Blacklistable: account is blacklisted")
        circle_usdc.blacklist(frozen.address, frozen=False)
    assert stage.award_of(stage.unlinked) == owed
    before = stage.usdc_of(payee, stage.relayer)
    stage.send(directing(stage, given, USDC))
    assert stage.usdc_of(payee, stage.relayer) == (before[0] + 499 * USDC, before[1] + USDC)
