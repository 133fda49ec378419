"""What was on the base branch once and is not any more, because somebody pushed another history over it."""

from collections.abc import Sequence
from dataclasses import replace

from ..history.mirror import Mirror
from ..history.reflog import read_reflog
from ..statements.outcomes import revoke
from .merges import Works
from .readings import Push


def former_tips(mirror: Mirror, ref: str, pushes: Sequence[Push]) -> list[str]:
    """Tips that the branch had before it was rewritten, by GitHub's record and the mirror's own, newest first."""
    recorded = [push.before for push in pushes if push.kind == "force_push"]
    seen = [push.new for push in read_reflog(mirror.path, ref)]
    return list(dict.fromkeys(reversed([*seen, *recorded])))


def judged_formerly(works: Works) -> Works:
    """The same works now that the branch does not hold them: none is reachable, and what stood is revoked."""
    gone = [revoke(merge, "unreachable", None) for merge in works.merges if not merge.reverted_by]
    merges = tuple(replace(merge, reachable=False) for merge in works.merges)
    return Works(merges, (*works.revocations, *gone))
