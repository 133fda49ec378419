"""What an auditor asks besides the audit itself: who was paid, and what the parameters are."""

import csv
import json
from io import StringIO
from pathlib import Path

import pytest

from praxis_chain.demo.repository import DemoRepository
from tests.audit.bookkeepers import BOOKKEEPERS
from tests.cli.conftest import Site
from tests.cli.steps import ATTESTERS, CONTRIBUTOR, OWNER, SPONSOR, STRANGER, USDC, fund, relay
from tests.cli.terminal import Terminal

LATEST = ("--block", "latest")


def test_who_was_paid(site: Site, praxis: Terminal, merged: DemoRepository) -> None:
    nobody = praxis.do("audit", "who-paid", *LATEST)
    height = site.node.request("eth_blockNumber")
    assert (nobody.out, nobody.err) == ("", f"Nobody was paid up to block {int(height, 16)}.\n")
    fund(praxis, merged, site.prompt)
    relay(praxis, merged)

    (paid,) = praxis.data("audit", "who-paid", merged.subject(7), *LATEST)["payments"]
    contributor = merged.key("contributor").contributor
    assert (paid["amount"], paid["state"], paid["issue"]) == (500 * USDC, "paid", merged.subject(7))
    assert paid["wallet"] == site.address(CONTRIBUTOR)
    assert set(paid["signers"]) == {site.address(key) for key in ATTESTERS[:2]}
    assert paid["shares"] == [{"sponsor": site.address("test:1"), "amount": 500 * USDC}]
    for wanted in (contributor, site.address(CONTRIBUTOR), paid["awarded"]["transaction"], paid["fact"]):
        assert praxis.data("audit", "who-paid", wanted, *LATEST)["payments"] == [paid]
    assert praxis.data("audit", "who-paid", merged.subject(8), *LATEST)["payments"] == []

    title, line = praxis.do("audit", "who-paid", *LATEST).out.splitlines()
    for words in ("500.00", "paid", site.address(CONTRIBUTOR), "issue/7", "/pull/3", *paid["signers"]):
        assert words in line
    assert line.endswith(paid["awarded"]["transaction"])
    assert title.split() == [
        "when",
        "USDC",
        "state",
        "wallet",
        "contributor",
        "issue",
        "for",
        "attested",
        "by",
        "transaction",
    ]
    header, row = csv.reader(StringIO(praxis.do("audit", "who-paid", "--csv", *LATEST).out))
    cells = dict(zip(header, row, strict=True))
    assert (cells["amount_usdc"], cells["state"], cells["issue"]) == ("500.00", "paid", merged.subject(7))
    assert (cells["transaction"], cells["work"]) == (paid["awarded"]["transaction"], merged.subject(7)[:-7] + "pull/3")
    by_number = praxis.do("audit", "who-paid", "7", "--repo", merged.path, *LATEST)
    assert by_number.out.splitlines()[1] == line


def test_one_format_at_a_time(praxis: Terminal) -> None:
    assert praxis.do("audit", "who-paid", "--csv", "--json", code=2).sentence == "praxis: Say either --csv or --json."


@pytest.mark.parametrize("wanted", ["somebody", "issue 7", "0x12"])
def test_a_wrong_name_is_one_sentence(praxis: Terminal, wanted: str) -> None:
    said = praxis.do("audit", "who-paid", wanted, code=2)
    assert said.err.count("\n") == 1
    assert f"{wanted!r} is no issue, work, contributor or wallet: give a name such as" in said.err


def test_the_parameters_and_what_changed(site: Site, praxis: Terminal, tmp_path: Path) -> None:
    file = tmp_path / "params.json"
    words = ("audit", "params", *LATEST)
    first = praxis.do(*words, "--out", file)
    assert first.err == f"Written to {file}.\n"
    lines = {line.split()[0]: " ".join(line.split()[1:]) for line in first.out.splitlines()[1:]}
    assert lines["Attesters.owner"] == site.address(OWNER)
    assert lines["Attesters.quorum"] == "2"
    assert lines["Prax.epochCap"].endswith(" PRAX")
    rules = lines[f"BountyEscrow.programs.{site.prompt}"]
    assert "lockPeriod 5 days, reviewPeriod none" in rules
    assert "closingAward 100.00 USDC" in rules
    assert praxis.data(*words, "--baseline", file)["changes"] == []
    assert "Nothing changed since block " in praxis.do(*words, "--baseline", file).out

    joining = site.address(STRANGER)
    praxis.do("attesters", "configure", "--add", joining, "--quorum", 3, "--key", OWNER, "--yes")
    changed = praxis.do(*words, "--baseline", file, "--out", file, code=3).out.splitlines()
    place = changed.index(next(line for line in changed if line.startswith("Changed since block ")))
    member, quorum = changed[place + 1 :]
    assert member.startswith(f"  Attesters.members.{joining}: none → yes (MemberAdded, block ")
    assert quorum.startswith("  Attesters.quorum: 2 → 3 (Configured, block ")
    assert quorum.endswith(")")
    assert json.loads(file.read_text())["values"]["Attesters.quorum"] == 3
    praxis.do(*words, "--baseline", file)


def test_baselines_that_cannot_be_read(praxis: Terminal, tmp_path: Path) -> None:
    words = ("audit", "params", *LATEST, "--baseline")
    missing = praxis.do(*words, tmp_path / "none.json", code=2)
    assert missing.sentence.endswith("none.json cannot be read: No such file or directory.")
    (tmp_path / "other.json").write_text("{}")
    assert "is not what praxis audit params --json or --out writes." in praxis.do(
        *words, tmp_path / "other.json", code=2
    ).sentence  # fmt: skip
    (tmp_path / "bytes.json").write_bytes(b"\xff\xfe")
    assert praxis.do(*words, tmp_path / "bytes.json", code=2).sentence.endswith("bytes.json is no text.")


@pytest.mark.parametrize("program", BOOKKEEPERS)
def test_books_that_others_check(praxis: Terminal, tmp_path: Path, site: Site, program: str) -> None:
    praxis.do(
        "bounty", "fund", "github:repo/1/issue/7", "12.345678", "--program", site.prompt, "--key", SPONSOR, "--yes"
    )
    file = tmp_path / "books"
    praxis.do("audit", "report", "--format", program, "--out", file, *LATEST)
    _, check = BOOKKEEPERS[program]
    text = file.read_text()
    assert check(text) == ""
    assert "12.345678 USDC" in text
    assert check(text.replace("12.345678 USDC", "12.345679 USDC", 1)) != ""
