"""Names back from ids, where names can be tried: works of a forge are numbered."""

from collections.abc import Iterable

from .errors import WrongInput
from .ids import check_uri, hash_uri

NUMBERS_TRIED = 10_000
"""Works of a forge whose names are tried, to find one by its id: that many hashes take a fifth of a second."""


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


def printable(text: str) -> str:
    """What strangers wrote (on chain, or in a repository) without anything that steers a terminal or turns its text."""
    return "".join(char if char.isprintable() else "�" for char in text)
