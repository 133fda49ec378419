"""Landings → evidence: what the branch tells about works, and what became of each."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from ...core.evidence import Judgement, MergeEvidence, Person, RevocationEvidence
from ...core.rules import RULES_VERSION
from ..history.landing import Landing, same_changes
from ..history.objects import GitCommit, read_commits
from ..statements.acts import Acts
from ..statements.judgements import Issue, judgements, unreadable, with_own
from ..statements.outcomes import Event, through
from .branch import Branch
from .landings import authors, find_landings, own_acts
from .unconventional import guess_landings, guessed
from .undoing import Undoing

Texts = Mapping[tuple[int, int], str]
"""Object ids of issues' texts by (position, issue)."""


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
        judged = _judging(branch, landing, texts)
        now, undone = through(first, stated[landing.position], events[landing.position], judged)
        merges.append(now)
        revocations += undone
    authors_at = {landing.position: first.authors for landing, first in zip(landings, firsts, strict=True)}
    return Works(tuple(merges), tuple(revocations), authors_at)


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
    same = same_changes(branch.repository, landings)
    return [
        MergeEvidence(
            rules=RULES_VERSION,
            forge=branch.forge,
            work=branch.work(landing.pull),
            method=landing.method,
            repository=branch.forge,
            base=branch.ref,
            head=landing.head,
            merge="" if landing.method == "attempt" else branch.line.commits[landing.position].oid,
            same_change=landing.position in same,
            reachable=True,
            reverted_by="",
            authors=authors(branch, landing, commits),
            act=branch.act(landing.position),
            policy=branch.policies.at(landing.position).evidence,
            judgements=_judging(branch, landing, texts)(stated[landing.position]),
            unreadable=_unreadable(landing, stated[landing.position]),
        )
        for landing in landings
    ]


def _unreadable(landing: Landing, stated: Acts) -> tuple[str, ...]:
    return (*unreadable(stated), *filter(None, [landing.problem]))


def _judging(branch: Branch, landing: Landing, texts: Texts) -> Callable[[Acts], tuple[Judgement, ...]]:
    policy = branch.policies.at(landing.position)
    return lambda acts: judgements(
        acts, policy, lambda number: Issue(branch.subject(number), texts.get((landing.before, number), ""))
    )
