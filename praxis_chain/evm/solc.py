"""Which Solidity compiler to use: a native one that is installed or can be downloaded, else npm's behind a shim.

All of them give the same bytecode; native is faster. What is found or made here is an executable called
`solc-v<version>`, so that its folder can be given to py-solc-x (and through it to ape) as SOLCX_BINARY_PATH.
Nothing is written outside `.build/solc` of the checkout.
"""

import json
import logging
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ..core.errors import NetworkFailed

PROBE_SECONDS = 5
DOWNLOAD_SECONDS = 180
_PROBE = "import requests; requests.head('https://binaries.soliditylang.org/linux-amd64/list.json').raise_for_status()"
_INSTALL = "import sys, solcx; solcx.install_solc(sys.argv[1], solcx_binary_path=sys.argv[2])"
_SHIM_SOURCE = Path(__file__).with_name("solc_shim.js")
_SHIM_FOLDER = "shim"

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Solc:
    """A compiler at hand; `full_version` is like "0.8.37+commit.f401782d", the same for every build of one release."""

    path: Path
    full_version: str
    native: bool

    @property
    def environment(self) -> dict[str, str]:
        """What py-solc-x and ape need in their environment to use this compiler."""
        return {"SOLCX_BINARY_PATH": str(self.path.parent)}


def find_solc(root: Path, version: str, may_download: bool = True) -> Solc:
    """The compiler of exactly that version for the checkout at `root`.

    In this order: one that py-solc-x installed, one on the PATH, npm's if it was set up here before, a download (the
    host is asked for at most five seconds first), npm's. So the network is asked at most once per checkout; remove
    `.build/solc` to start over. Without `may_download` it is not asked at all. Raises NetworkFailed when nothing works.
    """
    for path in _candidates(root, version, may_download):
        full_version = _full_version(path)
        if full_version and full_version.startswith(f"{version}+"):
            return Solc(path, full_version, native=path.parent.name != _SHIM_FOLDER)
    raise NetworkFailed(
        f"solc {version} is not installed and {'cannot' if may_download else 'may not'} be downloaded: install it, "
        f"or run `npm ci --ignore-scripts` in {root} for npm's, which needs Node"
    )


def _candidates(root: Path, version: str, may_download: bool) -> Iterator[Path]:
    """Places where a compiler may be, cheapest first; making one is put off until the earlier ones were refused."""
    name, made = f"solc-v{version}", root / ".build" / "solc"
    installed = [os.environ.get("SOLCX_BINARY_PATH"), os.path.expanduser("~/.solcx"), made / "native"]
    yield from (Path(folder) / name for folder in installed if folder)
    if on_path := shutil.which("solc"):
        yield _link(Path(on_path), made / "linked" / name)
    shim = made / _SHIM_FOLDER / name
    if shim.exists() and _make_shim(root, version, shim):
        yield shim
    if may_download and _download(version, made / "native"):
        yield made / "native" / name
    if _make_shim(root, version, shim):
        yield shim


def _full_version(path: Path) -> str | None:
    from solcx.exceptions import SolcError
    from solcx.wrapper import get_version_str_from_solc_binary

    try:
        return get_version_str_from_solc_binary(path)
    except (OSError, SolcError, subprocess.CalledProcessError):
        return None


def _link(target: Path, link: Path) -> Path:
    link.parent.mkdir(parents=True, exist_ok=True)
    if not link.is_symlink() or link.readlink() != target:
        link.unlink(missing_ok=True)
        link.symlink_to(target)
    return link


def _download(version: str, folder: Path) -> bool:
    """py-solc-x has no time-outs of its own, hence the processes that can be ended."""
    folder.mkdir(parents=True, exist_ok=True)
    log.info("asking for a native solc %s", version)
    return _runs(PROBE_SECONDS, _PROBE) and _runs(DOWNLOAD_SECONDS, _INSTALL, version, str(folder))


def _runs(seconds: float, code: str, *arguments: str) -> bool:
    command = [sys.executable, "-c", code, *arguments]
    try:
        done = subprocess.run(command, capture_output=True, timeout=seconds, check=False)
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def _make_shim(root: Path, version: str, shim: Path) -> bool:
    """Write the executable that starts npm's solc, if Node and the right package are there."""
    package = root / "node_modules" / "solc"
    node = shutil.which("node") or shutil.which("node", path=str(Path(sys.executable).parent))
    if node is None or _package_version(package) != version:
        return False
    remembered = shim.parent / f"version-{version}.txt"
    command = [node, str(_SHIM_SOURCE), str(package)]
    if not remembered.exists():
        done = subprocess.run([*command, "--version"], capture_output=True, text=True, check=False)
        if done.returncode:
            return False
        _write(remembered, done.stdout)
    # py-solc-x asks for the version before every compilation, and loading the compiler for that costs half a second.
    # --liftoff-only: a run is too short for V8's optimizing tier to earn back its time.
    text = (
        "#!/bin/sh\n"
        "# npm's solc behind native solc's command line; praxis_chain.evm.solc makes it again when it is gone.\n"
        f'if [ "$1" = "--version" ]; then exec cat {shlex.quote(str(remembered))}; fi\n'
        f'exec {shlex.join([node, "--liftoff-only", *command[1:]])} "$@"\n'
    )
    if not shim.exists() or shim.read_text(encoding="utf-8") != text:
        _write(shim, text, mode=0o755)
    return True


def _package_version(package: Path) -> str | None:
    try:
        return str(json.loads((package / "package.json").read_text(encoding="utf-8"))["version"])
    except (OSError, ValueError, KeyError):
        return None


def _write(path: Path, text: str, mode: int = 0o644) -> None:
    """Whole or not at all: other processes may be looking for the file at this moment."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f"draft-{os.getpid()}-{path.name}")
    draft.write_text(text, encoding="utf-8")
    draft.chmod(mode)
    draft.replace(path)
