"""docs/audit/reports.md names every format, table and column, each with its unit."""

import re
from pathlib import Path

from praxis_chain.audit.reports import Table
from praxis_chain.audit.reports.all_tables import TABLES
from praxis_chain.audit.reports.as_html import ROWS
from praxis_chain.audit.reports.as_json import SCHEMA
from praxis_chain.audit.reports.formats import FOLDERS, FORMATS
from praxis_chain.cli.audit import report as command
from praxis_chain.core.naming import NUMBERS_TRIED

PAGE = (Path(__file__).resolve().parents[3] / "docs" / "audit" / "reports.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^### (\w+)\n(.*?)(?=^### |\Z)", PAGE, flags=re.M | re.S))


def test_every_table_is_there_in_order(story: dict[str, Table]) -> None:
    assert list(SECTIONS) == list(story) == [make.__name__ for make in TABLES]


def test_every_column_is_there_with_its_unit(story: dict[str, Table]) -> None:
    for name, table in story.items():
        listed = re.findall(r"^\| `(\w+)` \| (.*?) \| (.*?) \|$", SECTIONS[name], flags=re.M)
        assert listed == [(column.header, column.unit.meaning, column.title) for column in table.columns], name


def test_every_table_is_explained(story: dict[str, Table]) -> None:
    for name, table in story.items():
        about = re.sub(r"\b(is|of) a (day|week|month|year)\b", r"\1 a period", table.about)
        assert f"{table.title}. {about}" in SECTIONS[name]


def test_every_format_is_there_and_what_it_promises() -> None:
    for form in FORMATS:
        assert re.search(rf"^## {form}$", PAGE, flags=re.M | re.I), form
    assert f"shows {ROWS} rows" in PAGE
    assert SCHEMA in PAGE
    assert f"numbers 1 to {NUMBERS_TRIED:,}" in PAGE


def test_the_command_offers_the_library_s_formats() -> None:
    """It keeps their names, so that --help loads none of the slow libraries."""
    assert (command.FORMATS, command.FOLDERS) == (FORMATS, FOLDERS)
