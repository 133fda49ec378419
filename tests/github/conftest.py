"""A stand-in for GitHub with one repository, as it was begun, for every test that asks for one."""

from collections.abc import Iterator

import pytest

from tests.github.asking import NAME, NOW
from tests.github.standin import StandIn, running


@pytest.fixture(scope="module")
def served_github(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    with running(tmp_path_factory.mktemp("github")) as github:
        github.set_time(NOW)
        github.repository(NAME, {"README.md": "One\n"}, {"co_maintainer": "write"})
        github.account("contributor")
        github.snapshot()
        yield github


@pytest.fixture
def github(served_github: StandIn) -> StandIn:
    """As it was begun: one repository, with one git commit."""
    served_github.set_time(NOW)
    served_github.webhooks()
    served_github.reset()
    return served_github
