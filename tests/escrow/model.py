"""The rules of the escrow in plain Python: what the contract must refuse, and how it must split.

Written from the rules, not from the code; `Books` is the state. Each function gives the name of the error that the
call must end in, or None where it must succeed.
"""

from collections.abc import Sequence

from praxis_chain.core.facts import Closure, Commit, Progress, fact_hash
from praxis_chain.core.ids import award_id
from praxis_chain.core.programs import DAY, Program
from praxis_chain.core.units import WHOLE
from praxis_chain.evm.bindings import AwardState
from tests.escrow.books import NO_AWARD, Books

STRANDED_LOCKS = 4
CLOSURE_WINDOW = 30 * DAY


class Model:
    """One program's bounties. `cancelled`: bounty and fact, as the play went."""

    def __init__(self, rules: Program, books: Books) -> None:
        self.rules = rules
        self.books = books
        self.cancelled: set[tuple[bytes, bytes]] = set()

    def fund(self, bounty_id: bytes, now: int) -> str | None:
        bounty = self.books.bounty(bounty_id)
        if bounty.is_closed:
            return "BountyClosed"
        return "UnderReview" if now < bounty.review.until else None

    def lock(self, bounty_id: bytes, progress: Progress) -> str | None:
        bounty = self.books.bounty(bounty_id)
        held = bounty.lock
        if bounty.is_closed:
            return "BountyClosed"
        if any(progress.replaces):
            if progress.replaces[:20] != held.work:
                return "NotHolder"
            return "StaleProgress" if progress.progressAt <= held.start else None
        if progress.progressAt >= held.end:
            return None
        if progress.work[:20] != held.work:
            return "LockHeld"
        return "StaleProgress" if progress.progressAt + self.rules.lock_period <= held.end else None

    def award(self, bounty_id: bytes, commits: Sequence[Commit], now: int) -> str | None:
        bounty = self.books.bounty(bounty_id)
        left = WHOLE - bounty.awarded
        if bounty.is_closed:
            return "BountyClosed"
        if now < bounty.lock.end and commits[0].work[:20] != bounty.lock.work:
            return "LockHeld"
        if self._is_dust(bounty_id):
            return "BelowMinimum"
        if commits[0].total > left and now < bounty.review.until:
            return "UnderReview"
        for commit in commits:
            award = self.books.awards.get(award_id(bounty_id, commit.work, commit.contributor), NO_AWARD)
            if award.state in (AwardState.OWED, AwardState.RELEASED):
                return "AlreadyAwarded"
            if (bounty_id, fact_hash(commit)) in self.cancelled:
                return "FactCancelled"
        return None if self.split(bounty_id, commits)[0] else "ZeroAmount"

    def split(self, bounty_id: bytes, commits: Sequence[Commit]) -> tuple[int, list[tuple[int, int]]]:
        """What the work takes from the pool in all, and per contributor completion and amount."""
        bounty = self.books.bounty(bounty_id)
        left, total = WHOLE - bounty.awarded, commits[0].total
        completion = min(total, left)
        amount = bounty.pool if completion == left else bounty.pool * completion // left
        parts = [
            (completion * commit.completion // total, bounty.pool * commit.completion // max(total, left))
            for commit in commits[:-1]
        ]
        last = (completion - sum(part for part, _ in parts), amount - sum(part for _, part in parts))
        return amount, [*parts, last]

    def close(self, bounty_id: bytes, closure: Closure, now: int) -> str | None:
        bounty = self.books.bounty(bounty_id)
        held = bounty.lock
        if bounty.is_closed:
            return "BountyClosed"
        if now >= closure.closedAt + CLOSURE_WINDOW:
            return "ClosureTooLate"
        if held.start < closure.closedAt and now < min(held.end, closure.closedAt + self.rules.lock_period):
            return "LockHeld"
        if self._is_dust(bounty_id):
            return "BelowMinimum"
        return "FactCancelled" if (bounty_id, fact_hash(closure)) in self.cancelled else None

    def cancel(self, bounty_id: bytes, commits: Sequence[Commit], now: int) -> str | None:
        for commit in commits:
            award = self.books.awards.get(award_id(bounty_id, commit.work, commit.contributor), NO_AWARD)
            unrecorded = award_id(bounty_id, commit.work, commit.contributor) in self.books.unrecorded
            if unrecorded or award.state is not AwardState.OWED or award.fact != fact_hash(commit)[:12]:
                return "NotOwed"
            if now >= award.review_end:
                return "ReviewOver"
        return None

    def cancel_closure(self, bounty_id: bytes, closure: Closure, now: int) -> str | None:
        bounty = self.books.bounty(bounty_id)
        if not bounty.explained or bounty.review.closure != fact_hash(closure)[:20]:
            return "NotStanding"
        return "ReviewOver" if now >= bounty.review.closure_end else None

    def release(self, bounty_id: bytes, contributor: bytes, works: Sequence[bytes], now: int) -> str | None:
        made = [award_id(bounty_id, work, contributor) for work in works]
        owed = [award for m in made if (award := self.books.awards.get(m, NO_AWARD)).state is AwardState.OWED]
        if any(now < award.review_end for award in owed):
            return "UnderReview"
        return None if sum(award.amount for award in owed) else "NothingToRelease"

    def refund(self, bounty_id: bytes, sponsor: str, caller: str, now: int) -> str | None:
        bounty, stake = self.books.bounty(bounty_id), self.books.stakes.get((bounty_id, sponsor))
        if stake is None or not bounty.pool:
            return "NothingToRefund"
        if now < bounty.review.until:
            return "UnderReview"
        if bounty.is_closed:
            return None
        if caller != sponsor:
            return "NotTheSponsor"
        stranded = stake.committed_until + STRANDED_LOCKS * self.rules.lock_period
        return "Committed" if now < max(stake.committed_until, min(bounty.lock.end, stranded)) else None

    def _is_dust(self, bounty_id: bytes) -> bool:
        bounty = self.books.bounty(bounty_id)
        return not bounty.pool or bounty.pool * WHOLE < self.rules.minimum * (WHOLE - bounty.awarded)
