"""Whether two changes are the same change: `git patch-id --stable`, which neither line numbers nor a new base alter.

By hand: `git diff --text A...B | tr '\\0' '\\377' | git patch-id --stable`. Everything is text here, so that no
attribute in the repository and no guess of git's about binary files decides what a change is; and patch-id reads a line
no further than its first zero byte, so there must be none.
"""

from collections.abc import Iterable

from .repository import Repository

_DIFF = [
    "diff-tree", "--stdin", "-r", "-p", "--text", "--full-index", "--no-renames", "--no-ext-diff", "--no-textconv",
    "--no-color", "--diff-algorithm=myers", "--indent-heuristic", "--unified=3", "--src-prefix=a/", "--dst-prefix=b/",
    "--ignore-submodules=none", "--submodule=short", "--no-relative",
]  # fmt: skip


AT_ONCE = 500
"""Changes that are held in memory together, as text."""


def patch_ids(repository: Repository, changes: Iterable[tuple[str, str]]) -> dict[tuple[str, str], str]:
    """(from, to), two git commits → id of the change between them; an empty change has none and is left out."""
    waiting = set(changes)
    found: dict[tuple[str, str], str] = {}
    while waiting:  # git names a change by its `to` alone, so each goes once a round
        round_ = {to: old for old, to in sorted(waiting)[:AT_ONCE]}
        stdin = "".join(f"{to} {old}\n" for to, old in round_.items()).encode()
        diff = repository.git(*_DIFF, stdin=stdin)
        for line in repository.git("patch-id", "--stable", stdin=diff.replace(b"\0", b"\xff")).decode().splitlines():
            patch, _, to = line.partition(" ")
            found[(round_[to], to)] = patch
        waiting -= {(old, to) for to, old in round_.items()}
    return found
