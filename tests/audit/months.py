"""A larger made-up history: some hundred bounties over months, by people who come and climb. No chain, no chance.

Everything follows from one seed. `tell_months` gives the events, the facts behind its awards, and names of its people.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from heapq import heappop, heappush
from random import Random

from praxis_chain.core.addresses import ZERO_ADDRESS
from praxis_chain.core.catalogue import Action, Category, Standing, accrued
from praxis_chain.core.events import Event
from praxis_chain.core.facts import Closure, Commit, Fact, fact_hash
from praxis_chain.core.ids import NOBODY, award_id, bounty_id, hash_uri
from praxis_chain.core.ledger.amounts import amounts_of, refund_for, shares_for
from praxis_chain.core.programs import DAY, Program
from tests.audit.story import AT_ONCE, PRAX, REVIEWED, USDC, WHERE, Story, address, fact

ACTIONS = [
    Action(category, (40 + 20 * category) * PRAX, 1_000, hash_uri(f"something for {category.name}"))
    for category in Category
]
HOUR = 3_600


@dataclass
class Pool:
    """A bounty as the story keeps it: amounts in base units, completion in basis points."""

    uri: str
    program: Program
    pool: int = 0
    shares: int = 0
    awarded: int = 0
    explained: bool = False

    @property
    def id(self) -> bytes:
        return bounty_id(self.program.id, hash_uri(self.uri))


class Months(Story):
    """Schedules what people do, and tells it in the order of time."""

    def __init__(self, bounties: int, days: int, seed: int) -> None:
        super().__init__()
        self.random = Random(seed)
        self.facts: list[Fact] = []
        self.names = [f"github:user/{number}" for number in range(100, 142)]
        self.people = [hash_uri(name) for name in self.names]
        self.standing = dict.fromkeys(self.people, 0)
        self.wallets = {who: address(500 + number) for number, who in enumerate(self.people)}
        self.linked_people: set[bytes] = set()
        self.votes: dict[str, int] = {}
        self.stakes: dict[tuple[bytes, str], int] = {}
        self._plan: list[tuple[int, int, Callable[[], object]]] = []
        self._begin()
        self._ends = self.now + days * DAY
        for number, who in enumerate(self.people):
            self._at(self.now + (number * days * DAY) // 60, lambda who=who: self._enter(who))
        for number in range(bounties):
            # More and more is funded as months go by.
            start = self.now + int(days * DAY * (number / bounties) ** 0.7) + self.random.randrange(HOUR, 2 * DAY)
            self._at(start, lambda number=number: self._fund(number))
        while self._plan:
            at, _, happens = heappop(self._plan)
            if at <= self._ends:
                self._turn(at)
                happens()

    def _begin(self) -> None:
        self.next().deployed().next()
        self.say(WHERE.prax, "EpochCapSet", oldCap=150 * PRAX, newCap=1_000_000 * PRAX)
        self.say(WHERE.prax, "ReferralRewardSet", standing=4, oldReward=0, newReward=200 * PRAX)
        for action in ACTIONS:
            self.say(
                WHERE.prax, "ActionSet", action=action.id, category=int(action.category), reward=action.reward,
                attemptShare=1_000, specification=action.specification, oldClosedAt=0, newClosedAt=0,
            )  # fmt: skip

    def _at(self, when: int, happens: Callable[[], object]) -> None:
        heappush(self._plan, (when, len(self._plan) + self.block * 10_000, happens))

    def _turn(self, at: int) -> None:
        self.next()
        self.now = max(at, self.now)

    def _someone(self) -> bytes:
        """The first in line do most of it."""
        return self.people[min(int(self.random.expovariate(1 / 9)), len(self.people) - 1)]

    # -- people -------------------------------------------------------------------------------------------------------

    def _enter(self, who: bytes) -> None:
        if self.random.random() < 0.85:
            self.linked(who, self.wallets[who])
            self.linked_people.add(who)
        first = Standing.APPLICANT_BOP if self.random.random() < 0.2 else Standing.APPLICANT_RESIDENT
        if who in self.linked_people and self.random.random() < 0.85:
            self._turn(self.now + HOUR)
            self._stand(who, first, NOBODY if who == self.people[0] else self.people[0])
            if self.random.random() < 0.6:
                later = self.now + self.random.randrange(10 * DAY, 70 * DAY)
                self._at(later, lambda: self._stand(who, Standing(first + 2), NOBODY, refer=True))

    def _stand(self, who: bytes, standing: Standing, referrer: bytes, *, refer: bool = False) -> None:
        admission = fact(f"{standing.name} {who.hex()}")
        known = NOBODY if who == self.people[0] else self.people[0]
        self.attest(admission).say(
            WHERE.stakeholders, "Admitted", contributor=who, referrer=referrer if not refer else known, fact=admission,
            oldStanding=self.standing[who], newStanding=int(standing), admittedAt=self.now - 1,
        )  # fmt: skip
        self.standing[who] = int(standing)
        if refer and known != NOBODY and self.standing[known]:
            amount = (50 if standing is Standing.RESIDENT else 200) * PRAX
            self._turn(self.now + HOUR)
            self.attest(admission)
            self._mint(known, amount).say(
                WHERE.prax, "ReferralAccrued", fact=admission, contributor=known, candidate=who,
                wallet=self.wallets[known], standing=int(standing), amount=amount,
            )  # fmt: skip

    def _mint(self, who: bytes, amount: int) -> Story:
        wallet = self.wallets[who]
        self.votes[wallet] = self.votes.get(wallet, 0) + amount
        return self.minted(wallet, amount, self.votes[wallet])

    # -- bounties -----------------------------------------------------------------------------------------------------

    def _fund(self, number: int) -> None:
        program = REVIEWED if self.random.random() < 0.4 else AT_ONCE
        pool = Pool(f"github:repo/10270250/issue/{number + 11}", program)
        self._stake(pool)
        for _ in range(int(self.random.expovariate(1.6))):
            self._turn(self.now + self.random.randrange(60, 6 * HOUR))
            self._stake(pool)
        chance = self.random.random()
        soon = self.now + int(self.random.expovariate(1 / (9 * DAY))) + HOUR
        if chance < 0.72:
            self._at(soon, lambda: self._work(pool, number, self._someone()))
        elif chance < 0.8:
            self._at(soon, lambda: self._close(pool))
        elif chance < 0.88:
            self._at(self.now + 60 * DAY, lambda: self._refund(pool))

    def _stake(self, pool: Pool) -> None:
        sponsor = address(900 + min(int(self.random.expovariate(1 / 4)), 15))
        amount = int(self.random.lognormvariate(5.6, 0.9)) * USDC + 20 * USDC
        shares = shares_for(amount, pool.pool, pool.shares)
        self.say(
            WHERE.escrow, "Funded", bounty=pool.id, sponsor=sponsor, program=pool.program.id, amount=amount,
            shares=shares, committedUntil=self.now + 30 * DAY, terms=NOBODY, subjectUri=pool.uri,
        )  # fmt: skip
        self.moves(WHERE.usdc, sponsor, WHERE.escrow, amount)
        pool.pool, pool.shares = pool.pool + amount, pool.shares + shares
        self.stakes[pool.id, sponsor] = self.stakes.get((pool.id, sponsor), 0) + shares

    def _work(self, pool: Pool, number: int, who: bytes) -> None:
        work, progress = hash_uri(f"github:repo/10270250/pull/{number + 400}"), fact(f"progress {number}")
        start = self.now - 120
        self.attest(progress).say(
            WHERE.escrow, "Locked", bounty=pool.id, work=work, contributor=who, fact=progress, start=start,
            end=start + pool.program.lock_period,
        )  # fmt: skip
        if self.random.random() < 0.9:
            done = self.now + self.random.randrange(HOUR, 4 * DAY)
            waits = int(self.random.lognormvariate(6.2, 1.6))  # seconds from merge to award
            self._at(done + waits, lambda: self._award(pool, work, who, done))

    def _award(self, pool: Pool, work: bytes, who: bytes, merged: int) -> None:
        parts = [10_000] if self.random.random() < 0.85 else [6_000, 4_000]
        others = [one for one in self.people if one != who]
        team = sorted([who] if len(parts) == 1 else [who, self.random.choice(others)])
        quality = min(max(int(self.random.gauss(10_500, 1_800)), 2_000), 20_000)
        commits = [
            Commit(hash_uri(pool.uri), work, one, self.random.choice(ACTIONS).id, quality, part, 10_000, merged,
                   fact("evidence"))
            for one, part in zip(team, parts, strict=True)
        ]  # fmt: skip
        self.facts += commits
        self.attest(*map(fact_hash, commits))
        end = self.now + pool.program.review_period
        amounts = amounts_of(parts, pool.pool, 10_000)
        for commit, amount in zip(commits, amounts, strict=True):
            at_once = end == self.now and commit.contributor in self.linked_people
            to = self.wallets[commit.contributor] if at_once else ZERO_ADDRESS
            if at_once:
                self.moves(WHERE.usdc, WHERE.escrow, to, amount)
            self.say(
                WHERE.escrow, "Awarded", bounty=pool.id, work=work, contributor=commit.contributor,
                fact=fact_hash(commit), completion=commit.completion, amount=amount, reviewEnd=end, paidTo=to,
            )  # fmt: skip
            if not at_once:
                later = end + self.random.randrange(60, 2 * DAY)
                self._at(later, lambda c=commit, a=amount: self._release(pool, work, c.contributor, a))
        pool.pool, pool.awarded = 0, 10_000
        for commit in commits:
            if self.standing[commit.contributor]:
                self._turn(self.now + 12)
                self._accrue(commit)

    def _accrue(self, commit: Commit) -> None:
        action = next(one for one in ACTIONS if one.id == commit.action)
        amount = accrued(action.reward, action.attempt_share, commit.quality, commit.completion)
        self.attest(fact_hash(commit))
        self._mint(commit.contributor, amount).say(
            WHERE.prax, "Accrued", fact=fact_hash(commit), contributor=commit.contributor, action=commit.action,
            subject=commit.subject, work=commit.work, wallet=self.wallets[commit.contributor], quality=commit.quality,
            completion=commit.completion, amount=amount,
        )  # fmt: skip

    def _release(self, pool: Pool, work: bytes, who: bytes, amount: int) -> None:
        if who in self.linked_people:
            self.released(award_id(pool.id, work, who), who, self.wallets[who], amount)

    def _close(self, pool: Pool) -> None:
        if pool.awarded or pool.explained or not pool.pool:
            return
        closure = Closure(hash_uri(pool.uri), NOBODY, self.now - 600, fact("evidence"))
        self.facts.append(closure)
        self.attest(fact_hash(closure)).say(
            WHERE.escrow, "Closed", bounty=pool.id, contributor=NOBODY, fact=fact_hash(closure), amount=0,
            reviewEnd=self.now + pool.program.review_period, paidTo=ZERO_ADDRESS,
        )  # fmt: skip
        pool.explained = True
        self._at(self.now + 4 * DAY, lambda: self._refund(pool))

    def _refund(self, pool: Pool) -> None:
        for (name, sponsor), shares in list(self.stakes.items()):
            if name == pool.id and shares and pool.pool:
                amount = refund_for(shares, pool.pool, pool.shares)
                self.refunded(pool.id, sponsor, amount, shares)
                pool.pool, pool.shares, self.stakes[name, sponsor] = pool.pool - amount, pool.shares - shares, 0


@cache
def tell_months(
    bounties: int = 320, days: int = 300, seed: int = 7
) -> tuple[tuple[Event, ...], tuple[Fact, ...], tuple[str, ...]]:
    """Events, facts, and the canonical names of the people."""
    told = Months(bounties, days, seed)
    return tuple(told.events), tuple(told.facts), tuple(told.names)
