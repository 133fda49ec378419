"""How works came onto the base branch: merge, squash and rebase, or as an honest attempt not at all."""

from collections.abc import Mapping

from ...core.evidence import Person
from ..history.landing import Landing
from ..history.objects import GitCommit
from ..statements.acts import Acts
from ..statements.reading import closing, read_acts
from .branch import Branch


def find_landings(branch: Branch) -> list[Landing]:
    """Every landing stated on the branch, oldest first."""
    return [_landing(branch, position, acts) for position, acts in branch.acts.items() if acts.pull]


def _landing(branch: Branch, position: int, acts: Acts) -> Landing:
    line, commit, before = branch.line, branch.line.commits[position], position - 1
    merges = commit.parents[1:]
    head = acts.head or (merges[0] if len(merges) == 1 else "")
    brought = tuple(line.brought_by(head, before)) if head and position else ()
    problem = ""
    if not head:
        problem = f"`Pull: {acts.pull}` has to name the head, except in a merge with two parents."
    elif merges and head not in merges:
        problem = f"`Pull: {acts.pull}` names a head that this git commit does not merge."
    if problem or not position:
        return Landing(position, acts.pull, head, "merge" if merges else "squash", before, (), (), problem=problem)
    needs = ((line.commits[before].oid, commit.oid), (line.fork(branch.repository, head, before), head))
    if commit.tree != line.commits[before].tree:
        method = "merge" if merges else "squash"
        return Landing(position, acts.pull, head, method, before, brought, (commit.oid,), None if merges else needs)
    if acts.completion and not any(stated.points for stated in acts.completion.values()):
        return Landing(position, acts.pull, head, "attempt", before, brought, ())
    if merges:  # it brings nothing of what it merges
        return Landing(position, acts.pull, head, "merge", before, brought, (commit.oid,), needs)
    return _rebase(branch, position, acts)


def _rebase(branch: Branch, position: int, acts: Acts) -> Landing:
    """The git commits before an empty one that states the work; as many of them as the work has itself."""
    line, last = branch.line, position - 1
    # The copies are on the line already, so what the head brought is counted from where it left the branch.
    brought = tuple(line.brought_by(acts.head, last))
    before = last - sum(len(line.parents[oid]) < 2 for oid in brought)
    landed = tuple(commit.oid for commit in line.commits[before + 1 : position])
    if not brought or before < 0:
        problem = (
            f"{acts.head[:12]} is on the branch already, or unknown: merge with `git merge --no-ff`, or rebase with "
            "`git rebase --force-rebase`."
        )
        return Landing(position, acts.pull, acts.head, "rebase", last, brought, (), problem=problem)
    needs = (
        (line.commits[before].oid, line.commits[last].oid),
        (line.fork(branch.repository, acts.head, before), acts.head),
    )
    return Landing(position, acts.pull, acts.head, "rebase", before, brought, landed, needs)


def authors(branch: Branch, landing: Landing, commits: Mapping[str, GitCommit]) -> tuple[Person, ...]:
    """Whoever signed a git commit of the work, by id; one entry for each way in which somebody could not be told."""
    people = {branch.signatures.signer(commits[oid]) for oid in landing.brought if oid in commits}
    return tuple(sorted(people, key=lambda person: (person.id, person.proof)))


def own_acts(landing: Landing, commits: Mapping[str, GitCommit]) -> Acts:
    """What the work states itself: the closing references of its git commits, and the split of the last one."""
    split = read_acts(commits[landing.head].message).split if landing.head in commits else {}
    return Acts(closes=closing(commits[oid] for oid in landing.brought if oid in commits), split=split)
