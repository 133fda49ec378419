"""`praxis config`: the settings in force."""

from urllib.parse import urlsplit

import click

from .context import Session
from .options import signs


@click.group()
def config() -> None:
    """Settings: flags, then PRAXIS_* variables, then .env, then praxis.toml, then defaults."""


@config.command()
@click.option("--origin", is_flag=True, help="Also say where each comes from, and what it is for.")
@click.option("--repo", help="Git repository, a folder or a URL.  [PRAXIS_REPO]")
@click.option("--program", help="Id of the program.  [PRAXIS_PROGRAM]")
@signs
def show(session: Session, origin: bool) -> None:
    """The settings that a command with these options would use. Keys and passwords are none of them."""
    from .settings import Settings, origins

    settings, decided = session.settings, origins(session.settings, session.flags)
    rows = []
    for name, field in Settings.model_fields.items():
        value = getattr(settings, name)
        shown = without_secrets(str(value)) if value is not None else ""
        row = {"setting": name, "value": shown}
        rows.append({**row, "origin": decided[name], "meaning": field.description} if origin else row)
    session.out.rows("config show", rows, "")


def without_secrets(value: str) -> str:
    """An RPC URL often has a key in its path: only its host is shown."""
    url = urlsplit(value)
    if url.scheme not in ("http", "https") or (url.path in ("", "/") and not url.query and "@" not in url.netloc):
        return value
    return f"{url.scheme}://{url.hostname}{f':{url.port}' if url.port else ''}/…"
