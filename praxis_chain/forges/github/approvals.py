"""Approving reviews: whose, of which head, and whether the change stayed what was approved.

A review counts until its author asks for changes or somebody dismisses it, before the merge. A head that differs from
the one that was merged may hold the same change, by `git patch-id`: then the base branch was merged into it since.
Approvals of such heads come last, as an attester may lack them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ...core.evidence import Act, Approval
from ..history.landing import Change, Landing
from ..history.patches import patch_ids
from .base import Base
from .readings import Pull, Review

_DECISIVE = ("APPROVED", "CHANGES_REQUESTED", "DISMISSED")


@dataclass(frozen=True, slots=True)
class Approved:
    """approvals: those of a pull request that stood when it was merged. unclear: sentences on those that nobody can
    tell any more."""

    approvals: tuple[Approval, ...]
    unclear: tuple[str, ...]


def reviewed_heads(pulls: Sequence[Pull]) -> set[str]:
    """Git commits that were reviewed and are not the head that was merged."""
    return {review.head for pull in pulls for review in _latest(pull) if review.head not in ("", pull.head)}


def read_approvals(
    base: Base, landed: Mapping[int, Landing], gainers: Mapping[int, set[str]], pulls: Sequence[Pull]
) -> dict[int, Approved]:
    """By the number of the merged pull request. gainers: ids of those whose approval cannot count."""
    changes: dict[tuple[int, str], Change] = {}
    for pull in pulls:
        before = landed[pull.number].before if pull.number in landed else -1
        for head in {pull.head, *(review.head for review in _latest(pull))} if before >= 0 else ():
            if base.line.parents.get(head) is not None and any(review.head != pull.head for review in _latest(pull)):
                changes[pull.number, head] = (base.line.fork(base.repository, head, before), head)
    known = patch_ids(base.repository, {change for change in changes.values() if all(change)})
    patches = {key: known.get(change, "") for key, change in changes.items()}
    return {pull.number: _approved(base, pull, patches, gainers[pull.number]) for pull in pulls}


def _approved(base: Base, pull: Pull, patches: Mapping[tuple[int, str], str], gainers: set[str]) -> Approved:
    policy = base.policy(pull.merged_at)
    found: list[Approval] = []
    unclear: list[str] = []
    for review in sorted(_latest(pull), key=lambda review: (review.head != pull.head, review.at, review.id)):
        patch = patches.get((pull.number, review.head), "")
        same = review.head == pull.head or (bool(patch) and patch == patches.get((pull.number, pull.head)))
        by = base.names.person(review.by)
        state = review.was if review.state == "DISMISSED" and review.dismissed_at else review.state
        gone = state == "DISMISSED" and policy.is_maintainer(by)
        if same and (gone or (by.proof == "ghost" and state == "APPROVED")):
            unclear.append(
                f"Review/{review.id} {'was dismissed' if gone else 'belongs to an account that is deleted'}, so nobody "
                "can tell whether it approved the work when it was merged: another maintainer has to say "
                "`/praxis corrects because …`."
            )
        elif state == "APPROVED":
            act = Act(by, by.proof == "account" and policy.is_maintainer(by), f"review/{review.id}", review.at, "")
            found.append(Approval(act, review.head, same))
    counting = [a for a in found if a.act.maintainer and a.same_change and a.act.by.id not in gainers]
    needed = policy.evidence.approvals
    return Approved(tuple(counting[:needed] if len(counting) >= needed else found), tuple(unclear))


def _latest(pull: Pull) -> list[Review]:
    """Everybody's last decisive review before the merge. A dismissal before the merge leaves none."""
    last: dict[tuple[int, int], Review] = {}
    for review in sorted(pull.reviews, key=lambda review: (review.at, review.id)):
        if review.state in _DECISIVE and review.at <= pull.merged_at:
            last[review.by.id, 0 if review.by.id else review.id] = review
    return [
        review
        for review in last.values()
        if review.state != "DISMISSED" or not 0 < review.dismissed_at <= pull.merged_at
    ]
