"""A project on the stand-in GitHub: a policy, two maintainers, a contributor with a token, and ways to work in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.github.standin import StandIn, running

NAME = "maintainer/project"


@dataclass(frozen=True)
class Project:
    """`environment`: what a command needs to look at it."""

    github: StandIn
    id: int
    environment: dict[str, str]

    @property
    def repo(self) -> str:
        """As a command line names it."""
        return f"github:{NAME}"

    @property
    def forge(self) -> str:
        """Canonical."""
        return f"github:repo/{self.id}"

    def person(self, login: str) -> str:
        """Canonical name of an account."""
        return f"github:user/{self.github.account_of(login).id}"

    def now(self, at: int) -> None:
        """The forge's clock, unix seconds."""
        self.github.set_time(at)


@contextmanager
def project(folder: Path, begun: int, action: str) -> Iterator[Project]:
    """Served on loopback; its first git commit, with the policy, is of `begun` (unix seconds)."""
    with running(folder) as github:
        github.set_time(begun)
        maintainers = [github.account(login) for login in ("maintainer", "co_maintainer")]
        named = ", ".join(f'"github:user/{number}"' for number in maintainers)
        policy = f'maintainers = [{named}]\naction = "{action}"\n'
        number = github.repository(
            NAME, {"README.md": "A project\n", ".praxis/policy.toml": policy}, {"co_maintainer": "write"}
        )
        github.account("contributor")
        github.account("rival")
        environment = {"PRAXIS_GITHUB_API": github.url, "PRAXIS_GITHUB_TOKEN": github.token("auditor")}
        yield Project(github, number, environment)
