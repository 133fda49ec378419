"""The escrow's books, kept from its events alone, and held against its storage.

What stands here are the rules said once more, in another language and from the outside: pools, shares, awards and
stakes as a stranger would keep them who only reads the log. `audit` runs after every test of the escrow, so each of
them is a test of the invariants too, whatever else it says.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from praxis_chain.core.addresses import ZERO_ADDRESS
from praxis_chain.core.events import Event
from praxis_chain.core.ids import NOBODY, award_id
from praxis_chain.core.units import WHOLE
from praxis_chain.evm.bindings import Award, AwardState, Bounty, Lock, Review, Stake

if TYPE_CHECKING:
    from tests.protocol import Protocol

EMPTY = Bounty(0, 0, 0, False, False, Lock(bytes(20), 0, 0), Review(0, 0, bytes(20)))
NO_AWARD = Award(0, 0, 0, bytes(12), AwardState.NONE)


@dataclass
class Books:
    """Everything the escrow owes and to whom, by id. Amounts are USDC base units."""

    sequence: int = 0
    funded: int = 0
    released: int = 0
    refunded: int = 0
    rules: dict[bytes, dict[str, Any]] = field(default_factory=dict)  # by program
    program_of: dict[bytes, bytes] = field(default_factory=dict)  # by bounty
    bounties: dict[bytes, Bounty] = field(default_factory=dict)
    stakes: dict[tuple[bytes, str], Stake] = field(default_factory=dict)
    awards: dict[bytes, Award] = field(default_factory=dict)
    call: tuple[bytes, bytes, bytes] | None = None  # that awards now: bounty, work, transaction
    together: list[bytes] = field(default_factory=list)  # the awards it made so far
    unrecorded: set[bytes] = field(default_factory=set)  # awards paid in the call that completed their bounty

    @property
    def escrowed(self) -> int:
        return self.funded - self.released - self.refunded

    def bounty(self, bounty: bytes) -> Bounty:
        return self.bounties.get(bounty, EMPTY)

    def read(self, event: Event) -> None:
        """Enter one event, after checking that it may follow what is known."""
        if event.name != "ProgramCreated":
            self.sequence += 1
            assert event.args["sequence"] == self.sequence, "E8: a gap in the event numbers"
        if event.name != "Awarded":
            self.call = None
        getattr(self, f"_{event.name}")(event.args, event)

    def _ProgramCreated(self, a: Any, event: Event) -> None:  # noqa: N802 - named as the event
        self.rules[a["program"]] = a["rules"]

    def _Funded(self, a: Any, event: Event) -> None:  # noqa: N802
        bounty, key = self.bounty(a["bounty"]), (a["bounty"], a["sponsor"])
        assert not bounty.is_closed
        assert event.block_time >= bounty.review.until, "funded under review"
        assert a["shares"] == (a["amount"] * bounty.shares // bounty.pool if bounty.pool else a["amount"])
        assert a["shares"] >= a["amount"]
        self.funded += a["amount"]
        self.program_of[a["bounty"]] = a["program"]
        self.bounties[a["bounty"]] = replace(bounty, pool=bounty.pool + a["amount"], shares=bounty.shares + a["shares"])
        held = self.stakes.get(key, Stake(0, 0))
        self.stakes[key] = Stake(held.shares + a["shares"], a["committedUntil"])

    def _Locked(self, a: Any, event: Event) -> None:  # noqa: N802
        lock = Lock(a["work"][:20], a["start"], a["end"])
        self.bounties[a["bounty"]] = replace(self.bounty(a["bounty"]), lock=lock)

    def _Awarded(self, a: Any, event: Event) -> None:  # noqa: N802
        bounty = self.bounty(a["bounty"])
        made = award_id(a["bounty"], a["work"], a["contributor"])
        before = self.awards.get(made)
        assert before is None or before.state is AwardState.CANCELLED, "E4: awarded twice"
        assert event.block_time >= bounty.lock.end or a["work"][:20] == bounty.lock.work, "E5: awarded past the lock"
        reviewed, paid = a["reviewEnd"] > event.block_time, a["paidTo"] != ZERO_ADDRESS
        assert not (reviewed and paid), "paid before the review"
        until = a["reviewEnd"] if reviewed else bounty.review.until
        self.bounties[a["bounty"]] = replace(
            bounty,
            pool=bounty.pool - a["amount"],
            awarded=bounty.awarded + a["completion"],
            review=replace(bounty.review, until=until),
            reviewed=bounty.reviewed or reviewed,
        )
        owed = 0 if paid else a["amount"]
        self.released += a["amount"] - owed
        state = AwardState.OWED if reviewed or owed else AwardState.RELEASED
        self.awards[made] = Award(owed, a["reviewEnd"], a["completion"], a["fact"][:12], state)
        call = (a["bounty"], a["work"], event.tx_hash)
        self.together = [*self.together, made] if call == self.call else [made]
        self.call = call
        if not reviewed and self.bounty(a["bounty"]).is_closed:
            self.unrecorded |= {award for award in self.together if not self.awards[award].amount}

    def _AwardCancelled(self, a: Any, event: Event) -> None:  # noqa: N802
        bounty = self.bounty(a["bounty"])
        made = award_id(a["bounty"], a["work"], a["contributor"])
        award = self.awards[made]
        assert event.block_time < award.review_end, "E6: cancelled after the review"
        assert (award.state, award.amount) == (AwardState.OWED, a["amount"])
        self.bounties[a["bounty"]] = replace(
            bounty, pool=bounty.pool + a["amount"], awarded=bounty.awarded - award.completion
        )
        self.awards[made] = replace(award, amount=0, completion=0, state=AwardState.CANCELLED)

    def _Closed(self, a: Any, event: Event) -> None:  # noqa: N802
        bounty = self.bounty(a["bounty"])
        made = award_id(a["bounty"], NOBODY, a["contributor"])
        review = bounty.review
        if a["reviewEnd"] > event.block_time:
            review = Review(a["reviewEnd"], a["reviewEnd"], a["fact"][:20])
        self.bounties[a["bounty"]] = replace(
            bounty, pool=bounty.pool - a["amount"], explained=True, review=review, reviewed=review.until > 0
        )
        if a["paidTo"] != ZERO_ADDRESS:
            assert review is bounty.review, "paid before the review"
            self.released += a["amount"]
        elif a["amount"]:
            self.awards[made] = Award(a["amount"], a["reviewEnd"], 0, a["fact"][:12], AwardState.OWED)

    def _ClosureCancelled(self, a: Any, event: Event) -> None:  # noqa: N802
        bounty = self.bounty(a["bounty"])
        made = award_id(a["bounty"], NOBODY, a["contributor"])
        assert event.block_time < bounty.review.closure_end, "E6: cancelled after the review"
        self.bounties[a["bounty"]] = replace(
            bounty, pool=bounty.pool + a["amount"], explained=False, review=Review(bounty.review.until, 0, bytes(20))
        )
        if a["amount"]:
            assert self.awards[made].amount == a["amount"]
            self.awards[made] = replace(self.awards[made], amount=0, state=AwardState.CANCELLED)

    def _Released(self, a: Any, event: Event) -> None:  # noqa: N802
        award = self.awards[a["award"]]
        assert event.block_time >= award.review_end, "E6: released under review"
        assert (award.state, award.amount) == (AwardState.OWED, a["amount"] + a["fee"])
        self.released += award.amount
        self.awards[a["award"]] = replace(award, amount=0, state=AwardState.RELEASED)

    def _Refunded(self, a: Any, event: Event) -> None:  # noqa: N802
        bounty, key = self.bounty(a["bounty"]), (a["bounty"], a["sponsor"])
        stake = self.stakes.pop(key)
        assert a["shares"] == stake.shares
        assert a["amount"] == bounty.pool * stake.shares // bounty.shares, "E7: not the pro-rata part"
        assert event.block_time >= bounty.review.until, "refunded under review"
        if not bounty.is_closed:
            stranded = stake.committed_until + 4 * self.rules[self.program_of[a["bounty"]]]["lockPeriod"]
            assert event.block_time >= stake.committed_until
            assert event.block_time >= min(bounty.lock.end, stranded), "E5: refunded past the lock"
        self.refunded += a["amount"]
        self.bounties[a["bounty"]] = replace(
            bounty, pool=bounty.pool - a["amount"], shares=bounty.shares - stake.shares
        )

    def recorded(self) -> dict[bytes, Award]:
        """The awards as storage should have them."""
        return {award: NO_AWARD if award in self.unrecorded else kept for award, kept in self.awards.items()}

    def check(self, now: int) -> None:
        """E2, E3 and E4, within the books."""
        owed = sum(award.amount for award in self.awards.values())
        assert self.escrowed == sum(bounty.pool for bounty in self.bounties.values()) + owed, "E2"
        for bounty_id, bounty in self.bounties.items():
            shares = sum(stake.shares for (where, _), stake in self.stakes.items() if where == bounty_id)
            assert bounty.shares == shares, "E3: the shares do not add up"
            if not bounty.is_closed and now >= bounty.review.until:
                assert (bounty.pool == 0) == (bounty.shares == 0), "E3: shares of nothing, or a pool of nobody"
            assert bounty.pool <= bounty.shares
            assert bounty.awarded <= WHOLE, "E4"


def fold(events: Iterable[Event]) -> Books:
    """The books after these events, from the first on."""
    books = Books()
    for event in events:
        books.read(event)
    return books


def audit(protocol: "Protocol") -> Books:
    """Fold all events of the escrow, check the invariants, and compare with its storage and with the token."""
    escrow, view = protocol.escrow, protocol.view
    books = fold(view.events([escrow.contract]))
    books.check(view.block.timestamp)
    totals = escrow.totals(view)
    assert (totals.sequence, totals.escrowed) == (books.sequence, books.escrowed), "E2, E8"
    assert protocol.usdc_of(escrow.address) >= totals.escrowed, "E1: the escrow lacks USDC"
    assert {bounty: escrow.bounty(view, bounty) for bounty in books.bounties} == books.bounties
    assert {key: escrow.stake(view, *key) for key in books.stakes} == books.stakes
    recorded = books.recorded()
    assert {award: escrow.award_of(view, award) for award in recorded} == recorded
    return books
