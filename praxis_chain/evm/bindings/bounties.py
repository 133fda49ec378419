"""The values that `BountyEscrow` takes and gives. Amounts are USDC base units, times unix seconds, shares of a subject
basis points; ids and hashes are bytes, addresses EIP-55 text."""

from dataclasses import dataclass
from enum import IntEnum

from eth_hash.auto import keccak

from ...core.ids import Id, bounty_id, hash_uri
from ...core.units import WHOLE


class AwardState(IntEnum):
    """Owed awards can be released once their review is over."""

    NONE = 0
    OWED = 1
    RELEASED = 2
    CANCELLED = 3


@dataclass(frozen=True, slots=True)
class Lock:
    """In force while now < end. `work`: the first 20 bytes of the work's id; all zero if there never was a lock."""

    work: bytes
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Review:
    """until: the latest end of all reviews so far. closure_end, closure (20 bytes of its hash): of the one standing."""

    until: int
    closure_end: int
    closure: bytes


@dataclass(frozen=True, slots=True)
class Bounty:
    """pool: not awarded yet. shares: sum of the sponsors'. explained: a closure stands. reviewed: it had a review."""

    pool: int
    shares: int
    awarded: int
    explained: bool
    reviewed: bool
    lock: Lock
    review: Review

    @property
    def is_closed(self) -> bool:
        """Completed or explained."""
        return self.explained or self.awarded == WHOLE

    def is_locked(self, now: int) -> bool:
        """Open, and held by a work at that time."""
        return not self.is_closed and now < self.lock.end


@dataclass(frozen=True, slots=True)
class Stake:
    """A sponsor's part of a bounty, and until when it stays while the bounty is open."""

    shares: int
    committed_until: int


@dataclass(frozen=True, slots=True)
class Award:
    """amount: what is still owed. fact: the first 12 bytes of the fact's hash."""

    amount: int
    review_end: int
    completion: int
    fact: bytes
    state: AwardState


@dataclass(frozen=True, slots=True)
class Totals:
    """escrowed: all that is owed to sponsors and contributors. sequence: number of the last event."""

    escrowed: int
    sequence: int


@dataclass(frozen=True, slots=True)
class Funding:
    """What a sponsor asks for. terms: hash of what they read. max_awarded: refuse if more completion was awarded."""

    program: bytes
    subject_uri: str
    amount: int
    terms: bytes = bytes(32)
    max_awarded: int = 0

    @property
    def subject(self) -> Id:
        """Hash of the canonical name."""
        return hash_uri(self.subject_uri)

    @property
    def bounty(self) -> Id:
        """The pool that it goes to."""
        return bounty_id(self.program, self.subject)

    def nonce(self, salt: bytes) -> bytes:
        """EIP-3009 nonce of an authorization for this funding: keccak256(bounty, terms, maxAwarded, salt)."""
        return keccak(self.bounty + self.terms + self.max_awarded.to_bytes(32, "big") + salt)

    def values(self) -> tuple[bytes | str | int, ...]:
        """The fields in the contract's order, as the ABI encoder takes them."""
        return (self.program, self.subject_uri, self.amount, self.terms, self.max_awarded)


@dataclass(frozen=True, slots=True)
class FundingAuthorization:
    """A sponsor's signed EIP-3009 authorization for one Funding (`signing.authorize_funding` makes it)."""

    sponsor: str
    valid_after: int
    valid_before: int
    salt: bytes
    signature: bytes

    def values(self) -> tuple[str | int | bytes, ...]:
        """The fields in the contract's order, as the ABI encoder takes them."""
        return (self.sponsor, self.valid_after, self.valid_before, self.salt, self.signature)


@dataclass(frozen=True, slots=True)
class Earned:
    """Which award of a contributor; work zero for a closing award."""

    subject: bytes
    work: bytes


@dataclass(frozen=True, slots=True)
class Direction:
    """A wallet's instruction to pay an award to `to`. Holds while now < deadline; the caller takes at most `max_fee`.

    `signature` may be empty where the wallet is the caller (`signing.direct_release` makes one).
    """

    fact: bytes
    to: str
    max_fee: int
    deadline: int
    signature: bytes = b""

    def values(self) -> tuple[bytes | str | int, ...]:
        """The fields in the contract's order, as the ABI encoder takes them."""
        return (self.fact, self.to, self.max_fee, self.deadline, self.signature)
