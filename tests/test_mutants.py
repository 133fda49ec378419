"""The mutants: that each is a bug in the present contracts, that the committed results are theirs, and how it is told
what caught one. The mutants themselves are tried by `./praxis mutants`."""

import ast
import json
import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from benchmarks.mutants.catching import Catching
from benchmarks.mutants.mutant import CATCHERS, COMPARES_GAS, ROOT, Mutant, affected, read_mutants
from benchmarks.mutants.page import PAGE_FILE, page
from benchmarks.mutants.results import RESULTS_FILE, Kept, bug, code, results, uses
from benchmarks.mutants.workplace import Outcome
from praxis_chain.core.errors import WrongInput

MUTANTS = read_mutants()
INVARIANTS = re.compile(r"^ \*   ([ASPE]\d)  ", re.MULTILINE)
TOY = Mutant("toy", "Prax", "a < b", "a <= b", "Less may be equal.", "P1", ("tests/prax",))


def committed():
    return json.loads(RESULTS_FILE.read_text(encoding="utf-8"))


def source(contract):
    return (ROOT / "contracts" / f"{contract}.sol").read_text(encoding="utf-8")


def functions(file):
    return {node.name for node in ast.walk(ast.parse(file.read_text("utf-8"))) if isinstance(node, ast.FunctionDef)}


# -- what is in mutants.toml ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_each_is_one_change_of_the_present_contract(mutant):
    text = source(mutant.contract)
    assert mutant.apply(text) != text
    assert mutant.name.startswith(("escrow" if mutant.contract == "BountyEscrow" else mutant.contract.lower()) + "-")
    assert mutant.says.endswith(".")


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_what_is_tried_first_is_among_what_may_catch_it(mutant):
    assert mutant.tests
    for path in mutant.tests:
        assert (ROOT / path).is_file()
        assert path.startswith(CATCHERS[mutant.contract])


def test_every_invariant_of_the_headers_has_one():
    stated = {name for contract in CATCHERS for name in INVARIANTS.findall(source(contract))}
    assert {"A1", "A2", "S1", "P3", "E9"} < stated
    assert {mutant.invariant for mutant in MUTANTS} == stated | {"-"}


def test_two_of_one_name_are_refused(tmp_path):
    texts = {"name": "x", "contract": "Prax", "find": "a", "replace": "b", "says": ".", "invariant": "-"}
    entry = "\n".join(["[[mutant]]", *(f'{key} = "{text}"' for key, text in texts.items()), "tests = []", ""])
    file = tmp_path / "mutants.toml"
    file.write_text(entry)
    assert [mutant.name for mutant in read_mutants(file)] == ["x"]
    file.write_text(entry * 2)
    with pytest.raises(WrongInput, match=r"^mutants.toml: there are two of x$"):
        read_mutants(file)
    file.write_text(entry.replace("says", "tells"))
    with pytest.raises(WrongInput, match=r"^mutants.toml: .*tells"):
        read_mutants(file)


@pytest.mark.parametrize(("text", "places"), [("a > b", 0), ("a < b; a < b", 2)])
def test_what_fits_nowhere_or_twice_is_refused(text, places):
    with pytest.raises(
        WrongInput, match=rf"^toy: what it looks for occurs {places} times in contracts/Prax.sol, not once"
    ):
        TOY.apply(text)
    assert TOY.apply("if (a < b) {") == "if (a <= b) {"


def test_facts_are_compiled_into_all_contracts():
    assert affected("Prax") == ("Prax",)
    assert affected("Facts") == ("Attesters", "Stakeholders", "Prax", "BountyEscrow")


# -- the committed results --------------------------------------------------------------------------------------------


def test_every_mutant_was_tried_and_caught():
    found = committed()
    assert [(entry["name"], entry["bug"]) for entry in found["mutants"]] == [(m.name, bug(m)) for m in MUTANTS], (
        "run ./praxis mutants"
    )
    assert found["tried"] == found["caught"] == len(MUTANTS) >= 30
    assert found["survivors"] == []
    assert {entry["error"] for entry in found["mutants"]} == {""}


def test_what_caught_each_is_a_test_that_may():
    for mutant, entry in zip(MUTANTS, committed()["mutants"], strict=True):
        path, _, name = entry["caught_by"].partition("::")
        assert path.startswith(CATCHERS[mutant.contract]), entry
        assert name.partition("[")[0] in functions(ROOT / path), entry
        assert entry["caught_by"] != COMPARES_GAS


def test_the_same_tests_passed_without_any_mutant():
    found = committed()
    assert list(found["controls"]) == [name for name in CATCHERS if any(m.contract == name for m in MUTANTS)]
    assert all(passed > 0 for passed in found["controls"].values())


def test_nothing_that_may_catch_one_compares_the_contracts_with_a_record():
    """That would catch every mutant."""
    paths = [ROOT / path for paths in CATCHERS.values() for path in paths]
    files = [file for path in paths for file in ([path] if path.is_file() else path.rglob("*.py"))]
    assert len(files) > 50
    assert [file.name for file in files if "code_hashes" in file.read_text("utf-8")] == []


