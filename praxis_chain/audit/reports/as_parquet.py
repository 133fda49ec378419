"""Tables as Parquet, a file each: for DuckDB, pandas, Polars, Spark.

Exact: USDC base units and PRAX wei are decimal128(38, 0), since PRAX does not fit 64 bits; all other integers are
int64. Title, unit and meaning are metadata of the file and its fields.
"""

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from .table import Column, Table, Unit, Value

AMOUNT = pa.decimal128(38, 0)


def write_parquet(tables: Mapping[str, Table], folder: Path) -> list[Path]:
    """A file per table into a folder, which is made. Raises OSError."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for table in tables.values():
        path = folder / f"{table.name}.parquet"
        pq.write_table(as_arrow(table), path, compression="zstd")
        written.append(path)
    return written


def as_arrow(table: Table) -> pa.Table:
    """One table in memory."""
    fields = [
        pa.field(column.header, _type(column), metadata={"title": column.title, "unit": column.unit.meaning})
        for column in table.columns
    ]
    schema = pa.schema(fields, metadata={"title": table.title, "about": table.about})
    columns = [
        pa.array([_cell(column, row[place]) for row in table.rows], type=field.type)
        for place, (column, field) in enumerate(zip(table.columns, fields, strict=True))
    ]
    return pa.Table.from_arrays(columns, schema=schema)


def _type(column: Column) -> pa.DataType:
    if column.unit in (Unit.USDC, Unit.PRAX):
        return AMOUNT
    if column.unit is Unit.FLAG:
        return pa.bool_()
    return pa.int64() if column.unit.is_number else pa.string()


def _cell(column: Column, value: Value) -> Value | Decimal:
    return Decimal(value) if column.unit in (Unit.USDC, Unit.PRAX) and isinstance(value, int) else value
