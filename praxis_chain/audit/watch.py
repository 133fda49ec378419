"""An audit that does not end: one for each new block, what is found when it appears, and what changes as it happens.

for one in watch(looking(lambda: (network, record)), wait):
    one.report, one.new, one.changes, one.failure
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ..core.errors import NetworkFailed
from ..evm.client import Client
from ..evm.deployments import Record
from ..evm.networks import Network
from .findings import Finding, Report
from .index import Progress
from .internal import audit
from .params import Baseline, Change, Params, params
from .reckoning import Reckoning

_WORST_FIRST = (3, 5, 4, 0)
"""Exit codes: a check failed, something could not be checked, the node was away, all holds."""


class Stopped(Exception):
    """Raised by whoever is told of progress, to end a round half way."""


@dataclass(frozen=True, slots=True)
class Seen:
    """A deployment at one block."""

    report: Report
    params: Params


Look = Callable[[Seen | None], Seen | None]
"""Given what was seen last, looks at the newest block: None if that is still the same. Raises NetworkFailed."""


@dataclass(frozen=True, slots=True)
class Round:
    """One audit, or one try. `new`: findings that the round before did not have. `gone`: how many of its are no more.

    `changes` of parameters since the last audit. `failure`: the sentence why there is no report.
    """

    number: int
    report: Report | None = None
    new: tuple[Finding, ...] = ()
    gone: int = 0
    changes: tuple[Change, ...] = ()
    failure: str | None = None

    @property
    def exit_code(self) -> int:
        """The audit's, or 4 where there was none."""
        return NetworkFailed.exit_code if self.report is None else self.report.exit_code

    def as_json(self) -> dict[str, Any]:
        """For machines; the whole report, and which of its findings are new, by id."""
        return {
            "round": self.number,
            "exit_code": self.exit_code,
            "failure": self.failure,
            "new": [finding.id for finding in self.new],
            "gone": self.gone,
            "changes": [change.as_json() for change in self.changes],
            "report": None if self.report is None else self.report.as_json(),
        }


def watch(look: Look, wait: Callable[[], bool], rounds: int | None = None) -> Iterator[Round]:
    """Rounds, until there were that many, `wait` (called between two looks) says False, or `look` is stopped.

    A look that finds no new block is no round; one that finds no node is, and the next one tries again.
    """
    seen: Seen | None = None
    number = 0
    while True:
        try:
            found = look(seen)
            one = None if found is None else _round(number + 1, found, seen)
            seen = found or seen
        except NetworkFailed as error:
            one = Round(number + 1, failure=str(error))
        except Stopped:
            return
        if one is not None:
            number = one.number
            yield one
        if (rounds is not None and number >= rounds) or not wait():
            return


def looking(
    connect: Callable[[], tuple[Network, Record]],
    block: str | None = None,
    progress: Progress | None = None,
    database: str | None = None,
) -> Look:
    """How a chain is looked at: `connect` gives it, each time anew, as a node may be away at first.

    `block`: "latest" or "finalized"; by default the newest that is final, or where the chain knows no such thing the
    latest. `progress` may raise Stopped. `database`: URL of one that keeps what was read, so that a round reads what is
    new.
    """

    def look(seen: Seen | None) -> Seen | None:
        if progress is not None:
            progress("looking", 0, 1)
        network, record = connect()
        newest = Client(network).as_of(block).block
        if seen is not None and newest.hash == seen.report.block.hash:
            return None
        kept: list[Reckoning] = []
        report = audit(network, record, newest.number, progress, database=database, reckoned=kept.append)
        baseline = None if seen is None else _as_baseline(seen.params, newest.number)
        return Seen(report, params(network, record, newest.number, baseline, progress, events=kept[0].events))

    return look


def worst(codes: Iterator[int] | list[int]) -> int:
    """The exit code to end with: a failed check outweighs what could not be checked, and that a node that was away."""
    return next((code for code in _WORST_FIRST if code in set(codes)), 0)


def _as_baseline(before: Params, newest: int) -> Baseline:
    """A reorg may have taken the newest block back below the one that was seen: then from there on."""
    return Baseline(before.chain_id, before.contracts, min(before.block.number, newest), before.values)


def _round(number: int, found: Seen, before: Seen | None) -> Round:
    then = {_identity(finding) for finding in before.report.findings} if before is not None else set()
    now = {_identity(finding) for finding in found.report.findings}
    new = tuple(finding for finding in found.report.findings if _identity(finding) not in then)
    return Round(number, found.report, new, len(then - now), found.params.changes)


def _identity(finding: Finding) -> tuple[object, ...]:
    """What makes a finding the same in a later block: numbers and figures may have moved on."""
    where = finding.where
    return finding.invariant, finding.summary, where.contract, where.transaction, where.log, where.slot
