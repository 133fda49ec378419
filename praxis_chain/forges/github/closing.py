"""Closing references: `Closes #7` and GitHub's other keywords, in what cannot change unseen.

Only `#7` is read, not `owner/name#7` or an address: names can be taken over. A reference in a comment of the Markdown
source (`<!-- … -->`), in code or in a quotation is none, and neither is a mention.
"""

import re
from collections.abc import Iterable

from ..history.objects import GitCommit

_CLOSES = re.compile(r"(?i)\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?[ \t]+#([1-9][0-9]{0,8})\b")
_NOT_PROSE = re.compile(
    r"<!--.*?(?:-->|\Z)|^ {0,3}(`{3,}|~{3,}).*?(?:^ {0,3}\1|\Z)|`[^`\n]*`|^ {0,3}>.*?$", re.S | re.M
)


def closes(text: str) -> list[int]:
    """Issues that a description closes, ascending."""
    prose = _NOT_PROSE.sub(" ", text.replace("\r\n", "\n"))
    return sorted({int(number) for number in _CLOSES.findall(prose)})


def closed_by(commits: Iterable[GitCommit]) -> list[int]:
    """Issues that any of these git commits closes, ascending."""
    return sorted({int(number) for commit in commits for number in _CLOSES.findall(commit.message)})
