"""The invariants of the contracts' headers, by their ids, checked after every step.

`Witness` keeps books of its own from the events that the chain emitted, and holds what the chain now shows (which the
model equals, or the step would have failed already) against the ids' own sentences.
"""

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from praxis_chain.core.addresses import ZERO_ADDRESS
from praxis_chain.core.attestation import SIGNATURE_BYTES
from praxis_chain.core.eip712 import attestation_digest, change_digest
from praxis_chain.core.ids import NOBODY, award_id, commit_id, is_wallet_contributor

from .escrow import STRANDED_LOCKS, WHOLE
from .prax import EPOCH
from .stakeholders import CHANGE_DELAY
from .state import Said
from .wallets import signer_of

if TYPE_CHECKING:
    from .play import Step
    from .world import Model, World


class Broken(AssertionError):
    """An invariant does not hold; the text begins with its id."""


@dataclass
class Book:
    """A bounty as its events tell it. Stakes: shares, and until when they are committed."""

    pool: int = 0
    awarded: int = 0
    explained: bool = False
    lock: tuple[bytes, int] = (bytes(20), 0)  # the work, and until when
    stakes: dict[str, tuple[int, int]] = field(default_factory=dict)

    @property
    def shares(self) -> int:
        return sum(shares for shares, _ in self.stakes.values())


