"""A project on the stand-in for GitHub, and looks at it: read over HTTP, judged from a mirror."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest

from praxis_chain.core.evidence import MergeEvidence
from praxis_chain.core.facts import Commit
from praxis_chain.forges.github import GitHubForge
from praxis_chain.forges.github.client import GitHubSession
from praxis_chain.forges.github.credentials import Token
from praxis_chain.forges.github.readings import Readings
from praxis_chain.forges.github.source import Source
from praxis_chain.forges.statements.policy import POLICY_FILE
from tests import judged
from tests.github.standin import StandIn, running
from tests.github.standin.acts import Work

NAME = "maintainer/project"
NOW = 1_790_000_000
POLICY = f"""{judged.POLICY}
[labels]
elegant = "quality: elegant"
"good work in progress" = "good-progress"
waiting = "blocked"
"""


@dataclass
class Project:
    """The repository `maintainer/project`, with two maintainers, a contributor and a rival."""

    github: StandIn
    folder: Path
    changes: dict[str, Any] = field(default_factory=dict)

    def person(self, login: str) -> str:
        """Canonical id of an account."""
        return f"github:user/{self.github.known(login)}"

    @property
    def forge(self) -> str:
        """Canonical id of the repository."""
        return f"github:repo/{self.github.repository_of(NAME).id}"

    def subject(self, issue: int) -> str:
        """Canonical string of an issue."""
        return f"{self.forge}/issue/{issue}"

    def work(self, pull: int) -> str:
        """Canonical string of a pull request."""
        return f"{self.forge}/pull/{pull}"

    def policy(self, more: str = POLICY, *, maintainers: tuple[str, ...] = ("maintainer", "co_maintainer")) -> str:
        """The text of a policy."""
        return f"maintainers = {[self.person(login) for login in maintainers]!r}\n{more}".replace("'", '"')

    def later(self, seconds: int = 60) -> None:
        """Time passes on GitHub."""
        self.github.advance(seconds)

    def propose(self, *, issue: int = 0, **given: Any) -> Work:
        """A pull request of the contributor's that closes an issue, approved by the co-maintainer, not merged yet."""
        self.later()
        number = issue or self.github.issue(NAME, "maintainer", "Make it better")
        made = self.github.make_work(
            NAME, given.pop("by", "contributor"), "co_maintainer", issue=number, merge=False, **{"fork": True} | given
        )
        self.later()
        return made

    def merge(self, work: Work | int, method: str = "merge", by: str = "maintainer") -> str:
        """Merged by the button; the git commit."""
        oid = self.github.merge(NAME, work if isinstance(work, int) else work.pull, by, method)
        self.later()
        return oid

    def land(self, method: str = "merge", **given: Any) -> Work:
        """Proposed and merged."""
        work = self.propose(**given)
        return replace(work, merge=self.merge(work, method))

    def say(self, thread: Work | int, *lines: str, by: str = "maintainer") -> int:
        """A comment; its id."""
        text = "\n".join(lines)
        number = self.github.comment(NAME, thread if isinstance(thread, int) else thread.pull, by, text)
        self.later()
        return number

    def read(self) -> Readings:
        """Everything there is to read now."""
        token = self.github.token("attester")

        async def read() -> Readings:
            async with GitHubSession(Token(token), self.github.url, host="github") as session:
                return await (await Source.open(session, NAME)).read_all()

        return asyncio.run(read())

    def look(self, attester: str = "attester", **given: Any) -> GitHubForge:
        """Read and judged by an attester with a mirror of their own."""
        return GitHubForge(self.read(), self.folder / attester, **given)


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    with running(tmp_path_factory.mktemp("github")) as github:
        github.set_time(NOW)
        for login in ("maintainer", "co_maintainer", "contributor", "rival", "attester", "newcomer"):
            github.account(login)
        project = Project(github, Path())
        files = {"README.md": "One\n", POLICY_FILE: project.policy()}
        github.repository(NAME, files, {"co_maintainer": "write", "newcomer": "write"})  # type: ignore[arg-type]
        github.advance(60)
        github.snapshot("project")
        yield github


@pytest.fixture
def project(begun: StandIn, tmp_path: Path) -> Project:
    """As it was begun, an hour ago."""
    begun.reset("project")
    begun.advance(3600)
    return Project(begun, tmp_path)


def merge_of(forge: GitHubForge, pull: Work | int) -> MergeEvidence:
    """The only document about how a work ended."""
    return judged.merge_of(forge, pull if isinstance(pull, int) else pull.pull)


def commit_of(forge: GitHubForge, pull: Work | int) -> Commit:
    """The only Commit that follows from a merge."""
    (fact,) = judged.facts_of(merge_of(forge, pull))
    assert isinstance(fact, Commit)
    return fact


def why(forge: GitHubForge, pull: Work | int) -> str:
    """The slug and the sentence of the refusal that follows from a merge."""
    refusal = judged.refused(merge_of(forge, pull))
    return f"{refusal.reason}: {refusal.sentence}"
