"""An auditor's database: whose it is, what a killed process leaves, and real chains."""

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from praxis_chain.audit.index import load, open_database, read, sync
from praxis_chain.core.errors import NetworkFailed, WrongInput
from praxis_chain.core.events import Event
from tests.audit.keeping import assert_as_fresh, keep_up, opened, rows
from tests.audit.lying import answering
from tests.audit.modelled import CONTRACTS, FIRST_BLOCK, Modelled

if TYPE_CHECKING:
    from collections.abc import Iterator

    from eth_account.signers.local import LocalAccount

    from tests.protocol import Protocol

# -- whose database it is ---------------------------------------------------------------------------------------------


def test_another_deployment_is_refused(database_url: str, modelled: Modelled) -> None:
    keep_up(database_url, modelled)
    with opened(database_url) as database:
        with pytest.raises(WrongInput, match="is about another deployment, on chain 31337 from block 2 on, and chain"):
            sync(database, modelled.view, replace(CONTRACTS, prax=type(CONTRACTS.prax).at("0x" + "99" * 20)))
        other = Modelled()
        other.made = 5_000
        other.blocks.clear()
        other.extend([0, 0, 0, 1])
        with pytest.raises(WrongInput, match="is about another deployment"):
            sync(database, other.view, CONTRACTS)


def test_another_version_is_refused_and_nothing_is_lost(database_url: str, modelled: Modelled) -> None:
    from sqlalchemy import text

    keep_up(database_url, modelled)
    with opened(database_url) as database, database.begin() as connection:
        connection.execute(text("UPDATE deployment SET version = 77"))
    with pytest.raises(WrongInput, match=r"tables are of version 77, and these of \d+\): delete it, or name"):
        open_database(database_url)


def test_a_database_of_something_else_is_refused(database_url: str) -> None:
    from praxis_chain.store import open_store

    open_store(database_url).dispose()
    with pytest.raises(WrongInput, match="holds something else: name another one"):
        open_database(database_url)


def test_a_deployment_that_is_not_there_yet_is_refused(database_url: str) -> None:
    chain = Modelled()
    del chain.blocks[FIRST_BLOCK:]
    with pytest.raises(WrongInput, match="The deployment is of block 2, and block 1 was to be audited"):
        keep_up(database_url, chain)


# -- the process ends -------------------------------------------------------------------------------------------------

KILLED = """
import os, signal, sys
from sqlalchemy import event
from praxis_chain.audit.index import open_database, sync
from tests.audit.modelled import CONTRACTS, Modelled

def kill(*_): os.kill(os.getpid(), signal.SIGKILL)

url, request, statement = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
chain = Modelled()
chain.extend([3] * 400)
chain.most = 60
database, seen = open_database(url), []

@event.listens_for(database, "before_cursor_execute")
def count(connection, cursor, text, *_):
    seen.append(text)
    if len(seen) == statement:
        kill()

chain.before = lambda asked: kill() if asked == request else None
sync(database, chain.view, CONTRACTS)
"""


@pytest.mark.parametrize(("request_", "statement"), [(30, 0), (80, 0), (0, 12), (0, 15), (0, 16), (0, 33)])
def test_a_process_that_is_killed_leaves_what_the_next_goes_on_from(
    tmp_path: Path, request_: int, statement: int
) -> None:
    url = f"sqlite:///{tmp_path / 'audit.db'}"
    command = [sys.executable, "-c", KILLED, url, str(request_), str(statement)]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, cwd=root, env={**os.environ, "PYTHONPATH": str(root)}, check=False)
    assert done.returncode == -signal.SIGKILL
    chain = Modelled()
    chain.extend([3] * 400)
    keep_up(url, chain)
    assert_as_fresh(url, chain)


# -- real chains ------------------------------------------------------------------------------------------------------


def test_a_real_deployment_is_kept_as_it_is_read(busy: "Protocol", database_url: str) -> None:
    from praxis_chain.evm.deployments import bind

    contracts = bind(busy.record)
    with opened(database_url) as database:
        done = sync(database, busy.view, contracts)
        found = load(database, contracts, busy.view.block)
    fresh = read(busy.view, contracts)
    assert found == fresh
    assert done.added == len(fresh.events)
    assert [event.name for event in found.events].count("Funded") == 5


@pytest.fixture
def on_anvil(
    attesters: "list[LocalAccount]",
    circle: "LocalAccount",
    circle_admin: "LocalAccount",
    owner: "LocalAccount",
    arbiter: "LocalAccount",
    sponsor: "LocalAccount",
    tmp_path: Path,
) -> "Iterator[Protocol]":
    """Its last four blocks are not final."""
    from praxis_chain.evm.anvil import find_anvil
    from praxis_chain.evm.local import require_local
    from praxis_chain.evm.networks import open_network
    from tests.conftest import GENESIS, new_usdc
    from tests.protocol import deploy

    if find_anvil() is None:
        pytest.skip("anvil is not installed: npm ci")
    with open_network("anvil", start=GENESIS) as network:
        chain = require_local(network, "testing")
        yield deploy(
            chain, new_usdc(chain, circle, circle_admin, sponsor), owner, arbiter, attesters[:3], 2, tmp_path / "record"
        )


def test_a_real_reorganisation(on_anvil: "Protocol", sponsor: "LocalAccount", tmp_path: Path) -> None:
    from praxis_chain.evm.deployments import bind

    contracts, url = bind(on_anvil.record), f"sqlite:///{tmp_path / 'audit.db'}"
    with opened(url) as database:
        with on_anvil.chain.rollback():
            on_anvil.fund(sponsor, 20 * 10**6, subject_uri="github:repo/10270250/issue/20")
            on_anvil.fund(sponsor, 20 * 10**6, subject_uri="github:repo/10270250/issue/21")
            assert sync(database, on_anvil.view, contracts).provisional
            gone = load(database, contracts, on_anvil.view.block)
        on_anvil.chain.warp(by=1)
        on_anvil.fund(sponsor, 30 * 10**6, subject_uri="github:repo/10270250/issue/22")
        done = sync(database, on_anvil.view, contracts)
        kept = load(database, contracts, on_anvil.view.block)
    assert kept == read(on_anvil.view, contracts)
    assert done.dropped == 2  # the blocks of the two fundings
    assert _subjects(gone.events) == ["github:repo/10270250/issue/20", "github:repo/10270250/issue/21"]
    assert _subjects(kept.events) == ["github:repo/10270250/issue/22"]
    assert rows(url, "SELECT count(*) FROM logs") == [(len(kept.events) + 4,)]  # what is gone from the chain is kept


def _subjects(events: tuple[Event, ...]) -> list[str]:
    return [event.args["subjectUri"] for event in events if event.name == "Funded"]


def test_a_log_of_a_block_that_was_replaced_is_not_taken(busy: "Protocol", tmp_path: Path) -> None:
    from praxis_chain.evm.client import Client
    from praxis_chain.evm.deployments import bind

    last = hex(busy.last_logged)

    def other(method: str, params: Any, result: Any) -> Any:
        return (
            [log | {"blockHash": "0x" + "ab" * 32} if log["blockNumber"] == last else log for log in result]
            if method == "eth_getLogs"
            else result
        )

    view = Client(answering(busy.chain, other)).at(busy.last_logged)
    with opened(f"sqlite:///{tmp_path / 'audit.db'}") as database, pytest.raises(NetworkFailed, match="replaced block"):
        sync(database, view, bind(busy.record))
