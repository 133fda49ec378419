"""A git origin is watched too: looked at anew where a ref moved, and left alone where none did."""

import asyncio
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import Engine

from praxis_chain.demo.repository import DemoRepository
from praxis_chain.forges.git import GitForge
from praxis_chain.oracle import Judged, collect, judge_all
from praxis_chain.service.watching import GitPlace, Watch

POLICY = f'action = "code"\n\n[actions]\ncode = "0x{"ac" * 32}"\n'
NOW = 1_750_000_000.0  # unix seconds


class Stage:
    """A repository, and a watch of it that counts its looks."""

    def __init__(self, database: Engine, folder: Path) -> None:
        self.folder = folder
        self.repository = DemoRepository(folder / "shared", policy=POLICY)
        self.repository.open_issue(7, "Make it faster")
        self.looks = 0
        self.watch = Watch(database, [GitPlace(str(self.repository.path), self.look)], clock=lambda: NOW)

    def look(self) -> GitForge:
        self.looks += 1
        return GitForge(self.repository.path, self.folder / "mirror")

    def sweep(self) -> Judged:
        asyncio.run(self.watch.look_around())
        return self.watch.judged()

    def merge(self, number: int) -> None:
        self.repository.push_work(number, "contributor", {f"{number}.txt": "Faster\n"})
        self.repository.merge(number, closes=7)


@pytest.fixture
def stage(database: Engine, tmp_path: Path) -> Stage:
    return Stage(database, tmp_path)


def test_where_no_ref_moved_nothing_is_looked_at(stage: Stage) -> None:
    before = stage.sweep()
    assert stage.sweep() is before
    assert (stage.looks, stage.watch.problems(), stage.watch.looked_at()) == (1, (), NOW)


def test_where_a_ref_moved_all_is_looked_at_as_by_somebody_new(stage: Stage) -> None:
    stage.sweep()
    stage.merge(3)
    judged = stage.sweep()
    anew = judge_all(collect(GitForge(stage.repository.path, stage.folder / "another")))
    assert (stage.looks, list(judged.facts)) == (2, list(anew.facts))
    assert [fact.__class__.__name__ for fact in judged.facts.values()] == ["Commit"]


def test_an_origin_that_is_gone_is_told_and_what_was_seen_stays(stage: Stage) -> None:
    stage.merge(3)
    before = stage.sweep()
    stage.repository.path.rename(stage.folder / "elsewhere")
    assert stage.sweep() is before
    (problem,) = stage.watch.problems()
    assert problem.startswith(f"{stage.repository.path}: Asking {stage.repository.path} failed: ")
    (stage.folder / "elsewhere").rename(stage.repository.path)
    assert stage.sweep() is before
    assert stage.watch.problems() == ()


def test_a_look_that_failed_is_repeated(stage: Stage) -> None:
    stage.merge(3)
    (stage.folder / "mirror").write_text("in the way")
    assert not stage.sweep().facts
    assert len(stage.watch.problems()) == 1
    (stage.folder / "mirror").unlink()
    assert len(stage.sweep().facts) == 1


def test_many_origins_are_swept_by_themselves(database: Engine, tmp_path: Path) -> None:
    stages = [Stage(database, tmp_path / name) for name in ("one", "other")]
    stages[0].merge(3)
    stages[1].repository.path.rename(tmp_path / "gone")
    watch = Watch(database, [GitPlace(str(stage.repository.path), partial(stage.look)) for stage in stages])
    asyncio.run(watch.look_around())
    assert len(watch.judged().facts) == 1
    assert [len(fresh.problems) for fresh in watch.freshness()] == [0, 1]
