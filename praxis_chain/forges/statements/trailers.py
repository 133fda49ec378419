"""Trailers: the last paragraph of a message, where every line is `Key: value`.

Stricter than git's own reading, and the same under every version of git: a paragraph with any other line in it states
nothing, so text that was pasted into a message cannot state something by accident.
"""

import difflib
import re

_LINE = re.compile(r"([A-Za-z][A-Za-z-]*): +(.*\S)\s*")
_CUSTOMARY = (
    "acked-by",
    "cc",
    "change-id",
    "co-authored-by",
    "fixes",
    "helped-by",
    "link",
    "reported-by",
    "reviewed-by",
    "see-also",
    "signed-off-by",
    "suggested-by",
    "tested-by",
)


def split_message(message: str) -> tuple[str, list[tuple[str, str]]]:
    """A message → the text before its trailers, and the trailers in order with keys in lower case."""
    text = message.replace("\r\n", "\n").strip()
    body, _, last = text.rpartition("\n\n")
    pairs: list[tuple[str, str]] = []
    for line in last.split("\n"):
        if line[:1] in (" ", "\t") and pairs:
            pairs[-1] = (pairs[-1][0], f"{pairs[-1][1]} {line.strip()}")
        elif match := _LINE.fullmatch(line):
            pairs.append((match[1].lower(), match[2]))
        else:
            return text, []
    return (body.strip(), pairs) if body else (text, [])


def misspelt(key: str, known: list[str]) -> str:
    """The known key that an unknown one was probably meant to be, or ""."""
    if key in _CUSTOMARY:
        return ""
    return next(iter(difflib.get_close_matches(key, known, n=1, cutoff=0.75)), "")
