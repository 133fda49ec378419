"""What the services need beyond the commands: packages, GitHub's credentials, the webhook's secret, a database."""

import os
from collections.abc import Callable, Iterator, Sequence
from importlib.util import find_spec
from typing import TYPE_CHECKING

from ..core.errors import PraxisError, WrongInput

if TYPE_CHECKING:
    from .context import Session

PACKAGES = {
    "service": (
        "gidgethub", "httpx2", "jwt", "stamina", "fastapi", "uvicorn", "sqlalchemy", "alembic", "psycopg", "structlog",
        "prometheus_client",
    ),
    "audit": ("sqlalchemy", "psycopg", "jinja2", "pyarrow"),
    "kms": ("boto3", "cryptography"),
}  # fmt: skip
"""Extra → the modules that it brings."""

DATABASE = "PRAXIS_DATABASE"


def questions(session: "Session") -> Iterator[tuple[str, Callable[[], str]]]:
    """What is asked, and the question; it raises PraxisError with what to do where something lacks."""
    yield "service", lambda: _extra("service", "for GitHub, and to run an attester or a relayer")
    yield "kms", lambda: _extra("kms", "for a key in AWS KMS")
    if missing_of("service"):
        return  # what follows rests on it
    yield "github", _github
    yield "webhook", _webhook
    yield "database", lambda: _database(session)


def missing_of(extra: str) -> Sequence[str]:
    """Modules of an extra that are not installed."""
    return [name for name in PACKAGES[extra] if find_spec(name) is None]


def _extra(extra: str, purpose: str) -> str:
    if missing := missing_of(extra):
        raise PraxisError(f"only needed {purpose}: pip install 'praxis-chain[{extra}]' ({', '.join(missing)})")
    return f"installed, {purpose}"


def _github() -> str:
    """Whether there are credentials, never what they are."""
    from ..forges.github.credentials import App, credentials_from

    try:
        found = credentials_from(os.environ, "")
    except WrongInput as error:
        raise PraxisError(f"only needed for repositories on GitHub: {error}") from None
    return "credentials of a GitHub App" if isinstance(found, App) else "a token is set"


def _webhook() -> str:
    from ..service.watching.signature import VARIABLE, read_secrets

    if not os.environ.get(VARIABLE):
        raise PraxisError(f"only needed to be told at once what happens on GitHub: set {VARIABLE}")
    count = len(read_secrets(os.environ))
    return "a secret is set" if count == 1 else "two secrets are set: take the old one away once the new one is in use"


def _database(session: "Session") -> str:
    """It is asked for its name, and whether it answers; nothing in it is changed."""
    url = os.environ.get(DATABASE)
    if not url:
        raise PraxisError(
            f"{DATABASE} is not set: each service keeps a SQLite file of its own in {session.settings.data}"
        )
    from sqlalchemy import create_engine, text
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import SQLAlchemyError

    try:
        parsed = make_url(url)
        if parsed.get_backend_name() == "sqlite":
            return f"SQLite, {parsed.database}"
        with create_engine(parsed).connect() as connection:
            connection.execute(text("SELECT 1"))
    except (SQLAlchemyError, ModuleNotFoundError) as error:
        why = f"{error}".strip().partition("\n")[0][:200]
        raise PraxisError(f"it does not answer, or its URL is not one: {why}") from None
    return f"{parsed.get_backend_name()} answers at {parsed.host or 'a local socket'}"
