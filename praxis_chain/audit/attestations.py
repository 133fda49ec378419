"""Every fact that a contract acted on, and what stood behind it then: root, digest, signers, members, quorum.

    for one in attested(ledger, events):
        one.kind.__name__, one.stated, one.signers, one.quorum, one.faults

Pure: whatever the chain's events say, and nothing else. The ledger reports the same faults as contradictions of A1.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from ..core.eip712 import attestation_digest, attesters_domain
from ..core.events import Event
from ..core.facts import Admission, Closure, Commit, Fact, Link, Progress, Revocation
from ..core.ids import hash_uri
from ..core.ledger import Bounty, Ledger
from ..core.merkle import merkle_root

Stated = Mapping[str, bytes | int]
"""Fields of a fact, by name, as far as an event tells them."""


class Shown(StrEnum):
    """How the events of a transaction show that a fact stands under the root that was signed in it."""

    ITSELF = "the fact itself is the root"
    BATCH = "the facts of the transaction make the root"
    CALLDATA = "its Merkle branch is in the calldata, not in events"
    UNSIGNED = "no root was signed in the transaction"
    ELSEWHERE = "the program names other attesters than this deployment's"
    UNKNOWN = "nobody funded the bounty, and so no event names its program and its attesters"


@dataclass(frozen=True, slots=True)
class AttestedFact:
    """A fact's hash where a contract acted on it (`use`: the event).

    `stated`: what the event tells of its fields; the completion of an award may have been cut to what was left.
    `transaction`, `fact`, `root`, `digest`: 32 bytes. `root`: what was signed, None if none was, or if it may be one of
    several; `digest`: what the signers signed for it, by EIP-712. `signers`: EIP-55, in the order of their signatures,
    empty if one of these is none, or the root is not known. `members`, `quorum`: of the committee at that moment,
    `revoked`: whether the fact was revoked by then. `at`: unix seconds of the block.
    """

    kind: type[Fact]
    fact: bytes
    use: str
    stated: Stated
    contract: str
    transaction: bytes
    block: int
    log: int
    at: int
    shown: Shown
    root: bytes | None
    digest: bytes | None
    signers: tuple[str, ...]
    members: frozenset[str]
    quorum: int
    revoked: bool

    @property
    def faults(self) -> tuple[str, ...]:
        """What of A1 does not hold, each in a sentence; nothing where other attesters are asked."""
        if self.shown in (Shown.ELSEWHERE, Shown.UNKNOWN):
            return ()
        return tuple(self._faults())

    def _faults(self) -> Iterator[str]:
        if self.revoked:
            yield "The fact had been revoked."
        if self.shown is Shown.UNSIGNED:
            yield "No root was signed in its transaction."
        if self.root is None:
            return
        if not self.signers:
            yield "A signature over the root is none."
            return
        words = [int(signer, 16) for signer in self.signers]
        if sorted(set(words)) != words:
            yield "The signers are not distinct, or not in ascending order."
        if strangers := [signer for signer in self.signers if signer not in self.members]:
            yield f"{', '.join(dict.fromkeys(strangers))} signed, and was no member then."
        counted = len({signer for signer in self.signers if signer in self.members})
        if counted < self.quorum:
            yield f"{counted} of {self.quorum} members signed."


def attested(ledger: Ledger, events: Iterable[Event]) -> tuple[AttestedFact, ...]:
    """All of them, in the chain's order. The ledger is that of these events."""
    replay = _Replay(ledger)
    for event in events:
        replay.take(event)
    replay.end_transaction()
    return tuple(replay.found)


