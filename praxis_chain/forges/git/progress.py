"""Progress: pushes to works by the server's clock, and what maintainers say about locks."""

from bisect import bisect_left
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import accumulate
from pathlib import Path

from ...core.evidence import Person, ProgressEvidence
from ...core.rules import RULES_VERSION
from ..history.objects import read_commits
from ..history.patches import patch_ids
from ..statements.acts import Move
from ..statements.reading import closing
from .branch import Branch
from .reflog import Push, read_reflog

UNKNOWN = Person("", "none")


@dataclass(frozen=True, slots=True)
class WorkPush:
    """One push to a work: its patch ("" if it changes nothing), the earlier push that had the same or "", and the
    issues that the work's git commits say it closes."""

    head: str
    at: int
    patch: str = ""
    repeats: str = ""
    closes: tuple[int, ...] = ()


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
        self._positions = self._base_at({push for logged in pushes.values() for push in logged})
        self._brought = {push: branch.line.brought_by(push.new, at) for push, at in self._positions.items()}
        self._commits = read_commits(branch.repository, {oid for oids in self._brought.values() for oid in oids})
        branch.signatures.verify(self._commits[push.new] for push in self._positions if push.new in self._commits)
        self._works = self._with_patches(pushes)

    def evidence(self) -> Iterator[ProgressEvidence]:
        """Pushes by work and time, then maintainers' moves in the order of the branch."""
        good = list(self._branch.moves("good"))
        for number, pushes in self._works.items():
            called = [(position, move) for position, move in good if move.number == number]
            for push in pushes:
                named = {move.issue for _, move in called if move.issue}
                for issue in sorted(named.union(push.closes)):
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
        issues = [move.issue] if move.issue else push.closes
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

    def _with_patches(self, pushes: Mapping[int, list[Push]]) -> dict[int, list[WorkPush]]:
        line, repository = self._branch.line, self._branch.repository
        known = {push: position for push, position in self._positions.items() if push.new in self._commits}
        forks = {push: line.fork(repository, push.new, position) for push, position in known.items()}
        patches = patch_ids(repository, {(fork, push.new) for push, fork in forks.items() if fork})
        found: dict[int, list[WorkPush]] = {}
        for number, logged in pushes.items():
            first: dict[str, str] = {"": ""}
            found[number] = []
            for push in logged:
                patch = patches.get((forks.get(push, ""), push.new), "")
                closes = tuple(closing(self._commits[oid] for oid in self._brought[push]))
                found[number].append(WorkPush(push.new, push.at, patch, first.get(patch, ""), closes))
                first.setdefault(patch, push.new)
        return found

    def _base_at(self, pushes: set[Push]) -> dict[Push, int]:
        """The base branch's position at each push: before its first git commit that was made at that time or later.

        What is added to the branch afterwards does not change it, so the same push always gives the same patch.
        """
        latest_yet = list(accumulate((commit.committed_at for commit in self._branch.line.commits), max))
        last = len(latest_yet) - 1
        return {push: max(bisect_left(latest_yet, push.at) - 1, 0) if push.at else last for push in pushes}
