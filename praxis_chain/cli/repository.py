"""The repository that is set, read through clones of one's own in the data folder: one for each who looks."""

import hashlib
import re
from pathlib import Path
from typing import TYPE_CHECKING

from ..core.errors import WrongInput

_HOSTED = re.compile(r"(github|[A-Za-z0-9][A-Za-z0-9.-]*\.[A-Za-z0-9-]+(?::[0-9]+)?):([A-Za-z0-9_.-]+/[A-Za-z0-9_.-]+)")

if TYPE_CHECKING:
    from ..oracle import Forge
    from .context import Session


def require_repo(session: "Session") -> str:
    """Where it is. Raises WrongInput if none is set."""
    if not session.settings.repo:
        raise WrongInput("Name the repository to look at: --repo github:owner/name, FOLDER or URL.")
    return session.settings.repo


def hosted(repo: str) -> tuple[str, str] | None:
    """Host (`github` for github.com) and `owner/name` of a repository on GitHub; None for any other git origin."""
    match = _HOSTED.fullmatch(repo)
    return (match[1].lower(), match[2]) if match else None


def require_no_trust(trust_authors: bool, action: str) -> None:
    """Raises WrongInput where somebody wants to take authors at their word on GitHub, which knows accounts."""
    if trust_authors or action:
        raise WrongInput(
            "--trust-authors is for git repositories that follow no convention: GitHub knows its accounts."
        )


def mirror_path(session: "Session", who: str, origin: str | None = None) -> Path:
    """The clone that `who` (an address, or a role) reads a repository through: that one, or the one that is set."""
    origin = origin or require_repo(session)
    name = hashlib.sha256(origin.encode()).hexdigest()[:12]
    folder = Path(origin).absolute() if Path(origin).is_dir() else Path(origin)
    return session.settings.data / "mirrors" / who / f"{folder.name.removesuffix('.git')}-{name}"


def look(
    session: "Session",
    who: str,
    *,
    origin: str | None = None,
    trust_authors: bool = False,
    action: str = "",
    links: bool = True,
) -> "Forge":
    """Fetch and read it now, that one or the one that is set; without `links` no deployment has to be there.

    Raises WrongInput, NetworkFailed, Refused: see GitForge and GitHubForge.
    """
    from ..forges.git import GitForge
    from .github_repository import look_once
    from .params import parse_id

    origin = origin or require_repo(session)
    if found := hosted(origin):
        require_no_trust(trust_authors, action)
        return look_once(session, *found, mirror_path(session, who, origin), links=links)
    if action and not trust_authors:
        raise WrongInput("--action goes with --trust-authors: otherwise the repository's own policy names the actions.")
    if action:
        parse_id("action", action)
    return GitForge(
        origin,
        mirror_path(session, who, origin),
        trust_authors=trust_authors,
        action=action,
        chain_id=session.network.chain_id if links else 0,
        stakeholders=session.contracts.stakeholders.address if links else "",
    )


def forge_id(session: "Session") -> str:
    """`github:repo/<id>`; or `git:<root commit>` of its base branch, from a clone that is made for this."""
    from .github_repository import forge_on_github

    if found := hosted(require_repo(session)):
        return forge_on_github(session, *found)
    from ..forges.history.line import Line, read_parents
    from ..forges.history.mirror import Mirror

    mirror = Mirror(require_repo(session), mirror_path(session, "names"))
    mirror.update()
    tip = mirror.refs(mirror.head()).get(mirror.head())
    if tip is None:
        raise WrongInput(f"{mirror.origin} has no git commit on {mirror.head()}.")
    return f"git:{Line(mirror, read_parents(mirror, [tip]), tip).root}"
