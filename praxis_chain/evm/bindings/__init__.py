"""Typed access to the contracts: a class per contract, a method per function, in the contracts' own words.

escrow = BountyEscrow.at("0x…")
receipt = escrow.fund(program.id, "github:repo/10270250/issue/7", 500_000_000).transact(sender)
bounty = escrow.bounty(Client(network).at("finalized"), bounty_id(program.id, subject))
"""

from .attesters import Attesters, Committee
from .bounties import (
    Award,
    AwardState,
    Bounty,
    Direction,
    Earned,
    Funding,
    FundingAuthorization,
    Lock,
    Review,
    Stake,
    Totals,
)
from .call import Call, abi_of, protocol_abis
from .escrow import BountyEscrow
from .prax import Accrual, ActionState, Epoch, Prax
from .signing import accept_change, authorize_funding, consent_to_link, direct_release, permit_escrow
from .stakeholders import Change, Person, Stakeholders

__all__ = [
    "Accrual",
    "ActionState",
    "Attesters",
    "Award",
    "AwardState",
    "Bounty",
    "BountyEscrow",
    "Call",
    "Change",
    "Committee",
    "Direction",
    "Earned",
    "Epoch",
    "Funding",
    "FundingAuthorization",
    "Lock",
    "Person",
    "Prax",
    "Review",
    "Stake",
    "Stakeholders",
    "Totals",
    "abi_of",
    "accept_change",
    "authorize_funding",
    "consent_to_link",
    "direct_release",
    "permit_escrow",
    "protocol_abis",
]
