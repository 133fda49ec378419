"""One question, two ways to answer it: from the chain, or from a database that is brought up to date first."""

from typing import TYPE_CHECKING

from ...evm.client import Client, View
from ...evm.deployments import Contracts, Record, bind
from ...evm.networks import Network
from .found import Index, Progress
from .memory import read_all

if TYPE_CHECKING:
    from .syncing import Synced


def read(view: View, contracts: Contracts, progress: Progress | None = None, database: str | None = None) -> Index:
    """All events from the deployment's first block up to the view's. database: a URL (see open_database); the chain is
    then only asked for what it lacks.

    Raises WrongInput if the deployment is younger than that block, or the database another's; NetworkFailed, also where
    the chain was reorganised meanwhile; Refused if the database holds a final block that the chain has not.
    """
    if database is None:
        return read_all(view, contracts, progress)
    from . import load, open_database, sync

    engine = open_database(database)
    try:
        sync(engine, view, contracts, progress)
        return load(engine, contracts, view.block)
    finally:
        engine.dispose()


def keep(
    network: Network,
    record: Record,
    database: str,
    block: str | int | None = None,
    progress: Progress | None = None,
) -> "tuple[Synced, str]":
    """Bring a database up to a block: a height, "latest", "finalized"; by default the newest that is final, or where
    the chain knows no such thing the latest. Returns what was done, and the database's URL without a password.

    Raises what `read` does.
    """
    from ...store.engine import shown
    from . import open_database, sync

    contracts = bind(record)
    view = Client(network).as_of(block)
    engine = open_database(database)
    try:
        return sync(engine, view, contracts, progress), shown(engine)
    finally:
        engine.dispose()
