"""ape and forge, with the one settings file, give the committed bytecode too, metadata included.

Both run as processes, in a project and with a home of their own.
"""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from praxis_chain.core.errors import WrongInput
from praxis_chain.evm import artifacts, build, toolchain

ROOT = build.checkout()
SETTINGS = build.read_settings(ROOT)

needs_libraries = pytest.mark.skipif(not (ROOT / "node_modules").exists(), reason="the npm packages are not installed")


@pytest.fixture
def sources_of_attesters(tmp_path: Path) -> Path:
    """Enough of the real project to compare: settings and remapping are the same for every contract."""
    root = tmp_path / "real"
    (root / "contracts").mkdir(parents=True)
    for name in ("Attesters.sol", "Facts.sol"):
        shutil.copy(ROOT / "contracts" / name, root / "contracts")
    shutil.copy(ROOT / build.SETTINGS_FILE, root)
    shutil.copytree(ROOT / "node_modules" / "@openzeppelin", root / "node_modules" / "@openzeppelin")
    return root


def run_there(root: Path, command: list[str | Path], **more: str) -> None:
    """With a home and a folder for temporary files of its own: ape treats projects in the latter differently."""
    for name in ("home", "tmp"):
        (root.parent / name).mkdir()
    own = {"HOME": str(root.parent / "home"), "TMPDIR": str(root.parent / "tmp")}
    done = subprocess.run(command, cwd=root, env=os.environ | own | more, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@needs_libraries
def test_ape_gives_the_same_bytecode(sources_of_attesters: Path) -> None:
    pytest.importorskip("ape", reason="ape is not installed")
    ape = Path(sys.executable).with_name("ape")
    run_there(sources_of_attesters, [ape, "compile"], **toolchain.environment(ROOT))
    manifest = json.loads((sources_of_attesters / ".build" / "__local__.json").read_text(encoding="utf-8"))
    found = manifest["contractTypes"]["Attesters"]
    ours = artifacts.load("Attesters")
    assert found["deploymentBytecode"]["bytecode"] == ours.bytecode
    assert found["runtimeBytecode"]["bytecode"] == ours.deployed_bytecode
    assert not (sources_of_attesters.parent / "home" / ".solcx").exists()


@needs_libraries
def test_forge_gives_the_same_bytecode(sources_of_attesters: Path) -> None:
    try:
        forge = toolchain.program(ROOT, "forge")
    except WrongInput:
        pytest.skip("there is no forge for this machine")
    configuration = sources_of_attesters / ".build" / "foundry.toml"
    given = toolchain.environment(ROOT) | {"FOUNDRY_CONFIG": str(configuration)}
    configuration.parent.mkdir()
    shutil.copy(ROOT / ".build" / "foundry.toml", configuration)
    run_there(sources_of_attesters, [forge, "build"], **given)
    out = sources_of_attesters / ".build" / "forge" / "out" / "Attesters.sol" / "Attesters.json"
    found = json.loads(out.read_text(encoding="utf-8"))
    ours = artifacts.load("Attesters")
    assert found["bytecode"]["object"] == ours.bytecode
    assert found["deployedBytecode"]["object"] == ours.deployed_bytecode


def test_every_setting_reaches_forge() -> None:
    given = replace(SETTINGS, evm_version="paris", optimize=False, runs=7, via_ir=True, remappings=("a/=b/",))
    text = build.foundry_toml(given, Path("/opt/solc"))
    for line in (
        'solc = "/opt/solc"',
        'evm_version = "paris"',
        "optimizer = false",
        "optimizer_runs = 7",
        "via_ir = true",
        'remappings = ["a/=b/"]',
    ):
        assert f"\n{line}\n" in text
