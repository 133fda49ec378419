"""A report as one JSON document: integers stay integers, however large."""

import json
from collections.abc import Mapping
from typing import Any

from ..findings import Report
from .table import Table

SCHEMA = "praxis-chain/report/1"
"""Raised when a key, a table or a column changes its meaning or goes."""


def document(report: Report, tables: Mapping[str, Table]) -> dict[str, Any]:
    """`report` as `praxis audit --json` has it; each table with its columns, their units, and rows of cells."""
    return {
        "schema": SCHEMA,
        "report": report.as_json(),
        "tables": {
            table.name: {
                "title": table.title,
                "about": table.about,
                "columns": [
                    {"name": column.header, "title": column.title, "unit": column.unit.meaning}
                    for column in table.columns
                ],
                "rows": [list(row) for row in table.rows],
            }
            for table in tables.values()
        },
    }


def as_json(report: Report, tables: Mapping[str, Table]) -> str:
    """Its text, a row to a line."""
    whole = document(report, tables)
    heads = {name: {**table, "rows": []} for name, table in whole["tables"].items()}
    text = json.dumps({**whole, "tables": heads}, indent=1, ensure_ascii=True)
    parts = text.split('"rows": []')
    rows = [",\n".join(f"    {json.dumps(row)}" for row in table["rows"]) for table in whole["tables"].values()]
    filled = [f'"rows": [\n{text}\n   ]' if text else '"rows": []' for text in rows]
    return "".join(part + row for part, row in zip(parts, [*filled, ""], strict=True)) + "\n"
