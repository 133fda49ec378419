"""The bindings against the deployed contracts: each write reaches its function, each read gives back what it wrote."""

import re

import pytest

from praxis_chain.core.catalogue import Action, Category, Standing, accrued
from praxis_chain.core.errors import WrongInput
from praxis_chain.core.facts import Revocation, fact_hash
from praxis_chain.core.ids import NOBODY, award_id, commit_id, hash_uri
from praxis_chain.core.programs import DAY, Program
from praxis_chain.evm import artifacts, bindings
from praxis_chain.evm.bindings import (
    AwardState,
    Direction,
    Earned,
    Funding,
    Lock,
    Stake,
    accept_change,
    authorize_funding,
    consent_to_link,
    direct_release,
    permit_escrow,
)
from praxis_chain.evm.usdc import read_domain
from tests.protocol import (
    ACTION,
    COMMITMENT,
    EPOCH_CAP,
    EVIDENCE,
    LOCK,
    PRAX,
    RESIDENT_REFERRAL,
    REVIEW,
    SUBJECT,
    SUBJECT_URI,
    USDC,
    WORK,
    identity,
)

# ERC-20 and ERC-5805 functions that this package never calls: the first three refuse always.
UNBOUND = {"transfer", "transfer_from", "approve", "delegate_by_sig"}


@pytest.mark.parametrize("name", artifacts.CONTRACTS)
def test_every_function_that_changes_something_is_bound(name):
    def snake(word: str) -> str:
        return re.sub(r"(?<!^)(?=[A-Z])", "_", word).lower()

    functions = [entry for entry in artifacts.load(name).abi if entry["type"] == "function"]
    writes = {snake(entry["name"]) for entry in functions if entry["stateMutability"] == "nonpayable"}
    assert {write for write in writes if not hasattr(getattr(bindings, name), write)} <= UNBOUND


def test_an_address_that_cannot_be_is_named():
    with pytest.raises(WrongInput, match="is not an address"):
        bindings.Prax.at("0x12")
    with pytest.raises(WrongInput, match="is misspelt"):
        bindings.Prax.at("0xF39Fd6e51aad88F6F4ce6aB8827279cffFb92266")
    assert bindings.Prax.at("0x" + "f39fd6e51aad88f6f4ce6ab8827279cfffb92266").address.startswith("0xf39Fd6e5")


def test_an_argument_that_does_not_fit_is_named(protocol):
    with pytest.raises(WrongInput, match=r"BountyEscrow\.refund"):
        _ = protocol.escrow.refund(protocol.program.id, b"short", protocol.owner.address).data
    with pytest.raises(WrongInput, match="65 bytes"):
        protocol.escrow.permit(1, 1, bytes(64))


# -- attesters --------------------------------------------------------------------------------------------------------


def test_the_committee(each_committee, owner, non_member):
    protocol = each_committee
    committee = protocol.attesters.committee(protocol.view)
    members = [member.address for member in protocol.members]
    assert (committee.owner, committee.pending_owner, committee.configuration) == (owner.address, None, 1)
    assert (committee.quorum, committee.member_count) == (protocol.quorum, len(members))
    assert protocol.attesters.members(protocol.view) == members

    added = protocol.attesters.configure([non_member.address], members[:1], new_quorum=protocol.quorum)
    receipt = protocol.send(added, owner)
    assert [event.name for event in receipt.events] == ["MemberRemoved", "MemberAdded", "Configured"]
    assert protocol.attesters.committee(protocol.view).configuration == 2
    changed = protocol.attesters.members(protocol.view)
    assert set(changed) == {*members[1:], non_member.address}
    assert protocol.attesters.is_member(protocol.view, non_member.address)
    assert not protocol.attesters.is_member(protocol.view, members[0])


def test_ownership_passes_in_two_steps(protocol, owner, stranger):
    for contract in (protocol.attesters, protocol.prax):
        protocol.send(contract.transfer_ownership(stranger.address), owner)
    assert protocol.attesters.committee(protocol.view).pending_owner == stranger.address
    assert protocol.prax.pending_owner(protocol.view) == stranger.address
    for contract in (protocol.attesters, protocol.prax):
        protocol.send(contract.accept_ownership(), stranger)
    assert protocol.attesters.committee(protocol.view).owner == stranger.address
    assert protocol.prax.owner(protocol.view) == stranger.address
    for contract in (protocol.attesters, protocol.prax):
        protocol.send(contract.renounce_ownership(), stranger)
    assert protocol.attesters.committee(protocol.view).owner is None
    assert protocol.prax.owner(protocol.view) is None


