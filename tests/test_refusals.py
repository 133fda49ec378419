"""Each check of the rules, broken once: it refuses with its own reason, in a sentence that says what is wrong."""

from dataclasses import replace

import pytest

from praxis_chain.core.evidence import (
    Act,
    AnyEvidence,
    Approval,
    MergeEvidence,
    Person,
    Share,
    evidence_hash,
)
from praxis_chain.core.rules import Refusal, checks, judge
from tests.documents import (
    ACT,
    ADMISSION,
    CLOSURE,
    CONTRIBUTOR,
    DOCUMENTS,
    FORGE,
    LINK,
    MAINTAINER,
    MERGE,
    MERGED_AT,
    OTHER_WORK,
    POLICY,
    PROGRESS,
    REFERRER,
    REVOCATION,
    SUBJECT,
    WORK,
    judging,
    moved,
    sign_link,
)

UNSIGNED = Person("", "none")
OUTSIDER = replace(ACT, maintainer=False)


ONE_APPROVAL = replace(POLICY, approvals=1)


def approved(act: Act, *, same_change: bool = True) -> MergeEvidence:
    return replace(MERGE, policy=ONE_APPROVAL, approvals=(Approval(act, "ab" * 20, same_change),))


BROKEN: dict[str, tuple[AnyEvidence, str, str]] = {
    "merge/other rules": (replace(MERGE, rules="praxis-rules/0"), "other-rules", "collected under praxis-rules/0"),
    "merge/unreadable": (
        replace(MERGE, unreadable=("'Completion: most' cannot be read.",)),
        "unreadable-act",
        "'Completion: most' cannot be read.",
    ),
    "merge/unmerged": (replace(MERGE, method="none", merge=""), "not-merged", f"{WORK} is not merged"),
    "merge/unmerged with a merge id": (replace(MERGE, method="none"), "not-merged", f"{WORK} is not merged"),
    "merge/inside another": (replace(MERGE, method="indirect"), "indirect-merge", "inside another merge"),
    "merge/wrong base": (
        replace(MERGE, base="refs/heads/dev"),
        "wrong-base",
        "merged into refs/heads/dev, and the policy pays for refs/heads/main",
    ),
    "merge/wrong repository": (
        replace(MERGE, repository="git:" + "a9" * 20),
        "wrong-repository",
        f"what is judged here are works of {FORGE}",
    ),
    "merge/unreachable": (replace(MERGE, reachable=False), "not-reachable", "no longer part of refs/heads/main"),
    "merge/reverted": (replace(MERGE, reverted_by="77" * 20), "reverted", "reverted by git commit 777777777777"),
    "merge/other change": (
        replace(MERGE, method="squash", same_change=False),
        "other-change",
        "not the change of b2b2b2b2b2b2",
    ),
    "merge/by a program": (
        replace(MERGE, authors=(Person("github:user/49699333", "bot"),)),
        "bot-author",
        "github:user/49699333 is a program",
    ),
    "merge/by a deleted account": (
        replace(MERGE, authors=(Person("", "ghost"),)),
        "ghost-author",
        f"The account that made {WORK} is deleted",
    ),
    "merge/not approved": (replace(MERGE, policy=ONE_APPROVAL), "not-approved", "0 of 1 maintainers approved"),
    "merge/approved by an outsider": (
        approved(OUTSIDER),
        "not-approved",
        f"0 of 1 maintainers approved what was merged: a review counts if a maintainer who gains nothing from the work "
        f"approved it before the merge and the change has stayed the same since, or if they stated a correction later "
        f"({MAINTAINER} is no maintainer).",
    ),
    "merge/approved by whoever gains": (
        approved(replace(ACT, by=Person(CONTRIBUTOR, "account"))),
        "not-approved",
        f"({CONTRIBUTOR} gains from it)",
    ),
    "merge/approved before it changed": (
        approved(ACT, same_change=False),
        "not-approved",
        f"({MAINTAINER} reviewed another change, abababababab)",
    ),
    "merge/approved by a deleted account": (
        approved(replace(ACT, by=Person("", "ghost"))),
        "not-approved",
        "(somebody whose account is deleted is no maintainer)",
    ),
    "merge/co-authored": (replace(MERGE, co_authored=True), "split-not-stated", "the merge must state a split"),
    "merge/unsigned author": (
        replace(MERGE, authors=(Person(CONTRIBUTOR, "ssh"), UNSIGNED)),
        "author-not-verified",
        "it is not signed",
    ),
    "merge/GPG author": (
        replace(MERGE, authors=(Person("", "gpg"),)),
        "author-not-verified",
        "signed with GPG, which is not supported",
    ),
    "merge/forged author": (
        replace(MERGE, authors=(Person("", "bad"),)),
        "author-not-verified",
        "its signature does not fit it",
    ),
    "merge/no author": (replace(MERGE, authors=()), "author-not-verified", "Nobody can be told to have made it"),
    "merge/merger is no maintainer": (
        replace(MERGE, act=OUTSIDER),
        "not-a-maintainer",
        "is not a maintainer in the policy",
    ),
    "merge/merger is unsigned": (replace(MERGE, act=replace(ACT, by=UNSIGNED)), "not-a-maintainer", "it is not signed"),
    "merge/nobody merged": (
        replace(MERGE, act=None),
        "not-a-maintainer",
        f"No maintainer's act says that {WORK} is done",
    ),
    "merge/corrected by an outsider": (
        replace(MERGE, corrected_by=(OUTSIDER,)),
        "not-a-maintainer",
        f"more about {WORK}",
    ),
    "merge/own work": (
        replace(MERGE, authors=(Person(MAINTAINER, "ssh"),)),
        "self-merge",
        "another maintainer has to merge",
    ),
    "merge/own part": (judging(split=(Share(CONTRIBUTOR, 9_999), Share(MAINTAINER, 1))), "self-merge", "gains from it"),
    "merge/own correction": (
        replace(MERGE, corrected_by=(replace(ACT, by=Person(CONTRIBUTOR, "ssh")),)),
        "self-merge",
        "gains from it",
    ),
    "merge/closes nothing": (replace(MERGE, judgements=()), "no-closing-reference", "names no issue that it closes"),
    "merge/no such issue": (judging(issue=""), "no-such-issue", f"There was no {SUBJECT}"),
    "merge/two authors and no split": (
        replace(MERGE, authors=(Person(CONTRIBUTOR, "ssh"), Person(REFERRER, "ssh"))),
        "split-not-stated",
        f"For {SUBJECT}",
    ),
    "merge/split of less than all": (judging(split=(Share(CONTRIBUTOR, 9_999),)), "split-not-stated", "add up to 100%"),
    "merge/split with nothing": (
        judging(split=(Share(CONTRIBUTOR, 10_000), Share(REFERRER, 0))),
        "split-not-stated",
        "add up",
    ),
    "merge/split twice to one": (
        judging(split=(Share(CONTRIBUTOR, 5_000), Share(CONTRIBUTOR, 5_000))),
        "split-not-stated",
        "each person once",
    ),
    "merge/more than complete": (
        judging(completion=10_001, completion_reason="more"),
        "completion-not-justified",
        "from 0% to 100%",
    ),
    "merge/less than nothing": (
        judging(completion=-1, completion_reason="less"),
        "completion-not-justified",
        "from 0% to 100%",
    ),
    "merge/partial without a reason": (judging(completion=6_000), "completion-not-justified", "with a reason"),
    "merge/attempt with completion": (
        replace(MERGE, method="attempt"),
        "completion-not-justified",
        "0% for what was not merged",
    ),
    "merge/too good": (judging(quality=20_001, quality_reason="great"), "quality-not-justified", "from 0 to 20000"),
    "merge/quality below zero": (judging(quality=-1, quality_reason="bad"), "quality-not-justified", "from 0 to 20000"),
    "merge/quality without a reason": (judging(quality=12_000), "quality-not-justified", "with a reason"),
    "merge/no action": (judging(action=""), "no-action", "names an action of the catalogue"),
    "progress/other rules": (replace(PROGRESS, rules="x"), "other-rules", "collected under x"),
    "progress/no clock": (replace(PROGRESS, clock=""), "no-server-clock", "core.logAllRefUpdates=always"),
    "progress/no time": (replace(PROGRESS, at=0), "no-server-clock", "refused, not guessed"),
    "progress/nobody calls it good": (replace(PROGRESS, act=None), "not-a-maintainer", "the work in progress is good"),
    "progress/an outsider calls it good": (replace(PROGRESS, act=OUTSIDER), "not-a-maintainer", "is not a maintainer"),
    "progress/by a program": (
        replace(PROGRESS, contributor=Person("github:user/49699333", "bot")),
        "bot-author",
        "does not lock issues for programs",
    ),
    "progress/unsigned push": (replace(PROGRESS, contributor=UNSIGNED), "author-not-verified", "it is not signed"),
    "progress/same change again": (
        replace(PROGRESS, repeats="88" * 20),
        "no-progress",
        "the same change as 888888888888",
    ),
    "progress/no change": (replace(PROGRESS, patch=""), "no-progress", "changes nothing"),
    "progress/blocked without a reason": (
        moved("blocked", replaces="", act=replace(ACT, reason="")),
        "no-reason",
        "has to say why",
    ),
    "progress/replaces nothing": (moved("replaced", replaces=""), "replaces-nothing", "another that takes it"),
    "progress/replaces itself": (moved("replaced", replaces=WORK), "replaces-nothing", "another that takes it"),
    "progress/a push that replaces": (
        replace(PROGRESS, replaces=OTHER_WORK),
        "replaces-nothing",
        "another that takes it",
    ),
    "progress/an end with a successor": (moved("ended"), "replaces-nothing", "another that takes it"),
    "closure/other rules": (replace(CLOSURE, rules="x"), "other-rules", "collected under x"),
    "closure/an outsider closed it": (replace(CLOSURE, act=OUTSIDER), "not-a-maintainer", f"that {SUBJECT} is closed"),
    "closure/no such issue": (replace(CLOSURE, issue=""), "no-such-issue", f"There was no {SUBJECT}"),
    "closure/no explanation": (replace(CLOSURE, explanation=" \n"), "no-explanation", "without a word"),
    "closure/unknown explainer": (replace(CLOSURE, explainer=UNSIGNED), "author-not-verified", "it is not signed"),
    "closure/explained by whoever closed it": (
        replace(CLOSURE, explainer=Person(MAINTAINER, "named")),
        "self-explained",
        "closing award",
    ),
    "admission/other rules": (replace(ADMISSION, rules="x"), "other-rules", "collected under x"),
    "admission/by an outsider": (replace(ADMISSION, act=OUTSIDER), "not-a-maintainer", "has a standing"),
    "admission/no such standing": (replace(ADMISSION, standing=5), "no-such-standing", "5 is not a standing"),
    "admission/no reason": (replace(ADMISSION, act=replace(ACT, reason="")), "no-reason", "without a reason"),
    "admission/of oneself": (replace(ADMISSION, contributor=MAINTAINER), "self-admission", "another maintainer has to"),
    "admission/referred by oneself": (replace(ADMISSION, referrer=CONTRIBUTOR), "self-referral", "refer themselves"),
    "link/other rules": (replace(LINK, rules="x"), "other-rules", "collected under x"),
    "link/published by somebody else": (
        replace(LINK, published_by=Person(REFERRER, "ssh")),
        "not-published-by-contributor",
        f"{REFERRER} published it",
    ),
    "link/unsigned": (
        replace(LINK, published_by=Person(CONTRIBUTOR, "none")),
        "not-published-by-contributor",
        "it is not signed",
    ),
    "link/other wallet": (replace(LINK, wallet="0x" + "11" * 20), "wallet-did-not-sign", "is not 0x" + "11" * 20),
    "link/other time": (replace(LINK, linked_at=MERGED_AT + 1), "wallet-did-not-sign", "this time"),
    "link/other chain": (replace(LINK, chain_id=1), "wallet-did-not-sign", "chain 1"),
    "link/other contract": (replace(LINK, stakeholders="0x" + "22" * 20), "wallet-did-not-sign", "0x" + "22" * 20),
    "link/no signature": (replace(LINK, wallet_signature="0x" + "00" * 65), "wallet-did-not-sign", "sign again with"),
    "link/signature for another": (
        replace(LINK, wallet_signature=sign_link(REFERRER, MERGED_AT)),
        "wallet-did-not-sign",
        "this contributor",
    ),
    "revocation/other rules": (replace(REVOCATION, rules="x"), "other-rules", "collected under x"),
    "revocation/a merge is not reopened": (
        replace(REVOCATION, reason="reopened"),
        "reason-does-not-fit",
        "A merge cannot be reopened",
    ),
    "revocation/a closure is not reverted": (
        replace(REVOCATION, of=CLOSURE),
        "reason-does-not-fit",
        "A closure cannot be reverted",
    ),
    "revocation/reverted by nothing": (
        replace(REVOCATION, act=None),
        "reason-does-not-fit",
        "cannot be reverted in this way",
    ),
    "revocation/corrected by an outsider": (
        replace(REVOCATION, reason="corrected", act=OUTSIDER),
        "not-a-maintainer",
        "that it was corrected",
    ),
    "revocation/of what never was a fact": (
        replace(REVOCATION, of=judging(action="")),
        "nothing-to-revoke",
        "names an action",
    ),
}


@pytest.mark.parametrize(("document", "reason", "said"), BROKEN.values(), ids=BROKEN.keys())
def test_each_broken_check_refuses(document: AnyEvidence, reason: str, said: str) -> None:
    refused = judge(document)
    assert isinstance(refused, Refusal)
    assert refused.reason == reason
    assert said in refused.sentence
    assert refused.evidence == evidence_hash(document)


def test_every_check_is_broken_by_some_document_above() -> None:
    """A check that nothing can break is none."""
    known = {(document.KIND, check.name) for document in DOCUMENTS.values() for check in checks(document)}
    broken = {
        (document.KIND, check.name)
        for document, _, _ in BROKEN.values()
        for check in checks(document)
        if not check.passed
    }
    assert broken == known
