"""A chain told by hand, which acted on facts that follow (or do not) from the documents in `tests.documents`."""

from collections.abc import Sequence
from dataclasses import replace

from praxis_chain.audit.evidence import Document, Evidenced, Material, check_evidence, together
from praxis_chain.core.addresses import to_checksum
from praxis_chain.core.eip712 import link_digest, stakeholders_domain
from praxis_chain.core.evidence import AnyEvidence, LinkEvidence, MergeEvidence
from praxis_chain.core.facts import Admission, Closure, Commit, Fact, Link, Progress, Revocation, fact_hash
from praxis_chain.core.ids import bounty_id, contributor_id, hash_uri
from praxis_chain.core.ledger import Ledger
from praxis_chain.core.programs import DAY
from tests.audit.story import AT_ONCE, SPONSOR, USDC, WHERE, Story
from tests.documents import CONTRIBUTOR, FORGE, MERGED_AT, SUBJECT, WALLET_KEY
from tests.documents import DOCUMENTS as ELSEWHERE
from tests.judged import facts_of

SUBJECTS = (SUBJECT, f"{FORGE}/issue/8")
BOUNTY = bounty_id(AT_ONCE.id, hash_uri(SUBJECT))


def _link() -> LinkEvidence:
    """As in `tests.documents`, for the deployment that the story is about."""
    domain = stakeholders_domain(WHERE.chain_id, bytes.fromhex(WHERE.stakeholders[2:]))
    wallet = WALLET_KEY.public_key.to_canonical_address()
    signed = WALLET_KEY.sign_msg_hash(link_digest(domain, contributor_id(CONTRIBUTOR), wallet, MERGED_AT)).to_bytes()
    signature = f"0x{signed[:64].hex()}{signed[64] + 27:02x}"
    link = ELSEWHERE["link"]
    assert isinstance(link, LinkEvidence)
    return replace(link, chain_id=WHERE.chain_id, stakeholders=WHERE.stakeholders.lower(), wallet_signature=signature)


LINK = _link()
DOCUMENTS = ELSEWHERE | {"link": LINK}


def commit_of(document: MergeEvidence) -> Commit:
    """The only fact that follows from how a work ended."""
    (commit,) = facts_of(document)
    assert isinstance(commit, Commit)
    return commit


class Chain(Story):
    """Deployed, with so many USDC on each of SUBJECTS; later than the documents, each act a transaction of its own."""

    def __init__(self, dollars: int = 100) -> None:
        super().__init__()
        self.next().deployed()
        for subject in SUBJECTS:
            self.next().say(
                WHERE.escrow, "Funded", bounty=bounty_id(AT_ONCE.id, hash_uri(subject)), sponsor=SPONSOR,
                program=AT_ONCE.id, amount=dollars * USDC, shares=dollars * USDC, committedUntil=self.now + 30 * DAY,
                terms=bytes(32), subjectUri=subject,
            ).moves(WHERE.usdc, SPONSOR, WHERE.escrow, dollars * USDC)  # fmt: skip

    def follow(self, *documents: AnyEvidence) -> "Chain":
        """Act on everything that follows from these, as attesters do."""
        for document in documents:
            for fact in facts_of(document):
                self.act(fact)
        return self

    def act(self, fact: Fact, *batch: bytes, by: Sequence[int] = (0, 1)) -> "Chain":
        """On one fact: signed alone, or in a batch with other hashes."""
        self.next().attest(fact_hash(fact), *batch, by=by)
        return self._use(fact)

    def act_on_all(self, *facts: Fact) -> "Chain":
        """On these, which are all there is of a batch, in one transaction."""
        self.next().attest(*map(fact_hash, facts))
        for fact in facts:
            self._use(fact)
        return self

    def _use(self, fact: Fact) -> "Chain":
        name = fact_hash(fact)
        match fact:
            case Link():
                self.say(
                    WHERE.stakeholders, "Linked", contributor=fact.contributor, wallet=to_checksum(fact.wallet),
                    fact=name, oldWallet="0x" + "0" * 40, linkedAt=fact.linkedAt, effectiveAt=self.now,
                )  # fmt: skip
            case Admission():
                self.say(
                    WHERE.stakeholders, "Admitted", contributor=fact.contributor, referrer=fact.referrer, fact=name,
                    oldStanding=0, newStanding=fact.standing, admittedAt=fact.admittedAt,
                )  # fmt: skip
            case Progress():
                self.say(
                    WHERE.escrow, "Locked", bounty=_bounty(fact.subject), work=fact.work, contributor=fact.contributor,
                    fact=name, start=fact.progressAt, end=fact.progressAt + 5 * DAY,
                )  # fmt: skip
            case Closure():
                self.say(
                    WHERE.escrow, "Closed", bounty=_bounty(fact.subject), contributor=fact.contributor, fact=name,
                    amount=100 * USDC, reviewEnd=self.now, paidTo="0x" + "0" * 40,
                )  # fmt: skip
            case Commit():
                self.say(
                    WHERE.escrow, "Awarded", bounty=_bounty(fact.subject), work=fact.work, contributor=fact.contributor,
                    fact=name, completion=fact.completion, amount=fact.completion * USDC // 100, reviewEnd=self.now,
                    paidTo="0x" + "0" * 40,
                )  # fmt: skip
            case Revocation():
                self.say(WHERE.attesters, "FactRevoked", fact=fact.fact, revocation=name, evidence=fact.evidence)
        return self

    def accrue(self, commit: Commit) -> "Chain":
        """PRAX for it, in a transaction of its own."""
        name = fact_hash(commit)
        self.next().attest(name)
        self.say(
            WHERE.prax, "Accrued", fact=name, contributor=commit.contributor, action=commit.action,
            subject=commit.subject, work=commit.work, wallet="0x" + "0" * 39 + "1", quality=commit.quality,
            completion=commit.completion, amount=1,
        )  # fmt: skip
        return self

    def check(self, *documents: AnyEvidence | Material) -> Evidenced:
        """The external audit with these at hand."""
        parts = [one if isinstance(one, Material) else Material((Document(one, "a folder"),)) for one in documents]
        return check_evidence(Ledger.from_events(self.events, WHERE), self.events, together(parts))


def told(found: Evidenced) -> list[tuple[str, str, str, str]]:
    """Of each finding: id, severity, expected, actual; hashes cut short."""
    return [(one.id, str(one.severity), _short(one.expected), _short(one.actual)) for one in found.findings]


def unchecked(found: Evidenced) -> list[tuple[str, str, int]]:
    """What was not checked, why, and how often."""
    return [(one.what, one.why, one.count) for one in found.not_checked]


def _short(text: str) -> str:
    return " ".join(word[:10] + "…" if word.startswith("0x") and len(word) > 20 else word for word in text.split(" "))


def _bounty(subject: bytes) -> bytes:
    return bounty_id(AT_ONCE.id, subject)