def test_attested_revoked_and_refused(protocol, relayer):
    fact, other = protocol.commit(), protocol.closure()
    proof, _ = protocol.attest(fact, other)
    call = protocol.attesters.require_attested(fact_hash(fact), proof)
    assert protocol.send(call, relayer).event("Attested").args["signatures"] == proof.signatures
    both = protocol.attesters.require_all_attested(
        [fact_hash(fact), fact_hash(other)], protocol.attest_all(fact, other)
    )
    assert protocol.send(both, relayer).event("Attested").args["signatures"] == proof.signatures

    assert protocol.attesters.revoked_at(protocol.view, fact_hash(fact)) is None
    revocation = Revocation(fact_hash(fact), EVIDENCE)
    receipt = protocol.send(protocol.attesters.revoke(revocation, *protocol.attest(revocation)), relayer)
    assert receipt.event("FactRevoked").args["fact"] == fact_hash(fact)
    assert protocol.attesters.revoked_at(protocol.view, fact_hash(fact)) == protocol.now
    protocol.assert_refused(call, relayer, "Revoked", fact=fact_hash(fact), revokedAt=protocol.now)


# -- stakeholders -----------------------------------------------------------------------------------------------------


def test_a_person(protocol, contributor, referrer):
    unknown = protocol.stakeholders.person(protocol.view, identity(contributor))
    assert (unknown.wallet, unknown.standing, unknown.linked_at, unknown.is_stakeholder) == (None, 0, None, False)

    entered = protocol.enter(contributor, Standing.APPLICANT_RESIDENT, referrer=identity(referrer))
    person = protocol.stakeholders.person(protocol.view, entered)
    assert (person.wallet, person.change.first_wallet) == (contributor.address, None)
    assert (person.standing, person.referrer) == (Standing.APPLICANT_RESIDENT, identity(referrer))
    assert (person.linked_at, person.admitted_at) == (protocol.now - 2, protocol.now - 1)
    assert protocol.stakeholders.wallet_of(protocol.view, entered) == contributor.address
    assert protocol.stakeholders.contributor_of(protocol.view, contributor.address) == entered
    assert protocol.stakeholders.standing_of(protocol.view, entered) is Standing.APPLICANT_RESIDENT
    assert protocol.stakeholders.referrer_of(protocol.view, entered) == identity(referrer)
    assert protocol.stakeholders.attesters(protocol.view) == protocol.attesters.address


def test_a_change_announced_rejected_and_accepted(protocol, contributor, second_contributor, relayer):
    entered = protocol.enter(contributor)
    domain = protocol.stakeholders.domain(protocol.chain.chain_id)
    link = protocol.link(second_contributor, contributor=entered)
    consent = consent_to_link(second_contributor, domain, link)
    protocol.send(protocol.stakeholders.link(link, *protocol.attest(link), consent), relayer)
    change = protocol.stakeholders.change_of(protocol.view, entered)
    assert (change.wallet, change.effective_at) == (second_contributor.address, protocol.now + 3 * DAY)
    assert (change.rejected, change.first_wallet, change.fact) == (False, contributor.address, fact_hash(link))

    protocol.send(protocol.stakeholders.reject_change(entered), contributor)
    change = protocol.stakeholders.change_of(protocol.view, entered)
    assert (change.wallet, change.rejected) == (None, True)

    link = protocol.link(second_contributor, contributor=entered)
    consent = consent_to_link(second_contributor, domain, link)
    protocol.send(protocol.stakeholders.link(link, *protocol.attest(link), consent), relayer)
    accepted = accept_change(contributor, domain, link)
    call = protocol.stakeholders.accept_change(entered, second_contributor.address, link.linkedAt, accepted)
    protocol.send(call, relayer)
    assert protocol.stakeholders.wallet_of(protocol.view, entered) == second_contributor.address


# -- prax -------------------------------------------------------------------------------------------------------------


def test_the_catalogue(protocol, owner):
    action = Action(Category.ART, 7 * PRAX, 2_500, hash_uri("paint"))
    assert protocol.prax.action(protocol.view, action.id) is None
    receipt = protocol.send(protocol.prax.set_action(action), owner)
    assert receipt.event("ActionSet").args["action"] == action.id
    state = protocol.prax.action(protocol.view, action.id)
    assert state == bindings.ActionState(Category.ART, 7 * PRAX, 2_500, None)
    protocol.send(protocol.prax.set_action(action, open=False), owner)
    closed = protocol.prax.action(protocol.view, action.id)
    assert closed is not None
    assert closed.closed_at == protocol.now

    protocol.send(protocol.prax.set_referral_reward(Standing.BOP, 9), owner)
    assert protocol.prax.referral_reward(protocol.view, Standing.BOP) == 9
    protocol.send(protocol.prax.set_epoch_cap(8), owner)
    assert protocol.prax.epoch(protocol.view).cap == 8


