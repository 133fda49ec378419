"""What befell a work after it was merged: reverted on the base branch or by a maintainer's word, or corrected."""

from collections.abc import Iterable, Iterator, Mapping

from ...core.evidence import Act, Person
from ..history.landing import Landing
from ..history.objects import GitCommit
from ..history.reverts import PHRASE, Reverts
from ..statements.outcomes import Event
from .base import Base
from .readings import Pull
from .saying import acts_of
from .stated import JUDGING
from .threads import Threads

_UNDOING = (*JUDGING, "corrects", "reverts")


class Undoing:
    """Reverts count where they are exactly the inverse of what they name; words alone count as a maintainer's act."""

    def __init__(
        self, base: Base, threads: Threads, landings: Iterable[Landing], commits: Mapping[str, GitCommit]
    ) -> None:
        self._base = base
        self._threads = threads
        landings = list(landings)
        claims = _claims(landings, commits)
        self._reverts = Reverts(base.repository, base.line, landings, lambda *_: False, claims)
        self._times: list[int] = []
        for commit in base.line.commits:
            self._times.append(max(commit.committed_at, self._times[-1] if self._times else 0))

    def events(self, pull: Pull, landing: Landing | None, since: int) -> list[Event]:
        """What befell a pull request since then, oldest first."""
        reverts = self._reverted(landing) if landing and landing.landed else ()
        return sorted([*reverts, *self._stated(pull, since)], key=lambda event: event.when)

    def _reverted(self, landing: Landing) -> Iterator[Event]:
        for revert in self._reverts.of(landing):
            at = self._times[revert.position]
            act = Act(Person("", "none"), False, revert.by.oid, revert.by.committed_at, "")
            yield Event((at, revert.order), revert.kind, act)

    def _stated(self, pull: Pull, since: int) -> Iterator[Event]:
        for order, said in enumerate(self._threads.said(pull)):
            by = self._base.names.person(said.by)
            policy = self._base.policy(said.at)
            if said.at < since or not said.stands(said.at) or not policy.is_maintainer(by):
                continue
            acts = acts_of(said, policy, self._threads.people(pull, said.at), _UNDOING)
            when = (said.at, self._reverts.last + order)
            for kind, moves in (("reverted", acts.reverts), ("corrected", acts.corrects)):
                for move in moves:
                    if move.number == pull.number:
                        act = Act(by, True, said.source, said.at, move.reason)
                        yield Event(when, kind, act, acts if kind == "corrected" else None)


def _claims(landings: Iterable[Landing], commits: Mapping[str, GitCommit]) -> dict[str, list[str]]:
    """What squashed git commits say they revert, where the squash itself does not repeat it."""
    claims: dict[str, list[str]] = {}
    for landing in landings:
        if landing.method == "squash" and landing.landed:
            messages = [commits[oid].message for oid in landing.brought if oid in commits]
            if named := [target for message in messages for target in PHRASE.findall(message)]:
                claims[landing.landed[0]] = named
    return claims
