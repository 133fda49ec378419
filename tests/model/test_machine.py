"""Contracts and reference model, driven by hypothesis with the same random actions.

The model (benchmarks/model) is written from the headers of the contracts; after every step all balances, all stored
values, and the events or the refusal are compared, and the invariants A1 to E9 checked. `./praxis model` does the same
for 100,000 actions and more.
"""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, rule, run_state_machine_as_test

from praxis_chain.evm.local_usdc import package_folder

pytest.importorskip("pyrevm", reason="there is no pyrevm for this machine")
if package_folder() is None:
    pytest.skip("needs Circle's bytecode: npm ci", allow_module_level=True)

from benchmarks.model import stakeholders
from benchmarks.model.author import Author
from benchmarks.model.chooser import Chooser
from benchmarks.model.histories import ACTS, Act, act, write
from benchmarks.model.play import Disagreement, Play
from benchmarks.model.shrink import describe, replay, shrink
from benchmarks.model.world import World, the_world

SHORT = settings(
    derandomize=True,
    max_examples=40,
    stateful_step_count=60,
    deadline=None,
    phases=(Phase.generate, Phase.shrink),
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much],
)


class Machine(RuleBasedStateMachine):
    """One rule per kind of step; what a step is about is drawn within it."""

    def __init__(self) -> None:
        super().__init__()
        world = the_world()
        self.rollback = world.chain.rollback()
        self.rollback.__enter__()
        self.author = Author(Play(world))

    def teardown(self) -> None:
        self.rollback.__exit__(None, None, None)


def rule_for(what: Act) -> Callable[..., None]:
    @rule(random=st.randoms(use_true_random=False))
    def take(self: Machine, random: Any) -> None:
        act(self.author, Chooser(random), what)

    return take


for kind in ACTS:
    setattr(Machine, kind.__name__, rule_for(kind))


def test_contracts_and_model_agree() -> None:
    run_state_machine_as_test(Machine, settings=SHORT)


def test_a_history_of_many_steps() -> None:
    """As the long run plays it: what hypothesis keeps short goes deep here."""
    world = the_world()
    with world.chain.rollback():
        play = Play(world)
        write(play, seed=0, length=200)
        assert play.tally.actions >= 200


def first_disagreement(world: World, histories: int, length: int) -> list[Any]:
    """The steps up to it."""
    for seed in range(histories):
        with world.chain.rollback():
            play = Play(world)
            try:
                write(play, seed, length)
            except Disagreement:
                return play.history
    return []


def test_a_disagreement_is_found_and_shortened(monkeypatch: pytest.MonkeyPatch) -> None:
    """With a rule of the model changed, contract and model differ, and only few steps are needed to show it."""
    world = the_world()
    monkeypatch.setattr(stakeholders, "CHANGE_DELAY", 48 * 3600)
    history = first_disagreement(world, 4, 200)
    short = shrink(world, history)
    assert [step.function for step in short] == ["link", "link"]
    assert "Linked" in str(replay(world, short))
    assert len(describe(world, short).splitlines()) == 2
    monkeypatch.undo()
    assert replay(world, short) is None
