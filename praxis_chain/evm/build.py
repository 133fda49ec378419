"""What is compiled, and how: the settings of `ape-config.yaml` and the standard-json input made from them.

Everything here is a pure function of files in a checkout; no compiler is needed.
"""

import posixpath
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from ..core.errors import WrongInput

SETTINGS_FILE = "ape-config.yaml"

# Solidity source names are paths relative to the checkout, with forward slashes: "contracts/Prax.sol".
SourceName = str

_IMPORT = re.compile(r"""^\s*import\b[^;"']*["']([^"']+)["']""", re.MULTILINE)
_OUTPUTS = [
    "abi",
    "metadata",
    "storageLayout",
    "evm.bytecode.object",
    "evm.deployedBytecode.object",
    "evm.deployedBytecode.immutableReferences",
]


@dataclass(frozen=True)
class BuildSettings:
    """The part of `ape-config.yaml` that decides bytecode."""

    version: str
    evm_version: str
    optimize: bool
    runs: int
    via_ir: bool
    remappings: tuple[str, ...]


def checkout() -> Path:
    """The folder that holds the contracts' sources: the one this package was installed from, else the current one.

    Raises WrongInput where there is none (the package was installed without sources).
    """
    for folder in (Path(__file__).resolve().parents[2], *(Path.cwd() / "x").parents):
        if (folder / SETTINGS_FILE).is_file() and (folder / "contracts").is_dir():
            return folder
    raise WrongInput(
        "the contracts' sources are not here: run this in a clone of praxis-chain "
        "(the installed package carries compiled artifacts and needs none)"
    )


def read_settings(root: Path) -> BuildSettings:
    """The build settings of the checkout at `root`. Raises WrongInput if a key is missing or misspelt."""
    try:
        given = yaml.safe_load((root / SETTINGS_FILE).read_text(encoding="utf-8"))["solidity"]
        return BuildSettings(
            version=str(given["version"]),
            evm_version=given["evm_version"],
            optimize=given["optimize"],
            runs=given["optimization_runs"],
            via_ir=given["via_ir"],
            remappings=tuple(sorted(given["import_remapping"])),
        )
    except (OSError, yaml.YAMLError, TypeError) as error:
        raise WrongInput(f"{SETTINGS_FILE} cannot be read: {error}") from error
    except KeyError as error:
        raise WrongInput(f"{SETTINGS_FILE} lacks solidity.{error.args[0]}") from error


def standard_input(root: Path, sources: Iterable[SourceName], settings: BuildSettings) -> dict[str, Any]:
    """The compiler's standard-json input that asks for the contracts in `sources`.

    Holds the content of every file they import, so that it compiles anywhere and a block explorer accepts it.
    Raises WrongInput if a source is not there; a missing import is left for the compiler to name.
    """
    wanted = sorted(sources)
    for name in wanted:
        if not (root / name).is_file():
            raise WrongInput(f"there is no source {name}")
    return {
        "language": "Solidity",
        "sources": {name: {"content": text} for name, text in sorted(_closure(root, wanted, settings).items())},
        "settings": {
            "remappings": list(settings.remappings),
            "optimizer": {"enabled": settings.optimize, "runs": settings.runs},
            "evmVersion": settings.evm_version,
            "viaIR": settings.via_ir,
            "outputSelection": {"*": {"": ["ast"]}} | {name: {"*": _OUTPUTS, "": ["ast"]} for name in wanted},
        },
    }


def imports(source: SourceName, text: str, settings: BuildSettings) -> list[SourceName]:
    """The names of the sources that `text` imports, resolved as the compiler resolves them."""
    return [_resolve(path, source, settings) for path in _IMPORT.findall(text)]


def foundry_toml(settings: BuildSettings, solc: Path) -> str:
    """The same settings for forge, whose configuration file has other words for them."""
    remappings = ", ".join(f'"{remapping}"' for remapping in settings.remappings)
    return (
        "[profile.default]\n"
        'src = "contracts"\ntest = "tests/solidity"\nlibs = []\n'
        'out = ".build/forge/out"\ncache_path = ".build/forge/cache"\n'
        f'solc = "{solc}"\noffline = true\nauto_detect_remappings = false\n'
        f"remappings = [{remappings}]\n"
        f'evm_version = "{settings.evm_version}"\n'
        f"optimizer = {str(settings.optimize).lower()}\noptimizer_runs = {settings.runs}\n"
        f"via_ir = {str(settings.via_ir).lower()}\n"
        "[lint]\nlint_on_build = false\n"
    )


def _closure(root: Path, sources: list[SourceName], settings: BuildSettings) -> dict[SourceName, str]:
    found: dict[SourceName, str] = {}
    waiting = list(sources)
    while waiting:
        name = waiting.pop()
        if name in found or not (root / name).is_file():
            continue
        found[name] = (root / name).read_text(encoding="utf-8")
        waiting.extend(imports(name, found[name], settings))
    return found


def _resolve(path: str, importer: SourceName, settings: BuildSettings) -> SourceName:
    if path.startswith("."):
        return posixpath.normpath(posixpath.join(posixpath.dirname(importer), path))
    pairs = (remapping.split("=", 1) for remapping in settings.remappings)
    matching = [(prefix, target) for prefix, target in pairs if path.startswith(prefix)]
    if not matching:
        return path
    prefix, target = max(matching, key=lambda pair: len(pair[0]))
    return target + path.removeprefix(prefix)
