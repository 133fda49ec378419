"""Which compiler is chosen, and npm's compiler behind native solc's command line."""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from praxis_chain.core.errors import NetworkFailed
from praxis_chain.evm import build, solc

ROOT = build.checkout()
FILE = "// SPDX-License-Identifier: MIT\npragma solidity 0.8.37;\n\ncontract Half {}\n"
FAKE = "#!/bin/sh\necho 'Version: {}+commit.12345678.Linux.g++'\n"


@pytest.fixture
def bare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A machine without any compiler and without network."""
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.delenv("SOLCX_BINARY_PATH", raising=False)
    monkeypatch.setattr(solc, "_PROBE", "raise SystemExit(1)")
    return tmp_path


def program(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    path.chmod(0o755)


def test_without_any_compiler_it_is_said_what_to_do(bare: Path) -> None:
    with pytest.raises(NetworkFailed, match=r"solc 0\.8\.37 is not installed and cannot be downloaded: .*npm ci"):
        solc.find_solc(bare, "0.8.37")


def test_the_network_is_asked_for_at_most_five_seconds(bare: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(solc, "_PROBE", "import time; time.sleep(60)")
    monkeypatch.setattr(solc, "PROBE_SECONDS", 0.05)
    with pytest.raises(NetworkFailed):
        solc.find_solc(bare, "0.8.37")


def test_a_compiler_that_py_solc_x_installed_is_used_where_it_is(bare: Path) -> None:
    program(bare / "home" / ".solcx" / "solc-v0.8.37", FAKE.format("0.8.37"))
    found = solc.find_solc(bare, "0.8.37")
    assert found == solc.Solc(bare / "home" / ".solcx" / "solc-v0.8.37", "0.8.37+commit.12345678", native=True)


def test_a_compiler_on_the_path_is_used_only_in_the_right_version(bare: Path) -> None:
    program(bare / "bin" / "solc", FAKE.format("0.8.36"))
    with pytest.raises(NetworkFailed):
        solc.find_solc(bare, "0.8.37")
    program(bare / "bin" / "solc", FAKE.format("0.8.37"))
    found = solc.find_solc(bare, "0.8.37")
    assert (found.full_version, found.native) == ("0.8.37+commit.12345678", True)
    assert found.path.name == "solc-v0.8.37"
    assert found.path.is_relative_to(bare / ".build")


@pytest.mark.skipif(not (ROOT / "node_modules").exists(), reason="the npm packages are not installed")
@pytest.mark.skipif(shutil.which("node") is None, reason="there is no Node")
class TestShim:
    """npm's solc behind native solc's command line."""

    @pytest.fixture
    def shim(self, tmp_path: Path) -> Path:
        path = tmp_path / "shim" / "solc-v0.8.37"
        assert solc._make_shim(ROOT, "0.8.37", path)
        return path

    def run(self, shim: Path, *arguments: str, given: object = None, cwd: Path) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [shim, *arguments], input=json.dumps(given), cwd=cwd, capture_output=True, text=True, check=False
        )

    def test_it_names_its_version_as_native_solc_does(self, shim: Path, tmp_path: Path) -> None:
        done = self.run(shim, "--version", cwd=tmp_path)
        assert done.returncode == 0
        assert "\nVersion: 0.8.37+commit.f401782d." in done.stdout

    def test_it_reads_sources_from_the_base_path_and_nowhere_else(self, shim: Path, tmp_path: Path) -> None:
        outside, base = tmp_path / "outside", tmp_path / "base"
        for folder in (outside, base):
            folder.mkdir()
            (folder / "Half.sol").write_text(FILE, encoding="utf-8")
        (base / "Linked.sol").symlink_to(outside / "Half.sol")
        given = {
            "language": "Solidity",
            "sources": {name: {"urls": [name]} for name in ("Half.sol", "Linked.sol", "../outside/Half.sol")},
            "settings": {"outputSelection": {"Half.sol": {"*": ["abi"]}}},
        }
        said = self.messages(self.run(shim, "--standard-json", "--base-path", str(base), given=given, cwd=tmp_path))
        assert [text for text in said if "outside of allowed" in text and "Linked.sol" in text]
        assert [text for text in said if "outside of allowed" in text and "../outside/Half.sol" in text]
        assert not [text for text in said if '"Half.sol"' in text]
        arguments = ("--standard-json", f"--base-path={base}", "--allow-paths", f"{outside},.")
        assert not [
            text for text in self.messages(self.run(shim, *arguments, given=given, cwd=tmp_path)) if "allowed" in text
        ]

    def messages(self, done: subprocess.CompletedProcess[str]) -> list[str]:
        assert done.returncode == 0, done.stderr
        return [error["message"] for error in json.loads(done.stdout).get("errors", [])]

    def test_it_says_what_it_does_not_know(self, shim: Path, tmp_path: Path) -> None:
        done = self.run(shim, "--gas", "x.sol", cwd=tmp_path)
        assert (done.returncode, done.stdout) == (1, "")
        assert done.stderr == "Error: this solc runs on Node and does not know --gas\n"

    def test_it_is_made_again_when_it_no_longer_fits(self, shim: Path) -> None:
        good = shim.read_text(encoding="utf-8")
        shim.write_text("#!/gone/node\n", encoding="utf-8")
        assert solc._make_shim(ROOT, "0.8.37", shim)
        assert shim.read_text(encoding="utf-8") == good
        assert not solc._make_shim(ROOT, "0.8.36", shim)
