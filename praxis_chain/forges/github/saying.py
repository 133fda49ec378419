"""What somebody said: lines of a comment or a review that begin with `/praxis`, and labels.

    /praxis quality: elegant because it is shorter
    /praxis good-progress

Text in a code block or a quotation says nothing. An edited text says nothing either; and since nobody can see what it
had said before, an edit takes effect on what was judged earlier as `changed_at` tells.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from ...core.errors import WrongInput
from ..statements.acts import Acts
from ..statements.policy import RepositoryPolicy
from ..statements.reading import STATEMENTS, refuse, state
from .readings import Account, Comment, Issue, Pull, Review

_LINE = re.compile(r"/praxis[ \t]+([A-Za-z-]+)(?:[ \t]*:[ \t]*|[ \t]+|$)(.*)")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_MENTION = re.compile(r"@([A-Za-z0-9][A-Za-z0-9_-]*(?:\[bot\])?)")
_NUMBERED = re.compile(r"(?:#|issue/|pull/)?[1-9]")
_OF_THIS = ("good-progress", "blocked", "reverts", "corrects", "reopens")
_REASONED = (*_OF_THIS, "completion", "quality", "replaces", "admit")
_TRAILERS_ONLY = ("pull", "wallet", "linked-at", "wallet-signature")
STANDS_FOR = "stands-for"
"""What only GitHub needs: an issue takes the place of one that was transferred away and back."""

KNOWN = (*(key for key in STATEMENTS if key not in _TRAILERS_ONLY), STANDS_FOR)
_TAKES_PLACE = re.compile(r"#([1-9][0-9]{0,8}) because \S.*")
UNKNOWN_TIME = 2**53 - 1

Pair = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Said:
    """Something somebody said on an issue or a pull request, whether or not it states anything.

    number: of that issue or pull request. source: where it stands, e.g. `comment/12`. changed_at: when it was edited
    last, 0 if never, UNKNOWN_TIME if nobody knows when. label: its name, where a label says it; taken_off: when, or 0.
    """

    number: int
    by: Account
    at: int
    source: str
    pairs: tuple[Pair, ...]
    text: str = ""
    changed_at: int = 0
    label: str = ""
    taken_off: int = 0

    def stands(self, at: int) -> bool:
        """True if it could be read at that time, and reads the same today."""
        return self.at <= at and not self.changed_at and (not self.taken_off or self.taken_off > at)

    def unclear(self, at: int) -> bool:
        """True if it stood at that time, and nobody can tell any more what it said."""
        return self.at <= at < self.changed_at


def everything_said(thread: Pull | Issue) -> list[Said]:
    """All comments, reviews and labels of an issue or a pull request, in the order of time. Programs say nothing: one
    that the policy lets merge may repeat what strangers wrote."""
    texts: tuple[Comment | Review, ...] = (*thread.comments, *(thread.reviews if isinstance(thread, Pull) else ()))
    texts = tuple(text for text in texts if text.by.kind != "Bot")
    found = [
        Said(
            thread.number,
            text.by,
            text.at,
            f"{'review' if isinstance(text, Review) else 'comment'}/{text.id}",
            tuple(read_lines(text.body)),
            _without_lines(text.body),
            (text.edited_at or UNKNOWN_TIME) if text.edited else 0,
        )
        for text in texts
    ]
    return sorted([*found, *_labels(thread)], key=lambda said: (said.at, said.source))


def read_lines(body: str) -> Iterator[Pair]:
    """The statements of a text: keys in lower case, with their values."""
    for line in _prose(body):
        if match := _LINE.fullmatch(line.rstrip()):
            yield match[1].lower(), match[2].strip()


def acts_of(said: Said, policy: RepositoryPolicy, known: Mapping[str, str], only: tuple[str, ...] = KNOWN) -> Acts:
    """What was said, read under a policy. known: logins in lower case → canonical ids. only: the keys to read."""
    return read_pairs(said, label_pairs(said.label, policy) if said.label else said.pairs, policy, known, only)


def stood_for(value: str) -> int:
    """The number of the issue whose place another takes, 0 where the statement cannot be read."""
    match = _TAKES_PLACE.fullmatch(value)
    return int(match[1]) if match else 0


def label_pairs(label: str, policy: RepositoryPolicy) -> tuple[Pair, ...]:
    """What a label states under a policy; nothing, where the policy does not name it."""
    pairs = read_lines(f"/praxis {policy.labels[label]}") if label in policy.labels else ()
    return tuple((key, _with_reason(key, value, label)) for key, value in pairs)


def read_pairs(
    said: Said, pairs: tuple[Pair, ...], policy: RepositoryPolicy, known: Mapping[str, str], only: tuple[str, ...]
) -> Acts:
    """These statements, as if `said` had made them."""
    acts = Acts(text=said.text)
    for key, value in pairs:
        shown = f"/praxis {key}: {value}" if value else f"/praxis {key}"
        if key not in KNOWN:
            refuse(acts, shown, f"known are {', '.join(KNOWN)}")
        elif key == STANDS_FOR and key in only and not stood_for(value):
            refuse(acts, shown, "write `/praxis stands-for: #7 because it was transferred`")
        elif key in only and key != STANDS_FOR:
            try:
                state(acts, key, _spelt_out(key, value, said.number, known), policy.quality, shown)
            except WrongInput as error:
                refuse(acts, shown, str(error).rstrip("."))
    return acts


def _spelt_out(key: str, value: str, number: int, known: Mapping[str, str]) -> str:
    """People by their id instead of the name they are called by, and the number of this thread where none is given."""
    words, because, reason = f" {value}".partition(" because ")

    def person(match: re.Match[str]) -> str:
        if match[1].lower() not in known:
            raise WrongInput(f"nobody here is called @{match[1]}: write their id, such as github:user/583231")
        return known[match[1].lower()]

    words = _MENTION.sub(person, words.strip())
    if key in _OF_THIS and not _NUMBERED.match(words):
        words = f"#{number} {words}".strip()
    return f"{words}{because}{reason}"


def _with_reason(key: str, value: str, label: str) -> str:
    """A label gives itself as the reason, where its statement has none."""
    if key not in _REASONED or " because " in f" {value}":
        return value
    return f"{value} because the label {label!r} says so".strip()


def _labels(thread: Pull | Issue) -> Iterator[Said]:
    events = sorted(thread.labels, key=lambda label: (label.at, label.source))
    for index, label in enumerate(events):
        if label.added and label.by.kind != "Bot":
            name = label.name.lower()
            off = next((late.at for late in events[index + 1 :] if not late.added and late.name.lower() == name), 0)
            yield Said(thread.number, label.by, label.at, f"label/{label.source}", (), label=name, taken_off=off)


def _prose(body: str) -> Iterator[str]:
    fence = ""
    for line in body.replace("\r\n", "\n").split("\n"):
        if match := _FENCE.match(line):
            if not fence:
                fence = match[1]
                continue
            if match[1].startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
                continue
        if not fence:
            yield line


def _without_lines(body: str) -> str:
    lines = body.replace("\r\n", "\n").split("\n")
    return "\n".join(line for line in lines if not _LINE.fullmatch(line.rstrip())).strip()
