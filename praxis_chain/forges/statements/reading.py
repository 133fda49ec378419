"""Messages → statements: trailers, read into numbers, people and reasons.

Reading decides nothing about who may state it. What cannot be read is kept as a sentence and never guessed.
"""

import re
from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from ...core.errors import WrongInput
from ...core.evidence import Share
from ...core.ids import check_uri
from ...core.rules import STANDINGS
from ...core.units import WHOLE, parse_basis_points
from ..history.objects import GitCommit
from ..history.repository import OID
from .acts import NOBODY, Acts, Move, Stated
from .trailers import misspelt, split_message

_NUMBER = r"(?:#|issue/|pull/)?([1-9][0-9]{0,8})"
_T = TypeVar("_T")
_Reader = Callable[[Acts, str, Mapping[str, int]], None]


def read_acts(message: str, qualities: Mapping[str, int] | None = None) -> Acts:
    """The statements of a message; `qualities` are the policy's words for quality, in basis points."""
    text, trailers = split_message(message)
    acts = Acts(text=text)
    for key, value in trailers:
        if key in STATEMENTS:
            state(acts, key, value, qualities or {}, f"{key.capitalize()}: {value}")
        elif meant := misspelt(key, STATEMENTS):
            refuse(acts, f"{key.capitalize()}: {value}", f"it is not a trailer, {meant.capitalize()!r} is")
    return acts


def state(acts: Acts, key: str, value: str, qualities: Mapping[str, int], shown: str) -> None:
    """Read one statement into `acts`; what cannot be read is kept there as a sentence that quotes `shown`."""
    try:
        _READERS[key](acts, value, qualities)
    except WrongInput as error:
        refuse(acts, shown, str(error).rstrip("."))


def refuse(acts: Acts, shown: str, why: str) -> None:
    """Keep that a statement cannot be read, and why: the end of a sentence."""
    acts.unreadable.append(f"{shown[:120]!r} cannot be read: {why}.")


def closing(commits: Iterable[GitCommit]) -> list[int]:
    """Issues that any of these git commits says it closes, ascending."""
    return sorted({issue for commit in commits for issue in read_acts(commit.message).closes})


def contributor(text: str) -> str:
    """`git:ssh/SHA256:…`, or `SHA256:…` as ssh-keygen prints it → the canonical id. Raises WrongInput."""
    return check_uri("contributor", f"git:ssh/{text}" if text.startswith("SHA256:") else text)


def number(text: str) -> int:
    """`7`, `#7`, `issue/7` or `pull/7` → 7. Raises WrongInput."""
    match = re.fullmatch(_NUMBER, text.strip())
    if not match:
        raise WrongInput(f"{text.strip()!r} is not the number of an issue or a work")
    return int(match[1])


def _pull(acts: Acts, value: str, _: Mapping[str, int]) -> None:
    words = value.split()
    if acts.pull or len(words) > 2:
        raise WrongInput("a git commit states one work: its number, and for squash, rebase and attempt its head")
    if len(words) == 2 and not OID.fullmatch(words[1]):
        raise WrongInput(f"{words[1]!r} is not a full object id")
    acts.pull, acts.head = number(words[0]), words[1] if len(words) == 2 else ""


def _closes(acts: Acts, value: str, _: Mapping[str, int]) -> None:
    acts.closes += [issue for part in value.split(",") if (issue := number(part)) not in acts.closes]


def _completion(acts: Acts, value: str, _: Mapping[str, int]) -> None:
    issue, words, reason = _about(value)
    _once(acts.completion, issue, Stated(_percentage(words), reason))


def _quality(acts: Acts, value: str, qualities: Mapping[str, int]) -> None:
    issue, words, reason = _about(value)
    points = qualities[words] if words in qualities else parse_basis_points(words)
    _once(acts.quality, issue, Stated(points, reason))


def _split(acts: Acts, value: str, _: Mapping[str, int]) -> None:
    issue, words, _reason = _about(value)
    shares = []
    for part in words.split(","):
        person, _sep, share = part.strip().rpartition(" ")
        shares.append(Share(contributor(person.strip()), parse_basis_points(share)))
    if sum(share.share for share in shares) != WHOLE:
        raise WrongInput("the parts do not add up to 100%")
    _once(acts.split, issue, tuple(sorted(shares, key=lambda share: share.contributor)))


