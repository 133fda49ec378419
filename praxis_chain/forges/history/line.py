"""A branch as its first parents tell it: what stood there in turn, and what each step brought."""

from collections.abc import Iterable

from .objects import read_commits
from .repository import Repository

Parents = dict[str, tuple[str, ...]]


def read_parents(repository: Repository, tips: Iterable[str], without: str = "") -> Parents:
    """Every git commit reachable from the tips, and not from `without`, → its parents, in one process."""
    names = [*tips, *([f"^{without}"] if without else []), ""]
    listed = repository.git("rev-list", "--parents", "--stdin", stdin="\n".join(names).encode()) if names[0] else b""
    lines = (line.split(" ") for line in listed.decode().splitlines())
    return {line[0]: tuple(line[1:]) for line in lines}


class Line:
    """The first-parent history of one tip of a branch, oldest first. A position is an index into `commits`."""

    def __init__(self, repository: Repository, parents: Parents, tip: str) -> None:
        chain = [tip]
        while parents[chain[-1]]:
            chain.append(parents[chain[-1]][0])
        chain.reverse()
        self.tip = tip
        self.root = chain[0]
        self.commits = [*read_commits(repository, chain).values()]
        self.parents = parents
        self._position: dict[str, int] = {}
        for position, oid in enumerate(chain):
            for new in self._fresh(oid):
                self._position[new] = position

    def position(self, oid: str) -> int | None:
        """Where a git commit came onto this line, itself or inside a merge; None if it never did."""
        return self._position.get(oid)

    def holds(self, oid: str, position: int) -> bool:
        """True if the branch contained that git commit when it stood at `position`."""
        return self._position.get(oid, position + 1) <= position

    def brought_by(self, head: str, position: int) -> list[str]:
        """What `head` had that the branch at `position` had not, newest first; empty if the head is unknown."""
        return [oid for oid in self._fresh(head, position) if oid in self.parents]

    def fork(self, repository: Repository, head: str, position: int) -> str:
        """The merge base of `head` and the branch as it stood at `position`, "" if there is none."""
        fresh = set(self._fresh(head, position))
        edges = {parent for oid in fresh for parent in self.parents.get(oid, ()) if parent not in fresh}
        if len(edges) > 1:  # it merged the branch, or something else, in between: git knows which one is best
            found = repository.git("merge-base", self.commits[position].oid, head).decode()
            return found.partition("\n")[0]
        return next(iter(edges), "") if fresh else head

    def _fresh(self, head: str, position: int | None = None) -> list[str]:
        last = len(self.commits) if position is None else position
        found: dict[str, None] = {}
        waiting = [head]
        while waiting:
            oid = waiting.pop()
            if oid not in found and not self.holds(oid, last):
                found[oid] = None
                waiting.extend(self.parents.get(oid, ()))
        return list(found)
