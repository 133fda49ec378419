"""Whatever is told, lost, doubled, late or out of order, and whenever the service is killed: in the end it holds the
same, byte for byte, as somebody who reads everything once. GitHub is the stand-in's; the rest is real.

Where people take back what they said, somebody new cannot tell what it was: then the same means, with what the watch
itself had held on to."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.github.standin import StandIn, running
from tests.github.standin.graphql import SCHEMA_FILE
from tests.service.project import Project, Watcher, begin, read_once, texts

pytestmark = pytest.mark.skipif(not SCHEMA_FILE.exists(), reason="GitHub's GraphQL schema is not installed: npm ci")

FATES = ("told", "told", "lost", "doubled", "late")


@pytest.fixture
def github(tmp_path: Path) -> Iterator[StandIn]:
    with running(tmp_path / "github") as github:
        begin(github)
        yield github


@pytest.mark.parametrize("seed", [0, 2, 4, 3, 5, 201])  # odd ones take back what they said
def test_the_end_is_the_same_whatever_was_told(github: StandIn, database: Engine, tmp_path: Path, seed: int) -> None:
    choose = random.Random(seed)
    token = github.token("co_maintainer", 100_000)
    with Watcher(github, token, database, tmp_path / "mirror") as watcher:
        takes_back = seed % 2 == 1
        project = Project(github, choose, takes_back=takes_back)
        seen, held_back = 0, []
        for _ in range(8):
            project.happen(choose.randint(1, 8))
            new, seen = github.post.deliveries[seen:], len(github.post.deliveries)
            choose.shuffle(new)
            for delivery in new:
                fate = choose.choice(FATES)
                held_back += [delivery] if fate == "late" else []
                for _ in range({"told": 1, "doubled": 2}.get(fate, 0)):
                    watcher.receive(delivery)
            choose.choice([watcher.attend, watcher.sweep, lambda: None])()
            if choose.random() < 0.3:
                watcher.stop()
                watcher.restart()
        for delivery in held_back:
            watcher.receive(delivery)
        watcher.sweep()
        remembered = tmp_path / "mirror" if takes_back else None
        expected = read_once(github, token, tmp_path / "another", remembered)
        assert texts(watcher.watch.look()) == texts(expected)
        assert len(expected) > 5
        assert watcher.watch.judged().facts