def test_accrued_and_revoked(protocol, contributor, relayer):
    entered = protocol.enter(contributor)
    commit = protocol.commit(contributor=entered, quality=12_345, completion=6_789)
    worth = accrued(ACTION.reward, ACTION.attempt_share, 12_345, 6_789)
    assert worth == 100 * PRAX * 12_345 * (1_000 * 10_000 + 9_000 * 6_789) // 10**12
    protocol.send(protocol.prax.accrue(commit, *protocol.attest(commit)), relayer)
    id_ = commit_id(SUBJECT, WORK, entered)
    assert protocol.prax.accrual(protocol.view, id_) == bindings.Accrual(worth, fact_hash(commit)[:20])
    assert protocol.prax.total_supply(protocol.view) == worth
    assert protocol.prax.balance_of(protocol.view, contributor.address) == worth
    assert protocol.prax.get_votes(protocol.view, contributor.address) == worth
    assert protocol.prax.delegates(protocol.view, contributor.address) == contributor.address
    assert protocol.prax.holder_of(protocol.view, entered) == contributor.address
    epoch = protocol.prax.epoch(protocol.view)
    assert epoch == bindings.Epoch(EPOCH_CAP, worth, protocol.now // (28 * DAY))

    accrued_at = protocol.now
    protocol.revoke(commit)
    protocol.send(protocol.prax.revoke(commit), relayer)
    assert protocol.prax.accrual(protocol.view, id_) is None
    assert protocol.prax.total_supply(protocol.view) == 0
    assert protocol.prax.get_past_votes(protocol.view, contributor.address, accrued_at) == worth


def test_accrued_in_a_batch(protocol, contributor, second_contributor, relayer):
    commits = [protocol.commit(contributor=protocol.enter(account)) for account in (contributor, second_contributor)]
    receipt = protocol.send(protocol.prax.accrue_many(commits, protocol.attest_all(*commits)), relayer)
    assert [event.args["contributor"] for event in receipt.events if event.name == "Accrued"] == [
        commit.contributor for commit in commits
    ]


def test_a_referral(protocol, contributor, referrer, relayer):
    referred_by = protocol.enter(referrer)
    candidate = protocol.enter(contributor, None)
    admission = protocol.admission(contributor=candidate, referrer=referred_by)
    (proof,) = protocol.attest(admission)
    protocol.send(protocol.stakeholders.admit(admission, proof), relayer)
    assert protocol.prax.referral(protocol.view, candidate) is None
    protocol.send(protocol.prax.accrue_referral(admission, proof), relayer)
    fact = fact_hash(admission)[:20]
    assert protocol.prax.referral(protocol.view, candidate) == bindings.Accrual(RESIDENT_REFERRAL, fact)
    protocol.revoke(admission)
    protocol.send(protocol.prax.revoke_referral(admission), relayer)
    assert protocol.prax.referral(protocol.view, candidate) == bindings.Accrual(0, fact)


def test_votes_delegated_and_balance_recovered(protocol, contributor, second_contributor, stranger, relayer):
    entered = protocol.enter(contributor)
    commit = protocol.commit(contributor=entered)
    protocol.send(protocol.prax.accrue(commit, *protocol.attest(commit)), relayer)
    protocol.send(protocol.prax.delegate(stranger.address), contributor)
    assert protocol.prax.delegates(protocol.view, contributor.address) == stranger.address
    assert protocol.prax.get_votes(protocol.view, stranger.address) == 100 * PRAX

    link = protocol.link(second_contributor, contributor=entered)
    protocol.send(protocol.stakeholders.link(link, *protocol.attest(link)), second_contributor)
    protocol.chain.warp(by=3 * DAY)
    protocol.send(protocol.prax.recover(entered), relayer)
    assert protocol.prax.holder_of(protocol.view, entered) == second_contributor.address
    assert protocol.prax.balance_of(protocol.view, second_contributor.address) == 100 * PRAX


def test_where_prax_looks_people_up(protocol):
    assert protocol.prax.stakeholders(protocol.view) == protocol.stakeholders.address
    assert protocol.prax.attesters(protocol.view) == protocol.attesters.address


# -- escrow -----------------------------------------------------------------------------------------------------------


def test_a_program_has_the_id_that_the_contract_gives_it(protocol, owner, arbiter):
    program = Program(
        protocol.attesters.address, protocol.stakeholders.address, lock_period=1, review_period=2, commitment_period=3,
        arbiter=arbiter.address, closing_award=4, minimum=5,
    )  # fmt: skip
    create = protocol.escrow.create_program(program)
    assert create.simulate(protocol.chain, owner.address) == program.id
    assert protocol.escrow.program(protocol.view, program.id) is None
    assert protocol.send(create, owner).event("ProgramCreated").args["program"] == program.id
    assert protocol.escrow.program(protocol.view, program.id) == program


@pytest.mark.parametrize("wrong", [{"lock_period": 366 * DAY}, {"minimum": -1}, {"closing_award": 2**96}])
def test_a_program_that_cannot_be(protocol, wrong):
    with pytest.raises(WrongInput, match=f"{next(iter(wrong))} must be from 0 to"):
        Program(protocol.attesters.address, protocol.stakeholders.address, **wrong)


def test_funded_and_refunded(protocol, sponsor):
    before = protocol.usdc_of(sponsor)
    protocol.fund(sponsor, 500 * USDC)
    bounty = protocol.escrow.bounty(protocol.view, protocol.bounty())
    assert (bounty.pool, bounty.shares, bounty.awarded, bounty.is_closed) == (500 * USDC, 500 * USDC, 0, False)
    stake = protocol.escrow.stake(protocol.view, protocol.bounty(), sponsor.address)
    assert stake == Stake(500 * USDC, protocol.now + COMMITMENT)
    assert protocol.escrow.totals(protocol.view) == bindings.Totals(500 * USDC, 1)
    assert protocol.escrow.usdc(protocol.view) == protocol.usdc.address

    refund = protocol.escrow.refund(protocol.program.id, SUBJECT, sponsor.address)
    protocol.assert_refused(refund, sponsor, "Committed", until=stake.committed_until)
    protocol.chain.warp(by=COMMITMENT)
    protocol.send(refund, sponsor)
    assert protocol.usdc_of(sponsor) == before


def test_funded_by_authorization(protocol, sponsor, relayer):
    funding = Funding(protocol.program.id, SUBJECT_URI, 500 * USDC, terms=hash_uri("terms"), max_awarded=100)
    domain = read_domain(protocol.view, protocol.usdc.contract)
    signed = authorize_funding(sponsor, domain, protocol.escrow.address, funding, bytes(32), protocol.now + DAY)
    receipt = protocol.send(protocol.escrow.fund_with_authorization(funding, signed), relayer)
    funded = receipt.event("Funded").args
    assert (funded["sponsor"], funded["terms"], funded["amount"]) == (sponsor.address, hash_uri("terms"), 500 * USDC)
    assert receipt.event("AuthorizationUsed").args["nonce"] == funding.nonce(bytes(32))
    assert funded["bounty"] == funding.bounty == protocol.bounty()


def test_permitted_and_funded_in_one_transaction(protocol, sponsor):
    domain = read_domain(protocol.view, protocol.usdc.contract)
    deadline = protocol.now + DAY
    signature = permit_escrow(sponsor, domain, protocol.escrow.address, 500 * USDC, 0, deadline)
    calls = [
        protocol.escrow.permit(500 * USDC, deadline, signature),
        protocol.escrow.fund(protocol.program.id, SUBJECT_URI, 500 * USDC),
    ]
    assert protocol.send(protocol.escrow.multicall(calls), sponsor).event("Funded").args["amount"] == 500 * USDC


def test_locked(protocol, sponsor, relayer):
    protocol.fund(sponsor, 500 * USDC)
    progress = protocol.progress()
    protocol.send(protocol.escrow.lock(protocol.program.id, progress, *protocol.attest(progress)), relayer)
    bounty = protocol.escrow.bounty(protocol.view, protocol.bounty())
    end = progress.progressAt + LOCK
    assert bounty.lock == Lock(WORK[:20], progress.progressAt, end)
    assert bounty.is_locked(end - 1)
    assert not bounty.is_locked(end)


def test_awarded_and_paid_at_once(protocol, sponsor, contributor, relayer):
    entered = protocol.enter(contributor)
    before = protocol.usdc_of(contributor)
    protocol.fund(sponsor, 750 * USDC)
    commit = protocol.commit(contributor=entered)
    award = protocol.escrow.award(protocol.program.id, [commit], protocol.attest_all(commit))
    assert protocol.send(award, relayer).event("Awarded").args["paidTo"] == contributor.address
    assert protocol.usdc_of(contributor) - before == 750 * USDC
    assert protocol.escrow.bounty(protocol.view, protocol.bounty()).is_closed
    protocol.assert_refused(award, relayer, "BountyClosed", bounty=protocol.bounty())


def test_awarded_under_review_and_released(protocol, sponsor, contributor, second_contributor, stranger, relayer):
    entered = [protocol.enter(account) for account in (contributor, second_contributor)]
    protocol.fund(sponsor, 500 * USDC, protocol.reviewed)
    first, second = sorted(entered)
    commits = [protocol.commit(contributor=one, completion=5_000, total=10_000) for one in (first, second)]
    protocol.award(*commits, program=protocol.reviewed)
    bounty = protocol.bounty(protocol.reviewed)
    award = award_id(bounty, WORK, first)
    kept = protocol.escrow.award_of(protocol.view, award)
    assert (kept.amount, kept.completion, kept.state) == (250 * USDC, 5_000, AwardState.OWED)
    assert (kept.review_end, kept.fact) == (protocol.now + REVIEW, fact_hash(commits[0])[:12])
    assert protocol.escrow.bounty(protocol.view, bounty).review.until == kept.review_end

    release = protocol.escrow.release(protocol.reviewed.id, second, [Earned(SUBJECT, WORK)])
    protocol.assert_refused(release, relayer, "UnderReview", until=kept.review_end)
    protocol.chain.warp(by=REVIEW)
    protocol.send(release, relayer)

    wallet = contributor if identity(contributor) == first else second_contributor
    domain = protocol.escrow.domain(protocol.chain.chain_id)
    deadline = protocol.now + DAY
    fact = fact_hash(commits[0])
    direction = direct_release(wallet, domain, award, fact, stranger.address, 2 * USDC, deadline)
    fee = 2 * USDC
    call = protocol.escrow.release_to(protocol.reviewed.id, first, Earned(SUBJECT, WORK), direction, fee)
    before = protocol.usdc_of(stranger), protocol.usdc_of(relayer)
    protocol.send(call, relayer)
    assert (protocol.usdc_of(stranger), protocol.usdc_of(relayer)) == (before[0] + 248 * USDC, before[1] + 2 * USDC)
    unsigned = Direction(fact, stranger.address, 0, deadline)
    again = protocol.escrow.release_to(protocol.reviewed.id, first, Earned(SUBJECT, WORK), unsigned)
    protocol.assert_refused(again, relayer, "NotOwed", award=award)


def test_awarded_many_at_once(protocol, sponsor, contributor, relayer):
    entered = protocol.enter(contributor)
    uris = [f"github:repo/10270250/issue/{number}" for number in (1, 2, 3)]
    for uri in uris:
        protocol.fund(sponsor, 100 * USDC, subject_uri=uri)
    works = [[protocol.commit(contributor=entered, subject=hash_uri(uri))] for uri in uris]
    proof = protocol.attest_all(*[commit for work in works for commit in work])
    receipt = protocol.send(protocol.escrow.award_many(protocol.program.id, works, proof), relayer)
    assert [e.args["amount"] for e in receipt.events if e.name == "Awarded"] == [100 * USDC] * 3


def test_cancelled(protocol, sponsor, arbiter):
    protocol.fund(sponsor, 500 * USDC, protocol.reviewed)
    commit = protocol.commit()
    protocol.award(commit, program=protocol.reviewed)
    bounty = protocol.bounty(protocol.reviewed)
    assert not protocol.escrow.is_cancelled(protocol.view, bounty, fact_hash(commit))
    protocol.send(protocol.escrow.cancel(protocol.reviewed.id, [commit]), arbiter)
    assert protocol.escrow.is_cancelled(protocol.view, bounty, fact_hash(commit))
    award = protocol.escrow.award_of(protocol.view, award_id(bounty, WORK, protocol.someone))
    assert award.state is AwardState.CANCELLED
    assert protocol.escrow.bounty(protocol.view, bounty).pool == 500 * USDC


def test_closed_and_reopened(protocol, sponsor, arbiter, relayer):
    protocol.fund(sponsor, 500 * USDC, protocol.reviewed)
    closure = protocol.closure(contributor=NOBODY)
    protocol.send(protocol.escrow.close(protocol.reviewed.id, closure, *protocol.attest(closure)), relayer)
    bounty = protocol.escrow.bounty(protocol.view, protocol.bounty(protocol.reviewed))
    assert bounty.explained
    assert bounty.is_closed
    assert (bounty.review.closure_end, bounty.review.closure) == (protocol.now + REVIEW, fact_hash(closure)[:20])
    protocol.send(protocol.escrow.cancel_closure(protocol.reviewed.id, closure), arbiter)
    assert not protocol.escrow.bounty(protocol.view, protocol.bounty(protocol.reviewed)).is_closed
