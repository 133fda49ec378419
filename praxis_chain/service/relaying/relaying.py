"""One pass of a relayer after the other. What goes wrong is told and waited out; nothing ends it but its operator."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import structlog
from sqlalchemy.exc import SQLAlchemyError

from ...core.errors import PraxisError
from ...core.facts import fact_hash
from ...core.programs import Program
from ...evm.client import Client
from ...evm.deployments import Contracts
from ...oracle import Chain, Judged, Outcome, Relayer, Report, consents_of, judge_all
from ...store.intents import Intent
from ..sending import CrashAt, RecordingSender, TooDear, never
from ..sending.fees import look_up
from .listening import Listening

_log = structlog.get_logger("relayer")


class Known(Protocol):
    """What is held to be true: `watching.Watch` is one."""

    def judged(self) -> Judged: ...

    def judged_since(self, moment: float) -> Judged: ...


@dataclass(frozen=True, slots=True)
class Terms:
    """programs: those to serve, asked anew in each pass. most: the highest fee, wei per gas; None: any. fresh: seconds
    within which something has to have been looked at to be released."""

    programs: Callable[[], tuple[Program, ...]]
    most: int | None = None
    fresh: float = 600.0


@dataclass(frozen=True, slots=True)
class Pass:
    """began, ended: unix seconds. quorum: of the committee. undone: refused steps after which something is still to be
    done. waiting: what is in flight. waits: why nothing was tried; trouble: why it stopped half way; both "" if all is
    well."""

    began: float = 0.0
    ended: float = 0.0
    judged: Judged = field(default_factory=lambda: judge_all(()))
    report: Report = field(default_factory=Report)
    quorum: int = 0
    undone: tuple[Outcome, ...] = ()
    waiting: tuple[Intent, ...] = ()
    waits: str = ""
    trouble: str = ""

    @property
    def refused(self) -> list[Outcome]:
        """Steps that a contract or a node said no to."""
        return [outcome for outcome in self.report.outcomes if outcome.refused]


class Relaying:
    """`last`: the pass that ended last. One pass at a time; each blocks, so it belongs in a thread."""

    def __init__(
        self,
        known: Known,
        sender: RecordingSender,
        contracts: Contracts,
        attesters: Sequence[Listening],
        terms: Terms,
        *,
        crash_at: CrashAt = never,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self.attesters = tuple(attesters)
        self.sender = sender
        self.contracts = contracts
        self.last = Pass()
        self.well_at = clock()  # when a pass last went through; at first, when it began
        self._known = known
        self._terms = terms
        self._crash_at = crash_at
        self._clock = clock
        self._told: set[tuple[object, ...]] = set()

    def one_pass(self) -> Pass:
        """See what is in flight through; if nothing is, propose, gather, submit, undo, release."""
        began, report, judged = self._clock(), Report(), self._known.judged()
        quorum, undone, waits, trouble = self.last.quorum, tuple[Outcome, ...](), "", ""
        waiting: tuple[Intent, ...] = ()
        for attester in self.attesters:
            attester.begin()
        try:
            waiting = tuple(self.sender.tend())
            if waiting:
                lowest = waiting[0]
                waits = f"Waiting until nonce {lowest.nonce} is mined: {lowest.meant.action}."
            else:
                quorum, undone = self._relay(judged, report)
        except PraxisError as error:
            waits, trouble = (str(error), "") if isinstance(error, TooDear) else ("", str(error))
        except SQLAlchemyError as error:
            trouble = f"The database cannot be used: {str(error).partition(chr(10))[0]}"
        except Exception:  # a mistake of ours in one pass: the next has to follow what is in flight all the same
            trouble = "It failed inside, in a way nobody foresaw; see the log."
            _log.exception("pass failed")
        self.last = Pass(began, self._clock(), judged, report, quorum, undone, waiting, waits, trouble)
        if not waits and not trouble:
            self.well_at = self.last.ended
        self._tell(self.last)
        return self.last

    def _relay(self, judged: Judged, report: Report) -> tuple[int, tuple[Outcome, ...]]:
        """Returns the quorum, and what is left undone."""
        head = self.sender.heads.check
        view = Client(self.sender.network).at(head())
        self.sender.check_balance(look_up(self.sender.network, self._terms.most))
        quorum = self.contracts.attesters.committee(view).quorum
        chain = Chain(self.contracts, self._terms.programs(), consents_of(judged))
        relayer = Relayer(self.sender, chain, head)
        relayer.run(judged, self.attesters, report, known=self._still_known)
        return quorum, tuple(relayer.left_undone(report))

    def _still_known(self) -> Judged:
        self._crash_at("before release")
        return self._known.judged_since(self._clock() - self._terms.fresh)

    def _tell(self, done: Pass) -> None:
        """What was done; and once, for as long as it stays the same, what was not."""
        said: dict[tuple[object, ...], tuple[str, dict[str, object]]] = {}
        for sentence in filter(None, (done.waits, done.trouble, *done.report.failures)):
            said[("trouble", sentence)] = "trouble", {"says": sentence}
        for outcome in done.report.outcomes:
            key: tuple[object, ...]
            about: dict[str, object] = {"step": outcome.name, "facts": len(outcome.facts)}
            if outcome.refused:
                key = "refused", outcome.name, outcome.facts, outcome.detail
                said[key] = "refused", {**about, "says": outcome.detail}
            else:
                _log.info("done", **about, hash=_hash(outcome))
        for fact, count in done.report.lacking:
            said[("lacking", fact, count)] = "lacking", {
                "fact": type(fact).__name__, "id": "0x" + fact_hash(fact).hex(), "agree": count, "quorum": done.quorum,
            }  # fmt: skip
        for key in said.keys() - self._told:
            event, particulars = said[key]
            _log.warning(event, **particulars)
        self._told = set(said)


def _hash(outcome: Outcome) -> str:
    return "0x" + outcome.receipt.tx_hash.hex() if outcome.receipt else ""
