"""The book of Attesters: members, quorum, revocations; and whether each accepted fact had its quorum (A1, A2)."""

from enum import Enum
from functools import lru_cache
from itertools import pairwise

from ..addresses import to_checksum
from ..attestation import SIGNATURE_BYTES, recover
from ..eip712 import attestation_digest, attesters_domain
from ..errors import WrongInput
from ..events import Event
from ..facts import Revocation, fact_hash
from ..merkle import merkle_root
from .addresses import Addresses
from .journal import Journal

HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0  # of secp256k1: s is low up to here
IN_A_BATCH = (
    "that a fact is a leaf of the signed root of its batch: the Merkle branch is in the calldata, not in events"
)


class Verdict(Enum):
    """Of a fact: it is itself a signed root, it may be a leaf of one, no root was signed, or it was revoked before."""

    SIGNED = "signed"
    IN_A_BATCH = "in a batch"
    UNSIGNED = "unsigned"
    REVOKED = "revoked"


class Committee:
    """Who may vouch, as `Attesters.sol` keeps it.

    `members`: every account ever added → whether it is a member now. `revoked_at`: fact → unix seconds.
    `facts`: every fact that was accepted on this committee's word. `signers`: transaction and root → who signed it
    there, EIP-55; none if a signature is none.
    """

    def __init__(self, addresses: Addresses, journal: Journal) -> None:
        self.members: dict[str, bool] = {}
        self.quorum = 0
        self.configuration = 0
        self.owner: str | None = None
        self.pending_owner: str | None = None
        self.revoked_at: dict[bytes, int] = {}
        self.facts: set[bytes] = set()
        self.signers: dict[tuple[bytes, bytes], tuple[str, ...]] = {}
        self._journal = journal
        self._domain = attesters_domain(addresses.chain_id, bytes.fromhex(addresses.attesters[2:]))
        self._signers: set[bytes] = set()
        self._roots: set[bytes] = set()  # remembered by the contract until the transaction ends or it is configured
        self._transaction = b""
        self._newest = b""  # of the roots
        self._leaves: dict[bytes, list[bytes]] = {}  # root → facts of this transaction that may be leaves of it

    def apply(self, event: Event) -> bool:
        """Fold one event; False if Attesters has none of that name."""
        self.turn(event.tx_hash)
        handler = _HANDLERS.get(event.name)
        if handler is not None:
            handler(self, event)
        return handler is not None

    def verdict(self, event: Event, fact: bytes) -> Verdict:
        """What the events of this transaction say by now of a fact that a contract acts on in this event."""
        self.turn(event.tx_hash)
        if fact in self.revoked_at:
            return Verdict.REVOKED
        if fact in self._roots:
            return Verdict.SIGNED
        return Verdict.IN_A_BATCH if self._roots else Verdict.UNSIGNED

    def turn(self, transaction: bytes) -> None:
        """An event of this transaction comes next. If the one before used all facts of a batch, they make its root."""
        if transaction == self._transaction:
            return
        for root, facts in self._leaves.items():
            proved = bool(facts) and merkle_root(facts) == root
            if proved:
                self._journal.checked["A1"] += len(facts)
            elif facts:
                self._journal.untested["A1", IN_A_BATCH] += len(facts)
        self._transaction, self._newest = transaction, b""
        self._roots.clear()
        self._leaves.clear()

    def accept(self, fact: bytes, verdict: Verdict, *, late: bool = False) -> None:
        """A contract acted on this fact on this committee's word: A1 must hold. `late`: in a transaction long over."""
        self.facts.add(fact)
        require = self._journal.require
        require("A1", "A fact was accepted after it was revoked.", verdict is not Verdict.REVOKED, "not revoked", fact)
        signed = verdict is not Verdict.UNSIGNED
        require("A1", "A fact was accepted that no quorum signed in this transaction.", signed, "attested", fact)
        if verdict is not Verdict.IN_A_BATCH:
            return
        if late:
            self._journal.untestable("A1", IN_A_BATCH)
        elif fact not in self._leaves[self._newest]:
            self._leaves[self._newest].append(fact)

    # -- events -------------------------------------------------------------------------------------------------------

    def _added(self, event: Event) -> None:
        member = event.args["member"]
        self._journal.require("A2", "A member was added twice.", not self.members.get(member), "not a member", member)
        self.members[member] = True
        self._signers.add(bytes.fromhex(member[2:]))

    def _removed(self, event: Event) -> None:
        member = event.args["member"]
        self._journal.require(
            "A2", "An account was removed that was no member.", self.members.get(member, False), "a member", member
        )
        self.members[member] = False
        self._signers.discard(bytes.fromhex(member[2:]))

    def _configured(self, event: Event) -> None:
        expect, count, quorum = self._journal.expect, len(self._signers), event.args["newQuorum"]
        expect("A2", "A configuration is missing.", self.configuration + 1, event.args["configuration"])
        expect("A2", "The members added and removed make another number.", count, event.args["memberCount"])
        expect("A2", "The quorum before was another one.", self.quorum, event.args["oldQuorum"])
        self._journal.require(
            "A2", "The quorum is out of range.", count // 2 < quorum <= count, f"{count // 2 + 1} to {count}", quorum
        )
        self.configuration, self.quorum = event.args["configuration"], quorum
        self._roots.clear()

    def _attested(self, event: Event) -> None:
        root, packed = event.args["root"], event.args["signatures"]
        self._roots.add(root)
        self._newest = root
        self._leaves.setdefault(root, [])
        signers = _signers(attestation_digest(self._domain, root), packed)
        self.signers[event.tx_hash, root] = _texts(tuple(signers or ()))
        if signers is None:
            self._journal.require("A1", "A signature over a root is none.", False, "65 bytes each, valid", packed)
            return
        ascending = all(a < b for a, b in pairwise(signers))
        self._journal.require("A1", "The signers of a root are not distinct.", ascending, "ascending", "not ascending")
        strangers = [signer for signer in signers if signer not in self._signers]
        self._journal.require(
            "A1", "A root was signed by somebody who was no member then.", not strangers, "members only",
            "0x" + strangers[0].hex() if strangers else "",
        )  # fmt: skip
        self._journal.require(
            "A1", "A root was accepted below the quorum.", len(signers) >= self.quorum, self.quorum, len(signers)
        )

    def _revoked(self, event: Event) -> None:
        fact, revocation = event.args["fact"], event.args["revocation"]
        self._journal.expect(
            "A1", "The hash of a Revocation is not that of its fact and evidence.",
            fact_hash(Revocation(fact, event.args["evidence"])), revocation,
        )  # fmt: skip
        self.accept(revocation, self.verdict(event, revocation))
        if self._journal.require("A1", "A fact was revoked twice.", fact not in self.revoked_at, "not revoked", fact):
            self.revoked_at[fact] = self._journal.now

    def _offered(self, event: Event) -> None:
        self.pending_owner = event.args["newOwner"]

    def _owned(self, event: Event) -> None:
        self.owner, self.pending_owner = event.args["newOwner"], None


_HANDLERS = {
    "MemberAdded": Committee._added,
    "MemberRemoved": Committee._removed,
    "Configured": Committee._configured,
    "Attested": Committee._attested,
    "FactRevoked": Committee._revoked,
    "OwnershipTransferStarted": Committee._offered,
    "OwnershipTransferred": Committee._owned,
}


def _signers(digest: bytes, packed: bytes) -> list[bytes] | None:
    """Who made each of the packed signatures; None if any of them is not one that the contract takes."""
    if len(packed) % SIGNATURE_BYTES:
        return None
    signatures = [packed[i : i + SIGNATURE_BYTES] for i in range(0, len(packed), SIGNATURE_BYTES)]
    if any(int.from_bytes(signature[32:64], "big") > HALF_ORDER for signature in signatures):
        return None
    try:
        return [recover(digest, signature) for signature in signatures]
    except WrongInput:
        return None


@lru_cache(maxsize=1024)
def _texts(signers: tuple[bytes, ...]) -> tuple[str, ...]:
    """EIP-55 of each; the same few quorums sign nearly everything, and share one tuple."""
    return tuple(to_checksum(signer) for signer in signers)
