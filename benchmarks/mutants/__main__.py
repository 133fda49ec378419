"""Put deliberate bugs into copies of the contracts, one at a time, and see whether a test fails.

With --only that mutant is tried and nothing written. Otherwise all are, and benchmarks/mutants.json and docs/mutants.md
say what caught each. A run may be broken off at any moment: the next one goes on from there, since what was found holds
while mutant, contracts and the test that caught it are the same (remove .build/mutants to begin anew). Exit code 3 if a
mutant survives, or cannot be tried.
"""

import os
import sys
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from typing import TypeVar

from praxis_chain.core.errors import WrongInput
from praxis_chain.evm.build import read_settings
from praxis_chain.evm.solc import Solc, find_solc

from ..command import Parser, number, run
from ..record import write_figures
from .mutant import CATCHERS, ROOT, Mutant, read_mutants
from .page import PAGE_FILE, page
from .results import RESULTS_FILE, Kept, results
from .workplace import Outcome, Run, Workplace

FOLDER = ROOT / ".build" / "mutants"
Item = TypeVar("Item")
Found = TypeVar("Found")


def main(arguments: Sequence[str]) -> int:
    parser = Parser(prog="praxis mutants", description=__doc__)
    parser.add_argument("--only", action="append", metavar="NAME", help="try this one and write nothing; repeatable")
    parser.add_argument("--workers", type=number, default=min(2, os.cpu_count() or 1), help="how many at a time")
    given = parser.parse_args(arguments)
    mutants = read_mutants()
    if unknown := sorted(set(given.only or ()) - {mutant.name for mutant in mutants}):
        raise WrongInput(f"there is no mutant {unknown[0]} in benchmarks/mutants.toml")
    wanted = [mutant for mutant in mutants if not given.only or mutant.name in given.only]
    solc = find_solc(ROOT, read_settings(ROOT).version)
    os.environ |= solc.environment  # for tests that compile contracts of their own
    FOLDER.mkdir(parents=True, exist_ok=True)
    kept, crew = Kept(FOLDER / "kept.json"), Crew(solc, given.workers)
    controls, outcomes = try_all(wanted, crew, kept, again=bool(given.only))
    left = [outcome for outcome in outcomes.values() if not outcome.caught_by]
    if not given.only:
        figures = results(mutants, outcomes, controls)
        write_figures(RESULTS_FILE, figures)
        PAGE_FILE.write_text(page(mutants, figures), encoding="utf-8")
    print(*(f"{outcome.name}: {outcome.error or 'survived'}" for outcome in left), sep="\n", end="\n" if left else "")
    print(f"{len(outcomes) - len(left)} of {len(outcomes)} caught")
    return 3 if left else 0


def try_all(
    mutants: Sequence[Mutant], crew: "Crew", kept: Kept, again: bool
) -> tuple[dict[str, int], dict[str, Outcome]]:
    """By contract, how many tests pass without a bug; and every mutant's outcome, by name.

    What was found before is not tried again, mutants only if `again`. Raises Refused if a test fails without a bug:
    then nothing that fails with one means anything.
    """
    contracts = [name for name in CATCHERS if any(mutant.contract == name for mutant in mutants)]
    controls = {name: passed for name in contracts if (passed := kept.control(name))}
    outcomes = {} if again else {m.name: outcome for m in mutants if (outcome := kept.outcome(m))}
    left = [mutant for mutant in mutants if mutant.name not in outcomes]
    jobs: list[str | Mutant] = [name for name in contracts if name not in controls]
    if jobs:
        print(f"first the tests of {', '.join(map(str, jobs))} without a bug: minutes", file=sys.stderr, flush=True)
    for job, found in crew.all([*jobs, *left], attempt):
        if isinstance(job, str) and isinstance(found, Run):
            controls[job] = found.passed
            kept.keep_control(job, found.passed)
            print(f"{job} as it is: {found.passed} tests pass", flush=True)
        if isinstance(job, Mutant) and isinstance(found, Outcome):
            outcomes[found.name] = found
            kept.keep_outcome(job, found)
            shown = found.caught_by or found.error or "SURVIVED"
            print(f"{len(outcomes)}/{len(mutants)} {found.name}: {shown} ({found.seconds:.0f} s)", flush=True)
    return {name: controls[name] for name in contracts}, outcomes


def attempt(place: Workplace, job: str | Mutant) -> Run | Outcome:
    """A mutant, or a contract without any."""
    return place.control(job) if isinstance(job, str) else place.try_(job)


class Crew:
    """Workplaces that work at the same time."""

    def __init__(self, solc: Solc, workers: int) -> None:
        self.places = deque(Workplace(FOLDER / str(number), solc) for number in range(workers))

    def all(self, items: Sequence[Item], do: Callable[[Workplace, Item], Found]) -> Iterator[tuple[Item, Found]]:
        """Each item with what a workplace found out about it, as soon as it has."""

        def one(item: Item) -> Found:
            place = self.places.popleft()
            try:
                return do(place, item)
            finally:
                self.places.append(place)

        pool = ThreadPoolExecutor(len(self.places))
        futures = {pool.submit(one, item): item for item in items}
        try:
            for future in as_completed(futures):
                yield futures[future], future.result()
        finally:
            pool.shutdown(cancel_futures=True)


if __name__ == "__main__":
    run(main)
