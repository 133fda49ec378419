"""`praxis demo`, as people and machines call it."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from praxis_chain.cli.main import main, praxis
from praxis_chain.demo.repository import DemoRepository
from praxis_chain.evm.anvil import find_anvil
from tests.conftest import GENESIS

from .test_story import FIGURES, TITLES

USDC = 10**6  # base units


def run(*arguments: str) -> Result:
    """In this process, with errors as the command line shows them."""
    return CliRunner(mix_stderr=False).invoke(praxis, ["demo", *arguments], standalone_mode=False)


def scenes(result: Result) -> list[dict[str, Any]]:
    """Of the one JSON document on stdout."""
    assert result.exception is None, result.exception
    document = json.loads(result.stdout)
    assert (document["schema"], document["command"]) == ("praxis-chain/1", "demo")
    found: list[dict[str, Any]] = document["data"]["scenes"]
    return found


def plain(value: Any) -> Any:
    """Integers that JSON would lose are text."""
    return str(value) if isinstance(value, int) and value >= 2**53 else value


@pytest.fixture
def without_npm(monkeypatch: pytest.MonkeyPatch) -> None:
    """As on a machine without Node: Circle's bytecode is not to be found."""
    monkeypatch.setattr("praxis_chain.evm.local_usdc.find_in_node_modules", lambda *_: None)


@pytest.mark.usefixtures("without_npm")
def test_it_tells_the_same_on_anvil_and_without_circles_bytecode() -> None:
    if find_anvil() is None:
        pytest.skip("there is no anvil: npm ci brings one")
    found = scenes(run("--network", "anvil", "--json"))
    assert [scene["title"] for scene in found] == TITLES
    assert found[0]["circle_usdc"] is False
    assert "the stand-in TestUSDC" in found[0]["lines"][0]
    for scene, figures in zip(found, FIGURES, strict=True):
        assert {name: scene[name] for name in figures} == {name: plain(value) for name, value in figures.items()}


@pytest.mark.usefixtures("without_npm")
def test_it_pays_the_real_merges_of_a_plain_repository_if_its_authors_are_trusted(plain_repository: Path) -> None:
    before = _everything_in(plain_repository)
    judged, funded, awarded, authors, audited, tampered = scenes(
        run("--repo", str(plain_repository), "--trust-authors", "--json")
    )
    assert (judged["works"], judged["issues"], judged["refused"]) == (2, 2, 1)
    assert "marked unverified in the evidence" in judged["lines"][0]
    assert "reverted (1)" in judged["lines"][1]
    assert funded["funded"] == 200 * USDC
    assert (awarded["commits"], awarded["transactions"]) == (2, 1)
    assert (authors["released"], authors["accrued"], authors["authors"]) == (200 * USDC, str(200 * 10**18), 2)
    assert (audited["holds"], audited["owed"]) == (True, 0)
    assert (tampered["invariant"], tampered["exit_code"]) == ("P1", 3)
    assert _everything_in(plain_repository) == before


def test_it_pays_signed_merges_of_a_repository_with_conventions_and_says_what_it_refused(tmp_path: Path) -> None:
    repository = DemoRepository(tmp_path / "forge", now=GENESIS, policy=f'action = "0x{"ac" * 32}"\n')
    repository.commit("maintainer", "Open", {f"issues/{number}.md": "Text\n" for number in (7, 8)})
    repository.push_work(1, "contributor", {"a.txt": "one\n"})
    repository.push_work(2, "contributor", {"b.txt": "one\n"}, sign=False)
    for pull, issue in ((1, 7), (2, 8)):
        repository.merge(pull, closes=issue)
    result = run("--repo", str(repository.path))
    assert result.exception is None
    for sentence in (
        "1 work to count. Authors: verified by SSH signature. 1 document refused: author-not-verified (1).",
        "the newest 1 issue",
        "1 Commit awarded: transaction 0x",
        "100.00 USDC to 1 author. No PRAX: the demo's catalogue lacks your policy's actions.",
        "The escrow owes 0.00 USDC and holds 0.00 USDC.",
    ):
        assert sentence in " ".join(result.stdout.split())
    assert max(map(len, result.stdout.splitlines())) <= 100


def said(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str]:
    """Exit code and last line on stderr; nothing may stand on stdout."""
    with pytest.raises(SystemExit) as ended:
        main(["demo", *arguments])
    captured = capsys.readouterr()
    assert captured.out == ""
    assert isinstance(ended.value.code, int)
    return ended.value.code, captured.err.splitlines()[-1]


def test_without_trust_a_plain_repository_is_told_how_to_go_on(
    capsys: pytest.CaptureFixture[str], plain_repository: Path
) -> None:
    code, sentence = said(capsys, "--repo", str(plain_repository))
    assert code == 3
    assert sentence == (
        "praxis: No merge of this repository counts. It does not follow docs/git-forge.md; with --trust-authors its "
        "plain merges are taken at their authors' word."
    )


def test_a_repository_with_nothing_but_its_beginning_has_nothing_to_pay(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    repository = DemoRepository(tmp_path / "forge", now=GENESIS)
    code, sentence = said(capsys, "--repo", str(repository.path), "--trust-authors")
    assert code == 3
    assert sentence == "praxis: No merge of this repository counts. It has no git commit after its first one."


def test_what_is_no_repository_is_said_in_one_sentence(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").touch()
    subprocess.run(["git", "init", "-q", "-b", "main", str(tmp_path / "empty")], check=True)
    for name, sentence in {
        "folder": f"There is no git repository at {tmp_path / 'folder'}: name a folder that holds one.",
        "file": f"There is no repository at {tmp_path / 'file'}: give a folder, or an https or ssh address.",
        "missing": f"There is no repository at {tmp_path / 'missing'}: give a folder, or an https or ssh address.",
        "empty": f"{tmp_path / 'empty'} has no git commit on refs/heads/main: there is nothing to collect.",
    }.items():
        assert said(capsys, "--repo", str(tmp_path / name)) == (2, f"praxis: {sentence}")


@pytest.mark.parametrize(
    ("arguments", "code", "sentence"),
    [
        (["--trust-authors"], 2, "--trust-authors goes with --repo: the demo's own repository is signed."),
        (
            ["--network", "nowhere"],
            2,
            "'nowhere' is not a network: give embedded, anvil, or an http(s) RPC URL.",
        ),
    ],
)
def test_bad_input_is_one_sentence(
    capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, sentence: str
) -> None:
    assert said(capsys, *arguments) == (code, f"praxis: {sentence}")


def _everything_in(repository: Path) -> dict[str, bytes]:
    return {str(file): file.read_bytes() for file in sorted(repository.rglob("*")) if file.is_file()}
