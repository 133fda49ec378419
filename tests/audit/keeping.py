"""Keeping a database up to date in the tests: short ways to do it, and to see what it holds."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from praxis_chain.audit.index import load, open_database, read, sync
from tests.audit.modelled import CONTRACTS, Modelled

if TYPE_CHECKING:
    from sqlalchemy import Engine


@contextmanager
def opened(url: str) -> "Iterator[Engine]":
    database = open_database(url)
    try:
        yield database
    finally:
        database.dispose()


def keep_up(url: str, chain: Modelled) -> Any:
    """In a process of its own, as it were: it knows nothing but what the database holds."""
    with opened(url) as database:
        return sync(database, chain.view, CONTRACTS)


def rows(url: str, query: str) -> list[tuple[Any, ...]]:
    from sqlalchemy import text

    with opened(url) as database, database.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def assert_as_fresh(url: str, chain: Modelled) -> None:
    """Memory and the tables say what a reading from the start says."""
    fresh = read(chain.view, CONTRACTS)
    with opened(url) as database:
        kept = load(database, CONTRACTS, chain.view.block)
    assert kept.events == fresh.events
    assert [log["data"] for log in kept.foreign] == [log["data"] for log in fresh.foreign]
    wanted = [
        (int(log["blockNumber"], 16), int(log["logIndex"], 16), log["transactionHash"])
        for block in chain.blocks
        for log in block.logs
        if log["address"] != CONTRACTS.usdc.address or any(CONTRACTS.escrow.address[2:] in t for t in log["topics"][1:])
    ]
    assert rows(url, "SELECT block, log_index, tx_hash FROM events ORDER BY block, log_index") == wanted


@contextmanager
def during(chain: Modelled, requests: int, do: Callable[[], None]) -> Iterator[None]:
    """Before that request."""
    at = chain.asked + requests
    chain.before = lambda asked: do() if asked == at else None
    yield
    chain.before = lambda _: None
