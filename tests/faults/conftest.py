"""A chain as every schedule finds it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from benchmarks.faults.cast import PEOPLE

if TYPE_CHECKING:
    from benchmarks.faults.world import World

REPOSITORY = "github:repo/10270250"


@pytest.fixture(scope="session")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator["World"]:
    """Nobody has done anything on the forge."""
    from benchmarks.faults.world import World

    ids = {name: 583_232 + place for place, name in enumerate(PEOPLE)}
    world = World.set_up(tmp_path_factory.mktemp("world"), REPOSITORY, ids)
    yield world
    world.close()


@pytest.fixture
def world(begun: "World") -> "World":
    """The same, for each test."""
    begun.reset()
    begun.network.request("evm_setAutomine", True)
    return begun
