"""One history told by hand, as the contracts would tell it: every event there is, with figures worked out on paper.

sponsor 500 + second sponsor 250 on FIRST      → 60 % awarded: 450 paid, 64 PRAX accrued; the sponsor takes back 200
sponsor 100 on SECOND (review)                 → 70 + 30 awarded, cancelled, awarded again to one: 100, released
sponsor 80 on THIRD (review)                   → closed with an explanation, which is cancelled: 80 are in the pool
second sponsor 300 on FOURTH                   → closed with an explanation: 100 paid, 200 back
sponsor 40 on FIFTH (locked before)            → awarded to somebody without a wallet, then directed elsewhere
"""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

from eth_keys.datatypes import PrivateKey

from praxis_chain.core.addresses import ZERO_ADDRESS, to_checksum
from praxis_chain.core.attestation import sign_root
from praxis_chain.core.catalogue import Action, Category
from praxis_chain.core.eip712 import attesters_domain
from praxis_chain.core.events import Event
from praxis_chain.core.facts import Revocation, fact_hash
from praxis_chain.core.ids import NOBODY, award_id, bounty_id, hash_uri
from praxis_chain.core.ledger import Addresses
from praxis_chain.core.merkle import merkle_root
from praxis_chain.core.programs import DAY, Program

USDC, PRAX = 10**6, 10**18
GENESIS = 1_750_000_000


def address(number: int) -> str:
    """One without letters, so that it has no capitals."""
    return f"0x{number:040d}"


WHERE = Addresses(31337, *(address(n) for n in (11, 12, 13, 14, 15)))
OWNER, ARBITER, SPONSOR, SECOND_SPONSOR, ELSEWHERE, STRANGER = (address(n) for n in range(21, 27))
WALLET, NEXT_WALLET, LAST_WALLET, REFERRER_WALLET, CANDIDATE_WALLET, NEWCOMER_WALLET, OTHER_WALLET = (
    address(n) for n in range(31, 38)
)
CONTRIBUTOR, REFERRER, CANDIDATE, NEWCOMER = sorted(hash_uri(f"github:user/{n}") for n in range(1, 5))
KEYS = sorted((bytes([n]) * 32 for n in (1, 2, 3)), key=lambda key: PrivateKey(key).public_key.to_canonical_address())
MEMBERS = [to_checksum(PrivateKey(key).public_key.to_canonical_address()) for key in KEYS]
ACTION = Action(Category.GOVERNANCE, 100 * PRAX, 1_000, hash_uri("resolve an issue"))

RULES = {"lock_period": 5 * DAY, "commitment_period": 30 * DAY, "closing_award": 100 * USDC, "minimum": 10 * USDC}
AT_ONCE = Program(WHERE.attesters, WHERE.stakeholders, **RULES)
REVIEWED = Program(WHERE.attesters, WHERE.stakeholders, **RULES, review_period=3 * DAY, arbiter=ARBITER)
URIS = [f"github:repo/1/issue/{n}" for n in range(1, 6)]
FIRST, SECOND, THIRD, FOURTH, FIFTH = (
    bounty_id((REVIEWED if n in (1, 2) else AT_ONCE).id, hash_uri(uri)) for n, uri in enumerate(URIS)
)
WORK, OTHER_WORK = hash_uri("github:repo/1/pull/6"), hash_uri("github:repo/1/pull/7")


def fact(name: str) -> bytes:
    """A fact's hash; what it says is in the events."""
    return hash_uri(name)


