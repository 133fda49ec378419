"""JSON, CSV and Parquet hold exactly what the tables hold."""

import csv
import json
from pathlib import Path

import pytest

from praxis_chain.audit.reports import Column, Source, Table, Unit, Value, as_json, tables, write_csv
from praxis_chain.audit.reports.as_csv import FOR_PEOPLE, as_csv, guarded, header, unguarded
from praxis_chain.core.units import parse_prax, parse_usdc

HOSTILE = (
    '=HYPERLINK("http://evil.example","pay me")', "+1", "-1+1", "@SUM(A1)", "\tx", "'quoted", "a,b", 'say "no"',
    "two\nlines", "＝1", "plain", "<script>alert(1)</script>", "\r\nheader: x",
)  # fmt: skip
TABLE = Table(
    "hostile",
    "Hostile",
    "What strangers may write.",
    (
        Column("text", "Text"),
        Column("amount", "Amount", Unit.USDC),
        Column("held", "Held", Unit.PRAX),
        Column("at", "At", Unit.TIME),
        Column("yes", "Yes", Unit.FLAG),
        Column("share", "Share", Unit.POINTS),
    ),
    [
        *((text, 2**96 - 1 - i, 10**27 + i, i, i % 2 == 0, i) for i, text in enumerate(HOSTILE)),
        (None, None, None, None, None, None),
        ("last", 0, 0, 2**63 - 1, True, 0),
    ],
)


def read_back(path: Path, table: Table) -> list[tuple[Value, ...]]:
    """A CSV file as the cells it was written from."""
    with path.open(encoding="utf-8", newline="") as file:
        first, *rows = csv.reader(file, strict=True)
    assert first == header(table)
    return [tuple(_cell(column, row[first.index(column.header)]) for column in table.columns) for row in rows]


def _cell(column: Column, text: str) -> Value:
    if text == "":
        return None
    if column.unit is Unit.FLAG:
        return {"true": True, "false": False}[text]
    return int(text) if column.unit.is_number else unguarded(text)


def test_csv_reads_back_equal(months: dict[str, Table], tmp_path: Path) -> None:
    written = write_csv({**months, "hostile": TABLE}, tmp_path)
    assert sorted(path.stem for path in written) == sorted([*months, "hostile"])
    for table in (*months.values(), TABLE):
        assert read_back(tmp_path / f"{table.name}.csv", table) == list(table.rows), table.name


def test_csv_says_amounts_and_times_for_people_too() -> None:
    rows = list(csv.DictReader(as_csv(TABLE).splitlines(keepends=True)))
    assert rows[-1]["at_utc"] == ""  # no calendar reaches so far
    assert rows[-2]["amount_usdc"] == ""
    for row in rows[:13]:
        assert parse_usdc(row["amount_usdc"]) == int(row["amount_usdc_base_units"])
        assert parse_prax(row["held_prax"]) == int(row["held_prax_wei"])
    assert rows[5]["at_utc"] == "1970-01-01 00:00:05"
    assert rows[0]["amount_usdc"] == "79228162514264337593543.950335"
    assert {unit for unit in Unit if unit in FOR_PEOPLE} == {Unit.USDC, Unit.PRAX, Unit.TIME}


def test_no_cell_of_csv_is_a_formula() -> None:
    """Whatever a spreadsheet takes for one begins with an apostrophe."""
    rows = list(csv.reader(as_csv(TABLE).splitlines(keepends=True), strict=True))
    assert len(rows) == len(TABLE.rows) + 1
    for row in rows[1:]:
        assert row[0][:1] not in tuple("=+-@\t\r\n＝＋－＠"), row[0]
    assert [unguarded(guarded(text)) for text in HOSTILE] == list(HOSTILE)


def test_csv_is_rfc_4180(months: dict[str, Table]) -> None:
    text = as_csv(months["payments"])
    assert text.endswith("\r\n")
    assert text.count("\r\n") == len(months["payments"].rows) + 1
    assert "\n" not in text.replace("\r\n", "")


def test_json_reads_back_equal(months: dict[str, Table], months_source: Source) -> None:
    document = json.loads(as_json(months_source.report, {**months, "hostile": TABLE}))
    assert document["schema"] == "praxis-chain/report/1"
    assert document["report"] == months_source.report.as_json()
    assert list(document["tables"]) == [*months, "hostile"]
    for table in (*months.values(), TABLE):
        found = document["tables"][table.name]
        assert [tuple(row) for row in found["rows"]] == list(table.rows)
        assert [one["name"] for one in found["columns"]] == [column.header for column in table.columns]


def test_parquet_reads_back_equal(months: dict[str, Table], tmp_path: Path) -> None:
    pq = pytest.importorskip("pyarrow.parquet", exc_type=ImportError)
    from praxis_chain.audit.reports.as_parquet import AMOUNT, write_parquet

    write_parquet({**months, "hostile": TABLE}, tmp_path)
    for table in (*months.values(), TABLE):
        found = pq.read_table(tmp_path / f"{table.name}.parquet")
        assert found.column_names == [column.header for column in table.columns]
        columns = [found.column(column.header).to_pylist() for column in table.columns]
        assert [tuple(row) for row in zip(*columns, strict=True)] == list(table.rows), table.name
        for column in table.columns:
            field = found.schema.field(column.header)
            assert field.metadata == {b"title": column.title.encode(), b"unit": column.unit.meaning.encode()}
            assert (field.type == AMOUNT) == (column.unit in (Unit.USDC, Unit.PRAX))


def test_the_same_audit_gives_the_same_bytes(months_source: Source, tmp_path: Path) -> None:
    from praxis_chain.audit.reports.as_html import as_html

    one, two = tables(months_source), tables(months_source)
    report = months_source.report
    assert as_json(report, one) == as_json(report, two)
    assert as_html(report, one) == as_html(report, two)
    assert {name: as_csv(table) for name, table in one.items()} == {name: as_csv(table) for name, table in two.items()}


def test_parquet_of_the_same_audit_is_the_same_bytes(months: dict[str, Table], tmp_path: Path) -> None:
    pytest.importorskip("pyarrow.parquet", exc_type=ImportError)
    from praxis_chain.audit.reports.as_parquet import write_parquet

    written = [write_parquet(months, tmp_path / name) for name in ("one", "two")]
    assert [path.read_bytes() for path in written[0]] == [path.read_bytes() for path in written[1]]


def test_a_row_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="a row of short has not 2 cells"):
        Table("short", "Short", "Short.", (Column("a", "A"), Column("b", "B")), [("1",)])
