"""Sponsors and payees that are contracts (ERC-1271), or keys that run a contract's code (EIP-7702).

Code at an account decides what the account's signatures are worth: the token and the escrow ask it, and the key's own
signature alone counts no more. The key's own calls always do, and so does being paid, for which no code runs.
"""

from dataclasses import replace

import pytest

from praxis_chain.core.addresses import address_bytes
from praxis_chain.core.facts import fact_hash
from praxis_chain.core.ids import NOBODY
from praxis_chain.core.programs import DAY
from praxis_chain.evm.bindings import Direction, Funding, direct_release
from tests.contract_wallet import deploy_wallet
from tests.delegation import delegate_code
from tests.escrow.authorizing import InTheNameOf, authorize, permitting, submitting, to_the_token
from tests.escrow.events import released
from tests.protocol import SUBJECT_URI, USDC, WORK, identity
from tests.stakeholders.linking import consent, wallet_now

pytestmark = pytest.mark.usefixtures("circle_usdc")
INVALID = "FiatTokenV2: invalid signature"


@pytest.fixture
def funding(stage):
    return Funding(stage.program.id, SUBJECT_URI, 500 * USDC)


def run_code(stage, account, owner):
    """The account runs the code of a wallet which takes `owner`'s signatures for its own."""
    delegate_code(stage.protocol, account, deploy_wallet(stage.protocol, owner).address)


# -- sponsors ---------------------------------------------------------------------------------------------------------


def test_a_sponsor_whose_code_asks_its_own_key(stage, funding):
    """Its authorizations and permits are good as before, and its stake comes back to it."""
    run_code(stage, stage.stranger, stage.stranger)
    stage.protocol.usdc.mint(stage.stranger.address, 1_000 * USDC)
    stage.send(submitting(stage, funding, authorize(stage, funding, by=stage.stranger)))
    escrow = stage.protocol.escrow
    stage.send(escrow.multicall([permitting(stage, stage.stranger), stage.funding(500 * USDC)]), stage.stranger)
    assert (stage.stake_of(stage.stranger).shares, stage.usdc_of(stage.stranger)) == (1_000 * USDC, 0)
    stage.at(stage.stake_of(stage.stranger).committed_until)
    assert stage.refund(stage.stranger) == 1_000 * USDC


def test_a_sponsor_whose_code_asks_somebody_else(stage, funding):
    """Its key's signatures are worth nothing, the other's are its own; by its own calls it funds and refunds."""
    run_code(stage, stage.sponsor, stage.stranger)
    stage.refuse(submitting(stage, funding, authorize(stage, funding)), "Error", reason=INVALID)
    stage.protocol.approve(stage.sponsor, 0)
    escrow = stage.protocol.escrow
    by_permit = escrow.multicall([permitting(stage, stage.sponsor), stage.funding(500 * USDC)])
    stage.refuse(by_permit, "Error", by=stage.sponsor, reason="ERC20: transfer amount exceeds allowance")

    before = stage.usdc_of(stage.sponsor)
    other = authorize(stage, funding, by=InTheNameOf(stage.sponsor, stage.stranger))
    stage.send(submitting(stage, funding, other))
    stage.protocol.approve(stage.sponsor)
    stage.fund(250 * USDC)
    assert stage.stake_of(stage.sponsor).shares == before - stage.usdc_of(stage.sponsor) == 750 * USDC
    stage.at(stage.stake_of(stage.sponsor).committed_until)
    assert stage.refund(stage.sponsor) == 750 * USDC


@pytest.fixture
def wallet(stage):
    """A contract that the stranger owns, with 1,000 USDC."""
    wallet = deploy_wallet(stage.protocol, stage.stranger)
    stage.protocol.usdc.mint(wallet.address, 1_000 * USDC)
    return wallet


def test_a_sponsor_that_is_a_contract(stage, wallet):
    """It funds by its allowance; while the bounty is open only its own call refunds, and then anybody's."""
    approving = to_the_token(stage, "approve", stage.protocol.escrow.address, 1_000 * USDC)
    stage.send(wallet.execute(approving, stage.funding(600 * USDC), stage.funding(400 * USDC)), stage.stranger)
    assert (stage.stake_of(wallet).shares, stage.stake_of(stage.stranger).shares) == (1_000 * USDC, 0)
    stage.at(stage.stake_of(wallet).committed_until)
    refunding = stage.refunding(wallet)
    stage.refuse(refunding, "NotTheSponsor", by=stage.stranger, caller=stage.stranger.address, sponsor=wallet.address)
    with stage.protocol.chain.rollback():
        stage.send(wallet.execute(refunding), stage.stranger)
        assert (stage.usdc_of(wallet), stage.usdc_of(stage.stranger)) == (1_000 * USDC, 0)
    stage.close(stage.closure(contributor=NOBODY))
    stage.send(refunding, stage.relayer)
    assert (stage.usdc_of(wallet), stage.usdc_of(stage.relayer)) == (1_000 * USDC, 0)


