"""Progress: pushes to pull requests by GitHub's own clock, and what maintainers say about locks.

Only the author's pushes count, and of those before the pull request was opened only the last. What a push is for are
the issues that its git commits close, and those of the description, if nobody edited it since a maintainer called the
work good.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from ...core.evidence import Act, Person, ProgressEvidence
from ...core.rules import RULES_VERSION
from ..history.landing import Landing
from ..history.objects import read_commits
from ..history.pushes import WorkPush, base_at, work_pushes
from ..history.reflog import Push as Moved
from ..statements.acts import Move
from .base import Base
from .closing import closed_by, closes
from .readings import Pull, Push
from .saying import acts_of
from .threads import Threads

UNKNOWN = Person("", "none")
_MOVING = ("good-progress", "blocked", "replaces")


@dataclass(frozen=True, slots=True)
class _Call:
    """A maintainer's act about a lock."""

    act: Act
    move: Move


class Progresses:
    """All progress on a repository's pull requests. landings: of those that were merged, by number."""

    def __init__(self, base: Base, threads: Threads, pulls: Sequence[Pull], landings: Mapping[int, Landing]) -> None:
        self._base = base
        self._threads = threads
        self._pulls = {pull.number: pull for pull in pulls}
        moved = {pull.number: [Moved(push.after, push.at) for push in _pushes(pull)] for pull in pulls}
        self._positions = base_at(base.line, {move for moves in moved.values() for move in moves})
        for number, moves in moved.items():
            if number in landings:
                before = landings[number].before
                self._positions |= {move: min(self._positions[move], before) for move in moves}
        self._works = work_pushes(base.repository, base.line, moved, self._positions)
        self._brought = {
            (move.new, move.at): base.line.brought_by(move.new, at) for move, at in self._positions.items()
        }
        self._commits = read_commits(base.repository, {oid for oids in self._brought.values() for oid in oids})
        self._calls = {name: list(self._said(name)) for name in ("good", "blocked", "replaces")}

    def evidence(self) -> Iterator[ProgressEvidence]:
        """Pushes by pull request and time, then maintainers' acts in the order of time."""
        for number, pushes in self._works.items():
            pull = self._pulls[number]
            called = [call for call in self._calls["good"] if call.move.number == number]
            own = {(push.after, push.at) for push in _pushes(pull) if push.by.id == pull.author.id and pull.author.id}
            for push in pushes:
                if (push.head, push.at) in own:
                    yield from self._pushed(pull, push, called)
        for call in self._calls["blocked"]:
            yield from self._moved("blocked", call.move.number, call)
        for call in self._calls["replaces"]:
            yield from self._moved("replaced" if call.move.by else "ended", call.move.by or call.move.number, call)

    def _pushed(self, pull: Pull, push: WorkPush, called: Sequence[_Call]) -> Iterator[ProgressEvidence]:
        named = {call.move.issue for call in called if call.move.issue}
        for issue in sorted(named.union(self._closes(pull, push, called[-1].act.at if called else 0))):
            fitting = (call for call in called if call.move.issue == issue or issue in self._for(pull, push, call))
            yield self._evidence("push", pull.number, issue, push, next(fitting, None))

    def _moved(self, cause: str, holder: int, call: _Call) -> Iterator[ProgressEvidence]:
        pull = self._pulls.get(holder)
        if pull is None:
            self._base.problems.append(f"{call.act.source.capitalize()} speaks of #{holder}, which is no pull request.")
            return
        before = [push for push in self._works.get(holder, []) if push.at <= call.act.at]
        push = before[-1] if before else WorkPush("", 0)
        issues = [call.move.issue] if call.move.issue else sorted(self._closes(pull, push, call.act.at))
        if not issues:
            self._base.problems.append(
                f"{call.act.source.capitalize()} speaks of #{call.move.number}, but for no issue: add `for #7`."
            )
        for issue in issues:
            yield self._evidence(cause, holder, issue, push, call)

    def _evidence(self, cause: str, number: int, issue: int, push: WorkPush, call: _Call | None) -> ProgressEvidence:
        base, pull = self._base, self._pulls[number]
        at = push.at if cause == "push" or not call else call.act.at
        policy = base.policy(call.act.at if call else push.at)
        evidence = ProgressEvidence(
            rules=RULES_VERSION,
            forge=base.names.forge,
            subject=self._threads.issue(issue, at, policy).subject,
            work=base.names.work(number),
            contributor=base.names.person(pull.author),
            cause=cause,
            head=push.head,
            patch=push.patch,
            repeats=push.repeats,
            at=at,
            clock="server" if cause == "push" else "act",
            replaces=base.names.work(call.move.number) if call and cause == "replaced" else "",
            act=call.act if call else None,
            policy=policy.evidence,
        )
        if cause == "ended":  # a maintainer's act alone: nobody takes over
            nothing = replace(evidence, work="", contributor=UNKNOWN, head="", patch="", repeats="")
            return replace(nothing, replaces=base.names.work(number))
        return evidence

    def _for(self, pull: Pull, push: WorkPush, call: _Call) -> set[int]:
        """Issues that a maintainer called the work good for without naming them."""
        return set() if call.move.issue else self._closes(pull, push, call.act.at)

    def _closes(self, pull: Pull, push: WorkPush, at: int) -> set[int]:
        """Issues that the pushed git commits close, and the description, unless it was edited after `at`."""
        brought = self._brought.get((push.head, push.at), ())
        found = closed_by(self._commits[oid] for oid in brought if oid in self._commits)
        described = closes(pull.body) if not at or pull.body_edited_at <= at else []
        return {*found, *described}

    def _said(self, name: str) -> Iterator[_Call]:
        for _, said in self._threads.everything():
            policy, by = self._base.policy(said.at), self._base.names.person(said.by)
            if said.stands(said.at) and policy.is_maintainer(by):
                acts = acts_of(said, policy, {}, _MOVING)
                for move in getattr(acts, name):
                    yield _Call(Act(by, True, said.source, said.at, move.reason), move)


def _pushes(pull: Pull) -> list[Push]:
    """Pushes to the head's branch while the pull request was open, and the last one before it was opened."""
    ordered = sorted((push for push in pull.pushes if push.after.strip("0")), key=lambda push: (push.at, push.id))
    opened = [push for push in ordered if push.at > pull.created_at and not (pull.merged and push.at > pull.merged_at)]
    return [*[push for push in ordered if push.at <= pull.created_at][-1:], *opened]
