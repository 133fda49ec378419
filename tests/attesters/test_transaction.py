"""Attesters: what a transaction remembers of a root, and what it must not."""

import pytest

from praxis_chain.core.attestation import Batch, Proof
from praxis_chain.core.facts import Revocation, fact_hash
from tests.attesters.attesting import NO_SIGNATURES, require_all
from tests.contract_wallet import ContractWallet, deploy_wallet
from tests.events import said, told
from tests.protocol import EVIDENCE


@pytest.fixture
def wallet(each_committee, relayer) -> ContractWallet:
    """Makes many calls in one transaction, and owns the attesters of this test."""
    made = deploy_wallet(each_committee, relayer)
    attesters = each_committee.attesters
    each_committee.send(attesters.transfer_ownership(made.address), each_committee.owner)
    each_committee.send(made.execute(attesters.accept_ownership()), relayer)
    return made


@pytest.fixture
def batch(each_committee) -> Batch:
    return Batch(tuple(each_committee.commit(quality=quality) for quality in (1, 2, 3)))


def bare(proof: Proof) -> Proof:
    """The same branch, with nothing signed."""
    return Proof(proof.branch, NO_SIGNATURES)


def test_no_signatures_for_the_second(each_committee, wallet, batch, relayer):
    """Attesters.requireAttested / given the root was remembered in the same transaction
    / when another fact of the batch comes without signatures / it should accept it and emit nothing more"""
    attesters, proofs = each_committee.attesters, each_committee.attest(*batch.facts)
    receipt = each_committee.send(
        wallet.execute(
            attesters.require_attested(fact_hash(batch.facts[0]), proofs[0]),
            *(attesters.require_attested(fact_hash(batch.facts[i]), bare(proofs[i])) for i in (1, 2)),
        ),
        relayer,
    )
    assert told(receipt) == [said(attesters, "Attested", root=batch.root, signatures=proofs[0].signatures)]


def test_one_root_many_facts(each_committee, wallet, batch, relayer):
    """Attesters.requireAttested / given the root was remembered in the same transaction
    / when all facts of the batch come with all signatures / it should accept them and emit Attested once"""
    attesters, proofs = each_committee.attesters, each_committee.attest(*batch.facts)
    calls = [attesters.require_attested(fact_hash(f), p) for f, p in zip(batch.facts, proofs, strict=True)]
    receipt = each_committee.send(wallet.execute(*calls, *calls), relayer)
    assert told(receipt) == [said(attesters, "Attested", root=batch.root, signatures=proofs[0].signatures)]


def test_a_revoked_one_of_the_batch(each_committee, wallet, batch, relayer):
    """Attesters.requireAttested / given the root was remembered in the same transaction
    / when another fact of the batch was revoked / it should refuse with Revoked"""
    each_committee.revoke(batch.facts[1])
    attesters, proofs = each_committee.attesters, each_committee.attest(*batch.facts)
    first, second = (attesters.require_attested(fact_hash(batch.facts[i]), proofs[i]) for i in (0, 1))
    each_committee.assert_refused(
        wallet.execute(first, second), relayer, "Revoked",
        fact=fact_hash(batch.facts[1]), revokedAt=each_committee.now,
    )  # fmt: skip


def test_revoked_in_between(each_committee, wallet, relayer):
    """Attesters.requireAttested / given the root was remembered in the same transaction
    / when the same fact was revoked in between / it should refuse with Revoked"""
    attesters, commit = each_committee.attesters, each_committee.commit()
    revocation = Revocation(fact_hash(commit), EVIDENCE)
    attested = attesters.require_attested(fact_hash(commit), *each_committee.attest(commit))
    revoked = attesters.revoke(revocation, *each_committee.attest(revocation))
    each_committee.assert_refused(
        wallet.execute(attested, revoked, attested), relayer, "Revoked",
        fact=fact_hash(commit), revokedAt=each_committee.now + 1,
    )  # fmt: skip


def test_a_signer_removed_in_between(each_committee, wallet, batch, relayer, stranger):
    """Attesters.requireAttested / given the root was remembered in the same transaction
    / when a signer was removed in between / it should refuse with NotMember"""
    attesters, proofs = each_committee.attesters, each_committee.attest(*batch.facts)
    leaver = each_committee.members[0].address
    replaced = attesters.configure([stranger.address], [leaver], new_quorum=each_committee.quorum)
    first, second = (attesters.require_attested(fact_hash(batch.facts[i]), proofs[i]) for i in (0, 1))
    each_committee.send(wallet.execute(first, second), relayer)
    each_committee.assert_refused(wallet.execute(first, replaced, second), relayer, "NotMember", account=leaver)


