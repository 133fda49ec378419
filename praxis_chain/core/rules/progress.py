"""Progress: whether a work takes, renews, inherits or ends the lock of a subject."""

from collections.abc import Callable, Iterator

from ..evidence import ProgressEvidence, evidence_hash
from ..facts import Progress
from ..ids import NOBODY, contributor_id, subject_id, work_id
from .check import Check, by_maintainer, current_rules, unproved, verdict

_SAYS = {
    "push": "that the work in progress is good",
    "blocked": "that the work is blocked",
    "replaced": "that the work takes over",
    "ended": "that the lock ends",
}


def clock_of_forge(progress: ProgressEvidence) -> Check:
    return verdict(
        "forge's clock",
        "no-server-clock",
        bool(progress.clock) and progress.at > 0,
        "The time is the forge's own." if progress.clock == "server" else "The time is that of the maintainer's act.",
        "The forge keeps no push times (a bare repository with core.logAllRefUpdates=always does), and dates in git "
        "commits are whatever their author wrote: progress is refused, not guessed.",
    )


def contributor_verified(progress: ProgressEvidence) -> Check:
    person = progress.contributor
    if progress.cause == "ended":
        return verdict("author", "", True, "The lock goes to nobody.", "")
    return verdict(
        "author",
        "author-not-verified",
        person.verified or (progress.policy.trust_authors and bool(person.id)),
        f"Pushed work of {person.id}{'' if person.verified else '; trusted, not verified'}.",
        f"The work {progress.head[:12]} cannot count: {unproved(person.proof)}.",
    )


def by_people(progress: ProgressEvidence) -> Check:
    person = progress.contributor
    return verdict(
        "people",
        "bot-author",
        progress.policy.bots or person.proof != "bot",
        "No program holds the lock, or the policy allows that.",
        f"{person.id} is a program, and the policy does not lock issues for programs.",
    )


def good(progress: ProgressEvidence) -> Check:
    return by_maintainer(progress.act, progress.policy, _SAYS[progress.cause])


def forward(progress: ProgressEvidence) -> Check:
    if progress.cause != "push":
        return verdict("forward", "", True, "A maintainer's act counts without a push.", "")
    said = f"is the same change as {progress.repeats[:12]}" if progress.patch else "changes nothing"
    return verdict(
        "forward",
        "no-progress",
        bool(progress.patch) and not progress.repeats,
        f"The push changed the work (patch {progress.patch[:12]}).",
        f"{progress.head[:12]} {said}: a rebase, an empty git commit or a comment is no progress.",
    )


def reason_given(progress: ProgressEvidence) -> Check:
    return verdict(
        "reason",
        "no-reason",
        progress.cause == "push" or bool(progress.act and progress.act.reason),
        "A reason is given where one is needed.",
        "A maintainer who says that work is blocked or replaced has to say why.",
    )


def replaces_another(progress: ProgressEvidence) -> Check:
    moves = progress.cause in ("replaced", "ended")
    return verdict(
        "replaces",
        "replaces-nothing",
        moves == bool(progress.replaces)
        and progress.replaces != progress.work
        and (progress.cause == "ended") == (not progress.work),
        "It names the work whose lock it takes." if moves else "It replaces no other work.",
        "Moving a lock needs the work that holds it and another that takes it, or none to end it.",
    )


CHECKS: tuple[Callable[[ProgressEvidence], Check], ...] = (
    current_rules,
    clock_of_forge,
    good,
    contributor_verified,
    by_people,
    forward,
    reason_given,
    replaces_another,
)


def facts(progress: ProgressEvidence) -> Iterator[Progress]:
    """One Progress."""
    ended = progress.cause == "ended"
    yield Progress(
        subject=subject_id(progress.subject),
        work=NOBODY if ended else work_id(progress.work),
        contributor=NOBODY if ended else contributor_id(progress.contributor.id),
        replaces=work_id(progress.replaces) if progress.replaces else NOBODY,
        progressAt=progress.at,
        evidence=evidence_hash(progress),
    )
