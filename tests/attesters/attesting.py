"""Proofs made by hand: signatures in any order, over any root, under any domain."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from praxis_chain.core.addresses import to_checksum
from praxis_chain.core.attestation import BatchProof, Proof, recover, sign_root
from praxis_chain.core.eip712 import Domain, attestation_digest
from praxis_chain.core.facts import Fact, fact_hash
from praxis_chain.core.ids import hash_uri
from praxis_chain.evm.bindings import Call

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

    from tests.protocol import Protocol

FACT = hash_uri("a fact")
NO_SIGNATURES = b""


def domain_of(protocol: "Protocol") -> Domain:
    """What the protocol's attesters sign under."""
    return protocol.attesters.domain(protocol.chain.chain_id)


def enough(protocol: "Protocol") -> "tuple[LocalAccount, ...]":
    """A quorum of members, ascending."""
    return protocol.members[: protocol.quorum]


def signed(root: bytes, domain: Domain, signers: "Sequence[LocalAccount]") -> list[bytes]:
    """One signature each, in this order."""
    return [sign_root(root, domain, bytes(signer.key)).signature for signer in signers]


def proof_by(protocol: "Protocol", signers: "Sequence[LocalAccount]", root: bytes = FACT) -> Proof:
    """For a fact that is its own root: signatures in exactly this order."""
    return Proof((), b"".join(signed(root, domain_of(protocol), signers)))


def signer_seen(protocol: "Protocol", signatures: bytes, root: bytes) -> str:
    """Whom the contract takes for the first signer of that root."""
    return to_checksum(recover(attestation_digest(domain_of(protocol), root), signatures[:65]))


def require_all(protocol: "Protocol", facts: Sequence[Fact], proof: BatchProof) -> Call:
    """Attesters.requireAllAttested."""
    return Call(protocol.attesters.contract, "requireAllAttested", ([fact_hash(fact) for fact in facts], proof))
