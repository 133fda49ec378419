"""PRAX: which Commits accrue, and whose."""

import pytest

from praxis_chain.core.catalogue import Standing
from praxis_chain.core.facts import Commit, fact_hash
from praxis_chain.core.ids import Id, commit_id, hash_uri, wallet_contributor
from praxis_chain.evm.bindings import Accrual, Epoch
from tests.prax.accruing import accrue, accruing, holdings
from tests.protocol import ACTION, PRAX, SUBJECT, WORK, Protocol


@pytest.fixture
def person(protocol, contributor) -> Id:
    """A Resident with a wallet."""
    return protocol.enter(contributor)


def accrual_now(protocol: Protocol, commit: Commit) -> Accrual | None:
    return protocol.prax.accrual(protocol.view, commit_id(commit.subject, commit.work, commit.contributor))


def epoch_now(protocol: Protocol) -> Epoch:
    return protocol.prax.epoch(protocol.view)


# -- the Commit -------------------------------------------------------------------------------------------------------


def test_an_unknown_action(protocol, person, stranger):
    """Prax.accrue / when the action is unknown / it should refuse with UnknownAction"""
    for action in (bytes(32), hash_uri("dance")):
        call = accruing(protocol, protocol.commit(contributor=person, action=action))
        protocol.assert_refused(call, stranger, "UnknownAction", action=action)


def test_completed_as_the_action_closed(protocol, person, owner, stranger):
    """Prax.accrue / when the action was closed as the Commit was completed / it should refuse with ActionClosed"""
    protocol.send(protocol.prax.set_action(ACTION, open=False), owner)
    closed_at = protocol.now
    protocol.chain.warp(by=100)
    for completed_at in (closed_at, closed_at + 50):
        call = accruing(protocol, protocol.commit(contributor=person, completedAt=completed_at))
        protocol.assert_refused(call, stranger, "ActionClosed", action=ACTION.id, closedAt=closed_at)


def test_completed_before_the_action_closed(protocol, person, owner, contributor):
    """Prax.accrue / when the action was closed a second after the Commit was completed / it should accrue"""
    protocol.send(protocol.prax.set_action(ACTION, open=False), owner)
    accrue(protocol, protocol.commit(contributor=person, completedAt=protocol.now - 1))
    assert holdings(protocol, contributor.address) == [100 * PRAX]


def test_completed_while_the_action_was_closed(protocol, person, owner, contributor):
    """Prax.accrue / when the action was closed and opened again / it should accrue"""
    protocol.send(protocol.prax.set_action(ACTION, open=False), owner)
    commit = protocol.commit(contributor=person)
    protocol.send(protocol.prax.set_action(ACTION), owner)
    accrue(protocol, commit)
    assert holdings(protocol, contributor.address) == [100 * PRAX]


def test_quality_beyond_twice(protocol, person, stranger, contributor):
    """Prax.accrue / when the quality is above 20 000 / it should refuse with QualityOutOfRange"""
    for quality in (20_001, 2**16 - 1):
        call = accruing(protocol, protocol.commit(contributor=person, quality=quality))
        protocol.assert_refused(call, stranger, "QualityOutOfRange", quality=quality)
    accrue(protocol, protocol.commit(contributor=person, quality=20_000))
    assert holdings(protocol, contributor.address) == [200 * PRAX]


def test_completion_beyond_the_total(protocol, person, stranger):
    """Prax.accrue / when the completion is above the total / it should refuse with CompletionOutOfRange"""
    for completion, total in ((1, 0), (10_000, 9_999), (2**16 - 1, 10_000)):
        call = accruing(protocol, protocol.commit(contributor=person, completion=completion, total=total))
        protocol.assert_refused(call, stranger, "CompletionOutOfRange", completion=completion, total=total)


def test_total_beyond_the_whole(protocol, person, stranger):
    """Prax.accrue / when the total is above 10 000 / it should refuse with CompletionOutOfRange"""
    for completion, total in ((5_000, 10_001), (10_001, 10_001), (0, 2**16 - 1)):
        call = accruing(protocol, protocol.commit(contributor=person, completion=completion, total=total))
        protocol.assert_refused(call, stranger, "CompletionOutOfRange", completion=completion, total=total)


def test_from_the_future(protocol, person, stranger):
    """Prax.accrue / when completedAt is in the future / it should refuse with FactFromFuture"""
    next_block = protocol.now + 1
    call = accruing(protocol, protocol.commit(contributor=person, completedAt=next_block + 1))
    protocol.assert_refused(call, stranger, "FactFromFuture", factTime=next_block + 1, currentTime=next_block)


def test_of_this_very_second(protocol, person, contributor):
    """Prax.accrue / when completedAt is now / it should accrue"""
    accrue(protocol, protocol.commit(contributor=person, completedAt=protocol.now + 1))
    assert holdings(protocol, contributor.address) == [100 * PRAX]


def test_without_quorum(protocol, person, stranger):
    """Prax.accrue / when fewer than a quorum signed the Commit / it should refuse with QuorumNotReached"""
    commit = protocol.commit(contributor=person)
    for by in ((), protocol.members[1:2]):
        call = protocol.prax.accrue(commit, *protocol.attest(commit, by=by))
        protocol.assert_refused(call, stranger, "QuorumNotReached", signatures=len(by), quorum=2)


