"""Works that did not land on the base branch: not merged, merged into another branch, or only inside another merge."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ...core.evidence import MergeEvidence, Person
from ...core.rules import RULES_VERSION
from ..history.objects import GitCommit, read_commits
from ..statements.reading import read_acts
from .branch import Branch

_PULL = re.compile(r"refs/pull/([1-9][0-9]{0,8})/head")


def pull_numbers(refs: Mapping[str, str]) -> dict[int, str]:
    """Works by number → their present head, ascending; other refs below refs/pull/ are not works."""
    found = ((match[1], oid) for ref, oid in refs.items() if (match := _PULL.fullmatch(ref)))
    return dict(sorted((int(number), oid) for number, oid in found))


@dataclass(frozen=True, slots=True)
class _Elsewhere:
    method: str
    base: str
    head: str
    commit: GitCommit | None = None


def not_landed(
    branch: Branch, landed: set[int], pulls: Mapping[int, str], heads: Mapping[str, str]
) -> Iterator[MergeEvidence]:
    """A document for each work that nobody merged into the base branch itself, by number.

    `pulls` are works' present heads by number, `heads` the tips of all branches by full ref.
    """
    found = {number: _Elsewhere("none", "", oid) for number, oid in pulls.items()}
    found |= dict(_stated(branch, "indirect", branch.ref, _inside(branch)))
    for ref, oid in sorted(heads.items()):
        if ref != branch.ref:
            found |= dict(_stated(branch, "merge", ref, _beside(branch, oid)))
    own = read_commits(branch.repository, pulls.values())
    branch.signatures.verify(own.values())
    for number, work in sorted(found.items()):
        if number not in landed:
            head = own.get(pulls.get(number, ""))
            yield _evidence(branch, number, work, (branch.signatures.signer(head),) if head else ())


def _stated(branch: Branch, method: str, base: str, oids: list[str]) -> Iterator[tuple[int, _Elsewhere]]:
    commits = read_commits(branch.repository, oids)
    policy = branch.policies.at(len(branch.line.commits))
    for commit in commits.values():
        acts = read_acts(commit.message)
        if acts.pull and policy.is_maintainer(branch.signatures.signer(commit)):
            head = acts.head or next(iter(commit.parents[1:]), "")
            yield acts.pull, _Elsewhere(method, base, head, commit)


def _inside(branch: Branch) -> list[str]:
    """Git commits that came onto the branch inside a merge and state a work, oldest first."""
    line = branch.line
    arguments = ["rev-list", "--reverse", "--topo-order", "--extended-regexp", "--grep=^Pull: ", line.tip]
    oids = branch.repository.git(*arguments).decode().split()
    on_line = {commit.oid for commit in line.commits}
    return [oid for oid in oids if oid not in on_line]


def _beside(branch: Branch, tip: str) -> list[str]:
    """First parents of another branch since it left this one, oldest first."""
    line, found = branch.line, [tip]
    while line.position(found[-1]) is None and line.parents[found[-1]]:
        found.append(line.parents[found[-1]][0])
    return [oid for oid in reversed(found) if line.position(oid) is None]


def _evidence(branch: Branch, number: int, work: _Elsewhere, authors: tuple[Person, ...]) -> MergeEvidence:
    latest = len(branch.line.commits)
    return MergeEvidence(
        rules=RULES_VERSION,
        forge=branch.forge,
        work=branch.work(number),
        method=work.method,
        repository=branch.forge,
        base=work.base,
        head=work.head,
        merge=work.commit.oid if work.commit else "",
        same_change=True,
        reachable=True,
        reverted_by="",
        authors=authors,
        act=branch.act_of(work.commit, latest) if work.commit else None,
        policy=branch.policies.at(latest).evidence,
        judgements=(),
    )
