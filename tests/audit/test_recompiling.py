"""The code on chain against what the sources make of it, compiled here: exact, other, or other in its sources only."""

import json
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from praxis_chain.audit.bundle import Content, check
from praxis_chain.audit.concluding import ARTIFACTS
from praxis_chain.audit.findings import Report
from praxis_chain.audit.internal import audit
from praxis_chain.audit.recompiling import recompile
from praxis_chain.audit.writing import Writer
from praxis_chain.core.errors import Refused, WrongInput
from praxis_chain.evm import artifacts, build, compiler, solc
from praxis_chain.evm.artifacts import Artifact
from praxis_chain.evm.compiler import Compiled, compile_input
from praxis_chain.evm.deployments.code import instructions
from tests.audit.lying import proofless

if TYPE_CHECKING:
    from tests.protocol import Protocol

ROOT = build.checkout()
VERSION = "0.8.37+commit.f401782d"
EXACT = (
    f"The sources were compiled with solc {VERSION}: "
    "that makes exactly the code of Attesters, Stakeholders, Prax and BountyEscrow."
)
NOT_AT_HAND = "The sources could not be compiled: solc 0.8.37 is not installed and may not be downloaded: install it"
TOY = "// SPDX-License-Identifier: MIT\npragma solidity 0.8.37;\ncontract Toy { uint256 public immutable one = 1; }\n"


@pytest.fixture
def honest(monkeypatch: pytest.MonkeyPatch) -> list[bytes]:
    """The compiler's real output for the package's sources, compiled once for all tests; what was given to compile."""
    given: list[bytes] = []

    def compiled(sources: bytes) -> Compiled:
        given.append(sources)
        return compiler.compile_published(ROOT)

    monkeypatch.setattr("praxis_chain.audit.recompiling.compile_input", compiled)
    return given


