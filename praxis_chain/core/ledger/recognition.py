"""The book of Prax: what accrued to whom, and who holds it (P1, P2, P3). Amounts are wei."""

from dataclasses import dataclass, replace

from ..addresses import ZERO_ADDRESS
from ..catalogue import MAX_QUALITY, Standing, accrued
from ..events import Event
from ..ids import commit_id
from ..units import WHOLE
from .catalogue import Catalogue
from .committee import Committee
from .journal import Journal
from .people import People
from .transfers import Transfers
from .votes import Votes

ACTION_OPEN = "that an action was open when a Commit of it was completed: the time is in the fact, not in events"
_SUCCESS = (Standing.RESIDENT, Standing.BOP)


@dataclass(frozen=True, slots=True)
class Accrual:
    """What a Commit minted, when (unix seconds). `live` until it is revoked. quality, completion: basis points."""

    fact: bytes
    subject: bytes
    work: bytes
    contributor: bytes
    action: bytes
    quality: int
    completion: int
    amount: int
    at: int
    live: bool = True


@dataclass(frozen=True, slots=True)
class Referral:
    """What a candidate's Admission minted to their referrer (`contributor`); once per candidate, also if revoked."""

    fact: bytes
    contributor: bytes
    candidate: bytes
    amount: int
    live: bool = True


