"""What befell works after they landed: reverted, reinstated, or corrected by a maintainer, in order."""

from collections.abc import Iterable, Iterator

from ..history.landing import Landing
from ..history.objects import GitCommit
from ..history.reverts import Reverts
from ..statements.outcomes import Event
from .branch import Branch


class Undoing:
    """What undoes what on a branch."""

    def __init__(self, branch: Branch, landings: Iterable[Landing]) -> None:
        self._branch = branch
        self._landings = list(landings)
        self._reverts = Reverts(branch.repository, branch.line, self._landings, self._said_by_maintainer)
        self._said = list(self._stated())

    def events(self, landing: Landing) -> list[Event]:
        """What befell a landing, oldest first."""
        reverts = (
            Event((revert.position, revert.order), revert.kind, self._branch.act_of(revert.by, revert.position))
            for revert in self._reverts.of(landing)
        )
        stated = (event for at, event in self._said if at == landing.position)
        return sorted([*reverts, *stated], key=lambda event: event.when)

    def _stated(self) -> Iterator[tuple[int, Event]]:
        """Maintainers' `Reverts` and `Corrects`, each with the position of the landing it speaks of: the last one."""
        latest: dict[int, int] = {}
        landed = {landing.position: landing.pull for landing in self._landings}
        last = self._reverts.last  # what a merge states itself comes after what it brings
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

    def _said_by_maintainer(self, commit: GitCommit, position: int) -> bool:
        if self._branch.line.commits[position].oid != commit.oid:
            return False
        policy = self._branch.policies.at(position)
        return policy.evidence.trust_authors or (
            commit.own_words and policy.is_maintainer(self._branch.signatures.signer(commit))
        )
