"""What `./praxis prove` recorded: of these contracts, of every statement, and rendered as the committed page.

The machines themselves are run by that command.
"""

import re
from pathlib import Path

import pytest

from benchmarks.contracts import code_hashes
from benchmarks.prove import halmos, invariants
from benchmarks.prove.harness import statements
from benchmarks.prove.page import PAGE_FILE, last_record, page
from benchmarks.prove.result import documented, invariants_of
from benchmarks.prove.theorems import Question, Theorem, prove, read_formulas, read_theorems
from praxis_chain.evm import build

ROOT = build.checkout()


def test_the_page_is_the_record() -> None:
    assert PAGE_FILE.read_text(encoding="utf-8") == page(last_record())


def test_the_record_is_of_these_contracts_and_these_statements() -> None:
    assert last_record()["contracts"] == code_hashes(), "the contracts changed: run ./praxis prove"
    assert last_record()["statements"] == statements(ROOT), "what is proven changed: run ./praxis prove"


def test_the_record_has_every_statement_and_all_hold() -> None:
    results = last_record()["results"]
    stated = {theorem.id: theorem.says for theorem in read_theorems()}
    stated |= documented(ROOT / halmos.SOURCES) | documented(ROOT / invariants.SOURCES)
    assert {row["id"]: row["says"] for row in results} == stated
    assert all(row["held"] and not row["found"] for row in results)


@pytest.mark.parametrize("folder", [halmos.SOURCES, invariants.SOURCES])
def test_every_check_says_what_it_checks(folder: str) -> None:
    found = {
        name
        for file in (ROOT / folder).glob("*.t.sol")
        for name in re.findall(r"function ((?:check|invariant|test)_\w+)", file.read_text(encoding="utf-8"))
    }
    assert set(documented(ROOT / folder)) == found


def test_a_name_tells_what_it_is_about() -> None:
    assert invariants_of("check_E7_refund") == ["E7"]
    assert invariants_of("invariant_S1") == ["S1"]
    assert invariants_of("test_every_act_happens") == []


def test_formulas_are_read_from_solidity() -> None:
    formulas = read_formulas(ROOT)
    assert list(formulas) == ["shares", "refund", "award", "part", "counted", "accrued"]
    assert formulas["refund"].parameters == ("pool", "stake", "present")


def test_a_question() -> None:
    question = Question(read_formulas(ROOT))
    question.assume("0 < pool <= present")
    assert question.claims("award(pool, 1, present) <= pool") == ["(< quotient_0 (+ pool 1))"]
    assert question.facts == [
        "(<= (+ 0 1) pool)",
        "(<= pool present)",
        "(<= (* quotient_0 present) (* pool 1))",
        "(<= (+ (* pool 1) 1) (+ (* quotient_0 present) present))",
    ]
    assert question.sound() == ["(< 0 present)"]
    assert question.asks("(< pool 5)", "Int").splitlines()[-3:] == [
        "(assert (not (< pool 5)))", "(check-sat)", "(get-model)",
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["pool", "pool > 1", "pool < 5 % 2", "pool < 1.5"])
def test_other_arithmetic_is_refused(text: str) -> None:
    with pytest.raises((ValueError, KeyError)):
        Question(read_formulas(ROOT)).assume(text)


@pytest.mark.parametrize(
    ("answer", "found"),
    [("sat", "pool <= 2: sat"), ("timeout", "pool <= 2: timeout"), ("unsat", "nothing satisfies what is given")],
)
def test_a_theorem_without_proof(tmp_path: Path, answer: str, found: str) -> None:
    """Of a z3 that always says the same."""
    z3 = tmp_path / "z3"
    z3.write_text(f"#!/bin/sh\necho {answer}\n", encoding="utf-8")
    z3.chmod(0o755)
    result = prove(Theorem("t", ["E3"], "says", ["0 < pool"], ["pool <= 2"]), read_formulas(ROOT), z3)
    assert (result.held, result.found) == (False, found)
