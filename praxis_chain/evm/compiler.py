"""Solidity to artifacts, through py-solc-x. `python -m praxis_chain.evm.compiler` does what `praxis compile` does."""

import fcntl
import hashlib
import json
import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from ..core.errors import PraxisError, Refused, WrongInput
from . import artifacts, build
from .artifacts import Artifact
from .solc import Solc, find_solc

_CACHED_OUTPUTS = 12
# solc numbers the nodes of the syntax tree and puts the number into type names: "t_struct(Stake)1234_storage".
_NODE_NUMBER = re.compile(r"(t_(?:struct|contract|enum|userDefinedValueType)\([^()]*\))\d+")
_IPFS_MARK = bytes([0x64]).hex() + b"ipfs".hex() + "5822"


@dataclass(frozen=True)
class Compiled:
    """What one run of the compiler gave. `warnings` are the compiler's, ready to print."""

    contracts: dict[str, Artifact]
    warnings: list[str]
    compiler: str


def compile_sources(root: Path, sources: Sequence[build.SourceName]) -> Compiled:
    """Compile every contract in `sources` (their imports too, but those are not returned).

    The result is kept in `.build/compiled`, keyed by input and compiler, so the same sources are compiled once; several
    processes may ask at the same time. Raises Refused with the compiler's message, WrongInput if two sources define a
    contract of the same name, NetworkFailed if there is no compiler.
    """
    settings = build.read_settings(root)
    given = build.standard_input(root, sources, settings)
    folder = root / ".build" / "compiled"
    with _locked(folder):
        solc = find_solc(root, settings.version)
        kept = folder / f"{_key(given, solc)}.json"
        if kept.is_file():
            return _revive(json.loads(kept.read_text(encoding="utf-8")))
        compiled = _compile(given, sources, solc)
        kept.write_text(json.dumps(asdict(compiled)), encoding="utf-8")
        for old in sorted(folder.glob("*.json"), key=lambda file: file.stat().st_mtime)[:-_CACHED_OUTPUTS]:
            old.unlink()
    return compiled


def compile_input(text: bytes) -> Compiled:
    """Compile a standard-json input as the package carries one, in full: nothing kept from earlier is looked at.

    With the version that made the package's artifacts, and without any network. Raises NetworkFailed if that compiler
    is not at hand, Refused with the compiler's message.
    """
    given = json.loads(text)
    wanted = [source for source in given["settings"]["outputSelection"] if source != "*"]
    version, _, _ = artifacts.load(artifacts.CONTRACTS[0]).compiler.partition("+")
    with TemporaryDirectory() as scratch:
        try:
            root = build.checkout()
        except WrongInput:
            root = Path(scratch)
        return _compile(given, wanted, find_solc(root, version, may_download=False))


def compile_published(root: Path) -> Compiled:
    """The contracts whose artifacts the package carries."""
    return compile_sources(root, artifacts.published_sources(root))


@cache
def compile_tests(root: Path) -> Compiled:
    """The contracts of tests/solidity: hostile tokens, harnesses, the stand-in token."""
    files = sorted((root / "tests" / "solidity").glob("*.sol"))
    return compile_sources(root, [file.relative_to(root).as_posix() for file in files])


def solidity_test_artifact(name: str, root: Path | None = None) -> Artifact:
    """One contract of tests/solidity. Raises WrongInput if there is none of that name."""
    contracts = compile_tests(root or build.checkout()).contracts
    if name not in contracts:
        raise WrongInput(f"tests/solidity has no contract {name}; it has {', '.join(sorted(contracts))}")
    return contracts[name]


def main(arguments: Sequence[str]) -> int:
    """Compile, print sizes and warnings, write the artifacts; with --check only say whether they are the same."""
    root = build.checkout()
    compiled = compile_published(root)
    for warning in compiled.warnings:
        print(warning, file=sys.stderr)
    for artifact in compiled.contracts.values():
        print(f"{artifact.name:14} {artifact.size:6,} bytes  {artifact.source}")
    if "--check" in arguments:
        differing = [name for name in artifacts.PUBLISHED if artifacts.load(name) != compiled.contracts.get(name)]
        print(f"stale: {', '.join(differing)}" if differing else "the artifacts are those of the sources")
        return 3 if differing else 0
    given = build.standard_input(root, artifacts.published_sources(root), build.read_settings(root))
    changed = artifacts.write(compiled.contracts.values(), given)
    print(f"solc {compiled.compiler}: " + (f"wrote {', '.join(changed)}" if changed else "nothing changed"))
    return 0