def _action(acts: Acts, value: str, _: Mapping[str, int]) -> None:
    issue, words, _reason = _about(value)
    _once(acts.action, issue, words)


def _explained_by(acts: Acts, value: str, _: Mapping[str, int]) -> None:
    if acts.explained_by:
        raise WrongInput("one closing award goes to one person")
    who, _because, reason = value.partition(" because ")
    acts.explained_by = who if who == NOBODY or who.startswith("pull/") else contributor(who)
    acts.explained_because = reason


def _admit(acts: Acts, value: str, _: Mapping[str, int]) -> None:
    match = re.fullmatch(r"(\S+) as (\S+)(?: because (.+))?", value)
    if acts.admits or not match:
        raise WrongInput("write `Admit: <contributor> as <standing> because <reason>`, once")
    if match[2] not in STANDINGS:
        raise WrongInput(f"{match[2]!r} is not a standing; they are {', '.join(STANDINGS)}")
    acts.admits, acts.standing, acts.admission_reason = (
        contributor(match[1]),
        STANDINGS.index(match[2]),
        match[3] or "",
    )


def _referred_by(acts: Acts, value: str, _: Mapping[str, int]) -> None:
    if acts.referred_by:
        raise WrongInput("one person refers another")
    acts.referred_by = contributor(value)


def _move(name: str) -> _Reader:
    shape = re.compile(rf"{_NUMBER}(?: by (\S+))?(?: for {_NUMBER})?(?: because (.+))?")

    def read(acts: Acts, value: str, _: Mapping[str, int]) -> None:
        match = shape.fullmatch(value)
        if not match or bool(match[2]) != (name == "replaces"):
            by = " by pull/5 (or nobody)" if name == "replaces" else ""
            raise WrongInput(f"write `{name.capitalize()}: 3{by} because <reason>`")
        successor = number(match[2]) if match[2] and match[2] != NOBODY else 0
        getattr(acts, name).append(Move(int(match[1]), int(match[3] or 0), successor, match[4] or ""))

    return read


def _wallet(acts: Acts, value: str, _: Mapping[str, int]) -> None:
    acts.wallet = _hex(value, 20)


def _linked_at(acts: Acts, value: str, _: Mapping[str, int]) -> None:
    if not re.fullmatch(r"[0-9]{1,12}", value):
        raise WrongInput("it is not a time in unix seconds")
    acts.linked_at = int(value)


def _wallet_signature(acts: Acts, value: str, _: Mapping[str, int]) -> None:
    acts.wallet_signature = _hex(value, 65)


def _about(value: str) -> tuple[int, str, str]:
    """`[#7 ]words[ because reason]` → the issue's number or 0, the words, the reason."""
    words, _, reason = value.partition(" because ")
    match = re.match(r"#([1-9][0-9]{0,8}) +", words)
    return (
        (int(match[1]), words[match.end() :].strip(), reason.strip()) if match else (0, words.strip(), reason.strip())
    )


def _percentage(words: str) -> int:
    if not words.endswith("%"):
        raise WrongInput(f"write a percentage such as 60%, not {words!r}")
    return parse_basis_points(words)


def _once(into: dict[int, _T], issue: int, value: _T) -> None:
    if issue in into:
        raise WrongInput("it is stated twice")
    into[issue] = value


def _hex(value: str, size: int) -> str:
    if not re.fullmatch(rf"0x[0-9a-fA-F]{{{2 * size}}}", value):
        raise WrongInput(f"it is not 0x and {2 * size} hex digits")
    return value.lower()


_READERS: dict[str, _Reader] = {
    "pull": _pull,
    "closes": _closes,
    "completion": _completion,
    "quality": _quality,
    "split": _split,
    "action": _action,
    "explained-by": _explained_by,
    "admit": _admit,
    "referred-by": _referred_by,
    "good-progress": _move("good"),
    "blocked": _move("blocked"),
    "replaces": _move("replaces"),
    "reverts": _move("reverts"),
    "corrects": _move("corrects"),
    "reopens": _move("reopens"),
    "wallet": _wallet,
    "linked-at": _linked_at,
    "wallet-signature": _wallet_signature,
}

STATEMENTS = list(_READERS)
"""The keys of all statements, in lower case."""
