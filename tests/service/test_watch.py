"""A watch keeps what is known of repositories current, by hints and by sweeps, whatever fails meanwhile."""

import asyncio
import threading
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from praxis_chain.core.errors import Disagree, NetworkFailed, NotThere, Refused
from praxis_chain.core.evidence import AnyEvidence, evidence_json
from praxis_chain.forges.github.readings import Account, Comment, Gist, Readings
from praxis_chain.oracle import Finding, Judged, find
from praxis_chain.service.watching import GitHubPlace, Patience, Watch
from praxis_chain.store import open_store
from praxis_chain.store.hints import Hint, ask, asked
from tests.service.stand_in import HERE, PLACE, Shown, StandInForge, merged, open_issue, open_pull

PATIENCE = Patience(retry=2, longest=8, slow=100, reread=1000, at_once=1)
SWEEP = [("changed", 0), ("pushes", 0), ("mirror", 0)]  # what each asks
MIRROR = Path("nowhere")
START = 1_750_001_000.0  # unix seconds


class Stage:
    """A forge, a clock and a store; `restart` makes a watch that knows only what is stored."""

    def __init__(self, store: Engine, forge: StandInForge | None = None) -> None:
        self.store = store
        self.forge = forge or StandInForge()
        self.now = START
        self.shown = 0
        self.restart()

    def restart(self) -> None:
        self.place = self.make_place()
        self.watch = Watch(self.store, [self.place], clock=self.clock)

    def make_place(self, name: str = PLACE, forge: StandInForge | None = None) -> GitHubPlace:
        source = forge or self.forge
        return GitHubPlace(name, self.store, source.open, MIRROR, self.show, patience=PATIENCE, clock=self.clock)

    def clock(self) -> float:
        return self.now

    def show(self, readings: Readings, mirror: object) -> Shown:
        self.shown += 1
        return Shown(readings, mirror)

    def sweep(self) -> Judged:
        asyncio.run(self.watch.look_around())
        return self.watch.judged()

    def attend(self) -> Judged:
        asyncio.run(self.watch.attend())
        return self.watch.judged()

    def hint(self, kind: str, number: int = 0) -> None:
        """What a delivery leaves."""
        with self.store.begin() as connection:
            ask(connection, [Hint(HERE.host, HERE.id, kind, number)], int(self.now))

    def waiting(self) -> list[tuple[str, int]]:
        return [(hint.kind, hint.number) for hint in asked(self.store, HERE.host, HERE.id)]

    def questions(self) -> list[tuple[str, int]]:
        """What the forge was asked since this was last called."""
        found, self.forge.asked = self.forge.asked, []
        return found


@pytest.fixture
def stage(database: Engine) -> Stage:
    """Works 1 and 2 merged, 3 open; issue 9 open. Nothing was read yet."""
    stage = Stage(database)
    for value in (merged(open_pull(1)), merged(open_pull(2)), open_pull(3), open_issue(9)):
        stage.forge.put(value)
    return stage


def works(documents: Iterable[AnyEvidence]) -> list[int]:
    return [int(document.work.rpartition("/")[2]) for document in documents]  # type: ignore[union-attr]


def texts(watch: Watch) -> list[bytes]:
    return [evidence_json(document) for document in watch.look()]


def test_the_first_sweep_reads_everything(stage: Stage) -> None:
    judged = stage.sweep()
    assert works(judged.evidence.values()) == [1, 2]
    assert stage.questions() == [
        *[("open", 0), *SWEEP],
        *[("issue", 9), ("pull", 1), ("pull", 2), ("pull", 3), ("gists", 0)],
    ]
    assert stage.waiting() == []
    assert stage.watch.problems() == ()
    assert stage.watch.counts() == {PLACE: {"documents": 2, "pulls": 3, "issues": 1, "waiting": 0, "failing": 0}}


def test_where_nothing_changed_nothing_is_read_or_judged(stage: Stage) -> None:
    before = stage.sweep()
    stage.questions()
    assert stage.sweep() is before
    assert stage.questions() == SWEEP
    assert stage.shown == 1


def test_a_hint_has_that_work_read_and_no_other(stage: Stage) -> None:
    stage.sweep()
    stage.questions()
    stage.hint(*stage.forge.put(merged(stage.forge.pulls[3])))
    assert works(stage.attend().evidence.values()) == [1, 2, 3]
    assert stage.questions() == [("pull", 3)]
    assert stage.waiting() == []


def test_a_hint_that_says_nothing_new_changes_nothing(stage: Stage) -> None:
    before = stage.sweep()
    stage.hint("pull", 1)
    assert stage.attend() is before
    assert stage.shown == 1


