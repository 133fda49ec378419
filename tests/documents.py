"""A good document of evidence of every kind, for tests to read, judge and break."""

from dataclasses import replace
from typing import Any

from eth_keys import keys

from praxis_chain.core.eip712 import link_digest, stakeholders_domain
from praxis_chain.core.evidence import (
    Act,
    AdmissionEvidence,
    AnyEvidence,
    ClosureEvidence,
    Judgement,
    LinkEvidence,
    MergeEvidence,
    Person,
    Policy,
    ProgressEvidence,
    RevocationEvidence,
)
from praxis_chain.core.ids import contributor_id
from praxis_chain.core.rules import RULES_VERSION

FORGE = "git:" + "a1" * 20
BASE = "refs/heads/main"
SUBJECT = f"{FORGE}/issue/7"
WORK = f"{FORGE}/pull/3"
OTHER_WORK = f"{FORGE}/pull/4"
CONTRIBUTOR = "git:ssh/SHA256:" + "C" * 43
MAINTAINER = "git:ssh/SHA256:" + "M" * 43
REFERRER = "git:ssh/SHA256:" + "R" * 43
ACTION = "0x" + "ac" * 32
HEAD = "b2" * 20
MERGED_BY = "c3" * 20
MERGED_AT = 1_700_000_000  # unix seconds

CHAIN_ID = 31337
STAKEHOLDERS = "0x" + "5a" * 20
WALLET_KEY = keys.PrivateKey(b"\x01" * 32)  # a key that everybody knows
WALLET = WALLET_KEY.public_key.to_address()

POLICY = Policy("0x" + "9a" * 32, BASE, self_merge=False, trust_authors=False)
ACT = Act(Person(MAINTAINER, "ssh"), True, MERGED_BY, MERGED_AT, "it holds up")
JUDGEMENT = Judgement(SUBJECT, "d4" * 20, 10_000, "", 10_000, "", ACTION, ())

MERGE = MergeEvidence(
    rules=RULES_VERSION,
    forge=FORGE,
    work=WORK,
    method="merge",
    repository=FORGE,
    base=BASE,
    head=HEAD,
    merge=MERGED_BY,
    same_change=True,
    reachable=True,
    reverted_by="",
    authors=(Person(CONTRIBUTOR, "ssh"),),
    act=ACT,
    policy=POLICY,
    judgements=(JUDGEMENT,),
)
PROGRESS = ProgressEvidence(
    rules=RULES_VERSION,
    forge=FORGE,
    subject=SUBJECT,
    work=WORK,
    contributor=Person(CONTRIBUTOR, "ssh"),
    cause="push",
    head=HEAD,
    patch="e5" * 20,
    repeats="",
    at=MERGED_AT,
    clock="server",
    replaces="",
    act=ACT,
    policy=POLICY,
)
CLOSURE = ClosureEvidence(
    rules=RULES_VERSION,
    forge=FORGE,
    subject=SUBJECT,
    issue="d4" * 20,
    explanation="The hardware cannot do it.",
    explainer=Person(CONTRIBUTOR, "named"),
    act=ACT,
    policy=POLICY,
)
ADMISSION = AdmissionEvidence(
    rules=RULES_VERSION,
    forge=FORGE,
    contributor=CONTRIBUTOR,
    standing=3,
    referrer=REFERRER,
    act=ACT,
    policy=POLICY,
)


def judging(**values: Any) -> MergeEvidence:
    """The merge, with a judgement that says this."""
    return replace(MERGE, judgements=(replace(JUDGEMENT, **values),))


def moved(cause: str, **values: Any) -> ProgressEvidence:
    """A maintainer's act that gives, moves or takes a lock."""
    return replace(PROGRESS, **{"cause": cause, "clock": "act", "patch": "", "replaces": OTHER_WORK} | values)


def sign_link(contributor: str, linked_at: int, *, key: keys.PrivateKey = WALLET_KEY, chain_id: int = CHAIN_ID) -> str:
    """0x… of the 65 bytes by which a wallet says that it is that contributor's."""
    domain = stakeholders_domain(chain_id, bytes.fromhex(STAKEHOLDERS[2:]))
    wallet = key.public_key.to_canonical_address()
    signature = key.sign_msg_hash(link_digest(domain, contributor_id(contributor), wallet, linked_at)).to_bytes()
    return "0x" + signature[:64].hex() + f"{signature[64] + 27:02x}"


LINK = LinkEvidence(
    rules=RULES_VERSION,
    forge=FORGE,
    contributor=CONTRIBUTOR,
    wallet=WALLET,
    linked_at=MERGED_AT,
    chain_id=CHAIN_ID,
    stakeholders=STAKEHOLDERS,
    wallet_signature=sign_link(CONTRIBUTOR, MERGED_AT),
    published_by=Person(CONTRIBUTOR, "ssh"),
    publication="f6" * 20,
)
REVOCATION = RevocationEvidence(rules=RULES_VERSION, forge=FORGE, of=MERGE, reason="reverted", act=ACT)

DOCUMENTS: dict[str, AnyEvidence] = {
    document.KIND: document for document in (MERGE, PROGRESS, CLOSURE, ADMISSION, LINK, REVOCATION)
}
