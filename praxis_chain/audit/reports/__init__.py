"""Reports: what an audit found, and what the books say, as tables; and these as HTML, JSON, CSV, Parquet.

made = tables(read_source(network, record))        # or source(report, ledger, events), with no chain at hand
made["payments"].numbers("amount")
write_csv(made, folder)
"""

from .all_tables import TABLES, tables
from .as_csv import write_csv
from .as_json import as_json
from .names import Name, Names, names
from .reading import read_source
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
    "read_source",
    "source",
    "tables",
    "write_csv",
]
