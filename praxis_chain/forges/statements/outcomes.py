"""What became of a work after it ended: each state that no longer holds is revoked, each new one a new revision."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace

from ...core.evidence import Act, ClosureEvidence, Judgement, MergeEvidence, RevocationEvidence
from .acts import Acts
from .judgements import corrected, unreadable


@dataclass(frozen=True, slots=True)
class Event:
    """Something that befell a work: `reverted`, `reinstated`, or `corrected` by statements.

    when: where it stands in the order of the forge, and the order among what came in there.
    """

    when: tuple[int, int]
    kind: str
    act: Act
    correction: Acts | None = None


def revoke(of: MergeEvidence | ClosureEvidence, reason: str, act: Act | None) -> RevocationEvidence:
    """The document that undoes another, as it was before the act."""
    return RevocationEvidence(rules=of.rules, forge=of.forge, of=of, reason=reason, act=act)


def through(
    first: MergeEvidence, stated: Acts, events: Iterable[Event], judged: Callable[[Acts], tuple[Judgement, ...]]
) -> tuple[MergeEvidence, list[RevocationEvidence]]:
    """A work's document after all that befell it, and a revocation of each state that no longer holds.

    What is stated again after a revocation gets a higher revision, so that it is a new fact. `judged` judges what is
    stated then.
    """
    now, undone = first, []
    unstated = tuple(sentence for sentence in first.unreadable if sentence not in unreadable(stated))
    for event in events:
        if event.kind == "reverted" and not now.reverted_by:
            undone.append(revoke(now, "reverted", event.act))
            now = replace(now, reverted_by=event.act.source)
        elif event.kind == "reinstated" and now.reverted_by:
            now = replace(now, reverted_by="", revision=now.revision + 1)
        elif event.kind == "corrected" and event.correction:
            if not now.reverted_by:
                undone.append(revoke(now, "corrected", event.act))
            stated = corrected(stated, event.correction)
            now = replace(
                now,
                revision=now.revision + 1,
                corrected_by=(*now.corrected_by, event.act),
                judgements=judged(stated),
                unreadable=(*unreadable(stated), *unstated),
            )
    return now, undone
