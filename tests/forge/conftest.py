"""A real repository to work in, and a look at it through a mirror of one's own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from praxis_chain.core.evidence import AnyEvidence, MergeEvidence
from praxis_chain.core.facts import Fact
from praxis_chain.core.rules import Refusal, judge
from praxis_chain.demo.repository import DemoRepository
from praxis_chain.forges.git import GitForge

ACTION = "0x" + "ac" * 32
OTHER_ACTION = "0x" + "bd" * 32
POLICY = f"""
action = "code"

[actions]
code = "{ACTION}"
docs = "{OTHER_ACTION}"

[quality]
elegant = 15000
"""

Look = Callable[..., GitForge]


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> DemoRepository:
    """Two maintainers, issues 7, 8 and 9, nothing else."""
    repository = DemoRepository(
        tmp_path_factory.mktemp("begun") / "shared", maintainers=("maintainer", "co_maintainer"), policy=POLICY
    )
    issues = {f"issues/{number}.md": f"Issue {number}\n" for number in (7, 8, 9)}
    repository.commit("maintainer", "Open three issues", issues)
    for role in ("contributor", "rival"):
        repository.key(role)
    return repository


@pytest.fixture
def repository(begun: DemoRepository, tmp_path: Path) -> DemoRepository:
    """A copy of it, for one test alone."""
    return begun.copied_to(tmp_path / "shared")


@pytest.fixture
def look(repository: DemoRepository, tmp_path: Path) -> Look:
    """Look at the repository as an attester does, in that attester's own mirror."""

    def look(attester: str = "attester", **options: object) -> GitForge:
        return GitForge(repository.path, tmp_path / attester, **options)  # type: ignore[arg-type]

    return look


def merge_of(forge: GitForge, pull: int) -> MergeEvidence:
    """The only document about how a work ended."""
    (found,) = (merge for merge in forge.merges() if merge.work == f"{forge.id}/pull/{pull}")
    return found


def facts_of(document: AnyEvidence) -> tuple[Fact, ...]:
    """The facts that follow; fails with the sentence of a refusal."""
    judged = judge(document)
    assert not isinstance(judged, Refusal), judged.sentence
    return judged


def refusal_of(document: AnyEvidence) -> str:
    """The slug of the refusal that follows."""
    judged = judge(document)
    assert isinstance(judged, Refusal), judged
    return judged.reason
