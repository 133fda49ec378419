"""What charts draw is what their tables say, to the pixel, and no two labels overlap."""

import re
from html import unescape
from itertools import pairwise
from xml.etree import ElementTree

import pytest

from praxis_chain.audit.reports import Table, Unit
from praxis_chain.audit.reports.amounts import compact, full, middle, wait
from praxis_chain.audit.reports.charts import Picture, Series, across, areas, bars, histogram, lines
from praxis_chain.audit.reports.pages import PAGES, Figure
from praxis_chain.core.units import parse_basis_points, parse_prax, parse_usdc

NAMESPACE = "{http://www.w3.org/2000/svg}"
FIGURES = [part for page in PAGES for part in page.parts if isinstance(part, Figure)]


def drawn(svg: str) -> ElementTree.Element:
    """The chart as XML: it has to be well-formed."""
    return ElementTree.fromstring(svg)


def tips(svg: str) -> list[str]:
    """What its marks stand for."""
    return [
        mark.findtext(f"{NAMESPACE}title") or ""
        for mark in drawn(svg).iter()
        if mark.tag != f"{NAMESPACE}svg" and mark.find(f"{NAMESPACE}title") is not None
    ]


def value_of(text: str, unit: Unit) -> int:
    if unit is Unit.USDC:
        return parse_usdc(text.removesuffix(" USDC"))
    if unit is Unit.PRAX:
        return parse_prax(text.removesuffix(" PRAX"))
    return parse_basis_points(text) if unit is Unit.POINTS else int(text.replace(",", ""))


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: f"{figure.table}-{figure.columns[0]}")
def test_a_chart_says_what_its_table_says(figure: Figure, months: dict[str, Table]) -> None:
    """Each mark's label, column and value are a cell of the table; every cell that is not nothing has a mark."""
    table = months[figure.table]
    picture = figure.picture(table)
    assert not picture.is_empty
    titles = {column.title: column for column in table.columns}
    said = set()
    for tip in tips(figure.draw(picture)):
        for part in tip.split("; "):
            label, _, rest = part.partition(": ")
            name = max((title for title in titles if rest.startswith(title)), key=len)
            said.add((label, titles[name].name, value_of(rest[len(name) + 1 :], titles[name].unit)))
    rows = table.rows[: figure.most] if figure.most else table.rows
    labels, other = table.place(figure.labels), table.place(figure.otherwise or figure.labels)
    expected = {
        (str(row[labels] if row[labels] is not None else row[other]), name, row[table.place(name)])
        for row in rows
        for name in figure.columns
        if row[table.place(name)]
    }
    assert {one for one in said if one[2]} == expected
    assert expected


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: f"{figure.table}-{figure.columns[0]}")
def test_labels_of_a_chart_do_not_overlap(figure: Figure, months: dict[str, Table]) -> None:
    """At 11 pixels a letter of the page's font is at most 6.2 wide on average."""
    svg = drawn(figure.draw(figure.picture(months[figure.table])))
    width = float(svg.attrib["viewBox"].split()[2])
    spans: dict[str, list[tuple[float, float]]] = {}
    for text in svg.iter(f"{NAMESPACE}text"):
        length, x, style = len(text.text or "") * 6.2, float(text.attrib["x"]), text.attrib["class"].split()
        left = x - length / 2 if "middle" in style else x - length if {"end", "y"} & set(style) else x
        spans.setdefault(text.attrib["y"], []).append((left, left + length))
    for line in spans.values():
        line.sort()
        assert all(before[1] <= after[0] for before, after in pairwise(line)), line
        assert line[0][0] >= -1
        assert line[-1][1] <= width + 1


@pytest.mark.parametrize("figure", FIGURES, ids=lambda figure: f"{figure.table}-{figure.columns[0]}")
def test_a_chart_has_a_name_and_a_description(figure: Figure, months: dict[str, Table]) -> None:
    svg = drawn(figure.draw(figure.picture(months[figure.table])))
    assert svg.attrib["role"] == "img"
    ids = svg.attrib["aria-labelledby"].split()
    assert [element.attrib["id"] for element in svg[:2]] == ids
    assert [element.text for element in svg[:2]] == [figure.title, figure.about]


def picture(*values: int | None, unit: Unit = Unit.COUNT, more: tuple[int, ...] = ()) -> Picture:
    series = [Series("one", values), *([Series("two", more)] if more else [])]
    return Picture("it", "Title", "About it.", unit, [f"label {n}" for n in range(len(values))], series)


def test_bars_are_as_high_as_their_values() -> None:
    """The axis goes from 0 to 40, 198 pixels high."""
    svg = drawn(bars(picture(10, 20, more=(30, 5))))
    rects = [(float(r.attrib["y"]), float(r.attrib["height"]), r.attrib["class"]) for r in svg.iter(f"{NAMESPACE}rect")]
    assert rects == [(158.5, 49.5, "s0"), (10.0, 148.5, "s1"), (109.0, 99.0, "s0"), (84.2, 24.8, "s1")]
    ticks = [text.text for text in svg.iter(f"{NAMESPACE}text") if text.attrib["class"] == "y"]
    assert ticks == ["0", "10", "20", "30", "40"]


