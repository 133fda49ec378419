"""Progress: pushes to works by the server's clock, and what maintainers say about locks."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from ...core.evidence import Person, ProgressEvidence
from ...core.rules import RULES_VERSION
from ..history.objects import read_commits
from ..history.pushes import WorkPush, base_at, work_pushes
from ..history.reflog import Push, read_reflog
from ..statements.acts import Move
from ..statements.reading import closing
from .branch import Branch

UNKNOWN = Person("", "none")


def read_pushes(server: Path | None, pulls: Mapping[int, str]) -> dict[int, list[Push]]:
    """Pushes per work, oldest first; where the server keeps no times, the present head with the time 0."""
    found = {}
    for number, head in pulls.items():
        pushes = read_reflog(server, f"refs/pull/{number}/head")
        while pushes and pushes[-1].new != head:  # pushed since the mirror was updated
            pushes.pop()
        found[number] = pushes or [Push(head, 0)]
    return found


class Progresses:
    """All progress on a branch's works."""

    def __init__(self, branch: Branch, pushes: Mapping[int, list[Push]]) -> None:
        self._branch = branch
        self._positions = base_at(branch.line, {push for logged in pushes.values() for push in logged})
        self._brought = {push: branch.line.brought_by(push.new, at) for push, at in self._positions.items()}
        self._commits = read_commits(branch.repository, {oid for oids in self._brought.values() for oid in oids})
        branch.signatures.verify(self._commits[push.new] for push in self._positions if push.new in self._commits)
        self._works = work_pushes(branch.repository, branch.line, pushes, self._positions)
        self._closes = {
            (push.new, push.at): tuple(closing(self._commits[oid] for oid in self._brought[push]))
            for push in self._positions
        }

    def evidence(self) -> Iterator[ProgressEvidence]:
        """Pushes by work and time, then maintainers' moves in the order of the branch."""
        good = list(self._branch.moves("good"))
        for number, pushes in self._works.items():
            called = [(position, move) for position, move in good if move.number == number]
            for push in pushes:
                named = {move.issue for _, move in called if move.issue}
                for issue in sorted(named.union(self._closes[push.head, push.at])):
                    first = next(((p, m) for p, m in called if m.issue in (issue, 0)), None)
                    yield self._evidence("push", number, issue, push, first)
        for position, move in self._branch.moves("blocked"):
            yield from self._moved("blocked", move.number, position, move)
        for position, move in self._branch.moves("replaces"):
            yield from self._moved("replaced" if move.by else "ended", move.by or move.number, position, move)

    def _moved(self, cause: str, holder: int, position: int, move: Move) -> Iterator[ProgressEvidence]:
        commit = self._branch.line.commits[position]
        before = [push for push in self._works.get(holder, []) if push.at <= commit.committed_at]
        push = before[-1] if before else WorkPush("", 0)
        issues = [move.issue] if move.issue else self._closes.get((push.head, push.at), ())
        if not issues:
            said = f"Git commit {commit.oid[:12]} speaks of pull/{move.number}, but for no issue: add `for 7`."
            self._branch.problems.append(said)
        for issue in issues:
            yield self._evidence(cause, holder, issue, push, (position, move))

    def _evidence(
        self, cause: str, number: int, issue: int, push: WorkPush, said: tuple[int, Move] | None
    ) -> ProgressEvidence:
        branch = self._branch
        act = branch.act(said[0], said[1].reason) if said else None
        policy = branch.policies.at(said[0] if said else len(branch.line.commits))
        at = push.at if cause == "push" or not act else act.at
        evidence = ProgressEvidence(
            rules=RULES_VERSION,
            forge=branch.forge,
            subject=branch.subject(issue),
            work=branch.work(number),
            contributor=branch.signatures.signer(self._commits[push.head]) if push.head in self._commits else UNKNOWN,
            cause=cause,
            head=push.head,
            patch=push.patch,
            repeats=push.repeats,
            at=at if push.at else 0,
            clock=("server" if cause == "push" else "act") if push.at else "",
            replaces=branch.work(said[1].number) if said and cause == "replaced" else "",
            act=act,
            policy=policy.evidence,
        )
        if cause == "ended":  # a maintainer's act alone: nobody takes over, so nothing has to be known of any push
            nothing = replace(evidence, work="", contributor=UNKNOWN, head="", patch="", repeats="")
            return replace(nothing, at=at, clock="act", replaces=branch.work(number))
        return evidence
