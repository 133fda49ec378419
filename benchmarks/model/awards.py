"""BountyEscrow, from its header: awards, closures, and their review."""

from collections.abc import Sequence

from praxis_chain.core.addresses import ZERO_ADDRESS
from praxis_chain.core.attestation import BatchProof, Proof
from praxis_chain.core.facts import Closure, Commit
from praxis_chain.core.ids import NOBODY, award_id, bounty_id
from praxis_chain.core.programs import DAY

from .escrow import WHOLE, Award, Books, Bounty, Review, Rules, State
from .facts import fact_hash
from .stakeholders import doubt_past
from .state import Doubts, Refused

CLOSURE_WINDOW = 30 * DAY


class Awards(Books):
    """What facts about finished work do."""

    # -- awards -------------------------------------------------------------------------------------------------------

    def award(self, program: bytes, commits: Sequence[Commit], proof: BatchProof) -> None:
        doubts = Doubts()
        doubts.unless(bool(commits), "NoCommits")
        with doubts.gathering():
            self.rules(program)
        doubts.settle()
        rules = self.rules(program)
        with doubts.gathering():
            self.attesters[rules.attesters].require_all([fact_hash(commit) for commit in commits], proof)
        with doubts.gathering():
            self._award(rules, commits)
        doubts.settle()

    def awardMany(self, program: bytes, works: Sequence[Sequence[Commit]], proof: BatchProof) -> None:  # noqa: N802
        """A work whose bounty is closed, or whose first Commit is awarded already, is passed over."""
        doubts = Doubts()
        with doubts.gathering():
            self.rules(program)
        doubts.unless(all(works), "NoCommits")
        doubts.settle()
        rules = self.rules(program)
        with doubts.gathering():
            together = [fact_hash(commit) for commits in works for commit in commits]
            self.attesters[rules.attesters].require_all(together, proof)
        for commits in works:
            bounty, first = bounty_id(program, commits[0].subject), commits[0]
            awarded = self.awards[award_id(bounty, first.work, first.contributor)].state
            if not self.bounties[bounty].is_closed and awarded not in (State.OWED, State.RELEASED):
                with doubts.gathering():
                    self._award(rules, commits)
        doubts.settle()

    def _award(self, rules: Rules, commits: Sequence[Commit]) -> None:
        doubts, first = Doubts(), commits[0]
        made = bounty_id(rules.id, first.subject)
        bounty = self.bounties[made]
        doubts.unless(not bounty.is_closed, "BountyClosed", bounty=made)
        doubts.settle()
        remaining, total = WHOLE - bounty.awarded, first.total
        doubts.unless(first.work != NOBODY, "NoWork")
        self._doubt_lock(doubts, made, first.work)
        _doubt_minimum(doubts, bounty, rules.minimum)
        if total > remaining:
            self.doubt_reviewed(doubts, made)
        _doubt_one_work(doubts, commits, self.scene.now)
        previous, total_so_far = bytes(32), 0
        for commit in commits:
            ascending = commit.contributor > previous
            doubts.unless(ascending, "ContributorsNotAscending", previous=previous, contributor=commit.contributor)
            previous = commit.contributor
            total_so_far += commit.completion
            doubts.unless(total_so_far <= total, "TotalMismatch", sum=total_so_far, total=total)
            self._doubt_first_time(doubts, made, commit)
        doubts.unless(total_so_far == total, "TotalMismatch", sum=total_so_far, total=total)
        completion, amount, parts = split(bounty, commits)
        doubts.unless(amount > 0, "ZeroAmount")
        doubts.settle()

        review_end = self._open_review(made, rules, bounty._replace(
            pool=bounty.pool - amount, awarded=bounty.awarded + completion
        ))  # fmt: skip
        completed = completion == remaining
        for commit, (part, earned) in zip(commits, parts, strict=True):
            self._award_one(rules, made, commit, part, earned, review_end, completed)

    def _award_one(
        self, rules: Rules, bounty: bytes, commit: Commit, part: int, earned: int, review_end: int, completed: bool
    ) -> None:
        """An award paid at once that completes its bounty leaves no record."""
        made, fact = award_id(bounty, commit.work, commit.contributor), fact_hash(commit)
        reviewed = rules.reviewPeriod > 0
        paid_to = ZERO_ADDRESS if reviewed else self._try_pay(rules, commit.contributor, earned)
        if reviewed or (earned and paid_to == ZERO_ADDRESS):
            self.awards[made] = Award(earned, review_end, part, fact[:12], State.OWED)
        elif not completed:
            self.awards[made] = Award(0, review_end, part, fact[:12], State.RELEASED)
        self.say(
            "Awarded", bounty=bounty, work=commit.work, contributor=commit.contributor, fact=fact, completion=part,
            amount=earned, reviewEnd=review_end, paidTo=paid_to,
        )  # fmt: skip

    def _doubt_lock(self, doubts: Doubts, bounty: bytes, work: bytes) -> None:
        held = self.locks[bounty]
        mine = self.scene.now >= held.end or work[:20] == held.work
        doubts.unless(mine, "LockHeld", holder=held.work, end=held.end)

    def _doubt_first_time(self, doubts: Doubts, bounty: bytes, commit: Commit) -> None:
        made = award_id(bounty, commit.work, commit.contributor)
        standing = self.awards[made].state in (State.OWED, State.RELEASED)
        doubts.unless(not standing, "AlreadyAwarded", award=made)
        self._doubt_cancelled(doubts, bounty, fact_hash(commit))

    def _doubt_cancelled(self, doubts: Doubts, bounty: bytes, fact: bytes) -> None:
        doubts.unless(not self.cancelled[bounty, fact], "FactCancelled", fact=fact)

    def _open_review(self, made: bytes, rules: Rules, bounty: Bounty) -> int:
        """Writes the bounty; returns when the review ends: now, if there is none."""
        end = self.scene.now + rules.reviewPeriod
        if rules.reviewPeriod:
            bounty = bounty._replace(reviewed=True)
            self.reviews[made] = self.reviews[made]._replace(until=end)
        self.bounties[made] = bounty
        return end

    def _try_pay(self, rules: Rules, contributor: bytes, amount: int) -> str:
        """Where it was paid to; nowhere if there is no wallet, nothing to pay, or USDC refuses."""
        wallet = self.stakeholders[rules.stakeholders].wallet_of(contributor)
        if not amount or wallet == ZERO_ADDRESS:
            return ZERO_ADDRESS
        try:
            self.usdc.move(self.address, self.address, wallet, amount)
        except Refused:
            return ZERO_ADDRESS
        self.totals["released"] += amount
        return wallet

    # -- closing by an explanation ------------------------------------------------------------------------------------

    def close(self, program: bytes, closure: Closure, proof: Proof) -> None:
        rules, doubts, now = self.rules(program), Doubts(), self.scene.now
        made, fact = bounty_id(program, closure.subject), fact_hash(closure)
        bounty, held = self.bounties[made], self.locks[made]
        doubts.unless(not bounty.is_closed, "BountyClosed", bounty=made)
        doubts.settle()
        doubt_past(doubts, closure.closedAt, now)
        in_time = now < closure.closedAt + CLOSURE_WINDOW
        doubts.unless(in_time, "ClosureTooLate", closedAt=closure.closedAt, currentTime=now)
        end = min(held.end, closure.closedAt + rules.lockPeriod)
        doubts.unless(held.start >= closure.closedAt or now >= end, "LockHeld", holder=held.work, end=end)
        _doubt_minimum(doubts, bounty, rules.minimum)
        self._doubt_cancelled(doubts, made, fact)
        with doubts.gathering():
            self.attesters[rules.attesters].require(fact, proof)
        doubts.settle()

        amount = min(bounty.pool, rules.closingAward) if closure.contributor != NOBODY else 0
        end = self._open_review(made, rules, bounty._replace(pool=bounty.pool - amount, explained=True))
        paid_to = ZERO_ADDRESS
        if rules.reviewPeriod:
            self.reviews[made] = Review(end, end, fact[:20])
        else:
            paid_to = self._try_pay(rules, closure.contributor, amount)
        if amount and paid_to == ZERO_ADDRESS:
            self.awards[award_id(made, NOBODY, closure.contributor)] = Award(amount, end, 0, fact[:12], State.OWED)
        self.say(
            "Closed", bounty=made, contributor=closure.contributor, fact=fact, amount=amount, reviewEnd=end,
            paidTo=paid_to,
        )  # fmt: skip

    # -- review -------------------------------------------------------------------------------------------------------

    def cancel(self, program: bytes, commits: Sequence[Commit]) -> None:
        rules, doubts = self.rules(program), Doubts()
        doubts.unless(bool(commits), "NoCommits")
        doubts.settle()
        made = bounty_id(program, commits[0].subject)
        attesters = self.attesters[rules.attesters]
        revoked = any(attesters.revoked_at(fact_hash(commit)) for commit in commits)
        may = revoked or self.scene.caller == rules.arbiter
        doubts.unless(may, "MayNotCancel", caller=self.scene.caller)
        _doubt_one_work(doubts, commits, self.scene.now)
        together, total = sum(commit.completion for commit in commits), commits[0].total
        doubts.unless(together == total, "TotalMismatch", sum=together, total=total)
        for commit in commits:
            self._cancel_one(doubts, made, commit)
        doubts.settle()

    def _cancel_one(self, doubts: Doubts, bounty: bytes, commit: Commit) -> None:
        made, fact, whole = award_id(bounty, commit.work, commit.contributor), fact_hash(commit), self.bounties[bounty]
        award = self.awards[made]
        doubts.unless(award.state == State.OWED and award.fact == fact[:12], "NotOwed", award=made)
        doubts.unless(self.scene.now < award.review_end, "ReviewOver", reviewEnd=award.review_end)
        self.awards[made] = award._replace(amount=0, completion=0, state=State.CANCELLED)
        self.cancelled[bounty, fact] = True
        self.bounties[bounty] = whole._replace(pool=whole.pool + award.amount, awarded=whole.awarded - award.completion)
        self.say(
            "AwardCancelled", bounty=bounty, work=commit.work, contributor=commit.contributor, fact=fact,
            amount=award.amount,
        )  # fmt: skip

    def cancelClosure(self, program: bytes, closure: Closure) -> None:  # noqa: N802
        rules, doubts, fact = self.rules(program), Doubts(), fact_hash(closure)
        made = bounty_id(program, closure.subject)
        bounty, review = self.bounties[made], self.reviews[made]
        doubts.unless(bounty.explained and review.closure == fact[:20], "NotStanding", fact=fact)
        doubts.unless(self.scene.now < review.closure_end, "ReviewOver", reviewEnd=review.closure_end)
        may = self.scene.caller == rules.arbiter or self.attesters[rules.attesters].revoked_at(fact)
        doubts.unless(bool(may), "MayNotCancel", caller=self.scene.caller)
        doubts.settle()
        closing = award_id(made, NOBODY, closure.contributor)
        amount = self.awards[closing].amount
        if amount:
            self.awards[closing] = self.awards[closing]._replace(amount=0, state=State.CANCELLED)
        self.bounties[made] = bounty._replace(pool=bounty.pool + amount, explained=False)
        self.reviews[made] = Review(review.until)
        self.cancelled[made, fact] = True
        self.say("ClosureCancelled", bounty=made, contributor=closure.contributor, fact=fact, amount=amount)


