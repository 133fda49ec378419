"""A window in which something holds, and what is asked on both sides of its end.

Every window of the contracts is half-open: the thing holds while the time is below `end`, and at `end` no more. Where
the contracts compare with the block's time, `ask` is given the time that the next block has; where they compare two
times of facts, the time to put into the fact.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from praxis_chain.core.errors import ContractRefused

if TYPE_CHECKING:
    from eth_account.signers.local import LocalAccount

    from praxis_chain.evm.bindings import Call
    from tests.protocol import Protocol

PASSES = "passes"


@dataclass(frozen=True)
class Window:
    """`ask(time)` gives `before` for the last second of the window and `after` for its end."""

    end: int
    ask: Callable[[int], Any]
    before: Any
    after: Any
    moves_the_clock: bool = True


Opens = Callable[[Any], Window]
Rows = list[tuple[str, Opens]]


def rows() -> tuple[Rows, Callable[[str], Callable[[Opens], Opens]]]:
    """A table of windows, and `@rule("a < b")`, which adds one with the comparison that the contract holds it with."""
    table: Rows = []

    def rule(comparison: str) -> Callable[[Opens], Opens]:
        def add(opens: Opens) -> Opens:
            table.append((comparison, opens))
            return opens

        return add

    return table, rule


def refused(name: str, /, **values: Any) -> tuple[str, dict[str, Any]]:
    """What `outcome` gives for a refusal with exactly these values."""
    return name, values


def outcome(protocol: "Protocol", call: "Call", by: "LocalAccount") -> Any:
    """PASSES, or the refusal with its values."""
    try:
        call.simulate(protocol.chain, by.address)
    except ContractRefused as refusal:
        return refused(refusal.name, **refusal.values)
    return PASSES


def assert_half_open(protocol: "Protocol", window: Window) -> None:
    """On both sides of the end, each as if the other had not been asked."""
    for time, expected in ((window.end - 1, window.before), (window.end, window.after)):
        with protocol.chain.rollback():
            if window.moves_the_clock and protocol.now != time - 1:
                protocol.chain.warp(to=time - 1)
            assert window.ask(time) == expected, f"at {time - window.end:+d} seconds"
