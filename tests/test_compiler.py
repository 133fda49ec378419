"""The compiler at hand, whichever it is, gives the committed artifacts; what it says about our sources is kept."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from praxis_chain.core.errors import Refused, WrongInput
from praxis_chain.evm import artifacts, build, compiler, solc

ROOT = build.checkout()
SETTINGS = build.read_settings(ROOT)

needs_libraries = pytest.mark.skipif(not (ROOT / "node_modules").exists(), reason="the npm packages are not installed")

TOKEN = """// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {
    Half
} from "./parts/Half.sol";

contract Toy is Half {
    struct Pair { uint128 left; address right; }

    IERC20 public immutable token;
    mapping(address => Pair) public pairs;

    constructor(IERC20 token_) { token = token_; }
}
"""
HALF = """// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

abstract contract Half {
    uint256 public half;
}
"""


def test_the_compiler_at_hand_gives_the_committed_artifacts() -> None:
    contracts = compiler.compile_published(ROOT).contracts
    assert [name for name in artifacts.PUBLISHED if contracts[name] != artifacts.load(name)] == []


def test_no_artifact_is_stale() -> None:
    assert artifacts.stale(ROOT) == []


def test_what_changed_since_the_artifacts_is_named_without_a_compiler(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in (*artifacts.published_sources(ROOT), build.SETTINGS_FILE):
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, tmp_path / name)
    before = build.standard_input(ROOT, artifacts.published_sources(ROOT), SETTINGS)
    monkeypatch.setattr(artifacts, "standard_input", lambda: before)
    assert artifacts.stale(tmp_path) == []
    with (tmp_path / "contracts" / "Prax.sol").open("a", encoding="utf-8") as source:
        source.write("// changed\n")
    (tmp_path / "contracts" / "New.sol").write_text(HALF, encoding="utf-8")
    settings = (tmp_path / build.SETTINGS_FILE).read_text(encoding="utf-8")
    (tmp_path / build.SETTINGS_FILE).write_text(settings.replace("cancun", "prague"), encoding="utf-8")
    assert artifacts.stale(tmp_path) == ["contracts/New.sol", "contracts/Prax.sol", "settings"]


def test_artifacts_are_written_all_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    committed = [artifacts.load(name) for name in artifacts.PUBLISHED]
    monkeypatch.setattr(artifacts, "FOLDER", tmp_path)
    with pytest.raises(WrongInput, match="the sources have no contract Prax"):
        artifacts.write([artifact for artifact in committed if artifact.name != "Prax"], {})
    assert not list(tmp_path.iterdir())
    assert len(artifacts.write(committed, {"sources": {}})) == len(artifacts.PUBLISHED) + 1
    assert artifacts.write(committed, {"sources": {}}) == []
    assert [artifacts.load(name) for name in artifacts.PUBLISHED] == committed
    artifacts.load.cache_clear()


def test_the_contracts_compile_without_warnings() -> None:
    assert compiler.compile_published(ROOT).warnings == []


@pytest.mark.parametrize("name", artifacts.PUBLISHED)
def test_an_artifact_can_be_deployed_and_traced_to_its_sources(name: str) -> None:
    artifact = artifacts.load(name)
    assert 0 < artifact.size <= 24_576
    assert artifact.compiler.startswith(f"{SETTINGS.version}+commit.")
    assert artifact.deployed_bytecode.removeprefix("0x").count(artifact.source_hash.removeprefix("0x")) == 1
    assert artifact.source_hash.startswith("0x1220")
    assert artifact.source in artifacts.standard_input()["sources"]


def test_immutables_are_named_and_stand_where_the_code_has_zeros() -> None:
    artifact = artifacts.load("BountyEscrow")
    code = bytes.fromhex(artifact.deployed_bytecode.removeprefix("0x"))
    assert {"BountyEscrow.USDC", "EIP712._cachedThis"} <= artifact.immutables.keys()
    for name, places in artifact.immutables.items():
        assert places, name
        assert all(code[start : start + 32] == bytes(32) for start in places), name


# -- A project of its own ---------------------------------------------------------------------------------------------


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A checkout with one contract that imports a neighbour and a library, and the compiler that is at hand here."""
    root = tmp_path / "project"
    (root / "contracts" / "parts").mkdir(parents=True)
    (root / "contracts" / "Toy.sol").write_text(TOKEN, encoding="utf-8")
    (root / "contracts" / "parts" / "Half.sol").write_text(HALF, encoding="utf-8")
    shutil.copy(ROOT / build.SETTINGS_FILE, root)
    shutil.copytree(ROOT / "node_modules" / "@openzeppelin", root / "node_modules" / "@openzeppelin")
    return root


