"""Steps about money: funding in its four ways, refunds, gifts, and what Circle does."""

from typing import Any

from eth_hash.auto import keccak

from praxis_chain.core.facts import Progress
from praxis_chain.core.ids import NOBODY, bounty_id, hash_uri
from praxis_chain.core.programs import DAY

from .author import EVIDENCE, WORKS, Author
from .chooser import Chooser
from .escrow import Authorization, Funding
from .play import Step
from .world import SPONSORS, USDC

HOUR = 3_600
TERMS = (hash_uri("what the sponsor read"), hash_uri("other terms"))
AMOUNTS = (100 * USDC, 500 * USDC, 33_333_333, 10_000_001, 9_999_999, 7, 1, 10**12, 250 * USDC + 1)
LARGEST = (2**96 - 1, 2**95, 2**96 - 100 * USDC)


def funding(author: Author, c: Chooser) -> Funding:
    rules = author.rules(c)
    uri = author.subject_uri(c, rules, fresh=True)
    awarded = author.model.escrow.bounties[bounty_id(rules.id, hash_uri(uri))].awarded
    most = c.one_of((10_000, 10_000, 10_000, awarded, awarded, max(0, awarded - 1)))
    amount = c.one_of(AMOUNTS) + c.below(3)
    if c.rarely(3):
        amount = c.one_of((0, *LARGEST))
    program = keccak(b"unknown") if c.rarely(1) else rules.id
    return Funding(program, "" if c.rarely(1) else uri, amount, c.one_of(TERMS), most)


def let_go(author: Author, c: Chooser) -> Step:
    """The escrow itself, when it was frozen."""
    return author.step(c, "circle", "usdc", "unBlacklist", author.world.escrow.address)


def fund(author: Author, c: Chooser) -> Step:
    """From an allowance."""
    role, wanted = c.one_of(SPONSORS), funding(author, c)
    allowed = author.model.usdc.allowances[author.world.addresses[role], author.world.escrow.address]
    if allowed < wanted.amount and not c.rarely(20):
        return approve(author, c, role)
    until = author.model.escrow.reviews[bounty_id(wanted.program, hash_uri(wanted.subjectUri))].until
    return author.step_near(c, [until], role, "escrow", "fund", wanted)


def approve(author: Author, c: Chooser, role: str = "") -> Step:
    amount = c.one_of((2**256 - 1, 2**255, 10**13, 5 * USDC, 5, 0))
    return author.step(c, role or c.one_of(SPONSORS), "usdc", "approve", author.world.escrow.address, amount)


def fund_by_permit(author: Author, c: Chooser) -> Step:
    """Permit and fund in one multicall; the permit may be wrong, or too late."""
    role, wanted, at = c.one_of(SPONSORS[:3]), funding(author, c), author.soon(c)
    person, usdc = author.world.people[role], author.model.usdc
    signer = author.world.people["stranger"] if c.rarely(10) else person
    deadline = at - 1 if c.rarely(5) else c.one_of((2**256 - 1, at))
    digest = usdc.permit_digest(person.address, author.world.escrow.address, wanted.amount, deadline)
    signature = signer.sign(digest)
    permit = (wanted.amount, deadline, signature[64], signature[:32], signature[32:64])
    calls: list[tuple[str, tuple[Any, ...]]] = [("permit", permit), ("fund", (wanted,))]
    if c.rarely(10):
        calls.reverse()
    return Step(at, role, "escrow", "multicall", (tuple(calls),))


def permit_alone(author: Author, c: Chooser) -> Step:
    """At the token itself, as somebody does who saw it first."""
    role, amount = c.one_of(SPONSORS[:3]), c.one_of(AMOUNTS)
    person, escrow = author.world.people[role], author.world.escrow.address
    signature = person.sign(author.model.usdc.permit_digest(person.address, escrow, amount, 2**256 - 1))
    parts = (signature[64], signature[:32], signature[32:64])
    return author.step(c, "stranger", "usdc", "permit", person.address, escrow, amount, 2**256 - 1, *parts)


def fund_by_authorization(author: Author, c: Chooser) -> Step:
    """EIP-3009, submitted by anybody, who may try to change what was signed."""
    role, signed, at = c.one_of(SPONSORS), funding(author, c), author.soon(c)
    address, escrow = author.world.addresses[role], author.model.escrow
    after = at if c.rarely(4) else c.one_of((0, at - 1))
    before = at if c.rarely(4) else c.one_of((at + DAY, at + 1))
    salt = keccak(bytes([c.below(40)]))
    bounty = bounty_id(signed.program, hash_uri(signed.subjectUri))
    nonce = keccak(bounty + signed.terms + signed.maxAwarded.to_bytes(32, "big") + salt)
    digest = author.model.usdc.receive_digest(address, escrow.address, signed.amount, after, before, nonce)
    signer = "contract's owner" if role == "sponsor by contract" else role
    signature = author.world.people["stranger" if c.rarely(5) else signer].sign(digest)
    shown = signed
    if c.rarely(8):
        shown = signed._replace(terms=TERMS[1], amount=min(2**96 - 1, signed.amount + c.below(2)))
    authorization = Authorization(address, after, before, salt, signature)
    return Step(at, author.anybody(c), "escrow", "fundWithAuthorization", (shown, authorization))