def split(bounty: Bounty, commits: Sequence[Commit]) -> tuple[int, int, list[tuple[int, int]]]:
    """Completion and amount that a work takes in all, and that each contributor gets.

    pool × completion / max(total, 10 000 − awarded); beyond the rest it is cut pro rata; the last one takes what
    rounding left.
    """
    remaining, total = WHOLE - bounty.awarded, commits[0].total
    completion = min(total, remaining)
    amount = bounty.pool * completion // remaining
    parts = [
        (completion * commit.completion // total, bounty.pool * commit.completion // max(total, remaining))
        for commit in commits[:-1]
        if total
    ]
    last = (completion - sum(part for part, _ in parts), amount - sum(earned for _, earned in parts))
    return completion, amount, [*parts, last]


def _doubt_minimum(doubts: Doubts, bounty: Bounty, minimum: int) -> None:
    """The pool, scaled to the whole subject, reaches the minimum: dust cannot be awarded and cannot close."""
    remaining = WHOLE - bounty.awarded
    enough = bounty.pool > 0 and bounty.pool * WHOLE >= minimum * remaining
    doubts.unless(enough, "BelowMinimum", pool=bounty.pool, remaining=remaining, minimum=minimum)


def _doubt_one_work(doubts: Doubts, commits: Sequence[Commit], now: int) -> None:
    first = commits[0]
    for index, commit in enumerate(commits):
        same = (commit.subject, commit.work, commit.total) == (first.subject, first.work, first.total)
        doubts.unless(same, "CommitsDiffer", index=index)
        doubts.unless(commit.completion > 0, "ZeroCompletion", contributor=commit.contributor)
        doubt_past(doubts, commit.completedAt, now)
