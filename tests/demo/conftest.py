"""The story, told once; and repositories as users have them."""

import os
import subprocess
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from praxis_chain.demo.scenes import Scene
    from praxis_chain.demo.town import Town


@dataclass(frozen=True)
class Told:
    """A town, as the story left it, and every scene by its place."""

    town: "Town"
    scenes: "Sequence[Scene]"


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """On a chain of its own, in this process."""
    from praxis_chain.demo import story
    from praxis_chain.demo.town import START, Town
    from praxis_chain.evm.local import require_local
    from praxis_chain.evm.networks import open_network

    with open_network("embedded", start=START) as network:
        town = Town.begin(require_local(network, "testing"), tmp_path_factory.mktemp("town"))
        yield Told(town, list(story.tell(town)))


@pytest.fixture(scope="session")
def plain_repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """As on GitHub: three unsigned merges by the server, each closing an issue, of two people; one was reverted."""
    folder = tmp_path_factory.mktemp("plain") / "project"
    run = _Git(folder)
    run("init", "-q", "-b", "main", str(folder))
    run.commit("owner", "Begin")
    for number, who in ((4, "contributor"), (6, "second_contributor"), (9, "contributor")):
        run("checkout", "-q", "-b", f"work-{number}")
        (folder / f"{number}.txt").write_text(f"by {who}\n")
        run("add", ".")
        run.commit(who, f"Work {number}")
        run("checkout", "-q", "main")
        message = f"Merge pull request #{number} from {who}/work\n\nFixes #{number + 100}"
        run("merge", "-q", "--no-ff", "-m", message, f"work-{number}", who="server")
    run("revert", "--no-edit", "-m", "1", "HEAD", who="owner")
    return folder


class _Git:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._time = 1_700_000_000

    def __call__(self, *arguments: str, who: str = "owner") -> None:
        self._time += 60
        people = {
            f"GIT_{kind}_{part}": value
            for kind in ("AUTHOR", "COMMITTER")
            for part, value in (("NAME", who), ("EMAIL", f"{who}@example.org"), ("DATE", f"@{self._time} +0000"))
        }
        env = {**os.environ, **people, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
        where = ["-C", str(self._folder)] if self._folder.exists() else []
        subprocess.run(["git", *where, *arguments], env=env, check=True, capture_output=True)

    def commit(self, who: str, message: str) -> None:
        self("commit", "-q", "--allow-empty", "-m", message, who=who)
