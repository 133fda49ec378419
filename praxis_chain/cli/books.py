"""The ledger of the deployment, from its events up to now; and which transaction paid what."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from ..core.events import Event
from ..core.ids import bounty_id
from ..core.ledger import Bounty, Ledger
from ..core.naming import forge_of, works_by_id

if TYPE_CHECKING:
    from .context import Session

STATES = ("open", "locked", "paid", "closed")
"""Of a bounty, as docs/bounties.md explains them."""

FORGES_TRIED = 20  # whose works' names are looked for: anybody may fund an issue of any forge


@dataclass(frozen=True)
class Books:
    """All events of a deployment, and what they come to."""

    events: tuple[Event, ...]
    ledger: Ledger

    @cached_property
    def payments(self) -> dict[bytes, tuple[str, bytes]]:
        """By award: to whom it was paid, and the transaction that did (32 bytes)."""
        from ..audit.payments import payments

        made = payments(self.ledger, self.events)
        return {one.award: (one.wallet, one.settled.transaction) for one in made if one.wallet and one.settled}

    @cached_property
    def newest_locks(self) -> dict[bytes, Event]:
        """By bounty: the event of its newest lock, which names work and contributor in full."""
        return {event.args["bounty"]: event for event in self.events if event.name == "Locked"}

    @cached_property
    def works(self) -> dict[bytes, str]:
        """Names of works, by the first 20 bytes of their ids: as many as can be found."""
        escrow = self.ledger.escrow
        wanted: dict[str | None, set[bytes]] = {}
        used = [(bounty, bounty.lock.work) for bounty in escrow.bounties.values()]
        used += [(escrow.bounty(award.bounty), award.work) for award in escrow.awards.values()]
        for bounty, work in used:
            if any(work):
                wanted.setdefault(forge_of(bounty.subject_uri), set()).add(work)
        forges = [forge for forge in wanted if forge is not None][:FORGES_TRIED]
        return {start: name for forge in forges for start, name in works_by_id(forge, wanted[forge]).items()}

    def of_subject(self, subject: bytes) -> list[Bounty]:
        """The bounties of an issue, under all programs that somebody funded it under."""
        bounties = self.ledger.escrow.bounties.values()
        return [one for one in bounties if one.program and bounty_id(one.program, subject) == one.id]


def read_books(session: "Session") -> Books:
    """Fetch all events up to the session's block and replay them. Raises NetworkFailed, WrongInput."""
    from ..audit.index import read
    from ..audit.reckoning import addresses_of

    with session.out.progress() as progress:
        found = read(session.view, session.contracts, progress)
    addresses = addresses_of(session.contracts, session.network.chain_id)
    return Books(found.events, Ledger.from_events(found.events, addresses, session.view.block.timestamp))
