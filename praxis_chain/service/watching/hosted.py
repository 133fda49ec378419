"""A place for a repository on GitHub, put together from its parts."""

from functools import partial
from pathlib import Path

from sqlalchemy import Engine

from ...forges.github.client import GitHubSession
from ...forges.github.forge import GitHubForge
from ...forges.github.source import Source
from .github import GitHubPlace
from .patience import Patience


def github_place(
    name: str,
    store: Engine,
    session: GitHubSession,
    mirror: Path,
    *,
    chain_id: int = 0,
    stakeholders: str = "",
    patience: Patience | None = None,
) -> GitHubPlace:
    """name: `github:owner/name`, or an Enterprise server's host in place of `github`. mirror: folder of the clone.
    chain_id and stakeholders: the deployment whose links are read. It asks nobody before it is swept."""
    repository = name.rpartition(":")[2]
    look = partial(GitHubForge, chain_id=chain_id, stakeholders=stakeholders)
    return GitHubPlace(name, store, partial(Source.open, session, repository), mirror, look, patience=patience)
