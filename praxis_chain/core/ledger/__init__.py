"""The ledger: what all events of a deployment come to, with no chain at hand.

ledger = Ledger.from_events(events, addresses)
ledger.escrow.bounties[bounty].pool
ledger.recognition.balance_of(contributor)
ledger.contradictions
"""

from .addresses import Addresses
from .bounties import Award, AwardState, Bounty, Flow, Lock, Review, Stake
from .catalogue import CatalogueEntry, Epoch
from .invariants import INVARIANTS
from .journal import Contradiction, Value
from .ledger import Ledger, Replay
from .people import Change, Person
from .recognition import Accrual, Referral

__all__ = [
    "INVARIANTS",
    "Accrual",
    "Addresses",
    "Award",
    "AwardState",
    "Bounty",
    "CatalogueEntry",
    "Change",
    "Contradiction",
    "Epoch",
    "Flow",
    "Ledger",
    "Lock",
    "Person",
    "Referral",
    "Replay",
    "Review",
    "Stake",
    "Value",
]