class Story:
    """Tells events one transaction after the other, a minute apart."""

    def __init__(self) -> None:
        self.events: list[Event] = []
        self.now = GENESIS
        self.block = 0
        self.logs = 0  # of this block
        self.sequence = 0

    def next(self, *, days: int = 0) -> "Story":
        """A new transaction, in a new block."""
        self.block += 1
        self.logs = 0
        self.now += days * DAY or 60
        return self

    def say(self, who: str, name: str, **args: Any) -> "Story":
        """An event of this transaction; the escrow's are numbered by themselves."""
        if who == WHERE.escrow and name != "ProgramCreated":
            self.sequence += 1
            args = {"sequence": self.sequence, **args}
        number = self.block.to_bytes(32, "big")
        self.events.append(Event(name, args, who, self.block, number, self.logs, b"\1" + number[1:], self.now))
        self.logs += 1
        return self

    def attest(self, *facts: bytes, by: Sequence[int] = (0, 1)) -> "Story":
        """Signatures of these members over the root of the facts."""
        root, domain = merkle_root(facts), attesters_domain(WHERE.chain_id, bytes.fromhex(WHERE.attesters[2:]))
        signatures = b"".join(sign_root(root, domain, KEYS[member]).signature for member in by)
        return self.say(WHERE.attesters, "Attested", root=root, signatures=signatures)

    def moves(self, token: str, origin: str, to: str, value: int) -> "Story":
        """A Transfer of USDC or PRAX."""
        return self.say(token, "Transfer", **{"from": origin, "to": to, "value": value})

    # -- what takes several events ------------------------------------------------------------------------------------

    def deployed(self) -> "Story":
        self.say(WHERE.attesters, "OwnershipTransferred", previousOwner=ZERO_ADDRESS, newOwner=OWNER)
        for member in MEMBERS:
            self.say(WHERE.attesters, "MemberAdded", member=member)
        self.say(WHERE.attesters, "Configured", configuration=1, memberCount=3, oldQuorum=0, newQuorum=2)
        self.say(WHERE.prax, "OwnershipTransferred", previousOwner=ZERO_ADDRESS, newOwner=OWNER)
        self.say(WHERE.prax, "EpochCapSet", oldCap=0, newCap=150 * PRAX)
        self.say(
            WHERE.prax, "ActionSet", action=ACTION.id, category=5, reward=100 * PRAX, attemptShare=1_000,
            specification=ACTION.specification, oldClosedAt=0, newClosedAt=0,
        )  # fmt: skip
        self.say(WHERE.prax, "ReferralRewardSet", standing=3, oldReward=0, newReward=50 * PRAX)
        for program in (AT_ONCE, REVIEWED):
            self.say(WHERE.escrow, "ProgramCreated", program=program.id, rules=rules_of(program))
        return self

    def linked(self, who: bytes, wallet: str, old: str = ZERO_ADDRESS, delay: int = 0) -> "Story":
        link = fact(f"{wallet} of {who.hex()}")
        return self.attest(link).say(
            WHERE.stakeholders, "Linked", contributor=who, wallet=wallet, fact=link, oldWallet=old,
            linkedAt=self.now - 1, effectiveAt=self.now + delay,
        )  # fmt: skip

    def admitted(self, who: bytes, referrer: bytes = NOBODY) -> "Story":
        admission = fact(f"admission of {who.hex()}")
        return self.attest(admission).say(
            WHERE.stakeholders, "Admitted", contributor=who, referrer=referrer, fact=admission,
            oldStanding=0, newStanding=3, admittedAt=self.now - 1,
        )  # fmt: skip

    def funded(self, number: int, sponsor: str, amount: int) -> "Story":
        program = REVIEWED if number in (2, 3) else AT_ONCE
        bounty = bounty_id(program.id, hash_uri(URIS[number - 1]))
        self.say(
            WHERE.escrow, "Funded", bounty=bounty, sponsor=sponsor, program=program.id, amount=amount, shares=amount,
            committedUntil=self.now + 30 * DAY, terms=NOBODY, subjectUri=URIS[number - 1],
        )  # fmt: skip
        return self.moves(WHERE.usdc, sponsor, WHERE.escrow, amount)

    def locked(self, bounty: bytes, name: str, start: int, end: int, work: bytes = WORK) -> "Story":
        return self.attest(fact(name)).say(
            WHERE.escrow, "Locked", bounty=bounty, work=work, contributor=CONTRIBUTOR, fact=fact(name),
            start=start, end=end,
        )  # fmt: skip

    def awarded(
        self, bounty: bytes, who: bytes, name: str, completion: int, amount: int, *,
        end: int | None = None, to: str = ZERO_ADDRESS, work: bytes = WORK,
    ) -> "Story":  # fmt: skip
        if to != ZERO_ADDRESS:
            self.moves(WHERE.usdc, WHERE.escrow, to, amount)
        return self.say(
            WHERE.escrow, "Awarded", bounty=bounty, work=work, contributor=who, fact=fact(name),
            completion=completion, amount=amount, reviewEnd=self.now if end is None else end, paidTo=to,
        )  # fmt: skip

    def minted(self, to: str, amount: int, votes: int) -> "Story":
        self.say(WHERE.prax, "DelegateChanged", delegator=to, fromDelegate=ZERO_ADDRESS, toDelegate=to)
        self.moves(WHERE.prax, ZERO_ADDRESS, to, amount)
        return self.say(WHERE.prax, "DelegateVotesChanged", delegate=to, previousVotes=votes - amount, newVotes=votes)

    def cancelled(self, bounty: bytes, who: bytes, name: str, amount: int) -> "Story":
        return self.say(
            WHERE.escrow, "AwardCancelled", bounty=bounty, work=WORK, contributor=who, fact=fact(name), amount=amount
        )

    def revoked(self, revoked: bytes) -> "Story":
        revocation = fact_hash(Revocation(revoked, fact("why")))
        return self.attest(revocation).say(
            WHERE.attesters, "FactRevoked", fact=revoked, revocation=revocation, evidence=fact("why")
        )

    def released(self, award: bytes, who: bytes, to: str, amount: int, fee: int = 0) -> "Story":
        self.say(WHERE.escrow, "Released", award=award, contributor=who, to=to, amount=amount, fee=fee)
        self.moves(WHERE.usdc, WHERE.escrow, to, amount)
        return self.moves(WHERE.usdc, WHERE.escrow, STRANGER, fee) if fee else self

    def refunded(self, bounty: bytes, sponsor: str, amount: int, shares: int) -> "Story":
        self.say(WHERE.escrow, "Refunded", bounty=bounty, sponsor=sponsor, amount=amount, shares=shares)
        return self.moves(WHERE.usdc, WHERE.escrow, sponsor, amount)