def _compile(given: dict[str, Any], sources: Sequence[build.SourceName], solc: Solc) -> Compiled:
    from solcx import compile_standard
    from solcx.exceptions import SolcError

    try:
        output = compile_standard(given, solc_binary=solc.path)
    except SolcError as error:
        raise Refused(f"solc {solc.full_version} refused the sources:\n{error.message.strip()}") from None
    names = _variable_names(output["sources"])
    contracts: dict[str, Artifact] = {}
    for source in sorted(sources):
        for name, found in output["contracts"].get(source, {}).items():
            if name in contracts:
                raise WrongInput(f"two sources define {name}: {contracts[name].source} and {source}")
            contracts[name] = _artifact(name, source, found, names, solc)
    return Compiled(contracts, [*_warnings(output.get("errors", []))], solc.full_version)


def _warnings(messages: list[dict[str, Any]]) -> Iterator[str]:
    """What the compiler says about our own sources; those of libraries are not ours to change."""
    for message in messages:
        if not message.get("sourceLocation", {}).get("file", "").startswith("node_modules/"):
            yield message["formattedMessage"].strip()


def _artifact(name: str, source: str, found: dict[str, Any], names: dict[int, str], solc: Solc) -> Artifact:
    deployed = found["evm"]["deployedBytecode"]
    immutables = deployed.get("immutableReferences", {})
    return Artifact(
        name=name,
        source=source,
        compiler=solc.full_version,
        source_hash=source_hash(deployed["object"]),
        abi=found["abi"],
        bytecode="0x" + found["evm"]["bytecode"]["object"],
        deployed_bytecode="0x" + deployed["object"],
        immutables={names[int(node)]: [place["start"] for place in places] for node, places in immutables.items()},
        storage=_layout(found["storageLayout"]),
    )


def source_hash(code: str) -> str:
    """The IPFS multihash in what solc appends to deployed code, both hex; "0x" where there is none."""
    _, _, rest = code.rpartition(_IPFS_MARK)
    return "0x" + rest[:68] if rest != code else "0x"


def _variable_names(sources: dict[str, Any]) -> dict[int, str]:
    """Syntax tree number -> "Contract.variable", of all immutables."""
    return {
        variable["id"]: f"{contract['name']}.{variable['name']}"
        for source in sources.values()
        for contract in source["ast"]["nodes"]
        if contract["nodeType"] == "ContractDefinition"
        for variable in contract["nodes"]
        if variable["nodeType"] == "VariableDeclaration" and variable["mutability"] == "immutable"
    }


def _layout(layout: dict[str, Any]) -> dict[str, Any]:
    """Without syntax tree numbers, which change with files that have nothing to do with the contract."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {plain(key): plain(inner) for key, inner in value.items() if key != "astId"}
        if isinstance(value, list):
            return [plain(inner) for inner in value]
        return _NODE_NUMBER.sub(r"\1", value) if isinstance(value, str) else value

    cleaned: dict[str, Any] = plain(layout)
    if len(cleaned["types"] or {}) != len(layout["types"] or {}):
        raise PraxisError("two types in one contract's storage have the same name; give them different names")
    return cleaned


def _key(given: dict[str, Any], solc: Solc) -> str:
    """Changes with the input, the compiler, and the code that turns its output into artifacts."""
    own = b"".join(Path(module).read_bytes() for module in (__file__, artifacts.__file__))
    return hashlib.sha256(json.dumps(given, sort_keys=True).encode() + solc.full_version.encode() + own).hexdigest()


def _revive(kept: dict[str, Any]) -> Compiled:
    return Compiled(**kept | {"contracts": {name: Artifact(**inner) for name, inner in kept["contracts"].items()}})


@contextmanager
def _locked(folder: Path) -> Iterator[None]:
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / ".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except PraxisError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)
