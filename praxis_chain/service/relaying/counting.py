"""What a relayer counts for Prometheus, and the log lines of its transactions."""

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge

from .relaying import Pass

_log = structlog.get_logger("sender")
_LOUD = {"alarm": "error", **dict.fromkeys(("reopened", "superseded", "failed on chain", "gap filled"), "warning")}


class Counting:
    """`tell` is for the sender; `passed` and `balance` are told after each pass."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._transactions = Counter(
            "praxis_relay_transactions", "What happened to transactions.", ["event"], registry=registry
        )
        self._alarms = Counter("praxis_relay_alarms", "Things that a person has to do.", registry=registry)
        self._passes = Counter("praxis_relay_passes", "Passes by how they ended.", ["outcome"], registry=registry)
        self._steps = Counter(
            "praxis_relay_steps", "Steps by verb and outcome.", ["step", "outcome"], registry=registry
        )
        self._lacking = Gauge("praxis_relay_facts_lacking", "Facts without a quorum.", registry=registry)
        self._in_flight = Gauge("praxis_relay_in_flight", "Transactions that are not mined.", registry=registry)
        self._balance = Gauge("praxis_relay_balance_ether", "Ether that the key holds.", registry=registry)
        self._passed = Gauge("praxis_relay_last_pass", "When the last good pass ended, unix time.", registry=registry)

    def tell(self, event: str, **particulars: object) -> None:
        """See sending.Tell."""
        self._transactions.labels(event).inc()
        if event == "alarm":
            self._alarms.inc()
        getattr(_log, _LOUD.get(event, "info"))(event, **particulars)

    def passed(self, done: Pass) -> None:
        """One pass."""
        outcome = "failed" if done.trouble else "waiting" if done.waits else "done"
        self._passes.labels(outcome).inc()
        for step in done.report.outcomes:
            self._steps.labels(step.name, "refused" if step.refused else "done").inc()
        self._lacking.set(len(done.report.lacking))
        self._in_flight.set(len(done.waiting))
        if outcome == "done":
            self._passed.set(done.ended)

    def balance(self, wei: int) -> None:
        """Of the key."""
        self._balance.set(wei / 10**18)
