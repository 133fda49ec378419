"""A real repository to work in, and a look at it through a mirror of one's own."""

from collections.abc import Callable
from pathlib import Path

import pytest

from praxis_chain.demo.repository import DemoRepository
from praxis_chain.forges.git import GitForge
from tests.judged import POLICY

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
