"""A base branch as it was read: its line, the policies on it, who signed, and what was stated with what authority."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from ...core.evidence import Act, Person
from ..history.line import Line
from ..history.objects import GitCommit
from ..history.repository import Repository
from ..statements.acts import Acts, Move
from ..statements.policy import RepositoryPolicy
from .policies import Policies, statements
from .signatures import Signatures


@dataclass(slots=True)
class Branch:
    """`ref` is the full name of the base branch. `acts` holds only what was stated in its author's own words."""

    repository: Repository
    ref: str
    line: Line
    signatures: Signatures
    fixed: RepositoryPolicy | None = None
    policies: Policies = field(init=False)
    acts: dict[int, Acts] = field(init=False)
    problems: list[str] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        self.policies = Policies(self.repository, self.line, self.signatures, self.fixed, self.ref)
        self.problems += self.policies.problems
        self.acts = {} if self.fixed else statements(self.line, self.policies)
        self.signatures.verify(self.line.commits[position] for position in self.acts)
        for position, acts in list(self.acts.items()):
            if why := self._cannot_count(position, acts):
                del self.acts[position]
                if acts != Acts(text=acts.text, closes=acts.closes):  # a closing reference alone claims nothing
                    self.problems.append(f"Git commit {self.line.commits[position].oid[:12]} {why}")

    @property
    def forge(self) -> str:
        """The forge's id: the root of the base branch's first-parent history."""
        return f"git:{self.line.root}"

    def subject(self, issue: int) -> str:
        """Canonical string of an issue."""
        return f"{self.forge}/issue/{issue}"

    def work(self, pull: int) -> str:
        """Canonical string of a work."""
        return f"{self.forge}/pull/{pull}"

    def act(self, position: int, reason: str = "") -> Act:
        """The git commit at a position as its signer's act, under the policy that held before it."""
        return self.act_of(self.line.commits[position], position, reason)

    def act_of(self, commit: GitCommit, position: int, reason: str = "") -> Act:
        """A git commit as its signer's act, under the policy that held before a position."""
        policy = self.policies.at(position)
        person = Person("", "stated") if policy.evidence.trust_authors else self.signatures.signer(commit)
        return Act(person, policy.is_maintainer(person), commit.oid, commit.committed_at, reason)

    def maintainers_acts(self) -> Iterator[tuple[int, Acts]]:
        """Positions and statements that a maintainer signed; what others stated becomes a problem."""
        for position, acts in self.acts.items():
            if self.act(position).maintainer:
                yield position, acts

    def moves(self, name: str) -> Iterator[tuple[int, Move]]:
        """Maintainers' moves of one kind (good, blocked, replaces, reopens) with their positions, oldest first."""
        for position, acts in self.maintainers_acts():
            for move in getattr(acts, name):
                yield position, move

    def issue_texts(self, wanted: set[tuple[int, int]]) -> dict[tuple[int, int], str]:
        """(position, issue) → object id of `issues/<number>.md` as it stood there; missing ones are left out."""
        names = {(p, n): f"{self.line.commits[p].oid}:issues/{n}.md" for p, n in sorted(wanted) if p >= 0}
        found = self.repository.object_ids(names.values(), "blob")
        return {key: found[name] for key, name in names.items() if name in found}

    def _cannot_count(self, position: int, acts: Acts) -> str:
        """Why nothing that was stated there counts, as the end of a sentence; "" if it may."""
        commit = self.line.commits[position]
        if not commit.own_words:
            return (
                f"states something, but {commit.author_email!r} wrote it before it was committed: a copy of somebody's "
                "words is no act, so state it again in a git commit of your own."
            )
        if acts.unreadable and not acts.pull:
            return f"states nothing that counts: {' '.join(acts.unreadable)}"
        if acts.moves and not self.act(position).maintainer:
            return "states what only a maintainer can, and no maintainer signed it."
        return ""
