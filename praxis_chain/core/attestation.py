"""Signatures over roots, and what the contract needs of them: a proof.

An attestation is one attester's signature over the Merkle root of a batch of facts. Attestations over equal roots are
gathered until they reach the quorum; different roots never add up.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from eth_keys import keys
from eth_keys.exceptions import BadSignature, ValidationError

from .eip712 import Domain, attestation_digest
from .errors import Refused, WrongInput
from .facts import Fact, fact_hash
from .merkle import merkle_branches, merkle_multiproof, merkle_root
from .signing import KeySigner, Signer

SIGNATURE_BYTES = 65
HIGHEST_S = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0
"""Half the order of secp256k1: of the two s that fit, OpenZeppelin's ECDSA takes the lower one only (EIP-2)."""


@dataclass(frozen=True, slots=True)
class Attestation:
    """One signature: the root it is over, who signed (20-byte address), r ‖ s ‖ v (65 bytes, v 27 or 28, low s)."""

    root: bytes
    attester: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Proof:
    """What a contract is shown beside a fact: the branch up to the root, and the packed signatures over the root."""

    branch: tuple[bytes, ...]
    signatures: bytes


@dataclass(frozen=True, slots=True)
class BatchProof:
    """What a contract is shown beside many facts of one root: a Merkle multiproof, and the packed signatures."""

    siblings: tuple[bytes, ...]
    flags: tuple[bool, ...]
    signatures: bytes


@dataclass(frozen=True, slots=True)
class Batch:
    """Facts attested together, in order. Their root is what gets signed."""

    facts: tuple[Fact, ...]

    @property
    def root(self) -> bytes:
        """Merkle root of the fact hashes (32 bytes)."""
        return merkle_root([fact_hash(fact) for fact in self.facts])

    def proofs(self, signatures: bytes) -> list[Proof]:
        """A proof per fact, each with all signatures: any of them stands alone."""
        branches = merkle_branches([fact_hash(fact) for fact in self.facts])
        return [Proof(tuple(branch), signatures) for branch in branches]

    def batch_proof(self, signatures: bytes, chosen: Sequence[Fact] | None = None) -> BatchProof:
        """One proof for the `chosen` facts together (all, if none are named).

        They have to be shown to the contract in the batch's own order; WrongInput if they are not in it that way.
        """
        positions = [self.facts.index(fact) for fact in chosen] if chosen is not None else list(range(len(self.facts)))
        if positions != sorted(set(positions)) or not positions:
            raise WrongInput("A batch's facts are proved together in the batch's own order, each once.")
        multi = merkle_multiproof([fact_hash(fact) for fact in self.facts], positions)
        return BatchProof(multi.siblings, multi.flags, signatures)


def attest_root(root: bytes, domain: Domain, signer: Signer) -> Attestation:
    """Have a root signed. Raises PraxisError if the key cannot be used, or signed something else."""
    digest = attestation_digest(domain, root)
    signature = signer.sign(digest)
    if recover(digest, signature) != signer.address:
        raise Refused(f"What came back is no signature by 0x{signer.address.hex()} over what was to be signed.")
    return Attestation(root, signer.address, signature)


def sign_root(root: bytes, domain: Domain, key: bytes) -> Attestation:
    """Sign a root with a 32-byte private key."""
    return attest_root(root, domain, KeySigner(key))


def recover(digest: bytes, signature: bytes) -> bytes:
    """Address (20 bytes) that made a 65-byte signature over a digest.

    Raises WrongInput for whatever the contracts refuse: another length, v but 27 or 28, r or s of zero, a high s.
    """
    if len(signature) != SIGNATURE_BYTES:
        raise WrongInput(f"A signature is 65 bytes, not {len(signature)}.")
    r, s, v = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:64], "big"), signature[64]
    if v not in (27, 28):
        raise WrongInput(f"A signature ends in 27 or 28, not {v}.")
    if not r or not 0 < s <= HIGHEST_S:
        raise WrongInput("The signature is not valid: r and s are above 0, and s at most half the curve's order.")
    try:
        parsed = keys.Signature(signature[:64] + bytes([signature[64] - 27]))
        return parsed.recover_public_key_from_msg_hash(digest).to_canonical_address()
    except (BadSignature, ValidationError) as error:
        raise WrongInput(f"The signature is not valid: {error}") from None


def gather(
    attestations: Iterable[Attestation], domain: Domain, members: Sequence[bytes], quorum: int
) -> dict[bytes, bytes]:
    """Roots that reached the quorum → their packed signatures, as the contract wants them: ascending by signer.

    Signatures that do not recover to a member, and second ones by the same member, do not count; exactly `quorum` are
    packed, those of the lowest addresses, so that the same attestations always give the same bytes.
    """
    valid: dict[bytes, dict[bytes, bytes]] = {}
    for attestation in attestations:
        try:
            signer = recover(attestation_digest(domain, attestation.root), attestation.signature)
        except WrongInput:
            continue
        if signer in members:
            valid.setdefault(attestation.root, {})[signer] = attestation.signature
    return {root: _pack(by_signer, quorum) for root, by_signer in valid.items() if len(by_signer) >= quorum}


def unpack(signatures: bytes) -> list[bytes]:
    """Packed signatures → a list of 65-byte ones. Raises WrongInput if the length does not divide."""
    if len(signatures) % SIGNATURE_BYTES:
        raise WrongInput(f"Packed signatures are a multiple of 65 bytes, not {len(signatures)}.")
    return [signatures[i : i + SIGNATURE_BYTES] for i in range(0, len(signatures), SIGNATURE_BYTES)]


def require_quorum(gathered: dict[bytes, bytes], root: bytes, quorum: int) -> bytes:
    """Packed signatures of `root`, or Refused."""
    if root not in gathered:
        raise Refused(f"Fewer than {quorum} members signed 0x{root.hex()}: there is no quorum for it yet.")
    return gathered[root]


def _pack(by_signer: dict[bytes, bytes], quorum: int) -> bytes:
    return b"".join(by_signer[signer] for signer in sorted(by_signer)[:quorum])
