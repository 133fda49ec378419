"""The evidence about one work, document by document: every check, and the facts that follow or why none does."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ..core.evidence import (
    AdmissionEvidence,
    AnyEvidence,
    ClosureEvidence,
    LinkEvidence,
    MergeEvidence,
    ProgressEvidence,
    RevocationEvidence,
)
from ..core.facts import Fact
from ..core.rules import Check, Refusal, checks, judge


@dataclass(frozen=True, slots=True)
class Weighed:
    """A document with all its checks. facts: what follows, nothing where `refusal` says why not."""

    document: AnyEvidence
    checks: tuple[Check, ...]
    facts: tuple[Fact, ...]
    refusal: Refusal | None


def weigh(document: AnyEvidence) -> Weighed:
    """Judge a document, keeping what was asked of it."""
    judged = judge(document)
    if isinstance(judged, Refusal):
        return Weighed(document, tuple(checks(document)), (), judged)
    return Weighed(document, tuple(checks(document)), judged, None)


def about_work(documents: Iterable[AnyEvidence], work: str) -> list[AnyEvidence]:
    """How the work ended, what was undone, how it went forward, and what closed its issues, in this order."""
    documents = list(documents)
    own = [one for one in documents if _of(one) == work]
    own += [one for one in documents if isinstance(one, ProgressEvidence) and work in (one.work, one.replaces)]
    subjects = set(subjects_of(own))
    own += [one for one in documents if _closed_subject(one) in subjects]
    return own


def subjects_of(documents: Iterable[AnyEvidence]) -> list[str]:
    """The issues that these documents speak of, each once."""
    found: list[str] = []
    for document in documents:
        if isinstance(document, MergeEvidence):
            found += [judgement.subject for judgement in document.judgements]
        if isinstance(document, RevocationEvidence):
            found += subjects_of([document.of])
        if isinstance(document, ProgressEvidence | ClosureEvidence):
            found.append(document.subject)
    return list(dict.fromkeys(found))


def people_of(documents: Iterable[AnyEvidence]) -> list[str]:
    """Who worked on it, by canonical name: authors, and whoever a split names. Each once."""
    found: list[str] = []
    for document in documents:
        if isinstance(document, MergeEvidence):
            found += [share.contributor for judgement in document.judgements for share in judgement.split]
            found += [person.id for person in document.authors]
        if isinstance(document, ProgressEvidence):
            found.append(document.contributor.id)
        if isinstance(document, ClosureEvidence) and document.explainer:
            found.append(document.explainer.id)
    return list(dict.fromkeys(filter(None, found)))


def about_people(documents: Iterable[AnyEvidence], people: Sequence[str]) -> list[AnyEvidence]:
    """Their links and admissions."""
    return [one for one in documents if isinstance(one, LinkEvidence | AdmissionEvidence) and one.contributor in people]


def _of(document: AnyEvidence) -> str:
    """The work that a merge, or what undid one, is about."""
    merge = document.of if isinstance(document, RevocationEvidence) else document
    return merge.work if isinstance(merge, MergeEvidence) else ""


def _closed_subject(document: AnyEvidence) -> str:
    closure = document.of if isinstance(document, RevocationEvidence) else document
    return closure.subject if isinstance(closure, ClosureEvidence) else ""
