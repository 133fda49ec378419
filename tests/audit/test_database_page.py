"""docs/audit/database.md: its queries run, its Python runs, and its views agree with the ledger."""

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import text

from praxis_chain.audit import load, open_database, sync
from praxis_chain.audit.index.tables import VIEWS, metadata
from praxis_chain.core.ledger import Ledger

if TYPE_CHECKING:
    from tests.protocol import Protocol

PAGE = (Path(__file__).parents[2] / "docs" / "audit" / "database.md").read_text(encoding="utf-8")
QUERIES = re.findall(r"```sql\n(.*?)```", PAGE, flags=re.DOTALL)
(PYTHON,) = re.findall(r"```python\n(.*?)```", PAGE, flags=re.DOTALL)
ONLY_SQLITE = "strftime"


def ledger_of(protocol: "Protocol", database_url: str) -> Ledger:
    """After a sync."""
    from praxis_chain.audit.reckoning import addresses_of
    from praxis_chain.evm.deployments import bind

    contracts, view = bind(protocol.record), protocol.view
    database = open_database(database_url)
    sync(database, view, contracts)
    found = load(database, contracts, view.block)
    database.dispose()
    return Ledger.from_events(found.events, addresses_of(contracts, protocol.chain.chain_id), view.block.timestamp)


def test_every_query_runs_and_finds_something(busy: "Protocol", database_url: str) -> None:
    ledger_of(busy, database_url)
    database = open_database(database_url)
    with database.connect() as connection:
        for query in QUERIES:
            if ONLY_SQLITE in query and database.dialect.name != "sqlite":
                continue
            found = connection.execute(text(query)).all()
            assert bool(found) == ("NOT canonical" not in query), query
    database.dispose()


def test_the_views_agree_with_the_ledger(busy: "Protocol", database_url: str) -> None:
    ledger = ledger_of(busy, database_url)
    flows = ledger.escrow.flows.values()
    database = open_database(database_url)
    with database.connect() as connection:
        paid, fees = connection.execute(text("SELECT sum(usdc), sum(fee) FROM paid")).one()
        assert paid + fees == sum(flow.released for flow in flows)
        assert connection.scalar(text("SELECT sum(usdc) FROM funded")) == sum(flow.funded for flow in flows)
        assert connection.scalar(text("SELECT sum(usdc) FROM refunded")) == sum(flow.refunded for flow in flows)
        accrued = connection.execute(text("SELECT wei, prax FROM accrued")).all()
        minted = sum(int(wei) for wei, _ in accrued)
        referrals = connection.scalars(text("SELECT args ->> 'amount' FROM events WHERE name = 'ReferralAccrued'"))
        assert minted + sum(map(int, referrals)) == ledger.recognition.minted
        assert [prax for _, prax in accrued] == pytest.approx([int(wei) / 1e18 for wei, _ in accrued])
    database.dispose()


def test_the_python_runs(busy: "Protocol", tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    names = {"record": busy.record, "network": busy.chain}
    exec(PYTHON, names)
    ledger: Ledger = names["ledger"]
    assert ledger.escrow.escrowed == busy.view.call(busy.escrow.contract, "totals")[0]
    assert (tmp_path / "praxis-audit.db").is_file()
    names["database"].dispose()


@pytest.mark.parametrize("name", [*VIEWS, *(table.name for table in metadata.sorted_tables)])
def test_the_page_names_every_table_and_view(name: str) -> None:
    assert f"`{name}`" in PAGE
