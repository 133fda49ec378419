"""Which work is meant: by its canonical name, its number in the repository that is set, or its address in a browser."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..core.errors import WrongInput
from ..core.ids import check_uri

if TYPE_CHECKING:
    from .context import Session

_ADDRESS = re.compile(r"https?://([^/\s]+)/([^/\s]+/[^/\s]+)/pulls?/([1-9][0-9]{0,18})(?:[/?#].*)?")
_SHORT = re.compile(r"([A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+)#([1-9][0-9]{0,18})")
_NUMBER = re.compile(r"(?:pull/|#)?([1-9][0-9]{0,18})")


@dataclass(frozen=True, slots=True)
class WorkNamed:
    """A work's number, and the forge it has to be on; "" where the repository that is set decides."""

    number: int
    forge: str = ""


def parse_work(session: "Session", text: str) -> WorkNamed:
    """Read a work's name; one that says which repository it is in sets it for this session. Raises WrongInput."""
    if match := _ADDRESS.fullmatch(text):
        host = match[1].lower()
        _mean(session, f"{'github' if host in ('github.com', 'www.github.com') else host}:{match[2]}")
        return WorkNamed(int(match[3]))
    if match := _SHORT.fullmatch(text):
        host = (session.settings.repo or "").partition(":")[0] if _is_hosted(session.settings.repo) else "github"
        _mean(session, f"{host}:{match[1]}")
        return WorkNamed(int(match[2]))
    if match := _NUMBER.fullmatch(text):
        return WorkNamed(int(match[1]))
    try:
        forge, _, number = check_uri("work", text).rpartition("/pull/")
    except WrongInput:
        raise WrongInput(
            f"{text!r} names no work: write 3 or pull/3 with --repo, owner/name#9, github:repo/10270250/pull/9, "
            "git:<root commit>/pull/3, or the address of a pull request."
        ) from None
    if not forge.startswith("git:") and not session.settings.repo:
        from .github_repository import name_on_github

        session.use_repo(name_on_github(session, forge))
    return WorkNamed(int(number), forge)


def _mean(session: "Session", repository: str) -> None:
    """Look at that repository, unless the command line says another one."""
    flag = session.flags.get("repo")
    if flag is not None and flag.lower() != repository.lower():
        raise WrongInput(f"That work is in {repository}, and --repo says {flag}: leave one of them out.")
    session.use_repo(repository if flag is None else flag)


def _is_hosted(repo: str | None) -> bool:
    from .repository import hosted

    return repo is not None and hosted(repo) is not None
