"""Attesters: how a fact stops counting."""

from praxis_chain.core.attestation import Proof
from praxis_chain.core.facts import Revocation, fact_hash
from praxis_chain.core.ids import hash_uri
from tests.attesters.attesting import FACT, NO_SIGNATURES, enough, proof_by, signer_seen
from tests.events import said, told
from tests.protocol import EVIDENCE


def test_revoking_twice(each_committee, owner):
    """Attesters.revoke / given the fact is revoked already / it should refuse with Revoked"""
    commit = each_committee.commit()
    each_committee.revoke(commit)
    fact, revoked_at = fact_hash(commit), each_committee.now
    again = Revocation(fact, hash_uri("another reason"))
    call = each_committee.attesters.revoke(again, *each_committee.attest(again))
    each_committee.assert_refused(call, owner, "Revoked", fact=fact, revokedAt=revoked_at)
    assert each_committee.attesters.revoked_at(each_committee.view, fact) == revoked_at


def test_revoking_by_a_revoked_revocation(each_committee, owner):
    """Attesters.revoke / given the revocation itself was revoked / it should refuse with Revoked"""
    revocation = Revocation(FACT, EVIDENCE)
    each_committee.revoke(revocation)
    call = each_committee.attesters.revoke(revocation, *each_committee.attest(revocation))
    each_committee.assert_refused(call, owner, "Revoked", fact=fact_hash(revocation), revokedAt=each_committee.now)
    assert each_committee.attesters.revoked_at(each_committee.view, FACT) is None


def test_revoking_without_quorum(each_committee, owner):
    """Attesters.revoke / given the fact holds / when fewer than a quorum signed the revocation
    / it should refuse with QuorumNotReached"""
    revocation, quorum = Revocation(FACT, EVIDENCE), each_committee.quorum
    call = each_committee.attesters.revoke(
        revocation, *each_committee.attest(revocation, by=each_committee.members[: quorum - 1])
    )
    each_committee.assert_refused(call, owner, "QuorumNotReached", signatures=quorum - 1, quorum=quorum)


def test_the_owner_revokes_alone(each_committee, owner):
    """Attesters.revoke / given the fact holds / when the owner sends it without signatures
    / it should refuse with QuorumNotReached"""
    call = each_committee.attesters.revoke(Revocation(FACT, EVIDENCE), Proof((), NO_SIGNATURES))
    each_committee.assert_refused(call, owner, "QuorumNotReached", signatures=0, quorum=each_committee.quorum)


def test_the_fact_in_place_of_its_revocation(each_committee, owner):
    """Attesters.revoke / given the fact holds / when the quorum signed the fact and not its revocation
    / it should refuse with NotMember"""
    revocation, proof = Revocation(FACT, EVIDENCE), proof_by(each_committee, enough(each_committee))
    seen = signer_seen(each_committee, proof.signatures, fact_hash(revocation))
    each_committee.assert_refused(
        each_committee.attesters.revoke(revocation, proof), owner, "NotMember", account=seen
    )  # fmt: skip


def test_a_quorum_revokes(each_committee, stranger):
    """Attesters.revoke / given the fact holds / when a quorum signed the revocation
    / it should keep the time and emit FactRevoked"""
    attesters, revocation = each_committee.attesters, Revocation(FACT, EVIDENCE)
    (proof,) = each_committee.attest(revocation)
    each_committee.chain.next_time(each_committee.now + 1_000)
    receipt = each_committee.send(attesters.revoke(revocation, proof), stranger)
    identity = fact_hash(revocation)
    assert told(receipt) == [
        said(attesters, "Attested", root=identity, signatures=proof.signatures),
        said(attesters, "FactRevoked", fact=FACT, revocation=identity, evidence=EVIDENCE),
    ]
    assert attesters.revoked_at(each_committee.view, FACT) == each_committee.now
