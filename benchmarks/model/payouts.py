"""BountyEscrow, from its header: releases and refunds, and with them the whole contract."""

from collections.abc import Sequence
from typing import NamedTuple

from praxis_chain.core.addresses import ZERO_ADDRESS
from praxis_chain.core.eip712 import release_digest
from praxis_chain.core.ids import award_id, bounty_id

from .awards import Awards
from .escrow import STRANDED_LOCKS, Stake, State
from .state import Doubts


class Earned(NamedTuple):
    subject: bytes
    work: bytes


class Direction(NamedTuple):
    fact: bytes
    to: str
    maxFee: int
    deadline: int
    signature: bytes


class Escrow(Awards):
    """The whole contract."""

    # -- release ------------------------------------------------------------------------------------------------------

    def release(self, program: bytes, contributor: bytes, earned: Sequence[Earned]) -> None:
        wallet, doubts, total = self._wallet_of(program, contributor), Doubts(), 0
        for each in earned:
            made = award_id(bounty_id(program, each.subject), each.work, contributor)
            if self.awards[made].state == State.OWED:
                amount = self._settle(doubts, made)
                total += amount
                self._say_released(made, contributor, wallet, amount, 0)
        doubts.unless(total > 0, "NothingToRelease", contributor=contributor)
        doubts.settle()
        self.usdc.move(self.address, self.address, wallet, total)

    def releaseTo(  # noqa: N802
        self, program: bytes, contributor: bytes, earned: Earned, direction: Direction, fee: int
    ) -> None:
        made, doubts = award_id(bounty_id(program, earned.subject), earned.work, contributor), Doubts()
        award = self.awards[made]
        doubts.unless(award.state == State.OWED, "NotOwed", award=made)
        doubts.unless(direction.fact[:12] == award.fact, "WrongFact", fact=direction.fact, awarded=award.fact)
        now = self.scene.now
        doubts.unless(now < direction.deadline, "Expired", deadline=direction.deadline, currentTime=now)
        with doubts.gathering():
            wallet = self._wallet_of(program, contributor)
            directed = self.scene.caller == wallet or self._signed(made, wallet, direction)
            doubts.unless(directed, "NotTheWallet", wallet=wallet)
        amount = self._settle(doubts, made)
        most = min(direction.maxFee, amount)
        doubts.unless(fee <= most, "FeeTooHigh", fee=fee, maxFee=most)
        doubts.settle()
        self._say_released(made, contributor, direction.to, amount - fee, fee)
        for to, part in ((direction.to, amount - fee), (self.scene.caller, fee)):
            if part:
                self.usdc.move(self.address, self.address, to, part)

    def _signed(self, award: bytes, wallet: str, direction: Direction) -> bool:
        to = bytes.fromhex(direction.to[2:])
        digest = release_digest(self.domain, award, direction.fact, to, direction.maxFee, direction.deadline)
        return self.wallets.signed(wallet, digest, direction.signature)

    def _settle(self, doubts: Doubts, made: bytes) -> int:
        award = self.awards[made]
        doubts.unless(self.scene.now >= award.review_end, "UnderReview", until=award.review_end)
        self.awards[made] = award._replace(amount=0, state=State.RELEASED)
        self.totals["released"] += award.amount
        return award.amount

    def _say_released(self, made: bytes, contributor: bytes, to: str, amount: int, fee: int) -> None:
        self.say("Released", award=made, contributor=contributor, to=to, amount=amount, fee=fee)

    def _wallet_of(self, program: bytes, contributor: bytes) -> str:
        wallet, doubts = self.stakeholders[self.rules(program).stakeholders].wallet_of(contributor), Doubts()
        doubts.unless(wallet != ZERO_ADDRESS, "NoWallet", contributor=contributor)
        doubts.settle()
        return wallet

    # -- refunds ------------------------------------------------------------------------------------------------------

    def refund(self, program: bytes, subject: bytes, sponsor: str) -> None:
        doubts, made = Doubts(), bounty_id(program, subject)
        bounty, stake = self.bounties[made], self.stakes[made, sponsor]
        doubts.unless(stake.shares > 0 and bounty.pool > 0, "NothingToRefund", sponsor=sponsor)
        doubts.settle()
        self.doubt_reviewed(doubts, made)
        if not bounty.is_closed:
            self._doubt_free(doubts, program, made, stake, sponsor)
        amount = bounty.pool * stake.shares // bounty.shares
        self.bounties[made] = bounty._replace(pool=bounty.pool - amount, shares=bounty.shares - stake.shares)
        self.stakes.drop((made, sponsor))
        self.totals["refunded"] += amount
        self.say("Refunded", bounty=made, sponsor=sponsor, amount=amount, shares=stake.shares)
        if amount:
            with doubts.gathering():
                self.usdc.move(self.address, self.address, sponsor, amount)
        doubts.settle()

    def _doubt_free(self, doubts: Doubts, program: bytes, bounty: bytes, stake: Stake, sponsor: str) -> None:
        caller, committed = self.scene.caller, stake.committed_until
        doubts.unless(caller == sponsor, "NotTheSponsor", caller=caller, sponsor=sponsor)
        stranded = committed + STRANDED_LOCKS * self.rules(program).lockPeriod
        until = max(committed, min(self.locks[bounty].end, stranded))
        doubts.unless(self.scene.now >= until, "Committed", until=committed if self.scene.now < committed else until)
