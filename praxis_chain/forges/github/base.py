"""The base branch as one tip of it tells: its line, what came onto it by whom, and which policy held when.

A change of the policy counts only if a maintainer of the policy before it brought it onto the branch: by merging a pull
request, or by a push, as GitHub's own record of activity names whoever pushed. Where nobody can be told to have brought
it, no policy holds until the next change that counts. The first policy is trusted; a mirror remembers it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from ...core.errors import WrongInput
from ...core.evidence import Person
from ..history.line import Line, Parents
from ..history.repository import Repository
from ..statements.policy import POLICY_FILE, RepositoryPolicy, no_policy, read_policy
from .names import Names
from .readings import Pull, Push

APPROVALS = 1
"""How many a work needs where the policy does not say."""


@dataclass(frozen=True, slots=True)
class Brought:
    """What moved the branch: from after the position `before` up to `after`, at unix seconds by GitHub's clock."""

    before: int
    after: int
    by: Person
    at: int


@dataclass(slots=True)
class Base:
    """`ref` is the full name of the branch. merges: merged pull requests whose git commits on the line are known, with
    the positions before and at them; pushes: the branch's activity."""

    names: Names
    repository: Repository
    ref: str
    line: Line
    pushes: Sequence[Push]
    problems: list[str] = field(default_factory=list)
    _since: list[tuple[int, RepositoryPolicy]] = field(default_factory=list)
    _first: str = ""

    def read_policies(self, merges: Iterable[tuple[Pull, int, int]]) -> None:
        """Find which policies count. merges: pull requests that landed, with the positions before them and at them."""
        brought = [
            Brought(before, after, self.names.person(pull.merged_by), pull.merged_at) for pull, before, after in merges
        ]
        names = [f"{commit.oid}:{POLICY_FILE}" for commit in self.line.commits]
        blobs = self.repository.object_ids(names, "blob")
        texts = self.repository.objects(set(blobs.values()))
        counted = before = ""
        pushed = [*self._pushed()]
        for position, name in enumerate(names):
            blob = blobs.get(name, "")
            if blob not in (before, counted) and self._change(position, texts.get(blob), [*brought, *pushed]):
                counted = blob
            before = blob

    @property
    def first_policy(self) -> str:
        """The git commit that brought the first policy, "" while there is none."""
        return self._first

    def policy(self, at: int) -> RepositoryPolicy:
        """The policy that judges what happened at that time: the last one that counted before it."""
        return next((policy for since, policy in reversed(self._since) if since < at), no_policy(self.ref))

    def _change(self, position: int, text: bytes | None, brought: Sequence[Brought]) -> bool:
        commit = self.line.commits[position]
        by = self._who(position, brought)
        try:
            if text is None:
                raise WrongInput(f"{POLICY_FILE} was removed.")
            policy = read_policy(text, self.ref, approvals=APPROVALS)
            if not self._since:
                self._first = commit.oid
                self._since.append((commit.committed_at - 1, policy))  # from that very second on
                return True
            if by is None or by.by.proof == "ghost":
                self._since.append((commit.committed_at, no_policy(self.ref)))
                raise WrongInput(
                    "nobody can be told to have brought it, so no policy holds from then on: have a maintainer merge a "
                    "pull request that changes it."
                )
            if not self._last_counted().is_maintainer(by.by):
                raise WrongInput(f"{by.by.id or 'whoever brought it'} is no maintainer in the policy before it.")
        except WrongInput as error:
            self.problems.append(f"The policy in git commit {commit.oid[:12]} does not count: {error}")
            return False
        self._since.append((by.at, policy))
        return True

    def _last_counted(self) -> RepositoryPolicy:
        return next(policy for _, policy in reversed(self._since) if policy.evidence.source)

    def _who(self, position: int, brought: Sequence[Brought]) -> Brought | None:
        """Whoever moved the branch over that position first; a pull request's own record before the activity's."""
        return next((move for move in brought if move.before < position <= move.after), None)

    def _pushed(self) -> Iterator[Brought]:
        for push in self.pushes:
            after = self.line.position(push.after)
            before = self._held(push.before)
            if push.ref == self.ref and after is not None and before is not None:
                yield Brought(before, after, self.names.person(push.by), push.at)

    def _held(self, oid: str) -> int | None:
        """Up to which position a former tip held the line; None where that is not known."""
        if not oid.strip("0"):
            return -1
        waiting: Parents = self.line.parents
        while self.line.position(oid) is None and waiting.get(oid):
            oid = waiting[oid][0]
        return self.line.position(oid)
