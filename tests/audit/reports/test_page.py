"""The page: well-formed, self-contained, the verdict first, and whatever strangers wrote is only text."""

from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from praxis_chain.audit.findings import Checked, Finding, Severity, Where
from praxis_chain.audit.reports import Source, Table, tables
from praxis_chain.audit.reports.amounts import middle
from praxis_chain.audit.reports.as_html import ROWS, as_html
from praxis_chain.core.ids import bounty_id, hash_uri
from praxis_chain.core.ledger import Ledger
from tests.audit.reports.told import report_of, source_of
from tests.audit.story import AT_ONCE, SPONSOR, USDC, WHERE, Story, tell

VOID = {"meta", "br", "link", "img", "input", "hr"}
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(2)>\u202egnp.exe\x1b[31m'


class Reader(HTMLParser):
    """Reads a page strictly: every element is closed in order; an SVG's may close themselves."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        assert len({name for name, _ in attrs}) == len(attrs), f"{tag} repeats an attribute"
        self.seen.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: Any) -> None:
        assert "svg" in self.open, f"{tag} cannot close itself in HTML"
        self.seen.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open, f"</{tag}> closes nothing"
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open:
            self.text.append(data)


def read(page: str) -> Reader:
    """The page, which has to be well-formed."""
    reader = Reader()
    reader.feed(page)
    reader.close()
    assert reader.open == []
    return reader


@pytest.fixture(scope="module")
def page(months_source: Source, months: dict[str, Table]) -> str:
    return as_html(months_source.report, months)


def headline(page: str) -> str:
    return page.partition("<h1>")[2].partition("</h1>")[0]


def test_the_page_is_well_formed(page: str) -> None:
    seen = read(page).seen
    assert sum(tag == "svg" for tag, _ in seen) == 11
    ids = [attributes["id"] for _, attributes in seen if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in seen:
        assert set((attributes.get("aria-labelledby") or "").split()) <= set(ids)
        href = attributes.get("href") or "#trust"
        assert href[0] == "#"
        assert href[1:] in ids


def test_the_page_runs_and_loads_nothing(page: str) -> None:
    seen = read(page).seen
    assert {tag for tag, _ in seen} & {
        "script",
        "link",
        "img",
        "iframe",
        "object",
        "form",
        "base",
        "use",
        "image",
    } == set()
    assert not [name for _, attributes in seen for name in attributes if name.startswith("on") or name == "src"]
    assert "url(" not in page
    assert "@import" not in page
    assert page.replace("http://www.w3.org/2000/svg", "").count("://") == 0
    assert "default-src 'none'; style-src 'unsafe-inline'" in page


def test_the_verdict_comes_first(page: str) -> None:
    assert headline(page) == (
        "Every dollar is where it should be: the escrow holds 61,986.80 USDC and owes 61,986.80 USDC."
    )
    order = ["<h1>", "Its hash", "level 3 of 4", "<h3>Findings", "<h3>What was not checked", 'id="solvency"']
    places = [page.index(mark) for mark in order]
    assert places == sorted(places)
    said = " ".join("".join(read(page).text).split())
    assert "Every slot is proven against a block hash that the reader supplied. The block is final" in said
    assert "0x" + hash_uri("the last block").hex() in said
    assert "the evidence was not collected and judged again (3 times)" in said


def finding(severity: Severity, number: int = 1) -> Finding:
    where = Where(7, "BountyEscrow", "0x" + "ab" * 32, 3, "0x05")
    return Finding(f"E1-{number}", "E1", severity, f"wrong: {HOSTILE}", "at least 5", "4", where, "eth_call({})")


@pytest.mark.parametrize(
    ("findings", "incomplete", "mood", "said"),
    [
        ((), ("a part is missing",), "unsure", "Nothing wrong was found, but not everything could be checked."),
        (
            (finding(Severity.CRITICAL), finding(Severity.HIGH, 2)), (), "bad",
            "2 things do not hold, 1 of them about money or PRAX that is not where it must be.",
        ),
        (
            (finding(Severity.HIGH),), ("a part is missing",), "bad",
            "1 thing does not hold. Money and PRAX are where they should be as far as that was checked.",
        ),
    ],
)  # fmt: skip
def test_what_does_not_hold_is_said_in_the_first_sentence(
    findings: tuple[Finding, ...], incomplete: tuple[str, ...], mood: str, said: str
) -> None:
    source = source_of(tell(), findings=findings, incomplete=incomplete)
    page = as_html(source.report, tables(source))
    assert headline(page) == said
    assert f'class="verdict {mood}"' in page
    assert page.count('<article class="finding') == len(findings)
    assert ('<li class="incomplete"><strong>a part is missing' in page) == bool(incomplete)
    assert "<script" not in page
    assert "None: everything that was checked holds." not in page or not findings
    read(page)


def test_a_block_that_is_not_final_is_called_so() -> None:
    source = source_of(tell())
    page = as_html(replace(source.report, finalized=False), tables(source))
    assert "<strong>not final</strong>" in page
    assert "the chain may still replace it" in page


def hostile_source(name: str = HOSTILE) -> Source:
    """Somebody funds an issue with such a name."""
    story = Story().next().deployed().next()
    story.say(
        WHERE.escrow, "Funded", bounty=bounty_id(AT_ONCE.id, hash_uri(name)), sponsor=SPONSOR, program=AT_ONCE.id,
        amount=50 * USDC, shares=50 * USDC, committedUntil=story.now + AT_ONCE.commitment_period, terms=bytes(32),
        subjectUri=name,
    ).moves(WHERE.usdc, SPONSOR, WHERE.escrow, 50 * USDC)  # fmt: skip
    return source_of(story.events)


def test_an_issue_with_a_hostile_name_is_only_text() -> None:
    source = hostile_source()
    assert source.ledger.contradictions == ()
    page = as_html(source.report, tables(source))
    reader = read(page)
    assert not {"script", "img"} & {tag for tag, _ in reader.seen}
    shown = '<script>alert(1)</script>"><img src=x onerror=alert(2)>�gnp.exe�[31m'
    assert shown in reader.text
    assert "\u202e" not in page
    assert "\x1b" not in page
    assert tables(source)["bounties"].column("issue") == [HOSTILE]  # files have it as it is


def test_hostile_text_of_the_report_is_only_text() -> None:
    events = tell()
    report = report_of(Ledger.from_events(events, WHERE), events)
    source = source_of(events)
    page = as_html(replace(report, network=HOSTILE, contracts={HOSTILE: WHERE.escrow}), tables(source))
    assert not {"script", "img"} & {tag for tag, _ in read(page).seen}


def test_long_tables_say_how_much_more_there_is(page: str, months: dict[str, Table]) -> None:
    rows = len(months["payments"].rows)
    said = f"The newest {ROWS} of {rows} rows: {rows - ROWS} more are in <code>payments.csv</code>"
    assert said in page
    work = len(months["open_work"].rows)
    assert f"The first {ROWS} of {work} rows: {work - ROWS} more are in <code>open_work.csv</code>" in page


def test_the_newest_row_stands_first(months_source: Source, months: dict[str, Table]) -> None:
    page = as_html(months_source.report, months, most=1)
    newest, oldest = months["payments"].rows[-1], months["payments"].rows[0]
    place = months["payments"].place("fact")
    assert f'title="{newest[place]}"' in page
    assert f'title="{oldest[place]}"' not in page


def test_a_deployment_in_which_nothing_happened_has_a_page() -> None:
    source = source_of(Story().next().deployed().events)
    page = as_html(source.report, tables(source))
    assert headline(page).startswith("Every dollar is where it should be: the escrow holds 0.00 USDC and owes 0.00")
    assert page.count("Nothing to draw yet.") == 11
    read(page)


def test_amounts_are_exact_where_they_are_pointed_at(page: str) -> None:
    assert '<span title="61,986,800,000 base units">61,986.80</span>' in page


def test_what_is_worth_knowing_is_said(story: dict[str, Table]) -> None:
    source = source_of(tell())
    page = as_html(replace(source.report, information=(f"a Commit is still to follow {HOSTILE}",)), tables(source))
    assert "<h3>Worth knowing</h3>" in page
    assert "a Commit is still to follow &lt;script&gt;" in page
    assert "\u202e" not in page
    assert "<h3>Worth knowing</h3>" not in as_html(source.report, tables(source))


def test_evidence_that_was_judged_again_is_said_in_the_verdict() -> None:
    source = source_of(tell())
    said = "The evidence at hand was judged again, and says the same."
    assert said not in as_html(source.report, tables(source))
    judged = replace(source.report, checked=(*source.report.checked, Checked("X1", "follows", 3)))
    assert said in as_html(judged, tables(source))


def test_addresses_of_contracts_are_whole_on_paper_too(page: str) -> None:
    assert f'<code class="whole">{WHERE.escrow}</code>' in page
    assert "On paper these are the first 30 rows; all are in <code>payments.csv</code>" in page


def test_missing_money_is_said_in_numbers() -> None:
    events = tell()
    source = source_of(events, findings=(finding(Severity.CRITICAL),))
    figures = {**source.report.figures, "usdc_held": 179 * USDC, "usdc_surplus": -USDC}
    page = as_html(replace(source.report, figures=figures), tables(source))
    assert headline(page) == ("Money is missing: the escrow holds 179.00 USDC and owes 180.00 USDC, 1.00 USDC more.")


def test_what_the_escrow_holds_is_not_zero_where_nobody_could_say() -> None:
    source = source_of(tell(), incomplete=("USDC's balance could not be read",))
    figures = {**source.report.figures, "usdc_held": 0, "usdc_surplus": -180 * USDC}
    unknown = replace(source, report=replace(source.report, figures=figures))
    made = tables(unknown)
    page = as_html(unknown.report, made)
    assert headline(page) == "Nothing wrong was found, but not everything could be checked."
    assert "What it holds is not known. It owes 180.00: 180.00 USDC are in pools" in page
    assert "<strong>not known</strong> <span>owed 180.00 USDC</span>" in page
    amounts = dict(zip(made["solvency"].column("what"), made["solvency"].column("amount"), strict=True))
    assert (amounts["held"], amounts["surplus"], amounts["owed"]) == (None, None, 180 * USDC)


@pytest.mark.parametrize(
    "name", ["<script>x</script>", "<b>", "&lt;script&gt;", "<" * 2_000, "{{ 7 * 7 }}", "' onclick='x"]
)
def test_hostile_names_of_any_length_are_only_text(name: str) -> None:
    source = hostile_source(name)
    reader = read(as_html(source.report, tables(source)))
    assert not {"script", "b"} & {tag for tag, _ in reader.seen}
    assert not [attributes for _, attributes in reader.seen if "onclick" in attributes]
    assert middle(name, 140) in reader.text
