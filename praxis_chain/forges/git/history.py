"""A branch as its first parents tell it: what stood there in turn, what each step brought, and which policy held."""

from collections.abc import Iterable

from ...core.errors import WrongInput
from .acts import Acts
from .objects import GitCommit, read_commits
from .policy import POLICY_FILE, RepositoryPolicy, no_policy, read_policy
from .reading import read_acts
from .repository import Repository
from .signatures import Signatures

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


class Policies:
    """Which policy held at each position of a line."""

    def __init__(
        self, repository: Repository, line: Line, signatures: Signatures, fixed: RepositoryPolicy | None, base: str
    ) -> None:
        self.problems: list[str] = []
        self._fixed = fixed
        self._since: list[tuple[int, RepositoryPolicy]] = []
        if fixed is None:
            self._read(repository, line, signatures, base)
        self._none = no_policy(base)

    def at(self, position: int) -> RepositoryPolicy:
        """The policy that judges the git commit at `position`: the last one that counted before it."""
        if self._fixed is not None:
            return self._fixed
        return next((policy for since, policy in reversed(self._since) if since < position), self._none)

    def first(self) -> int | None:
        """The position at which the first policy came in; None while there is none."""
        return self._since[0][0] if self._since else None

    def _read(self, repository: Repository, line: Line, signatures: Signatures, base: str) -> None:
        names = [f"{commit.oid}:{POLICY_FILE}" for commit in line.commits]
        blobs = repository.object_ids(names, "blob")
        texts = repository.objects(set(blobs.values()))
        before = ""
        for position, (commit, name) in enumerate(zip(line.commits, names, strict=True)):
            blob = blobs.get(name, "")
            if blob != before:
                self._change(position, commit, texts.get(blob), signatures, base)
            before = blob

    def _change(self, position: int, commit: GitCommit, text: bytes | None, signatures: Signatures, base: str) -> None:
        try:
            if text is None:
                raise WrongInput(f"{POLICY_FILE} was removed.")
            policy = read_policy(text, base)
            current = self._since[-1][1] if self._since else policy
            if not current.is_maintainer(signatures.signer(commit)):
                raise WrongInput("no maintainer signed it.")
            self._since.append((position, policy))
        except WrongInput as error:
            self.problems.append(f"The policy in git commit {commit.oid[:12]} does not count: {error}")


def statements(line: Line, policies: Policies) -> dict[int, Acts]:
    """What each git commit on the line states, by position; those that state nothing are left out."""
    read = {
        position: read_acts(commit.message, policies.at(position).quality)
        for position, commit in enumerate(line.commits)
        if ": " in commit.message
    }
    return {position: acts for position, acts in read.items() if acts != Acts(text=acts.text)}
