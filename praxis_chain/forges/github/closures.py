"""Closures: issues that are closed, and of which a maintainer says who explained why."""

from collections.abc import Iterator

from ...core.evidence import Act, ClosureEvidence, Person, RevocationEvidence
from ...core.rules import RULES_VERSION
from ..statements.acts import NOBODY, Acts
from ..statements.outcomes import revoke
from .base import Base
from .readings import Issue
from .saying import Said, acts_of
from .threads import Threads, closed_from


def read_closures(base: Base, threads: Threads) -> tuple[list[ClosureEvidence], list[RevocationEvidence]]:
    """Closures that stand, oldest first, and revocations of those whose issue a maintainer reopened."""
    standing: list[ClosureEvidence] = []
    reopened: list[RevocationEvidence] = []
    for issue in threads.readings.issues.values():
        ends = list(_reopenings(base, threads, issue))
        until = revision = 0
        for said, acts in _explained(base, threads, issue):
            at = closed_from(issue.turns, said.at)
            if not at or at < until:
                continue
            closure = _closure(base, threads, issue, said, acts, at, revision)
            end = next((end for end in ends if end.at >= at), None)
            if end is None:
                standing.append(closure)
                break
            reopened.append(revoke(closure, "reopened", end))
            until, revision = end.at, revision + 1
    standing.sort(key=lambda closure: (closure.act.at, closure.subject))
    return standing, reopened


def _explained(base: Base, threads: Threads, issue: Issue) -> Iterator[tuple[Said, Acts]]:
    for said in threads.said(issue):
        policy = base.policy(said.at)
        if said.stands(said.at) and policy.is_maintainer(base.names.person(said.by)):
            acts = acts_of(said, policy, threads.people(issue, said.at), ("explained-by",))
            if acts.explained_by:
                yield said, acts


def _reopenings(base: Base, threads: Threads, issue: Issue) -> Iterator[Act]:
    """Maintainers' reopening of the issue, on GitHub or in words, oldest first."""
    acts = []
    for turn in issue.turns:
        by = base.names.person(turn.by)
        if turn.kind == "reopened" and base.policy(turn.at).is_maintainer(by):
            acts.append(Act(by, True, f"event/{turn.source}", turn.at, ""))
    for said in threads.said(issue):
        policy, by = base.policy(said.at), base.names.person(said.by)
        if said.stands(said.at) and policy.is_maintainer(by):
            for move in acts_of(said, policy, {}, ("reopens",)).reopens:
                acts.append(Act(by, True, said.source, said.at, move.reason))
    yield from sorted(acts, key=lambda act: (act.at, act.source))


def _closure(
    base: Base, threads: Threads, issue: Issue, said: Said, acts: Acts, at: int, revision: int
) -> ClosureEvidence:
    return ClosureEvidence(
        rules=RULES_VERSION,
        forge=base.names.forge,
        revision=revision,
        subject=threads.issue(issue.number, at, base.policy(said.at)).subject,
        issue=str(issue.id),
        explanation=acts.text or acts.explained_because,
        explainer=_explainer(base, threads, acts.explained_by),
        act=Act(base.names.person(said.by), True, said.source, at, ""),
        policy=base.policy(said.at).evidence,
    )


def _explainer(base: Base, threads: Threads, who: str) -> Person | None:
    if who == NOBODY:
        return None
    if not who.startswith("pull/"):
        return Person(who, "named")
    number = who.removeprefix("pull/")
    pull = threads.readings.pulls.get(int(number)) if number.isdigit() else None
    return base.names.person(pull.author) if pull else Person("", "none")
