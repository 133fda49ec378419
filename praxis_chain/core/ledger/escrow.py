"""The book of BountyEscrow: programs, funding, locks, refunds, and what all of it must add up to (E2 to E9).

Awards and closures are in `awarding`, their payment in `releasing`. Amounts are USDC base units.
"""

from collections.abc import Callable
from dataclasses import replace

from ..errors import WrongInput
from ..events import Event
from ..ids import bounty_id, hash_uri
from ..programs import MAX_PERIOD, Program
from .addresses import Addresses
from .amounts import refund_for, shares_for
from .awarding import Awarding
from .bounties import Bounty, Flow, Lock, Stake
from .cash import Cash
from .committee import Committee, Verdict
from .journal import Journal
from .people import People
from .releasing import Releasing

STRANDED_LOCKS = 4
NEVER_FUNDED = "the locks of bounties that nobody funded: no event names their program"
WHO_CALLED = "who asked for a refund of an open bounty (only its sponsor may): the caller is not in events"


class Escrow:
    """Sponsors' money, as `BountyEscrow.sol` keeps it.

    `programs`, `bounties` and `awards` by id, `stakes` by bounty and sponsor, `flows` by program (what came and went).
    `applied`, `cancelled`: bounty and fact; those cancelled never apply together again.
    """

    def __init__(self, addresses: Addresses, journal: Journal, committee: Committee, people: People) -> None:
        self.programs: dict[bytes, Program] = {}
        self.bounties: dict[bytes, Bounty] = {}
        self.stakes: dict[tuple[bytes, str], Stake] = {}
        self.flows: dict[bytes | None, Flow] = {}
        self.sequence = 0
        self.cash = Cash(journal, addresses.escrow)
        self._releasing = Releasing(self, addresses, journal, people)
        self._awarding = Awarding(self, addresses, journal, committee, self._releasing)
        self.awards = self._awarding.awards
        self.applied, self.cancelled = self._awarding.applied, self._awarding.cancelled
        self._journal = journal
        self._committee = committee
        self._early_locks: dict[bytes, list[tuple[Lock, Event, Verdict]]] = {}
        self._handlers: dict[str, Callable[[Event], None]] = {
            "Funded": self._funded,
            "Locked": self._locked,
            "Refunded": self._refunded,
            "Released": self._releasing.released,
            **self._awarding.handlers,
        }

    @property
    def escrowed(self) -> int:
        """All that is owed to sponsors and contributors: funded − released − refunded."""
        return sum(flow.owed for flow in self.flows.values())

    def bounty(self, bounty: bytes) -> Bounty:
        """A bounty as it is now; an empty one if nothing happened to it."""
        return self.bounties.get(bounty, Bounty(bounty))

    def rules_of(self, bounty: Bounty) -> Program | None:
        """The program of a bounty, None where no event told its rules."""
        return self.programs.get(bounty.program) if bounty.program is not None else None

    def flow(self, bounty: bytes) -> Flow:
        """What came and went under the bounty's program."""
        return self.flows.setdefault(self.bounty(bounty).program, Flow())

    def turn(self, event: Event) -> None:
        """This event, of whatever contract, comes next: a transaction that is over must add up."""
        if self.cash.turn(event.tx_hash):
            self._awarding.end_call()
            self.cash.finish()

    def apply(self, event: Event) -> bool:
        """Fold one event; False if the escrow has none of that name."""
        if event.name == "ProgramCreated":
            self._program_created(event)
            return True
        handler = self._handlers.get(event.name)
        if handler is None:
            return False
        self._journal.expect(
            "E8", "An escrow event is missing before this one, or it is out of place.", self.sequence + 1,
            event.args["sequence"],
        )  # fmt: skip
        self.sequence = event.args["sequence"]
        self._awarding.before(event)
        handler(event)
        return True

    def finish(self, now: int) -> None:
        """What all events together must come to, at a time (unix seconds)."""
        self._awarding.end_call()
        self.cash.finish()
        expect, require = self._journal.expect, self._journal.require
        awarded, owed = self._awarding.sums()
        owed_by: dict[bytes | None, int] = {}
        for bounty in self.bounties.values():
            name = f"bounty 0x{bounty.id.hex()}"
            owed_by[bounty.program] = owed_by.get(bounty.program, 0) + bounty.pool + owed.get(bounty.id, 0)
            expect("E4", f"The awards of {name} do not add up.", bounty.awarded, awarded.get(bounty.id, 0))
            if not bounty.is_closed and now >= bounty.review.until:
                require(
                    "E3", f"The open {name} has a pool without shares, or shares without a pool.",
                    (bounty.pool == 0) == (bounty.shares == 0), bounty.shares, bounty.pool,
                )  # fmt: skip
        expect(
            "E2", "All pools and unreleased awards are not what is owed.", self.escrowed, sum(owed_by.values()), "USDC"
        )
        for program, flow in self.flows.items():
            name = "0x" + program.hex() if program else "unknown"
            expect("E9", f"The books of program {name} do not add up.", flow.owed, owed_by.get(program, 0), "USDC")
        for _ in range(sum(map(len, self._early_locks.values()))):
            self._journal.untestable("E5", NEVER_FUNDED)

    # -- programs and funding -----------------------------------------------------------------------------------------

    def _program_created(self, event: Event) -> None:
        rules = event.args["rules"]
        periods = {name: rules[f"{name}Period"] for name in ("lock", "review", "commitment")}
        try:
            program = Program(
                rules["attesters"], rules["stakeholders"], periods["lock"], periods["review"], periods["commitment"],
                rules["arbiter"], rules["closingAward"], rules["minimum"],
            )  # fmt: skip
        except WrongInput:
            self._journal.require(
                "E9", "A program's periods are out of range.", False, MAX_PERIOD, max(periods.values())
            )
            return
        self._journal.expect("E9", "A program's id is not the hash of its rules.", program.id, event.args["program"])
        self._journal.require("E9", "A program was created twice.", program.id not in self.programs, "once", program.id)
        self.programs[program.id] = program

    def _funded(self, event: Event) -> None:
        args, expect, require = event.args, self._journal.expect, self._journal.require
        amount, sponsor, now = args["amount"], args["sponsor"], self._journal.now
        name = bounty_id(args["program"], hash_uri(args["subjectUri"]))
        expect("E9", "A bounty's id is not the hash of its program and subject.", name, args["bounty"])
        bounty = self.bounty(args["bounty"])
        if bounty.program is None:
            bounty = replace(bounty, program=args["program"], subject_uri=args["subjectUri"])
            self._resolve_early_locks(bounty)
        rules = self.rules_of(bounty)
        require(
            "E9", "A bounty was funded whose program no event created.", rules is not None, "known", args["program"]
        )
        require("E3", "A closed bounty was funded.", not bounty.is_closed, "open", "closed")
        until = bounty.review.until
        require("E3", "A bounty under review was funded.", now >= until, f"from {until} on", now)
        shares = shares_for(amount, bounty.pool, bounty.shares)
        expect("E3", "A funding bought other shares than amount and pool make.", shares, args["shares"])
        committed_until = args["committedUntil"] if rules is None else now + rules.commitment_period
        expect(
            "E5",
            "A stake is committed until another time than its program says.",
            committed_until,
            args["committedUntil"],
        )

        self.bounties[bounty.id] = replace(bounty, pool=bounty.pool + amount, shares=bounty.shares + shares)
        stake = self.stakes.get((bounty.id, sponsor), Stake())
        self.stakes[bounty.id, sponsor] = Stake(stake.shares + shares, committed_until)
        self.flow(bounty.id).funded += amount
        self.cash.funded(sponsor, amount)

    def _refunded(self, event: Event) -> None:
        args, expect, require = event.args, self._journal.expect, self._journal.require
        bounty, now = self.bounty(args["bounty"]), self._journal.now
        stake = self.stakes.get((bounty.id, args["sponsor"]), Stake())
        expect("E7", "A refund took other shares than the sponsor had.", stake.shares, args["shares"])
        amount = refund_for(stake.shares, bounty.pool, bounty.shares) if stake.shares else args["amount"]
        expect("E7", "A refund is not the sponsor's part of the pool.", amount, args["amount"], "USDC")
        until = bounty.review.until
        require("E7", "A stake was refunded under review.", now >= until, f"from {until} on", now)
        rules = self.rules_of(bounty)
        if not bounty.is_closed and rules is not None:
            self._journal.untestable("E7", WHO_CALLED)
            stranded = stake.committed_until + STRANDED_LOCKS * rules.lock_period
            free = max(stake.committed_until, min(bounty.lock.end, stranded))
            require("E5", "A stake of an open bounty was refunded too early.", now >= free, f"from {free} on", now)

        self.bounties[bounty.id] = replace(bounty, pool=bounty.pool - amount, shares=bounty.shares - stake.shares)
        self.stakes[bounty.id, args["sponsor"]] = Stake()
        self.flow(bounty.id).refunded += amount
        if amount:
            self.cash.pays(args["sponsor"], amount)

    # -- locks --------------------------------------------------------------------------------------------------------

    def _locked(self, event: Event) -> None:
        args = event.args
        bounty = self.bounty(args["bounty"])
        verdict = self._committee.verdict(event, args["fact"])
        if bounty.program is None:
            self._early_locks.setdefault(bounty.id, []).append((bounty.lock, event, verdict))
        else:
            self._test_lock(bounty, bounty.lock, event, verdict)
        self.bounties[bounty.id] = replace(bounty, lock=_lock_of(event))

    def _resolve_early_locks(self, bounty: Bounty) -> None:
        """A bounty can be locked before anybody funds it; only then events name its program, and with it the rules."""
        for held, event, verdict in self._early_locks.pop(bounty.id, []):
            with self._journal.about(event):
                self._test_lock(bounty, held, event, verdict, late=True)

    def _test_lock(self, bounty: Bounty, held: Lock, event: Event, verdict: Verdict, *, late: bool = False) -> None:
        self._awarding.accept(bounty, event.args["fact"], verdict, late=late)
        rules, now, lock = self.rules_of(bounty), self._journal.now, _lock_of(event)
        if rules is None:
            return
        self._journal.require("E5", "A closed bounty was locked.", not bounty.is_closed, "open", "closed")
        ended = lock.work == bytes(20)
        progress_at = lock.end if ended else lock.end - rules.lock_period
        taken = lock.start == progress_at and (progress_at > held.start or (not ended and progress_at >= held.end))
        renewed = not ended and (lock.work, lock.start) == (held.work, held.start) and lock.end > held.end
        self._journal.require(
            "E5", "A lock does not follow from the one before it.", (taken or renewed) and progress_at <= now,
            f"after {held.start} to {held.end}, progress until {now}", f"{lock.start} to {lock.end}",
        )  # fmt: skip


def _lock_of(event: Event) -> Lock:
    return Lock(event.args["work"][:20], event.args["start"], event.args["end"])
