"""Closures and admissions: what maintainers state about issues and people."""

from collections.abc import Iterator, Mapping

from ...core.evidence import AdmissionEvidence, ClosureEvidence, Person, RevocationEvidence
from ...core.rules import RULES_VERSION
from ..statements.acts import NOBODY, Acts
from ..statements.outcomes import revoke
from ..statements.reading import contributor
from .branch import Branch


def read_admissions(branch: Branch) -> Iterator[AdmissionEvidence]:
    """One per `Admit:`, oldest first."""
    for position, acts in branch.acts.items():
        if acts.admits:
            yield AdmissionEvidence(
                rules=RULES_VERSION,
                forge=branch.forge,
                contributor=acts.admits,
                standing=acts.standing,
                referrer=acts.referred_by,
                act=branch.act(position, acts.admission_reason),
                policy=branch.policies.at(position).evidence,
            )


def read_closures(
    branch: Branch, authors: Mapping[int, tuple[Person, ...]]
) -> tuple[list[ClosureEvidence], list[RevocationEvidence]]:
    """Closures that stand, and revocations of those whose issue was reopened; `authors` of works by position."""
    stated = {position: acts for position, acts in branch.acts.items() if acts.explained_by}
    texts = branch.issue_texts({(position - 1, issue) for position, acts in stated.items() for issue in acts.closes})
    found = [
        (position, issue, _closure(branch, position, issue, texts.get((position - 1, issue), ""), authors))
        for position, acts in stated.items()
        for issue in acts.closes
    ]
    reopened: list[RevocationEvidence] = []
    for at, move in branch.moves("reopens"):
        for item in [item for item in found if item[1] == move.number and item[0] < at]:
            found.remove(item)
            act = branch.act(at, move.reason)
            reopened.append(revoke(item[2], "reopened", act))
    return [closure for _, _, closure in found], reopened


def _closure(
    branch: Branch, position: int, issue: int, text: str, authors: Mapping[int, tuple[Person, ...]]
) -> ClosureEvidence:
    acts = branch.acts[position]
    return ClosureEvidence(
        rules=RULES_VERSION,
        forge=branch.forge,
        subject=branch.subject(issue),
        issue=text,
        explanation=acts.explanation,
        explainer=_explainer(acts, authors.get(position, ())),
        act=branch.act(position),
        policy=branch.policies.at(position).evidence,
    )


def _explainer(acts: Acts, authors: tuple[Person, ...]) -> Person | None:
    if acts.explained_by == NOBODY:
        return None
    if acts.explained_by.startswith("pull/"):
        same = acts.explained_by == f"pull/{acts.pull}" and len(authors) == 1
        return authors[0] if same else Person("", "none")
    return Person(contributor(acts.explained_by), "named")
