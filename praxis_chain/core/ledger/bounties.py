"""What the escrow keeps: bounties, stakes, awards. USDC base units, basis points of completion, unix seconds."""

from dataclasses import dataclass, field
from enum import IntEnum

from ..units import WHOLE


@dataclass(frozen=True, slots=True)
class Lock:
    """In force while now < end. `work`: the first 20 bytes of the work's id."""

    work: bytes = bytes(20)
    start: int = 0
    end: int = 0


@dataclass(frozen=True, slots=True)
class Review:
    """`until`: the latest end of all reviews so far. The rest is of the closure that stands; 20 bytes of its fact."""

    until: int = 0
    closure_end: int = 0
    closure: bytes = bytes(20)


@dataclass(frozen=True, slots=True)
class Bounty:
    """One subject under one program, which are None until somebody funds it: no event names them before."""

    id: bytes
    program: bytes | None = None
    subject_uri: str | None = None
    pool: int = 0
    shares: int = 0
    awarded: int = 0
    explained: bool = False
    lock: Lock = field(default_factory=Lock)
    review: Review = field(default_factory=Review)

    @property
    def is_closed(self) -> bool:
        """Completed or explained."""
        return self.explained or self.awarded == WHOLE

    def state_at(self, now: int) -> str:
        """open, locked, paid or closed, at a time (unix seconds), as docs/bounties.md explains them."""
        if self.explained:
            return "closed"
        if self.is_closed:
            return "paid"
        return "locked" if now < self.lock.end else "open"

    @property
    def remaining(self) -> int:
        """Completion that was not awarded yet."""
        return WHOLE - self.awarded


@dataclass(frozen=True, slots=True)
class Stake:
    """A sponsor's part of a bounty, and until when it stays while the bounty is open."""

    shares: int = 0
    committed_until: int = 0


class AwardState(IntEnum):
    """An owed award can be released once its review is over."""

    NONE = 0
    OWED = 1
    RELEASED = 2
    CANCELLED = 3


@dataclass(frozen=True, slots=True)
class Award:
    """What a fact earned; a closing award has work zero and completion 0.

    `amount` was awarded, `owed` of it is not paid yet (all or nothing). `recorded`: whether the contract has a slot for
    it; an award that completed its bounty and was paid in the same call has none, nor has a closing award so paid.
    """

    id: bytes
    bounty: bytes
    work: bytes
    contributor: bytes
    fact: bytes
    completion: int
    amount: int
    owed: int
    review_end: int
    state: AwardState
    recorded: bool


@dataclass(slots=True)
class Flow:
    """USDC that a program's sponsors put in, that was released, and that went back."""

    funded: int = 0
    released: int = 0
    refunded: int = 0

    @property
    def owed(self) -> int:
        """What must still be there."""
        return self.funded - self.released - self.refunded
