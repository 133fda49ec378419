"""Run ape or forge with the compiler and the build settings that `praxis compile` uses.

python -m praxis_chain.evm.toolchain ape compile
python -m praxis_chain.evm.toolchain forge build
"""

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from ..core.errors import PraxisError, WrongInput
from . import build
from .solc import find_solc


def environment(root: Path) -> dict[str, str]:
    """What ape and forge need in their environment, in the checkout at `root`.

    ape reads `ape-config.yaml` itself and finds the compiler by SOLCX_BINARY_PATH; forge gets a configuration that is
    written to `.build/` here. Raises NetworkFailed if there is no compiler.
    """
    settings = build.read_settings(root)
    solc = find_solc(root, settings.version)
    configuration = root / ".build" / "foundry.toml"
    configuration.parent.mkdir(exist_ok=True)
    configuration.write_text(build.foundry_toml(settings, solc.path), encoding="utf-8")
    return solc.environment | {"FOUNDRY_CONFIG": str(configuration)}


def program(root: Path, name: str) -> Path:
    """Where npm or the Python environment put that program. Raises WrongInput if neither did."""
    for folder in (root / "node_modules" / ".bin", Path(sys.executable).parent):
        if (folder / name).exists():
            return folder / name
    raise WrongInput(f"{name} is not installed for this machine")


def main(command: Sequence[str]) -> None:
    if not command:
        raise WrongInput("name the program to run: ape or forge, with its arguments")
    root = build.checkout()
    os.chdir(root)
    os.execve(program(root, command[0]), list(command), os.environ | environment(root))


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except PraxisError as error:
        print(error, file=sys.stderr)
        sys.exit(error.exit_code)
