"""Anvil as a child process: found in node_modules or on the PATH, on a socket of its own, ended with us."""

import atexit
import shutil
import subprocess
import tempfile
import time
from pathlib import Path

from ..core.errors import NetworkFailed, UnknownNetwork
from .accounts import LOCAL_ACCOUNTS, LOCAL_BALANCE, MNEMONIC
from .networks import find_in_node_modules

START_TIMEOUT = 20  # seconds; a cold binary on a busy machine takes two


class AnvilProcess:
    """A running anvil. `ipc_path` is its socket, `url` its HTTP address on a port that the system chose.

    `states`: of how many of the last blocks it keeps the state; of all if None, which for ten thousand blocks with much
    in them is a hundred gigabytes on disk.
    """

    def __init__(self, start: int | None = None, states: int | None = None) -> None:
        binary = find_anvil()
        if binary is None:
            raise UnknownNetwork(
                "anvil is not installed: run npm ci in the repository, install Foundry, or use --network embedded."
            )
        self._folder = Path(tempfile.mkdtemp(prefix="praxis-anvil-"))
        self.ipc_path = str(self._folder / "anvil.ipc")
        self._log = self._folder / "log"
        command = [
            binary, "--port", "0", "--ipc", self.ipc_path, "--hardfork", "prague", "--slots-in-an-epoch", "2",
            "--accounts", str(LOCAL_ACCOUNTS), "--balance", str(LOCAL_BALANCE // 10**18), "--mnemonic", MNEMONIC,
            *(["--timestamp", str(start)] if start is not None else []),
            *(["--prune-history", str(states)] if states is not None else []),
        ]  # fmt: skip
        with self._log.open("wb") as log:
            self._process = subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        atexit.register(self.close)
        try:
            self.url = self._wait()
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """End the process and remove its files."""
        atexit.unregister(self.close)
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(5)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
        shutil.rmtree(self._folder, ignore_errors=True)

    def _wait(self) -> str:
        deadline = time.monotonic() + START_TIMEOUT
        while time.monotonic() < deadline:
            said = self._log.read_text(errors="replace")
            for line in said.splitlines():
                if line.startswith("Listening on ") and Path(self.ipc_path).is_socket():
                    return "http://" + line.removeprefix("Listening on ").strip()
            if self._process.poll() is not None:
                reason = (said.strip().splitlines() or ["it said nothing"])[-1]
                raise NetworkFailed(f"anvil ended at once ({reason}): try --network embedded.")
            time.sleep(0.01)
        raise NetworkFailed(f"anvil did not start within {START_TIMEOUT} s: try --network embedded.")


def find_anvil() -> str | None:
    """Path of the binary: npm's first, because its version is pinned."""
    pinned = find_in_node_modules("@foundry-rs", "anvil-linux-amd64", "bin", "anvil")
    return str(pinned) if pinned else shutil.which("anvil")
