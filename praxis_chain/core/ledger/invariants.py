"""What must hold, by id. The ids travel: contract header, test, finding, documents."""

from collections.abc import Mapping

INVARIANTS: Mapping[str, str] = {
    "A1": "every accepted fact had signatures of a quorum of distinct members of that moment, and was not revoked",
    "A2": "the quorum is more than half of the members, and at most all of them",
    "S1": "a wallet change takes effect after 72 hours or when the old wallet accepts it, and none without its consent",
    "S2": "a wallet never stands for two people",
    "P1": "all PRAX is what was accrued less what was revoked, and each person holds their live accruals",
    "P2": "a Commit id has at most one live accrual, a candidate one referral; only stakeholders, within the epoch cap",
    "P3": "PRAX never moves between people",
    "E1": "the escrow holds at least the USDC that it owes",
    "E2": "owed = all pools + all awards not released = funded − released − refunded",
    "E3": "the stakes of a bounty add up to its shares; an open bounty is empty when and only when it has none",
    "E4": "at most the whole of a bounty is awarded, and a Commit id has one award that was not cancelled",
    "E5": "a locked bounty is awarded only for the work that holds the lock, and refunds no stake before its time",
    "E6": "after its review an award cannot be cancelled, and before it only go back to its pool",
    "E7": "a refund is the sponsor's part of the unspent pool, rounded down by less than one base unit",
    "E8": "the escrow's events are numbered from 1 without a gap",
    "E9": "a program's contracts change nothing outside that program's bounties",
}
