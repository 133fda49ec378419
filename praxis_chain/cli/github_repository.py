"""A repository on GitHub as a command looks at it once: read over the API, and through a clone of one's own."""

from pathlib import Path
from typing import TYPE_CHECKING

from .github_session import ask_github, with_github

if TYPE_CHECKING:
    from ..forges.github.client import GitHubSession
    from ..forges.github.forge import GitHubForge
    from ..forges.github.readings import Readings
    from ..forges.history.mirror import Mirror
    from .context import Session


def look_once(session: "Session", host: str, name: str, mirror: Path, *, links: bool) -> "GitHubForge":
    """Everything, now. Raises WrongInput, NetworkFailed, Refused: see Source and GitHubForge."""
    from ..forges.github.forge import GitHubForge
    from ..forges.github.source import Source

    async def read(github: "GitHubSession") -> "tuple[Readings, Mirror]":
        source = await Source.open(github, name)
        return await source.read_all(), source.mirror(mirror)

    with session.out.waiting(f"Reading {host}:{name}"):
        readings, clone = with_github(session, host, name, read)
        return GitHubForge(
            readings,
            clone,
            chain_id=session.network.chain_id if links else 0,
            stakeholders=session.contracts.stakeholders.address if links else "",
        )


def forge_on_github(session: "Session", host: str, name: str) -> str:
    """`github:repo/<numeric id>` of a repository by its name. Raises WrongInput, NetworkFailed."""
    from ..forges.github.source import Source

    async def read(github: "GitHubSession") -> str:
        return f"{host}:repo/{(await Source.open(github, name)).repository.id}"

    return with_github(session, host, name, read)


def name_on_github(session: "Session", forge: str) -> str:
    """`github:owner/name`, as the repository of that numeric id is called now. Raises WrongInput, NetworkFailed."""
    host, _, number = forge.partition(":repo/")
    found = ask_github(session, host, f"/repositories/{number}", f"the repository {forge}")
    return f"{host}:{found.get('full_name', '')}"