def refund(author: Author, c: Chooser) -> Step:
    """To a sponsor who has a stake, mostly by themselves."""
    books = author.model.escrow
    stakes = [key for key, stake in books.stakes.items() if stake.shares and books.bounties[key[0]].pool]
    if not stakes or c.rarely(5):
        rules, subject = author.funded(c)
        sponsor = author.world.addresses[c.one_of(SPONSORS)]
        return author.step(c, author.anybody(c), "escrow", "refund", rules.id, subject, sponsor)
    free = [key for key in stakes if stakes_until(author, key) <= author.now]
    closed = [key for key in stakes if books.bounties[key[0]].is_closed]
    groups = [group for group in (closed, free, stakes) if group and not c.rarely(40)]
    bounty, sponsor = c.one_of(groups[0] if groups else stakes)
    rules, subject = author.program_of(bounty), author.subject_of(bounty)
    by = author.anybody(c) if c.rarely(20) else author.world.roles[sponsor]
    ends = [books.reviews[bounty].until]
    if not books.bounties[bounty].is_closed:
        ends += [books.stakes[bounty, sponsor].committed_until, books.locks[bounty].end]
    return author.step_near(c, ends, by, "escrow", "refund", rules.id, subject, sponsor)


def strand(author: Author, c: Chooser) -> Step:
    """A lock is renewed just before a stake was held by it long enough; then its sponsor tries to take it."""
    books = author.model.escrow
    stakes = [
        (bounty, sponsor, stake.committed_until + 4 * author.program_of(bounty).lockPeriod)
        for (bounty, sponsor), stake in books.stakes.items()
        if stake.shares and not books.bounties[bounty].is_closed and author.program_of(bounty).lockPeriod
    ]
    ahead = [one for one in stakes if one[2] - HOUR > author.now and one[1] in author.world.roles]
    if not ahead:
        return fund(author, c)
    bounty, sponsor, end = c.one_of(ahead)
    rules, subject = author.program_of(bounty), author.subject_of(bounty)
    at = end - c.one_of((60, HOUR))
    work = next((work for work in WORKS if work[:20] == books.locks[bounty].work), WORKS[0])
    progress = Progress(subject, work, author.contributor(c), NOBODY, at, c.one_of(EVIDENCE))
    tried = Step(
        end + c.below(3) - 1, author.world.roles[sponsor], "escrow", "refund", (rules.id, subject, sponsor)
    )  # fmt: skip
    author.later.append(lambda: tried)
    return Step(at, author.anybody(c), "escrow", "lock", (rules.id, progress, author.proof(c, progress)))


def stakes_until(author: Author, key: tuple[bytes, str]) -> int:
    """When this stake may be taken out of an open bounty."""
    books = author.model.escrow
    return max(books.stakes[key].committed_until, books.locks[key[0]].end, books.reviews[key[0]].until)


def gift(author: Author, c: Chooser) -> Step:
    """Plain USDC, for nobody."""
    to = c.one_of(("escrow", "escrow", "stranger", "hostile program", "thief"))
    amount = c.one_of((1, USDC, 123))
    return author.step(c, c.one_of(SPONSORS), "usdc", "transfer", author.world.addresses[to], amount)


def freeze(author: Author, c: Chooser) -> Step:
    """Somebody, or whoever was frozen first is let go again."""
    frozen = [a for a, is_so in author.model.usdc.frozen.items() if is_so and a != author.world.usdc.address]
    by = "stranger" if c.rarely(3) else "circle"
    if frozen and not c.rarely(45 if len(frozen) < 3 else 5):
        return author.step(c, by, "usdc", "unBlacklist", c.one_of(frozen))
    people = (*[f"wallet {i}" for i in range(1, 6)], "first sponsor", "stranger", "thief")
    whom = "escrow" if c.rarely(5) else c.one_of(people)
    return author.step(c, by, "usdc", "blacklist", author.world.addresses[whom])


def pause(author: Author, c: Chooser) -> Step:
    by = "stranger" if c.rarely(3) else "circle"
    return author.step(c, by, "usdc", "unpause" if author.model.usdc.paused[None] else "pause")


ACTS = {
    fund: 12, approve: 3, fund_by_permit: 4, permit_alone: 1, fund_by_authorization: 5, refund: 11, gift: 2,
    freeze: 3, pause: 1, strand: 2,
}  # fmt: skip
