"""What a run leaves behind, and the page that is made of it."""

from pathlib import Path

import pytest

from benchmarks.faults.__main__ import main
from benchmarks.faults.page import WHAT_IS_DONE, page
from benchmarks.faults.play import Verdict
from benchmarks.faults.results import Kept, record
from benchmarks.faults.schedule import KINDS_OF_FAULT


def verdict(number: int, *wrong: str) -> Verdict:
    violations = [{"kind": kind, "sentence": "It was so."} for kind in wrong]
    done = {"half 1": 1.5}, {"kill": 2, "delay": 1}, {"merged": 1}, {"delay": 5}
    return Verdict(number, f"id{number}", violations, *done, payments=1, kills=3)


def test_every_kind_of_fault_is_explained() -> None:
    assert WHAT_IS_DONE.keys() == KINDS_OF_FAULT.keys()


def test_what_was_played_is_kept(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    kept.write(verdict(7))
    assert kept.read(7, "id7") == {
        "number": 7, "id": "id7", "violations": [], "seconds": {"half 1": 1.5}, "kinds": {"kill": 2, "delay": 1},
        "stories": {"merged": 1}, "met": {"delay": 5}, "payments": 1, "kills": 3,
    }  # fmt: skip
    assert kept.read(7, "another") is None
    assert kept.read(8, "id7") is None


def test_figures_are_of_distinct_schedules(tmp_path: Path) -> None:
    kept = Kept(tmp_path)
    for one in (verdict(1), verdict(2, "lost", "doubled"), verdict(3, "wrongly paid"), verdict(3, "wrongly paid")):
        kept.write(one)
    found = [kept.read(number, f"id{number}") for number in (1, 2, 3, 3)]
    made = record([one for one in found if one is not None], "./praxis faults")
    assert [made[name] for name in ("schedules", "lost", "doubled", "wrongly_paid", "payments", "kills")] == [
        3, 1, 1, 1, 3, 9,
    ]  # fmt: skip
    assert (made["faults"]["kill"], made["faults"]["reorg"], made["stories"]) == (6, 0, {"merged": 3})
    assert made["requests_met"] == {"delay": 15}
    assert {violation["schedule"] for violation in made["violations"]} == {2, 3}
    assert "**3 distinct schedules, 3 payments: 1 lost," in page(made)


@pytest.mark.parametrize(
    ("arguments", "sentence"), [(["--schedules", "0"], "argument --schedules: 0 is not a number from 1 on")]
)
def test_a_wrong_argument_gets_a_sentence(
    arguments: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert (ended.value.code, capsys.readouterr().err) == (2, f"{sentence}; see ./praxis faults --help\n")
