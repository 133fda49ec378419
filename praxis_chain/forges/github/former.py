"""What was on the base branch once and is not any more, because somebody pushed another history over it."""

from collections.abc import Sequence
from dataclasses import replace

from ..statements.outcomes import revoke
from .merges import Works
from .readings import Push

_REWRITING = ("force_push", "branch_deletion")


def former_tips(pushes: Sequence[Push]) -> list[str]:
    """Tips that the branch had before it was rewritten, newest first.

    Only by GitHub's record: a mirror alone may have asked a server that lags behind, and a revocation is for good.
    """
    return list(dict.fromkeys(push.before for push in reversed(pushes) if push.kind in _REWRITING))


def judged_formerly(works: Works) -> Works:
    """The same works now that the branch does not hold them: none is reachable, and what stood is revoked."""
    gone = [revoke(merge, "unreachable", None) for merge in works.merges if not merge.reverted_by]
    merges = tuple(replace(merge, reachable=False) for merge in works.merges)
    return Works(merges, (*works.revocations, *gone))
