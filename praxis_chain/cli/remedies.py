"""For each refusal of the rules: who can do something about it, and what."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from ..core.evidence import AnyEvidence, ProgressEvidence

if TYPE_CHECKING:
    from .next_steps import Next

_CONTRIBUTOR, _MAINTAINER, _ANOTHER, _NOBODY = "the contributor", "a maintainer", "another maintainer", "nobody"

REMEDIES: Mapping[str, tuple[str, str]] = {
    # merges
    "other-rules": ("the attesters", "collect it again under the present rules"),
    "unreadable-act": (_MAINTAINER, "state again what cannot be read: {corrects}"),
    "not-merged": (_MAINTAINER, "review and merge it; before that nothing is owed for it"),
    "indirect-merge": (_MAINTAINER, "merge it by itself, with a review of its own"),
    "wrong-repository": (_MAINTAINER, "merge it into this repository: what goes into another one is judged there"),
    "wrong-base": (_MAINTAINER, "merge it into the branch that the policy pays for"),
    "not-reachable": (_MAINTAINER, "merge it again: the branch was rewritten without it"),
    "reverted": (_MAINTAINER, "merge it again, or revert the revert, if it is to count after all"),
    "other-change": (_CONTRIBUTOR, "bring the work up to date with the base branch, so that it can be merged as it is"),
    "author-not-verified": (_CONTRIBUTOR, "be known for certain: {verified}"),
    "bot-author": (
        _MAINTAINER,
        "let a person make it, or allow programs in the policy before it is merged (bots = true)",
    ),
    "ghost-author": (_NOBODY, "whoever made it has no account any more, so nobody can be paid for it"),
    "not-approved": (
        _MAINTAINER,
        "approve it; after the merge only this counts as an approval: {corrects}",
    ),
    "not-a-maintainer": (_MAINTAINER, "say it, in your own name"),
    "self-merge": (_ANOTHER, "merge it: nobody decides on their own gain"),
    "no-closing-reference": (_MAINTAINER, "say which issue it closes: {corrects}"),
    "no-such-issue": (_MAINTAINER, "name an issue that was there before: {corrects}"),
    "split-not-stated": (_MAINTAINER, "say who gets which part: {corrects}"),
    "completion-not-justified": (_MAINTAINER, "say how complete it is, and why: {corrects}"),
    "quality-not-justified": (_MAINTAINER, "give a quality with its reason: {corrects}"),
    "no-action": (_MAINTAINER, "name an action of the catalogue, or set one in the policy: {corrects}"),
    # progress
    "no-server-clock": ("whoever hosts the repository", "keep push times (core.logAllRefUpdates=always)"),
    "no-progress": (_CONTRIBUTOR, "push a git commit that changes the work"),
    "no-reason": (_MAINTAINER, "say it again, with a reason"),
    "replaces-nothing": (_MAINTAINER, "name the work that holds the lock, and another that takes it"),
    # closures and people
    "no-explanation": (_MAINTAINER, "close it again with an explanation"),
    "self-explained": (_ANOTHER, "close it: nobody decides on their own gain"),
    "no-such-standing": (_MAINTAINER, "name a standing that there is"),
    "self-admission": (_ANOTHER, "admit them: nobody decides on their own gain"),
    "self-referral": (_MAINTAINER, "admit them without a referrer, or with another one"),
    "not-published-by-contributor": (_CONTRIBUTOR, "publish the statement yourself: praxis link says where"),
    "wallet-did-not-sign": (_CONTRIBUTOR, "make the statement again with the wallet's own key: praxis link"),
    # what was undone
    "reason-does-not-fit": (_NOBODY, "it cannot be undone in this way"),
    "nothing-to-revoke": (_NOBODY, "no fact ever followed from what was undone, so nothing has to be done"),
}
"""Refusal → who, and what. Parts in braces are said as that forge wants them."""

_NOT_CALLED_GOOD = "call it good work in progress, if it is: {good} locks the issue for it"

_WORDS = {
    "git": {
        "corrects": "`Corrects: pull/N because …` and what is right, in a signed git commit on the base branch",
        "verified": "sign every git commit of a work with an SSH key",
        "good": "`Good-progress: pull/N`, in a signed git commit on the base branch,",
    },
    "github": {
        "corrects": "`/praxis corrects because …` and what is right, in a comment",
        "verified": "work under an account of a person",
        "good": "`/praxis good-progress`, in a comment,",
    },
}


def remedy(document: AnyEvidence, reason: str) -> "Next":
    """What is to be done about a refusal of that document."""
    from .next_steps import Next

    who, what = REMEDIES.get(reason, (_MAINTAINER, "read the reason above"))
    if isinstance(document, ProgressEvidence) and document.act is None and reason == "not-a-maintainer":
        what = _NOT_CALLED_GOOD
    words = _WORDS["git" if document.forge.startswith("git:") else "github"]
    return Next(who, what.format(**words))
