"""Documents that commands hand over to others: to a file, or to stdout."""

import json
from pathlib import Path
from typing import Any

from ..core.errors import WrongInput
from .context import Session


def write_or_print(
    session: Session, command: str, document: dict[str, Any], out: Path | None, wrapped: Any = None
) -> None:
    """The bare document into `out`, or to stdout. `wrapped`: what --json says instead of it.

    Raises WrongInput if it cannot be written.
    """
    text = json.dumps(document, indent=2)
    if out is not None:
        write(session, text, out)
    session.out.data(command, document if wrapped is None else wrapped, [] if out is not None else [text])


def write(session: Session, text: str, out: Path) -> None:
    """A text and a line end into a file, and say so. Raises WrongInput if it cannot be written."""
    try:
        out.write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise WrongInput(f"{out} cannot be written: {error.strerror}.") from None
    session.out.say(f"Written to {out}.")
