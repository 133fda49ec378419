"""Closures, admissions and links: what a maintainer, or a person about themselves, stated."""

from collections.abc import Callable, Iterator

from ..attestation import recover
from ..eip712 import link_digest, stakeholders_domain
from ..errors import WrongInput
from ..evidence import AdmissionEvidence, ClosureEvidence, LinkEvidence, evidence_hash
from ..facts import Admission, Closure, Link
from ..ids import NOBODY, contributor_id, subject_id
from .check import Check, by_maintainer, current_rules, unproved, verdict

STANDINGS = ("none", "residency-applicant", "bop-applicant", "resident", "bop")
"""Words for the standings 0 to 4."""


def closed_by_maintainer(closure: ClosureEvidence) -> Check:
    return by_maintainer(closure.act, closure.policy, f"that {closure.subject} is closed")


def issue_exists(closure: ClosureEvidence) -> Check:
    return verdict(
        "issue", "no-such-issue", bool(closure.issue), "The issue exists.", f"There was no {closure.subject} to close."
    )


def explained(closure: ClosureEvidence) -> Check:
    return verdict(
        "explanation",
        "no-explanation",
        bool(closure.explanation.strip()),
        "An explanation is given.",
        f"{closure.subject} was closed without a word of explanation.",
    )


def explained_by_another(closure: ClosureEvidence) -> Check:
    explainer = closure.explainer
    return verdict(
        "explainer",
        "self-explained",
        closure.policy.self_merge or explainer is None or explainer.id != closure.act.by.id,
        f"Explained by {explainer.id}." if explainer else "Nobody asks for the closing award.",
        "Whoever closed it names themselves for the closing award, and the policy does not allow that.",
    )


def explainer_known(closure: ClosureEvidence) -> Check:
    explainer = closure.explainer
    return verdict(
        "explainer known",
        "author-not-verified",
        explainer is None or (bool(explainer.id) and (explainer.verified or explainer.proof == "named")),
        "The explainer is known.",
        f"The explainer cannot be told: {unproved(explainer.proof) if explainer else ''}.",
    )


CLOSURE_CHECKS: tuple[Callable[[ClosureEvidence], Check], ...] = (
    current_rules,
    closed_by_maintainer,
    issue_exists,
    explained,
    explainer_known,
    explained_by_another,
)


def closure_facts(closure: ClosureEvidence) -> Iterator[Closure]:
    """One Closure; its contributor is zero where nobody explained."""
    explainer = contributor_id(closure.explainer.id) if closure.explainer else NOBODY
    yield Closure(subject_id(closure.subject), explainer, closure.act.at, evidence_hash(closure))


def admitted_by_maintainer(admission: AdmissionEvidence) -> Check:
    return by_maintainer(admission.act, admission.policy, f"that {admission.contributor} has a standing")


def standing_known(admission: AdmissionEvidence) -> Check:
    known = 0 <= admission.standing < len(STANDINGS)
    return verdict(
        "standing",
        "no-such-standing",
        known,
        f"The standing is {STANDINGS[admission.standing] if known else ''}.",
        f"{admission.standing} is not a standing; they are 0 to {len(STANDINGS) - 1}.",
    )


def admission_reason(admission: AdmissionEvidence) -> Check:
    return verdict(
        "reason",
        "no-reason",
        bool(admission.act.reason),
        "A reason is given.",
        f"{admission.contributor} was given a standing without a reason.",
    )


def not_self_admitted(admission: AdmissionEvidence) -> Check:
    return verdict(
        "not self-admitted",
        "self-admission",
        admission.policy.self_merge or admission.act.by.id != admission.contributor,
        "Admitted by somebody else, or the policy allows it.",
        "Maintainers cannot give themselves a standing: another maintainer has to.",
    )


def not_self_referred(admission: AdmissionEvidence) -> Check:
    return verdict(
        "not self-referred",
        "self-referral",
        admission.referrer != admission.contributor,
        "Referred by somebody else, or by nobody.",
        "Nobody can refer themselves.",
    )


ADMISSION_CHECKS: tuple[Callable[[AdmissionEvidence], Check], ...] = (
    current_rules,
    admitted_by_maintainer,
    standing_known,
    admission_reason,
    not_self_admitted,
    not_self_referred,
)


def admission_facts(admission: AdmissionEvidence) -> Iterator[Admission]:
    """One Admission."""
    referrer = contributor_id(admission.referrer) if admission.referrer else NOBODY
    contributor = contributor_id(admission.contributor)
    yield Admission(contributor, admission.standing, referrer, admission.act.at, evidence_hash(admission))


def published_by_contributor(link: LinkEvidence) -> Check:
    person = link.published_by
    said = f"{person.id} published it" if person.verified else unproved(person.proof)
    return verdict(
        "published",
        "not-published-by-contributor",
        person.verified and person.id == link.contributor,
        f"{link.contributor} published it where only they can write.",
        f"The link of {link.contributor} cannot count: {said}.",
    )


def signed_by_wallet(link: LinkEvidence) -> Check:
    domain = stakeholders_domain(link.chain_id, bytes.fromhex(link.stakeholders[2:]))
    wallet = bytes.fromhex(link.wallet[2:])
    digest = link_digest(domain, contributor_id(link.contributor), wallet, link.linked_at)
    try:
        signer = recover(digest, bytes.fromhex(link.wallet_signature[2:]))
    except WrongInput:
        signer = b""
    return verdict(
        "wallet's consent",
        "wallet-did-not-sign",
        signer == wallet and wallet != bytes(20),
        f"{link.wallet} signed for chain {link.chain_id}.",
        f"The signature is not {link.wallet}'s over this contributor, this time, chain {link.chain_id} and the "
        f"Stakeholders contract {link.stakeholders}: sign again with `praxis link`.",
    )


LINK_CHECKS: tuple[Callable[[LinkEvidence], Check], ...] = (current_rules, published_by_contributor, signed_by_wallet)


def link_facts(link: LinkEvidence) -> Iterator[Link]:
    """One Link."""
    wallet = bytes.fromhex(link.wallet[2:])
    yield Link(contributor_id(link.contributor), wallet, link.linked_at, evidence_hash(link))
