"""Look for known mistakes in the contracts with Slither: `./praxis slither`.

Exit code 3 if there is a finding that `explained.toml` does not explain, or an explanation of what is not found. With
--write the run is recorded and `docs/slither.md` written. Slither stands in `.build/slither`, apart from the project's
own packages, and reads the syntax tree that the project's compiler gives: nothing is compiled to bytecode.
"""

import json
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from praxis_chain.core.errors import Refused, WrongInput
from praxis_chain.evm import build
from praxis_chain.evm.solc import find_solc

from ..command import Parser, run
from ..record import today, write_figures
from .findings import EXPLAINED_FILE, differences, place_of, read_explained
from .page import PAGE_FILE, RUN_FILE, page

FOLDER = Path(__file__).parent


def main(arguments: Sequence[str]) -> int:
    parser = Parser(prog="praxis slither", description=__doc__)
    parser.add_argument("--write", action="store_true", help="record the run and write docs/slither.md")
    given = parser.parse_args(arguments)
    root = build.checkout()
    print("Slither reads the contracts; this takes about ten seconds", file=sys.stderr, flush=True)
    recorded, results = slither(root)
    explained = read_explained(EXPLAINED_FILE.read_text(encoding="utf-8"))
    if wrong := differences(Counter(map(place_of, results)), explained):
        told = {result["check"] for result in results} & {line.partition(" at ")[0] for line in wrong}
        print(*(result["description"] for result in results if result["check"] in told), sep="\n")
        raise Refused("Slither's findings are not those of benchmarks/slither/explained.toml:\n" + "\n".join(wrong))
    print(f"Slither {recorded['slither']}: {recorded['detectors']} detectors, {len(results)} findings, all explained")
    if given.write:
        write_figures(RUN_FILE, recorded)
        PAGE_FILE.write_text(page(recorded, explained), encoding="utf-8")
        print(f"wrote {RUN_FILE.name} and {PAGE_FILE.name}")
    return 0


def slither(root: Path) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """The record of a run, and Slither's results. Raises WrongInput if it is not installed, Refused if it fails."""
    program = root / ".build" / "slither" / "bin" / "slither"
    if not program.exists():
        raise WrongInput("Slither is not installed here: run ./praxis slither")
    settings = build.read_settings(root)
    solc = find_solc(root, settings.version)
    with tempfile.TemporaryDirectory() as folder:
        given, found = Path(folder) / "input.json", Path(folder) / "found.json"
        given.write_text(json.dumps(_input(root, settings)), encoding="utf-8")
        options = ["--config-file", str(FOLDER / "config.json"), "--solc", str(solc.path), "--fail-none"]
        command = [str(program), str(given), *options, "--json", str(found), "--json-types", "detectors,list-detectors"]
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
        if done.returncode or not found.exists():
            raise Refused(f"Slither failed:\n{done.stderr[-2000:].strip()}")
        output = json.loads(found.read_text(encoding="utf-8"))
    if not output["success"]:
        raise Refused(f"Slither failed: {output['error']}")
    version = subprocess.run([str(program), "--version"], capture_output=True, text=True, check=True).stdout.strip()
    results = output["results"].get("detectors", [])
    return {
        "date": today(),
        "command": "./praxis slither --write",
        "slither": version,
        "solc": solc.full_version,
        "detectors": len(output["results"]["list-detectors"]),
        "findings": _rows(results),
    }, results


def _input(root: Path, settings: build.BuildSettings) -> dict[str, Any]:
    """The compiler's input for the five contracts, asking for syntax trees only."""
    sources = sorted(file.relative_to(root).as_posix() for file in (root / "contracts").glob("*.sol"))
    given = build.standard_input(root, sources, settings)
    given["settings"]["outputSelection"] = {"*": {"": ["ast"]}}
    return given


def _rows(results: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    counts = Counter(map(place_of, results))
    graded = {result["check"]: (result["impact"], result["confidence"]) for result in results}
    return [
        {"detector": check, "impact": graded[check][0], "confidence": graded[check][1], "place": place, "count": count}
        for (check, place), count in sorted(counts.items())
    ]


if __name__ == "__main__":
    run(main)
