"""Put one mutant into a copy of the project, compile it there, and see whether a test fails."""

import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from solcx import compile_standard
from solcx.exceptions import SolcError

from praxis_chain.core.errors import PraxisError, Refused
from praxis_chain.evm.build import read_settings, standard_input
from praxis_chain.evm.solc import Solc

from .mutant import CATCHERS, COMPARES_GAS, ROOT, Mutant, affected

OUTPUTS = ["abi", "evm.bytecode.object", "evm.deployedBytecode.object"]
LONGEST_RUN = 1_800  # seconds of one pytest run; a mutant that makes tests wait for ever is not caught by that


@dataclass(frozen=True, slots=True)
class Run:
    """What came of running tests: the first that failed and what it said, if any did; how many passed before."""

    test: str
    said: str
    passed: int
    not_set_up: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a mutant. Neither caught nor an error: it survived."""

    name: str
    caught_by: str
    said: str
    seconds: float
    error: str = ""


class Workplace:
    """A copy of the project, for one mutant at a time. `folder` is removed and made anew."""

    def __init__(self, folder: Path, solc: Solc) -> None:
        self.folder, self.solc = folder, solc
        shutil.rmtree(folder, ignore_errors=True)
        for name in _files():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, folder / name)
        (folder / "node_modules").symlink_to(ROOT / "node_modules")
        (folder / ".build").mkdir()
        (folder / ".build" / "compiled").symlink_to(_shared(folder.parent / "compiled"))

    def try_(self, mutant: Mutant) -> Outcome:
        """Compile the mutant; run the tests named in it, then all that may catch it."""
        began = time.monotonic()
        caught, error = Run("", "", 0, 0), ""
        try:
            self.compile(mutant.contract, mutant.apply((ROOT / mutant.source).read_text(encoding="utf-8")))
            for paths in (mutant.tests, CATCHERS[mutant.contract]):
                caught = caught if caught.test else self.test(paths)
            if not caught.test and caught.not_set_up:
                error = f"no test failed, but {caught.not_set_up} could not be set up"
        except PraxisError as problem:
            error = str(problem)
        finally:
            self.restore(mutant.contract)
        return Outcome(mutant.name, caught.test, caught.said, round(time.monotonic() - began, 1), error)

    def control(self, contract: str) -> Run:
        """The same without a bug: all must pass. Raises Refused if one does not."""
        self.compile(contract, (ROOT / "contracts" / f"{contract}.sol").read_text(encoding="utf-8"))
        run = self.test(CATCHERS[contract])
        self.restore(contract)
        if run.test or run.not_set_up or not run.passed:
            raise Refused(f"without any mutant, {run.test or 'the set-up of a test'} fails: {run.said}")
        return run

    def compile(self, contract: str, text: str) -> None:
        """Put what `text` compiles to, as that contract's source, in the place of the artifact.

        The file itself only changes where contracts of the tests have its code in them: they take long to compile.
        """
        if contract == "Facts":
            (self.folder / "contracts" / "Facts.sol").write_text(text, encoding="utf-8")
        for name in affected(contract):
            source = f"contracts/{name}.sol"
            given = standard_input(self.folder, [source], read_settings(self.folder))
            given["sources"][f"contracts/{contract}.sol"]["content"] = text
            # No syntax trees, which take a third of the time: nobody here asks for the names of immutables.
            given["settings"]["outputSelection"] = {source: {name: OUTPUTS}}
            try:
                found = compile_standard(given, solc_binary=self.solc.path)["contracts"][source][name]
            except SolcError as error:
                raise Refused(f"it does not compile: {error.message.strip()}") from None
            artifact = self.folder / "praxis_chain" / "evm" / "artifacts" / f"{name}.json"
            fields = json.loads(artifact.read_text(encoding="utf-8"))
            fields["abi"] = found["abi"]
            fields["bytecode"] = "0x" + found["evm"]["bytecode"]["object"]
            fields["deployed_bytecode"] = "0x" + found["evm"]["deployedBytecode"]["object"]
            artifact.write_text(json.dumps(fields), encoding="utf-8")

    def restore(self, contract: str) -> None:
        names = [f"praxis_chain/evm/artifacts/{name}.json" for name in affected(contract)]
        for name in (f"contracts/{contract}.sol", *names):
            shutil.copyfile(ROOT / name, self.folder / name)

    def test(self, paths: Sequence[str]) -> Run:
        """Up to the first failure. Raises Refused if pytest could not run them or took too long."""
        written = self.folder / ".build" / "caught.json"
        written.unlink(missing_ok=True)
        command = [sys.executable, "-m", "pytest", "-q", "-p", "benchmarks.mutants.catching", f"--caught={written}"]
        command += ["-p", "no:cacheprovider", f"--deselect={COMPARES_GAS}", *paths]
        environment = os.environ | {"PYTHONPATH": str(self.folder)}
        try:
            done = subprocess.run(
                command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False,
                timeout=LONGEST_RUN,
            )  # fmt: skip
        except subprocess.TimeoutExpired:
            raise Refused(f"the tests took more than {LONGEST_RUN} seconds") from None
        if done.returncode not in (0, 1) or not written.exists():
            raise Refused(f"pytest could not run the tests: {(done.stdout + done.stderr).strip()[-300:]}")
        found = json.loads(written.read_text(encoding="utf-8"))
        return Run(**found | {"said": found["said"].replace(f"{self.folder}/", "")})


def _shared(folder: Path) -> Path:
    """What the compiler gave for the contracts of the tests, for all workplaces."""
    folder.mkdir(exist_ok=True)
    return folder


def _files() -> Iterator[str]:
    """Whatever git would keep, as it is now, committed or not."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listing = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    yield from (name for name in listing.split("\0") if (ROOT / name).is_file())
