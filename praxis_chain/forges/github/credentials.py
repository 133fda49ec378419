"""How a session proves to GitHub who asks: a user's token, or a GitHub App's key.

Neither is ever a setting, an argument of a command, or part of a message: they come from the environment, or from a
file that the environment names.

    PRAXIS_GITHUB_TOKEN          a token (fine-grained, read-only: contents, issues, metadata, pull requests)
    PRAXIS_GITHUB_APP_ID         a GitHub App's id, and
    PRAXIS_GITHUB_APP_KEY_FILE   the file that holds its private key (PEM)
"""

import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

from ...core.errors import NetworkFailed, WrongInput

TOKEN = "PRAXIS_GITHUB_TOKEN"
APP_ID = "PRAXIS_GITHUB_APP_ID"
APP_KEY_FILE = "PRAXIS_GITHUB_APP_KEY_FILE"

REFRESHED_BEFORE = 300
"""Seconds before its end at which an installation's token (an hour) is replaced."""

Ask = Callable[[str, str, str], Awaitable[Any]]
"""(method, url, JSON Web Token) → GitHub's answer: how an App gets its installation's token."""


class Credentials(Protocol):
    """Something that gives a token for the next request."""

    @property
    def account(self) -> str:
        """Tells accounts apart whose requests GitHub counts apart; no secret."""
        ...

    async def token(self, ask: Ask) -> str:
        """The token to send now. Raises NetworkFailed or WrongInput."""
        ...


@dataclass(frozen=True, slots=True)
class Token:
    """A token that somebody made by hand."""

    text: str = field(repr=False)

    @property
    def account(self) -> str:
        return f"token {sha256(self.text.encode()).hexdigest()[:16]}"

    async def token(self, ask: Ask) -> str:
        return self.text


@dataclass(slots=True)
class App:
    """A GitHub App, installed where `repository` (`owner/name`) is. key: its private key, PEM."""

    id: str
    key: str = field(repr=False)
    repository: str
    clock: Callable[[], float] = time.time
    _token: str = field(default="", repr=False)
    _until: float = 0.0

    @property
    def account(self) -> str:
        return f"app {self.id} {self.repository.partition('/')[0].lower()}"  # an installation each

    async def token(self, ask: Ask) -> str:
        if self.clock() >= self._until - REFRESHED_BEFORE:
            await self._refresh(ask)
        return self._token

    async def _refresh(self, ask: Ask) -> None:
        try:
            installation = int((await ask("GET", f"/repos/{self.repository}/installation", self._jwt()))["id"])
            granted = await ask("POST", f"/app/installations/{installation}/access_tokens", self._jwt())
            self._token, self._until = str(granted["token"]), datetime.fromisoformat(granted["expires_at"]).timestamp()
        except (KeyError, TypeError, ValueError):
            raise NetworkFailed("GitHub's answer to the App holds no token for its installation.") from None

    def _jwt(self) -> str:
        from gidgethub.apps import get_jwt
        from jwt.exceptions import InvalidKeyError

        try:
            return get_jwt(app_id=self.id, private_key=self.key, expiration=540)
        except (InvalidKeyError, ValueError):
            raise WrongInput(f"The file that {APP_KEY_FILE} names holds no RSA private key (PEM).") from None


def credentials_from(environ: Mapping[str, str], repository: str) -> Credentials:
    """What the environment holds for `repository` (`owner/name`). Raises WrongInput, saying what to set."""
    token, app, key_file = (environ.get(name, "").strip() for name in (TOKEN, APP_ID, APP_KEY_FILE))
    if token and (app or key_file):
        raise WrongInput(f"Both {TOKEN} and a GitHub App are set: unset one.")
    if token:
        return Token(token)
    if not app or not key_file:
        raise WrongInput(f"GitHub needs credentials: set {TOKEN}, or {APP_ID} and {APP_KEY_FILE}.")
    try:
        return App(app, Path(key_file).read_text(encoding="utf-8"), repository)
    except (OSError, UnicodeDecodeError):
        raise WrongInput(f"The file that {APP_KEY_FILE} names cannot be read.") from None
