"""Reports: what an audit found, and what the books say, as tables; and these as HTML, JSON, CSV, Parquet.

made = tables(source(report, ledger, events))
made["payments"].column("amount")
write_csv(made, folder)
"""

from .all_tables import TABLES, tables
from .as_csv import write_csv
from .as_json import as_json
from .names import Name, Names, names
from .source import Source, source
from .table import Column, Table, Unit, Value

__all__ = [
    "TABLES",
    "Column",
    "Name",
    "Names",
    "Source",
    "Table",
    "Unit",
    "Value",
    "as_json",
    "names",
    "source",
    "tables",
    "write_csv",
]