def test_the_quorum_raised_in_between(each_committee, wallet, batch, relayer, stranger):
    """Attesters.requireAttested / given the root was remembered in the same transaction
    / when the quorum was raised in between / it should refuse with QuorumNotReached"""
    attesters, proofs = each_committee.attesters, each_committee.attest(*batch.facts)
    quorum = each_committee.quorum
    raised = attesters.configure([stranger.address], new_quorum=quorum + 1)
    first, second = (attesters.require_attested(fact_hash(batch.facts[i]), proofs[i]) for i in (0, 1))
    each_committee.assert_refused(
        wallet.execute(first, raised, second), relayer, "QuorumNotReached", signatures=quorum, quorum=quorum + 1
    )


def test_a_change_that_leaves_the_signers(each_committee, wallet, batch, relayer):
    """Attesters.requireAttested / given the root was remembered in the same transaction
    / when the committee changed in between and the signatures still suffice
    / it should accept and emit Attested again"""
    attesters, proofs = each_committee.attesters, each_committee.attest(*batch.facts)
    quorum, count = each_committee.quorum, len(each_committee.members)
    first, second = (attesters.require_attested(fact_hash(batch.facts[i]), proofs[i]) for i in (0, 1))
    receipt = each_committee.send(wallet.execute(first, attesters.configure(new_quorum=quorum), second), relayer)
    attested = said(attesters, "Attested", root=batch.root, signatures=proofs[0].signatures)
    configured = said(
        attesters, "Configured", configuration=2, memberCount=count, oldQuorum=quorum, newQuorum=quorum
    )  # fmt: skip
    assert told(receipt) == [attested, configured, attested]


def test_the_next_transaction(each_committee, batch, relayer):
    """Attesters.requireAttested / given the root was remembered in the same transaction
    / when the next transaction brings no signatures / it should refuse with QuorumNotReached"""
    attesters, proofs = each_committee.attesters, each_committee.attest(*batch.facts)
    each_committee.send(attesters.require_attested(fact_hash(batch.facts[0]), proofs[0]), relayer)
    for fact, proof in zip(batch.facts, proofs, strict=True):
        each_committee.assert_refused(
            attesters.require_attested(fact_hash(fact), bare(proof)), relayer, "QuorumNotReached",
            signatures=0, quorum=each_committee.quorum,
        )  # fmt: skip


def test_shown_again_and_again(each_committee, batch, relayer, stranger):
    """Attesters keep no record of what was used: alone and together, a fact counts as often as it is shown."""
    attesters, proofs = each_committee.attesters, each_committee.attest(*batch.facts)
    alone = attesters.require_attested(fact_hash(batch.facts[0]), proofs[0])
    together = require_all(each_committee, batch.facts, each_committee.attest_all(*batch.facts))
    for caller in (relayer, stranger, relayer):
        for call in (alone, together):
            assert told(each_committee.send(call, caller)) == [
                said(attesters, "Attested", root=batch.root, signatures=proofs[0].signatures)
            ]


def test_together_without_signatures(each_committee, wallet, batch, relayer):
    """Attesters.requireAllAttested / given the root was remembered in the same transaction
    / when the facts come without signatures / it should accept them and emit nothing more"""
    attesters, proofs = each_committee.attesters, each_committee.attest(*batch.facts)
    alone = attesters.require_attested(fact_hash(batch.facts[0]), proofs[0])
    together = require_all(each_committee, batch.facts, batch.batch_proof(NO_SIGNATURES))
    receipt = each_committee.send(wallet.execute(alone, together), relayer)
    assert told(receipt) == [said(attesters, "Attested", root=batch.root, signatures=proofs[0].signatures)]
    each_committee.assert_refused(
        wallet.execute(together), relayer, "QuorumNotReached", signatures=0, quorum=each_committee.quorum
    )


def test_alone_after_together(each_committee, wallet, batch, relayer):
    """Attesters.requireAllAttested / given the root was remembered in the same transaction
    / when it was remembered by the facts together / it should accept one of them alone without signatures"""
    attesters, proof = each_committee.attesters, each_committee.attest_all(*batch.facts)
    together = require_all(each_committee, batch.facts, proof)
    alone = attesters.require_attested(fact_hash(batch.facts[2]), bare(each_committee.attest(*batch.facts)[2]))
    receipt = each_committee.send(wallet.execute(together, alone), relayer)
    assert told(receipt) == [said(attesters, "Attested", root=batch.root, signatures=proof.signatures)]
