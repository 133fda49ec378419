"""What an auditor has at hand, from the options that name it: --evidence, --log, --repo."""

import shlex
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from ..context import Session

if TYPE_CHECKING:
    from ...audit.evidence import Material

_OPTIONS = (
    click.option(
        "--evidence",
        "evidence",
        multiple=True,
        type=click.Path(path_type=Path),
        help="File or folder of evidence to judge again; repeat it.",
    ),
    click.option("--log", "logs", multiple=True, metavar="FILE|URL", help="An attester's log; repeat it."),
    click.option("--repo", "repos", multiple=True, help="Repository to collect evidence in anew; repeat it."),
)


@dataclass(frozen=True, slots=True)
class Named:
    """Where the material is."""

    evidence: tuple[Path, ...]
    logs: tuple[str, ...]
    repos: tuple[str, ...]

    @property
    def is_empty(self) -> bool:
        """Nothing was named."""
        return not (self.evidence or self.logs or self.repos)


def named(function: Callable[..., Any]) -> Callable[..., Any]:
    """The three options; the command gets `evidence`, `logs` and `repos`."""
    for option in reversed(_OPTIONS):
        function = option(function)
    return function


def gather(session: Session, where: Named, *, trust_authors: bool = False, action: str = "") -> "Material":
    """Read, ask and collect all of it.

    Raises WrongInput for what cannot be read, NetworkFailed where an attester or a repository does not answer.
    """
    from ...audit.evidence import of_forge, read, read_log, together
    from ..repository import look

    parts = [read(path) for path in where.evidence]
    with session.out.progress() as progress:
        parts += [read_log(log, progress) for log in where.logs]
    for repo in where.repos:
        forge = look(session, "auditing", origin=repo, trust_authors=trust_authors, action=action)
        with session.out.waiting(f"Collecting the evidence of {repo}"):
            parts.append(of_forge(forge, f"--repo {shlex.quote(repo)}"))
    return together(parts)