@dataclass
class _Replay:
    """The committee as it changes, and the roots and facts of the transaction at hand."""

    ledger: Ledger
    found: list[AttestedFact] = field(default_factory=list)
    members: frozenset[str] = frozenset()
    quorum: int = 0
    revoked: set[bytes] = field(default_factory=set)
    transaction: bytes = b""
    roots: dict[bytes, list[int]] = field(default_factory=dict)  # that count now → where in `found` their leaves may be
    batches: dict[bytes, list[int]] = field(default_factory=dict)  # the same, also of roots that count no more
    guessed: list[int] = field(default_factory=list)  # of these, where there were several roots to choose from

    def __post_init__(self) -> None:
        where = self.ledger.addresses
        self.domain = attesters_domain(where.chain_id, bytes.fromhex(where.attesters[2:]))
        self.read: dict[tuple[str, str], Callable[[Ledger, Event], tuple[type[Fact], bytes, Stated]]] = {
            (where.stakeholders, "Linked"): _linked,
            (where.stakeholders, "Admitted"): _admitted,
            (where.prax, "Accrued"): _accrued,
            (where.prax, "ReferralAccrued"): _referral_accrued,
            (where.escrow, "Locked"): _locked,
            (where.escrow, "Awarded"): _awarded,
            (where.escrow, "Closed"): _closed,
            (where.attesters, "FactRevoked"): _revoked,
        }

    def take(self, event: Event) -> None:
        if event.tx_hash != self.transaction:
            self.end_transaction()
            self.transaction = event.tx_hash
        read = self.read.get((event.address, event.name))
        if read is not None:
            self.use(event, *read(self.ledger, event))
        if event.address == self.ledger.addresses.attesters:
            self.change(event)

    def change(self, event: Event) -> None:
        """What this event makes of the committee."""
        match event.name:
            case "MemberAdded":
                self.members |= {event.args["member"]}
            case "MemberRemoved":
                self.members -= {event.args["member"]}
            case "Configured":
                self.quorum = event.args["newQuorum"]
                self.roots = {}
            case "Attested":
                self.roots[event.args["root"]] = self.batches.setdefault(event.args["root"], [])
            case "FactRevoked":
                self.revoked.add(event.args["fact"])

    def use(self, event: Event, kind: type[Fact], fact: bytes, stated: Stated) -> None:
        shown, root = self._shown(event, fact)
        self.found.append(
            AttestedFact(
                kind=kind,
                fact=fact,
                use=event.name,
                stated=stated,
                contract=event.address,
                transaction=event.tx_hash,
                block=event.block_number,
                log=event.log_index,
                at=event.block_time or 0,
                shown=shown,
                root=root,
                digest=None if root is None else attestation_digest(self.domain, root),
                signers=() if root is None else self.ledger.committee.signers.get((event.tx_hash, root), ()),
                members=self.members,
                quorum=self.quorum,
                revoked=fact in self.revoked,
            )
        )
        if shown is Shown.CALLDATA and root is not None:
            self.batches[root].append(len(self.found) - 1)
            if len(self.roots) > 1:
                self.guessed.append(len(self.found) - 1)

    def _shown(self, event: Event, fact: bytes) -> tuple[Shown, bytes | None]:
        """How, and under which root: of several the newest, for a root is taken at the first use of its facts."""
        if event.address == self.ledger.addresses.escrow:
            rules = self.ledger.escrow.rules_of(self.ledger.escrow.bounty(event.args["bounty"]))
            if rules is None:
                return Shown.UNKNOWN, None
            if rules.attesters != self.ledger.addresses.attesters:
                return Shown.ELSEWHERE, None
        if fact in self.roots:
            return Shown.ITSELF, fact
        return (Shown.CALLDATA, next(reversed(self.roots))) if self.roots else (Shown.UNSIGNED, None)

    def end_transaction(self) -> None:
        """Where a transaction used all facts of a batch, they make its root."""
        for root, places in self.batches.items():
            leaves = list(dict.fromkeys(self.found[place].fact for place in places))
            if leaves and merkle_root(leaves) == root:
                for place in places:
                    self.found[place] = replace(self.found[place], shown=Shown.BATCH)
        for place in self.guessed:
            if self.found[place].shown is Shown.CALLDATA:
                self.found[place] = replace(self.found[place], root=None, digest=None, signers=())
        self.roots, self.batches, self.guessed = {}, {}, []


# -- what each event tells of its fact --------------------------------------------------------------------------------


def _linked(_: Ledger, event: Event) -> tuple[type[Fact], bytes, Stated]:
    args = event.args
    wallet = bytes.fromhex(args["wallet"][2:])
    stated = {"contributor": args["contributor"], "wallet": wallet, "linkedAt": args["linkedAt"]}
    return Link, args["fact"], stated


def _admitted(_: Ledger, event: Event) -> tuple[type[Fact], bytes, Stated]:
    """The event names the first referrer of all, which need not be this Admission's."""
    args = event.args
    stated = {
        "contributor": args["contributor"],
        "standing": args["newStanding"],
        "admittedAt": args["admittedAt"],
    }
    return Admission, args["fact"], stated


def _accrued(_: Ledger, event: Event) -> tuple[type[Fact], bytes, Stated]:
    names = ("subject", "work", "contributor", "action", "quality", "completion")
    return Commit, event.args["fact"], {name: event.args[name] for name in names}


def _referral_accrued(_: Ledger, event: Event) -> tuple[type[Fact], bytes, Stated]:
    """Its contributor is the referrer; the Admission is the candidate's."""
    stated = {"contributor": event.args["candidate"], "standing": event.args["standing"]}
    return Admission, event.args["fact"], stated


def _awarded(ledger: Ledger, event: Event) -> tuple[type[Fact], bytes, Stated]:
    names = ("work", "contributor", "completion")
    return Commit, event.args["fact"], {name: event.args[name] for name in names} | _subject(ledger, event)


def _closed(ledger: Ledger, event: Event) -> tuple[type[Fact], bytes, Stated]:
    return Closure, event.args["fact"], {"contributor": event.args["contributor"]} | _subject(ledger, event)


def _locked(ledger: Ledger, event: Event) -> tuple[type[Fact], bytes, Stated]:
    """A lock ends a lock period after its progress, or with it where no work holds it any more."""
    args, rules = event.args, ledger.escrow.rules_of(_bounty(ledger, event))
    stated = {"work": args["work"], "contributor": args["contributor"]} | _subject(ledger, event)
    if rules is not None:
        stated["progressAt"] = args["end"] - (rules.lock_period if any(args["work"]) else 0)
    return Progress, args["fact"], stated


def _revoked(_: Ledger, event: Event) -> tuple[type[Fact], bytes, Stated]:
    stated = {"fact": event.args["fact"], "evidence": event.args["evidence"]}
    return Revocation, event.args["revocation"], stated


def _bounty(ledger: Ledger, event: Event) -> Bounty:
    return ledger.escrow.bounty(event.args["bounty"])


def _subject(ledger: Ledger, event: Event) -> dict[str, bytes | int]:
    """Known as soon as anybody funded the bounty."""
    uri = _bounty(ledger, event).subject_uri
    return {"subject": hash_uri(uri)} if uri else {}