@pytest.fixture
def compiler_at_hand(monkeypatch: pytest.MonkeyPatch) -> solc.Solc:
    found = solc.find_solc(ROOT, SETTINGS.version)
    monkeypatch.setenv("SOLCX_BINARY_PATH", found.environment["SOLCX_BINARY_PATH"])
    return found


@needs_libraries
def test_a_contract_comes_out_with_names_instead_of_numbers(project: Path, compiler_at_hand: solc.Solc) -> None:
    compiled = compiler.compile_sources(project, ["contracts/Toy.sol"])
    assert compiled.warnings == []
    assert compiled.compiler == compiler_at_hand.full_version
    assert list(compiled.contracts) == ["Toy"]
    toy = compiled.contracts["Toy"]
    assert list(toy.immutables) == ["Toy.token"]
    assert [(entry["label"], entry["slot"], entry["type"]) for entry in toy.storage["storage"]] == [
        ("half", "0", "t_uint256"),
        ("pairs", "1", "t_mapping(t_address,t_struct(Pair)_storage)"),
    ]


@needs_libraries
def test_the_input_holds_every_source_and_nothing_else(project: Path) -> None:
    given = build.standard_input(project, ["contracts/Toy.sol"], SETTINGS)
    assert list(given["sources"]) == [
        "contracts/Toy.sol",
        "contracts/parts/Half.sol",
        "node_modules/@openzeppelin/contracts/token/ERC20/IERC20.sol",
    ]
    assert given["settings"]["evmVersion"] == "cancun"
    assert given["settings"]["optimizer"] == {"enabled": True, "runs": SETTINGS.runs}


@needs_libraries
def test_the_same_sources_are_compiled_once(
    project: Path, compiler_at_hand: solc.Solc, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = compiler.compile_sources(project, ["contracts/Toy.sol"])

    def never(*_: Any, **__: Any) -> None:
        raise AssertionError("compiled again")

    monkeypatch.setattr("solcx.compile_standard", never)
    assert compiler.compile_sources(project, ["contracts/Toy.sol"]) == first
    (project / "contracts" / "Toy.sol").write_text(TOKEN + "// changed\n", encoding="utf-8")
    with pytest.raises(AssertionError, match="compiled again"):
        compiler.compile_sources(project, ["contracts/Toy.sol"])


@needs_libraries
def test_what_the_compiler_refuses_is_said_in_its_words(project: Path, compiler_at_hand: solc.Solc) -> None:
    (project / "contracts" / "Toy.sol").write_text(TOKEN.replace("uint128 left", "uint129 left"), encoding="utf-8")
    with pytest.raises(
        Refused, match=r"^solc 0\.8\.37\+commit\.f401782d refused the sources:\n(.|\n)*Toy\.sol:10:19:(.|\n)*uint129"
    ):
        compiler.compile_sources(project, ["contracts/Toy.sol"])


@needs_libraries
def test_warnings_about_our_own_sources_are_kept(project: Path, compiler_at_hand: solc.Solc) -> None:
    (project / "contracts" / "Toy.sol").write_text(TOKEN.replace("// SPDX-License-Identifier: MIT\n", ""), "utf-8")
    assert [text.splitlines()[0] for text in compiler.compile_sources(project, ["contracts/Toy.sol"]).warnings] == [
        "Warning: SPDX license identifier not provided in source file. Before publishing, consider adding a comment "
        'containing "SPDX-License-Identifier: <SPDX-License>" to each source file. Use "SPDX-License-Identifier: '
        'UNLICENSED" for non-open-source code. Please see https://spdx.org for more information.'
    ]


def test_wrong_settings_are_named(tmp_path: Path) -> None:
    (tmp_path / build.SETTINGS_FILE).write_text("solidity:\n  version: 0.8.37\n", encoding="utf-8")
    with pytest.raises(WrongInput, match=r"ape-config\.yaml lacks solidity\.evm_version"):
        build.read_settings(tmp_path)
    (tmp_path / build.SETTINGS_FILE).write_text("solidity: [", encoding="utf-8")
    with pytest.raises(WrongInput, match=r"ape-config\.yaml cannot be read"):
        build.read_settings(tmp_path)
    with pytest.raises(WrongInput, match="there is no source contracts/None"):
        build.standard_input(tmp_path, ["contracts/None.sol"], SETTINGS)


def test_an_unknown_artifact_is_named() -> None:
    with pytest.raises(WrongInput, match="there is no artifact Nothing; there are Attesters, "):
        artifacts.load("Nothing")
