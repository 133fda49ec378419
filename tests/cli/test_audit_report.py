"""`praxis audit report`: each format, where it goes, and what is said of input that cannot be right."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from praxis_chain.demo.repository import DemoRepository
from tests.cli.conftest import Site
from tests.cli.steps import USDC, fund, relay
from tests.cli.terminal import Terminal
from tests.cli.test_help import ROOT

REPORT = ("audit", "report", "--block", "latest")


@pytest.fixture
def funded(site: Site, praxis: Terminal, merged: DemoRepository) -> Terminal:
    """500 USDC are on an issue."""
    fund(praxis, merged, site.prompt)
    return praxis


def test_a_page_goes_to_stdout_or_a_file(funded: Terminal, tmp_path: Path) -> None:
    said = funded.do(*REPORT).out
    assert said.startswith("<!doctype html>")
    assert "Every dollar is where it should be: the escrow holds 500.00 USDC and owes 500.00 USDC." in said
    written = funded.do(*REPORT, "--out", tmp_path / "report.html")
    assert (written.out, written.err) == ("", f"Written to {tmp_path / 'report.html'}. Everything holds.\n")
    assert (tmp_path / "report.html").read_text(encoding="utf-8") == said


def test_a_hash_of_one_s_own_is_what_it_is_proven_against(funded: Terminal, site: Site) -> None:
    block = site.node.request("eth_getBlockByNumber", "latest", False)["hash"]
    words = ("audit", "report", "--block-hash", block, "--second-rpc", site.terminal.environment["PRAXIS_NETWORK"])
    report = json.loads(funded.do(*words, "--all-headers", "--format", "json").out)["report"]
    assert (report["assurance"]["level"], report["block"]["hash"], report["holds"]) == (3, block, True)


def test_json_is_one_document(funded: Terminal, merged: DemoRepository, tmp_path: Path) -> None:
    document = json.loads(funded.do(*REPORT, "--format", "json").out)
    assert document["report"]["figures"]["usdc_held"] == 500 * USDC
    (row,) = document["tables"]["open_work"]["rows"]
    assert row[:3] == [f"{merged.forge}/issue/7", 500 * USDC, "open"]


@pytest.mark.parametrize("form", ["csv", "parquet"])
def test_a_file_per_table_goes_to_a_folder(funded: Terminal, tmp_path: Path, form: str) -> None:
    if form == "parquet":
        pytest.importorskip("pyarrow", exc_type=ImportError)
    said = funded.data(*REPORT, "--format", form, "--out", tmp_path / "tables")
    assert (said["holds"], said["exit_code"]) == (True, 0)
    assert sorted(said["files"]) == sorted(str(path) for path in (tmp_path / "tables").iterdir())
    assert str(tmp_path / "tables" / f"payments.{form}") in said["files"]


def test_who_was_paid_is_named_by_the_reader_and_when_by_the_fact(
    funded: Terminal, merged: DemoRepository, tmp_path: Path
) -> None:
    """The transaction of the award shows the fact, and that says when the work was merged."""
    relay(funded, merged)
    who = merged.key("contributor").contributor
    (tmp_path / "names").write_text(f"github:user/1\n\n{who}\n", encoding="utf-8")
    made = json.loads(funded.do(*REPORT, "--names", tmp_path / "names", "--format", "json").out)["tables"]["payments"]
    (row,) = (dict(zip([one["name"] for one in made["columns"]], row, strict=True)) for row in made["rows"])
    assert (row["contributor"], row["work"], row["amount_usdc_base_units"]) == (who, merged.work(3), 500 * USDC)
    assert 0 < row["awarded_unix_seconds"] - row["merged_unix_seconds"] < 10_000
    unread = json.loads(funded.do(*REPORT, "--no-merge-times", "--format", "json").out)["tables"]["payments"]["rows"]
    place = [one["name"] for one in made["columns"]].index("merged_unix_seconds")
    assert [one[place] for one in unread] == [None]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("--format", "csv"), "Say where to write it: --out FOLDER."),
        (("--json",), "Say where to write it: --out FILE."),
        (("--format", "pdf"), "'pdf' is not one of 'html', 'json', 'csv', 'parquet', 'beancount', 'hledger'."),
        (("--names", "/nowhere/names"), "/nowhere/names cannot be read: No such file or directory."),
        (("--out", "/nowhere/report.html"), "There is no folder /nowhere to write report.html into."),
        (("--format", "csv", "--out", "/dev/null/tables"), "There is no folder /dev/null to write tables into."),
        (("--block", "soon"), "'soon' is not a block: give a height, latest or finalized."),
    ],
)
def test_what_cannot_be_right_is_said_in_one_sentence(
    site: Site, praxis: Terminal, words: tuple[str, ...], sentence: str
) -> None:
    said = praxis.do(*REPORT, *words, code=2)
    assert sentence in said.sentence
    assert said.out == ""


def test_the_exit_code_is_the_audit_s(funded: Terminal, site: Site, tmp_path: Path) -> None:
    """Somebody takes USDC out of the escrow past every contract."""
    from eth_hash.auto import keccak

    from praxis_chain.evm.usdc import BALANCES_SLOT

    escrow, usdc = site.contracts["BountyEscrow"], json.loads(site.record.read_text(encoding="utf-8"))["usdc"]
    key = bytes.fromhex(escrow[2:]).rjust(32, b"\0") + BALANCES_SLOT.to_bytes(32, "big")
    site.node.set_storage(usdc, int.from_bytes(keccak(key), "big"), 499 * USDC)
    said = funded.do(*REPORT, "--out", tmp_path / "report.html", code=3)
    assert said.err.endswith("It does NOT hold, or not all was checked: read the report.\n")
    page = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert "Money is missing: the escrow holds 499.00 USDC and owes 500.00 USDC, 1.00 USDC more." in page
    assert "INSOLVENT: the escrow holds 499.00 USDC and owes 500.00 USDC." in page


@pytest.mark.parametrize(("form", "module"), [("html", "jinja2"), ("parquet", "pyarrow")])
def test_what_a_format_needs_is_said_before_anything_is_read(tmp_path: Path, form: str, module: str) -> None:
    """Without the extra, and with nobody behind the network."""
    code = (
        f"import sys; sys.modules[{module!r}] = None\n"
        "from praxis_chain.cli.main import main\n"
        f"main(['audit', 'report', '--format', {form!r}, '--out', 'out', '--network', 'http://127.0.0.1:9'])"
    )
    environment = {"PYTHONPATH": str(ROOT), "HOME": str(tmp_path), "PATH": "/usr/bin:/bin"}
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 2, done.stderr
    assert done.stderr.endswith(f"This needs {module}, which is not installed: pip install 'praxis-chain[audit]'.\n")
