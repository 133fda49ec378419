"""Push times: the reflog that a bare repository keeps by its own clock, with `core.logAllRefUpdates=always`.

It does not travel over the network, so it is read where the repository itself is on this machine (or mounted). Where
there is none, nobody knows when something was pushed, and nothing here guesses.
"""

import re
from dataclasses import dataclass
from pathlib import Path

_ENTRY = re.compile(rb"([0-9a-f]{40,64}) ([0-9a-f]{40,64}) .*> ([0-9]{1,12}) [+-][0-9]{4}(?:\t.*)?")


@dataclass(frozen=True, slots=True)
class Push:
    """A ref moved to `new` at unix seconds `at`, by the server's clock."""

    new: str
    at: int


def read_reflog(git_directory: Path | None, ref: str) -> list[Push]:
    """Pushes to a full ref, oldest first; deletions are left out, and so is any line that is not a reflog's."""
    if git_directory is None:
        return []
    try:
        lines = (git_directory / "logs" / ref).read_bytes().splitlines()
    except OSError:
        return []
    matches = filter(None, map(_ENTRY.fullmatch, lines))
    return [Push(match[2].decode(), int(match[3])) for match in matches if match[2].strip(b"0")]
