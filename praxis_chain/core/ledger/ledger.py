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
        replay, last = Replay(addresses), 0
        for event in events:
            replay.fold(event)
            last = event.block_time or 0
        return replay.ledger(last if now is None else now)


class Replay:
    """Folds events one after the other. Between two transactions the books it is making can be looked at.

    replay.turn(event)   # the next one
    replay.escrow.escrowed
    replay.fold(event)
    """

    def __init__(self, addresses: Addresses) -> None:
        self._addresses = addresses
        self._journal = Journal()
        self.committee = Committee(addresses, self._journal)
        self.people = People(self._journal, self.committee)
        self.recognition = Recognition(self._journal, self.committee, self.people)
        self.escrow = Escrow(addresses, self._journal, self.committee, self.people)
        self._unknown: list[Event] = []
        self._books = {
            addresses.attesters: self.committee.apply,
            addresses.stakeholders: self.people.apply,
            addresses.prax: self.recognition.apply,
            addresses.escrow: self.escrow.apply,
            addresses.usdc: self.escrow.cash.apply,
        }

    def turn(self, event: Event) -> None:
        """This event comes next: what the transaction before it left open is finished, if it is of another one."""
        self.escrow.turn(event)

    def fold(self, event: Event) -> None:
        """Fold one event. Raises WrongInput if it does not say when it happened."""
        if event.block_time is None:
            raise WrongInput(f"The event {event.name} of block {event.block_number} does not say when it was.")
        self.turn(event)
        with self._journal.about(event):
            book = self._books.get(event.address)
            if book is not None and not book(event):
                self._unknown.append(event)

    def ledger(self, now: int) -> Ledger:
        """Make up the books, once, at a time (unix seconds)."""
        self.committee.turn(b"")
        self.recognition.finish()
        self.escrow.finish(now)
        found = self._journal
        return Ledger(
            self._addresses, now, self.committee, self.people, self.recognition, self.escrow,
            dict(found.checked), dict(found.untested), tuple(found.contradictions), tuple(self._unknown),
        )  # fmt: skip
