"""Deliveries in any order, doubled, replayed or lost, with sweeps, failures and crashes in between: in the end the
store holds the same readings, and the watch judges the same documents, as of reading everything once.

The forge is a stand-in in memory, so that thousands of histories can be tried; `test_watching_github` does the same
over HTTP with everything real.
"""

import asyncio
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Engine, select

from praxis_chain.core.errors import Disagree, NetworkFailed, NotThere
from praxis_chain.core.evidence import evidence_json
from praxis_chain.forges.github.readings import Comment
from praxis_chain.service.watching import GitHubPlace, Patience, Watch
from praxis_chain.store import open_store, reading
from praxis_chain.store.deliveries import receive
from praxis_chain.store.hints import Hint, hints
from praxis_chain.store.readings import readings
from tests.service.stand_in import CONTRIBUTOR, HERE, PLACE, Shown, StandInForge, merged, open_issue, open_pull

NUMBERS = (1, 2, 3)
PATIENCE = Patience(retry=1, longest=1, slow=0, reread=10**9)


@dataclass(frozen=True)
class Step:
    """what: `merge`, `say`, `close` happen on the forge; `deliver` brings one of the deliveries so far, `attend`,
    `sweep` and `crash` happen to the watch, `fail` and `heal` to what it reads. which: of several."""

    what: str
    which: int


STEPS = st.lists(
    st.builds(
        Step,
        st.sampled_from(
            [*["merge", "say", "close"] * 2, *["deliver"] * 4, "attend", "attend", "sweep", "crash", "fail", "heal"]
        ),
        st.integers(0, 11),
    ),
    max_size=40,
)


class _Killed(BaseException):
    """As kill −9 would end it: nothing in the program handles this."""


class History:
    """The forge, and one service that watches it; `killed_after`: so many questions later it is killed."""

    def __init__(self, store: Engine) -> None:
        self.store = store
        self.forge = StandInForge()
        self.now = 1_750_000_000.0
        self.told: list[tuple[str, Hint]] = []
        for number in NUMBERS:
            self._change(open_pull(number))
        self._change(open_issue(9))
        self.restart()

    def restart(self) -> None:
        place = GitHubPlace(
            PLACE, self.store, self.forge.open, Path("nowhere"), Shown, patience=PATIENCE, clock=lambda: self.now
        )
        self.watch = Watch(self.store, [place], clock=lambda: self.now)

    def take(self, step: Step) -> None:
        self.now += 1
        number = NUMBERS[step.which % len(NUMBERS)]
        pull = self.forge.pulls[number]
        if step.what == "merge":
            self._change(merged(pull, int(self.now)))
        elif step.what == "say":
            said = Comment(int(self.now), CONTRIBUTOR, int(self.now), "Thank you!", False)
            self._change(replace(pull, comments=(*pull.comments, said), title=f"{pull.title}!"))
        elif step.what == "close":
            self._change(replace(open_issue(9), state="closed" if step.which % 2 else "open"))
        elif step.what == "deliver":
            name, hint = self.told[step.which % len(self.told)]
            receive(self.store, "hook", name, int(self.now), hint, "")
        elif step.what == "fail":
            error = (NetworkFailed, Disagree, NotThere)[step.which % 3]("It did not work.")
            self.forge.failing["pull", number] = error
        elif step.what == "heal":
            self.forge.failing.clear()
        elif step.what == "crash":
            self._crash(step.which)
        elif step.what == "attend":
            asyncio.run(self.watch.attend())
        else:
            asyncio.run(self.watch.look_around())

    def end(self) -> None:
        """All goes well again, and one sweep finds it so."""
        self.forge.failing.clear()
        self.restart()
        asyncio.run(self.watch.look_around())

    def documents(self) -> list[bytes]:
        return [evidence_json(document) for document in self.watch.look()]

    def stored(self) -> list[tuple[str, int, str]]:
        """All readings that hold something, whoever read them and when."""
        chosen = select(readings.c.kind, readings.c.number, readings.c.text).order_by("kind", "number")
        with reading(self.store) as connection:
            assert connection.execute(select(hints)).all() == []
            return [(row.kind, row.number, row.text) for row in connection.execute(chosen) if row.text]

    def _change(self, value: object) -> None:
        kind, number = self.forge.put(value)  # type: ignore[arg-type]
        self.told.append((f"d{len(self.told)}", Hint(HERE.host, HERE.id, kind, number)))

    def _crash(self, after: int) -> None:
        """Kill it in the middle of a sweep, after so many questions."""
        answer, left = self.forge._answer, after

        def answer_or_die(question: tuple[str, int]) -> None:
            nonlocal left
            if left == 0:
                raise _Killed
            left -= 1
            answer(question)

        self.forge._answer = answer_or_die  # type: ignore[method-assign]
        try:
            asyncio.run(self.watch.look_around())
        except _Killed:
            pass
        finally:
            self.forge._answer = answer  # type: ignore[method-assign]
        self.restart()


def read_once(forge: StandInForge, folder: Path) -> History:
    """Somebody who knows nothing looks at that forge once."""
    store = open_store(f"sqlite:///{folder / 'once.db'}")
    history = History(store)
    history.forge = forge
    history.end()
    return history


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(STEPS)
def test_the_end_is_that_of_reading_everything_once(steps: list[Step]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        store = open_store(f"sqlite:///{folder}/praxis.db")
        history = History(store)
        for step in steps:
            history.take(step)
        history.end()
        once = read_once(history.forge, Path(folder))
        assert history.stored() == once.stored()
        assert history.documents() == once.documents()
        assert list(history.watch.judged().facts) == list(once.watch.judged().facts)
        assert len(history.documents()) == sum(pull.merged for pull in history.forge.pulls.values())
        store.dispose()
        once.store.dispose()


@pytest.mark.parametrize("after", range(12))
def test_killed_after_any_question_it_goes_on(database: Engine, after: int) -> None:
    history = History(database)
    history.take(Step("merge", 0))
    history.take(Step("crash", after))
    history.end()
    assert len(history.documents()) == 1
    assert [(kind, number) for kind, number, _ in history.stored()] == [
        *[("gists", 0), ("issue", 9)],
        *[("pull", 1), ("pull", 2), ("pull", 3), ("pushes", 0)],
    ]
