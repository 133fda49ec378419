"""Canonical names on GitHub: numeric ids under the host, never what somebody or something is called."""

from dataclasses import dataclass
from functools import lru_cache

from ...core.evidence import Person
from .readings import Account, Repository

GHOST = 10137
"""github.com's own account in place of those that were deleted."""

_PROOFS = {"User": "account", "Bot": "bot"}


@dataclass(frozen=True, slots=True)
class Names:
    """Of everything in one repository. host: `github`, or the Enterprise server's name."""

    host: str
    repository: int

    @classmethod
    def of(cls, repository: Repository) -> "Names":
        """The names that a repository gives."""
        return cls(repository.host, repository.id)

    @property
    def forge(self) -> str:
        """The forge's id: the repository itself."""
        return self.forge_of(self.repository)

    def forge_of(self, repository: int) -> str:
        """Any repository of the same host."""
        return f"{self.host}:repo/{repository}"

    def subject(self, issue: int) -> str:
        """Canonical string of an issue."""
        return f"{self.forge}/issue/{issue}"

    def work(self, pull: int) -> str:
        """Canonical string of a pull request."""
        return f"{self.forge}/pull/{pull}"

    def person(self, account: Account) -> Person:
        """Whoever an account belongs to, vouched for by GitHub; nobody, where no person or program acts as it."""
        return _person(self.host, account.id, account.kind)


@lru_cache(maxsize=10_000)
def _person(host: str, number: int, kind: str) -> Person:
    if not number or (number == GHOST and host == "github"):
        return Person("", "ghost")
    proof = _PROOFS.get(kind)
    return Person(f"{host}:user/{number}", proof) if proof else Person("", kind.lower() or "none")
