"""praxis audit with evidence: of the repository, of a file made of it, of what praxis explain said, of an attester's
file; and what it says when one word of that was altered."""

import json
from pathlib import Path
from typing import Any

import pytest

from praxis_chain.demo.repository import DemoRepository
from tests.cli.conftest import Site
from tests.cli.steps import attest, fund, relay
from tests.cli.terminal import Terminal

LATEST = ("audit", "--block", "latest")


@pytest.fixture
def paid(site: Site, praxis: Terminal, merged: DemoRepository) -> DemoRepository:
    """The work on issue 7 was paid and recognised."""
    fund(praxis, merged, site.prompt)
    relay(praxis, merged)
    return merged


def external(report: Any) -> dict[str, int]:
    """How often each statement about evidence was tested."""
    return {one["invariant"]: one["count"] for one in report["checked"] if one["invariant"].startswith("X")}


def unchecked(report: Any) -> list[str]:
    """What was not, of those that evidence could show."""
    return [f"{one['what']}: {one['why']}" for one in report["not_checked"] if one["what"].startswith("X1")]


def test_the_repository_itself(praxis: Terminal, paid: DemoRepository) -> None:
    report = praxis.data(*LATEST, "--repo", paid.path)
    assert (report["holds"], report["findings"], unchecked(report)) == (True, [], [])
    assert external(report) == {"X1": 5, "X2": 4 + 5 + 6 + 9 + 9, "X4": 1}


def test_a_file_that_was_made_of_it(praxis: Terminal, paid: DemoRepository, tmp_path: Path) -> None:
    file = tmp_path / "evidence.jsonl"
    said = praxis.do("audit", "evidence", "--repo", paid.path, "--out", file)
    assert said.err.endswith(f"6 documents and 0 facts were written to {file}.\n")
    lines = file.read_text(encoding="utf-8").splitlines()
    assert json.loads(lines[0]) == {"schema": "praxis-evidence/1", "whole": [paid.forge]}
    assert praxis.do("audit", "evidence", "--repo", paid.path).out.splitlines() == lines
    report = praxis.data(*LATEST, "--evidence", file)
    assert (report["findings"], unchecked(report)) == ([], [])
    assert external(report) == {"X1": 5, "X2": 33, "X4": 1}


def test_one_word_of_it_was_altered(praxis: Terminal, paid: DemoRepository, tmp_path: Path) -> None:
    file = tmp_path / "evidence.jsonl"
    praxis.do("audit", "evidence", "--repo", paid.path, "--out", file)
    file.write_text(file.read_text(encoding="utf-8").replace('"standing":3', '"standing":4'), encoding="utf-8")
    report = praxis.data(*LATEST, "--evidence", file, code=3)
    (finding,) = report["findings"]
    assert (finding["id"], finding["severity"], finding["actual"]) == ("X2-1", "high", "standing 3")
    assert finding["expected"].startswith("standing 4, by evidence 0x")
    where = finding["where"]
    assert finding["reproduce"] == f"praxis audit --block {where['block']} --evidence {file}"
    words = finding["reproduce"].split()[1:]
    (again,) = praxis.data(*words, code=3)["findings"]
    assert again == finding
    shown = praxis.do(*LATEST, "--evidence", file, code=3).out
    assert "X2-1 (high): The Admission of git:ssh/SHA256:" in shown
    assert shown.endswith("1 findings: it does NOT hold.\n")


def test_what_explain_said_and_an_attesters_file(
    site: Site, praxis: Terminal, merged: DemoRepository, tmp_path: Path
) -> None:
    fund(praxis, merged, site.prompt)
    first, second = attest(praxis, merged, tmp_path)
    relay(praxis, merged)
    explained = tmp_path / "explained.json"
    explained.write_text(praxis.do("explain", "3", "--repo", merged.path, "--json").out, encoding="utf-8")
    report = praxis.data(*LATEST, "--evidence", explained, "--evidence", first)
    assert (report["findings"], unchecked(report)) == ([], [])
    # Of an attester's file alone each fact is known in full, and nothing shows that it is true.
    report = praxis.data(*LATEST, "--evidence", second)
    assert external(report) == {}
    assert [one.split(" is true")[0] for one in unchecked(report) if "whether" in one] == [
        f"X1: whether a {kind}" for kind in ("Admission", "Commit", "Link", "Progress")
    ]


def test_a_log_that_holds_none_of_it(praxis: Terminal, paid: DemoRepository, tmp_path: Path) -> None:
    """An empty one speaks for nobody; `tests/audit/evidence/test_logs.py` has the others."""
    log = tmp_path / "log.jsonl"
    log.write_text("", encoding="utf-8")
    assert external(praxis.data(*LATEST, "--log", log)) == {}


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("audit", "evidence"), "Say where evidence is: --repo, --log or --evidence."),
        (("audit", "--evidence", "missing"), "There is no missing: give a file or a folder of evidence."),
        (("audit", "--log", "missing"), "missing cannot be read: No such file or directory."),
        (
            ("audit", "--evidence", "x", "evidence"),
            "Options of praxis audit evidence come after its name: praxis audit evidence --block …",
        ),
    ],
)
def test_what_is_wrong_is_one_sentence(praxis: Terminal, words: tuple[str, ...], sentence: str) -> None:
    assert praxis.do(*words, code=2).sentence == f"praxis: {sentence}"
