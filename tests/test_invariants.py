"""forge's invariants, for a few seconds: any acts in any order on the committed bytecode, with Circle's USDC.

The long run is `./praxis prove`. The seed is always the same here.
"""

from collections.abc import Mapping

import pytest

from benchmarks.prove import invariants
from benchmarks.prove.result import Result, documented
from praxis_chain.evm import build
from praxis_chain.evm.local_usdc import package_folder

ROOT = build.checkout()
NAMES = sorted(documented(ROOT / invariants.SOURCES))


@pytest.fixture(scope="module")
def results() -> Mapping[str, Result]:
    forge = invariants.forge(ROOT)
    if forge is None or package_folder() is None:
        pytest.skip("there is no forge, or no USDC of Circle's, on this machine")
    return {result.id: result for result in invariants.attack(ROOT, forge, invariants.SHORT)}


@pytest.mark.parametrize("name", NAMES)
def test_nothing_breaks_it(name: str, results: Mapping[str, Result]) -> None:
    assert results[name].held, results[name].found


def test_none_is_forgotten(results: Mapping[str, Result]) -> None:
    assert sorted(results) == NAMES
    about = {identifier for result in results.values() for identifier in result.invariants}
    assert about == {f"E{i}" for i in range(1, 9)} | {"A1", "A2", "S1", "S2", "P1", "P2", "P3"}


def test_each_is_tried(results: Mapping[str, Result]) -> None:
    acts = f"{invariants.SHORT.runs * invariants.SHORT.depth:,} acts in {invariants.SHORT.runs} histories, seed 1"
    assert {result.bounds for result in results.values() if result.invariants} == {acts}
