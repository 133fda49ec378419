"""Pushes to works: what each changed, and whether that had been pushed before."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import accumulate

from .line import Line
from .patches import patch_ids
from .reflog import Push
from .repository import Repository


@dataclass(frozen=True, slots=True)
class WorkPush:
    """One push to a work: its patch ("" if it changes nothing), and the earlier push that had the same or ""."""

    head: str
    at: int
    patch: str = ""
    repeats: str = ""


def base_at(line: Line, pushes: Iterable[Push]) -> dict[Push, int]:
    """The branch's position at each push: before its first git commit that was made at that time or later.

    What is added to the branch afterwards does not change it, so the same push always gives the same patch.
    """
    latest_yet = list(accumulate((commit.committed_at for commit in line.commits), max))
    last = len(latest_yet) - 1
    return {push: max(bisect_left(latest_yet, push.at) - 1, 0) if push.at else last for push in pushes}


def work_pushes(
    repository: Repository, line: Line, pushes: Mapping[int, Iterable[Push]], positions: Mapping[Push, int]
) -> dict[int, list[WorkPush]]:
    """Pushes by the number of the work, in the order given, with what each changed against the branch as it was."""
    known = {push: position for push, position in positions.items() if push.new in line.parents}
    forks = {push: line.fork(repository, push.new, position) for push, position in known.items()}
    patches = patch_ids(repository, {(fork, push.new) for push, fork in forks.items() if fork})
    found: dict[int, list[WorkPush]] = {}
    for number, logged in pushes.items():
        first: dict[str, str] = {"": ""}
        found[number] = []
        for push in logged:
            patch = patches.get((forks.get(push, ""), push.new), "")
            found[number].append(WorkPush(push.new, push.at, patch, first.get(patch, "")))
            first.setdefault(patch, push.new)
    return found