class Recognition:
    """PRAX, as `Prax.sol` keeps it.

    `accruals` by Commit id, `referrals` by candidate, `moved_to` by contributor, `balances` by wallet. What was revoked
    stays here, not live.
    """

    def __init__(self, journal: Journal, committee: Committee, people: People) -> None:
        self.catalogue = Catalogue(journal)
        self.votes = Votes(journal)
        self.accruals: dict[bytes, Accrual] = {}
        self.referrals: dict[bytes, Referral] = {}
        self.moved_to: dict[bytes, str] = {}
        self.balances: dict[str, int] = {}
        self.minted = self.burned = 0
        self.owner: str | None = None
        self.pending_owner: str | None = None
        self._journal = journal
        self._committee = committee
        self._people = people
        self._transfers = Transfers(journal)
        self._commit_of: dict[bytes, bytes] = {}  # fact → the Commit id that it minted for
        self._candidate_of: dict[bytes, bytes] = {}  # fact → the candidate that it minted for

    @property
    def supply(self) -> int:
        """All PRAX, in wei."""
        return self.minted - self.burned

    def holder_of(self, contributor: bytes) -> str | None:
        """The wallet where a person's balance lies: the first, or where it was last moved."""
        return self.moved_to.get(contributor) or self._people.first_wallet_of(contributor)

    def balance_of(self, contributor: bytes) -> int:
        """What a person holds, in wei."""
        return self.balances.get(self.holder_of(contributor) or ZERO_ADDRESS, 0)

    def apply(self, event: Event) -> bool:
        """Fold one event; False if Prax has none of that name."""
        self._transfers.turn(event.tx_hash)
        handler = _HANDLERS.get(event.name)
        if handler is not None:
            handler(self, event)
        return handler is not None

    def finish(self) -> None:
        """What all events together must come to."""
        self._transfers.finish()
        live: dict[bytes, int] = {}
        all_minted: list[Accrual | Referral] = [*self.accruals.values(), *self.referrals.values()]
        for minted in all_minted:
            live[minted.contributor] = live.get(minted.contributor, 0) + minted.amount * minted.live
        expect = self._journal.expect
        expect("P1", "All PRAX is not all live accruals and referrals.", sum(live.values()), self.supply, "PRAX")
        for who, amount in live.items():
            expect(
                "P1",
                f"Contributor 0x{who.hex()} does not hold their live accruals.",
                amount,
                self.balance_of(who),
                "PRAX",
            )

    # -- accrual ------------------------------------------------------------------------------------------------------

    def _accrued(self, event: Event) -> None:
        args, require = event.args, self._journal.require
        self._committee.accept(args["fact"], self._committee.verdict(event, args["fact"]))
        self._journal.untestable("P2", ACTION_OPEN)
        identity = commit_id(args["subject"], args["work"], args["contributor"])
        before = self.accruals.get(identity)
        require("P2", "A Commit accrued twice.", before is None or not before.live, "no live accrual", identity)
        in_range = args["quality"] <= MAX_QUALITY and args["completion"] <= WHOLE
        require("P2", "Quality or completion is out of range.", in_range, "≤ 20000, ≤ 10000", args["quality"])
        entry, amount = self.catalogue.entries.get(args["action"]), args["amount"]
        require(
            "P1", "An accrual is of an action that is not in the catalogue.", entry is not None, "known", args["action"]
        )
        if entry is not None:
            amount = accrued(entry.action.reward, entry.action.attempt_share, args["quality"], args["completion"])
            self._journal.expect(
                "P1", "A Commit minted another amount than its action says.", amount, args["amount"], "PRAX"
            )
        self.accruals[identity] = Accrual(
            args["fact"], args["subject"], args["work"], args["contributor"], args["action"],
            args["quality"], args["completion"], amount, self._journal.now,
        )  # fmt: skip
        self._commit_of[args["fact"]] = identity
        self._mint(args["contributor"], amount, event)

    def _referral_accrued(self, event: Event) -> None:
        args, expect, require = event.args, self._journal.expect, self._journal.require
        candidate, standing = args["candidate"], args["standing"]
        self._committee.accept(args["fact"], self._committee.verdict(event, args["fact"]))
        require(
            "P2", "A candidate was referred twice.", candidate not in self.referrals, "no referral before", candidate
        )
        succeeded = standing in _SUCCESS and self._people.person(candidate).standing in _SUCCESS
        require("P2", "A referral was paid for somebody who is not Resident or BOP.", succeeded, "3 or 4", standing)
        referrer = self._people.referrer_of.get(candidate)
        expect("P2", "A referral was paid to another than the first referrer.", referrer, args["contributor"])
        amount = self.catalogue.referral_reward.get(standing, 0)
        expect("P1", "A referral minted another amount than the reward.", amount, args["amount"], "PRAX")
        self.referrals[candidate] = Referral(args["fact"], args["contributor"], candidate, amount)
        self._candidate_of[args["fact"]] = candidate
        self._mint(args["contributor"], amount, event)

    def _mint(self, contributor: bytes, amount: int, event: Event) -> None:
        standing = self._people.person(contributor).standing
        self._journal.require(
            "P2", "PRAX accrued to somebody who is no stakeholder.", standing != 0, "1 to 4", standing
        )
        self.catalogue.count(amount)
        wallet = self._gathered(contributor, event)
        self._transfers.explain(ZERO_ADDRESS, wallet, amount)
        self.balances[wallet] = self.balances.get(wallet, 0) + amount
        self.minted += amount

    # -- revocation and recovery --------------------------------------------------------------------------------------

    def _accrual_revoked(self, event: Event) -> None:
        fact, contributor, amount = (event.args[name] for name in ("fact", "contributor", "amount"))
        expect, require = self._journal.expect, self._journal.require
        require(
            "A1", "PRAX was burned for a fact that is not revoked.", fact in self._committee.revoked_at, "revoked", fact
        )
        minted = self._take_back(fact)
        require("P1", "PRAX was burned that this fact did not mint.", minted is not None, "a live accrual", fact)
        if minted is not None:
            expect("P1", "PRAX was burned of another person.", minted.contributor, contributor)
            expect("P1", "Another amount was burned than was minted.", minted.amount, amount, "PRAX")
            amount = minted.amount
        wallet = self._gathered(contributor, event)
        self._transfers.explain(wallet, ZERO_ADDRESS, amount)
        self.balances[wallet] = self.balances.get(wallet, 0) - amount
        self.burned += amount

    def _take_back(self, fact: bytes) -> Accrual | Referral | None:
        """What this fact minted, if that is still live; it is not any more."""
        accrual = self.accruals.get(self._commit_of.get(fact, b""))
        if accrual is not None and accrual.fact == fact and accrual.live:
            self.accruals[self._commit_of[fact]] = replace(accrual, live=False)
            return accrual
        referral = self.referrals.get(self._candidate_of.get(fact, b""))
        if referral is not None and referral.fact == fact and referral.live:
            self.referrals[referral.candidate] = replace(referral, live=False)
            return referral
        return None

    def _recovered(self, event: Event) -> None:
        who, origin, to = (event.args[name] for name in ("contributor", "from", "to"))
        expect = self._journal.expect
        expect("P3", "PRAX left another wallet than the one it lay in.", self.holder_of(who), origin)
        wallet = self._people.wallet_of(who, self._journal.now)
        expect("P3", "PRAX moved to another wallet than the person's.", wallet, to)
        amount = self.balances.get(origin, 0)
        expect("P3", "Not the whole balance moved.", amount, event.args["amount"], "PRAX")
        if amount:
            self._transfers.explain(origin, to, amount)
        self.moved_to[who] = to
        self.balances[origin] = 0
        self.balances[to] = self.balances.get(to, 0) + amount

    def _gathered(self, contributor: bytes, event: Event) -> str:
        """The wallet of a mint or burn: by now the person's whole balance must lie in the wallet in effect."""
        stated: str = event.args["wallet"]
        wallet = self._people.wallet_of(contributor, self._journal.now)
        self._journal.expect("P3", "PRAX was minted or burned in another wallet than the person's.", wallet, stated)
        self._journal.expect("P3", "A balance still lay in a former wallet.", wallet, self.holder_of(contributor))
        return wallet or stated

    # -- ERC-20, votes, ownership -------------------------------------------------------------------------------------

    def _transferred(self, event: Event) -> None:
        self._transfers.seen(event)
        self.votes.moved(event.args["from"], event.args["to"], event.args["value"])

    def _approved(self, event: Event) -> None:
        self._journal.require("P3", "PRAX was approved to somebody.", False, "no allowance", event.args["value"])

    def _delegate_changed(self, event: Event) -> None:
        self.votes.delegated(event, self.balances.get(event.args["delegator"], 0))

    def _votes_changed(self, event: Event) -> None:
        votes = self.votes.of(event.args["delegate"])
        self._journal.expect(
            "P1", "A delegate has other votes than the balances make.", votes, event.args["newVotes"], "PRAX"
        )

    def _action_set(self, event: Event) -> None:
        self.catalogue.action_set(event)

    def _reward_set(self, event: Event) -> None:
        self.catalogue.reward_set(event)

    def _cap_set(self, event: Event) -> None:
        self.catalogue.cap_set(event)

    def _offered(self, event: Event) -> None:
        self.pending_owner = event.args["newOwner"]

    def _owned(self, event: Event) -> None:
        self.owner, self.pending_owner = event.args["newOwner"], None


_HANDLERS = {
    "ActionSet": Recognition._action_set,
    "ReferralRewardSet": Recognition._reward_set,
    "EpochCapSet": Recognition._cap_set,
    "Accrued": Recognition._accrued,
    "ReferralAccrued": Recognition._referral_accrued,
    "AccrualRevoked": Recognition._accrual_revoked,
    "Recovered": Recognition._recovered,
    "Transfer": Recognition._transferred,
    "Approval": Recognition._approved,
    "DelegateChanged": Recognition._delegate_changed,
    "DelegateVotesChanged": Recognition._votes_changed,
    "OwnershipTransferStarted": Recognition._offered,
    "OwnershipTransferred": Recognition._owned,
}
