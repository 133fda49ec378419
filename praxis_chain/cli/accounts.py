"""An account on GitHub as a contributor: by its numeric id, or looked up by the login it has now."""

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ..core.errors import Refused, WrongInput
from ..core.naming import printable

if TYPE_CHECKING:
    from .context import Session

_BY_LOGIN = re.compile(
    r"([A-Za-z0-9][A-Za-z0-9.-]*(?::[0-9]+)?):@([A-Za-z0-9](?:[A-Za-z0-9-]{0,38}|[A-Za-z0-9_-]{0,60}))"
)


@dataclass(frozen=True, slots=True)
class GitHubAccount:
    """host: `github`, or an Enterprise server's name. login: "" where nobody asked."""

    host: str
    id: int
    login: str = ""

    @property
    def uri(self) -> str:
        """`github:user/583231`."""
        return f"{self.host}:user/{self.id}"


def account_of(contributor: str) -> GitHubAccount | None:
    """The account that a canonical name of a contributor means; None for people of other forges."""
    host, _, rest = contributor.partition(":user/")
    return GitHubAccount(host, int(rest)) if rest.isdigit() else None


def look_up(session: "Session", text: str) -> GitHubAccount | None:
    """`github:@login` → the account that has that login now; None if it names nobody that way.

    Logins can be renamed and taken over: whoever asks has to see the id. Raises WrongInput, NetworkFailed, and Refused
    where it is no person's account.
    """
    match = _BY_LOGIN.fullmatch(text)
    if match is None:
        return None
    from .github_session import ask_github

    host, login = match[1].lower(), match[2]
    found = ask_github(session, host, f"/users/{login}", f"the account @{login}")
    kind, number, name = found.get("type"), found.get("id"), found.get("login")
    if not isinstance(number, int) or not isinstance(name, str):
        raise WrongInput(f"What GitHub says of @{login} holds no id: name the account by its number.")
    if kind != "User":
        raise Refused(f"@{printable(name)} is no person's account but {kind}: only people have wallets here.")
    return GitHubAccount(host, number, name)
