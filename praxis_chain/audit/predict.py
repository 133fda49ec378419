"""Every storage slot of the four contracts that holds a balance or a right, as a ledger predicts it.

Slots that must be empty are predicted as well, wherever events name their key: a stake that was refunded, an award that
left no record, a fact that nobody revoked.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from eth_hash.auto import keccak

from ..core.catalogue import Standing
from ..core.ledger import Award, AwardState, Bounty, Change, Ledger, Stake
from ..evm import artifacts
from .layout import Field, Layout, Packed, Plain

PROGRAM_FIELDS = (
    "attesters", "lockPeriod", "reviewPeriod", "commitmentPeriod", "arbiter", "closingAward", "stakeholders", "minimum",
)  # fmt: skip
"""In the order of `Program.values`."""

Placed = tuple[str, Any, tuple[Plain, ...]]
"""A variable's name, its value, and the keys that lead to it."""


@dataclass(frozen=True, slots=True)
class Slot:
    """One predicted word. `keys`: the mapping keys that lead to it, for people to read."""

    contract: str
    address: str
    number: int
    keys: tuple[Plain, ...]
    fields: tuple[Field, ...]

    @property
    def word(self) -> int:
        """All 32 bytes."""
        return sum(field.word for field in self.fields)


def predict(ledger: Ledger) -> list[Slot]:
    """All slots that the ledger knows, each once."""
    books = {
        "Attesters": (ledger.addresses.attesters, _committee(ledger)),
        "Stakeholders": (ledger.addresses.stakeholders, _people(ledger)),
        "Prax": (ledger.addresses.prax, _recognition(ledger)),
        "BountyEscrow": (ledger.addresses.escrow, _escrow(ledger)),
    }
    slots = []
    for contract, (address, placed) in books.items():
        layout = Layout(artifacts.load(contract).storage)
        fields: dict[int, list[Field]] = {}
        keyed: dict[int, tuple[Plain, ...]] = {}
        for variable, value, keys in placed:
            for number, field in layout.place(variable, value, *keys):
                fields.setdefault(number, []).append(field)
                keyed[number] = keys
        slots += [Slot(contract, address, number, keyed[number], tuple(found)) for number, found in fields.items()]
    return slots


def unpredicted(ledger: Ledger) -> list[tuple[str, int]]:
    """Address and number of the slots whose keys events name, but not what is in them: nonces of signed delegations."""
    layout, prax = Layout(artifacts.load("Prax").storage), ledger.addresses.prax
    accounts = sorted(ledger.recognition.votes.delegatee)
    return [(prax, slot) for account in accounts for slot, _ in layout.place("_nonces", 0, account)]


def _committee(ledger: Ledger) -> Iterator[Placed]:
    book = ledger.committee
    yield "_owner", book.owner, ()
    yield "_pendingOwner", book.pending_owner, ()
    yield "configuration", book.configuration, ()
    yield "memberCount", sum(book.members.values()), ()
    yield "quorum", book.quorum, ()
    for member, is_member in book.members.items():
        yield "isMember", is_member, (member,)
    for fact in sorted(book.facts | book.revoked_at.keys()):
        yield "revokedAt", book.revoked_at.get(fact), (fact,)


def _people(ledger: Ledger) -> Iterator[Placed]:
    book = ledger.people
    for who, person in book.people.items():
        change = book.changes.get(who, Change())
        yield "_people", {
            "wallet": person.wallet, "linkedAt": person.linked_at, "admittedAt": person.admitted_at,
            "standing": person.standing, "changed": person.changed,
        }, (who,)  # fmt: skip
        yield "_changes", {
            "wallet": change.wallet, "effectiveAt": change.effective_at, "rejected": change.rejected,
            "firstWallet": change.first_wallet, "fact": change.fact,
        }, (who,)  # fmt: skip
        yield "referrerOf", book.referrer_of.get(who), (who,)
    for wallet, who in book.contributor_of.items():
        yield "contributorOf", who, (wallet,)