@pytest.fixture
def no_compiler(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An installed package on a machine without any, which must not ask for one either."""

    def nowhere() -> Path:
        raise WrongInput("no sources are here")

    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("SOLCX_BINARY_PATH", raising=False)
    monkeypatch.setattr(build, "checkout", nowhere)
    monkeypatch.setattr(solc, "_download", lambda *_: pytest.fail("it asked for a compiler"))


@pytest.fixture
def file(busy: "Protocol", tmp_path: Path) -> Path:
    path = tmp_path / "audit.praxis"
    audit(busy.chain, busy.record, "latest", bundle=path)
    return path


def times(report: Report) -> int:
    """How often CODE was tested."""
    return next(one.count for one in report.checked if one.invariant == "CODE")


def test_the_sources_make_exactly_the_code(busy: "Protocol", honest: list[bytes]) -> None:
    believing = audit(busy.chain, busy.record, "latest")
    assert (believing.exit_code, times(believing), ARTIFACTS in believing.not_checked) == (0, 4, True)
    assert not honest
    report = audit(busy.chain, busy.record, "latest", recompiled=True)
    assert (report.exit_code, times(report), ARTIFACTS in report.not_checked) == (0, 8, False)
    assert EXACT in report.information
    assert honest == [(artifacts.FOLDER / "standard-input.json").read_bytes()]


def test_a_node_without_proofs_is_believed_and_the_code_compared_too(busy: "Protocol", honest: list[bytes]) -> None:
    report = audit(proofless(busy.chain), busy.record, "latest", recompiled=True)
    assert (report.exit_code, times(report), ARTIFACTS in report.not_checked) == (0, 8, False)
    assert EXACT in report.information


def test_artifacts_that_are_not_what_the_sources_make_are_found(
    busy: "Protocol", honest: list[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Code and artifact agree with each other, as whoever changed the package and deployed from it would have it."""
    real, code = artifacts.load, bytearray(busy.view.code(busy.prax.address))
    code[3] ^= 1
    busy.chain.set_code(busy.prax.address, bytes(code))

    def changed(name: str) -> Artifact:
        artifact = real(name)
        if name != "Prax":
            return artifact
        deployed = bytearray.fromhex(artifact.deployed_bytecode[2:])
        deployed[3] ^= 1
        return replace(artifact, deployed_bytecode="0x" + deployed.hex())

    monkeypatch.setattr(artifacts, "load", changed)
    assert audit(busy.chain, busy.record, "latest").exit_code == 0
    report = audit(busy.chain, busy.record, "latest", recompiled=True)
    [found] = report.findings
    assert (report.exit_code, found.id, found.where.contract) == (3, "CODE-1", "Prax")
    size = real("Prax").size
    assert found.summary == f"Prax: it differs from byte 3 on ({size} bytes, {size} expected)."
    assert found.reproduce == "praxis audit --recompile"
    assert any(said.endswith("the code of Attesters, Stakeholders and BountyEscrow.") for said in report.information)


def test_a_character_of_one_source_shows_in_all_that_import_it(busy: "Protocol") -> None:
    """Compiled for real: its own code is other, its importer's differs in the hash of the sources only."""
    given = json.loads(artifacts.sources())
    for name in ("contracts/BountyEscrow.sol", "contracts/Prax.sol", "tests/solidity/TestUSDC.sol"):
        del given["sources"][name], given["settings"]["outputSelection"][name]  # which would take most of the time
    source = given["sources"]["contracts/Attesters.sol"]
    assert source["content"].count("SIGNATURE_BYTES = 65;") == 1
    source["content"] = source["content"].replace("SIGNATURE_BYTES = 65;", "SIGNATURE_BYTES = 64;")
    view = busy.view
    codes = {name: view.code(busy.record.address_of(name)) for name in ("Attesters", "Stakeholders")}
    writer = Writer(view.block)
    recompile(busy.record, codes, json.dumps(given).encode(), writer)
    attesters, stakeholders = (
        f"{name}: it was compiled from other sources: its code names {artifacts.load(name).source_hash}"
        for name in ("Attesters", "Stakeholders")
    )
    assert [finding.summary for finding in writer.findings] == [
        f"{attesters}.",
        f"{stakeholders}, though every instruction is the same: a comment, a name or a setting is not.",
    ]
    assert (writer.tested["CODE"], writer.recompiled, writer.incomplete, writer.information) == (2, True, [], [])


def test_without_a_compiler_the_audit_is_incomplete(busy: "Protocol", file: Path, no_compiler: None) -> None:
    for report in (audit(busy.chain, busy.record, "latest", recompiled=True), check(file, recompiled=True)):
        assert (report.exit_code, times(report), ARTIFACTS in report.not_checked) == (5, 4, True)
        [why] = report.incomplete
        assert why.startswith(NOT_AT_HAND)
    assert check(file).exit_code == 0


def test_sources_that_do_not_compile_are_not_passed(busy: "Protocol", monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: bytes) -> Compiled:
        raise Refused("solc refused the sources:\nParserError")

    monkeypatch.setattr("praxis_chain.audit.recompiling.compile_input", refuse)
    report = audit(busy.chain, busy.record, "latest", recompiled=True)
    assert (report.exit_code, times(report), ARTIFACTS in report.not_checked) == (5, 4, True)
    assert report.incomplete == ("The sources could not be compiled: solc refused the sources:\nParserError.",)


def test_the_sources_in_a_bundle_are_compiled(busy: "Protocol", file: Path, honest: list[bytes]) -> None:
    assert Content.decode(file.read_bytes()).sources == (artifacts.FOLDER / "standard-input.json").read_bytes()
    believing = check(file)
    assert (believing.exit_code, times(believing), ARTIFACTS in believing.not_checked, honest) == (0, 4, True, [])
    report = check(file, busy.view.block.hash, recompiled=True)
    assert (report.exit_code, times(report), ARTIFACTS in report.not_checked) == (0, 8, False)
    assert EXACT in report.information
    assert honest == [artifacts.sources()]


def test_a_bundle_is_the_same_whether_or_not_its_writer_compiled(
    busy: "Protocol", file: Path, honest: list[bytes], tmp_path: Path
) -> None:
    audit(busy.chain, busy.record, "latest", bundle=tmp_path / "compiled", recompiled=True)
    assert len(honest) == 1
    assert (tmp_path / "compiled").read_bytes() == file.read_bytes()


def test_altered_sources_are_refused_before_anything_is_compiled(file: Path, honest: list[bytes]) -> None:
    content = Content.decode(file.read_bytes())
    file.write_bytes(replace(content, sources=content.sources.replace(b"= 72 hours;", b"= 71 hours;")).encode())
    with pytest.raises(Refused, match="its sources are not those of this package: they were changed"):
        check(file, recompiled=True)
    assert honest == []


def test_an_input_is_compiled_by_the_compiler_that_made_the_artifacts() -> None:
    settings = {"outputSelection": {"*": {"": ["ast"]}, "Toy.sol": {"*": build._OUTPUTS, "": ["ast"]}}}
    given = {"language": "Solidity", "sources": {"Toy.sol": {"content": TOY}}, "settings": settings}
    compiled = compile_input(json.dumps(given).encode())
    assert compiled.compiler == VERSION == artifacts.load("Prax").compiler
    assert list(compiled.contracts["Toy"].immutables) == ["Toy.one"]


def test_instructions_are_what_stands_before_what_solc_appends() -> None:
    assert instructions(bytes.fromhex("6001" + "a10102" + "0003")) == b"\x60\x01"
    assert instructions(b"\xff\xff\xff") == b""
    assert instructions(b"") == b""
    code = bytes.fromhex(artifacts.load("Prax").deployed_bytecode[2:])
    assert len(code) - len(instructions(code)) == 53
