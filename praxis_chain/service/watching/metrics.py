"""What a watch and its receiver count, for Prometheus."""

from collections.abc import Iterator

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from .receiver import Receiver
from .watch import Watch


class WatchMetrics(Collector):
    """For a registry: `registry.register(WatchMetrics(watch, receiver))`. Numbers are taken when they are asked for."""

    def __init__(self, watch: Watch, receiver: Receiver | None = None) -> None:
        self._watch = watch
        self._receiver = receiver

    def collect(self) -> Iterator[Metric]:
        """See Collector."""
        looked_at = GaugeMetricFamily(
            "praxis_watch_looked_at_seconds", "Unix time when the last whole look began.", labels=["place"]
        )
        problems = GaugeMetricFamily("praxis_watch_problems", "Sentences of trouble now.", labels=["place"])
        for fresh in self._watch.freshness():
            looked_at.add_metric([fresh.name], fresh.looked_at)
            problems.add_metric([fresh.name], len(fresh.problems))
        known = GaugeMetricFamily("praxis_watch_known", "What is known, by kind.", labels=["place", "kind"])
        for name, counts in self._watch.counts().items():
            for kind, count in counts.items():
                known.add_metric([name, kind], count)
        yield from (looked_at, problems, known)
        if self._receiver is not None:
            received = CounterMetricFamily(
                "praxis_webhook_deliveries", "Deliveries by what became of them.", labels=["outcome"]
            )
            for outcome, count in self._receiver.counts.items():
                received.add_metric([outcome], count)
            yield received
