"""Landings → evidence: what the branch tells about works, and what became of each."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from ...core.evidence import MergeEvidence, Person, RevocationEvidence
from ...core.rules import RULES_VERSION
from .acts import Acts
from .branch import Branch
from .judgements import Texts, corrected, judgements, unreadable, with_own
from .landings import Landing, authors, find_landings, own_acts, same_changes
from .objects import GitCommit, read_commits
from .unconventional import guess_landings, guessed
from .undoing import Event, Undoing


@dataclass(frozen=True, slots=True)
class Works:
    """The merges of a branch as they stand, what of them was undone on the way, and authors by position."""

    merges: tuple[MergeEvidence, ...]
    revocations: tuple[RevocationEvidence, ...]
    authors: Mapping[int, tuple[Person, ...]]


def read_works(branch: Branch) -> Works:
    """Evidence of every landing on the branch, oldest first."""
    trusting = branch.fixed is not None
    landings = guess_landings(branch) if trusting else find_landings(branch)
    oids = {oid for landing in landings for oid in (landing.head, *landing.brought) if oid}
    commits = read_commits(branch.repository, oids)
    undoing = Undoing(branch, landings)
    events = {landing.position: undoing.events(landing) for landing in landings}
    if trusting:
        stated = {landing.position: Acts() for landing in landings}
        firsts = [guessed(branch, landing, commits) for landing in landings]
        texts: Texts = {}
    else:
        stated = {at.position: with_own(branch.acts[at.position], own_acts(at, commits)) for at in landings}
        texts = _texts(branch, landings, stated, events)
        firsts = _firsts(branch, landings, commits, stated, texts)
    merges: list[MergeEvidence] = []
    revocations: list[RevocationEvidence] = []
    for landing, first in zip(landings, firsts, strict=True):
        now, undone = _through(branch, landing, first, stated[landing.position], events[landing.position], texts)
        merges.append(now)
        revocations += undone
    authors_at = {landing.position: first.authors for landing, first in zip(landings, firsts, strict=True)}
    return Works(tuple(merges), tuple(revocations), authors_at)


def revoke(of: MergeEvidence, reason: str, event: Event | None) -> RevocationEvidence:
    """The document that undoes a merge's, as it was before the event."""
    return RevocationEvidence(rules=of.rules, forge=of.forge, of=of, reason=reason, act=event.act if event else None)


def _texts(
    branch: Branch, landings: list[Landing], stated: Mapping[int, Acts], events: Mapping[int, list[Event]]
) -> Texts:
    return branch.issue_texts(
        {
            (landing.before, issue)
            for landing in landings
            for acts in (stated[landing.position], *(e.correction for e in events[landing.position] if e.correction))
            for issue in acts.closes
        }
    )


def _firsts(
    branch: Branch,
    landings: list[Landing],
    commits: Mapping[str, GitCommit],
    stated: Mapping[int, Acts],
    texts: Texts,
) -> list[MergeEvidence]:
    """Each landing's document before anything befell it."""
    branch.signatures.verify(commits[oid] for landing in landings for oid in landing.brought if oid in commits)
    same = same_changes(branch, landings)
    return [
        MergeEvidence(
            rules=RULES_VERSION,
            forge=branch.forge,
            work=branch.work(landing.pull),
            method=landing.method,
            base=branch.ref,
            head=landing.head,
            merge="" if landing.method == "attempt" else branch.line.commits[landing.position].oid,
            same_change=landing.position in same,
            reachable=True,
            reverted_by="",
            authors=authors(branch, landing, commits),
            act=branch.act(landing.position),
            policy=branch.policies.at(landing.position).evidence,
            judgements=judgements(branch, stated[landing.position], landing, texts),
            unreadable=_unreadable(landing, stated[landing.position]),
        )
        for landing in landings
    ]


def _unreadable(landing: Landing, stated: Acts) -> tuple[str, ...]:
    return (*unreadable(stated), *filter(None, [landing.problem]))


def _through(
    branch: Branch, landing: Landing, first: MergeEvidence, stated: Acts, events: list[Event], texts: Texts
) -> tuple[MergeEvidence, list[RevocationEvidence]]:
    """A landing's document after all that befell it, and a revocation of each state that no longer holds.

    What is stated again after a revocation gets a higher revision, so that it is a new fact.
    """
    now, undone = first, []
    for event in events:
        if event.kind == "reverted" and not now.reverted_by:
            undone.append(revoke(now, "reverted", event))
            now = replace(now, reverted_by=event.act.source)
        elif event.kind == "reinstated" and now.reverted_by:
            now = replace(now, reverted_by="", revision=now.revision + 1)
        elif event.kind == "corrected" and event.correction:
            if not now.reverted_by:
                undone.append(revoke(now, "corrected", event))
            stated = corrected(stated, event.correction)
            now = replace(
                now,
                revision=now.revision + 1,
                corrected_by=(*now.corrected_by, event.act),
                judgements=judgements(branch, stated, landing, texts),
                unreadable=_unreadable(landing, stated),
            )
    return now, undone
