"""Which policy held at each step of a branch, and what its git commits state."""

from ...core.errors import WrongInput
from ..history.line import Line
from ..history.objects import GitCommit
from ..history.repository import Repository
from ..statements.acts import Acts
from ..statements.policy import POLICY_FILE, RepositoryPolicy, no_policy, read_policy
from ..statements.reading import read_acts
from .signatures import Signatures


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
