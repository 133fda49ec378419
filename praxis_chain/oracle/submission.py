"""Sending what follows from facts, one step after the other: whatever fails is recorded and stops nothing else."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from ..core.errors import ContractRefused, PraxisError, Refused
from ..core.facts import Fact, fact_hash
from ..evm.bindings import Call
from ..evm.rpc import RpcError
from ..evm.sender import GAS_CAP, Sender
from ..evm.transactions import Receipt
from .committee import Gathered

_Fact = TypeVar("_Fact", bound=Fact)
Groups = Sequence[tuple[_Fact, ...]]
"""Facts by those that one call takes all or none of."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one step. `receipt` is None where nothing changed: it was refused or failed, and `detail` says
    why; or this is a dry run, and it would have been sent."""

    name: str
    facts: tuple[Fact, ...]
    detail: str
    receipt: Receipt | None

    @property
    def refused(self) -> bool:
        """It was not to be done, and `detail` says why."""
        return bool(self.detail)


@dataclass
class Report:
    """One pass: every step that was taken or refused, and the facts that lack a quorum with how many agree."""

    outcomes: list[Outcome] = field(default_factory=list)
    lacking: tuple[tuple[Fact, int], ...] = ()
    failures: tuple[str, ...] = ()

    @property
    def done(self) -> list[Outcome]:
        """Steps that changed something."""
        return [outcome for outcome in self.outcomes if outcome.receipt is not None]

    def add(self, gathered: Gathered) -> None:
        """What the committee could not agree on, and what its attesters failed with."""
        self.lacking += gathered.lacking
        self.failures = tuple(dict.fromkeys(self.failures + gathered.failures))


MOST_PER_TRANSACTION = 100
"""Awards, accruals or releases: 4 to 12 million gas, and a transaction may have 16.7 million (EIP-7825)."""


class _TooLarge(Refused):
    """More gas than a transaction may have."""


class Submission:
    """Sends for one sender, and writes down in `report` what became of it."""

    def __init__(self, sender: Sender, report: Report) -> None:
        self._sender = sender
        self._report = report

    def take(self, name: str, facts: tuple[Fact, ...], call: Call) -> None:
        """One step."""
        self.take_many(name, [facts], lambda _: call)

    def take_many(
        self, name: str, groups: Groups[_Fact], call: Callable[[Groups[_Fact]], Call], event: str = ""
    ) -> None:
        """The same step for many groups of facts, in as few transactions as possible.

        Where the contract refuses them together, those that it refuses alone are left out; if it refuses none, each
        half is tried. `event`: what the contract tells of each fact that it did not pass over.
        """
        for start in range(0, len(groups), MOST_PER_TRANSACTION):
            self._take(name, groups[start : start + MOST_PER_TRANSACTION], call, event)

    def _take(self, name: str, groups: Groups[_Fact], call: Callable[[Groups[_Fact]], Call], event: str) -> None:
        if not groups:
            return
        try:
            receipt = self._send(call(groups))
        except (ContractRefused, RpcError, _TooLarge) as error:
            if len(groups) == 1:
                self._record(name, groups, str(error))
            else:
                self._take_apart(name, groups, call, event)
        except PraxisError as error:
            self._record(name, groups, str(error))
        else:
            self._succeeded(name, groups, receipt, event)

    def _take_apart(self, name: str, groups: Groups[_Fact], call: Callable[[Groups[_Fact]], Call], event: str) -> None:
        good = [group for group in groups if self._would(name, group, call([group]))]
        if len(good) < len(groups):
            self._take(name, good, call, event)
            return
        half = len(good) // 2
        self._take(name, good[:half], call, event)
        self._take(name, good[half:], call, event)

    def _would(self, name: str, group: tuple[Fact, ...], call: Call) -> bool:
        """Whether the contract would take it now; a refusal is recorded."""
        try:
            call.simulate(self._sender.network, self._sender.address)
        except PraxisError as error:
            self._record(name, [group], str(error))
            return False
        return True

    def _send(self, call: Call) -> Receipt | None:
        prepared = call.prepare(self._sender)
        if prepared.gas > GAS_CAP:
            raise _TooLarge(f"{prepared.action} needs {prepared.gas:,} gas; a transaction may have {GAS_CAP:,}.")
        return self._sender.execute(prepared)

    def _succeeded(self, name: str, groups: Groups[_Fact], receipt: Receipt | None, event: str) -> None:
        if receipt is None or not event:
            self._record(name, groups, "", receipt)
            return
        told = {item.args["fact"] for item in receipt.events if item.name == event}
        self._record(name, [g for g in groups if told.issuperset(map(fact_hash, g))], "", receipt)
        passed_over = [g for g in groups if told.isdisjoint(map(fact_hash, g))]
        if passed_over:
            self._record(name, passed_over, "passed over: it was done meanwhile, or nothing is left there")

    def _record(self, name: str, groups: Groups[_Fact], detail: str, receipt: Receipt | None = None) -> None:
        facts = tuple(fact for group in groups for fact in group)
        self._report.outcomes.append(Outcome(name, facts, detail, receipt))
