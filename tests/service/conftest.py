"""An anvil whose blocks the tests make themselves, as the services need to see transactions that wait."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import GENESIS
from tests.databases import database_url as database_url
from tests.databases import postgres as postgres
from tests.oracle.conftest import begun as begun
from tests.oracle.conftest import workshop as workshop

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from praxis_chain.evm.local import LocalNetwork


@pytest.fixture(scope="session")
def anvil_url() -> Iterator[str]:
    """An anvil that goes on after a connection ends; each of its blocks is one second later."""
    from praxis_chain.evm.anvil import AnvilProcess, find_anvil

    if find_anvil() is None:
        pytest.skip("anvil is not installed: npm ci")
    process = AnvilProcess(GENESIS)
    yield process.url
    process.close()


@pytest.fixture(scope="session")
def anvil(anvil_url: str) -> "Iterator[LocalNetwork]":
    from praxis_chain.evm.local import require_local
    from praxis_chain.evm.networks import open_network

    with open_network(anvil_url, start=GENESIS) as network:
        yield require_local(network, "testing")


@pytest.fixture
def node(anvil: "LocalNetwork") -> "Iterator[LocalNetwork]":
    """It mines each transaction at once, unless the test says otherwise; whatever happens to it is undone."""
    anvil.request("anvil_setNextBlockBaseFeePerGas", hex(10**9))  # going back to a snapshot does not go back to a price
    with anvil.rollback():
        yield anvil
        anvil.request("evm_setAutomine", True)


@pytest.fixture
def database(tmp_path: Path) -> "Iterator[Engine]":
    """An SQLite file."""
    from praxis_chain.store import open_store

    engine = open_store(f"sqlite:///{tmp_path / 'praxis.db'}")
    yield engine
    engine.dispose()


@pytest.fixture
def either_database(database_url: str) -> "Iterator[Engine]":
    """A store, once in SQLite and once in PostgreSQL."""
    from praxis_chain.store import open_store

    engine = open_store(database_url)
    yield engine
    engine.dispose()
