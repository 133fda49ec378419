"""Attesters, from its header: who may vouch for a fact, and what was taken back."""

from eth_hash.auto import keccak

from praxis_chain.core.addresses import ZERO_ADDRESS
from praxis_chain.core.attestation import HIGHEST_S, SIGNATURE_BYTES, BatchProof, Proof
from praxis_chain.core.eip712 import attestation_digest, attesters_domain
from praxis_chain.core.facts import Revocation
from praxis_chain.core.merkle import root_from_branch

from .facts import fact_hash
from .owned import Owned
from .state import Doubts, Kept, Reason, Scene
from .wallets import signer_of


class Attesters(Owned):
    """The committee: `members`, and the three numbers."""

    name = "Attesters"

    def __init__(self, scene: Scene, address: str, owner: str, members: tuple[str, ...], quorum: int, chain_id: int):
        super().__init__(scene, owner)
        self.address = address
        self.domain = attesters_domain(chain_id, bytes.fromhex(address[2:]))
        self.members: Kept[str, bool] = Kept(scene.journal, False)
        self.numbers: Kept[str, int] = Kept(scene.journal, 0)
        self.revoked: Kept[bytes, int] = Kept(scene.journal, 0)  # unix seconds by fact
        for member in members:
            self.members[member] = True
        self.numbers["quorum"] = quorum
        self.numbers["configuration"] = 1

    @property
    def quorum(self) -> int:
        return self.numbers["quorum"]

    @property
    def member_count(self) -> int:
        return sum(self.members.values())

    def configure(self, add: tuple[str, ...], remove: tuple[str, ...], quorum: int) -> None:
        """Removals come first, so that one call may replace a member by themselves."""
        doubts = self.owners_only()
        for account in remove:
            doubts.unless(self.members[account], "NotMember", account=account)
            self.members[account] = False
            self.scene.say(self.name, "MemberRemoved", member=account)
        for account in add:
            doubts.unless(account != ZERO_ADDRESS, "ZeroMember")
            doubts.unless(not self.members[account], "AlreadyMember", account=account)
            self.members[account] = True
            self.scene.say(self.name, "MemberAdded", member=account)
        count = self.member_count
        doubts.unless(count < 2 * quorum and quorum <= count, "QuorumOutOfRange", quorum=quorum, memberCount=count)
        doubts.settle()
        before = self.quorum
        self.numbers["configuration"] += 1
        self.numbers["quorum"] = quorum
        self.scene.say(
            self.name, "Configured", configuration=self.numbers["configuration"], memberCount=count,
            oldQuorum=before, newQuorum=quorum,
        )  # fmt: skip

    def revoke(self, revocation: Revocation, proof: Proof) -> None:
        doubts = Doubts()
        self._doubt_standing(doubts, revocation.fact)
        with doubts.gathering():
            self.require(fact_hash(revocation), proof)
        doubts.settle()
        self.revoked[revocation.fact] = self.scene.now
        self.scene.say(
            self.name, "FactRevoked", fact=revocation.fact, revocation=fact_hash(revocation),
            evidence=revocation.evidence,
        )  # fmt: skip

    def requireAttested(self, fact: bytes, proof: Proof) -> None:  # noqa: N802 - as in the contract
        self.require(fact, proof)

    def require(self, fact: bytes, proof: Proof) -> None:
        """Refuses a fact that no quorum of the present members signed, or that was revoked."""
        doubts = Doubts()
        self._doubt_standing(doubts, fact)
        self._doubt_signatures(doubts, root_from_branch(fact, proof.branch), proof.signatures)
        doubts.settle()

    def require_all(self, facts: list[bytes], proof: BatchProof) -> None:
        doubts = Doubts()
        doubts.unless(bool(facts), "NoFacts")
        doubts.settle()
        for fact in facts:
            self._doubt_standing(doubts, fact)
        root = _root_from_multiproof(facts, proof)
        if root is None:
            doubts.unless(False, "MerkleProofInvalidMultiproof")
        else:
            self._doubt_signatures(doubts, root, proof.signatures)
        doubts.settle()

    def revoked_at(self, fact: bytes) -> int:
        return self.revoked[fact]

    def _doubt_standing(self, doubts: Doubts, fact: bytes) -> None:
        time = self.revoked[fact]
        doubts.unless(time == 0, "Revoked", fact=fact, revokedAt=time)

    def _doubt_signatures(self, doubts: Doubts, root: bytes, packed: bytes) -> None:
        """A root that this transaction showed before, under the same committee, needs none."""
        shown = (self.address, root, self.numbers["configuration"])
        if shown in self.scene.remembered:
            return
        before = len(doubts.reasons)
        count, rest = divmod(len(packed), SIGNATURE_BYTES)
        doubts.unless(rest == 0, "SignaturesMalformed", length=len(packed))
        doubts.unless(count >= self.quorum, "QuorumNotReached", signatures=count, quorum=self.quorum)
        digest = attestation_digest(self.domain, root)
        previous = ZERO_ADDRESS
        for i in range(count):
            signature = packed[i * SIGNATURE_BYTES : (i + 1) * SIGNATURE_BYTES]
            signer = signer_of(digest, signature)
            if signer is None:
                doubts.reasons.append(_bad(signature))
                break
            ascending = int(signer, 16) > int(previous, 16)
            doubts.unless(ascending, "SignersNotAscending", previous=previous, signer=signer)
            doubts.unless(self.members[signer], "NotMember", account=signer)
            previous = signer
        if len(doubts.reasons) == before:
            self.scene.remembered.add(shown)
            self.scene.say(self.name, "Attested", root=root, signatures=packed)


def _bad(signature: bytes) -> Reason:
    if int.from_bytes(signature[32:64], "big") > HIGHEST_S:
        return Reason("ECDSAInvalidSignatureS", {"s": signature[32:64]})
    return Reason("ECDSAInvalidSignature", {})


def _root_from_multiproof(facts: list[bytes], proof: BatchProof) -> bytes | None:
    """OpenZeppelin's rule: hashes come from the queue of leaves and parents, or, without a flag, from the siblings."""
    siblings, queue = list(proof.siblings), list(facts)
    if len(facts) + len(siblings) != len(proof.flags) + 1:
        return None
    for flag in proof.flags:
        left = queue.pop(0)
        right = queue.pop(0) if flag else siblings.pop(0)
        queue.append(keccak(min(left, right) + max(left, right)))
    return queue[0] if not siblings else None


class HostileAttesters:
    """Vouches for everything, and says of everything that it was revoked."""

    def __init__(self, address: str) -> None:
        self.address = address

    def require(self, fact: bytes, proof: Proof) -> None:
        pass

    def require_all(self, facts: list[bytes], proof: BatchProof) -> None:
        pass

    def revoked_at(self, fact: bytes) -> int:
        return 1
