"""What an attester counts for Prometheus."""

from collections import Counter as Tally
from collections.abc import Iterable

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram

from .status import Status


class Counting:
    """Registers its metrics once per registry."""

    def __init__(self, registry: CollectorRegistry, status: Status) -> None:
        self._requests = Counter("praxis_attest_requests", "Requests by outcome.", ["outcome"], registry=registry)
        self._seconds = Histogram("praxis_attest_seconds", "Time to answer a request.", registry=registry)
        self._signed = Counter("praxis_attest_facts_signed", "Facts under signatures given.", registry=registry)
        self._refused = Counter("praxis_attest_facts_refused", "Facts refused.", ["reason"], registry=registry)
        ready = Gauge("praxis_ready", "1 if its signature can be had and would count.", registry=registry)
        ready.set_function(lambda: float(not status.wrong()))
        entries = Gauge("praxis_attest_log_entries", "Entries in its log.", registry=registry)
        entries.set_function(lambda: float(status.head.number))

    def answered(self, outcome: str, seconds: float) -> None:
        """One request."""
        self._requests.labels(outcome).inc()
        self._seconds.observe(seconds)

    def signed(self, facts: int) -> None:
        """One signature over so many."""
        self._signed.inc(facts)

    def refused(self, reasons: Iterable[str]) -> None:
        """Facts of one request, by slug."""
        for reason, count in Tally(reasons).items():
            self._refused.labels(reason).inc(count)
