"""Every format that a report is written in, by name."""

from importlib import import_module
from pathlib import Path

from .all_tables import tables
from .source import Source

FORMATS = ("html", "json", "csv", "parquet", "beancount", "hledger")
FOLDERS = ("csv", "parquet")
"""Those that are a folder with a file per table; the others are one text."""


def load(form: str) -> None:
    """Import what a format needs: before an audit rather than after it. Raises ModuleNotFoundError."""
    if form in ("html", "parquet"):
        import_module(f".as_{form}", __package__)


def text_of(form: str, source: Source) -> str:
    """The report as one text: html, json, beancount or hledger."""
    if form in ("beancount", "hledger"):
        from ..books import WRITERS, double_entry

        held = None if source.report.incomplete else source.report.figures["usdc_held"]
        books = double_entry(source.ledger, source.events, held)
        return "\n".join([*WRITERS[form](books), ""])
    if form == "json":
        from .as_json import as_json

        return as_json(source.report, tables(source))
    from .as_html import as_html

    return as_html(source.report, tables(source))


def write(form: str, source: Source, out: Path) -> list[Path]:
    """Write the report to a file, or of csv and parquet into a folder; returns what was written. Raises OSError."""
    if form not in FOLDERS:
        out.write_text(text_of(form, source), encoding="utf-8")
        return [out]
    if form == "csv":
        from .as_csv import write_csv

        return write_csv(tables(source), out)
    from .as_parquet import write_parquet

    return write_parquet(tables(source), out)
