"""Contracts against model, for long: `./praxis model`.

Random histories of many steps each, drawn from consecutive seeds, until that many actions were tried; then
`benchmarks/model.json` says what was tried and how often each function was accepted and refused; of fewer than 100,000
nothing is written. An action is a transaction or a jump in time after which every balance, every stored value, the
refusal or the events were compared. A disagreement ends the run with exit code 3: its seed and its history, shortened,
are printed, and nothing is written.
"""

import sys
import time
from collections.abc import Mapping, Sequence
from typing import Any

from ..command import Parser, number, run
from .histories import write
from .play import Disagreement, Play, Tally
from .record import FEWEST, FILE, record
from .record import write as write_record
from .shrink import describe, replay, shrink
from .world import World, the_world

DISAGREED = 3


def main(arguments: Sequence[str]) -> int:
    parser = Parser(prog="praxis model", description=__doc__)
    parser.add_argument("--actions", type=number, default=120_000, help="how many to try (120,000)")
    parser.add_argument("--length", type=number, default=250, help="of each history (250)")
    parser.add_argument("--seed", type=int, default=1, help="of the first history (1)")
    given = parser.parse_args(arguments)
    print("compiling what the tests deploy, a minute where it never was; then it begins", file=sys.stderr, flush=True)
    world, tally, started, histories = the_world(), Tally(), time.monotonic(), 0
    while tally.actions < given.actions:
        seed = given.seed + histories
        if not play_one(world, tally, seed, given.length):
            return DISAGREED
        histories += 1
        _show(tally.actions, given.actions, started, seed)
    seconds = time.monotonic() - started
    command = " ".join(["./praxis model", *arguments])
    made = record(world, tally, seconds, command, histories, given.length)
    print(_table(made))
    if tally.actions < FEWEST:
        print(f"nothing written: a record takes {FEWEST:,} actions")
        return 0
    write_record(made)
    print(f"wrote {FILE.name}")
    return 0


def play_one(world: World, tally: Tally, seed: int, length: int) -> bool:
    """Whether contract and model agreed; if not, says in what."""
    with world.chain.rollback():
        play = Play(world, tally)
        try:
            write(play, seed, length)
        except Disagreement as found:
            wrong = str(found)
        else:
            return True
    print(f"\nseed {seed}, step {len(play.history)}: {wrong}\nlooking for a shorter history …", file=sys.stderr)
    short = shrink(world, play.history)
    print(f"{describe(world, short)}\n{replay(world, short)}", file=sys.stderr)
    print(f"again: ./praxis model --seed {seed} --length {length} --actions 1", file=sys.stderr)
    return False


def _show(done: int, wanted: int, started: float, seed: int) -> None:
    seconds = time.monotonic() - started
    left = seconds / done * max(0, wanted - done)
    end = "\r" if sys.stderr.isatty() else "\n"
    if sys.stderr.isatty() or seed % 20 == 0:
        print(f"{done:>9,} of {wanted:,} actions, {left / 60:.0f} minutes left ", end=end, file=sys.stderr, flush=True)


def _table(made: Mapping[str, Any]) -> str:
    functions = sorted({*made["accepted"], *made["refused"]})
    lines = [f"{'function':34} {'accepted':>9} {'refused':>9}"]
    lines += [f"{f:34} {made['accepted'].get(f, 0):>9,} {made['refused'].get(f, 0):>9,}" for f in functions]
    lines += [
        "",
        f"{len(made['errors_reached'])} errors were reached; never: {', '.join(made['errors_never_reached'])}",
    ]
    lines += [f"{made['actions']:,} actions in {made['seconds']:,} s, no disagreement"]
    return "\n".join(lines)


if __name__ == "__main__":
    run(main)