def test_a_revoked_commit(protocol, person, stranger):
    """Prax.accrue / when the Commit was revoked / it should refuse with Revoked"""
    commit = protocol.commit(contributor=person)
    protocol.revoke(commit)
    call = protocol.prax.accrue(commit, *protocol.attest(commit))
    protocol.assert_refused(call, stranger, "Revoked", fact=fact_hash(commit), revokedAt=protocol.now)


# -- the contributor --------------------------------------------------------------------------------------------------


def test_no_stakeholder(protocol, contributor, stranger):
    """Prax.accrue / when the contributor has no standing / it should refuse with NotStakeholder"""
    linked = protocol.enter(contributor, None)
    for person in (linked, protocol.someone):
        call = accruing(protocol, protocol.commit(contributor=person))
        protocol.assert_refused(call, stranger, "NotStakeholder", contributor=person)


def test_a_plain_wallet(protocol, contributor, stranger):
    """Prax.accrue / when the contributor is a plain wallet / it should refuse with NotStakeholder"""
    plain = wallet_contributor(contributor.address)
    call = accruing(protocol, protocol.commit(contributor=plain))
    protocol.assert_refused(call, stranger, "NotStakeholder", contributor=plain)


def test_no_wallet(protocol, stranger):
    """Prax.accrue / when the contributor has no wallet / it should refuse with NoWallet"""
    admission = protocol.admission()
    protocol.send(protocol.stakeholders.admit(admission, *protocol.attest(admission)), stranger)
    call = accruing(protocol, protocol.commit())
    protocol.assert_refused(call, stranger, "NoWallet", contributor=protocol.someone)


def test_an_applicant(protocol, contributor, second_contributor):
    """Prax.accrue / when the contributor is an applicant / it should accrue"""
    for account, standing in ((contributor, Standing.APPLICANT_RESIDENT), (second_contributor, Standing.APPLICANT_BOP)):
        accrue(protocol, protocol.commit(contributor=protocol.enter(account, standing)))
    assert holdings(protocol, contributor.address, second_contributor.address) == [100 * PRAX, 100 * PRAX]


# -- at most one live accrual -----------------------------------------------------------------------------------------


def test_the_same_fact_again(protocol, person, stranger):
    """Prax.accrue / given the Commit is live / when the same fact comes again / it should refuse with AlreadyAccrued"""
    commit = protocol.commit(contributor=person)
    accrue(protocol, commit)
    protocol.assert_refused(
        accruing(protocol, commit), stranger, "AlreadyAccrued", id=commit_id(SUBJECT, WORK, person)
    )  # fmt: skip


def test_another_fact_about_the_same(protocol, person, stranger):
    """Prax.accrue / given the Commit is live / when another fact about the same Commit comes
    / it should refuse with AlreadyAccrued"""
    commit = protocol.commit(contributor=person)
    accrue(protocol, commit)
    protocol.revoke(commit)  # which burns nothing yet
    for given in ({"quality": 20_000}, {"evidence": hash_uri("more")}, {"completedAt": 1}):
        call = accruing(protocol, protocol.commit(contributor=person, **given))
        protocol.assert_refused(call, stranger, "AlreadyAccrued", id=commit_id(SUBJECT, WORK, person))


def test_the_same_work_by_another(protocol, person, contributor, second_contributor):
    """Prax.accrue / given the Commit is live / when the same work is a Commit of another contributor
    / it should accrue"""
    second = protocol.enter(second_contributor)
    accrue(protocol, protocol.commit(contributor=person, completion=6_000, total=10_000))
    accrue(protocol, protocol.commit(contributor=second, completion=4_000, total=10_000))
    # 100 × (0.1 + 0.9 × 0.6) and 100 × (0.1 + 0.9 × 0.4)
    assert holdings(protocol, contributor.address, second_contributor.address) == [64 * PRAX, 46 * PRAX]


def test_a_revoked_fact_again(protocol, person, stranger):
    """Prax.accrue / given the Commit was revoked and burned / when the same fact comes again
    / it should refuse with Revoked"""
    commit = protocol.commit(contributor=person)
    accrue(protocol, commit)
    protocol.revoke(commit)
    revoked_at = protocol.now
    protocol.send(protocol.prax.revoke(commit), stranger)
    protocol.assert_refused(
        accruing(protocol, commit), stranger, "Revoked", fact=fact_hash(commit), revokedAt=revoked_at
    )  # fmt: skip


def test_a_corrected_fact(protocol, person, contributor, stranger):
    """Prax.accrue / given the Commit was revoked and burned / when a corrected fact comes / it should accrue"""
    commit = protocol.commit(contributor=person)
    accrue(protocol, commit)
    protocol.revoke(commit)
    protocol.send(protocol.prax.revoke(commit), stranger)
    corrected = protocol.commit(contributor=person, quality=5_000)
    accrue(protocol, corrected)
    assert accrual_now(protocol, commit) == Accrual(50 * PRAX, fact_hash(corrected)[:20])
    assert holdings(protocol, contributor.address) == [50 * PRAX]
    assert protocol.prax.total_supply(protocol.view) == 50 * PRAX