def rules_of(program: Program) -> dict[str, Any]:
    """As the event has them."""
    names = ("attesters", "lockPeriod", "reviewPeriod", "commitmentPeriod", "arbiter", "closingAward", "stakeholders")
    return dict(zip((*names, "minimum"), program.values(), strict=True))


@cache
def tell() -> tuple[Event, ...]:
    """All of it."""
    story = Story().next().deployed()
    for who, wallet in ((CONTRIBUTOR, WALLET), (REFERRER, REFERRER_WALLET), (CANDIDATE, CANDIDATE_WALLET)):
        story.next().linked(who, wallet)
        story.next().admitted(who, REFERRER if who == CANDIDATE else NOBODY)
    admission = fact(f"admission of {CANDIDATE.hex()}")
    story.next().attest(admission).minted(REFERRER_WALLET, 50 * PRAX, 50 * PRAX).say(
        WHERE.prax, "ReferralAccrued", fact=admission, contributor=REFERRER, candidate=CANDIDATE,
        wallet=REFERRER_WALLET, standing=3, amount=50 * PRAX,
    )  # fmt: skip

    story.next().funded(1, SPONSOR, 500 * USDC)
    story.next().funded(1, SECOND_SPONSOR, 250 * USDC)
    story.next().locked(FIRST, "progress", story.now - 10, story.now - 10 + 5 * DAY)
    story.next().locked(FIRST, "more progress", story.now - 70, story.now - 5 + 5 * DAY)
    story.next().attest(fact("commit")).awarded(FIRST, CONTRIBUTOR, "commit", 6_000, 450 * USDC, to=WALLET)
    story.next().attest(fact("commit")).minted(WALLET, 64 * PRAX, 64 * PRAX).say(
        WHERE.prax, "Accrued", fact=fact("commit"), contributor=CONTRIBUTOR, action=ACTION.id,
        subject=hash_uri(URIS[0]), work=WORK, wallet=WALLET, quality=10_000, completion=6_000, amount=64 * PRAX,
    )  # fmt: skip

    end = story.next().now + 3 * DAY
    story.funded(2, SPONSOR, 100 * USDC)
    pair = (fact("seven tenths"), fact("three tenths"))
    end = story.next().attest(*pair).now + 3 * DAY
    story.awarded(SECOND, CONTRIBUTOR, "seven tenths", 7_000, 70 * USDC, end=end)
    story.awarded(SECOND, REFERRER, "three tenths", 3_000, 30 * USDC, end=end)
    story.next().revoked(fact("seven tenths"))
    story.next().cancelled(SECOND, CONTRIBUTOR, "seven tenths", 70 * USDC)
    story.cancelled(SECOND, REFERRER, "three tenths", 30 * USDC)
    end = story.next().attest(fact("all of it")).now + 3 * DAY
    story.awarded(SECOND, CONTRIBUTOR, "all of it", 10_000, 100 * USDC, end=end)
    story.next().funded(3, SPONSOR, 80 * USDC)
    end = story.next().attest(fact("a duplicate")).now + 3 * DAY
    closure = {"bounty": THIRD, "contributor": CANDIDATE, "fact": fact("a duplicate"), "amount": 80 * USDC}
    story.say(WHERE.escrow, "Closed", **closure, reviewEnd=end, paidTo=ZERO_ADDRESS)
    story.next().say(WHERE.escrow, "ClosureCancelled", **closure)
    story.next(days=3).released(award_id(SECOND, WORK, CONTRIBUTOR), CONTRIBUTOR, WALLET, 100 * USDC)

    story.next().funded(4, SECOND_SPONSOR, 300 * USDC)
    story.next().attest(fact("cannot be done")).moves(WHERE.usdc, WHERE.escrow, CANDIDATE_WALLET, 100 * USDC).say(
        WHERE.escrow, "Closed", bounty=FOURTH, contributor=CANDIDATE, fact=fact("cannot be done"), amount=100 * USDC,
        reviewEnd=story.now, paidTo=CANDIDATE_WALLET,
    )  # fmt: skip
    story.next().refunded(FOURTH, SECOND_SPONSOR, 200 * USDC, 300 * USDC)

    story.next().locked(FIFTH, "early progress", story.now - 10, story.now - 10 + 5 * DAY)
    story.next().funded(5, SPONSOR, 40 * USDC)
    story.next().attest(fact("newcomer's")).awarded(FIFTH, NEWCOMER, "newcomer's", 10_000, 40 * USDC)
    story.next().linked(NEWCOMER, NEWCOMER_WALLET)
    story.next().released(award_id(FIFTH, WORK, NEWCOMER), NEWCOMER, ELSEWHERE, 40 * USDC - 5, 5)

    first_change = fact(f"{NEXT_WALLET} of {CONTRIBUTOR.hex()}")
    story.next().linked(CONTRIBUTOR, NEXT_WALLET, WALLET, 3 * DAY)
    story.next().say(
        WHERE.stakeholders, "ChangeRejected", contributor=CONTRIBUTOR, wallet=NEXT_WALLET, fact=first_change
    )
    story.next().linked(CONTRIBUTOR, LAST_WALLET, WALLET, 30 * DAY)
    story.next(days=30).refunded(FIRST, SPONSOR, 200 * USDC, 500 * USDC)
    story.next().moves(WHERE.prax, WALLET, LAST_WALLET, 64 * PRAX)
    story.say(WHERE.prax, "DelegateVotesChanged", delegate=WALLET, previousVotes=64 * PRAX, newVotes=0)
    story.say(WHERE.prax, "DelegateVotesChanged", delegate=LAST_WALLET, previousVotes=0, newVotes=64 * PRAX)
    story.say(WHERE.prax, "Recovered", contributor=CONTRIBUTOR, amount=64 * PRAX, **{"from": WALLET, "to": LAST_WALLET})
    story.next().revoked(fact("commit"))
    story.next().moves(WHERE.prax, LAST_WALLET, ZERO_ADDRESS, 64 * PRAX)
    story.say(WHERE.prax, "DelegateVotesChanged", delegate=LAST_WALLET, previousVotes=64 * PRAX, newVotes=0)
    story.say(
        WHERE.prax, "AccrualRevoked", fact=fact("commit"), contributor=CONTRIBUTOR, wallet=LAST_WALLET, amount=64 * PRAX
    )
    story.next().say(
        WHERE.prax, "DelegateChanged", delegator=REFERRER_WALLET, fromDelegate=REFERRER_WALLET, toDelegate=STRANGER
    )
    story.say(WHERE.prax, "DelegateVotesChanged", delegate=REFERRER_WALLET, previousVotes=50 * PRAX, newVotes=0)
    story.say(WHERE.prax, "DelegateVotesChanged", delegate=STRANGER, previousVotes=0, newVotes=50 * PRAX)
    story.next().say(
        WHERE.prax, "ActionSet", action=ACTION.id, category=5, reward=100 * PRAX, attemptShare=1_000,
        specification=ACTION.specification, oldClosedAt=0, newClosedAt=story.now,
    )  # fmt: skip
    story.next().linked(CANDIDATE, OTHER_WALLET, CANDIDATE_WALLET, 3 * DAY)
    story.next().say(
        WHERE.stakeholders, "ChangeAccepted", contributor=CANDIDATE, wallet=OTHER_WALLET,
        fact=fact(f"{OTHER_WALLET} of {CANDIDATE.hex()}"),
    )  # fmt: skip
    story.next().say(WHERE.attesters, "MemberRemoved", member=MEMBERS[2])
    story.say(WHERE.attesters, "Configured", configuration=2, memberCount=2, oldQuorum=2, newQuorum=2)
    story.next().say(WHERE.prax, "OwnershipTransferStarted", previousOwner=OWNER, newOwner=STRANGER)
    return tuple(story.events)


def nth(events: Sequence[Event], name: str, number: int = 1, **args: Any) -> int:
    """Where the so-manieth event of that name, with these values, is."""
    found = [
        place for place, event in enumerate(events)
        if event.name == name and all(event.args[key] == value for key, value in args.items())
    ]  # fmt: skip
    return found[number - 1]


def changed(events: Sequence[Event], place: int, **args: Any) -> list[Event]:
    """The events with other values in one of them."""
    altered = replace(events[place], args={**events[place].args, **args})
    return [*events[:place], altered, *events[place + 1 :]]


def numbered(events: Sequence[Event]) -> Iterator[Event]:
    """The events with the escrow's numbered anew, as if nothing were missing."""
    sequence = 0
    for event in events:
        if "sequence" in event.args:
            sequence += 1
            yield replace(event, args={**event.args, "sequence": sequence})
        else:
            yield event
