"""Numbers for Prometheus: what every service counts, and the text of all of it."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

from prometheus_client import CollectorRegistry, GCCollector, PlatformCollector, ProcessCollector
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

from ..core.rules import RULES_VERSION
from ..forges.github.limits import Spent


class Fresh(Protocol):
    """How a repository is doing."""

    @property
    def name(self) -> str:
        """As the operator calls it."""
        ...

    @property
    def looked_at(self) -> float:
        """Unix seconds of the last look in full, 0.0 if there was none yet."""
        ...


class Watching(Protocol):
    """What is asked of `service.watching.Watch`."""

    def freshness(self) -> Sequence[Fresh]:
        """Of each repository."""
        ...

    def counts(self) -> Mapping[str, Mapping[str, int]]:
        """Numbers by repository."""
        ...

    def spent(self) -> Mapping[str, Spent]:
        """What asking has cost, by repository, where it is counted."""
        ...


def new_registry() -> CollectorRegistry:
    """One registry per service, with what the process itself uses."""
    registry = CollectorRegistry()
    ProcessCollector(registry=registry)
    PlatformCollector(registry=registry)
    GCCollector(registry=registry)
    return registry


def exposition(registry: CollectorRegistry) -> tuple[bytes, str]:
    """The text that Prometheus reads, and its content type."""
    return generate_latest(registry), CONTENT_TYPE_LATEST


class Repositories(Collector):
    """Of the repositories that are watched: how long ago each was looked at, and how much is kept of it."""

    def __init__(self, watches: Sequence[Watching], clock: Callable[[], float] = time.time) -> None:
        self._watches = watches
        self._clock = clock

    def collect(self) -> Iterator[Metric]:
        """Read when Prometheus asks."""
        age = GaugeMetricFamily(
            "praxis_look_age_seconds", "Since a repository was last looked at in full.", labels=["repository"]
        )
        now = self._clock()
        for fresh in (fresh for watch in self._watches for fresh in watch.freshness()):
            age.add_metric([fresh.name], now - fresh.looked_at if fresh.looked_at else float("inf"))
        kept = GaugeMetricFamily("praxis_look_kept", "What is kept of a repository.", labels=["repository", "what"])
        for name, counts in (of for watch in self._watches for of in watch.counts().items()):
            for what, count in counts.items():
                kept.add_metric([name, what], count)
        rules = GaugeMetricFamily("praxis_rules", "The version of the rules that it judges by.", labels=["version"])
        rules.add_metric([RULES_VERSION], 1)
        yield from (age, kept, rules, *self._spent())

    def _spent(self) -> Iterator[Metric]:
        labels = ["repository", "kind"]
        asked = CounterMetricFamily("praxis_forge_requests", "Requests to a forge since the start.", labels=labels)
        waited = CounterMetricFamily(
            "praxis_forge_waited_seconds", "Time that a forge's limits were waited for.", labels=["repository"]
        )
        left = GaugeMetricFamily(
            "praxis_forge_requests_left", "Of the account's hour, as the forge said last.", labels=labels
        )
        for name, spent in (of for watch in self._watches for of in watch.spent().items()):
            for kind, count in spent.requests.items():
                asked.add_metric([name, kind], count)
            for resource, count in spent.left.items():
                left.add_metric([name, resource], count)
            waited.add_metric([name], spent.waited)
        yield from (asked, waited, left)


class Counted(Collector):
    """Counters that are kept elsewhere, by outcome."""

    def __init__(self, name: str, help: str, counts: Callable[[], Mapping[str, float]]) -> None:
        self._name = name
        self._help = help
        self._counts = counts

    def collect(self) -> Iterator[Metric]:
        """Read when Prometheus asks."""
        family = CounterMetricFamily(self._name, self._help, labels=["outcome"])
        for outcome, count in self._counts().items():
            family.add_metric([outcome], count)
        yield family
