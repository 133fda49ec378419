"""All that happened to a deployment up to one block, and what it comes to."""

from dataclasses import dataclass

from ..core.events import Event
from ..core.ledger import Ledger
from ..evm.client import Client, View
from ..evm.deployments import Record, bind
from ..evm.networks import Network
from .index import Progress, read
from .internal import addresses_of


@dataclass(frozen=True)
class History:
    """`events` in the chain's order, and their ledger as of the view's block."""

    view: View
    events: tuple[Event, ...]
    ledger: Ledger


def history(
    network: Network,
    record: Record,
    block: str | int | None = None,
    progress: Progress | None = None,
    database: str | None = None,
) -> History:
    """Read and replay a deployment's events up to a block; block and database as `audit` takes them. Raises what
    `audit` raises."""
    contracts = bind(record)
    view = Client(network).at(block if block is not None else "finalized" if network.has_finalized else "latest")
    events = read(view, contracts, progress, database).events
    return History(view, events, Ledger.from_events(events, addresses_of(contracts, network), view.block.timestamp))
