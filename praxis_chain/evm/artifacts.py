"""The compiled contracts that the package carries, so that whoever only installs it needs no compiler.

`artifacts/<Name>.json` holds one contract, `artifacts/standard-input.json` what all of them were compiled from.
"""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

from ..core.errors import WrongInput
from . import build

CONTRACTS = ("Attesters", "Stakeholders", "Prax", "BountyEscrow")
"""In the order in which they are deployed: each may name those before it."""

PUBLISHED = (*CONTRACTS, "TestUSDC")
"""TestUSDC is the stand-in token of the embedded chain, not for any real one."""

FOLDER = Path(__file__).with_name("artifacts")
_INPUT = "standard-input.json"


@dataclass(frozen=True)
class Artifact:
    """One compiled contract.

    `bytecode` is what a deployment sends before the constructor's arguments, `deployed_bytecode` what stands on chain
    but for immutables, which are zero in it: `immutables` maps "Contract.variable" to the byte offsets of its 32-byte
    copies. Both are 0x-prefixed hex. `source_hash` is the IPFS multihash at the end of the deployed code: it commits to
    the text of every source file, to the settings and to the compiler, and can be read from the chain.
    `storage` is solc's storageLayout without compiler-internal numbers.
    """

    name: str
    source: build.SourceName
    compiler: str
    source_hash: str
    abi: list[dict[str, Any]]
    bytecode: str
    deployed_bytecode: str
    immutables: dict[str, list[int]]
    storage: dict[str, Any]

    @property
    def size(self) -> int:
        """Bytes of code on chain; the limit is 24,576 (EIP-170)."""
        return (len(self.deployed_bytecode) - 2) // 2


@cache
def load(name: str) -> Artifact:
    """The committed artifact of that contract. Raises WrongInput if the package has none."""
    try:
        return Artifact(**json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8")))
    except FileNotFoundError:
        raise WrongInput(f"there is no artifact {name}; there are {', '.join(PUBLISHED)}") from None


@cache
def standard_input() -> dict[str, Any]:
    """The standard-json input all artifacts were compiled from: what a block explorer wants for verification."""
    loaded: dict[str, Any] = json.loads(sources())
    return loaded


def sources() -> bytes:
    """The text of that input, as the package carries it."""
    return (FOLDER / _INPUT).read_bytes()


def write(artifacts: Iterable[Artifact], compiled_from: dict[str, Any]) -> list[str]:
    """Put the published ones among `artifacts` into the package; returns the names of files that changed."""
    wanted = {a.name: a for a in artifacts if a.name in PUBLISHED}
    if missing := [name for name in PUBLISHED if name not in wanted]:
        raise WrongInput(f"the sources have no contract {', '.join(missing)}")
    texts = {f"{name}.json": _rows(asdict(artifact)) for name, artifact in wanted.items()}
    texts[_INPUT] = json.dumps(compiled_from, indent=1, ensure_ascii=False) + "\n"
    FOLDER.mkdir(exist_ok=True)
    changed = [name for name, text in texts.items() if not _same(FOLDER / name, text)]
    for name in changed:
        (FOLDER / name).write_text(texts[name], encoding="utf-8")
    load.cache_clear()
    standard_input.cache_clear()
    return changed


def stale(root: Path) -> list[str]:
    """What of the checkout at `root` is not what the artifacts were compiled from: source names, or "settings".

    Needs no compiler. Where `node_modules` is missing, the libraries in it are taken to be those of package-lock.json.
    """
    ours = standard_input()
    now = build.standard_input(root, published_sources(root), build.read_settings(root))
    skipped = () if (root / "node_modules").exists() else ("node_modules/",)
    names = {name for name in ours["sources"].keys() | now["sources"].keys() if not name.startswith(skipped)}
    differing = sorted(name for name in names if ours["sources"].get(name) != now["sources"].get(name))
    return differing + ["settings"] * (ours["settings"] != now["settings"])


def published_sources(root: Path) -> list[build.SourceName]:
    """The source files whose contracts are published, with the files of structs and functions beside them."""
    files = [*(root / "contracts").glob("*.sol"), root / "tests" / "solidity" / "TestUSDC.sol"]
    return sorted(file.relative_to(root).as_posix() for file in files)


def _rows(fields: dict[str, Any]) -> str:
    """JSON with a line per field and per entry of a list, so that a changed function is one changed line."""
    rows = []
    for key, value in fields.items():
        text = json.dumps(value)
        if isinstance(value, list):
            text = "[" + ",".join(f"\n  {json.dumps(entry)}" for entry in value) + "\n ]"
        rows.append(f" {json.dumps(key)}: {text}")
    return "{\n" + ",\n".join(rows) + "\n}\n"


def _same(file: Path, text: str) -> bool:
    return file.is_file() and file.read_text(encoding="utf-8") == text
