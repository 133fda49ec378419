"""A report as one HTML file: no script, nothing from elsewhere, readable on paper and on a phone.

Everything from chain or forge is a stranger's text: Jinja escapes it, and what steers text is taken out.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from jinja2 import Environment, StrictUndefined
from markupsafe import Markup

from ...core.naming import printable
from ..findings import Report
from .amounts import full, moment
from .cells import UNITS, cell
from .pages import PAGES, Figure, Page, Shown
from .table import Column, Table, Unit
from .verdict import held_of, trust, verdict

ROWS = 60
"""Of one table on the page; the rest is in the files."""


@dataclass(frozen=True, slots=True)
class Grid:
    """A table as the page shows it. `more`: rows that it leaves out."""

    name: str
    title: str
    about: str
    head: list[Column]
    rows: list[list[Markup]]
    more: int
    newest: bool


def as_html(report: Report, tables: Mapping[str, Table], most: int = ROWS) -> str:
    """The whole page. `most`: rows of a table, the newest or the largest."""
    folder = files(__package__)
    environment = Environment(autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True)
    environment.globals.update(units=UNITS, Unit=Unit, moment=moment, full=full, printable=printable)
    template = environment.from_string((folder / "page.html.jinja").read_text(encoding="utf-8"))
    return template.render(
        report=report,
        style=Markup((folder / "page.css").read_text(encoding="utf-8")),
        verdict=verdict(report),
        trust=trust(report),
        block_hash="0x" + report.block.hash.hex(),
        tiles=list(_tiles(report, tables)),
        not_checked=tables["not_checked"].rows,
        information=report.information[:most],
        findings=report.findings[:most],
        more_findings=max(len(report.findings) - most, 0),
        pages=[(page, list(_parts(page, tables, most))) for page in PAGES],
    )


def _parts(page: Page, tables: Mapping[str, Table], most: int) -> Iterator[dict[str, Any]]:
    for part in page.parts:
        table = tables[part.table]
        if isinstance(part, Shown):
            yield {"grid": _grid(table, part, most), "half": part.half}
            continue
        picture = part.picture(table)
        otherwise = {} if part.otherwise is None else {part.labels: part.otherwise}
        beneath = Shown(part.table, _beneath(part, table), otherwise=otherwise)
        chart = None if picture.is_empty else Markup(part.draw(picture))  # made of escaped parts only
        yield {
            "figure": part,
            "chart": chart,
            "legend": [series.name for series in picture.series],
            "grid": _grid(table, beneath, most),
        }


def _beneath(figure: Figure, table: Table) -> tuple[str, ...]:
    """All columns of the chart's table but those that repeat what a period's name says, or an id beside its name."""
    return tuple(column.name for column in table.columns if column.name not in ("start", figure.otherwise))


def _grid(table: Table, shown: Shown, most: int) -> Grid:
    names = shown.columns or [column.name for column in table.columns]
    places = [(table.place(name), table.place(shown.otherwise.get(name, name))) for name in names]
    rows = list(reversed(table.rows[-most:])) if table.newest_last else table.rows[:most]
    cells = [
        [
            cell(table.columns[place].unit, row[place], whole=shown.whole)
            if row[place] is not None or other == place
            else cell(table.columns[other].unit, row[other])
            for place, other in places
        ]
        for row in rows
    ]
    head = [table.columns[place] for place, _ in places]
    return Grid(table.name, table.title, table.about, head, cells, len(table.rows) - len(rows), table.newest_last)


def _tiles(report: Report, tables: Mapping[str, Table]) -> Iterator[tuple[str, str, str]]:
    """The few numbers that most people look for: what, how much, and a word on it."""
    scale = {row[0]: row for row in tables["scale"].rows}
    offered = [scale[name] for name in scale if str(name).startswith("issues with money")]
    held, owed = held_of(report), full(report.figures["usdc_owed"], Unit.USDC)
    yield "Held", "not known" if held is None else full(held, Unit.USDC), f"owed {owed}"
    yield (
        "Paid to contributors",
        full(report.figures["usdc_released"], Unit.USDC),
        (f"{_count(scale['payments'][1], 'payment')} to {_count(scale['people paid'][1], 'person', 'people')}"),
    )
    yield (
        "Offered for open work",
        full(sum(_int(row[2]) for row in offered), Unit.USDC),
        (f"{_count(sum(_int(row[1]) for row in offered), 'issue')}, {_int(offered[1][1]):,} being worked on"),
    )
    standing, commits = report.figures["prax_accrued"] - report.figures["prax_revoked"], tables["prax_by_category"]
    yield (
        "PRAX that stand",
        full(standing, Unit.PRAX),
        f"{_count(sum(commits.numbers('commit')), 'Commit')}, and referrals",
    )


def _count(value: object, one: str, more: str | None = None) -> str:
    return f"{_int(value):,} {one if value == 1 else more or f'{one}s'}"


def _int(value: object) -> int:
    return value if isinstance(value, int) else 0
