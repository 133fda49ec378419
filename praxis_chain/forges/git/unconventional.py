"""Any real repository, without our conventions: its merges become works, its author fields are taken at their word.

For looking and for trying things out. Nothing here is verified, and the evidence says so: authors are
`git:author/<SHA-256 of the e-mail address>` with the proof `stated`, and the policy says that they are trusted.
"""

import hashlib
import re
from collections.abc import Mapping

from ...core.evidence import Act, Judgement, MergeEvidence, Person
from ...core.rules import RULES_VERSION
from ...core.units import WHOLE
from ..history.landing import Landing
from ..history.objects import GitCommit
from .branch import Branch

_MERGED = re.compile(r"(?i:merge (?:pull|merge) request) [#!]([1-9][0-9]{0,8})\b")
_SQUASHED = re.compile(r"\(#([1-9][0-9]{0,8})\)\s*$")
_MENTIONED = re.compile(r"#([1-9][0-9]{0,8})\b")
_CLOSES = re.compile(r"(?i)\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):? +#([1-9][0-9]{0,8})\b")


def author(email: str) -> Person:
    """Whoever an author field names; anybody can write anything there."""
    digest = hashlib.sha256(email.strip().lower().encode()).hexdigest()
    return Person(f"git:author/{digest}", "stated") if email.strip() else Person("", "none")


def guess_landings(branch: Branch) -> list[Landing]:
    """Merges of the branch, and git commits that end in "(#12)"; in a history that has neither, every git commit.

    A work's number is the message's, else the position on the branch; where it is taken, the next free one.
    """
    line = branch.line
    positions = [p for p in range(1, len(line.commits)) if _is_landing(line.commits[p])] or range(1, len(line.commits))
    taken: set[int] = set()
    return [_landing(branch, position, _number(line.commits[position], position, taken)) for position in positions]


def guessed(branch: Branch, landing: Landing, commits: Mapping[str, GitCommit]) -> MergeEvidence:
    """A landing's document before anything befell it."""
    commit = branch.line.commits[landing.position]
    policy = branch.policies.at(landing.position)
    brought = [commits[oid] for oid in landing.brought if oid in commits]
    people = {author(own.author_email) for own in brought if len(own.parents) < 2}
    closes = [int(number) for number in dict.fromkeys(_CLOSES.findall(commit.message))] or [landing.pull]
    return MergeEvidence(
        rules=RULES_VERSION,
        forge=branch.forge,
        work=branch.work(landing.pull),
        method=landing.method,
        repository=branch.forge,
        base=branch.ref,
        head=landing.head,
        merge=commit.oid,
        same_change=True,
        reachable=True,
        reverted_by="",
        authors=tuple(sorted(people, key=lambda person: person.id)),
        act=Act(author(commit.author_email), False, commit.oid, commit.committed_at, ""),
        policy=policy.evidence,
        judgements=tuple(
            Judgement(branch.subject(issue), "", WHOLE, "", WHOLE, "", policy.action_id(""), ()) for issue in closes
        ),
    )


def _is_landing(commit: GitCommit) -> bool:
    return len(commit.parents) > 1 or bool(_SQUASHED.search(commit.subject))


def _number(commit: GitCommit, position: int, taken: set[int]) -> int:
    match = _MERGED.search(commit.subject) or _SQUASHED.search(commit.subject) or _MENTIONED.search(commit.subject)
    number = int(match[1]) if match else position
    if number in taken:
        number = position
        while number in taken:
            number += 1
    taken.add(number)
    return number


def _landing(branch: Branch, position: int, pull: int) -> Landing:
    commit = branch.line.commits[position]
    if len(commit.parents) == 2:
        brought = tuple(branch.line.brought_by(commit.parents[1], position - 1))
        return Landing(position, pull, commit.parents[1], "merge", position - 1, brought, (commit.oid,))
    return Landing(position, pull, commit.oid, "direct", position - 1, (commit.oid,), (commit.oid,))