def test_what_is_never_asked_is_a_test_that_exists():
    path, _, name = COMPARES_GAS.partition("::")
    assert name in functions(ROOT / path)


def test_the_page_is_made_of_mutants_and_results():
    assert PAGE_FILE.read_text(encoding="utf-8") == page(MUTANTS, committed()), "run ./praxis mutants"


def test_survivors_are_named():
    other = replace(TOY, name="other")
    outcomes = {
        "toy": Outcome("toy", "tests/prax/test_x.py::test_y[1|2]", "assert 1 == 2", 2.5),
        "other": Outcome("other", "", "", 3.0, "it does not compile"),
    }
    found = results([TOY, other], outcomes, {"Prax": 7})
    assert (found["tried"], found["caught"], found["survivors"], found["seconds"]) == (2, 1, ["other"], 6)
    assert found["mutants"][0] == {
        "name": "toy", "caught_by": "tests/prax/test_x.py::test_y[1|2]", "said": "assert 1 == 2", "seconds": 2.5,
        "error": "", "bug": bug(TOY),
    }  # fmt: skip
    assert "| `toy` | Less may be equal. | P1 | `prax/test_x.py::test_y` |" in page([TOY, other], found)
    assert "| `other` | Less may be equal. | P1 | nothing |" in page([TOY, other], found)
    assert "**2 tried, 1 caught, survivors: `other`.**" in page([TOY, other], found)


# -- what was found before --------------------------------------------------------------------------------------------


def test_what_was_found_holds_for_that_bug_and_that_test(tmp_path, monkeypatch):
    monkeypatch.setattr("benchmarks.mutants.results.ROOT", tmp_path)
    (tmp_path / "contracts").mkdir()
    (tmp_path / "tests" / "prax").mkdir(parents=True)
    contract, test = tmp_path / "contracts" / "Prax.sol", tmp_path / "tests" / "prax" / "test_x.py"
    contract.write_text("a < b; // why\n")
    test.write_text("def test_y(): ...")
    outcome, file = Outcome("toy", "tests/prax/test_x.py::test_y", "", 1.0), tmp_path / "kept.json"
    Kept(file).keep_outcome(TOY, outcome)
    Kept(file).keep_control("Prax", 3)
    contract.write_text("/* else\nwhere */ a < b;\n")
    assert Kept(file).outcome(TOY) == outcome
    assert Kept(file).control("Prax") == 3
    assert Kept(file).outcome(replace(TOY, replace="a > b")) is None
    contract.write_text("a < c;")
    assert Kept(file).outcome(TOY) is None
    contract.write_text("a < b;")
    test.write_text("def test_z(): ...")
    assert Kept(file).outcome(TOY) is None
    assert Kept(file).control("Prax") is None
    Kept(file).keep_control("Prax", 4)
    Kept(file).keep_outcome(TOY, replace(outcome, caught_by=""))
    (tmp_path / "tests" / "test_more.py").write_text("def test_more(): ...")
    assert (Kept(file).control("Prax"), Kept(file).outcome(TOY)) == (4, None)


def test_what_a_result_depends_on():
    sources = {name: source(name) for name in CATCHERS}
    assert uses("Attesters", sources) == ["Attesters", "Facts"]
    assert uses("BountyEscrow", sources) == ["Attesters", "BountyEscrow", "Facts", "Stakeholders"]
    assert uses("Facts", sources) == sorted(CATCHERS)
    assert code("/* one\n two */ uint256  x; // three\nuint256 y;") == "uint256 x; uint256 y;"


# -- what counts as caught --------------------------------------------------------------------------------------------


def report(when, failed, test="test_y", said="assert 1 == 2\nmore"):
    crash = SimpleNamespace(reprcrash=SimpleNamespace(message=said), longreprtext=said)
    return SimpleNamespace(
        when=when, failed=failed, passed=not failed, nodeid=test, longrepr=crash, longreprtext=said
    )  # fmt: skip


def caught(tmp_path: Path, *reports):
    """What is written down, and whether the run was ended."""
    session = SimpleNamespace(shouldfail=False)
    catching = Catching(tmp_path / "caught.json")
    catching.pytest_sessionstart(session)
    for each in reports:
        catching.pytest_runtest_logreport(each)
    catching.pytest_sessionfinish()
    return json.loads((tmp_path / "caught.json").read_text()), bool(session.shouldfail)


def test_a_test_that_fails_catches_and_ends_the_run(tmp_path):
    found = caught(tmp_path, report("call", False), report("call", True), report("call", True, "test_z"))
    assert found == ({"test": "test_y", "said": "assert 1 == 2", "passed": 1, "not_set_up": 0}, True)


def test_an_audit_that_fails_after_a_test_catches(tmp_path):
    found = caught(tmp_path, report("call", False), report("teardown", True))
    assert found == ({"test": "test_y", "said": "assert 1 == 2", "passed": 1, "not_set_up": 0}, True)


def test_what_cannot_be_set_up_catches_nothing(tmp_path):
    found = caught(tmp_path, report("setup", True), report("setup", True))
    assert found == ({"test": "", "said": "", "passed": 0, "not_set_up": 2}, False)
