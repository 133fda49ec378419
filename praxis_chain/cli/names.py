"""Names and ids of issues, works and contributors: what people write, what the chain keeps, and back where possible."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..core.errors import WrongInput
from ..core.ids import Id, check_uri, contributor_id, hash_uri, subject_id, work_id

if TYPE_CHECKING:
    from .context import Session

NUMBERS_TRIED = 10_000
"""Works of a forge whose names are tried, to find one by its id: that many hashes take a fifth of a second."""


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


def forge_of(subject_uri: str | None) -> str | None:
    """The forge in an issue's name; None where only its id is known, or it is no canonical name."""
    try:
        return check_uri("subject", subject_uri or "").rpartition("/issue/")[0]
    except WrongInput:
        return None


def works_by_id(forge: str, ids: Iterable[bytes]) -> dict[bytes, str]:
    """Names of works on that forge, by the first 20 bytes of their ids, which is all that a lock keeps.

    The chain keeps only hashes, but works are numbered: the first numbers are tried. What is not found is left out.
    """
    wanted = {one[:20] for one in ids if any(one)}
    found: dict[bytes, str] = {}
    for number in range(1, NUMBERS_TRIED + 1) if forge else ():
        if len(found) == len(wanted):
            break
        name = f"{forge}/pull/{number}"
        if (start := hash_uri(name)[:20]) in wanted:
            found[start] = name
    return found


def short(value: bytes) -> str:
    """The beginning and the end of an id, for tables."""
    return f"0x{value.hex()[:8]}…{value.hex()[-4:]}"


def brief(uri: str) -> str:
    """A name without most of its root git commit: `git:1f3a5c7d…/issue/7`."""
    forge, slash, rest = printable(uri).partition("/")
    long = forge.startswith("git:") and len(forge) > 40 and not forge.startswith(("git:ssh", "git:author"))
    return f"{forge[:12]}…{slash}{rest}" if long else f"{forge}{slash}{rest}"


def printable(text: str) -> str:
    """What strangers wrote (on chain, or in a repository) without anything that steers a terminal."""
    return "".join(char if char.isprintable() else "�" for char in text)


def _forge(session: "Session", number: str) -> str:
    if not session.settings.repo:
        raise WrongInput(
            f"Issue {number} of which repository? Name it in full (git:<root commit>/issue/{number}), or say --repo."
        )
    from .repository import forge_id

    return forge_id(session)
