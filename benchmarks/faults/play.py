"""One schedule, from an empty town to the verdict."""

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from praxis_chain.audit import audit
from praxis_chain.core.errors import PraxisError
from praxis_chain.core.ids import NOBODY, award_id, bounty_id, subject_id, work_id
from praxis_chain.evm.bindings import Call
from praxis_chain.evm.keys import local_key

from .applying import begin_and_end
from .cast import SERVICES
from .checking import AUDIT, LOST, STOPPED, Violation, matches, payments, totals, weigh
from .schedule import Schedule
from .stories import Act, Earned, Story
from .wallets import publish_wallet
from .world import REVIEW

if TYPE_CHECKING:
    from .town import Town

HALF = 2.6  # seconds that one half of a schedule takes
ACTING = 0.15  # of it, in which people act: then faults meet those who act on that
CONVERGE = 120.0  # seconds that the system has, once everything is healed
ASKING = 0.25  # seconds between two questions whether something came to be
STILL = 0.6  # seconds that it goes on afterwards, while nothing more may happen


@dataclass
class Verdict:
    """What became of a schedule. seconds: by part. kinds, stories: how many of each; met: how many requests met a fault
    of that kind. payments: transfers out of the escrow; kills: processes that ended, and were started again."""

    number: int
    id: str
    violations: list[dict[str, str]] = field(default_factory=list)
    seconds: dict[str, float] = field(default_factory=dict)
    kinds: dict[str, int] = field(default_factory=dict)
    stories: dict[str, int] = field(default_factory=dict)
    met: dict[str, int] = field(default_factory=dict)
    payments: int = 0
    kills: int = 0