def test_a_sweep_finds_what_no_webhook_told(stage: Stage) -> None:
    stage.sweep()
    stage.questions()
    stage.forge.put(merged(stage.forge.pulls[3]))
    assert works(stage.attend().evidence.values()) == [1, 2]
    assert works(stage.sweep().evidence.values()) == [1, 2, 3]
    assert stage.questions() == [*SWEEP, ("pull", 3)]


def test_a_hint_about_the_repository_is_answered_by_a_sweep(stage: Stage) -> None:
    stage.sweep()
    stage.questions()
    stage.hint("repository")
    stage.attend()
    assert stage.questions() == SWEEP
    assert stage.waiting() == []


def test_where_the_base_moved_only_documents_that_changed_are_judged(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    judged: list[int] = []

    def find_and_note(document: AnyEvidence) -> Finding:
        judged.extend(works([document]))
        return find(document)

    monkeypatch.setattr("praxis_chain.service.watching.watch.find", find_and_note)
    before = stage.sweep()
    stage.forge.put(merged(stage.forge.pulls[3]))
    stage.forge.tips += 1
    after = stage.sweep()
    assert (stage.shown, judged) == (2, [1, 2, 3])
    assert list(after.facts)[:2] == list(before.facts)


def test_a_restart_goes_on_where_it_was(stage: Stage) -> None:
    stage.sweep()
    before = texts(stage.watch)
    stage.questions()
    stage.restart()
    stage.sweep()
    assert texts(stage.watch) == before
    assert stage.questions() == [("open", 77), *SWEEP, ("gists", 0)]


def test_after_a_restart_nothing_is_held_true_before_a_sweep(stage: Stage) -> None:
    stage.sweep()
    stage.restart()
    stage.forge.failing["changed", 0] = NetworkFailed("GitHub does not answer.")
    assert not stage.sweep().facts
    assert not stage.attend().facts
    assert stage.watch.problems() == (f"{PLACE}: GitHub does not answer.",)
    assert stage.watch.looked_at() == 0.0


def test_a_database_that_was_lost_is_read_again(stage: Stage, tmp_path: Path) -> None:
    stage.sweep()
    before = texts(stage.watch)
    stage.store = open_store(f"sqlite:///{tmp_path / 'another.db'}")
    stage.restart()
    stage.sweep()
    assert texts(stage.watch) == before
    stage.store.dispose()


def test_a_work_that_cannot_be_read_holds_up_no_other(stage: Stage) -> None:
    stage.forge.failing["pull", 1] = NetworkFailed("GitHub answered 500.")
    assert works(stage.sweep().evidence.values()) == [2]
    assert stage.watch.problems() == (f"{PLACE} pull 1: GitHub answered 500.",)
    assert stage.waiting() == [("pull", 1)]


def test_what_failed_is_tried_again_later_each_time(stage: Stage) -> None:
    stage.forge.failing["pull", 1] = NetworkFailed("GitHub answered 500.")
    stage.sweep()
    tried = []
    for second in range(40):
        stage.now = START + second
        stage.questions()
        stage.attend()
        tried += [second] if stage.questions() else []
    assert tried == [2, 6, 14, 22, 30, 38]  # 2, 4, 8 and then always 8 seconds after the last
    stage.forge.failing.clear()
    stage.now += 10
    assert works(stage.attend().evidence.values()) == [1, 2]
    assert stage.watch.problems() == ()


def test_what_failed_is_tried_at_once_when_it_is_told_again(stage: Stage) -> None:
    stage.forge.failing["pull", 1] = NetworkFailed("GitHub answered 500.")
    stage.sweep()
    stage.forge.failing.clear()
    stage.hint("pull", 1)
    assert works(stage.attend().evidence.values()) == [1, 2]


def test_where_the_forge_does_not_answer_what_was_read_stays(stage: Stage) -> None:
    before = stage.sweep()
    stage.hint("pull", 1)
    stage.forge.failing["", 0] = NetworkFailed("GitHub does not answer.")
    assert stage.attend() is before
    assert stage.watch.problems() == (f"{PLACE} pull 1: GitHub does not answer.",)


def test_of_a_contradiction_nothing_is_held_true(stage: Stage) -> None:
    stage.sweep()
    stage.hint("pull", 1)
    stage.forge.failing["pull", 1] = Disagree("REST and GraphQL disagree on merged: true and false.")
    assert works(stage.attend().evidence.values()) == [2]
    assert stage.watch.problems() == (f"{PLACE} pull 1: REST and GraphQL disagree on merged: true and false.",)
    stage.forge.failing.clear()
    stage.now += 2
    assert works(stage.attend().evidence.values()) == [1, 2]


def test_a_repository_that_cannot_be_read_holds_up_no_other(database: Engine, stage: Stage) -> None:
    other = StandInForge(repository=replace(HERE, id=78, name="owner/other"))
    other.put(merged(open_pull(5)))
    stage.forge.failing["", 0] = NetworkFailed("GitHub does not answer.")
    places = [stage.place, stage.make_place("github:owner/other", other)]
    watch = Watch(database, places, clock=stage.clock)
    asyncio.run(watch.look_around())
    assert works(watch.judged().evidence.values()) == [5]
    assert [(fresh.name, fresh.looked_at, fresh.problems) for fresh in watch.freshness()] == [
        (PLACE, 0.0, (f"{PLACE}: GitHub does not answer.",)),
        ("github:owner/other", START, ()),
    ]
    assert watch.looked_at() == 0.0


async def until_judged(watch: Watch) -> None:
    """It runs until it has judged anything."""
    running = asyncio.create_task(watch.run())
    async with asyncio.timeout(30):
        while not watch.judged().facts:
            await asyncio.sleep(0.001)
    running.cancel()


def test_a_repository_that_hangs_holds_up_no_other(database: Engine, stage: Stage) -> None:
    other = StandInForge(repository=replace(HERE, id=78, name="owner/other"))
    other.put(merged(open_pull(5)))

    async def never(_: int) -> StandInForge:
        await asyncio.Event().wait()
        raise AssertionError

    hanging = GitHubPlace(PLACE, database, never, MIRROR, stage.show)
    watch = Watch(database, [hanging, stage.make_place("github:owner/other", other)], every=0.01, clock=stage.clock)

    asyncio.run(until_judged(watch))
    assert works(watch.judged().evidence.values()) == [5]


def test_many_repositories_whose_git_server_hangs_hold_up_no_other(stage: Stage) -> None:
    """More than a process has threads to share."""
    never = threading.Event()

    class Hanging(StandInForge):
        def update(self) -> None:
            never.wait(60)

    hanging = [Hanging(repository=replace(HERE, id=100 + number)) for number in range(40)]
    places = [stage.make_place(f"github:owner/{forge.repository.id}", forge) for forge in hanging]
    watch = Watch(stage.store, [*places, stage.place], every=0.01, clock=stage.clock)

    async def look() -> None:
        await until_judged(watch)
        never.set()

    try:
        asyncio.run(look())
    finally:
        never.set()
    assert works(watch.judged().evidence.values()) == [1, 2]


def test_a_running_watch_hears_of_hints_at_once(stage: Stage) -> None:
    watch = Watch(stage.store, [stage.place], every=3600, tick=3600, clock=stage.clock)

    async def hear() -> None:
        running = asyncio.create_task(watch.run())
        while len(watch.judged().facts) < 2:
            await asyncio.sleep(0.001)
        stage.hint(*stage.forge.put(merged(stage.forge.pulls[3])))
        watch.hear()
        while len(watch.judged().facts) < 3:
            await asyncio.sleep(0.001)
        running.cancel()

    asyncio.run(asyncio.wait_for(hear(), 30))


def test_of_what_is_not_shown_any_more_nothing_is_held_true(stage: Stage) -> None:
    """It may have been deleted, or our credentials may not do any more: both are looked at again, but not soon."""
    stage.sweep()
    stage.hint("pull", 1)
    stage.forge.failing["pull", 1] = NotThere("GitHub has no 1 of that kind.")
    assert works(stage.attend().evidence.values()) == [2]
    stage.forge.failing.clear()
    stage.now += 999
    assert works(stage.attend().evidence.values()) == [2]
    assert stage.watch.problems() == (f"{PLACE} pull 1: GitHub has no 1 of that kind.",)
    stage.now += 1
    assert works(stage.attend().evidence.values()) == [1, 2]


def test_what_fails_in_a_way_nobody_foresaw_does_not_end_the_watch(stage: Stage) -> None:
    del stage.forge.pulls[1]  # KeyError, where the real source raises a PraxisError
    stage.sweep()
    assert stage.watch.problems() == (f"{PLACE}: reading failed inside, in a way nobody foresaw; see the log.",)


def test_a_name_that_became_another_repositorys_is_refused(stage: Stage) -> None:
    stage.sweep()
    stage.forge.repository = replace(HERE, id=666)
    stage.restart()
    assert not stage.sweep().facts
    (problem,) = stage.watch.problems()
    assert problem.startswith(f"{PLACE}: {PLACE} was repository 77 and is 666 now: its name belongs to another one.")


def test_after_a_sweep_that_failed_the_repository_is_found_anew(stage: Stage) -> None:
    """It may have been renamed meanwhile, and its clone address with it."""
    stage.sweep()
    stage.forge.failing["pushes", 0] = NetworkFailed("GitHub answered 404.")
    stage.sweep()
    stage.forge.failing.clear()
    stage.questions()
    stage.sweep()
    assert stage.questions() == [("open", 77), *SWEEP]


def test_a_repository_may_be_renamed(stage: Stage) -> None:
    stage.sweep()
    before = texts(stage.watch)
    stage.forge.repository = replace(HERE, name="owner/renamed")
    stage.restart()
    stage.sweep()
    assert texts(stage.watch) == before


def test_readings_of_another_shape_are_read_again(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.sweep()
    stage.questions()
    monkeypatch.setattr("praxis_chain.service.watching.github.shape", lambda kind: "another")
    stage.restart()
    stage.sweep()
    assert [number for kind, number in stage.questions() if kind == "pull"] == [1, 2, 3]
    assert works(stage.watch.look()) == [1, 2]


def test_live_work_is_read_again_now_and_then(stage: Stage) -> None:
    """Works 1 and 2 ended 500 seconds before the start, so only 3 and the issue may still change; one in each sweep."""
    stage.sweep()
    stage.questions()
    stage.now = START + 999
    stage.sweep()
    assert stage.questions() == [*SWEEP, ("gists", 0)]
    for number, expected in enumerate([[("issue", 9)], [("pull", 3)], []]):
        stage.now = START + 1001 + number
        stage.sweep()
        assert stage.questions() == [*SWEEP, *expected]


def test_links_are_asked_for_when_somebody_new_appears_and_now_and_then(stage: Stage) -> None:
    newcomer = Account(777, "User", "newcomer")
    stage.sweep()
    stage.questions()
    stage.hint(*stage.forge.put(open_pull(4, newcomer)))
    stage.forge.gists[777] = (Gist("g1", newcomer, "a" * 40, 1_750_000_000, "praxis.json", "{}"),)
    stage.attend()
    assert stage.questions() == [("pull", 4), ("gists", 0)]
    assert stage.place.forge()._readings.gists == stage.forge.gists[777]  # type: ignore[attr-defined]
    stage.now += 99
    stage.sweep()
    assert ("gists", 0) not in stage.questions()
    stage.now += 1
    stage.sweep()
    assert ("gists", 0) in stage.questions()


def test_whoever_an_act_may_name_is_asked_for_links(stage: Stage) -> None:
    explainer, talker = Account(801, "User", "explainer"), Account(802, "User", "talker")
    act = Comment(1, explainer, 1_750_000_000, "/praxis explained-by: @explainer", False)
    asked_for: list[int] = []

    async def read_gists(accounts: Iterable[Account]) -> list[Gist]:
        asked_for.extend(account.id for account in accounts)
        return []

    stage.forge.read_gists = read_gists  # type: ignore[method-assign]
    stage.forge.put(replace(open_issue(9), comments=(act,)))
    stage.forge.put(replace(open_issue(10), comments=(replace(act, by=talker, body="Nice."),)))
    stage.sweep()
    assert asked_for == [501, 502, 801]


def test_looked_at_is_when_the_last_whole_look_began(stage: Stage) -> None:
    stage.sweep()
    assert stage.watch.looked_at() == START
    stage.now += 60
    stage.forge.failing["changed", 0] = NetworkFailed("GitHub answered 502.")
    stage.sweep()
    stage.attend()
    assert stage.watch.looked_at() == START
    assert stage.watch.problems() == (f"{PLACE}: GitHub answered 502.",)
    stage.forge.failing.clear()
    stage.sweep()
    assert (stage.watch.looked_at(), stage.watch.problems()) == (START + 60, ())


def test_what_cannot_be_judged_was_not_looked_at(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> Shown:
        raise Refused("The history under the first policy was rewritten.")

    stage.sweep()
    stage.forge.tips += 1
    stage.now += 60
    with monkeypatch.context() as patched:
        patched.setattr(stage.place, "_look", refuse)
        assert works(stage.sweep().evidence.values()) == [1, 2]
    assert stage.watch.looked_at() == START
    assert stage.watch.problems() == (f"{PLACE}: The history under the first policy was rewritten.",)
    stage.sweep()
    assert (stage.watch.looked_at(), stage.watch.problems()) == (START + 60, ())


def test_what_another_process_answered_fails_no_longer(stage: Stage) -> None:
    stage.forge.failing["pull", 1] = NetworkFailed("GitHub answered 500.")
    stage.sweep()
    stage.forge.failing.clear()
    asyncio.run(Watch(stage.store, [stage.make_place()], clock=stage.clock).look_around())
    assert works(stage.attend().evidence.values()) == [1, 2]
    assert stage.watch.problems() == ()


def test_what_the_forge_complains_of_is_told(stage: Stage) -> None:
    stage.forge.put(replace(open_issue(9), state="closed"))
    stage.sweep()
    assert stage.watch.problems() == ("#9 was closed without an explanation.",)
