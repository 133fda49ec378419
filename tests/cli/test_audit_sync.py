"""`praxis audit sync`, and audits that go on from its database."""

import sqlite3
from pathlib import Path

import pytest

from praxis_chain.demo.repository import DemoRepository
from tests.cli.conftest import Site
from tests.cli.steps import USDC, fund, relay
from tests.cli.terminal import Terminal

LATEST = ("--block", "latest")


def test_every_event_in_a_database(site: Site, praxis: Terminal, merged: DemoRepository, tmp_path: Path) -> None:
    file = tmp_path / "audit.db"
    url = f"sqlite:///{file}"
    first = praxis.data("audit", "sync", "--database", url, *LATEST)
    assert (first["database"], first["dropped"], first["provisional"]) == (url, 0, True)
    fund(praxis, merged, site.prompt)
    relay(praxis, merged)
    said = praxis.do("audit", "sync", "--database", url, *LATEST).out.splitlines()
    assert said[0].endswith("may still be replaced")
    assert said[2] == f"  database   {url}"
    with sqlite3.connect(file) as connection:
        assert connection.execute("SELECT usdc FROM awarded").fetchall() == [(500 * USDC,)]
        count = connection.execute("SELECT count(*) FROM events").fetchone()[0]
    connection.close()
    assert said[1] == f"  new        {count - first['added']} logs"

    report = praxis.data("audit", "--database", url, *LATEST)
    assert report == praxis.data("audit", *LATEST)
    assert report["events"] == count
    paid = praxis.data("audit", "who-paid", "--database", url, *LATEST)
    assert paid == praxis.data("audit", "who-paid", *LATEST)
    assert len(paid["payments"]) == 1


def test_the_database_has_a_place_of_its_own(site: Site, praxis: Terminal) -> None:
    done = praxis.data("audit", "sync")
    path = Path(done["database"].removeprefix("sqlite:///"))
    assert path.name == "audit.db"
    assert path.is_file()
    assert done["provisional"] is False


@pytest.mark.parametrize(
    ("url", "sentence"),
    [
        ("audit.db", "The database's URL cannot be used"),
        ("sqlite://", "cannot serve here: give sqlite:///FILE or postgresql+psycopg://HOST/NAME"),
        ("postgresql+psycopg://nobody:secret@127.0.0.1:9/none", "//nobody:***@127.0.0.1:9/none cannot be opened"),
    ],
)
def test_a_database_that_cannot_be_used_is_one_sentence(praxis: Terminal, url: str, sentence: str) -> None:
    said = praxis.do("audit", "sync", "--database", url, code=4 if "nobody" in url else 2)
    assert said.err.count("\n") == 1
    assert sentence in said.err
    assert "secret" not in said.err
