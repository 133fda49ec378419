"""BountyEscrow, from its header: programs, funding, locks. Its other parts are `awards` and `payouts`."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from enum import IntEnum
from functools import lru_cache
from typing import Any, NamedTuple

from eth_abi.abi import encode
from eth_hash.auto import keccak

from praxis_chain.core.attestation import Proof
from praxis_chain.core.eip712 import escrow_domain
from praxis_chain.core.facts import Progress
from praxis_chain.core.ids import NOBODY, bounty_id, hash_uri

from .attesters import Attesters, HostileAttesters
from .facts import fact_hash
from .stakeholders import HostileStakeholders, Stakeholders, doubt_past
from .state import Doubts, Kept, Reason, Refused, Scene
from .usdc import Usdc
from .wallets import Wallets

WHOLE = 10_000
STRANDED_LOCKS = 4
MAX_PERIOD = 365 * 24 * 3600


OVERFLOW = Reason("Panic", {"code": 0x11, "meaning": "arithmetic overflow or underflow"})
"""What a pool is refused with that would not fit 96 bits, as no amount of USDC ever does."""


class Rules(NamedTuple):
    """A program. Periods are seconds, amounts USDC base units."""

    attesters: str
    lockPeriod: int
    reviewPeriod: int
    commitmentPeriod: int
    arbiter: str
    closingAward: int
    stakeholders: str
    minimum: int

    @property
    def id(self) -> bytes:
        return _rules_hash(self)


@lru_cache
def _rules_hash(rules: Rules) -> bytes:
    types = ["address", "uint32", "uint32", "uint32", "address", "uint96", "address", "uint96"]
    return keccak(encode(types, list(rules)))


class State(IntEnum):
    """Of an award."""

    NONE = 0
    OWED = 1
    RELEASED = 2
    CANCELLED = 3


class Bounty(NamedTuple):
    pool: int = 0
    shares: int = 0
    awarded: int = 0
    explained: bool = False
    reviewed: bool = False

    @property
    def is_closed(self) -> bool:
        return self.explained or self.awarded == WHOLE


class Lock(NamedTuple):
    work: bytes = bytes(20)
    start: int = 0
    end: int = 0


class Review(NamedTuple):
    until: int = 0
    closure_end: int = 0
    closure: bytes = bytes(20)


class Stake(NamedTuple):
    shares: int = 0
    committed_until: int = 0


class Award(NamedTuple):
    amount: int = 0
    review_end: int = 0
    completion: int = 0
    fact: bytes = bytes(12)
    state: State = State.NONE


class Funding(NamedTuple):
    program: bytes
    subjectUri: str
    amount: int
    terms: bytes
    maxAwarded: int


class Authorization(NamedTuple):
    sponsor: str
    validAfter: int
    validBefore: int
    salt: bytes
    signature: bytes


class Books:
    """The state of all bounties, and what every function of the escrow needs."""

    name = "BountyEscrow"

    def __init__(
        self,
        scene: Scene,
        address: str,
        usdc: Usdc,
        chain_id: int,
        wallets: Wallets,
        attesters: Sequence[Attesters | HostileAttesters],
        stakeholders: Sequence[Stakeholders | HostileStakeholders],
    ) -> None:
        self.scene = scene
        self.address = address
        self.usdc = usdc
        self.domain = escrow_domain(chain_id, bytes.fromhex(address[2:]))
        self.wallets = wallets
        self.attesters = {contract.address: contract for contract in attesters}
        self.stakeholders = {contract.address: contract for contract in stakeholders}
        journal = scene.journal
        self.programs: Kept[bytes, Rules | None] = Kept(journal, None)
        self.bounties: Kept[bytes, Bounty] = Kept(journal, Bounty())
        self.locks: Kept[bytes, Lock] = Kept(journal, Lock())
        self.reviews: Kept[bytes, Review] = Kept(journal, Review())
        self.stakes: Kept[tuple[bytes, str], Stake] = Kept(journal, Stake())
        self.awards: Kept[bytes, Award] = Kept(journal, Award())
        self.cancelled: Kept[tuple[bytes, bytes], bool] = Kept(journal, False)  # bounty and fact
        self.totals: Kept[str, int] = Kept(journal, 0)  # sequence, and what went in and out

    @property
    def escrowed(self) -> int:
        return self.totals["funded"] - self.totals["released"] - self.totals["refunded"]

    # -- programs -----------------------------------------------------------------------------------------------------

    def createProgram(self, rules: Rules) -> None:  # noqa: N802 - as in the contract
        doubts = Doubts()
        for account, known in ((rules.attesters, self.attesters), (rules.stakeholders, self.stakeholders)):
            doubts.unless(account in known, "NotAContract", account=account)
        for period in (rules.lockPeriod, rules.reviewPeriod, rules.commitmentPeriod):
            doubts.unless(period <= MAX_PERIOD, "PeriodTooLong", period=period, longest=MAX_PERIOD)
        doubts.settle()
        if self.programs[rules.id] is None:
            self.programs[rules.id] = rules
            self.scene.say(self.name, "ProgramCreated", program=rules.id, rules=rules._asdict())

    def rules(self, program: bytes) -> Rules:
        doubts, rules = Doubts(), self.programs[program]
        doubts.unless(rules is not None, "UnknownProgram", program=program)
        doubts.settle()
        assert rules is not None
        return rules

    # -- funding ------------------------------------------------------------------------------------------------------

    def fund(self, funding: Funding) -> None:
        sponsor = self.scene.caller
        self._fund(funding, sponsor, lambda _: self.usdc.take(self.address, sponsor, funding.amount))

    def fundWithAuthorization(self, funding: Funding, authorization: Authorization) -> None:  # noqa: N802
        """The sponsor's authorization holds for this bounty, these terms, this maximum and this salt."""
        sponsor, after, before, salt, signature = authorization

        def take(bounty: bytes) -> None:
            nonce = keccak(bounty + funding.terms + funding.maxAwarded.to_bytes(32, "big") + salt)
            self.usdc.receive(sponsor, self.address, funding.amount, after, before, nonce, signature)

        self._fund(funding, sponsor, take)

    def permit(self, amount: int, deadline: int, v: int, r: bytes, s: bytes) -> None:
        """The caller's; that it fails does no harm."""
        with suppress(Refused):
            self.usdc.permit(self.scene.caller, self.address, amount, deadline, v, r, s)

    def _fund(self, funding: Funding, sponsor: str, take: Callable[[bytes], None]) -> None:
        rules, doubts = self.rules(funding.program), Doubts()
        made = bounty_id(funding.program, hash_uri(funding.subjectUri))
        bounty = self.bounties[made]
        doubts.unless(funding.subjectUri != "", "EmptySubject")
        doubts.unless(funding.amount > 0, "ZeroAmount")
        doubts.unless(not bounty.is_closed, "BountyClosed", bounty=made)
        few_enough = bounty.awarded <= funding.maxAwarded
        doubts.unless(few_enough, "MoreAwarded", awarded=bounty.awarded, maxAwarded=funding.maxAwarded)
        self.doubt_reviewed(doubts, made)
        with doubts.gathering():
            take(made)
        if bounty.pool + funding.amount >= 2**96:
            doubts.reasons.append(OVERFLOW)
        shares = funding.amount * bounty.shares // bounty.pool if bounty.pool else funding.amount
        few_shares = shares + bounty.shares < 2**128
        doubts.unless(few_shares, "TooManyShares", shares=shares, present=bounty.shares)
        doubts.settle()
        committed_until = self.scene.now + rules.commitmentPeriod
        self.bounties[made] = bounty._replace(pool=bounty.pool + funding.amount, shares=bounty.shares + shares)
        self.stakes[made, sponsor] = Stake(self.stakes[made, sponsor].shares + shares, committed_until)
        self.totals["funded"] += funding.amount
        self.say(
            "Funded", bounty=made, sponsor=sponsor, program=funding.program, amount=funding.amount, shares=shares,
            committedUntil=committed_until, terms=funding.terms, subjectUri=funding.subjectUri,
        )  # fmt: skip

    # -- locks --------------------------------------------------------------------------------------------------------

    def lock(self, program: bytes, progress: Progress, proof: Proof) -> None:
        rules, doubts = self.rules(program), Doubts()
        made = bounty_id(program, progress.subject)
        doubts.unless(not self.bounties[made].is_closed, "BountyClosed", bounty=made)
        doubt_past(doubts, progress.progressAt, self.scene.now)
        with doubts.gathering():
            self.attesters[rules.attesters].require(fact_hash(progress), proof)
        held = self.locks[made]
        with doubts.gathering():
            held = self._next_lock(held, progress, rules.lockPeriod)
        doubts.settle()
        self.locks[made] = held
        self.say(
            "Locked", bounty=made, work=progress.work, contributor=progress.contributor, fact=fact_hash(progress),
            start=held.start, end=held.end,
        )  # fmt: skip

    def _next_lock(self, held: Lock, progress: Progress, period: int) -> Lock:
        """All times compared are those of progress."""
        doubts, at, work = Doubts(), progress.progressAt, progress.work[:20]
        taken = Lock(work, at, at + period)
        if progress.replaces != NOBODY:
            is_holder = progress.replaces[:20] == held.work
            doubts.unless(is_holder, "NotHolder", replaces=progress.replaces, holder=held.work)
            doubts.unless(at > held.start, "StaleProgress", progressAt=at, newest=held.start)
            doubts.settle()
            return taken if progress.work != NOBODY else Lock(bytes(20), at, at)
        doubts.unless(progress.work != NOBODY, "NoWork")
        if at < held.end:
            doubts.unless(work == held.work, "LockHeld", holder=held.work, end=held.end)
            doubts.unless(at + period > held.end, "StaleProgress", progressAt=at, newest=held.end - period)
            taken = held._replace(end=at + period)
        doubts.settle()
        return taken

    # -- shared -------------------------------------------------------------------------------------------------------

    def doubt_reviewed(self, doubts: Doubts, bounty: bytes) -> None:
        until = self.reviews[bounty].until
        doubts.unless(self.scene.now >= until, "UnderReview", until=until)

    def say(self, event: str, /, **values: Any) -> None:
        """An event with the next number."""
        self.totals["sequence"] += 1
        self.scene.say(self.name, event, sequence=self.totals["sequence"], **values)

    def multicall(self, calls: Sequence[tuple[str, tuple[Any, ...]]]) -> None:
        """All or none, as one transaction of one caller."""
        for function, args in calls:
            getattr(self, function)(*args)
