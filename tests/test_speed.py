"""The benchmark of waiting times: what it writes, and that it never writes a time of something that failed."""

import sys
from typing import Any

import pytest

from benchmarks.speed import WAITS, Wait, committed, main, measure
from praxis_chain.core.errors import Incomplete


def python(code: str, runs: int = 3) -> Wait:
    return Wait("something", (sys.executable, "-c", code), runs, 1.0)


def test_a_figure_says_what_was_run_how_often_and_with_what() -> None:
    figure = measure(python("pass"))
    assert (figure["command"], figure["runs"], figure["limit"]) == ("something", 3, 1.0)
    assert 0 < figure["seconds"] <= figure["slowest"]
    assert figure["versions"].keys() == {"praxis-chain", "web3", "py-evm"}


def test_what_fails_is_not_measured() -> None:
    with pytest.raises(Incomplete, match=r"^something failed, so there is nothing to measure: no such thing$"):
        measure(python("import sys; sys.exit('no such thing')"))


def test_what_fails_in_silence_is_not_measured_either() -> None:
    with pytest.raises(Incomplete, match=r"it said nothing$"):
        measure(python("raise SystemExit(3)", runs=1))


def test_an_unknown_name_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(["coffee"])
    assert stopped.value.code == 2
    assert "coffee is not one of help, demo, tests" in capsys.readouterr().err


@pytest.mark.parametrize("figure", committed(), ids=lambda figure: figure["command"])
def test_the_committed_figures_are_within_their_limits(figure: dict[str, Any]) -> None:
    wait = next(wait for wait in WAITS.values() if wait.command == figure["command"])
    assert figure["limit"] == wait.limit
    assert figure["seconds"] <= figure["limit"]


def test_what_users_wait_for_is_committed() -> None:
    assert {"praxis --help", "praxis demo"} <= {figure["command"] for figure in committed()}
