"""Names and ids of issues, works and contributors: what people write, what the chain keeps, and back where possible."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..core.errors import WrongInput
from ..core.ids import Id, contributor_id, subject_id, work_id
from ..core.naming import forge_of, printable

if TYPE_CHECKING:
    from .context import Session


@dataclass(frozen=True, slots=True)
class Named:
    """An id, and the text it was named by."""

    text: str
    id: Id


def issue(session: "Session", text: str) -> Named:
    """An issue by its canonical name, its id, or its number in the repository that is set. Raises WrongInput."""
    if text.isascii() and text.isdigit():
        text = f"{_forge(session, text)}/issue/{int(text)}"
    return Named(text, subject_id(text))


def work(of: Named, text: str) -> Named:
    """A work by its canonical name, its id, or its number on the forge of an issue. Raises WrongInput."""
    number = text.removeprefix("pull/")
    if number.isascii() and number.isdigit():
        if forge_of(of.text) is None:
            raise WrongInput(
                f"{text!r} could be of any repository: name the issue by its name, or the work by its own."
            )
        text = f"{forge_of(of.text)}/pull/{int(number)}"
    return Named(text, work_id(text))


def contributor(text: str) -> Named:
    """A person by their canonical name, a wallet address, or an id. Raises WrongInput."""
    return Named(text, contributor_id(text))


def short(value: bytes) -> str:
    """The beginning and the end of an id, for tables."""
    return f"0x{value.hex()[:8]}…{value.hex()[-4:]}"


def brief(uri: str) -> str:
    """A name without most of its root git commit: `git:1f3a5c7d…/issue/7`."""
    forge, slash, rest = printable(uri).partition("/")
    long = forge.startswith("git:") and len(forge) > 40 and not forge.startswith(("git:ssh", "git:author"))
    return f"{forge[:12]}…{slash}{rest}" if long else f"{forge}{slash}{rest}"


def _forge(session: "Session", number: str) -> str:
    if not session.settings.repo:
        raise WrongInput(
            f"Issue {number} of which repository? Name it in full (git:<root commit>/issue/{number}), or say --repo."
        )
    from .repository import forge_id

    return forge_id(session)
