"""Measure the audit's speed: `./praxis audit-bench`.

On anvil our contracts emit 20,000 events, then 200,000 on another; each chain is then read. Writes
`benchmarks/audit.json` and `docs/audit/speed.md`, if it was both sizes. Nothing here is a test: another machine, or a
busy one, gives other figures.
"""

import json
import os
import platform
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from statistics import median
from typing import Any

from praxis_chain import __version__
from praxis_chain.audit.index import read
from praxis_chain.audit.index.fetch import stretches
from praxis_chain.audit.predict import predict
from praxis_chain.audit.reckoning import addresses_of
from praxis_chain.core.errors import Incomplete
from praxis_chain.core.ledger import Ledger
from praxis_chain.core.proofs.header import Header
from praxis_chain.evm.anvil import AnvilProcess
from praxis_chain.evm.client import Client
from praxis_chain.evm.local import require_local
from praxis_chain.evm.networks import Network, open_network
from praxis_chain.evm.proving import fetch_header

from ..command import Parser, number, run
from ..record import today, write_figures
from ..stage import GENESIS, Stage, build
from .child import contracts_to
from .decoding import decode_over_process_log
from .life import live
from .page import FILE, PAGE_FILE, missed, page
from .slots import slots_proven_per_s

SIZES = (20_000, 200_000)
RUNS = 3  # of each child, in turn
LOGS_TAKEN = 20_000  # to decode against web3
SLOTS_TAKEN = 5_000  # to prove, evenly from all that there are
ROOT = Path(__file__).resolve().parents[2]


def main(arguments: Sequence[str]) -> int:
    parser = Parser(prog="praxis audit-bench", description=__doc__)
    parser.add_argument("events", nargs="*", type=number, help="how many (default: 20000 200000)")
    sizes = tuple(parser.parse_args(arguments).events) or SIZES
    figures = [measure(size) for size in sizes]
    if sizes == SIZES:
        write_figures(FILE, figures)
        PAGE_FILE.write_text(page(figures), encoding="utf-8")
    else:
        print(json.dumps(figures, indent=1))
    for sentence in missed(figures):
        print(f"MISSED: {sentence}")
    return Incomplete.exit_code if missed(figures) else 0


def measure(events: int) -> dict[str, Any]:
    """A chain of its own, read in every way."""
    say(f"{events:,} events are made")
    process = AnvilProcess(GENESIS, states=64)
    try:
        with open_network(process.url, start=GENESIS) as network, tempfile.TemporaryDirectory() as folder:
            stage = build(require_local(network, "making events"))
            bounties = live(stage, events)
            say(f"{bounties:,} bounties were paid; now they are read")
            figures = _read(stage, process.url, Path(folder)) | {"bounties": bounties}
            say(json.dumps(figures))
            return figures | _proven(network, stage)
    finally:
        process.close()


def _read(stage: Stage, url: str, folder: Path) -> dict[str, Any]:
    """Fetching and syncing in turn, so that whatever else the machine does befalls both."""
    fetched, synced = [], []
    for i in range(RUNS):
        fetched.append(_child("fetch", url, stage, ""))
        synced.append(_child("sync", url, stage, f"sqlite:///{folder / f'{i}.db'}"))
    events = synced[0]["logs"]
    if {one["logs"] for one in (*fetched, *synced)} != {events}:
        raise Incomplete(f"Not all readings found the same: {fetched}, {synced}")
    floor, whole = (median(one["seconds"] for one in many) for many in (fetched, synced))
    return {
        "events": events,
        "fetch_events_per_s": round(events / floor),
        "sync_events_per_s": round(events / whole),
        "sync_over_fetch": round(whole / floor, 2),
        "peak_mb": max(one["peak_mb"] for one in synced),
        "requests": fetched[0]["requests"],
        "database_bytes": (folder / "0.db").stat().st_size,
    }


def _child(what: str, url: str, stage: Stage, database: str) -> Mapping[str, Any]:
    command = [sys.executable, "-m", "benchmarks.audit.child", what, url, json.dumps(contracts_to(stage.contracts))]
    done = subprocess.run([*command, database], cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise Incomplete(f"Nothing was measured, for the process that {what}s failed: {done.stderr[-300:]}")
    measured: Mapping[str, Any] = json.loads(done.stdout)
    return measured


def _proven(network: Network, stage: Stage) -> dict[str, Any]:
    """What is computed here, without the network's part in it."""
    contracts, view = stage.contracts, Client(network).at()
    logs: list[dict[str, Any]] = []
    for stretch in stretches(network, contracts, contracts.first_block, None, view.block.number):
        logs += stretch.logs
        if len(logs) >= LOGS_TAKEN:
            break
    ours, theirs = decode_over_process_log(contracts, logs)
    events = read(view, contracts).events
    ledger = Ledger.from_events(events, addresses_of(contracts, network.chain_id), view.block.timestamp)
    slots = predict(ledger)
    chosen: dict[str, list[int]] = {}
    for slot in slots[:: max(1, len(slots) // SLOTS_TAKEN)]:
        chosen.setdefault(slot.address, []).append(slot.number)
    header = Header.decode(fetch_header(network, view.block.hash))
    return {
        "decoded_per_s": ours,
        "decode_over_process_log": round(ours / theirs, 1),
        "slots_proven_per_s": slots_proven_per_s(network, header, chosen),
        "slots": len(slots),
        "command": "./praxis audit-bench",
        "date": today(),
        "cores": os.cpu_count(),
        "python": f"Python {platform.python_version()}, {platform.machine()}",
        "versions": {"praxis-chain": __version__, **{name: version(name) for name in ("web3", "orjson", "SQLAlchemy")}},
    }


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    run(main)
