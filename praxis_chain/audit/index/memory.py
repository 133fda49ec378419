"""Reading everything into memory: no database, nothing kept."""

from ...core.errors import WrongInput
from ...core.events import Event
from ...evm.client import View, decode_log
from ...evm.deployments import Contracts
from .fetch import Log, Reorganised, stretches
from .found import Index, Progress


def read_all(view: View, contracts: Contracts, progress: Progress | None = None) -> Index:
    """Fetch and decode all logs from the deployment's first block up to the view's.

    Raises WrongInput if the deployment is younger than that block, NetworkFailed, also where the chain was reorganised
    meanwhile.
    """
    require_deployed(view, contracts)
    abis = {contract.address: contract.abi for contract in (*contracts.emitters, contracts.usdc)}
    events: list[Event] = []
    foreign: list[Log] = []
    for stretch in stretches(view.network, contracts, contracts.first_block, None, view.block.number, progress):
        for log in stretch.logs:
            event = decode_log(log, abis)
            if event is not None:
                events.append(event)
            else:
                foreign.append(log)
    if stretch.last.hash != "0x" + view.block.hash.hex():
        raise Reorganised(view.network, view.block.number)
    return Index(tuple(events), tuple(foreign))


def require_deployed(view: View, contracts: Contracts) -> None:
    """Raises WrongInput if the view is of a time when the deployment was not there."""
    if view.block.number < contracts.first_block:
        raise WrongInput(
            f"The deployment is of block {contracts.first_block}, and block {view.block.number} was to be audited: "
            "wait until it is final, or audit the latest block."
        )
