"""Merges: which Commits follow from how a work ended."""

from collections.abc import Callable, Iterator

from ..evidence import Judgement, MergeEvidence, evidence_hash
from ..facts import Commit
from ..ids import contributor_id, subject_id, work_id
from ..units import WHOLE
from .check import Check, by_maintainer, current_rules, place, unproved, verdict

MOST_QUALITY = 20_000


def readable(merge: MergeEvidence) -> Check:
    return verdict(
        "readable", "unreadable-act", not merge.unreadable, "Every statement can be read.", " ".join(merge.unreadable)
    )


def merged(merge: MergeEvidence) -> Check:
    if merge.method == "attempt":
        return verdict("merged", "", True, "Not merged, and a maintainer says it was an honest attempt.", "")
    return verdict(
        "merged",
        "not-merged",
        merge.method != "none" and bool(merge.merge),
        f"Merged ({merge.method}) by {merge.merge[:12]}.",
        f"{merge.work} is not merged: nothing on {merge.policy.base} says that it was.",
    )


def right_repository(merge: MergeEvidence) -> Check:
    return verdict(
        "right repository",
        "wrong-repository",
        merge.repository == merge.forge,
        f"It went into {merge.repository}.",
        f"It went into {merge.repository}, and what is judged here are works of {merge.forge}.",
    )


def right_base(merge: MergeEvidence) -> Check:
    return verdict(
        "right base",
        "wrong-base",
        merge.base == merge.policy.base,
        f"It went into {merge.base}.",
        f"It was merged into {merge.base or 'no branch'}, and the policy pays for {merge.policy.base}.",
    )


def merged_itself(merge: MergeEvidence) -> Check:
    return verdict(
        "merged by itself",
        "indirect-merge",
        merge.method != "indirect",
        "It was merged for its own sake.",
        f"It came onto {merge.policy.base} inside another merge, without a review of its own there.",
    )


def reachable(merge: MergeEvidence) -> Check:
    return verdict(
        "reachable",
        "not-reachable",
        merge.reachable,
        f"{merge.policy.base} still holds it.",
        f"{merge.merge[:12]} is no longer part of {merge.policy.base}: the branch was rewritten.",
    )


def not_reverted(merge: MergeEvidence) -> Check:
    return verdict(
        "not reverted",
        "reverted",
        not merge.reverted_by,
        "Nothing undid it.",
        f"It was reverted by {place(merge.reverted_by)}.",
    )


def same_change(merge: MergeEvidence) -> Check:
    return verdict(
        "same change",
        "other-change",
        merge.same_change,
        "What landed is what the work holds.",
        f"What {merge.merge[:12]} brought is not the change of {merge.head[:12] or 'any known head'} "
        "(git patch-id): bring the work up to date with the base and merge it again.",
    )


def by_people(merge: MergeEvidence) -> Check:
    bots = [person.id for person in merge.authors if person.proof == "bot"]
    return verdict(
        "people",
        "bot-author",
        merge.policy.bots or not bots,
        "No program made it, or the policy allows that.",
        f"{', '.join(bots)} is a program, and the policy does not pay programs.",
    )


def accounts_exist(merge: MergeEvidence) -> Check:
    return verdict(
        "account",
        "ghost-author",
        all(person.proof != "ghost" for person in merge.authors),
        "Whoever made it still has an account.",
        f"The account that made {merge.work} is deleted, so nobody can be told to have made it.",
    )


def authors_identified(merge: MergeEvidence) -> Check:
    name, refusal = "author", "author-not-verified"
    if not merge.authors:
        return verdict(name, refusal, False, "", "Nobody can be told to have made it.")
    known = ", ".join(person.id for person in merge.authors)
    unknown = [person for person in merge.authors if not person.verified]
    if not unknown:
        return verdict(name, refusal, True, f"Made by {known}, verified.", "")
    if merge.policy.trust_authors and all(person.id for person in unknown):
        return verdict(name, refusal, True, f"Made by {known}; trusted, not verified.", "")
    return verdict(name, refusal, False, "", f"Part of the work cannot count: {unproved(unknown[0].proof)}.")


def merger_authority(merge: MergeEvidence) -> Check:
    said = by_maintainer(merge.act, merge.policy, f"that {merge.work} is done")
    for correction in merge.corrected_by if said.passed else ():
        if not (corrected := by_maintainer(correction, merge.policy, f"more about {merge.work}")).passed:
            return corrected
    return said


def not_self_merged(merge: MergeEvidence) -> Check:
    mergers = {act.by.id for act in (merge.act, *merge.corrected_by) if act}
    return verdict(
        "not self-merged",
        "self-merge",
        merge.policy.self_merge or not mergers & _gainers(merge),
        "Merged by somebody else, or the policy allows merging one's own work.",
        "Whoever merged it gains from it, and the policy does not allow that: another maintainer has to merge.",
    )


def approved(merge: MergeEvidence) -> Check:
    if merge.method == "attempt":
        return verdict("approved", "", True, "An attempt is not merged, so nobody approves it.", "")
    needed = merge.policy.approvals
    approving = [approval.act for approval in merge.approvals if approval.same_change]
    counted = {act.by.id for act in (*approving, *merge.corrected_by) if act.maintainer and act.by.verified} - _gainers(
        merge
    )
    return verdict(
        "approved",
        "not-approved",
        len(counted) >= needed,
        f"Approved by {', '.join(sorted(counted))}." if counted else "The policy asks for no approval.",
        f"{len(counted)} of {needed} maintainers approved what was merged: a review counts if a maintainer who gains "
        "nothing from the work approved it before the merge and the change has stayed the same since, or if they "
        f"stated a correction later{_why_not(merge)}.",
    )