def test_lines_go_through_their_values_and_break_where_there_is_none() -> None:
    svg = drawn(lines(picture(0, 40, None, 20)))
    paths = [path.attrib["d"] for path in svg.iter(f"{NAMESPACE}path") if "line" in path.attrib["class"]]
    assert paths == ["M102.0 208.0L202.0 10.0", "M402.0 109.0"]
    assert len(list(svg.iter(f"{NAMESPACE}circle"))) == 3


def test_areas_stand_on_each_other() -> None:
    svg = drawn(areas(picture(10, 20, more=(30, 0))))
    paths = [path.attrib["d"] for path in svg.iter(f"{NAMESPACE}path") if path.attrib["class"].startswith("s")]
    assert paths[0].startswith("M52.0 158.5L152.0 158.5L352.0 109.0L452.0 109.0L452.0 208.0")
    assert paths[1].startswith("M52.0 10.0L152.0 10.0L352.0 109.0L452.0 109.0L452.0 109.0L352.0 109.0L152.0 158.5")


def test_bars_across_are_as_long_as_their_values() -> None:
    svg = drawn(across(picture(20, 5, more=(20, 5))))
    rects = [r.attrib for r in svg.iter(f"{NAMESPACE}rect") if r.attrib["class"] != "rail"]
    assert [(r["x"], r["width"]) for r in rects] == [
        ("0.0", "230.0"), ("230.0", "230.0"), ("0.0", "57.5"), ("57.5", "57.5"),
    ]  # fmt: skip


def test_a_histogram_names_what_lies_between_its_bars() -> None:
    svg = drawn(histogram(picture(1, 2, 3), ("1 h", "1 d")))
    texts = [(text.text, text.attrib["x"], text.attrib["class"]) for text in svg.iter(f"{NAMESPACE}text")]
    edges = [(text, x) for text, x, style in texts if style == "x middle"]
    assert edges == [("1 h", "185.3"), ("1 d", "318.7")]


@pytest.mark.parametrize(("top", "ticks"), [
    (0, ["0", "1"]), (1, ["0", "1"]), (4, ["0", "1", "2", "3", "4"]), (5, ["0", "2", "4", "6"]),
    (9, ["0", "5", "10"]), (1_000, ["0", "500", "1k"]), (12_345, ["0", "5k", "10k", "15k"]),
])  # fmt: skip
def test_axes_have_round_numbers(top: int, ticks: list[str]) -> None:
    svg = drawn(bars(picture(top)))
    assert [text.text for text in svg.iter(f"{NAMESPACE}text") if text.attrib["class"] == "y"] == ticks


@pytest.mark.parametrize("draw", [bars, areas, lines, across])
@pytest.mark.parametrize("size", [0, 1, 2_000])
def test_any_number_of_labels_can_be_drawn(draw: object, size: int) -> None:
    one = Picture("it", "Title", "About.", Unit.USDC, [f"{n:04}" for n in range(size)], [Series("one", range(size))])
    assert drawn(draw(one)).tag == f"{NAMESPACE}svg"  # type: ignore[operator]


def test_labels_of_strangers_are_text() -> None:
    hostile = '"><script>alert(1)</script>\u202e\x00'
    one = Picture("it", "Title", "About.", Unit.COUNT, [hostile], [Series("paid", [3])])
    for draw in (bars, areas, lines, across):
        svg = draw(one)
        assert "<script" not in svg
        assert not re.search("[\x00\u202e]", unescape(svg))
        assert tips(svg)[0].startswith('"><script>alert(1)</script>��: paid 3')


@pytest.mark.parametrize(("value", "unit", "short", "exact"), [
    (0, Unit.USDC, "$0", "0.00 USDC"),
    (1_500_000_000, Unit.USDC, "$1.5k", "1,500.00 USDC"),
    (1, Unit.USDC, "$1e-06", "0.000001 USDC"),
    (2_500_000 * 10**18, Unit.PRAX, "2.5M", "2,500,000.00 PRAX"),
    (12_345, Unit.POINTS, "123.45%", "123.45%"),
    (7_000_000_000, Unit.COUNT, "7B", "7,000,000,000"),
])  # fmt: skip
def test_amounts(value: int, unit: Unit, short: str, exact: str) -> None:
    assert (compact(value, unit), full(value, unit)) == (short, exact)


@pytest.mark.parametrize(("seconds", "words"), [
    (0, "0 s"), (59, "59 s"), (60, "1 min"), (3_725, "1 h 2 min"), (90_000, "1 d 1 h"), (86_400, "1 d"),
    (86_401, "1 d"), (100 * 86_400, "100 d"),
])  # fmt: skip
def test_lengths_of_time(seconds: int, words: str) -> None:
    assert wait(seconds) == words


@pytest.mark.parametrize(("text", "most", "shown"), [
    ("short", 5, "short"), ("longer", 5, "lo…er"), ("x" * 1_000_000, 7, "xxx…xxx"), ("a\u202eb", 5, "a�b"),
])  # fmt: skip
def test_long_text_loses_its_middle(text: str, most: int, shown: str) -> None:
    assert middle(text, most) == shown
