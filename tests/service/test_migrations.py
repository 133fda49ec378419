"""Migrations and tables agree; what is up to date is left alone; what is too new, or not ours, is refused."""

import shutil
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect, text

import praxis_chain.store
from praxis_chain.core.errors import Refused
from praxis_chain.store import metadata, open_store, reading
from praxis_chain.store.deliveries import receive
from praxis_chain.store.migrations import make_config

ROOT = Path(__file__).resolve().parents[2]
VERSIONS = ROOT / "praxis_chain" / "store" / "migrations" / "versions"


@pytest.fixture(autouse=True)
def every_table() -> None:
    """Each module of the room adds its own when it is loaded."""
    for module in iter_modules(praxis_chain.store.__path__):
        import_module(f"praxis_chain.store.{module.name}")


def test_migrations_make_the_tables_that_the_code_uses(database_url: str) -> None:
    engine = open_store(database_url)
    with engine.begin() as connection:
        assert compare_metadata(MigrationContext.configure(connection), metadata) == []
        made = set(inspect(connection).get_table_names())
    assert made == {*metadata.tables, "alembic_version"}
    assert len(made) > 10
    engine.dispose()


def test_a_column_that_no_migration_makes_is_noticed(database_url: str) -> None:
    """The comparison above can fail."""
    engine = open_store(database_url)
    with engine.begin() as connection:
        connection.execute(text("ALTER TABLE deliveries ADD COLUMN more INTEGER"))
        ((kind, _, table, column),) = compare_metadata(MigrationContext.configure(connection), metadata)
    assert (kind, table, column.name) == ("remove_column", "deliveries", "more")
    engine.dispose()


def test_migrations_are_one_row_of_numbers() -> None:
    script = ScriptDirectory.from_config(make_config())
    numbers = [revision.revision for revision in script.walk_revisions()][::-1]
    assert numbers == [f"{number + 1:04}" for number in range(len(numbers))]
    assert [path.name[:4] for path in sorted(VERSIONS.glob("[0-9]*.py"))] == numbers


def test_a_database_that_is_up_to_date_is_left_alone(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    first = open_store(database_url)
    receive(first, "h", "d", 1, None, "")
    monkeypatch.setattr(command, "upgrade", lambda *_: pytest.fail("it was migrated again"))
    with first.begin() as connection:  # whoever wanted to write would have to wait
        connection.execute(text("UPDATE deliveries SET received_at = 2"))
        open_store(database_url).dispose()
    with reading(first) as connection:
        assert connection.execute(text("SELECT received_at FROM deliveries")).scalar_one() == 2
    first.dispose()


def test_a_database_of_a_later_version_is_refused(database_url: str) -> None:
    engine = open_store(database_url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(Refused) as refused:
        open_store(database_url)
    shown = engine.url.render_as_string(hide_password=True)
    assert str(refused.value) == (
        f"The database {shown} is of a later version of praxis-chain (its tables are of 9999): install that version, "
        "or name another database."
    )
    engine.dispose()


def test_another_programs_database_is_refused_and_left_alone(database_url: str) -> None:
    other = create_engine(database_url)
    with other.begin() as connection:
        connection.execute(text("CREATE TABLE songs (title TEXT)"))
    with pytest.raises(Refused, match=r" holds tables that are not praxis-chain's: name an empty one\.$"):
        open_store(database_url)
    assert inspect(other).get_table_names() == ["songs"]
    other.dispose()


def test_many_may_open_an_empty_database_at_once(database_url: str) -> None:
    with ThreadPoolExecutor(6) as threads:
        engines = list(threads.map(open_store, [database_url] * 6))
    for number, engine in enumerate(engines):
        assert receive(engine, "h", str(number), 1, None, "")
        engine.dispose()


def test_processes_may_open_an_empty_database_at_once(database_url: str) -> None:
    code = "import sys; from praxis_chain.store import open_store; open_store(sys.argv[1])"
    started = [subprocess.Popen([sys.executable, "-c", code, database_url], cwd=ROOT) for _ in range(3)]
    assert [process.wait(120) for process in started] == [0, 0, 0]


def test_a_migration_that_breaks_off_leaves_nothing(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    upgrade = command.upgrade

    def break_off(*given: Any) -> None:
        upgrade(*given)
        raise ZeroDivisionError

    with monkeypatch.context() as patched:
        patched.setattr(command, "upgrade", break_off)
        with pytest.raises(ZeroDivisionError):
            open_store(database_url)
    looking = create_engine(database_url)
    assert inspect(looking).get_table_names() == []
    looking.dispose()
    open_store(database_url).dispose()


def test_the_next_migration_is_written_by_what_is_lacking(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "praxis_chain", tmp_path / "praxis_chain")
    changed = tmp_path / "praxis_chain" / "store" / "deliveries.py"
    before = '    Column("left", Text, nullable=False),\n'
    changed.write_text(changed.read_text().replace(before, f'{before}    Column("event", Text),\n'))
    write = [sys.executable, "-m", "praxis_chain.store.migrations", "What an event was"]
    subprocess.run(write, cwd=tmp_path, capture_output=True, text=True, check=True)
    versions = tmp_path / "praxis_chain" / "store" / "migrations" / "versions"
    (written,) = (
        {path.name for path in versions.iterdir()} - {path.name for path in VERSIONS.iterdir()} - {"__pycache__"}
    )
    assert written.endswith("_what_an_event_was.py")
    found = (versions / written).read_text()
    assert "op.add_column('deliveries', sa.Column('event', sa.Text(), nullable=True))" in found
    assert found.count("op.") == 1
