"""A work that landed on a branch, and whether what landed is what the work holds."""

from collections.abc import Iterable
from dataclasses import dataclass

from .patches import patch_ids
from .repository import Repository

Change = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Landing:
    """A work at a position of the line.

    before: the position the branch stood at before it. brought: the work's own git commits, newest first. landed: git
    commits on the base branch's side that hold the change. needs: changes that must be one and the same, None if none.
    """

    position: int
    pull: int
    head: str
    method: str
    before: int
    brought: tuple[str, ...]
    landed: tuple[str, ...]
    needs: tuple[Change, Change] | None = None
    problem: str = ""


def same_changes(repository: Repository, landings: Iterable[Landing]) -> set[int]:
    """Positions of the landings whose content is what the work's head holds."""
    landings = list(landings)
    pairs = {change for landing in landings if landing.needs for change in landing.needs if all(change)}
    known = patch_ids(repository, pairs)
    return {
        landing.position
        for landing in landings
        if landing.needs is None
        or (landing.needs[0] in known and known[landing.needs[0]] == known.get(landing.needs[1]))
    }
