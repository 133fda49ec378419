"""The repositories that a service watches, by the words of its command line."""

from functools import partial
from typing import TYPE_CHECKING

from ..core.errors import WrongInput
from . import repository

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from ..forges.github.client import GitHubSession
    from ..forges.github.limits import Spent
    from ..forges.github.readings import Readings
    from ..forges.github.source import Source
    from ..oracle.collect import Forge
    from ..service.watching import Place
    from ..service.watching.source import MirrorPort
    from .context import Session


def repositories(session: "Session", given: tuple[str, ...]) -> tuple[str, ...]:
    """Those that are named, else the one that is set. Raises WrongInput if there is none, or one twice."""
    found = given or ((session.settings.repo,) if session.settings.repo else ())
    if not found:
        raise WrongInput("Name the repositories to look at: --repo FOLDER or URL, or --repo github:owner/name.")
    if len(set(found)) != len(found):
        raise WrongInput("A repository is named twice.")
    return found


def place_of(
    session: "Session", name: str, who: str, engine: "Engine", *, trust_authors: bool = False, action: str = ""
) -> "Place":
    """One of them, read through mirrors of `who`'s own (an address, or a role). Asks nobody yet."""
    from ..service.watching import GitPlace

    if on_github := repository.hosted(name):
        repository.require_no_trust(trust_authors, action)
        return _github_place(session, name, *on_github, who, engine)
    look = partial(repository.look, session, who, origin=name, trust_authors=trust_authors, action=action)
    return GitPlace(name, look)


def _github_place(session: "Session", name: str, host: str, full_name: str, who: str, engine: "Engine") -> "Place":
    """Its session with GitHub is opened by the first look, on the event loop that it then belongs to, and kept."""
    from ..forges.github.forge import GitHubForge
    from ..forges.github.source import Source
    from ..forges.history.mirror import Mirror
    from ..service.watching import GitHubPlace, KeptAnswers, Patience
    from .github_session import open_github

    answers = KeptAnswers(engine)
    every, opened = session.settings.look_every, list["GitHubSession"]()
    chain_id, stakeholders = session.network.chain_id, session.contracts.stakeholders.address

    async def open_source(known: int) -> "Source":
        if not opened:
            opened.append(open_github(session, host, full_name, answers))
        return await Source.open(opened[0], full_name, known)

    def look(readings: "Readings", mirror: "MirrorPort") -> "Forge":
        assert isinstance(mirror, Mirror)
        return GitHubForge(readings, mirror, chain_id=chain_id, stakeholders=stakeholders)

    patience = Patience(retry=every / 30, longest=5 * every, slow=session.settings.links_every)
    path = repository.mirror_path(session, who, name)

    def spent() -> "Spent | None":
        return opened[0].spent if opened else None

    return GitHubPlace(name, engine, open_source, path, look, patience=patience, answers=answers, spent=spent)
