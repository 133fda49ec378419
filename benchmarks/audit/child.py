"""One measurement in a process of its own, so that nothing else is in its memory:

    python -m benchmarks.audit.child fetch|sync URL CONTRACTS DATABASE

`sync` reads a whole chain into a new database. `fetch` asks the very same requests, reads the replies and parses their
JSON, and does nothing with them: no reader can be faster. Prints seconds, logs, and the most memory that it had (MB).
"""

import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from web3.providers.base import BaseProvider
from web3.types import RPCEndpoint, RPCResponse

from praxis_chain.audit.index import open_database, sync
from praxis_chain.audit.index.fetch import stretches
from praxis_chain.evm.bindings import Attesters, BountyEscrow, Prax, Stakeholders
from praxis_chain.evm.client import Client
from praxis_chain.evm.deployments import Contracts
from praxis_chain.evm.networks import Network, open_network
from praxis_chain.evm.usdc import usdc_at


class Recording(BaseProvider):
    """Passes every request on, and remembers what it was."""

    def __init__(self, real: BaseProvider) -> None:
        super().__init__()
        self.real = real
        self.asked: list[tuple[RPCEndpoint, Any]] = []

    def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        self.asked.append((method, params))
        return self.real.make_request(method, params)


def main(arguments: Sequence[str]) -> None:
    what, url, addresses, database = arguments
    contracts = contracts_from(json.loads(addresses))
    with open_network(url) as network:
        measured = fetch(network, contracts) if what == "fetch" else keep(network, contracts, database)
    print(json.dumps(measured | {"peak_mb": round(peak_kb() / 1024, 1)}))


def peak_kb() -> int:
    """The most memory that this process had. Not getrusage's: a child inherits its parent's there."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:"))


def fetch(network: Network, contracts: Contracts) -> dict[str, Any]:
    """Once to learn what is asked, then against the clock."""
    recording = Recording(network.provider)
    last = Client(network).stamp().number
    logs = sum(
        len(stretch.logs)
        for stretch in stretches(Network("recorded", recording), contracts, contracts.first_block, None, last)
    )
    began = time.perf_counter()
    for method, params in recording.asked:
        network.provider.make_request(method, params)
    return {"seconds": time.perf_counter() - began, "logs": logs, "requests": len(recording.asked)}


def keep(network: Network, contracts: Contracts, database: str) -> dict[str, Any]:
    """From an empty database to the last block."""
    began = time.perf_counter()
    engine = open_database(database)
    done = sync(engine, Client(network).at(), contracts)
    engine.dispose()
    return {"seconds": time.perf_counter() - began, "logs": done.added}


def contracts_to(contracts: Contracts) -> dict[str, Any]:
    """As JSON can hold them."""
    names = {contract.name: contract.address for contract in (*contracts.emitters, contracts.usdc)}
    return {"names": names, "first_block": contracts.first_block}


def contracts_from(given: dict[str, Any]) -> Contracts:
    names = given["names"]
    return Contracts(
        Attesters.at(names["Attesters"]), Stakeholders.at(names["Stakeholders"]), Prax.at(names["Prax"]),
        BountyEscrow.at(names["BountyEscrow"]), usdc_at(names["USDC"]), given["first_block"],
    )  # fmt: skip


if __name__ == "__main__":
    main(sys.argv[1:])
