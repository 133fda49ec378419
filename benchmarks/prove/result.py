"""What a machine said about one statement."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_DOCUMENTED = re.compile(r"((?: *///[^\n]*\n)+) *function ((?:check|invariant|test)_\w+)")
_ID = re.compile(r"_([AESP]\d)_?")


@dataclass(frozen=True)
class Result:
    """`says` is the statement, `bounds` what was looked at, `found` a counterexample or why there is no answer."""

    id: str
    invariants: Sequence[str]
    tool: str
    says: str
    bounds: str
    held: bool
    seconds: float
    found: str = ""


def documented(folder: Path) -> Mapping[str, str]:
    """What the harnesses in a folder check: the comment above each `check_`, `invariant_` and `test_` function."""
    found = {}
    for file in sorted(folder.glob("*.t.sol")):
        for comment, name in _DOCUMENTED.findall(file.read_text(encoding="utf-8")):
            found[name] = " ".join(line.strip().removeprefix("///").strip() for line in comment.splitlines()).strip()
    return found


def invariants_of(name: str) -> Sequence[str]:
    """The ids in a function's name: `check_E7_refund` is about E7."""
    return _ID.findall(name)
