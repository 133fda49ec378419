"""What a maintainer states about each issue that a work closes, with the policy's defaults where nothing is stated."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import TypeVar

from ...core.evidence import Judgement
from ...core.units import WHOLE
from .acts import Acts, Stated
from .policy import RepositoryPolicy

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Issue:
    """What stands for an issue: its canonical string, and what identifies its text, "" if there is no such issue."""

    subject: str
    text: str


def judgements(acts: Acts, policy: RepositoryPolicy, issue_of: Callable[[int], Issue]) -> tuple[Judgement, ...]:
    """One per issue that is closed, in the order stated."""
    return tuple(_judgement(acts, number, policy, issue_of(number)) for number in acts.closes)


def stated_again(judged: Iterable[Judgement]) -> Acts:
    """Statements from which the same judgements follow."""
    acts = Acts()
    for judgement in judged:
        number = int(judgement.subject.rpartition("/")[2])
        acts.closes.append(number)
        acts.completion[number] = Stated(judgement.completion, judgement.completion_reason)
        acts.quality[number] = Stated(judgement.quality, judgement.quality_reason)
        acts.split[number] = judgement.split
        acts.action[number] = judgement.action
    return acts


def unreadable(acts: Acts) -> tuple[str, ...]:
    """Sentences about statements that nobody can read, or that speak of an issue the work does not close."""
    named = {*acts.completion, *acts.quality, *acts.split, *acts.action} - {0}
    strangers = sorted(named - set(acts.closes))
    return (*acts.unreadable, *(f"It states something about #{issue}, which it does not close." for issue in strangers))


def with_own(acts: Acts, own: Acts) -> Acts:
    """The merge's statements; the work's own closing references and split where the merge has none."""
    return replace(acts, closes=acts.closes or own.closes, split=acts.split or own.split)


def corrected(acts: Acts, correction: Acts) -> Acts:
    """The same statements, overridden by what a correction states: for one issue, or for all of them."""
    return replace(
        acts,
        closes=correction.closes or acts.closes,
        completion=_over(acts.completion, correction.completion),
        quality=_over(acts.quality, correction.quality),
        split=_over(acts.split, correction.split),
        action=_over(acts.action, correction.action),
        unreadable=correction.unreadable,
    )


def _over(before: dict[int, _T], after: dict[int, _T]) -> dict[int, _T]:
    return after if 0 in after else before | after


def _judgement(acts: Acts, number: int, policy: RepositoryPolicy, issue: Issue) -> Judgement:
    plain = Stated(WHOLE, "")
    completion = acts.completion.get(number) or acts.completion.get(0, plain)
    quality = acts.quality.get(number) or acts.quality.get(0, plain)
    return Judgement(
        subject=issue.subject,
        issue=issue.text,
        completion=completion.points,
        completion_reason=completion.reason,
        quality=quality.points,
        quality_reason=quality.reason,
        action=policy.action_id(acts.action.get(number) or acts.action.get(0, "")),
        split=acts.split.get(number) or acts.split.get(0, ()),
    )
