"""The part of Prax that its owner edits: actions, referral rewards, the cap of an epoch (P1, P2). Amounts are wei."""

from dataclasses import dataclass, replace

from ..catalogue import Action, Category
from ..events import Event
from ..units import WHOLE
from .journal import Journal

EPOCH = 28 * 24 * 3600  # seconds


@dataclass(frozen=True, slots=True)
class CatalogueEntry:
    """An action version, and since when it is closed: unix seconds, 0 while open."""

    action: Action
    closed_at: int


@dataclass(frozen=True, slots=True)
class Epoch:
    """cap: wei per epoch; minted: wei in epoch `number` = block time / 28 days."""

    cap: int = 0
    minted: int = 0
    number: int = 0


class Catalogue:
    """`entries` by action id, `referral_reward` by standing."""

    def __init__(self, journal: Journal) -> None:
        self.entries: dict[bytes, CatalogueEntry] = {}
        self.referral_reward: dict[int, int] = {}
        self.epoch = Epoch()
        self._journal = journal

    def action_set(self, event: Event) -> None:
        args, expect, require = event.args, self._journal.expect, self._journal.require
        known = args["category"] < len(Category) and args["attemptShare"] <= WHOLE
        if not require("P1", "An action is out of range.", known, "category < 10, share ≤ 10000", args["category"]):
            return
        action = Action(args["category"], args["reward"], args["attemptShare"], args["specification"])
        expect("P1", "An action's id is not its hash.", action.id, args["action"])
        entry = self.entries.get(action.id, CatalogueEntry(action, 0))
        expect("P1", "An action was closed at another time before.", entry.closed_at, args["oldClosedAt"])
        closed_at = args["newClosedAt"] and (entry.closed_at or self._journal.now)
        expect("P1", "An action is closed at another time than now.", closed_at, args["newClosedAt"])
        self.entries[action.id] = CatalogueEntry(action, closed_at)

    def reward_set(self, event: Event) -> None:
        standing, old, new = (event.args[name] for name in ("standing", "oldReward", "newReward"))
        self._journal.expect("P1", "A referral reward was another.", self.referral_reward.get(standing, 0), old)
        self.referral_reward[standing] = new

    def cap_set(self, event: Event) -> None:
        self._journal.expect("P2", "The epoch cap was another.", self.epoch.cap, event.args["oldCap"])
        self.epoch = replace(self.epoch, cap=event.args["newCap"])

    def count(self, amount: int) -> None:
        """Something was minted: it counts in the epoch of now. Nothing counts in none."""
        if amount == 0:
            return
        number = self._journal.now // EPOCH
        minted = amount + (self.epoch.minted if self.epoch.number == number else 0)
        self._journal.require(
            "P2", "More was minted than the epoch's cap.", minted <= self.epoch.cap, f"at most {self.epoch.cap}", minted
        )
        self.epoch = replace(self.epoch, minted=minted, number=number)
