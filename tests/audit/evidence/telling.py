"""What a chain says, and the evidence of it as an honest clone shows it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from praxis_chain.audit.evidence import Document, Evidenced, Material, check_evidence
from praxis_chain.audit.index import read
from praxis_chain.audit.reckoning import addresses_of
from praxis_chain.core.events import Event
from praxis_chain.core.evidence import AnyEvidence
from praxis_chain.core.ledger import Ledger

if TYPE_CHECKING:
    from tests.oracle.workshop import Workshop


@dataclass(frozen=True)
class Told:
    """`forge`: its canonical id."""

    ledger: Ledger
    events: Sequence[Event]
    documents: tuple[AnyEvidence, ...]
    forge: str

    def check(self, material: Material) -> Evidenced:
        """The external audit of it."""
        return check_evidence(self.ledger, self.events, material)


def tell(workshop: "Workshop") -> Told:
    """The chain as it is now, on which nothing contradicts anything."""
    protocol = workshop.protocol
    view = protocol.view
    events = read(view, workshop.contracts).events
    ledger = Ledger.from_events(events, addresses_of(workshop.contracts, protocol.chain.chain_id), view.block.timestamp)
    assert ledger.contradictions == ()
    return Told(ledger, events, tuple(workshop.documents("auditor")), workshop.repository.forge)


def material(documents: Iterable[AnyEvidence]) -> Material:
    """These documents and nothing else."""
    return Material(tuple(Document(one, "a folder") for one in documents), options=("--evidence folder",))
