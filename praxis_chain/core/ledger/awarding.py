"""The part of the escrow's book that facts move: awards, closures, and cancelling them (A1, E2, E4, E5, E6)."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from ..events import Event
from ..ids import NOBODY, award_id
from ..units import WHOLE
from .addresses import Addresses
from .amounts import Part, amounts_of, calls_of, closing_award
from .bounties import Award, AwardState, Bounty, Review
from .committee import Committee, Verdict
from .journal import Journal
from .releasing import Releasing

if TYPE_CHECKING:
    from .escrow import Escrow

OTHER_ATTESTERS = (
    "facts of programs with other attesters than this deployment's: their signatures are not in its events"
)
WHO_CANCELLED = "who cancelled (the arbiter, or anybody where a fact was revoked): the caller is not in events"
CLOSED_AT = "that a closure respected a lock and came in time: when the issue was closed is in the fact, not in events"


class Awarding:
    """`awards` by award id; `applied`, `cancelled`: bounty and fact; the cancelled never apply together again."""

    def __init__(
        self, escrow: "Escrow", addresses: Addresses, journal: Journal, committee: Committee, releasing: Releasing
    ) -> None:
        self.awards: dict[bytes, Award] = {}
        self.applied: set[tuple[bytes, bytes]] = set()
        self.cancelled: set[tuple[bytes, bytes]] = set()
        self.handlers: dict[str, Callable[[Event], None]] = {
            "Awarded": self._awarded,
            "Closed": self._closed,
            "AwardCancelled": self._award_cancelled,
            "ClosureCancelled": self._closure_cancelled,
        }
        self._escrow = escrow
        self._addresses = addresses
        self._journal = journal
        self._committee = committee
        self._releasing = releasing
        self._call: list[Event] = []  # Awarded events that may be of one call: amounts follow only from all of them

    def accept(self, bounty: Bounty, fact: bytes, verdict: Verdict, *, late: bool = False) -> None:
        """The escrow acted on a fact, for which the committee found this."""
        rules = self._escrow.rules_of(bounty)
        if rules is None or rules.attesters != self._addresses.attesters:
            self._journal.untestable("A1", OTHER_ATTESTERS)
        else:
            self._committee.accept(fact, verdict, late=late)

    def before(self, event: Event) -> None:
        """This escrow event comes next, in the same transaction: whatever it does not continue is over."""
        if event.name != "Awarded" or not self._continues(event):
            self.end_call()

    def end_call(self) -> None:
        """No more Awarded events follow those at hand: fold them."""
        events, self._call = self._call, []
        if events:
            with self._journal.about(events[-1]):
                self._split(events)

    def sums(self) -> tuple[dict[bytes, int], dict[bytes, int]]:
        """By bounty: the completion of its awards, and what of them is not released."""
        completion: dict[bytes, int] = {}
        owed: dict[bytes, int] = {}
        for award in self.awards.values():
            completion[award.bounty] = completion.get(award.bounty, 0) + award.completion
            owed[award.bounty] = owed.get(award.bounty, 0) + award.owed
        return completion, owed

    # -- awards -------------------------------------------------------------------------------------------------------

    def _continues(self, event: Event) -> bool:
        if not self._call:
            return False
        last = self._call[-1].args
        same = all(event.args[name] == last[name] for name in ("bounty", "work", "reviewEnd"))
        return same and bool(event.args["contributor"] > last["contributor"])

    def _awarded(self, event: Event) -> None:
        fact = event.args["fact"]
        self.accept(self._escrow.bounty(event.args["bounty"]), fact, self._committee.verdict(event, fact))
        self._call.append(event)

    def _split(self, events: Sequence[Event]) -> None:
        """Recompute the amounts, and fold call by call."""
        bounty = self._escrow.bounty(events[0].args["bounty"])
        parts = [Part(event.args["completion"], event.args["amount"]) for event in events]
        sizes = calls_of(parts, bounty.pool, bounty.remaining)
        if sizes is None:
            sizes, parts = [len(parts)], self._corrected(bounty, events, parts)
        self._journal.checked["E2"] += len(parts)
        start = 0
        for size in sizes:
            self._fold_call(events[start : start + size], parts[start : start + size])
            start += size

    def _corrected(self, bounty: Bounty, events: Sequence[Event], parts: list[Part]) -> list[Part]:
        """Note what is wrong with these amounts; returns what they should be, as far as that follows from the rest."""
        completions = [part.completion for part in parts]
        complaint = "An award is not what the pool and its completion make."
        if sum(completions) > bounty.remaining or bounty.remaining <= 0:
            self._journal.require(
                "E4", "More completion was awarded than was left.", False, bounty.remaining, sum(completions)
            )
            return parts
        if sum(completions) == bounty.remaining and len(parts) > 1:
            total = sum(part.amount for part in parts)
            self._journal.require("E2", complaint, False, bounty.pool, total, "USDC")
            return parts
        amounts = amounts_of(completions, bounty.pool, bounty.remaining)
        for event, part, amount in zip(events, parts, amounts, strict=True):
            with self._journal.about(event):
                self._journal.expect("E2", complaint, amount, part.amount, "USDC")
        return [Part(part.completion, amount) for part, amount in zip(parts, amounts, strict=True)]

    def _fold_call(self, events: Sequence[Event], parts: Sequence[Part]) -> None:
        first, now = events[0].args, self._journal.now
        bounty = self._escrow.bounty(first["bounty"])
        self._apply_facts(bounty, events)
        self._journal.require(
            "E5", "A locked bounty was awarded for another work.",
            now >= bounty.lock.end or first["work"][:20] == bounty.lock.work, bounty.lock.work, first["work"],
        )  # fmt: skip
        completion, amount = sum(part.completion for part in parts), sum(part.amount for part in parts)
        for event, part in zip(events, parts, strict=True):
            with self._journal.about(event):
                paid = self._releasing.paid_at_once(bounty, event, part.amount)
                owed = first["reviewEnd"] > now or (part.amount > 0 and not paid)
                recorded = owed or completion < bounty.remaining
                self._write(bounty, first["work"], event, part, owed=owed, recorded=recorded)
        self._escrow.bounties[bounty.id] = replace(
            bounty,
            pool=bounty.pool - amount,
            awarded=bounty.awarded + completion,
            review=replace(bounty.review, until=first["reviewEnd"]) if first["reviewEnd"] > now else bounty.review,
        )

    def _apply_facts(self, bounty: Bounty, events: Sequence[Event]) -> None:
        require, rules = self._journal.require, self._escrow.rules_of(bounty)
        require("E4", "A closed bounty was awarded or closed.", not bounty.is_closed, "open", "closed")
        for fact in (event.args["fact"] for event in events):
            again = (bounty.id, fact) in self.cancelled
            self.applied.add((bounty.id, fact))
            require("E4", "A fact was applied again that was cancelled.", not again, "a new fact", fact)
        if rules is None:
            return
        enough = bounty.pool > 0 and bounty.pool * WHOLE >= rules.minimum * bounty.remaining
        require(
            "E4",
            "A bounty was awarded or closed below its program's minimum.",
            enough,
            rules.minimum,
            bounty.pool,
            "USDC",
        )
        end = self._journal.now + rules.review_period
        stated = events[0].args["reviewEnd"]
        self._journal.expect("E6", "A review ends at another time than its program says.", end, stated)

    def _write(self, bounty: Bounty, work: bytes, event: Event, part: Part, *, owed: bool, recorded: bool) -> None:
        contributor = event.args["contributor"]
        name = award_id(bounty.id, work, contributor)
        before = self.awards.get(name)
        again = before is not None and before.state is not AwardState.CANCELLED
        self._journal.require("E4", "A Commit was awarded twice.", not again, "once", name)
        state = AwardState.OWED if owed else AwardState.RELEASED
        self.awards[name] = Award(
            name, bounty.id, work, contributor, event.args["fact"], part.completion, part.amount,
            part.amount if owed else 0, event.args["reviewEnd"], state, recorded,
        )  # fmt: skip

    # -- closures -----------------------------------------------------------------------------------------------------

    def _closed(self, event: Event) -> None:
        args, now = event.args, self._journal.now
        bounty = self._escrow.bounty(args["bounty"])
        rules = self._escrow.rules_of(bounty)
        self.accept(bounty, args["fact"], self._committee.verdict(event, args["fact"]))
        self._apply_facts(bounty, [event])
        self._journal.untestable("E5", CLOSED_AT)
        amount = args["amount"]
        if rules is not None:
            amount = closing_award(bounty.pool, rules.closing_award, args["contributor"] != NOBODY)
            self._journal.expect(
                "E2", "A closing award is not what pool and program make.", amount, args["amount"], "USDC"
            )
        review = bounty.review
        if args["reviewEnd"] > now:
            review = Review(args["reviewEnd"], args["reviewEnd"], args["fact"][:20])
        paid = self._releasing.paid_at_once(bounty, event, amount)
        if amount:
            self._write(bounty, NOBODY, event, Part(0, amount), owed=not paid, recorded=not paid)
        self._escrow.bounties[bounty.id] = replace(bounty, pool=bounty.pool - amount, explained=True, review=review)

    # -- cancelling ---------------------------------------------------------------------------------------------------

    def _award_cancelled(self, event: Event) -> None:
        args = event.args
        bounty = self._escrow.bounty(args["bounty"])
        self._journal.untestable("E6", WHO_CANCELLED)
        award = self.awards.get(award_id(bounty.id, args["work"], args["contributor"]))
        completion, amount = self._take_back(bounty, award, event)
        self._escrow.bounties[bounty.id] = replace(
            bounty, pool=bounty.pool + amount, awarded=bounty.awarded - completion
        )

    def _closure_cancelled(self, event: Event) -> None:
        args, now = event.args, self._journal.now
        self._journal.untestable("E6", WHO_CANCELLED)
        bounty = self._escrow.bounty(args["bounty"])
        review = bounty.review
        standing = bounty.explained and review.closure == args["fact"][:20] and now < review.closure_end
        self._journal.require(
            "E6", "A closure was cancelled that was not under review.", standing, "under review", args["fact"]
        )
        amount, award = 0, self.awards.get(award_id(bounty.id, NOBODY, args["contributor"]))
        if args["amount"] or (award is not None and award.owed):
            _, amount = self._take_back(bounty, award, event)
        self.cancelled.add((bounty.id, args["fact"]))
        self._escrow.bounties[bounty.id] = replace(
            bounty, pool=bounty.pool + amount, explained=False, review=Review(review.until)
        )

    def _take_back(self, bounty: Bounty, award: Award | None, event: Event) -> tuple[int, int]:
        """Cancel an award; returns completion and amount that go back to the pool."""
        fact, now, require = event.args["fact"], self._journal.now, self._journal.require
        self.cancelled.add((bounty.id, fact))
        standing = award is not None and award.state is AwardState.OWED and award.fact == fact
        require("E6", "An award was cancelled that is not owed on this fact.", standing, "owed", fact)
        if award is None:
            return 0, event.args["amount"]
        in_time = now < award.review_end
        require("E6", "An award was cancelled after its review.", in_time, f"before {award.review_end}", now)
        self._journal.expect("E6", "Another amount went back to the pool.", award.owed, event.args["amount"], "USDC")
        self.awards[award.id] = replace(award, owed=0, completion=0, state=AwardState.CANCELLED)
        return award.completion, award.owed
