"""The local git forge: a bare repository, read through a mirror of one's own, as evidence."""

from dataclasses import replace
from pathlib import Path

from ...core.errors import WrongInput
from ...core.evidence import MergeEvidence, RevocationEvidence
from ..history.line import Line, read_parents
from ..history.mirror import Mirror
from ..history.reflog import read_reflog
from ..one_look import OneLook, require_first_policy
from ..statements.outcomes import revoke
from ..statements.policy import trusting_policy
from .branch import Branch
from .elsewhere import not_landed, pull_numbers
from .links import read_links
from .merges import Works, read_works
from .progress import Progresses, read_pushes
from .signatures import Signatures
from .statements import read_admissions, read_closures


class GitForge(OneLook):
    """One look at a repository. Everything is read when it is made; look again by making another.

    origin: a path or URL; mirror: a folder of one's own for the clone; base: a branch, else the one that the origin's
    HEAD named when the mirror was made. trust_authors reads a repository without our conventions and takes author
    fields at their word, with `action` (0x… id) for every work. chain_id and stakeholders (0x… address) name the
    deployment whose links are read; without them there are none.
    Raises WrongInput, NetworkFailed (also for a repository that git cannot read), or Refused if the history under the
    first policy was rewritten since this mirror saw it.
    """

    def __init__(
        self,
        origin: str | Path,
        mirror: Path,
        *,
        base: str = "",
        trust_authors: bool = False,
        action: str = "",
        chain_id: int = 0,
        stakeholders: str = "",
    ) -> None:
        self._mirror = Mirror(origin, mirror)
        self._mirror.update()
        self._signatures = Signatures(mirror / "praxis-signers")
        self._base = f"refs/heads/{base}" if base else self._mirror.head()
        self._fixed = trusting_policy(self._base, action) if trust_authors else None
        self._heads = self._mirror.refs("refs/heads/")
        if self._base not in self._heads:
            raise WrongInput(f"{self._mirror.origin} has no git commit on {self._base}: there is nothing to collect.")
        self._parents = read_parents(self._mirror, [self._heads[self._base]])
        self._branch = self._read_branch(self._heads[self._base])
        self._check_first_policy()
        self._read(chain_id, stakeholders)

    @property
    def id(self) -> str:
        """`git:<root commit>`."""
        return self._branch.forge

    def _read(self, chain_id: int, stakeholders: str) -> None:
        pulls = pull_numbers(self._mirror.refs("refs/pull/"))
        server = self._mirror.server_directory()
        pushes = read_pushes(server, pulls)
        pushed = {push.new for logged in pushes.values() for push in logged}
        self._learn({*pulls.values(), *pushed, *self._heads.values(), *self._named_heads(self._branch)})
        here, gone = read_works(self._branch), self._rewritten(server)
        landed = {int(merge.work.rpartition("/")[2]) for merge in (*here.merges, *gone.merges)}
        elsewhere = () if self._fixed else tuple(not_landed(self._branch, landed, pulls, self._heads))
        self._progress = list(Progresses(self._branch, {} if self._fixed else pushes).evidence())
        self._admissions = list(read_admissions(self._branch))
        self._closures, reopened = read_closures(self._branch, here.authors)
        self._links, problems = read_links(self._mirror, self._signatures, self.id, chain_id, stakeholders)
        self._merges = (*here.merges, *gone.merges, *elsewhere)
        self._revocations = (*here.revocations, *gone.revocations, *reopened)
        self._problems = [*self._branch.problems, *problems]

    def _read_branch(self, tip: str) -> Branch:
        line = Line(self._mirror, self._parents, tip)
        return Branch(self._mirror, self._base, line, self._signatures, self._fixed)

    def _named_heads(self, branch: Branch) -> set[str]:
        return {acts.head for acts in branch.acts.values() if acts.head}

    def _learn(self, oids: set[str]) -> None:
        """Make git commits and all they rest on known, fetching those that no ref holds any more."""
        self._mirror.fetch_objects(oids)
        there = self._mirror.object_ids(sorted(oids), "commit")
        self._parents |= read_parents(self._mirror, there, without=self._branch.line.tip)

    def _rewritten(self, server: Path | None) -> Works:
        """Works that were on the base branch once, as its reflogs remember, and are not any more."""
        logged = [push.new for place in (server, self._mirror.path) for push in read_reflog(place, self._base)]
        tips = {oid: self._branch.line.position(oid) for oid in reversed(logged)}
        for oid, position in tips.items():
            if position is not None and self._branch.line.commits[position].oid != oid:
                self._branch.problems.append(
                    f"{oid[:12]} was the tip of {self._base} and is not one of its first parents now: somebody pushed "
                    "a branch that had merged it, so what landed before counts as merged inside another merge."
                )
        former = [oid for oid, position in tips.items() if position is None]
        self._learn(set(former))
        lines: list[Line] = []
        merges: list[MergeEvidence] = []
        revocations: list[RevocationEvidence] = []
        for tip in former:
            if tip not in self._parents or any(line.position(tip) is not None for line in lines):
                continue
            branch = self._read_branch(tip)
            if branch.forge != self.id:
                continue
            self._learn(self._named_heads(branch))
            known = [self._branch.line, *lines]
            lost = [m for m in read_works(branch).merges if all(line.position(m.merge) is None for line in known)]
            lines.append(branch.line)
            merges += [replace(merge, reachable=False) for merge in lost if merge.merge]
            revocations += [revoke(m, "unreachable", None) for m in lost if m.merge and not m.reverted_by]
        merges.sort(key=lambda merge: (merge.act.at if merge.act else 0, merge.merge))
        return Works(tuple(merges), tuple(revocations), {})

    def _check_first_policy(self) -> None:
        position = self._branch.policies.first()
        if position is not None:
            require_first_policy(self._mirror, self._mirror.origin, self._branch.line.commits[position].oid)