class Play:
    """One schedule in a town. converge: seconds that the system has, once everything is healed."""

    def __init__(self, town: "Town", schedule: Schedule, converge: float = CONVERGE) -> None:
        self.town = town
        self.schedule = schedule
        self.converge = converge
        self.violations: list[Violation] = []
        self.seconds: dict[str, float] = {}
        self.kills = 0

    def run(self) -> Verdict:
        """All of it; always leaves the town with nothing running."""
        try:
            self._timed("reset", lambda: self.town.reset(self.schedule.one_key))
            self._timed("start", self.town.start)
            for half in range(self.schedule.halves):
                self._timed(f"half {half + 1}", partial(self._half, half))
                self._timed(f"heal {half + 1}", partial(self._heal, half))
            if any(issue_is_reviewed(story) for story in self.schedule.stories):
                self._timed("review", self._after_review)
            self._timed("still", self._stay_still)
        finally:
            self.kills = sum(service.kills + len(service.ended) for service in self.town.services.values())
            self.town.stop()
        self._timed("check", self._check)
        return self._verdict()

    # -- parts --------------------------------------------------------------------------------------------------------

    def _half(self, half: int) -> None:
        """Acts and faults at their moments."""
        self.town.forge.at(self.town.world.network.now())
        todo: list[tuple[float, int, Callable[[], None]]] = []
        for fault in self.schedule.faults:
            if fault.half == half:
                begin, end = begin_and_end(fault, self.town)
                todo += [(fault.begins, 0, begin), (fault.ends, 2, end)]
        for story in self.schedule.stories:
            todo += [(act.at * ACTING, 1, partial(self._act, act)) for act in story.acts if act.half == half]
        started = time.monotonic()
        for at, _, do in sorted(todo, key=lambda item: item[:2]):
            time.sleep(max(0.0, started + at * HALF - time.monotonic()))
            do()
        time.sleep(max(0.0, started + HALF - time.monotonic()))

    def _act(self, act: Act) -> None:
        town, given = self.town, dict(act.given)
        if act.what == "fund":
            town.chain.send(town.world.fund(given["issue"]), town.world.sponsor)
        elif act.what == "freeze":
            self._freeze(given["who"], True)
        elif act.what == "publish_wallet":
            publish_wallet(town, given["who"])
        else:
            getattr(town.forge, act.what)(**given)

    def _heal(self, half: int) -> None:
        """Everything is mended; then people have what they earned by then."""
        self.town.heal()
        for story in self.schedule.stories:
            if story.frozen and half == 0:
                self._freeze(story.people[0], False)
        self._timed(f"look {half + 1}", self._everybody_looks)
        last = half == self.schedule.halves - 1
        self._await(lambda story: matches(story, story.last if last else story.first, self._had(story, last)), last)
        if not last:
            self._await(self._is_locked, last)

    def _after_review(self) -> None:
        """Time passes until no award is under review any more; then everything is paid."""
        self.town.chain.warp(REVIEW + 60)
        self.town.forge.at(self.town.world.network.now())
        self._await(lambda story: matches(story, story.last, self._paid()))

    def _stay_still(self) -> None:
        """Nothing more happens, though everybody goes on looking."""
        before = {name: len(service.ended) for name, service in self.town.services.items()}
        time.sleep(STILL)
        for name, service in self.town.services.items():
            if codes := service.ended[before[name] :]:
                self.violations.append(Violation(STOPPED, f"{name} ended by itself, with exit code {codes[0]}."))

    def _check(self) -> None:
        town = self.town
        got = self._paid()
        found = weigh(self.schedule.stories, got)
        self.violations += found
        for story in self.schedule.stories:
            owed = {who: self._owed(story, who) for who in story.people}
            if any(owed.values()) and not any(v.kind == LOST for v in found):
                self.violations.append(Violation(LOST, f"{story.kind} (issue {story.issue}): {owed} is still owed."))
        town.miner.mine(6)
        try:
            report = audit(town.world.network, town.world.record, "latest")
        except PraxisError as error:
            self.violations.append(Violation(AUDIT, f"The audit could not be made: {error}"))
            return
        self.violations += [Violation(AUDIT, finding.summary) for finding in report.findings]

    # -- what people have ---------------------------------------------------------------------------------------------

    def _paid(self) -> dict[str, int]:
        world = self.town.world
        paid = payments(world.network, world.usdc.address, world.contracts.escrow.address, self.town.chain.first)
        return dict(totals(paid, world.wallets))

    def _had(self, story: Story, last: bool) -> Earned:
        """What has to be right by now: what was paid, where nothing is to be waited for, else what was earned."""
        return self._paid() if last and not issue_is_reviewed(story) else self._earned(story)

    def _earned(self, story: Story) -> Earned:
        """Paid, or awarded and owed."""
        paid = self._paid()
        return {who: paid.get(who, 0) + self._owed(story, who) for who in story.people}

    def _owed(self, story: Story, who: str) -> int:
        world, forge = self.town.world, self.town.forge
        subject, view = subject_id(world.subject(story.issue)), world.view
        bounty = bounty_id(world.program_of(story.issue).id, subject)
        numbers = [number for pull in story.pulls if (number := forge.number(pull)) is not None]
        works = [NOBODY, *(work_id(world.work(number)) for number in numbers)]
        return sum(
            world.contracts.escrow.award_of(view, award_id(bounty, work, world.contributor(who))).amount
            for work in works
        )

    def _is_locked(self, story: Story) -> bool:
        if not story.locks:
            return True
        world = self.town.world
        bounty = bounty_id(world.program_of(story.issue).id, subject_id(world.subject(story.issue)))
        held = world.contracts.escrow.bounty(world.view, bounty).lock.work
        number = self.town.forge.number(story.locks)
        return number is not None and held == work_id(world.work(number))[:20]

    # -- small things -------------------------------------------------------------------------------------------------

    def _await(self, holds: Callable[[Story], bool], last: bool = True) -> None:
        """Until it holds for every story; or not, and then the check will say what is missing."""
        end = time.monotonic() + self.converge
        waiting: Sequence[Story] = self.schedule.stories
        while waiting and time.monotonic() < end:
            waiting = [story for story in waiting if not holds(story)]
            if waiting:
                time.sleep(ASKING)
        for story in waiting:
            had, due = (
                dict(self._earned(story)),
                " or ".join(str(dict(one)) for one in (story.last if last else story.first)),
            )
            sentence = f"{story.kind} (issue {story.issue}): after {self.converge:g} s {had} was earned, not {due}."
            self.violations.append(Violation(LOST, sentence))

    def _everybody_looks(self) -> None:
        """Until each attester has read the forge as it is now, and each relayer has acted on it; at most as long."""
        now, end = time.time(), time.monotonic() + self.converge
        for name in SERVICES:
            while time.monotonic() < end and self.town.looked_at(name) < now:
                time.sleep(ASKING)

    def _freeze(self, who: str, frozen: bool) -> None:
        world = self.town.world
        function = "blacklist" if frozen else "unBlacklist"
        call = Call(world.usdc.contract, function, (local_key(who).address,))
        self.town.chain.send(call, world.network.accounts[1])

    def _timed(self, name: str, do: Callable[[], None]) -> None:
        started = time.monotonic()
        do()
        self.seconds[name] = round(time.monotonic() - started, 2)

    def _verdict(self) -> Verdict:
        told: list[dict[str, str]] = [asdict(violation) for violation in self.violations]
        verdict = Verdict(self.schedule.number, self.schedule.id, told, self.seconds)
        for fault in self.schedule.faults:
            verdict.kinds[fault.kind] = verdict.kinds.get(fault.kind, 0) + 1
        for kind, meddler in self.town.meddlers:
            verdict.met[kind] = verdict.met.get(kind, 0) + meddler.met
        for story in self.schedule.stories:
            verdict.stories[story.kind] = verdict.stories.get(story.kind, 0) + 1
        verdict.payments = len(self._paid())
        verdict.kills = self.kills
        return verdict


def issue_is_reviewed(story: Story) -> bool:
    """Its money is under the program with a review, and somebody may get some of it."""
    return story.issue % 2 == 0
