"""Reverts: which git commits of a branch undo which.

`git revert` says "This reverts commit <id>". That counts where whoever said it has authority, or where the git commit,
wherever it came from, is exactly the inverse of what it names (the first it names: so what strangers write makes a
tree, never a maze), or of all that a rebase landed with it. A revert can be reverted.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass

from .landing import Change, Landing
from .line import Line
from .objects import GitCommit, read_commits
from .patches import patch_ids
from .repository import Repository

PHRASE = re.compile(r"This reverts commit ([0-9a-f]{40}(?:[0-9a-f]{24})?)")


@dataclass(frozen=True, slots=True)
class Revert:
    """A landing was `reverted`, or `reinstated`, by a git commit that came onto the line at `position`."""

    position: int
    order: int  # among what came in at that position
    kind: str
    by: GitCommit


class Reverts:
    """What undoes what on a line, of these landings. said(commit, position) → whether its words alone count; claims:
    what git commits are said to revert, besides what they say themselves."""

    def __init__(
        self,
        repository: Repository,
        line: Line,
        landings: Iterable[Landing],
        said: Callable[[GitCommit, int], bool],
        claims: Mapping[str, Iterable[str]] | None = None,
    ) -> None:
        self._repository = repository
        self._line = line
        self._undoers: dict[str, list[GitCommit]] = {}
        found = repository.git(
            "rev-list", "--reverse", "--topo-order", "--fixed-strings", "--grep=This reverts commit", line.tip
        ).decode()
        others = claims or {}
        order = {oid: (line.position(oid), place) for place, oid in enumerate([*found.split(), *others])}
        commits = read_commits(repository, sorted(order, key=lambda oid: order[oid]))
        self._order = {oid: order for order, oid in enumerate(commits)}
        self.last = len(commits)
        named = {oid: self._targets(commit, others.get(oid, ())) for oid, commit in commits.items()}
        parts = {oid: landing for landing in landings if _in_parts(landing) for oid in landing.landed}
        firsts = {oid: targets[0] for oid, targets in named.items() if targets}
        inverse = self._inverse((commits[oid], (target, target)) for oid, target in firsts.items())
        whole = self._inverse((commits[oid], _ends(parts[at])) for oid, at in firsts.items() if at in parts)
        for oid in whole:
            self._undoers.setdefault(_whole(parts[firsts[oid]]), []).append(commits[oid])
        for oid, targets in named.items():
            commit = commits[oid]
            counted = targets if said(commit, self._position(commit)) else targets[:1] if oid in inverse else []
            for target in counted:
                self._undoers.setdefault(target, []).append(commit)

    def of(self, landing: Landing) -> Iterator[Revert]:
        """What undid a landing, or brought it back. In no order."""
        if _in_parts(landing):
            yield from self._toggles(_whole(landing), ("reverted", "reinstated"))
        whole = [landing.landed] if landing.method == "rebase" else [landing.landed, landing.brought]
        for targets in whole:
            if len(targets) == 1:
                yield from self._toggles(targets[0], ("reverted", "reinstated"))
            elif targets and all(oid in self._undoers for oid in targets):
                firsts = (min(self._toggles(oid, ("reverted", "reinstated")), key=_when) for oid in targets)
                yield max(firsts, key=_when)

    def _position(self, commit: GitCommit) -> int:
        position = self._line.position(commit.oid)
        assert position is not None
        return position

    def _targets(self, commit: GitCommit, claims: Iterable[str]) -> list[str]:
        """What a git commit on the line reverts as it is said, each once."""
        named = dict.fromkeys([*PHRASE.findall(commit.message), *claims])
        return [target for target in named if self._line.position(target) is not None]

    def _toggles(self, target: str, kinds: tuple[str, str], depth: int = 0) -> Iterator[Revert]:
        """Undoing what was undone brings it back, and so on."""
        for commit in self._undoers.get(target, []) if depth < 100 else []:
            yield Revert(self._position(commit), self._order[commit.oid], kinds[0], commit)
            yield from self._toggles(commit.oid, (kinds[1], kinds[0]), depth + 1)

    def _inverse(self, claims: Iterable[tuple[GitCommit, Change]]) -> set[str]:
        """Git commits that are exactly the inverse of what they are said to undo: a first and a last git commit."""
        parents = self._line.parents
        pairs = {
            commit.oid: ((commit.parents[0], commit.oid), (last, parents[first][0]))
            for commit, (first, last) in claims
            if commit.parents and parents[first]
        }
        known = patch_ids(self._repository, {change for pair in pairs.values() for change in pair})
        return {oid for oid, (did, undid) in pairs.items() if did in known and known[did] == known.get(undid)}


def _in_parts(landing: Landing) -> bool:
    return landing.method == "rebase" and len(landing.landed) > 1


def _ends(landing: Landing) -> Change:
    return landing.landed[0], landing.landed[-1]


def _whole(landing: Landing) -> str:
    """A name for all that a rebase landed."""
    return "..".join(_ends(landing))


def _when(revert: Revert) -> tuple[int, int]:
    return revert.position, revert.order