# -- payees -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def owed(stage):
    """500 USDC are owed to the first contributor under the reviewed program, and can be released."""
    reviewed = replace(stage, program=stage.protocol.reviewed)
    reviewed.fund(500 * USDC)
    commit = reviewed.commit()
    reviewed.award(commit)
    reviewed.at(reviewed.bounty().review.until)
    return reviewed, commit


def directed(reviewed, commit, signer, to):
    """The first contributor's award goes to `to`, as `signer` says."""
    domain = reviewed.protocol.escrow.domain(reviewed.protocol.chain.chain_id)
    award, fact = reviewed.award_id(reviewed.first), fact_hash(commit)
    direction = direct_release(signer, domain, award, fact, to.address, 0, reviewed.now + DAY)
    return reviewed.releasing_to(reviewed.first, direction)


@pytest.mark.parametrize("to", ["whose key", "whose code"])
def test_a_payee_whose_code_asks_its_own_key(stage, owed, to):
    """It is paid, and its signature directs, also to an account with code."""
    reviewed, commit = owed
    run_code(stage, stage.first.account, stage.first.account)
    payee = stage.second.account
    if to == "whose code":
        run_code(stage, payee, stage.stranger)
    receipt = reviewed.send(directed(reviewed, commit, stage.first.account, payee))
    award = reviewed.award_id(stage.first)
    assert reviewed.said(receipt) == [released(3, award, stage.first, 500 * USDC, to=payee)]
    assert stage.usdc_of(payee) == 500 * USDC


def test_a_payee_whose_code_asks_somebody_else(stage, owed):
    """Anybody still releases to it; its key directs by its own call only, and whom the code names by signature."""
    reviewed, commit = owed
    run_code(stage, stage.first.account, stage.stranger)
    payee, key = stage.second.account, stage.first.account
    reviewed.refuse(directed(reviewed, commit, key, payee), "NotTheWallet", wallet=key.address)
    ways = {
        "release": (reviewed.releasing(stage.first, WORK), stage.relayer, key),
        "own call": (
            reviewed.releasing_to(stage.first, Direction(fact_hash(commit), payee.address, 0, stage.now + DAY)),
            key,
            payee,
        ),
        "signature": (directed(reviewed, commit, stage.stranger, payee), stage.relayer, payee),
    }
    for call, by, paid in ways.values():
        with stage.protocol.chain.rollback():
            reviewed.send(call, by)
            assert stage.usdc_of(paid) == 500 * USDC


def test_a_payee_that_is_a_contract(stage, wallet):
    """It consents to its Link by ERC-1271, is paid in the award itself, and directs by its own call."""
    protocol, before = stage.protocol, stage.usdc_of(wallet)
    link = protocol.link(stage.unlinked.account, wallet=address_bytes(wallet.address))
    signature = consent(protocol, stage.stranger, link)
    stage.send(protocol.stakeholders.link(link, *protocol.attest(link), signature))
    stage.fund(500 * USDC)
    stage.award(stage.commit(stage.unlinked, 4_000))
    assert stage.usdc_of(wallet) - before == 200 * USDC

    reviewed = replace(stage, program=protocol.reviewed)
    reviewed.fund(100 * USDC)
    commit = reviewed.commit(stage.unlinked)
    reviewed.award(commit)
    reviewed.at(reviewed.bounty().review.until)
    direction = Direction(fact_hash(commit), stage.second.account.address, 0, stage.now + DAY)
    directing = reviewed.releasing_to(stage.unlinked, direction)
    reviewed.refuse(directing, "NotTheWallet", by=stage.stranger, wallet=wallet.address)
    reviewed.send(wallet.execute(directing), stage.stranger)
    assert (stage.usdc_of(stage.second), stage.usdc_of(wallet) - before) == (100 * USDC, 200 * USDC)


@pytest.mark.parametrize("owner_is_the_key", [True, False])
def test_an_account_with_code_is_linked_as_its_code_says(stage, owner_is_the_key):
    """Whoever the code takes for the account consents for it; the key itself by its own call."""
    protocol, account = stage.protocol, stage.unlinked.account
    owner = account if owner_is_the_key else stage.stranger
    other = stage.stranger if owner_is_the_key else account
    run_code(stage, account, owner)
    link = protocol.link(account)

    def linking(signer):
        return protocol.stakeholders.link(link, *protocol.attest(link), consent(protocol, signer, link))

    stage.refuse(linking(other), "NoConsent", wallet=account.address)
    for signature, by in ((linking(owner), stage.relayer), (linking(other), account)):
        with protocol.chain.rollback():
            stage.send(signature, by)
            assert wallet_now(protocol, identity(account)) == account.address
