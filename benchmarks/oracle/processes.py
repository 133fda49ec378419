"""Programs that run meanwhile, each with a log of its own; and how much memory they take."""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from praxis_chain.core.errors import Incomplete

ROOT = Path(__file__).resolve().parents[2]
PRAXIS = ("-c", "from praxis_chain.cli.main import main; main()")
PATIENCE = 60  # seconds until a program has to be there, or gone


class Program:
    """Python, run with these arguments. settings: of its environment. folder: where it works, and where its log is."""

    def __init__(self, name: str, arguments: Sequence[str], folder: Path, settings: Mapping[str, str]) -> None:
        self.name = name
        folder.mkdir(parents=True, exist_ok=True)
        self.log = folder / "log"
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PRAXIS_")}
        environment |= {"PYTHONPATH": str(ROOT), "NO_PROXY": "127.0.0.1", **settings}
        with self.log.open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=folder,
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    def wait_for(self, text: str) -> str:
        """The first line of its log that holds `text`. Raises Incomplete if it ends before, or takes too long."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            for line in self._said():
                if text in line:
                    return line
            self.require_alive()
            time.sleep(0.02)
        raise Incomplete(f"{self.name} said nothing of {text!r} within {PATIENCE} s; its log is {self.log}.")

    def require_alive(self) -> None:
        """Raises Incomplete with its last words if it has ended."""
        if self._process.poll() is not None:
            last = (self._said() or ["it said nothing"])[-1]
            raise Incomplete(f"{self.name} ended by itself: {last}")

    def memory(self) -> int:
        """Bytes of this machine's memory that it holds now."""
        return resident(self._process.pid)

    def processor(self) -> float:
        """Seconds of a core that it has used."""
        fields = Path(f"/proc/{self._process.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / 100

    def end(self) -> None:
        """SIGTERM, and SIGKILL where that is not enough."""
        if self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(10)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()

    def _said(self) -> list[str]:
        return self.log.read_text(encoding="utf-8", errors="replace").splitlines()


def resident(process: int) -> int:
    """Bytes of memory that a process holds (Linux)."""
    for line in Path(f"/proc/{process}/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    raise Incomplete(f"The memory of process {process} cannot be read.")