class Witness:
    """Remembers what the events said, and how the books of the escrow were before the step."""

    def __init__(self, world: "World", model: "Model") -> None:
        self.world, self.model = world, model
        self.money: Counter[str] = Counter()
        self.sequence = 0
        self.live: dict[bytes, tuple[bytes, int]] = {}  # Commit id or referral's candidate: whose, wei
        self.referred: set[bytes] = set()
        self.minted: Counter[int] = Counter()
        self.supply = 0
        self.serves: dict[str, bytes] = {}
        self.announced: dict[tuple[bytes, str], int] = {}
        self.wallets: dict[bytes, str] = {}
        self.review_ends: dict[bytes, int] = {}
        self.standing: dict[bytes, int] = {}  # completion by award that stands
        self.program_of: dict[bytes, bytes] = {}
        self.books: defaultdict[bytes, Book] = defaultdict(Book)
        self.remember()

    def remember(self) -> None:
        books = self.model.escrow
        self.bounties, self.stakes, self.awards = dict(books.bounties), dict(books.stakes), dict(books.awards)

    def check(self, step: "Step", events: Sequence[Said]) -> None:
        """After an accepted step that emitted `events`. Raises Broken."""
        self.reconfigured = any(said.event == "Configured" for said in events)
        for said in events:
            handler = getattr(self, f"_{said.event}", None)
            if handler:
                handler(said.values, step)
        self._check_events_numbered(events)
        self._check_moves(events)
        self._check_wallets(step, events)
        self._check_committee()
        self._check_prax()
        self._check_money()
        self._check_bounties()
        self._check_other_programs(step)
        self.remember()

    # -- what events say ----------------------------------------------------------------------------------------------

    def _Attested(self, said: dict[str, Any], step: "Step") -> None:  # noqa: N802 - named as the event
        attesters, packed = self.model.attesters, said["signatures"]
        digest = attestation_digest(attesters.domain, said["root"])
        parts = [packed[i : i + SIGNATURE_BYTES] for i in range(0, len(packed), SIGNATURE_BYTES)]
        signers = {signer_of(digest, part) for part in parts}
        members = {member for member, inside in attesters.members.items() if inside}
        if self.reconfigured:  # in this very transaction: who was a member when, the model knows
            return
        _require(signers <= members and len(signers) >= attesters.quorum, "A1: no quorum of members signed this root")

    def _Linked(self, said: dict[str, Any], step: "Step") -> None:  # noqa: N802
        who, wallet = said["contributor"], said["wallet"]
        _require(self.serves.setdefault(wallet, who) == who, "S2: a wallet came to serve a second person")
        if said["oldWallet"] != wallet:  # else it is in effect already
            self.announced[who, wallet] = step.at

    def _ChangeRejected(self, said: dict[str, Any], step: "Step") -> None:  # noqa: N802
        self.announced.pop((said["contributor"], said["wallet"]), None)

    def _Accrued(self, said: dict[str, Any], step: "Step") -> None:  # noqa: N802
        made = commit_id(said["subject"], said["work"], said["contributor"])
        _require(made not in self.live, "P2: a second live accrual of one Commit id")
        self._mint(made, said, step)

    def _ReferralAccrued(self, said: dict[str, Any], step: "Step") -> None:  # noqa: N802
        _require(said["candidate"] not in self.referred, "P2: a second referral of one candidate")
        self.referred.add(said["candidate"])
        self._mint(said["candidate"], said, step)

    def _mint(self, made: bytes, said: dict[str, Any], step: "Step") -> None:
        who, amount = said["contributor"], said["amount"]
        _require(self.model.stakeholders.standings[who] > 0, "P2: minted to somebody who is no stakeholder")
        self.live[made] = (who, amount)
        self.supply += amount
        self.minted[step.at // EPOCH] += amount
        _require(not amount or self.minted[step.at // EPOCH] <= self.model.prax.cap[None], "P2: above the epoch's cap")

    def _AccrualRevoked(self, said: dict[str, Any], step: "Step") -> None:  # noqa: N802
        fact = step.args[0]
        made = fact.contributor if step.function == "revokeReferral" else commit_id(
            fact.subject, fact.work, fact.contributor
        )  # fmt: skip
        _require(self.live.pop(made) == (said["contributor"], said["amount"]), "P1: burnt what was not minted")
        self.supply -= said["amount"]

    def _Funded(self, said: dict[str, Any], step: "Step") -> None:  # noqa: N802
        self.money["funded"] += said["amount"]
        self.program_of[said["bounty"]] = said["program"]
        book = self.books[said["bounty"]]
        held, _ = book.stakes.get(said["sponsor"], (0, 0))
        book.stakes[said["sponsor"]] = (held + said["shares"], said["committedUntil"])
        book.pool += said["amount"]

    def _Locked(self, said: dict[str, Any], step: "Step") -> None:  # noqa: N802
        self.books[said["bounty"]].lock = (said["work"][:20], said["end"])

    def _Released(self, said: dict[str, Any], step: "Step") -> None:  # noqa: N802
        self.money["released"] += said["amount"] + said["fee"]
        ended = step.at >= self.review_ends.get(said["award"], 0)
        _require(ended, "E6: released while it could still be cancelled")

    def _Awarded(self, said: dict[str, Any], step: "Step") -> None:  # noqa: N802
        made = award_id(said["bounty"], said["work"], said["contributor"])
        _require(made not in self.standing, "E4: a second award of one Commit id")
        self.standing[made] = said["completion"]
        self.review_ends[made] = said["reviewEnd"]
        book = self.books[said["bounty"]]
        holder, end = book.lock
        _require(step.at >= end or said["work"][:20] == holder, "E5: awarded past the lock")
        book.awarded += said["completion"]
        self._pay(said)

    def _Closed(self, said: dict[str, Any], step: "Step") -> None:  # noqa: N802
        self.review_ends[award_id(said["bounty"], NOBODY, said["contributor"])] = said["reviewEnd"]
        self.books[said["bounty"]].explained = True
        self._pay(said)

    def _pay(self, said: dict[str, Any]) -> None:
        self.books[said["bounty"]].pool -= said["amount"]
        if said["paidTo"] != ZERO_ADDRESS:
            self.money["released"] += said["amount"]

    def _AwardCancelled(self, said: dict[str, Any], step: "Step") -> None:  # noqa: N802
        made = award_id(said["bounty"], said["work"], said["contributor"])
        _require(step.at < self.review_ends[made], "E6: cancelled after its review")
        completion = self.standing.pop(made, None)
        _require(completion is not None, "E6: cancelled what was not awarded")
        self.books[said["bounty"]].awarded -= completion or 0
        self.books[said["bounty"]].pool += said["amount"]

    def _ClosureCancelled(self, said: dict[str, Any], step: "Step") -> None:  # noqa: N802
        made = award_id(said["bounty"], NOBODY, said["contributor"])
        _require(step.at < self.review_ends[made], "E6: cancelled after its review")
        self.books[said["bounty"]].explained = False
        self.books[said["bounty"]].pool += said["amount"]

    def _Refunded(self, said: dict[str, Any], step: "Step") -> None:  # noqa: N802
        made, sponsor, amount = said["bounty"], said["sponsor"], said["amount"]
        self.money["refunded"] += amount
        book = self.books[made]
        (shares, committed_until), all_shares = book.stakes.pop(sponsor), book.shares + said["shares"]
        _require(said["shares"] == shares, "E7: not the whole stake")
        _require(amount == book.pool * shares // all_shares, "E7: not the pro-rata part")
        _require(shares < all_shares or amount == book.pool, "E7: the last one leaves something behind")
        book.pool -= amount
        if not book.explained and book.awarded < WHOLE:
            rules = self.model.escrow.programs[self.program_of[made]]
            assert rules is not None
            free = step.at >= min(book.lock[1], committed_until + STRANDED_LOCKS * rules.lockPeriod)
            _require(step.at >= committed_until and free, "E5: refunded a stake that was held")

    # -- what holds always --------------------------------------------------------------------------------------------

    def _check_events_numbered(self, events: Sequence[Said]) -> None:
        for said in events:
            if "sequence" in said.values:
                self.sequence += 1
                _require(said.values["sequence"] == self.sequence, "E8: a gap in the event numbers")
        _require(self.model.escrow.totals["sequence"] == self.sequence, "E8: events and counter differ")

    def _check_moves(self, events: Sequence[Said]) -> None:
        recovered = [(said.values["from"], said.values["to"]) for said in events if said.event == "Recovered"]
        for said in events:
            pair = (said.values.get("from"), said.values.get("to"))
            if said.event == "Transfer" and ZERO_ADDRESS not in pair:
                _require(pair in recovered, "P3: PRAX moved, and not to its person's new wallet")

    def _check_wallets(self, step: "Step", events: Sequence[Said]) -> None:
        who = self.model.stakeholders
        present = {one: who.wallet_of(one) for one in self.world.contributors if not is_wallet_contributor(one)}
        linked = [wallet for wallet in present.values() if wallet != ZERO_ADDRESS]
        _require(len(linked) == len(set(linked)), "S2: two people have one wallet")
        for one, wallet in present.items():
            before = self.wallets.get(one, ZERO_ADDRESS)
            if before not in (ZERO_ADDRESS, wallet):
                waited = step.at >= self.announced.get((one, wallet), step.at) + CHANGE_DELAY
                _require(waited or self._old_wallet_agreed(step, before), "S1: a wallet changed too early")
        self.wallets = present

    def _old_wallet_agreed(self, step: "Step", before: str) -> bool:
        """By its own call, or by its signature over that very change."""
        if step.function != "acceptChange":
            return False
        contributor, wallet, linked_at, signature = step.args
        who = self.model.stakeholders
        digest = change_digest(who.domain, contributor, bytes.fromhex(wallet[2:]), linked_at)
        return self.world.addresses[step.by] == before or who.wallets.signed(before, digest, signature)

    def _check_committee(self) -> None:
        attesters = self.model.attesters
        _require(attesters.member_count < 2 * attesters.quorum <= 2 * attesters.member_count, "A2: the quorum is off")

    def _check_prax(self) -> None:
        prax, held = self.model.prax, Counter[str]()
        _require(prax.total_supply == self.supply, "P1: the supply is not what was accrued less what was revoked")
        for who, amount in self.live.values():
            held[prax.holder_of(who)] += amount
        _require(+held == +Counter(prax.balances), "P1: somebody holds what their live accruals did not mint")

    def _check_money(self) -> None:
        books, usdc = self.model.escrow, self.model.usdc
        _require(usdc.balances[books.address] >= books.escrowed, "E1: the escrow lacks USDC")
        flows = self.money["funded"] - self.money["released"] - self.money["refunded"]
        _require(books.escrowed == flows, "E2: not what came in less what went out")
        owed = sum(b.pool for b in books.bounties.values()) + sum(a.amount for a in books.awards.values())
        _require(books.escrowed == owed, "E2: not what is owed")

    def _check_bounties(self) -> None:
        books, shares = self.model.escrow, Counter[bytes]()
        for (made, _), stake in books.stakes.items():
            shares[made] += stake.shares
        for made, bounty in books.bounties.items():
            _require(bounty.shares == shares[made], "E3: the stakes' shares do not add up")
            reviewed = self.model.scene.now < books.reviews[made].until
            if not bounty.is_closed and not reviewed:
                _require((bounty.pool == 0) == (bounty.shares == 0), "E3: a pool of nobody, or shares of nothing")
            _require(bounty.awarded <= WHOLE, "E4: more than all was awarded")
            book = self.books[made]
            same = (bounty.pool, bounty.awarded) == (book.pool, book.awarded)
            _require(same, "E6: an award went elsewhere than out of its pool or back to it")

    def _check_other_programs(self, step: "Step") -> None:
        """E9, of every program: what others are owed is as it was, bounty by bounty, stake by stake, award by award."""
        books = self.model.escrow
        changed = {made for made, bounty in books.bounties.items() if self.bounties.get(made) != bounty}
        changed |= {key[0] for key, stake in books.stakes.items() if self.stakes.get(key) != stake}
        if step.contract not in ("escrow", "contract_wallet"):
            _require(not changed and self.awards == dict(books.awards), "E9: a bounty changed from outside")
            return
        named: set[bytes] = set()
        for contract, function, args in step.calls:
            calls = args[0] if function == "multicall" else ((function, args),)
            named |= {getattr(given[0], "program", given[0]) for _, given in calls if contract == "escrow" and given}
        for made in changed:
            _require(self.program_of[made] in named, "E9: another program's bounty changed")


def _require(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Broken(otherwise)
