"""What operators see of a watch."""

import asyncio
from pathlib import Path

from prometheus_client import CollectorRegistry, generate_latest
from sqlalchemy import Engine

from praxis_chain.core.errors import NetworkFailed
from praxis_chain.service.watching import GitHubPlace, Receiver, Watch, WatchMetrics
from tests.service.deliveries import SECRET
from tests.service.stand_in import PLACE, Shown, StandInForge, merged, open_issue, open_pull


def test_numbers_by_place_and_deliveries_by_outcome(database: Engine) -> None:
    forge = StandInForge(failing={("pull", 2): NetworkFailed("GitHub answered 500.")})
    for value in (merged(open_pull(1)), open_pull(2), open_issue(9)):
        forge.put(value)
    place = GitHubPlace(PLACE, database, forge.open, Path("nowhere"), Shown)
    watch = Watch(database, [place], clock=lambda: 1_750_001_000.0)
    asyncio.run(watch.look_around())
    receiver = Receiver(database, (SECRET,))
    receiver.counts.update({"new": 3, "unsigned": 1})
    registry = CollectorRegistry()
    registry.register(WatchMetrics(watch, receiver))
    lines = [line for line in generate_latest(registry).decode().splitlines() if not line.startswith("#")]
    assert lines == [
        f'praxis_watch_looked_at_seconds{{place="{PLACE}"}} 1.750001e+09',
        f'praxis_watch_problems{{place="{PLACE}"}} 1.0',
        f'praxis_watch_known{{kind="documents",place="{PLACE}"}} 1.0',
        f'praxis_watch_known{{kind="pulls",place="{PLACE}"}} 1.0',
        f'praxis_watch_known{{kind="issues",place="{PLACE}"}} 1.0',
        f'praxis_watch_known{{kind="waiting",place="{PLACE}"}} 1.0',
        f'praxis_watch_known{{kind="failing",place="{PLACE}"}} 1.0',
        'praxis_webhook_deliveries_total{outcome="new"} 3.0',
        'praxis_webhook_deliveries_total{outcome="unsigned"} 1.0',
    ]
