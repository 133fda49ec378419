"""What forge and Halmos need to attack the contracts: the committed bytecode as Solidity, and settings of their own.

The harnesses (tests/invariants, tests/proofs) deploy that bytecode and never compile the contracts, which takes a
minute; what is attacked is, byte for byte, what is deployed.
"""

import hashlib
import os
import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from praxis_chain.evm import artifacts, build
from praxis_chain.evm.local_usdc import circle_artifact
from praxis_chain.evm.solc import find_solc

from .theorems import STATEMENTS

FOLDER = Path(".build/harness")

CONTRACTS = {"ATTESTERS": "Attesters", "STAKEHOLDERS": "Stakeholders", "PRAX": "Prax", "BOUNTY_ESCROW": "BountyEscrow"}

# An act that reverts is a mistake of the harness: it expects refusals and looks at them. What failed once is not tried
# first the next time, so that a run depends on nothing but its seed.
_FORGE = f"""
[fuzz]
failure_persist_dir = "{FOLDER}/failures"
[invariant]
fail_on_revert = true
shrink_run_limit = 300
failure_persist_dir = "{FOLDER}/failures"
"""


def environment(root: Path, sources: str) -> dict[str, str]:
    """Writes what the harnesses in the folder `sources` import and what forge reads; the environment names the latter.

    Raises Incomplete without Circle's npm package, NetworkFailed without a compiler.
    """
    settings = build.read_settings(root)
    solc = find_solc(root, settings.version)
    folder = root / FOLDER
    folder.mkdir(parents=True, exist_ok=True)
    configuration = folder / f"{Path(sources).name}.toml"
    # The harnesses themselves need no speed: the legacy pipeline compiles them in seconds.
    given = build.foundry_toml(replace(settings, via_ir=False, optimize=False), solc.path)
    for old, new in (
        ('src = "contracts"', f'src = "{sources}"'),
        ('test = "tests/solidity"', f'test = "{sources}"'),
        (".build/forge/", f"{FOLDER}/{Path(sources).name}/"),
    ):
        given = given.replace(old, new)
    configuration.write_text(given + _FORGE, encoding="utf-8")
    shutil.rmtree(folder / "failures", ignore_errors=True)
    _write_if_new(folder / "Bytecode.sol", bytecode_sol())
    return os.environ | solc.environment | {"FOUNDRY_CONFIG": str(configuration)}


def statements(root: Path) -> str:
    """SHA-256 of all that is proven or attacked, as it stands in files: changes with a theorem, a check or an act."""
    files = sorted(file for folder in ("proofs", "invariants") for file in (root / "tests" / folder).glob("*.sol"))
    return hashlib.sha256(b"".join(file.read_bytes() for file in (STATEMENTS, *files))).hexdigest()


def bytecode_sol() -> str:
    """Creation code of our contracts and of Circle's USDC, and where our contracts keep what, as a Solidity library."""
    codes = {name: artifacts.load(contract).bytecode for name, contract in CONTRACTS.items()}
    _, codes["USDC_LIBRARY"], _ = circle_artifact("util/SignatureChecker.sol", "SignatureChecker")
    _, codes["USDC_PROXY"], _ = circle_artifact("v1/FiatTokenProxy.sol", "FiatTokenProxy")
    _, token, holes = circle_artifact("v2/FiatTokenV2_2.sol", "FiatTokenV2_2")
    lines = [f'    bytes internal constant {name} = hex"{code.removeprefix("0x")}";' for name, code in codes.items()]
    for name, contract in CONTRACTS.items():
        for entry in artifacts.load(contract).storage["storage"]:
            label = entry["label"].strip("_").upper()
            lines.append(f"    uint256 internal constant {name}_{label}_SLOT = {entry['slot']};")
    parts = ", checker, ".join(f'hex"{part}"' for part in _between(token, holes))
    return "\n".join(
        [
            "// SPDX-License-Identifier: MIT",
            "pragma solidity 0.8.37;",
            "// Written by benchmarks/prove/harness.py from praxis_chain/evm/artifacts and Circle's npm package.",
            "library Bytecode {",
            *lines,
            "    function usdc(address checker) internal pure returns (bytes memory) {",
            f"        return abi.encodePacked({parts});",
            "    }",
            "}\n",
        ]
    )


def _between(bytecode: str, holes: Mapping[str, Mapping[str, list[Mapping[str, int]]]]) -> list[str]:
    """The code around the holes for the one library's address; positions are bytes into the code."""
    code, parts, end = bytecode.removeprefix("0x"), [], 0
    places = [place for libraries in holes.values() for found in libraries.values() for place in found]
    for place in sorted(places, key=lambda place: place["start"]):
        parts.append(code[end : 2 * place["start"]])
        end = 2 * (place["start"] + place["length"])
    return [*parts, code[end:]]


def _write_if_new(file: Path, text: str) -> None:
    """Unchanged files keep their time, by which forge sees what to compile again."""
    if not file.is_file() or file.read_text(encoding="utf-8") != text:
        file.write_text(text, encoding="utf-8")
