"""`benchmarks/mutants.json`: what became of each mutant; and what an unfinished run has found so far."""

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from praxis_chain.evm.build import read_settings

from ..record import today
from .mutant import CATCHERS, ROOT, Mutant
from .workplace import Outcome

RESULTS_FILE = ROOT / "benchmarks" / "mutants.json"
_IMPORT = re.compile(r'from "\./(\w+)\.sol"')
_COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*", re.DOTALL)


def results(mutants: Sequence[Mutant], outcomes: Mapping[str, Outcome], controls: Mapping[str, int]) -> dict[str, Any]:
    """What the file holds. `controls`: by contract, how many tests passed without any mutant."""
    survivors = [mutant.name for mutant in mutants if not outcomes[mutant.name].caught_by]
    return {
        "tried": len(mutants),
        "caught": len(mutants) - len(survivors),
        "survivors": survivors,
        "date": today(),
        "command": "./praxis mutants",
        "seconds": round(sum(outcome.seconds for outcome in outcomes.values())),
        "versions": {
            "solc": read_settings(ROOT).version,
            **{name: version(name) for name in ("py-evm", "pytest", "hypothesis")},
        },
        "controls": dict(controls),
        "mutants": [asdict(outcomes[mutant.name]) | {"bug": bug(mutant)} for mutant in mutants],
    }


class Kept:
    """What was found, by what it holds for: a mutant, its contract and those that it uses, the test; or all tests."""

    def __init__(self, file: Path) -> None:
        self.file = file
        self.found: dict[str, Any] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
        sources = {file.stem: file.read_text(encoding="utf-8") for file in (ROOT / "contracts").glob("*.sol")}
        self.code = {name: _digest([code(sources[used]) for used in uses(name, sources)]) for name in sources}

    def control(self, contract: str) -> int | None:
        return self.found.get(f"{contract} {self.code[contract]} {_tests(contract)}")

    def keep_control(self, contract: str, passed: int) -> None:
        self._write(f"{contract} {self.code[contract]} {_tests(contract)}", passed)

    def outcome(self, mutant: Mutant) -> Outcome | None:
        if not (kept := self.found.get(self._key(mutant))):
            return None
        outcome = Outcome(**kept["outcome"])
        return outcome if kept["test"] == _test(outcome.caught_by) else None

    def keep_outcome(self, mutant: Mutant, outcome: Outcome) -> None:
        """If it was caught; else it is tried again, for a test may have been added."""
        if outcome.caught_by:
            self._write(self._key(mutant), {"outcome": asdict(outcome), "test": _test(outcome.caught_by)})

    def _key(self, mutant: Mutant) -> str:
        return f"{bug(mutant)} {self.code[mutant.contract]}"

    def _write(self, key: str, value: Any) -> None:
        self.found[key] = value
        whole = self.file.with_suffix(".new")  # a run that is broken off while it writes leaves the old file
        whole.write_text(json.dumps(self.found, indent=1), encoding="utf-8")
        whole.replace(self.file)


def bug(mutant: Mutant) -> str:
    """Changes with what is put into the contracts."""
    return _digest([mutant.contract, mutant.find, mutant.replace])


def _tests(contract: str) -> str:
    """Changes with those that may catch a mutant of that contract, and with what they share."""
    paths = [ROOT / path for path in CATCHERS[contract]]
    files = [file for path in paths for file in ([path] if path.is_file() else path.rglob("*.py"))]
    files += [file for file in (ROOT / "tests").glob("*.py") if not file.name.startswith("test_")]
    return _digest([file.read_text(encoding="utf-8") for file in sorted(files) if file.is_file()])


def _test(node: str) -> str:
    """Changes with the file of that test."""
    file = ROOT / node.partition("::")[0]
    return _digest(file.read_text(encoding="utf-8")) if file.is_file() else ""


def uses(contract: str, sources: Mapping[str, str]) -> list[str]:
    """The contracts that the tests of that one deploy: it, and what it imports; all, for Facts, which is in all."""
    if contract == "Facts":
        return sorted(sources)
    found, waiting = set[str](), [contract]
    while waiting:
        name = waiting.pop()
        found.add(name)
        waiting += set(_IMPORT.findall(sources[name])) - found
    return sorted(found)


def code(source: str) -> str:
    """A source without its comments, which change nothing that a test sees."""
    return " ".join(_COMMENT.sub("", source).split())


def _digest(value: Any) -> str:
    return hashlib.sha256(json.dumps(value).encode()).hexdigest()[:16]
