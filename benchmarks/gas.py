"""Measure the gas of every operation: `./praxis gas`.

Writes `benchmarks/gas.json` and `docs/gas.md`; with --check it only compares with the committed figures, and fails if
one of them grew by more than a hundredth. Measured on anvil with Circle's USDC; where there is no anvil the embedded
chain gives the same gas but cannot say what it went to, so it only compares.
"""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from praxis_chain.core.errors import Refused
from praxis_chain.evm.anvil import find_anvil
from praxis_chain.evm.local import require_local
from praxis_chain.evm.networks import ANVIL, EMBEDDED, open_network

from .command import Parser, run
from .floor import Declared, account, differences, read_declared
from .operations import OPERATIONS, measure, measure_and_trace
from .page import PAGE_FILE, page
from .record import write_figures
from .schedule import Schedule, read_schedule
from .stage import GENESIS, build
from .trace import Trace

GAS_FILE = Path(__file__).with_name("gas.json")
ALLOWED_PERCENT = 1

Figure = dict[str, Any]


def main(arguments: Sequence[str]) -> int:
    """Exit code 3 if a figure grew, or if an operation touches what is not declared."""
    parser = Parser(prog="praxis gas", description=__doc__)
    parser.add_argument("--check", action="store_true", help="compare with the committed figures, write nothing")
    parser.add_argument("--network", choices=(ANVIL, EMBEDDED), default=ANVIL if find_anvil() else EMBEDDED)
    given = parser.parse_args(arguments)
    with open_network(given.network, start=GENESIS) as network:
        stage = build(require_local(network, "measuring gas"))
        print(f"measured on {network.request('web3_clientVersion')}, whole transactions, with Circle's USDC")
        if given.check or given.network == EMBEDDED:
            measured = measure(stage)
            print(*(f"{name:22} {gas:>9,}" for name, gas in measured.items()), sep="\n")
            require_not_grown(committed_gas(), measured)
            return 0
        traces = measure_and_trace(stage, read_schedule())
    figures = figures_of(traces, read_schedule())
    write_figures(GAS_FILE, figures)
    PAGE_FILE.write_text(page(figures), encoding="utf-8")
    for figure in figures:
        print(f"{figure['operation']:22} {figure['per_item']:>7,} each, {figure['ratio']:.2f} of the floor")
    print(f"wrote {GAS_FILE.name} and {PAGE_FILE.name}")
    return 0


def committed() -> list[Figure]:
    """The figures in `gas.json`."""
    figures: list[Figure] = json.loads(GAS_FILE.read_text(encoding="utf-8"))
    return figures


def committed_gas() -> dict[str, int]:
    """Gas by operation."""
    return {figure["operation"]: figure["gas"] for figure in committed()}


def require_not_grown(before: Mapping[str, int], now: Mapping[str, int]) -> None:
    """Raises Refused if an operation is new or gone, or uses over a hundredth more gas than before."""
    grown = [
        f"{name} grew from {before[name]:,} to {now[name]:,}"
        for name in now
        if name in before and now[name] * 100 > before[name] * (100 + ALLOWED_PERCENT)
    ]
    grown += [f"{name} is measured or committed, not both" for name in sorted(before.keys() ^ now.keys())]
    if grown:
        raise Refused(f"Gas: {'; '.join(grown)}. If that is meant, run ./praxis gas and say why in the git commit.")


def figures_of(traces: Mapping[str, Trace], schedule: Schedule) -> list[Figure]:
    """What `gas.json` holds. Raises Refused if an operation touches anything but what is declared."""
    declared = read_declared({name: items for name, (_, items) in OPERATIONS.items()})
    wrong = [f"{name}: {said}" for name, trace in traces.items() for said in differences(declared[name], trace)]
    if wrong:
        raise Refused("What operations touch is not what benchmarks/unavoidable.toml says:\n" + "\n".join(wrong))
    return [_figure(name, declared[name], trace, schedule) for name, trace in traces.items()]


def _figure(name: str, declared: Declared, trace: Trace, schedule: Schedule) -> Figure:
    accounted, items = account(declared, trace, schedule), OPERATIONS[name][1]
    return {
        "operation": name,
        "does": declared.does,
        "items": items,
        "gas": trace.gas,
        "per_item": -(-trace.gas // items),
        "floor": accounted.floor,
        "ratio": accounted.ratio,
        "new_slots": trace.new_slots,
        "promises": dict(accounted.promises),
        "overhead": accounted.overhead,
        "usdc_computing": trace.usdc_computing,
        "breakdown": dict(trace.classes),
    }


if __name__ == "__main__":
    run(main)
