"""What each check looked at: the value in the document, for whoever wants to see more than the verdict."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..core.evidence import (
    Act,
    AdmissionEvidence,
    AnyEvidence,
    ClosureEvidence,
    LinkEvidence,
    MergeEvidence,
    Person,
    ProgressEvidence,
    RevocationEvidence,
)
from ..core.rules import STANDINGS, Check
from ..core.rules.check import place
from ..core.times import show_time
from ..core.units import show_basis_points

Value = Callable[[Any], str]


def value_of(document: AnyEvidence, check: Check) -> str:
    """The value as text, "none" where there is none, "" for a check that nobody here knows."""
    shown = _VALUES[type(document)].get(check.name)
    return (shown(document) or "none") if shown else ""


def _act(act: Act | None) -> str:
    if act is None:
        return ""
    said = f": {act.reason}" if act.reason else ""
    maintainer = "maintainer" if act.maintainer else "no maintainer"
    where = f"{place(act.source)} at {show_time(act.at)}"
    return f"{act.by.id or 'somebody'} ({act.by.proof}, {maintainer}) in {where}{said}"


def _person(person: Person | None) -> str:
    return f"{person.id or 'unknown'} ({person.proof})" if person else ""


def _people(people: Iterable[Person]) -> str:
    return ", ".join(map(_person, people))


def _yes(value: bool) -> str:
    return "yes" if value else "no"


def _self_merge(document: Any) -> str:
    return "allowed by the policy" if document.policy.self_merge else "not allowed by the policy"


def _bots(document: Any) -> str:
    return f"programs {'may' if document.policy.bots else 'may not'} author works"


def _each(merge: MergeEvidence, show: Callable[[Any], str]) -> str:
    """Of each issue that it closes; with its name where there are several."""
    shown = [(judgement.subject.rpartition("/")[2], show(judgement)) for judgement in merge.judgements]
    if len(shown) == 1:
        return shown[0][1]
    return ", ".join(f"#{number} {value}" for number, value in shown)


def _share(points: int, reason: str) -> str:
    return show_basis_points(points) + (f" because {reason}" if reason else "")


def _split(judgement: Any) -> str:
    split = ", ".join(f"{share.contributor} {show_basis_points(share.share)}" for share in judgement.split)
    return split or "all to its author"


_MERGE: Mapping[str, Value] = {
    "rules version": lambda merge: merge.rules,
    "readable": lambda merge: " ".join(merge.unreadable) or "all",
    "merged": lambda merge: " ".join(filter(None, [merge.method, merge.merge[:12]])),
    "merged by itself": lambda merge: merge.method,
    "right repository": lambda merge: merge.repository,
    "right base": lambda merge: f"{merge.base or 'none'}, paid for is {merge.policy.base}",
    "reachable": lambda merge: _yes(merge.reachable),
    "not reverted": lambda merge: f"by {place(merge.reverted_by)}" if merge.reverted_by else "not reverted",
    "same change": lambda merge: f"{_yes(merge.same_change)}, head {merge.head[:12] or 'unknown'}",
    "people": _bots,
    "account": lambda merge: _people(merge.authors),
    "author": lambda merge: _people(merge.authors),
    "maintainer's act": lambda merge: "; ".join(map(_act, filter(None, (merge.act, *merge.corrected_by)))),
    "not self-merged": _self_merge,
    "approved": lambda merge: (
        f"{_people(one.act.by for one in merge.approvals) or 'nobody'}, {merge.policy.approvals} needed"
    ),
    "closing reference": lambda merge: ", ".join(judgement.subject for judgement in merge.judgements),
    "issue": lambda merge: _each(merge, lambda judgement: judgement.issue[:12] or "none"),
    "split": lambda merge: _each(merge, _split),
    "completion": lambda merge: _each(merge, lambda one: _share(one.completion, one.completion_reason)),
    "quality": lambda merge: _each(merge, lambda one: _share(one.quality, one.quality_reason)),
    "action": lambda merge: _each(merge, lambda judgement: judgement.action or "none"),
}
_PROGRESS: Mapping[str, Value] = {
    "rules version": lambda progress: progress.rules,
    "forge's clock": lambda progress: f"{show_time(progress.at)} ({progress.clock})" if progress.clock else "",
    "maintainer's act": lambda progress: _act(progress.act),
    "author": lambda progress: _person(progress.contributor),
    "people": _bots,
    "forward": lambda progress: f"{progress.cause}, patch {progress.patch[:12] or 'empty'}",
    "reason": lambda progress: progress.act.reason if progress.act else "",
    "replaces": lambda progress: progress.replaces,
}
_CLOSURE: Mapping[str, Value] = {
    "rules version": lambda closure: closure.rules,
    "maintainer's act": lambda closure: _act(closure.act),
    "issue": lambda closure: closure.issue[:12],
    "explanation": lambda closure: closure.explanation.strip(),
    "explainer known": lambda closure: _person(closure.explainer),
    "explainer": _self_merge,
}
_ADMISSION: Mapping[str, Value] = {
    "rules version": lambda admission: admission.rules,
    "maintainer's act": lambda admission: _act(admission.act),
    "standing": lambda a: STANDINGS[a.standing] if a.standing < len(STANDINGS) else str(a.standing),
    "reason": lambda admission: admission.act.reason,
    "not self-admitted": _self_merge,
    "not self-referred": lambda admission: admission.referrer,
}
_LINK: Mapping[str, Value] = {
    "rules version": lambda link: link.rules,
    "published": lambda link: f"{_person(link.published_by)}, {link.publication}",
    "wallet's consent": lambda link: f"{link.wallet} at {show_time(link.linked_at)} for chain {link.chain_id}",
}
_REVOCATION: Mapping[str, Value] = {
    "rules version": lambda revocation: revocation.rules,
    "reason": lambda revocation: revocation.reason,
    "maintainer's act": lambda revocation: _act(revocation.act),
    "was a fact": lambda revocation: f"{revocation.of.KIND}, revision {revocation.of.revision}",
}
_VALUES: Mapping[type[Any], Mapping[str, Value]] = {
    MergeEvidence: _MERGE,
    ProgressEvidence: _PROGRESS,
    ClosureEvidence: _CLOSURE,
    AdmissionEvidence: _ADMISSION,
    LinkEvidence: _LINK,
    RevocationEvidence: _REVOCATION,
}
