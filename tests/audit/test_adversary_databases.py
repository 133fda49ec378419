"""A database in which somebody else wrote: it is found out, or said to be altered; never believed, never a crash."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from praxis_chain.audit.history import history
from praxis_chain.audit.index import keep
from praxis_chain.audit.internal import audit
from praxis_chain.core.errors import NetworkFailed, WrongInput

if TYPE_CHECKING:
    from tests.protocol import Protocol

LAST = "(SELECT max(block) FROM logs)"


@pytest.fixture(scope="module")
def kept(busy: "Protocol", tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """A database of all but the last blocks with logs."""
    path = tmp_path_factory.mktemp("kept") / "audit.db"
    keep(busy.chain, busy.record, f"sqlite:///{path}", busy.last_logged - 6)
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")
    return path.read_bytes()


@pytest.fixture
def path(kept: bytes, tmp_path: Path) -> Path:
    path = tmp_path / "audit.db"
    path.write_bytes(kept)
    return path


def edit(path: Path, statement: str) -> str:
    """Write in it; returns its URL."""
    with closing(sqlite3.connect(path)) as connection, connection:
        assert connection.execute(statement).rowcount != 0, "it changes nothing"
    return f"sqlite:///{path}"


SENSELESS = {
    "topics are no JSON": f"UPDATE logs SET topics = 'nope' WHERE block = {LAST}",
    "topics are a number": f"UPDATE logs SET topics = '5' WHERE block = {LAST}",
    "topics are lists": f"UPDATE logs SET topics = '[[], {{}}]' WHERE block = {LAST}",
    "topics are bytes": f"UPDATE logs SET topics = x'ff00' WHERE block = {LAST}",
    "data is no hex": f"UPDATE logs SET data = '0xzz' WHERE block = {LAST}",
    "data is bytes": f"UPDATE logs SET data = x'ff' WHERE block = {LAST}",
    "a contract that is none": f"UPDATE logs SET contract = 'Nobody' WHERE block = {LAST}",
    "a transaction that steers": f"UPDATE logs SET tx_hash = char(27) || '[2J' WHERE block = {LAST}",
    "a hash that is none": f"UPDATE blocks SET hash = 'zz' WHERE id = {LAST}",
    "a height below zero": f"UPDATE blocks SET number = -5 WHERE id = {LAST}",
    "a time that is a text": "UPDATE blocks SET timestamp = 'a'",
    "a block without its row": f"DELETE FROM blocks WHERE id = {LAST}",
    "a cursor that is a text": "UPDATE cursor SET next = 'a'",
    "a cursor below zero": "UPDATE cursor SET next = -5, hash = NULL",
    "no cursor": "DELETE FROM cursor",
    "two cursors": "INSERT INTO cursor SELECT 2, next, hash, final FROM cursor",
    "values beside those of the log": "UPDATE logs SET args = replace(args, '0', '1') WHERE args LIKE '%0%'",
    "another name than the log's": "UPDATE logs SET name = 'Released'",
    "a log that nobody knows, named": f"UPDATE logs SET topics = '[]' WHERE block = {LAST}",
}


@pytest.mark.parametrize("statement", SENSELESS.values(), ids=SENSELESS)
def test_what_nobody_here_wrote_is_refused(busy: "Protocol", path: Path, statement: str) -> None:
    """Also where only what people read by SQL is altered, and not the log that it stands for."""
    with pytest.raises(WrongInput, match="was altered: it does not hold what praxis audit wrote into it"):
        audit(busy.chain, busy.record, "latest", database=edit(path, statement))


def test_a_column_that_is_not_there(busy: "Protocol", path: Path) -> None:
    with pytest.raises(NetworkFailed, match="cannot be used: table logs has no column named data"):
        audit(busy.chain, busy.record, "latest", database=edit(path, "ALTER TABLE logs RENAME COLUMN data TO other"))


def test_a_deployment_whose_name_steers_a_terminal(busy: "Protocol", path: Path) -> None:
    database = edit(path, "UPDATE deployment SET chain_id = char(27) || '[2J', genesis = '0x'")
    with pytest.raises(WrongInput, match="is about another deployment") as raised:
        audit(busy.chain, busy.record, "latest", database=database)
    assert str(raised.value).isprintable()


LIES = {
    "logs are gone": (f"DELETE FROM logs WHERE block = {LAST}", "was withheld"),
    "a block is no longer canonical": (f"UPDATE blocks SET canonical = 0 WHERE id = {LAST}", "was withheld"),
    "it was read up to a later block than it was": ("UPDATE cursor SET next = next + 1000", "was withheld"),
    "logs are elsewhere": (f"UPDATE logs SET log_index = log_index + 100 WHERE block = {LAST}", "was forged"),
    "a block of another hash": (f"UPDATE blocks SET hash = '0x' || printf('%064d', 7) WHERE id = {LAST}", "ancestor"),
    "another time": ("UPDATE blocks SET timestamp = timestamp + 86400", "was altered"),
    "a trigger that deletes": ("CREATE TRIGGER t AFTER INSERT ON logs BEGIN DELETE FROM logs; END", "was withheld"),
}


@pytest.mark.parametrize(("statement", "said"), LIES.values(), ids=LIES)
def test_what_a_database_makes_up_is_found(busy: "Protocol", path: Path, statement: str, said: str) -> None:
    """It is believed no more than a node: receipts and headers say what was logged, and when."""
    report = audit(busy.chain, busy.record, "latest", database=edit(path, statement))
    assert report.exit_code == 3
    assert any(said in finding.summary for finding in report.findings)


def test_as_it_was_written_everything_holds(busy: "Protocol", path: Path) -> None:
    report = audit(busy.chain, busy.record, "latest", database=f"sqlite:///{path}")
    assert report.exit_code == 0
    assert history(busy.chain, busy.record, "latest", database=f"sqlite:///{path}").ledger.contradictions == ()
