"""All that happened to a deployment up to one block, and what it comes to."""

from dataclasses import dataclass

from ..core.events import Event
from ..core.ledger import Ledger
from ..evm.client import Client, View
from ..evm.deployments import Record, bind
from ..evm.networks import Network
from .index import Progress, read
from .reckoning import addresses_of


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
    view = Client(network).as_of(block)
    events = read(view, contracts, progress, database).events
    addresses = addresses_of(contracts, network.chain_id)
    return History(view, events, Ledger.from_events(events, addresses, view.block.timestamp))
