"""The repositories that a service watches, by the words of its command line."""

from functools import partial
from typing import TYPE_CHECKING

from ..core.errors import WrongInput
from . import repository

if TYPE_CHECKING:
    from ..service.watching import Place
    from .context import Session


def repositories(session: "Session", given: tuple[str, ...]) -> tuple[str, ...]:
    """Those that are named, else the one that is set. Raises WrongInput if there is none, or one twice."""
    found = given or ((session.settings.repo,) if session.settings.repo else ())
    if not found:
        raise WrongInput("Name the repositories to look at: --repo FOLDER or URL, or --repo github:owner/name.")
    if len(set(found)) != len(found):
        raise WrongInput("A repository is named twice.")
    return found


def place_of(session: "Session", name: str, who: str, *, trust_authors: bool = False, action: str = "") -> "Place":
    """One of them, read through mirrors of `who`'s own (an address, or a role). Asks nobody yet."""
    from ..service.watching import GitPlace

    look = partial(repository.look, session, who, origin=name, trust_authors=trust_authors, action=action)
    return GitPlace(name, look)
