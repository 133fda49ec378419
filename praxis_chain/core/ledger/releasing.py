"""The part of the escrow's book that pays: within an award's own call, or by a release later (E2, E6)."""

from dataclasses import replace
from typing import TYPE_CHECKING

from ..addresses import ZERO_ADDRESS
from ..events import Event
from .addresses import Addresses
from .bounties import AwardState, Bounty
from .journal import Journal
from .people import People

if TYPE_CHECKING:
    from .escrow import Escrow

OTHER_STAKEHOLDERS = "wallets paid under programs with other stakeholders than this deployment's"
DIRECTED = "that a wallet directed its award elsewhere: by its call, or by a signature in the calldata"


class Releasing:
    """What left the escrow for contributors, and whether it went to their wallets."""

    def __init__(self, escrow: "Escrow", addresses: Addresses, journal: Journal, people: People) -> None:
        self._escrow = escrow
        self._addresses = addresses
        self._journal = journal
        self._people = people

    def paid_at_once(self, bounty: Bounty, event: Event, amount: int) -> bool:
        """Whether an award or closure was paid in its own call; counts the money if it was."""
        to = event.args["paidTo"]
        if to == ZERO_ADDRESS:
            return False
        under_review = event.args["reviewEnd"] > self._journal.now
        self._journal.require("E6", "An award was paid under review.", not under_review, "owed", to)
        self._escrow.cash.pays(to, amount)
        self._escrow.flow(bounty.id).released += amount
        self._test_payee(bounty, event.args["contributor"], to)
        return True

    def released(self, event: Event) -> None:
        """Fold a Released event."""
        args, name = event.args, event.args["award"]
        total = args["amount"] + args["fee"]
        award = self._escrow.awards.get(name)
        if award is None or award.state is not AwardState.OWED:
            self._escrow.cash.pays(args["to"], args["amount"], args["fee"])
            found = "unknown" if award is None else award.state.name.lower()
            self._journal.require("E2", "An award was released that is not owed.", False, "owed", found)
            self._escrow.flow(award.bounty if award else b"").released += total
            return
        self._escrow.cash.pays(args["to"], award.owed - args["fee"], args["fee"])
        self._journal.expect("E2", "Another amount was released than was awarded.", award.owed, total, "USDC")
        self._journal.expect("E2", "An award was released of somebody else.", award.contributor, args["contributor"])
        now, end = self._journal.now, award.review_end
        self._journal.require("E6", "An award was released under review.", now >= end, f"from {end} on", now)
        bounty = self._escrow.bounty(award.bounty)
        self._test_payee(bounty, award.contributor, args["to"], fee=args["fee"])
        self._escrow.flow(award.bounty).released += award.owed
        self._escrow.awards[name] = replace(award, owed=0, state=AwardState.RELEASED)

    def _test_payee(self, bounty: Bounty, contributor: bytes, to: str, fee: int | None = None) -> None:
        """`fee` is None for what was paid at once: that goes to the wallet and nowhere else."""
        rules = self._escrow.rules_of(bounty)
        if rules is None or rules.stakeholders != self._addresses.stakeholders:
            self._journal.untestable("E2", OTHER_STAKEHOLDERS)
            return
        wallet = self._people.wallet_of(contributor, self._journal.now)
        if wallet is not None and fee is not None and (fee > 0 or to != wallet):
            self._journal.untestable("E2", DIRECTED)
        else:
            self._journal.expect("E2", "An award was paid to another wallet than its contributor's.", wallet, to)
