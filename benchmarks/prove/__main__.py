"""Prove the arithmetic and attack the invariants: `./praxis prove`.

z3 proves the theorems, Halmos that the committed bytecode computes the formulas they are about, and forge tries to
break the invariants. Writes `benchmarks/proofs.json` and `docs/proofs.md`, unless forge was told to try fewer acts than
usual. Exit code 3, and nothing written, if one statement has a counterexample or found no answer. Halmos and z3 stand
in `.build/prove`, apart from our own packages.
"""

import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from praxis_chain.core.errors import Refused, WrongInput
from praxis_chain.evm import build

from ..command import Parser, number, run
from ..contracts import code_hashes
from ..record import today, write_figures
from . import halmos, invariants
from .harness import statements
from .page import PAGE_FILE, PROOFS_FILE, page
from .result import Result
from .theorems import prove, read_formulas, read_theorems


def main(arguments: Sequence[str]) -> int:
    parser = Parser(prog="praxis prove", description=__doc__)
    parser.add_argument(
        "--runs", type=number, default=invariants.LONG.runs, help=f"histories per invariant ({invariants.LONG.runs})"
    )
    parser.add_argument(
        "--depth", type=number, default=invariants.LONG.depth, help=f"acts per history ({invariants.LONG.depth})"
    )
    parser.add_argument(
        "--seed", type=number, default=invariants.LONG.seed, help="another one tries other histories (1)"
    )
    given = parser.parse_args(arguments)
    root = build.checkout()
    tools = root / ".build" / "prove" / "bin"
    forge = invariants.forge(root)
    if not (tools / "halmos").exists() or forge is None:
        raise WrongInput("Halmos or forge is not here: run ./praxis prove, on a machine that npm has a forge for")

    contracts, stated = code_hashes(), statements(root)
    say("z3 proves the theorems: half a minute")
    results = [prove(theorem, read_formulas(root), tools / "z3") for theorem in read_theorems()]
    say("Halmos follows every path of the bytecode: some minutes")
    results += halmos.check(root, tools)
    campaign = invariants.Campaign(given.runs, given.depth, given.seed)
    say(f"forge tries each invariant on {campaign.runs * campaign.depth:,} acts: some minutes")
    results += invariants.attack(root, forge, campaign)

    for result in results:
        print(f"{'holds' if result.held else 'FAILS'}  {result.tool:6}  {result.id}  {result.seconds} s")
    require_all(results)
    if campaign.runs < invariants.LONG.runs or campaign.depth < invariants.LONG.depth:
        print(f"nothing written: a record takes {invariants.LONG.runs} histories of {invariants.LONG.depth} acts")
        return 0
    record = {
        "date": today(),
        "command": " ".join(["./praxis prove", *arguments]),
        "versions": versions(tools, forge),
        "contracts": contracts,
        "statements": stated,
        "results": [asdict(result) for result in results],
    }
    write_figures(PROOFS_FILE, record)
    PAGE_FILE.write_text(page(record), encoding="utf-8")
    print(f"wrote {PROOFS_FILE.name} and {PAGE_FILE.name}")
    return 0


def require_all(results: Sequence[Result]) -> None:
    """Raises Refused with what was found against each statement that does not hold."""
    if wrong := [f"{result.id} ({result.tool}): {result.found}" for result in results if not result.held]:
        raise Refused("What does not hold:\n" + "\n".join(wrong))


def versions(tools: Path, forge: Path) -> dict[str, str]:
    """Of every program that answered."""
    programs = {"z3": tools / "z3", "halmos": tools / "halmos", "yices": tools / "yices-smt2", "forge": forge}
    shown = {}
    for name, program in programs.items():
        done = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=True)
        shown[name] = next(word for word in done.stdout.split() if word[0].isdigit())
    return shown


def say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    run(main)
