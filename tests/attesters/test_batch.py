"""Attesters: many facts of one root, proved together."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from praxis_chain.core.attestation import Batch, BatchProof
from praxis_chain.core.facts import fact_hash
from praxis_chain.core.ids import hash_uri
from praxis_chain.evm.bindings import Call
from tests.attesters.attesting import FACT, proof_by, require_all, signer_seen
from tests.events import said, told


@pytest.fixture
def batch(each_committee) -> Batch:
    return Batch(tuple(each_committee.commit(quality=quality) for quality in range(5)))


def test_no_facts(each_committee, batch, stranger):
    """Attesters.requireAllAttested / when there are no facts / it should refuse with NoFacts"""
    signatures = each_committee.signatures(*batch.facts)
    for siblings in ((), (batch.root,)):  # OpenZeppelin takes the lone sibling for the root
        call = require_all(each_committee, [], BatchProof(siblings, (), signatures))
        each_committee.assert_refused(call, stranger, "NoFacts")


def test_a_revoked_one(each_committee, batch, stranger):
    """Attesters.requireAllAttested / when one of the facts is revoked / it should refuse with Revoked"""
    each_committee.revoke(batch.facts[4])
    call = require_all(each_committee, batch.facts, each_committee.attest_all(*batch.facts))
    each_committee.assert_refused(
        call, stranger, "Revoked", fact=fact_hash(batch.facts[4]), revokedAt=each_committee.now
    )  # fmt: skip


def test_a_proof_that_does_not_fit(each_committee, batch, stranger):
    """Attesters.requireAllAttested / when flags and siblings do not fit the facts
    / it should refuse with MerkleProofInvalidMultiproof"""
    whole = each_committee.attest_all(*batch.facts)
    some = batch.batch_proof(whole.signatures, batch.facts[:2])
    for facts, proof in [
        (batch.facts[:4], whole),
        (batch.facts, replace(whole, flags=(*whole.flags, True))),
        (batch.facts, replace(whole, siblings=(batch.root,))),
        (batch.facts[:2], replace(some, siblings=(*some.siblings, batch.root), flags=(*some.flags, True))),
    ]:
        call = require_all(each_committee, facts, proof)
        each_committee.assert_refused(call, stranger, "MerkleProofInvalidMultiproof")


def test_without_quorum(each_committee, batch, stranger):
    """Attesters.requireAllAttested / when fewer than a quorum signed the root
    / it should refuse with QuorumNotReached"""
    quorum = each_committee.quorum
    proof = each_committee.attest_all(*batch.facts, by=each_committee.members[: quorum - 1])
    each_committee.assert_refused(
        require_all(each_committee, batch.facts, proof), stranger, "QuorumNotReached",
        signatures=quorum - 1, quorum=quorum,
    )  # fmt: skip


def test_an_unsigned_fact_among_signed_ones(each_committee, batch, stranger):
    """Attesters.requireAllAttested / when a fact that is not in the root stands among the others
    / it should refuse with NotMember"""
    forged = Batch((*batch.facts[:4], each_committee.commit(quality=9)))
    proof = each_committee.attest_all(*batch.facts)
    seen = signer_seen(each_committee, proof.signatures, forged.root)
    each_committee.assert_refused(
        require_all(each_committee, forged.facts, proof), stranger, "NotMember", account=seen
    )  # fmt: skip


def test_another_order(each_committee, batch, stranger):
    """Attesters.requireAllAttested / when the facts stand in another order / it should refuse with NotMember"""
    reordered = Batch((*batch.facts[:3], batch.facts[4], batch.facts[3]))
    assert reordered.root != batch.root
    proof = each_committee.attest_all(*batch.facts)
    seen = signer_seen(each_committee, proof.signatures, reordered.root)
    each_committee.assert_refused(
        require_all(each_committee, reordered.facts, proof), stranger, "NotMember", account=seen
    )  # fmt: skip


def test_all_of_them(each_committee, batch, stranger):
    """Attesters.requireAllAttested / when all facts of a batch are shown
    / it should accept them and emit Attested once"""
    proof = each_committee.attest_all(*batch.facts)
    receipt = each_committee.send(require_all(each_committee, batch.facts, proof), stranger)
    assert told(receipt) == [
        said(each_committee.attesters, "Attested", root=batch.root, signatures=proof.signatures)
    ]  # fmt: skip


def test_some_of_them(each_committee, batch, stranger):
    """Attesters.requireAllAttested / when some facts of a batch are shown
    / it should accept them and emit Attested once"""
    chosen, signatures = [batch.facts[0], batch.facts[3]], each_committee.signatures(*batch.facts)
    receipt = each_committee.send(
        require_all(each_committee, chosen, batch.batch_proof(signatures, chosen)), stranger
    )  # fmt: skip
    assert told(receipt) == [said(each_committee.attesters, "Attested", root=batch.root, signatures=signatures)]


def test_a_single_one(each_committee, stranger):
    """Attesters.requireAllAttested / when one fact is its own root / it should accept it and emit Attested"""
    commit = each_committee.commit()
    proof = each_committee.attest_all(commit)
    assert (proof.siblings, proof.flags) == ((), ())
    receipt = each_committee.send(require_all(each_committee, [commit], proof), stranger)
    assert told(receipt) == [
        said(each_committee.attesters, "Attested", root=fact_hash(commit), signatures=proof.signatures)
    ]


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(size=st.integers(1, 9), data=st.data())
def test_a1_together_exactly_what_was_signed_counts(protocol, stranger, size, data):
    """A1: any choice of a batch's facts is accepted, and none with one byte of one fact, sibling or flag changed."""
    leaves = [hash_uri(f"fact {i}") for i in range(size)]
    batch = Batch(tuple(protocol.commit(evidence=leaf) for leaf in leaves))
    chosen = [f for f in batch.facts if data.draw(st.booleans())] or [batch.facts[-1]]
    signatures = protocol.signatures(*batch.facts)
    proof = batch.batch_proof(signatures, chosen)
    assert require_all(protocol, chosen, proof).simulate(protocol.chain, stranger.address) is None

    hashes, siblings, flags = [fact_hash(fact) for fact in chosen], list(proof.siblings), list(proof.flags)
    part = data.draw(st.sampled_from([part for part in (hashes, siblings, flags) if part]))
    index = data.draw(st.integers(0, len(part) - 1))
    part[index] = not part[index] if part is flags else bytes([part[index][0] ^ 1]) + part[index][1:]
    forged = (hashes, BatchProof(tuple(siblings), tuple(flags), signatures))
    protocol.refusal(Call(protocol.attesters.contract, "requireAllAttested", forged), stranger)


def test_a1_zeros_in_a_proof_prove_nothing(protocol, stranger):
    """A1: a multiproof cannot be made to read a hash before it is computed, which would be zero."""
    signatures = proof_by(protocol, protocol.members[:2]).signatures
    for flags in ((True,), (True, True), (True, False), (False, True)):
        for siblings in ((), (FACT,), (bytes(32),), (FACT, bytes(32))):
            for facts in ([FACT], [FACT, bytes(32)], [bytes(32), FACT]):
                call = Call(
                    protocol.attesters.contract, "requireAllAttested", (facts, BatchProof(siblings, flags, signatures))
                )
                protocol.refusal(call, stranger)
