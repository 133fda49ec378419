"""Reverts: which git commits undo which, and what maintainers took back, corrected or reinstated, in order.

`git revert` says "This reverts commit <id>". That counts where a maintainer said it on the branch in their own words,
or where the git commit, wherever it came from, is exactly the inverse of what it names (the first it names: so what
strangers write makes a tree, never a maze). A revert can be reverted.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ...core.evidence import Act
from .acts import Acts
from .branch import Branch
from .landings import Landing
from .objects import GitCommit, read_commits
from .patches import patch_ids

_PHRASE = re.compile(r"This reverts commit ([0-9a-f]{40}(?:[0-9a-f]{24})?)")


@dataclass(frozen=True, slots=True)
class Event:
    """Something that befell a landing: reverted, reinstated, or corrected by statements."""

    when: tuple[int, int]  # the position, and the order among what came in at that position
    kind: str
    act: Act
    correction: Acts | None = None


class Undoing:
    """What undoes what on a branch."""

    def __init__(self, branch: Branch, landings: Iterable[Landing]) -> None:
        self._branch = branch
        self._landings = list(landings)
        self._undoers: dict[str, list[GitCommit]] = {}
        found = branch.repository.git(
            "rev-list", "--reverse", "--topo-order", "--fixed-strings", "--grep=This reverts commit", branch.line.tip
        ).decode()
        commits = read_commits(branch.repository, found.split())
        self._order = {oid: order for order, oid in enumerate(commits)}
        claims = {commit.oid: self._targets(commit) for commit in commits.values()}
        inverse = self._inverse((commits[oid], targets[0]) for oid, targets in claims.items() if targets)
        for oid, targets in claims.items():
            counted = targets if self._said_by_maintainer(commits[oid]) else targets[:1] if oid in inverse else []
            for target in counted:
                self._undoers.setdefault(target, []).append(commits[oid])
        self._said = list(self._stated())

    def events(self, landing: Landing) -> list[Event]:
        """What befell a landing, oldest first."""
        found = [*self._reverts(landing), *(event for at, event in self._said if at == landing.position)]
        return sorted(found, key=_when)

    def _reverts(self, landing: Landing) -> Iterator[Event]:
        whole = [landing.landed] if landing.method == "rebase" else [landing.landed, landing.brought]
        for targets in whole:
            if len(targets) == 1:
                yield from self._toggles(targets[0], ("reverted", "reinstated"))
            elif targets and all(oid in self._undoers for oid in targets):
                firsts = (min(self._toggles(oid, ("reverted", "reinstated")), key=_when) for oid in targets)
                yield max(firsts, key=_when)

    def _targets(self, commit: GitCommit) -> list[str]:
        """What a git commit on the branch says it reverts, each once."""
        named = dict.fromkeys(_PHRASE.findall(commit.message))
        return [target for target in named if self._branch.line.position(target) is not None]

    def _toggles(self, target: str, kinds: tuple[str, str], depth: int = 0) -> Iterator[Event]:
        """Undoing what was undone brings it back, and so on."""
        for commit in self._undoers.get(target, []) if depth < 100 else []:
            position = self._branch.line.position(commit.oid)
            assert position is not None
            when = (position, self._order[commit.oid])
            yield Event(when, kinds[0], self._branch.act_of(commit, position))
            yield from self._toggles(commit.oid, (kinds[1], kinds[0]), depth + 1)

    def _stated(self) -> Iterator[tuple[int, Event]]:
        """Maintainers' `Reverts` and `Corrects`, each with the position of the landing it speaks of: the last one."""
        latest: dict[int, int] = {}
        landed = {landing.position: landing.pull for landing in self._landings}
        last = len(self._order)  # what a merge states itself comes after what it brings
        for position, acts in self._branch.maintainers_acts():
            for kind, moves in (("reverted", acts.reverts), ("corrected", acts.corrects)):
                for move in moves:
                    if move.number in latest:
                        act = self._branch.act(position, move.reason)
                        yield (
                            latest[move.number],
                            Event((position, last), kind, act, acts if kind == "corrected" else None),
                        )
                    else:
                        what = f"`{move.number}` in git commit {self._branch.line.commits[position].oid[:12]}"
                        self._branch.problems.append(f"There is no work {what} to be {kind}: nothing landed before it.")
            if position in landed:
                latest[landed[position]] = position

    def _said_by_maintainer(self, commit: GitCommit) -> bool:
        line = self._branch.line
        position = line.position(commit.oid)
        if position is None or line.commits[position].oid != commit.oid:
            return False
        policy = self._branch.policies.at(position)
        return policy.evidence.trust_authors or (
            commit.own_words and policy.is_maintainer(self._branch.signatures.signer(commit))
        )

    def _inverse(self, claims: Iterable[tuple[GitCommit, str]]) -> set[str]:
        """Git commits that are exactly the inverse of the one they name first."""
        parents = self._branch.line.parents
        pairs = {
            commit.oid: ((commit.parents[0], commit.oid), (target, parents[target][0]))
            for commit, target in claims
            if commit.parents and parents[target]
        }
        known = patch_ids(self._branch.repository, {change for pair in pairs.values() for change in pair})
        return {oid for oid, (did, undid) in pairs.items() if did in known and known[did] == known.get(undid)}


def _when(event: Event) -> tuple[int, int]:
    return event.when
