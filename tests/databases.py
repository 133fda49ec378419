"""Empty databases of each kind that we serve, for whoever imports these fixtures into their conftest."""

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest


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
