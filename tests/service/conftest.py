"""An anvil whose blocks the tests make themselves, as the services need to see transactions that wait."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.conftest import GENESIS
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
def postgres() -> "Iterator[str]":
    """The URL of an empty database on the server that PRAXIS_TEST_POSTGRES names; `.ci/postgres COMMAND` starts one.

    Where none is named these tests are skipped; where one is named and does not answer, they fail.
    """
    from sqlalchemy import create_engine, make_url, text

    server = os.environ.get("PRAXIS_TEST_POSTGRES")
    if not server:
        pytest.skip("needs PostgreSQL: .ci/postgres ./praxis test")
    name = f"praxis_{uuid.uuid4().hex}"
    admin = create_engine(server, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """Of an empty database, once of each kind that we serve."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'either.db'}"
    return str(request.getfixturevalue("postgres"))


@pytest.fixture
def either_database(database_url: str) -> "Iterator[Engine]":
    """A store, once in SQLite and once in PostgreSQL."""
    from praxis_chain.store import open_store

    engine = open_store(database_url)
    yield engine
    engine.dispose()