def closing_reference(merge: MergeEvidence) -> Check:
    return verdict(
        "closing reference",
        "no-closing-reference",
        bool(merge.judgements),
        f"It closes {', '.join(judgement.subject for judgement in merge.judgements)}.",
        "It names no issue that it closes; a mention is not a closing reference.",
    )


def issues_exist(merge: MergeEvidence) -> Check:
    missing = [judgement.subject for judgement in merge.judgements if not judgement.issue]
    return verdict(
        "issue",
        "no-such-issue",
        merge.policy.trust_authors or not missing,
        "The issues exist.",
        f"There was no {', '.join(missing)} when it was merged.",
    )


def split_stated(merge: MergeEvidence) -> Check:
    wrong = [
        judgement.subject
        for judgement in merge.judgements
        if not _split_fits(judgement, merge) or (merge.co_authored and not judgement.split)
    ]
    return verdict(
        "split",
        "split-not-stated",
        not wrong,
        "Who gets which part is clear.",
        f"For {', '.join(wrong)} it is not clear who gets which part: several people worked on it, so the merge must "
        "state a split whose parts add up to 100%, each person once.",
    )


def completion_given(merge: MergeEvidence) -> Check:
    tried = merge.method == "attempt"
    wrong = [
        judgement.subject
        for judgement in merge.judgements
        if not 0 <= judgement.completion <= WHOLE
        or (judgement.completion != WHOLE and not judgement.completion_reason)
        or (tried and judgement.completion)
    ]
    return verdict(
        "completion",
        "completion-not-justified",
        not wrong,
        "Completion is the whole, or a maintainer gave a reason.",
        f"For {', '.join(wrong)} the completion cannot count: from 0% to 100%, with a reason unless it is 100%, and 0% "
        "for what was not merged.",
    )


def quality_given(merge: MergeEvidence) -> Check:
    wrong = [
        judgement.subject
        for judgement in merge.judgements
        if not 0 <= judgement.quality <= MOST_QUALITY or (judgement.quality != WHOLE and not judgement.quality_reason)
    ]
    return verdict(
        "quality",
        "quality-not-justified",
        not wrong,
        "Quality is as specified, or a maintainer gave a reason.",
        f"For {', '.join(wrong)} the quality cannot count: from 0 to {MOST_QUALITY}, with a reason unless it "
        f"is {WHOLE}.",
    )


def action_named(merge: MergeEvidence) -> Check:
    wrong = [judgement.subject for judgement in merge.judgements if not judgement.action]
    return verdict(
        "action",
        "no-action",
        not wrong,
        "The action of the catalogue is known.",
        f"For {', '.join(wrong)} neither the merge nor the policy names an action of the catalogue.",
    )


CHECKS: tuple[Callable[[MergeEvidence], Check], ...] = (
    current_rules,
    readable,
    merged,
    merged_itself,
    right_repository,
    right_base,
    reachable,
    not_reverted,
    same_change,
    by_people,
    accounts_exist,
    authors_identified,
    merger_authority,
    not_self_merged,
    approved,
    closing_reference,
    issues_exist,
    split_stated,
    completion_given,
    quality_given,
    action_named,
)


def facts(merge: MergeEvidence) -> Iterator[Commit]:
    """One Commit per subject (in the order stated) and contributor (ascending by id)."""
    assert merge.act is not None
    evidence = evidence_hash(merge)
    for judgement in merge.judgements:
        for contributor, completion in _parts(judgement, merge):
            yield Commit(
                subject=subject_id(judgement.subject),
                work=work_id(merge.work),
                contributor=contributor,
                action=bytes.fromhex(judgement.action[2:]),
                quality=judgement.quality,
                completion=completion,
                total=judgement.completion,
                completedAt=merge.act.at,
                evidence=evidence,
            )


def _gainers(merge: MergeEvidence) -> set[str]:
    return {person.id for person in merge.authors} | {
        share.contributor for judgement in merge.judgements for share in judgement.split
    }


def _why_not(merge: MergeEvidence) -> str:
    """What becomes of the approvals that do not count, as the end of a sentence."""
    gainers = _gainers(merge)
    said = []
    for approval in merge.approvals:
        by = approval.act.by
        if not (approval.act.maintainer and by.verified):
            said.append(f"{by.id or 'somebody whose account is deleted'} is no maintainer")
        elif by.id in gainers:
            said.append(f"{by.id} gains from it")
        elif not approval.same_change:
            said.append(f"{by.id} reviewed another change, {approval.head[:12]}")
    return f" ({'; '.join(said)})" if said else ""


def _split(judgement: Judgement, merge: MergeEvidence) -> list[tuple[str, int]]:
    """Who gets which share (basis points): as stated, or all to the one author."""
    if judgement.split or len(merge.authors) != 1:
        return [(share.contributor, share.share) for share in judgement.split]
    return [(merge.authors[0].id, WHOLE)]


def _split_fits(judgement: Judgement, merge: MergeEvidence) -> bool:
    split = _split(judgement, merge)
    people = {contributor for contributor, _ in split}
    return (
        sum(share for _, share in split) == WHOLE and len(people) == len(split) and all(share > 0 for _, share in split)
    )


def _parts(judgement: Judgement, merge: MergeEvidence) -> list[tuple[bytes, int]]:
    """Contributor ids ascending, each with its part of the completion; the last takes what rounding down leaves."""
    shares = sorted((contributor_id(contributor), share) for contributor, share in _split(judgement, merge))
    parts = [(contributor, judgement.completion * share // WHOLE) for contributor, share in shares]
    left = judgement.completion - sum(part for _, part in parts)
    return [*parts[:-1], (parts[-1][0], parts[-1][1] + left)]
