"""Attesters: which signatures make a fact count."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from praxis_chain.core.attestation import SIGNATURE_BYTES, Batch, Proof, unpack
from praxis_chain.core.facts import fact_hash
from praxis_chain.core.ids import hash_uri
from praxis_chain.core.merkle import merkle_root, root_from_branch
from tests.attesters.attesting import FACT, domain_of, enough, proof_by, signed, signer_seen
from tests.delegation import delegate_code
from tests.events import said, told
from tests.protocol import Protocol

CURVE_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141  # of secp256k1


def assert_refused(protocol: Protocol, proof: Proof, error: str, fact: bytes = FACT, /, **values: object) -> None:
    protocol.assert_refused(protocol.attesters.require_attested(fact, proof), protocol.owner, error, **values)


# -- refused ----------------------------------------------------------------------------------------------------------


def test_a_revoked_fact(each_committee):
    """Attesters.requireAttested / given the fact is revoked / it should refuse with Revoked"""
    commit = each_committee.commit()
    each_committee.revoke(commit)
    fact, revoked_at = fact_hash(commit), each_committee.now
    for proof in (each_committee.attest(commit)[0], Proof((), b"")):
        assert_refused(each_committee, proof, "Revoked", fact, fact=fact, revokedAt=revoked_at)


def test_a_length_that_is_no_multiple(each_committee):
    """Attesters.requireAttested / given the root is not remembered / when the signatures are no multiple of 65 bytes
    / it should refuse with SignaturesMalformed"""
    whole = proof_by(each_committee, enough(each_committee)).signatures
    for signatures in (whole[:-1], whole + b"\0", whole[:1]):
        assert_refused(each_committee, Proof((), signatures), "SignaturesMalformed", length=len(signatures))


def test_compact_signatures(each_committee):
    """Attesters.requireAttested / given the root is not remembered / when the signatures have the 64 bytes of EIP-2098
    / it should refuse with SignaturesMalformed"""
    compact = b""
    for signature in unpack(proof_by(each_committee, enough(each_committee)).signatures):
        r, s, parity = signature[:32], int.from_bytes(signature[32:64], "big"), signature[64] - 27
        compact += r + (s | parity << 255).to_bytes(32, "big")
    assert_refused(each_committee, Proof((), compact), "SignaturesMalformed", length=64 * each_committee.quorum)


def test_no_signatures(each_committee):
    """Attesters.requireAttested / given the root is not remembered / when there are no signatures
    / it should refuse with QuorumNotReached"""
    assert_refused(each_committee, Proof((), b""), "QuorumNotReached", signatures=0, quorum=each_committee.quorum)


def test_one_signature_missing(each_committee):
    """Attesters.requireAttested / given the root is not remembered / when one signature is missing
    / it should refuse with QuorumNotReached"""
    quorum = each_committee.quorum
    proof = proof_by(each_committee, each_committee.members[: quorum - 1])
    assert_refused(each_committee, proof, "QuorumNotReached", signatures=quorum - 1, quorum=quorum)


def test_one_member_for_all(each_committee):
    """Attesters.requireAttested / given the root is not remembered / when one member signed for the whole quorum
    / it should refuse with SignersNotAscending"""
    member = each_committee.members[0]
    proof = proof_by(each_committee, [member] * max(2, each_committee.quorum))
    assert_refused(each_committee, proof, "SignersNotAscending", previous=member.address, signer=member.address)


def test_descending_signers(each_committee):
    """Attesters.requireAttested / given the root is not remembered / when the signers descend
    / it should refuse with SignersNotAscending"""
    last = each_committee.members[-1]
    before = min(each_committee.chain.accounts, key=lambda account: int(account.address, 16))
    signers = [*reversed(each_committee.members), before]
    proof = proof_by(each_committee, signers)
    assert_refused(
        each_committee, proof, "SignersNotAscending", previous=last.address, signer=signers[1].address
    )  # fmt: skip


def test_a_non_member_in_place_of_a_member(each_committee, non_member):
    """Attesters.requireAttested / given the root is not remembered / when a non-member signed in place of a member
    / it should refuse with NotMember"""
    signers = sorted([*enough(each_committee)[1:], non_member], key=lambda account: int(account.address, 16))
    assert_refused(each_committee, proof_by(each_committee, signers), "NotMember", account=non_member.address)


def test_a_non_member_beside_a_quorum(each_committee, non_member):
    """Attesters.requireAttested / given the root is not remembered / when a non-member signed beside a whole quorum
    / it should refuse with NotMember"""
    signers = sorted([*each_committee.members, non_member], key=lambda account: int(account.address, 16))
    assert_refused(each_committee, proof_by(each_committee, signers), "NotMember", account=non_member.address)


def test_a_high_s(each_committee):
    """Attesters.requireAttested / given the root is not remembered / when a signature has a high s
    / it should refuse with ECDSAInvalidSignatureS"""
    whole = proof_by(each_committee, enough(each_committee)).signatures
    r, s, v = whole[:32], int.from_bytes(whole[32:64], "big"), whole[64]
    high = (CURVE_ORDER - s).to_bytes(32, "big")
    malleable = r + high + bytes([27 + 28 - v]) + whole[SIGNATURE_BYTES:]
    assert_refused(each_committee, Proof((), malleable), "ECDSAInvalidSignatureS", s=high)


def test_a_strange_v(each_committee):
    """Attesters.requireAttested / given the root is not remembered / when a signature has a v that is neither 27 nor 28
    / it should refuse with ECDSAInvalidSignature"""
    whole = proof_by(each_committee, enough(each_committee)).signatures
    for v in (0, 1, 26, 29, 255):
        strange = whole[: SIGNATURE_BYTES - 1] + bytes([v]) + whole[SIGNATURE_BYTES:]
        assert_refused(each_committee, Proof((), strange), "ECDSAInvalidSignature")


def test_signed_for_another_chain(each_committee):
    """Attesters.requireAttested / given the root is not remembered / when the members signed for another chain
    / it should refuse with NotMember"""
    foreign = replace(domain_of(each_committee), chain_id=each_committee.chain.chain_id + 1)
    signatures = signed(FACT, foreign, enough(each_committee))
    seen = signer_seen(each_committee, signatures[0], FACT)
    assert_refused(each_committee, Proof((), b"".join(signatures)), "NotMember", account=seen)


def test_signed_for_another_contract(each_committee):
    """Attesters.requireAttested / given the root is not remembered / when the members signed for another contract
    / it should refuse with NotMember"""
    other = replace(domain_of(each_committee), contract=bytes.fromhex(each_committee.stakeholders.address[2:]))
    signatures = signed(FACT, other, enough(each_committee))
    seen = signer_seen(each_committee, signatures[0], FACT)
    assert_refused(each_committee, Proof((), b"".join(signatures)), "NotMember", account=seen)


def test_signed_another_root(each_committee):
    """Attesters.requireAttested / given the root is not remembered / when the members signed another root
    / it should refuse with NotMember"""
    proof = proof_by(each_committee, enough(each_committee), root=hash_uri("another fact"))
    seen = signer_seen(each_committee, proof.signatures, FACT)
    assert_refused(each_committee, proof, "NotMember", account=seen)


def test_the_branch_of_another(each_committee):
    """Attesters.requireAttested / given the root is not remembered / when the branch is that of another fact
    / it should refuse with NotMember"""
    facts = [each_committee.commit(quality=quality) for quality in (1, 2, 3)]
    proofs = each_committee.attest(*facts)
    fact, proof = fact_hash(facts[0]), proofs[1]
    seen = signer_seen(each_committee, proof.signatures, root_from_branch(fact, proof.branch))
    assert_refused(each_committee, proof, "NotMember", fact, account=seen)


def test_a_removed_signer(each_committee, owner, stranger):
    """Attesters.requireAttested / given the root is not remembered / when one of the signers was removed
    / it should refuse with NotMember"""
    leaver, quorum = each_committee.members[0].address, each_committee.quorum
    proof = proof_by(each_committee, enough(each_committee))
    each_committee.send(each_committee.attesters.require_attested(FACT, proof), owner)
    each_committee.send(each_committee.attesters.configure([stranger.address], [leaver], new_quorum=quorum), owner)
    assert_refused(each_committee, proof, "NotMember", account=leaver)


# -- accepted ---------------------------------------------------------------------------------------------------------


def test_a_quorum(each_committee, stranger):
    """Attesters.requireAttested / given the root is not remembered / when exactly a quorum signed the fact
    / it should accept it and emit Attested"""
    proof = proof_by(each_committee, each_committee.members[-each_committee.quorum :])
    receipt = each_committee.send(each_committee.attesters.require_attested(FACT, proof), stranger)
    assert told(receipt) == [said(each_committee.attesters, "Attested", root=FACT, signatures=proof.signatures)]


def test_everybody(each_committee, stranger):
    """Attesters.requireAttested / given the root is not remembered / when every member signed the fact
    / it should accept it and emit Attested"""
    proof = proof_by(each_committee, each_committee.members)
    receipt = each_committee.send(each_committee.attesters.require_attested(FACT, proof), stranger)
    assert told(receipt) == [said(each_committee.attesters, "Attested", root=FACT, signatures=proof.signatures)]


def test_a_member_with_code(each_committee, relayer):
    """Attesters.requireAttested / given the root is not remembered / when there is code at the address of a member
    / it should accept what that member signed"""
    member = each_committee.members[0]
    delegate_code(each_committee, member, each_committee.stakeholders.address)
    proof = proof_by(each_committee, enough(each_committee))
    receipt = each_committee.send(each_committee.attesters.require_attested(FACT, proof), relayer)
    assert told(receipt) == [said(each_committee.attesters, "Attested", root=FACT, signatures=proof.signatures)]


def test_one_of_a_batch(each_committee, relayer):
    """Attesters.requireAttested / given the root is not remembered / when the fact is one of a batch
    / it should accept it by its branch and emit the root"""
    facts = [each_committee.commit(quality=quality) for quality in range(5)]
    root = Batch(tuple(facts)).root
    for fact, proof in zip(facts, each_committee.attest(*facts), strict=True):
        receipt = each_committee.send(each_committee.attesters.require_attested(fact_hash(fact), proof), relayer)
        assert told(receipt) == [said(each_committee.attesters, "Attested", root=root, signatures=proof.signatures)]


def test_a_node_as_a_fact(each_committee, relayer):
    """Attesters.requireAttested / given the root is not remembered / when a node of a signed tree is shown as a fact
    / it should accept the node, which is the hash of no fact"""
    facts = [each_committee.commit(quality=quality) for quality in range(3)]
    left = merkle_root([fact_hash(fact) for fact in facts[:2]])
    signatures = each_committee.attest(*facts)[0].signatures
    proof = Proof((fact_hash(facts[2]),), signatures)
    receipt = each_committee.send(each_committee.attesters.require_attested(left, proof), relayer)
    assert told(receipt) == [
        said(each_committee.attesters, "Attested", root=Batch(tuple(facts)).root, signatures=signatures)
    ]


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(picks=st.lists(st.integers(0, 6), max_size=7) | st.sets(st.integers(0, 6)).map(sorted))
def test_a1_only_quorums_of_distinct_present_members_count(each_committee, non_member, stranger, picks):
    """A1: accepted if and only if there are at least `quorum` signatures, strictly ascending, all by members."""
    crowd = sorted({*each_committee.chain.accounts[13:18], non_member, stranger}, key=lambda a: int(a.address, 16))
    signers = [crowd[i] for i in picks]
    order = [int(signer.address, 16) for signer in signers]
    call = each_committee.attesters.require_attested(FACT, proof_by(each_committee, signers))
    if (
        len(signers) >= each_committee.quorum
        and all(a < b for a, b in pairwise(order))
        and set(signers) <= set(each_committee.members)
    ):
        assert call.simulate(each_committee.chain, stranger.address) is None
    else:
        each_committee.refusal(call, stranger)
