"""Evidence: what a forge showed, in one canonical document per judgement.

A document holds only what every honest attester sees alike (ids, object ids, signed acts, the forge's own times) and
never when or by whom it was seen. Its text is canonical JSON (RFC 8785), its hash keccak256 of that text: the hash that
facts carry. A document claims nothing: `rules.judge` turns it into facts, or into a refusal.

Times are unix seconds; completion, quality and shares basis points; hashes of evidence 32 bytes; `0x…` lower case.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass
from typing import ClassVar

from eth_hash.auto import keccak

from .canonical import decode, encode
from .errors import WrongInput
from .ids import check_uri

VERIFIED = ("ssh", "account", "bot")
PROOFS = (*VERIFIED, "named", "stated", "gpg", "x509", "bad", "ghost", "mannequin", "organization", "none")
METHODS = ("merge", "squash", "rebase", "direct", "indirect", "attempt", "none")
CAUSES = ("push", "blocked", "replaced", "ended")
REVOKING = ("reverted", "unreachable", "corrected", "reopened")


@dataclass(frozen=True, slots=True)
class Person:
    """A contributor's canonical id ("" = nobody could be told) and what it rests on.

    proof: `ssh` a verified signature, `account` the forge vouches for the account of a person, `bot` for that of a
    program, `named` a maintainer's act names them, `stated` only an author field says so, `gpg` and `x509` signed in a
    way nobody here verifies, `bad` a signature that does not fit, `ghost` an account that is deleted, `mannequin` and
    `organization` accounts that nobody acts as, `none` no signature.
    """

    id: str
    proof: str

    def __post_init__(self) -> None:
        if self.id:
            check_uri("contributor", self.id)
        _one_of("proof", self.proof, PROOFS)

    @property
    def verified(self) -> bool:
        """True where the identity was proved, not stated."""
        return bool(self.id) and self.proof in VERIFIED


@dataclass(frozen=True, slots=True)
class Act:
    """Something a person did on the forge: who, whether as a maintainer, where it stands, when, and why they say.

    source: the object id of a git commit, or what it is and its id on the forge, e.g. `comment/1234`.
    """

    by: Person
    maintainer: bool
    source: str
    at: int
    reason: str

    def __post_init__(self) -> None:
        _natural("at", self.at)


@dataclass(frozen=True, slots=True)
class Policy:
    """What the repository's own policy said when it counted.

    source: keccak256 (0x…) of the policy's text, "" where there is none and whoever collects trusts the authors.
    base: the full ref that works have to be merged into. approvals: how many maintainers, other than whoever gains,
    have to approve a work before it is merged. bots: whether programs may author works.
    """

    source: str
    base: str
    self_merge: bool
    trust_authors: bool
    approvals: int = 0
    bots: bool = False

    def __post_init__(self) -> None:
        _natural("approvals", self.approvals)


@dataclass(frozen=True, slots=True)
class Share:
    """One contributor's part of a work, in basis points of what the work completed."""

    contributor: str
    share: int

    def __post_init__(self) -> None:
        check_uri("contributor", self.contributor)


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a maintainer said about one subject that a work closes.

    issue: object id of the issue's text as it was then, "" where there is none. A reason may be empty only where the
    value is the default (completion and quality 10 000). action: 0x… id of an action version, "" if none is named.
    split: empty where one contributor did it all.
    """

    subject: str
    issue: str
    completion: int
    completion_reason: str
    quality: int
    quality_reason: str
    action: str
    split: tuple[Share, ...]

    def __post_init__(self) -> None:
        check_uri("subject", self.subject)
        if self.action:
            _hex("action", self.action, 32)


@dataclass(frozen=True, slots=True)
class Approval:
    """A review that approved a work before it was merged. head: the git commit that was reviewed; same_change: what it
    changes is what the work changed when it was merged."""

    act: Act
    head: str
    same_change: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Evidence:
    """What all documents share: the version of the rules, the forge's id, and the revision of what it states."""

    rules: str
    forge: str
    revision: int = 0

    KIND: ClassVar[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class MergeEvidence(Evidence):
    """How a work ended: merged somehow, or not at all, or honestly tried (`attempt`).

    repository: the forge's id of the repository it went into. head: the work's last git commit; merge: the one that
    brought it onto `base` (a full ref, "" if none did; what a work that is not merged has there proves nothing).
    same_change: what landed is what the head holds. co_authored: its git commits name more people, whom nobody
    verified. act: the merge itself, as a maintainer's act; none if unmerged. approvals: the first that count, as many
    as the policy asks for; all there are where those do not suffice. reverted_by: what undid it, "" if nothing.
    corrected_by: maintainers' acts that replaced part of the judgements since. unreadable: sentences about statements
    that nobody can read.
    """

    work: str
    method: str
    repository: str
    base: str
    head: str
    merge: str
    same_change: bool
    reachable: bool
    reverted_by: str
    authors: tuple[Person, ...]
    co_authored: bool = False
    act: Act | None
    approvals: tuple[Approval, ...] = ()
    corrected_by: tuple[Act, ...] = ()
    policy: Policy
    judgements: tuple[Judgement, ...]
    unreadable: tuple[str, ...] = ()

    KIND: ClassVar[str] = "merge"

    def __post_init__(self) -> None:
        _common(self)
        _work(self.forge, self.work)
        check_uri("forge", self.repository)
        _one_of("method", self.method, METHODS)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgressEvidence(Evidence):
    """A work went forward, is blocked, took over from another, or its lock ends.

    at: by the forge's clock for a push, the act's time otherwise, 0 where the forge keeps none (`clock` is "").
    patch: `git patch-id --stable` of the change, "" if it is empty; repeats: an earlier push with the same patch.
    act: the maintainer's act that calls it good, blocked, replacing or ended. work is "" where the lock just ends.
    """

    subject: str
    work: str
    contributor: Person
    cause: str
    head: str
    patch: str
    repeats: str
    at: int
    clock: str
    replaces: str
    act: Act | None
    policy: Policy

    KIND: ClassVar[str] = "progress"

    def __post_init__(self) -> None:
        _common(self)
        check_uri("subject", self.subject)
        for work in filter(None, (self.work, self.replaces)):
            _work(self.forge, work)
        _one_of("cause", self.cause, CAUSES)
        _one_of("clock", self.clock, ("server", "act", ""))
        _natural("at", self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class ClosureEvidence(Evidence):
    """A maintainer closed a subject with an explanation; `explainer` is who gave it, or None."""

    subject: str
    issue: str
    explanation: str
    explainer: Person | None
    act: Act
    policy: Policy

    KIND: ClassVar[str] = "closure"

    def __post_init__(self) -> None:
        _common(self)
        check_uri("subject", self.subject)


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmissionEvidence(Evidence):
    """A maintainer gave a contributor a standing (0 none … 4 BOP); `referrer` is a contributor, or ""."""

    contributor: str
    standing: int
    referrer: str
    act: Act
    policy: Policy

    KIND: ClassVar[str] = "admission"

    def __post_init__(self) -> None:
        _common(self)
        check_uri("contributor", self.contributor)
        if self.referrer:
            check_uri("contributor", self.referrer)


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkEvidence(Evidence):
    """A contributor published, where only they can write, that a wallet is theirs, and the wallet signed the same.

    wallet, stakeholders: 0x… addresses; wallet_signature: 0x… of 65 bytes over LinkIdentity (EIP-712) for that chain
    and that Stakeholders contract. publication: object id of where it stands.
    """

    contributor: str
    wallet: str
    linked_at: int
    chain_id: int
    stakeholders: str
    wallet_signature: str
    published_by: Person
    publication: str

    KIND: ClassVar[str] = "link"

    def __post_init__(self) -> None:
        _common(self)
        check_uri("contributor", self.contributor)
        _natural("linked_at", self.linked_at)
        _natural("chain_id", self.chain_id)
        _hex("wallet", self.wallet, 20)
        _hex("stakeholders", self.stakeholders, 20)
        _hex("wallet_signature", self.wallet_signature, 65)


@dataclass(frozen=True, slots=True, kw_only=True)
class RevocationEvidence(Evidence):
    """What an earlier document stated no longer holds. act: who undid it, None where no act was needed."""

    of: MergeEvidence | ClosureEvidence
    reason: str
    act: Act | None

    KIND: ClassVar[str] = "revocation"

    def __post_init__(self) -> None:
        _common(self)
        _one_of("reason", self.reason, REVOKING)
        if self.of.forge != self.forge:
            raise WrongInput(f"A revocation on {self.forge} cannot undo what stands on {self.of.forge}.")


AnyEvidence = MergeEvidence | ProgressEvidence | ClosureEvidence | AdmissionEvidence | LinkEvidence | RevocationEvidence


def evidence_json(evidence: Evidence) -> bytes:
    """The document's canonical JSON text (UTF-8). Raises WrongInput for an integer beyond 2^53."""
    return encode(evidence)


def evidence_hash(evidence: Evidence) -> bytes:
    """keccak256 of the canonical text: 32 bytes, the `evidence` of every fact judged from it."""
    return keccak(evidence_json(evidence))


def names_in(document: Evidence) -> Iterator[str]:
    """Every text in a document that may be a canonical name of somebody or something: its hash is the id on chain."""
    return (text for text in _texts(document) if ":" in text[:80])


def read_evidence(text: bytes | str) -> AnyEvidence:
    """A document from its JSON. Raises WrongInput, in one sentence, for anything that is not exactly one."""
    document: AnyEvidence = decode(AnyEvidence, text)
    return document


def _common(evidence: Evidence) -> None:
    check_uri("forge", evidence.forge)
    _natural("revision", evidence.revision)


def _work(forge: str, work: str) -> None:
    check_uri("work", work)
    if not work.startswith(f"{forge}/"):
        raise WrongInput(f"The work {work} is not one of the forge {forge}.")


def _one_of(name: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise WrongInput(f"{name!r} cannot be {value!r}; known are {', '.join(map(repr, known))}.")


def _natural(name: str, value: int) -> None:
    if not 0 <= value < 2**53:
        raise WrongInput(f"{name!r} must be a whole number from 0 to 2^53 - 1, not {value}.")


def _hex(name: str, value: str, size: int) -> None:
    if not re.fullmatch(rf"0x[0-9a-f]{{{2 * size}}}", value):
        raise WrongInput(f"{name!r} must be 0x and {2 * size} lower-case hex digits, not {value[:140]!r}.")


def _texts(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part)
    elif is_dataclass(value) and not isinstance(value, type):
        for field in fields(value):
            yield from _texts(getattr(value, field.name))
