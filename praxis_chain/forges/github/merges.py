"""Pull requests → evidence of how each ended, and what became of it since."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial

from ...core.evidence import Act, Judgement, MergeEvidence, RevocationEvidence
from ...core.rules import RULES_VERSION
from ..history.landing import Landing
from ..history.objects import GitCommit, read_commits
from ..statements.acts import Acts
from ..statements.judgements import judgements, stated_again, unreadable
from ..statements.outcomes import revoke, through
from ..statements.reading import read_acts
from .approvals import Approved, read_approvals
from .attempts import Attempt, read_attempt
from .base import Base
from .closing import closed_by, closes
from .landings import find_landings
from .memory import Memory
from .readings import Pull
from .stated import stated_up_to
from .threads import Threads
from .undoing import Undoing

_CO_AUTHOR = re.compile(r"(?im)^co-authored-by: [^<\n]*<([^<>\n]*)>")
_PROGRAM = "[bot]@users.noreply."


@dataclass(frozen=True, slots=True)
class Works:
    """How works ended as it stands now, and what of it was undone on the way."""

    merges: tuple[MergeEvidence, ...]
    revocations: tuple[RevocationEvidence, ...]


class Merges:
    """The works of one base branch, as one tip of it tells."""

    def __init__(self, base: Base, threads: Threads, pulls: Sequence[Pull], memory: Memory) -> None:
        self._base = base
        self._memory = memory
        self._threads = threads
        self._pulls = pulls
        into = [pull for pull in pulls if pull.merged and _into(base, pull)]
        self.landings, self._same = find_landings(base.repository, base.line, into)
        base.read_policies(
            (pull, self.landings[pull.number].before, self.landings[pull.number].position)
            for pull in into
            if pull.number in self.landings and self.landings[pull.number].landed
        )

    def works(self, pulls: Sequence[Pull]) -> Works:
        """Evidence of these pull requests, in the order given."""
        base = self._base
        landed = {pull.number: self.landings[pull.number] for pull in pulls if pull.number in self.landings}
        commits = read_commits(base.repository, {oid for at in landed.values() for oid in (at.head, *at.brought)})
        undoing = Undoing(base, self._threads, landed.values(), commits)
        ended = {pull.number: self._ended(pull, landed.get(pull.number), commits) for pull in pulls}
        gainers = {pull.number: self._gainers(pull, ended[pull.number][0]) for pull in pulls}
        merged = [pull for pull in pulls if pull.merged]
        approved = read_approvals(base, landed, gainers, merged)
        merges: list[MergeEvidence] = []
        revocations: list[RevocationEvidence] = []
        for pull in pulls:
            stated, attempt = ended[pull.number]
            if pull.merged:
                approvals, landing = approved[pull.number], landed.get(pull.number)
                stated = replace(stated, unreadable=[*stated.unreadable, *approvals.unclear])
                seen = self._first(pull, landing, stated, approvals, commits)
                first = self._memory.recall(seen) if landing and landing.landed else seen  # only what the line holds
                stated = stated if first is seen else stated_again(first.judgements)
                if attempt:
                    tried = self._tried(pull, attempt)
                    revocations.append(revoke(tried, "corrected", first.act))
                    first = replace(first, revision=1)
            elif attempt:
                stated, first = attempt.stated, self._tried(pull, attempt)
            else:
                first = self._unmerged(pull)
            events = undoing.events(pull, landed.get(pull.number), first.act.at) if first.act else []
            now, undone = through(first, stated, events, partial(self._judged, first.act.at if first.act else 0))
            merges.append(now)
            revocations += undone
        return Works(tuple(merges), tuple(revocations))

    def _ended(
        self, pull: Pull, landing: Landing | None, commits: Mapping[str, GitCommit]
    ) -> tuple[Acts, Attempt | None]:
        """What was stated when it was merged, and whether it was called an honest attempt before that."""
        attempt = read_attempt(self._base, self._threads, pull)
        if not pull.merged:
            return Acts(), attempt
        policy = self._base.policy(pull.merged_at)
        known = self._threads.people(pull, pull.merged_at)
        stated = stated_up_to(pull.merged_at, self._threads.said(pull), policy, self._base.names.person, known)
        stated.unreadable += self._threads.deleted(pull, pull.merged_at, policy)
        if not stated.closes:
            stated.closes = sorted({*closes(pull.body), *closed_by(_brought(landing, commits))})
            if pull.body_edited_at > pull.merged_at:
                stated.unreadable.append(
                    "The description was edited after the merge, so nobody can tell what it closed then: a maintainer "
                    "has to say `/praxis corrects because …` with `/praxis closes: #…`."
                )
        if not stated.split and landing and landing.head in commits:
            stated.split = dict(read_acts(commits[landing.head].message).split)
        return stated, attempt

    def _gainers(self, pull: Pull, stated: Acts) -> set[str]:
        shared = {share.contributor for split in stated.split.values() for share in split}
        return {self._base.names.person(pull.author).id, *shared}

    def _first(
        self,
        pull: Pull,
        landing: Landing | None,
        stated: Acts,
        approved: Approved,
        commits: Mapping[str, GitCommit],
    ) -> MergeEvidence:
        """A merged pull request's document before anything befell it."""
        base, names = self._base, self._base.names
        policy = base.policy(pull.merged_at)
        by = names.person(pull.merged_by)
        return MergeEvidence(
            rules=RULES_VERSION,
            forge=names.forge,
            work=names.work(pull.number),
            method=landing.method if landing else "merge",
            repository=names.forge_of(pull.base_repository),
            base=pull.base,
            head=pull.head,
            merge=pull.merge,
            same_change=landing is None or landing.method == "indirect" or pull.number in self._same,
            reachable=landing is not None or not _into(base, pull),
            reverted_by="",
            authors=(names.person(pull.author),),
            co_authored=_co_authored(_brought(landing, commits)),
            act=Act(by, policy.is_maintainer(by), pull.merge, pull.merged_at, ""),
            approvals=approved.approvals,
            policy=policy.evidence,
            judgements=self._judged(pull.merged_at, stated),
            unreadable=unreadable(stated),
        )

    def _tried(self, pull: Pull, attempt: Attempt) -> MergeEvidence:
        """The document of an honest attempt."""
        return replace(
            self._unmerged(pull),
            method="attempt",
            merge="",
            act=attempt.act,
            policy=self._base.policy(attempt.act.at).evidence,
            judgements=self._judged(attempt.act.at, attempt.stated),
            unreadable=unreadable(attempt.stated),
        )

    def _unmerged(self, pull: Pull) -> MergeEvidence:
        names = self._base.names
        return MergeEvidence(
            rules=RULES_VERSION,
            forge=names.forge,
            work=names.work(pull.number),
            method="none",
            repository=names.forge_of(pull.base_repository),
            base=pull.base,
            head=pull.head,
            merge=pull.merge,
            same_change=True,
            reachable=True,
            reverted_by="",
            authors=(names.person(pull.author),),
            act=None,
            policy=self._base.policy(pull.closed_at or pull.created_at).evidence,
            judgements=(),
        )

    def _judged(self, at: int, acts: Acts) -> tuple[Judgement, ...]:
        """What was stated, judged under the policy and about the issues of that time."""
        policy = self._base.policy(at)
        return judgements(acts, policy, lambda number: self._threads.issue(number, at, policy))


def _into(base: Base, pull: Pull) -> bool:
    return pull.base == base.ref and pull.base_repository == base.names.repository


def _brought(landing: Landing | None, commits: Mapping[str, GitCommit]) -> list[GitCommit]:
    return [commits[oid] for oid in landing.brought if oid in commits] if landing else []


def _co_authored(commits: Sequence[GitCommit]) -> bool:
    """True if a git commit of the work names a co-author other than those who made any of it, and no program."""
    made = {commit.author_email.lower() for commit in commits}
    named = {email.lower() for commit in commits for email in _CO_AUTHOR.findall(commit.message)}
    return any(_PROGRAM not in email for email in named - made)
