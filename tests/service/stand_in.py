"""A stand-in for a forge that is read over its API: what it holds, it tells, as far as it was told to.

Where the real `Source` asks GitHub, this one looks into a dictionary. Each change raises a clock, so that `changed`
tells what happened since a cursor.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TypeVar

from praxis_chain.core.errors import PraxisError
from praxis_chain.core.evidence import (
    AdmissionEvidence,
    ClosureEvidence,
    LinkEvidence,
    MergeEvidence,
    ProgressEvidence,
    RevocationEvidence,
)
from praxis_chain.forges.github.readings import NOBODY, Account, Gist, Issue, Pull, Push, Readings, Repository
from tests.documents import ACT, JUDGEMENT, MERGE

Work = TypeVar("Work", Pull, Issue)

CONTRIBUTOR = Account(501, "User", "contributor")
MAINTAINER = Account(502, "User", "maintainer")
PLACE = "github:owner/name"
HERE = Repository("github", 77, "owner/name", "main", "https://github.com/owner/name.git")


@dataclass(frozen=True)
class Changed:
    pulls: tuple[int, ...]
    issues: tuple[int, ...]
    cursor: str


@dataclass
class StandInForge:
    """failing: what reading fails with, by (kind, number), ("", 0) for everything. asked: every question, in order."""

    repository: Repository = HERE
    pulls: dict[int, Pull] = field(default_factory=dict)
    issues: dict[int, Issue] = field(default_factory=dict)
    pushes: tuple[Push, ...] = ()
    gists: dict[int, tuple[Gist, ...]] = field(default_factory=dict)
    tips: int = 0
    failing: dict[tuple[str, int], PraxisError] = field(default_factory=dict)
    asked: list[tuple[str, int]] = field(default_factory=list)
    _clock: int = 0
    _changed: dict[tuple[str, int], int] = field(default_factory=dict)

    def put(self, value: Pull | Issue) -> tuple[str, int]:
        """This is how it is now; returns what a hint would name."""
        key = ("pull" if isinstance(value, Pull) else "issue", value.number)
        if isinstance(value, Pull):
            self.pulls[value.number] = value
        else:
            self.issues[value.number] = value
        self._clock += 1
        self._changed[key] = self._clock
        return key

    async def open(self, known: int) -> "StandInForge":
        """As `Source.open`: one that is known is found by its number."""
        self._answer(("open", known))
        return self

    async def changed(self, cursor: str) -> Changed:
        self._answer(("changed", 0))
        since = int(cursor or "0")
        found = [key for key, at in self._changed.items() if at > since]
        of = {kind: tuple(sorted(number for name, number in found if name == kind)) for kind in ("pull", "issue")}
        return Changed(of["pull"], of["issue"], str(self._clock))

    async def read_pulls(self, numbers: Sequence[int]) -> dict[int, Pull | PraxisError]:
        return {number: self._one("pull", number, self.pulls) for number in numbers}

    async def read_issues(self, numbers: Sequence[int]) -> dict[int, Issue | PraxisError]:
        return {number: self._one("issue", number, self.issues) for number in numbers}

    async def read_pushes(self) -> Sequence[Push]:
        self._answer(("pushes", 0))
        return self.pushes

    async def read_gists(self, accounts: Iterable[Account]) -> Sequence[Gist]:
        self._answer(("gists", 0))
        return [gist for account in accounts for gist in self.gists.get(account.id, ())]

    def mirror(self, path: Path) -> "StandInForge":
        return self

    def update(self) -> None:
        """As a mirror."""
        self._answer(("mirror", 0))

    def refs(self, prefix: str) -> dict[str, str]:
        """As a mirror: one branch, whose tip is `tips`."""
        return {"refs/heads/main": str(self.tips)} if prefix == "refs/heads/" else {}

    def _one(self, kind: str, number: int, held: Mapping[int, Work]) -> Work | PraxisError:
        try:
            self._answer((kind, number))
        except PraxisError as failed:
            return failed
        return held[number]

    def _answer(self, question: tuple[str, int]) -> None:
        self.asked.append(question)
        for key in (question, ("", 0)):
            if key in self.failing:
                raise self.failing[key]


def open_pull(number: int, author: Account = CONTRIBUTOR) -> Pull:
    """A pull request that nobody has merged."""
    return Pull(
        number=number,
        state="open",
        merged=False,
        base_repository=HERE.id,
        base="refs/heads/main",
        head=f"{number:040x}",
        head_repository=HERE.id,
        head_ref=f"refs/heads/work-{number}",
        author=author,
        created_at=1_750_000_000,
        closed_at=0,
        merged_by=NOBODY,
        merged_at=0,
        merge="",
        title=f"Work {number}",
        body=f"Closes #{number + 1000}",
        body_edited_at=0,
    )


def merged(pull: Pull, at: int = 1_750_000_500) -> Pull:
    """The same, merged by the maintainer."""
    return replace(
        pull,
        state="closed",
        merged=True,
        closed_at=at,
        merged_by=MAINTAINER,
        merged_at=at,
        merge=f"{pull.number:039x}f",
    )


def open_issue(number: int) -> Issue:
    """An issue."""
    return Issue(number, 10_000 + number, "open", MAINTAINER, 1_750_000_000, f"Issue {number}")


class Shown:
    """A stand-in for the GitHub forge, without a git mirror: a document for each work that was merged."""

    def __init__(self, readings: Readings, _mirror: object) -> None:
        self.id = f"git:{readings.repository.id:040x}"
        self._readings = readings

    def merges(self) -> list[MergeEvidence]:
        return [self._merge(pull) for pull in self._readings.pulls.values() if pull.merged]

    def links(self) -> tuple[LinkEvidence, ...]:
        return ()

    def admissions(self) -> tuple[AdmissionEvidence, ...]:
        return ()

    def progress(self) -> tuple[ProgressEvidence, ...]:
        return ()

    def closures(self) -> tuple[ClosureEvidence, ...]:
        return ()

    def revocations(self) -> tuple[RevocationEvidence, ...]:
        return ()

    def problems(self) -> list[str]:
        issues = self._readings.issues.values()
        return [f"#{issue.number} was closed without an explanation." for issue in issues if issue.state == "closed"]

    def _merge(self, pull: Pull) -> MergeEvidence:
        judgement = replace(JUDGEMENT, subject=f"{self.id}/issue/{pull.number + 1000}")
        act = replace(ACT, source=pull.merge, at=pull.merged_at, reason=pull.title)
        return replace(
            MERGE,
            forge=self.id,
            work=f"{self.id}/pull/{pull.number}",
            repository=self.id,
            head=pull.head,
            merge=pull.merge,
            act=act,
            judgements=(judgement,),
        )
