"""Opening an auditor's database: an SQLite file, or PostgreSQL.

database = open_database("sqlite:///praxis-audit.db")
sync(database, view, contracts)
found = load(database, contracts, view.block)
"""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Engine, inspect, select, text
from sqlalchemy.exc import OperationalError, SQLAlchemyError

from ...core.errors import NetworkFailed, WrongInput
from ...core.naming import printable
from ...evm.client import Client
from ...evm.deployments import Contracts
from ...evm.networks import Network
from ...store.engine import open_engine, reading, shown
from .tables import VERSION, cursor, deployment, metadata

_LOCK = 0x70726179  # PostgreSQL: whoever makes the tables holds it, so that one does


def open_database(url: str) -> Engine:
    """A database of this version, its tables made where it has none at all.

    url: `sqlite:///praxis-audit.db` or `postgresql+psycopg://user@host/name`. What it holds can be read from the chain
    again, so nothing is done for the loss of power but to stay consistent.
    Raises WrongInput for a URL that names no database we know, and for a database of another version or of something
    else; NetworkFailed for one that cannot be opened.
    """
    return open_engine(url, _prepare, durable=False)


def _prepare(database: Engine) -> None:
    with reading(database) as connection:
        if _is_ours(connection):
            return
    with database.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        if not _is_ours(connection):
            metadata.create_all(connection)


def _is_ours(connection: Connection) -> bool:
    """False if nothing is there. Raises WrongInput."""
    found = inspect(connection).get_table_names()
    if not found:
        return False
    if not {table.name for table in metadata.sorted_tables} <= set(found):
        raise WrongInput(f"The database {shown(connection.engine)} holds something else: name another one.")
    version = connection.scalar(select(deployment.c.version))
    if version not in (None, VERSION):
        raise WrongInput(
            f"The database {shown(connection.engine)} is of another version of praxis-chain (its tables are of version "
            f"{printable(str(version))}, and these of {VERSION}): delete it, or name another one; it is read from the "
            "chain again."
        )
    return True


@contextmanager
def unaltered(database: Engine) -> Iterator[None]:
    """Reads and writes a database within. Raises WrongInput where it is not as this package writes it, NetworkFailed
    where it does not answer."""
    try:
        yield
    except OperationalError as error:
        words = printable(str(error.orig).partition("\n")[0])
        raise NetworkFailed(f"The database {shown(database)} cannot be used: {words}.") from None
    except SQLAlchemyError:
        raise altered(database) from None


def altered(database: Engine) -> WrongInput:
    """Somebody else wrote in it."""
    return WrongInput(
        f"The database {shown(database)} was altered: it does not hold what praxis audit wrote into it. Delete it, or "
        "name another one; it is read from the chain again."
    )


def claim(database: Engine, network: Network, contracts: Contracts) -> None:
    """Make it this deployment's, if it is nobody's yet. Raises WrongInput if it is another's."""
    asked = _identity(network, contracts)
    with reading(database) as connection:
        found = connection.execute(select(deployment)).mappings().one_or_none()
    if found is None:
        with database.begin() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
            found = connection.execute(select(deployment)).mappings().one_or_none()
            if found is None:
                connection.execute(deployment.insert().values(asked))
                connection.execute(cursor.insert().values(id=1, next=contracts.first_block, hash=None, final=-1))
                return
    if {name: found[name] for name in asked} != asked:
        raise WrongInput(
            f"The database {shown(database)} is about another deployment, on chain {printable(str(found['chain_id']))} "
            f"from block {printable(str(found['first_block']))} on, and chain {asked['chain_id']} from block "
            f"{asked['first_block']} on was asked "
            "for: name another database."
        )


def _identity(network: Network, contracts: Contracts) -> dict[str, Any]:
    addresses = {contract.name: contract.address for contract in (*contracts.emitters, contracts.usdc)}
    return {
        "id": 1,
        "version": VERSION,
        "chain_id": network.chain_id,
        "genesis": "0x" + Client(network).stamp(0).hash.hex(),
        "first_block": contracts.first_block,
        "contracts": json.dumps(addresses),
    }
