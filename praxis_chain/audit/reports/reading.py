"""A report from a chain in one call: audit, read the books again, and what the transactions show of the facts."""

from collections.abc import Iterable

from ...core.ledger import Ledger
from ...evm.client import Client
from ...evm.deployments import Record, bind
from ...evm.networks import Network
from ..index import Progress, read
from ..internal import addresses_of, audit
from .calldata import shown_facts
from .source import Source, source


def read_source(
    network: Network,
    record: Record,
    block: str | int | None = None,
    given_names: Iterable[str] = (),
    progress: Progress | None = None,
    *,
    merge_times: bool = True,
) -> Source:
    """Audit a deployment as of a block, and give what its tables are made from.

    `merge_times`: also read the transactions of awards, for the facts in them say when works were merged.
    Raises what `audit` does.
    """
    report = audit(network, record, block, progress)
    view = Client(network).at(report.block.number)
    contracts = bind(record)
    events = read(view, contracts, progress).events
    ledger = Ledger.from_events(events, addresses_of(contracts, network), view.block.timestamp)
    facts = shown_facts(network, ledger, events, progress) if merge_times else []
    return source(report, ledger, events, facts, given_names)
