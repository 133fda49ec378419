"""GitHub, as a set of readings and a mirror of one's own tell it, as evidence."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from ...core.errors import WrongInput
from ...core.evidence import MergeEvidence
from ..history.line import Line, read_parents
from ..history.mirror import Mirror
from ..one_look import OneLook, require_first_policy
from .admissions import read_admissions
from .approvals import reviewed_heads
from .base import Base
from .closures import read_closures
from .former import former_tips, judged_formerly
from .links import read_links
from .memory import Memory
from .merges import Merges, Works
from .names import Names
from .people import linkable
from .progress import Progresses
from .readings import Gist, Pull, Readings
from .threads import Threads
from .unheard import unheard


class GitHubForge(OneLook):
    """One look at a repository on GitHub. Everything is judged from the readings and the mirror when it is made.

    mirror: a folder of one's own for the clone, or a mirror in one, which is brought up to date. chain_id and
    stakeholders (0x… address) name the deployment whose links are read; without them there are none.
    Raises WrongInput, NetworkFailed (the repository cannot be fetched), or Refused if the history under the first
    policy was rewritten since this mirror saw it.
    """

    def __init__(self, readings: Readings, mirror: Path | Mirror, *, chain_id: int = 0, stakeholders: str = "") -> None:
        self._names = Names.of(readings.repository)
        self._readings = readings
        if isinstance(mirror, Path):
            mirror = Mirror(readings.repository.clone, mirror, known_as=self._names.forge)
        self._mirror = mirror
        self._mirror.update()
        ref = readings.repository.default_branch
        tip = self._mirror.refs(ref).get(ref)
        if tip is None:
            raise WrongInput(f"{readings.repository.name} has no git commit on {ref}: there is nothing to collect.")
        pulls = [readings.pulls[number] for number in sorted(readings.pulls)]
        self._threads = Threads(self._names, readings)
        self._learn(tip, pulls)
        base = self._base(ref, tip)
        memory = Memory(self._mirror.path / "praxis-merges")
        here = Merges(base, self._threads, pulls, memory)
        if base.first_policy:
            require_first_policy(self._mirror, readings.repository.name, base.first_policy)
        works = self._judge(here, base, ref, pulls, memory)
        memory.save()
        self._progress = list(Progresses(base, self._threads, pulls, here.landings).evidence())
        self._admissions = list(read_admissions(base, self._threads))
        self._closures, reopened = read_closures(base, self._threads)
        self._merges, self._revocations = works.merges, (*works.revocations, *reopened)
        self._links, said = read_links(self._names, readings.gists, chain_id, stakeholders)
        self._problems = [*readings.unread, *base.problems, *memory.changed, *unheard(base, self._threads), *said]

    @property
    def id(self) -> str:
        """`github:repo/<numeric id>`, or the Enterprise server's host in place of `github`."""
        return self._names.forge

    @property
    def gists(self) -> Sequence[Gist]:
        """All that link a wallet, also for other chains and contracts than this one's."""
        return self._readings.gists

    @property
    def logins(self) -> Mapping[str, str]:
        """What accounts are called now, by canonical name: for people to read, never to judge by."""
        people = linkable(self._readings.pulls.values(), self._readings.issues.values())
        return {self._names.person(account).id: account.login for account in people}

    def _learn(self, tip: str, pulls: Sequence[Pull]) -> None:
        """Make git commits and all they rest on known, fetching those that no ref holds any more.

        Pushes matter only where somebody speaks of the pull request: without a maintainer's word nothing is locked.
        """
        merged = [pull for pull in pulls if pull.merged]
        wanted = {oid for pull in merged for oid in (pull.head, pull.merge)} | reviewed_heads(merged)
        spoken_of = [pull for pull in pulls if any(said.pairs or said.label for said in self._threads.said(pull))]
        wanted |= {push.after for pull in spoken_of for push in pull.pushes} | {pull.head for pull in pulls}
        wanted |= set(former_tips(self._readings.pushes))
        self._mirror.fetch_objects({oid for oid in wanted if oid.strip("0")})
        there = self._mirror.object_ids(sorted(wanted), "commit")
        self._parents = read_parents(self._mirror, [tip, *there])

    def _base(self, ref: str, tip: str) -> Base:
        line = Line(self._mirror, self._parents, tip)
        pushes = [push for push in self._readings.pushes if push.ref == ref]
        return Base(self._names, self._mirror, ref, line, pushes)

    def _judge(self, here: Merges, base: Base, ref: str, pulls: Sequence[Pull], memory: Memory) -> Works:
        """Each pull request by the branch that holds its git commit: as it is now, or as it was before a rewriting."""
        ordered = sorted(pulls, key=lambda pull: (not pull.merged, pull.merged_at, pull.number))
        lost = [pull for pull in ordered if pull.merged and pull.base == ref and base.line.position(pull.merge) is None]
        works = here.works([pull for pull in ordered if pull not in lost])
        revocations = list(works.revocations)
        formerly: dict[str, MergeEvidence] = {}
        for tip in former_tips(base.pushes) if lost else ():
            if tip in self._parents and lost:
                merges = Merges(self._base(ref, tip), self._threads, pulls, memory)
                found = [pull for pull in lost if pull.number in merges.landings]
                lost = [pull for pull in lost if pull not in found]
                gone = judged_formerly(merges.works(found))
                formerly |= {merge.work: merge for merge in gone.merges}
                revocations += gone.revocations
        nowhere = here.works(lost)
        found_at = {merge.work: merge for merge in (*works.merges, *nowhere.merges)} | formerly
        return Works(tuple(found_at[self._names.work(pull.number)] for pull in ordered), tuple(revocations))
