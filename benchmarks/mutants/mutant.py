"""What a mutant is, as `benchmarks/mutants.toml` says it, and which tests may catch it."""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from praxis_chain.core.errors import WrongInput
from praxis_chain.evm.artifacts import CONTRACTS

ROOT = Path(__file__).resolve().parents[2]
MUTANTS_FILE = ROOT / "benchmarks" / "mutants.toml"

# Which tests may catch a mutant of which file: those that call the contracts and look at what they do. Whatever
# compares bytecode, artifacts, gas or layouts is not among them, for it would notice any change, a right one too.
CATCHERS = {
    "Facts": ("tests/test_vectors.py", "tests/stakeholders", "tests/escrow/test_lock.py"),
    "Attesters": ("tests/attesters",),
    "Stakeholders": ("tests/stakeholders",),
    "Prax": ("tests/prax",),
    "BountyEscrow": ("tests/escrow", "tests/model"),
}
COMPARES_GAS = "tests/escrow/test_known_failures.py::test_5_nothing_loops_over_deposits"


@dataclass(frozen=True, slots=True)
class Mutant:
    """One deliberate bug: `find`, which occurs once in the contract's source, becomes `replace`."""

    name: str
    contract: str
    find: str
    replace: str
    says: str  # what is wrong then, in a sentence
    invariant: str  # which one breaks, or "-" where the contract's header promises it elsewhere
    tests: tuple[str, ...]  # tried first

    @property
    def source(self) -> str:
        return f"contracts/{self.contract}.sol"

    def apply(self, text: str) -> str:
        """The source with the bug in it. Raises WrongInput unless there is exactly one place for it."""
        if (places := text.count(self.find)) != 1:
            raise WrongInput(f"{self.name}: what it looks for occurs {places} times in {self.source}, not once")
        return text.replace(self.find, self.replace)


def read_mutants(file: Path = MUTANTS_FILE) -> list[Mutant]:
    """All of them, in the order of the file. Raises WrongInput if two have one name or a key is missing."""
    entries = tomllib.loads(file.read_text(encoding="utf-8"))["mutant"]
    try:
        mutants = [Mutant(**entry | {"tests": tuple(entry["tests"])}) for entry in entries]
    except (KeyError, TypeError) as error:
        raise WrongInput(f"{file.name}: {error}") from None
    names = [mutant.name for mutant in mutants]
    if twice := sorted({name for name in names if names.count(name) > 1}):
        raise WrongInput(f"{file.name}: there are two of {twice[0]}")
    return mutants


def affected(contract: str) -> Sequence[str]:
    """The contracts whose code changes with that source; Facts is a library compiled into all of them."""
    return CONTRACTS if contract == "Facts" else (contract,)
