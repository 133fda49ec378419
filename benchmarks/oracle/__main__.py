"""Measure an hour of merges, relayed: `./praxis load`.

A thousand works are merged in one hour of the forge in fifty repositories; three attesters, of which two sign, and a
relayer see them, and pay on anvil. Forge and chain go faster than the machine's clock, and so does everything that
waits: an hour takes `--minutes`. Writes `benchmarks/oracle.json` and `docs/load.md`, if it was the whole hour. Nothing
here is a test: another machine, or a busy one, gives other figures.
"""

import shutil
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from praxis_chain.core.errors import Incomplete
from praxis_chain.evm.keys import local_key

from ..command import Parser, number, run
from ..record import write_figures
from . import rates
from .chain import RELAYER, Chain, Miner
from .figures import FILE, figures_of, missed
from .forge import OWNER, Forge
from .gas import spent_by
from .hour import SECONDS, Hour
from .page import PAGE_FILE, page
from .payments import Payments
from .processes import Program
from .services import ROLES, Services

WORKS, REPOSITORIES, MINUTES = 1_000, 50, 8
PEOPLE = 20
SETTLED = 900  # seconds until everybody has to have seen everything once


def main(arguments: Sequence[str]) -> int:
    parser = Parser(prog="praxis load", description=__doc__)
    parser.add_argument("--works", type=number, default=WORKS, help=f"how many are merged ({WORKS:,})")
    parser.add_argument("--repositories", type=number, default=REPOSITORIES, help=f"in how many ({REPOSITORIES})")
    parser.add_argument("--minutes", type=number, default=MINUTES, help=f"that the hour takes ({MINUTES})")
    parser.add_argument("--keep", action="store_true", help="leave the folder with logs and databases")
    given = parser.parse_args(arguments)
    folder = Path(tempfile.mkdtemp(prefix="praxis-load-"))
    try:
        figures = measure(folder, given.works, given.repositories, given.minutes)
    finally:
        if given.keep:
            print(f"logs are in {folder}", file=sys.stderr)
        else:
            shutil.rmtree(folder, ignore_errors=True)
    for line in figures["table"]:
        print(line)
    del figures["table"]
    if (given.works, given.repositories) == (WORKS, REPOSITORIES):
        figures["command"] = " ".join(["./praxis load", *arguments])
        write_figures(FILE, figures)
        PAGE_FILE.write_text(page(figures), encoding="utf-8")
        print(f"wrote {FILE.name} and {PAGE_FILE.name}")
    else:
        print(f"nothing written: a record takes {WORKS:,} works in {REPOSITORIES} repositories")
    if figures["paid"] < figures["merged"] or figures["paid_twice"]:
        raise Incomplete(
            f"{figures['paid']:,} of {figures['merged']:,} works were paid, {figures['paid_twice']} twice."
        )
    for sentence in missed(figures):
        print(f"missed: {sentence}")
    return 0


def measure(folder: Path, works: int, repositories: int, minutes: int) -> dict[str, Any]:
    """Everything that `oracle.json` holds but the command, and `table`: the same in lines."""
    rate = SECONDS / (minutes * 60)
    people = [f"contributor-{one}" for one in range(1, PEOPLE + 1)]
    with ExitStack() as stack:
        chain = Chain(folder / "chain", int(time.time()) - 86_400)
        stack.callback(chain.close)
        forge = Forge(folder / "forge")
        stack.callback(forge.program.end)
        _say(f"{repositories} repositories, {works:,} open issues with a bounty each")
        forge.act("set_time", at=chain.network.now() - 3_600)
        forge.begin(repositories, -(-works // repositories), people, chain.action)
        chain.enter((login, forge.ids[login]) for login in people)
        subjects = [
            f"{forge.repositories[f'{OWNER}/{one % repositories}']}/issue/{one // repositories + 1}"
            for one in range(works)
        ]
        chain.fund(subjects)
        chain.network.mine(8)
        miner = Miner(chain.process, rate)
        forge.act("set_time", at=miner.start() - 60, rate=rate)
        stack.callback(miner.stop)
        _say("three attesters and a relayer look for the first time")
        begun = time.monotonic()
        services = Services.begin(chain, forge, folder, rate)
        stack.callback(services.end)
        _settle(services, forge)
        first_look = {"seconds": round(time.monotonic() - begun, 1), "requests": _requests(services, forge)}
        everything = services.programs | {"forge": forge.program}
        samples = [_memory(everything)]
        used = {role: program.processor() for role, program in everything.items()}
        payments = Payments(chain)
        payments.start()
        stack.callback(payments.stop)
        first_block = int(chain.network.request("eth_blockNumber"), 16) + 1
        hour = Hour(
            forge, payments, works, repositories, people, rate,
            sample=lambda: samples.append(_memory(everything)),
        )  # fmt: skip
        _say(f"the hour, in {minutes} minutes")
        hour.play()
        asked = _requests(services, forge)
        spent = spent_by(chain.network, local_key(RELAYER).address, first_block)
        processor = {role: program.processor() - used[role] for role, program in everything.items()}
        _say("how fast an attester judges and signs")
        services.end()
        rated = rates.measure(chain, forge, folder / "rates")
        return figures_of(hour, first_look, asked, samples, processor, spent, rated)


def _settle(services: Services, forge: Forge) -> None:
    """Until nobody asked the forge for anything new within a few seconds. Raises Incomplete if that takes too long."""
    before, since, deadline = -1, time.monotonic(), time.monotonic() + SETTLED
    while time.monotonic() < deadline:
        _memory(services.programs)
        asked = sum(counts["rest"] + counts["graphql"] for counts in _requests(services, forge).values())
        if asked != before:
            before, since = asked, time.monotonic()
        elif asked and time.monotonic() - since > 5:
            return
        time.sleep(0.5)
    raise Incomplete(f"After {SETTLED} s somebody was still looking for the first time.")


def _memory(programs: Mapping[str, Program]) -> dict[str, int]:
    """Bytes, by role. Raises Incomplete if one has ended."""
    for program in programs.values():
        program.require_alive()
    return {role: program.memory() for role, program in programs.items()}


def _requests(services: Services, forge: Forge) -> dict[str, dict[str, int]]:
    return {role: forge.requests_of(services.tokens[role]) for role in ROLES}


def _say(what: str) -> None:
    print(f"load: {what}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    run(main)
