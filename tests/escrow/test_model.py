"""The contract against the model: any history is accepted or refused, call by call, as the rules say.

After every accepted call the books must balance (E1 to E8 where `Books` checks them) and be what storage holds.
"""

from typing import TYPE_CHECKING

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from praxis_chain.core.facts import Closure, Commit, fact_hash
from praxis_chain.core.ids import NOBODY, Id, hash_uri
from praxis_chain.core.programs import DAY
from tests.escrow.books import audit
from tests.escrow.model import Model
from tests.escrow.stage import RIVAL, Stage
from tests.protocol import SUBJECT_URI, USDC, WORK

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

    from praxis_chain.evm.bindings import Call
    from praxis_chain.evm.transactions import Receipt

WORKS = (WORK, RIVAL)
SPLITS = ((1_500,), (333, 333, 334), (1,), (2_500, 2_000), (6_000,), (999, 1), (10_000,), (4_000, 7_000))
EVIDENCE = (hash_uri("evidence"), hash_uri("corrected evidence"))


class Play:
    """One history, on the chain and in the model at once. Where a bounty is closed and done, the next one begins."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.books = audit(stage.protocol)
        self.model = Model(stage.program, self.books)
        self.subject_uri, self.issues = SUBJECT_URI, 0
        self.awarded: list[list[Commit]] = []  # to be cancelled, perhaps
        self.closures: list[Closure] = []
        self.sponsors = (stage.sponsor, stage.second_sponsor)
        self.people = (stage.first, stage.second, stage.third)
        self.born = stage.now
        self.taken = 0

    def step(self, kind: str, *choices: int) -> None:
        getattr(self, kind)(*choices)

    @property
    def subject(self) -> Id:
        return hash_uri(self.subject_uri)

    @property
    def bounty_id(self) -> Id:
        return self.stage.bounty_id(self.subject)

    @property
    def next(self) -> int:
        """Time of the next block."""
        return self.stage.now + 1

    def try_(self, call: "Call", expected: str | None, by: "LocalAccount | None" = None) -> "Receipt | None":
        """Send it if the model says yes; see it refused with that error, and return None, if it says no."""
        if expected is not None:
            assert self.stage.protocol.refusal(call, by or self.stage.relayer).name == expected
            return None
        receipt = self.stage.send(call, by)
        self.taken += 1
        for event in receipt.events:
            if event.address == self.stage.protocol.escrow.address:
                self.books.read(event)
        self.books.check(self.stage.now)
        assert self.stage.bounty(self.subject) == self.books.bounty(self.bounty_id)
        assert (self.stage.escrowed, self.stage.sequence) == (self.books.escrowed, self.books.sequence)
        assert self.stage.protocol.usdc_of(self.stage.protocol.escrow.address) == self.books.escrowed
        return receipt

    # -- steps --------------------------------------------------------------------------------------------------------

    def fund(self, who: int, amount: int) -> None:
        value = (500 * USDC, 33_333_333, 10_000_001, 7, 1)[amount % 5]
        bounty = self.books.bounty(self.bounty_id)
        if bounty.is_closed and not bounty.pool and self.next >= bounty.review.until:
            self.issues += 1
            self.subject_uri = f"github:repo/10270250/issue/{100 + self.issues}"
        self.try_(
            self.stage.funding(value, self.subject_uri),
            self.model.fund(self.bounty_id, self.next),
            self.sponsors[who % 2],
        )

    def lock(self, work: int, age: int, replaces: int) -> None:
        at = max(self.born, self.stage.now - (0, 60, DAY, 6 * DAY)[age % 4])
        progress = self.stage.progress(at, subject=self.subject, work=WORKS[work % 2])
        if replaces % 3 == 0:
            new = (*WORKS, NOBODY)[work % 3]
            progress = self.stage.progress(at, subject=self.subject, work=new, replaces=WORKS[replaces % 2])
        self.try_(self.stage.locking(progress), self.model.lock(self.bounty_id, progress))

    def award(self, work: int, split: int, revision: int) -> None:
        commits = self.stage.commits(
            *SPLITS[split % len(SPLITS)],
            subject=self.subject,
            work=WORKS[work % 2],
            completedAt=self.born,
            evidence=EVIDENCE[revision % 2],
        )
        expected = self.model.award(self.bounty_id, commits, self.next)
        parts = self.model.split(self.bounty_id, commits)[1] if expected is None else []
        if receipt := self.try_(self.stage.awarding(*commits), expected):
            assert [(values["completion"], values["amount"]) for _, values in self.stage.said(receipt)] == parts
        self.awarded.append(commits)

    def close(self, who: int, age: int, revision: int) -> None:
        closure = self.stage.closure(
            subject=self.subject,
            contributor=self.people[who % 4].id if who % 4 < 3 else NOBODY,
            closedAt=(self.born, max(self.born, self.stage.now - DAY), self.stage.now)[age % 3],
            evidence=EVIDENCE[revision % 2],
        )
        self.try_(self.stage.closing(closure), self.model.close(self.bounty_id, closure, self.next))
        self.closures.append(closure)

    def cancel(self, which: int) -> None:
        if not self.awarded:
            return
        commits = self.awarded[-1 - which % len(self.awarded)]
        bounty_id = self.stage.bounty_id(commits[0].subject)
        expected = self.model.cancel(bounty_id, commits, self.next)
        if self.try_(self.stage.cancelling(*commits), expected, self.stage.arbiter):
            self.model.cancelled |= {(bounty_id, fact_hash(commit)) for commit in commits}

    def cancel_closure(self, which: int) -> None:
        if not self.closures:
            return
        closure = self.closures[-1 - which % len(self.closures)]
        bounty_id = self.stage.bounty_id(closure.subject)
        expected = self.model.cancel_closure(bounty_id, closure, self.next)
        if self.try_(self.stage.cancelling_closure(closure), expected, self.stage.arbiter):
            self.model.cancelled.add((bounty_id, fact_hash(closure)))

    def release(self, who: int) -> None:
        works = (*WORKS, NOBODY)
        person = self.people[who % 3]
        expected = self.model.release(self.bounty_id, person.id, works, self.next)
        self.try_(self.stage.releasing(person, *works, subject=self.subject), expected)

    def refund(self, who: int, by: int) -> None:
        sponsor, caller = self.sponsors[who % 2], (*self.sponsors, self.stage.stranger)[by % 3]
        expected = self.model.refund(self.bounty_id, sponsor.address, caller.address, self.next)
        self.try_(self.stage.refunding(sponsor, self.subject), expected, caller)

    def wait(self, until: int, early: int) -> None:
        """To a boundary of this bounty, or to the second before it, or just a while."""
        bounty = self.books.bounty(self.bounty_id)
        stakes = [self.books.stakes[key].committed_until for key in self.books.stakes if key[0] == self.bounty_id]
        boundaries = [bounty.lock.end, bounty.review.until, max(stakes, default=0), self.stage.now + DAY]
        target = boundaries[until % 4] - early % 2
        if target > self.next:
            self.stage.at(target)


any_of = st.integers(0, 11)
STEPS = {  # how often, and how many choices
    "fund": (3, 2), "lock": (2, 3), "award": (5, 3), "close": (1, 3), "cancel": (3, 1), "cancel_closure": (2, 1),
    "release": (2, 1), "refund": (2, 2), "wait": (4, 2),
}  # fmt: skip
steps = st.one_of(
    st.tuples(st.just(kind), *[any_of] * choices) for kind, (often, choices) in STEPS.items() for _ in range(often)
)

ANY_HISTORY = settings(
    derandomize=True,
    max_examples=12,
    deadline=None,
    phases=(Phase.explicit, Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
)


def play(stage: Stage, history) -> None:
    with stage.protocol.chain.rollback():
        run = Play(stage)
        run.fund(0, 0)
        for step in history:
            run.step(*step)
        audit(stage.protocol)
        assert run.taken > 0


@ANY_HISTORY
@given(history=st.lists(steps, min_size=25, max_size=50))
def test_any_history_at_once(stage, history):
    """Without review."""
    play(stage, history)


@ANY_HISTORY
@given(history=st.lists(steps, min_size=25, max_size=50))
def test_any_history_reviewed(reviewed, history):
    """With review."""
    play(reviewed, history)
