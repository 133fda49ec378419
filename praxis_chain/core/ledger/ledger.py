"""All events of one deployment, folded into what they come to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from ..errors import WrongInput
from ..events import Event
from .addresses import Addresses
from .committee import Committee
from .escrow import Escrow
from .journal import Contradiction, Journal
from .people import People
from .recognition import Recognition


@dataclass(frozen=True)
class Ledger:
    """The four contracts' books as of `now`, and what their replay found.

    Everything the contracts compute is computed again from its inputs, and the books go by that; where an event says
    otherwise there is a contradiction. `checked`: by invariant, how often it was tested. `untested`: by invariant and
    reason, how often events alone could not show it. `unknown`: events of these contracts that no book understands.
    """

    addresses: Addresses
    now: int
    committee: Committee
    people: People
    recognition: Recognition
    escrow: Escrow
    checked: Mapping[str, int]
    untested: Mapping[tuple[str, str], int]
    contradictions: tuple[Contradiction, ...]
    unknown: tuple[Event, ...]

    @classmethod
    def from_events(cls, events: Iterable[Event], addresses: Addresses, now: int | None = None) -> "Ledger":
        """Replay events, in the order in which the chain has them.

        They are those of the four contracts, and the token's Transfers from and to the escrow; others are passed over.
        `now` (unix seconds): the time the books are made up at; the last event's if it is None. Raises WrongInput only
        if an event does not say when it happened.
        """
        journal = Journal()
        committee = Committee(addresses, journal)
        people = People(journal, committee)
        recognition = Recognition(journal, committee, people)
        escrow = Escrow(addresses, journal, committee, people)
        books = {
            addresses.attesters: committee.apply,
            addresses.stakeholders: people.apply,
            addresses.prax: recognition.apply,
            addresses.escrow: escrow.apply,
            addresses.usdc: escrow.cash.apply,
        }
        unknown, last = [], 0
        for event in events:
            if event.block_time is None:
                raise WrongInput(f"The event {event.name} of block {event.block_number} does not say when it was.")
            last = event.block_time
            escrow.turn(event)
            with journal.about(event):
                book = books.get(event.address)
                if book is not None and not book(event):
                    unknown.append(event)
        now = last if now is None else now
        committee.turn(b"")
        recognition.finish()
        escrow.finish(now)
        return cls(
            addresses, now, committee, people, recognition, escrow,
            dict(journal.checked), dict(journal.untested), tuple(journal.contradictions), tuple(unknown),
        )  # fmt: skip