def _recognition(ledger: Ledger) -> Iterator[Placed]:
    book, people = ledger.recognition, ledger.people
    epoch, votes = book.catalogue.epoch, book.votes
    yield "_owner", book.owner, ()
    yield "_pendingOwner", book.pending_owner, ()
    yield "epoch", {"cap": epoch.cap, "minted": epoch.minted, "number": epoch.number}, ()
    for standing in Standing:
        yield "referralReward", book.catalogue.referral_reward.get(standing), (int(standing),)
    for action, entry in book.catalogue.entries.items():
        yield "actions", {
            "reward": entry.action.reward, "attemptShare": entry.action.attempt_share,
            "category": entry.action.category, "known": True, "closedAt": entry.closed_at,
        }, (action,)  # fmt: skip
    for commit, accrual in book.accruals.items():
        yield "accruals", _minted(accrual.amount, accrual.fact) if accrual.live else _minted(0, b""), (commit,)
    for who in people.people:
        referral = book.referrals.get(who)
        minted = _minted(referral.amount * referral.live, referral.fact) if referral else _minted(0, b"")
        yield "referrals", minted, (who,)
        yield "_movedTo", book.moved_to.get(who), (who,)
    for account in sorted({*people.contributor_of, *book.balances, *votes.delegatee, *votes.checkpoints}):
        yield "_delegatee", votes.delegatee.get(account), (account,)
        own = {"balance": book.balances.get(account), "delegated": account in votes.delegatee}
        yield from _voting("_accounts", "_past", votes.checkpoints.get(account, []), account, **own)
    yield from _voting("_supply", "_pastSupply", votes.supply)


def _escrow(ledger: Ledger) -> Iterator[Placed]:
    book = ledger.escrow
    yield "_totals", Packed((("sequence", 8, book.sequence), ("escrowed", 24, book.escrowed))), ()
    for program, rules in book.programs.items():
        yield "programs", dict(zip(PROGRAM_FIELDS, rules.values(), strict=True)), (program,)
    for bounty in book.bounties.values():
        yield from _bounty(bounty)
    for (bounty_of, sponsor), stake in book.stakes.items():
        yield "stakes", _stake(stake), (bounty_of, sponsor)
    for award in book.awards.values():
        yield "awards", _award(award), (award.id,)
    for bounty_of, fact in sorted(book.applied | book.cancelled):
        yield "isCancelled", (bounty_of, fact) in book.cancelled, (keccak(bounty_of + fact),)


def _bounty(bounty: Bounty) -> Iterator[Placed]:
    lock, review = bounty.lock, bounty.review
    yield "bounties", {
        "pool": bounty.pool, "shares": bounty.shares, "awarded": bounty.awarded, "explained": bounty.explained,
        "reviewed": bounty.review.until > 0,
    }, (bounty.id,)  # fmt: skip
    yield "locks", {"work": lock.work, "start": lock.start, "end": lock.end}, (bounty.id,)
    standing = {"until": review.until, "closureEnd": review.closure_end, "closure": review.closure}
    yield "reviews", standing, (bounty.id,)


def _stake(stake: Stake) -> Mapping[str, Plain]:
    return {"shares": stake.shares, "committedUntil": stake.committed_until}


def _award(award: Award) -> Mapping[str, Plain]:
    if not award.recorded:
        return dict.fromkeys(("amount", "reviewEnd", "completion", "fact", "state"), AwardState.NONE)
    return {
        "amount": award.owed, "reviewEnd": award.review_end, "completion": award.completion,
        "fact": award.fact[:12], "state": award.state,
    }  # fmt: skip


def _minted(amount: int, fact: bytes) -> Mapping[str, Plain]:
    return {"amount": amount, "fact": fact[:20]}


def _voting(
    present: str, past: str, checkpoints: list[tuple[int, int]], *keys: Plain, **own: Plain
) -> Iterator[Placed]:
    """An account's present votes, or all PRAX, with what is its `own` beside; and a slot for each earlier number."""
    nothing: dict[str, Plain] = {"earlier": 0, "balance": 0, "delegated": False}
    since, votes = checkpoints[-1] if checkpoints else (0, 0)
    earlier = max(len(checkpoints) - 1, 0)
    yield present, nothing | {"votes": votes, "since": since, "earlier": earlier} | own, keys
    for index, (then, had) in enumerate(checkpoints[:-1]):
        yield past, nothing | {"votes": had, "since": then}, (*keys, index)
