"""A bundle of a busy deployment: written from a chain, checked without one."""

import socket
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from praxis_chain.audit.bundle import check
from praxis_chain.audit.findings import Assurance
from praxis_chain.audit.internal import audit
from praxis_chain.core.errors import Refused

if TYPE_CHECKING:
    from tests.protocol import Protocol


@pytest.fixture
def file(busy: "Protocol", tmp_path: Path) -> Path:
    path = tmp_path / "audit.praxis"
    audit(busy.chain, busy.record, "latest", bundle=path)
    return path


@pytest.fixture
def no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a socket was opened")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "create_connection", refuse)


def test_it_is_checked_without_a_network(busy: "Protocol", file: Path, no_network: None) -> None:
    online = audit(busy.chain, busy.record, "latest")
    report = check(file)
    assert report.exit_code == 0
    assert report.assurance is Assurance.PROVEN_AGAINST_RPC_HEADER
    for name in ("chain_id", "contracts", "block", "events", "slots", "figures", "findings", "information"):
        assert getattr(report, name) == getattr(online, name), name
    assert report.finalized is None
    counted = {one.invariant: one.count for one in report.checked}
    assert counted == {one.invariant: one.count for one in online.checked}


def test_with_the_readers_own_hash_it_is_as_sure_as_that(busy: "Protocol", file: Path) -> None:
    report = check(file, busy.view.block.hash)
    assert report.assurance is Assurance.PROVEN_AGAINST_GIVEN_HASH
    assert "whether the block is the chain's" not in {one.what for one in report.not_checked}
    with pytest.raises(Refused, match=r"it is of block \d+ with the hash 0x[0-9a-f]{64}, not 0x7777"):
        check(file, b"\x77" * 32)


def test_the_same_block_makes_the_same_file(busy: "Protocol", file: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    audit(busy.chain, busy.record, busy.view.block.number, bundle=again)
    assert again.read_bytes() == file.read_bytes()
