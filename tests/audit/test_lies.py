"""What a contradiction says, and that there is none in the code that no lie brings out."""

import ast
import re
from pathlib import Path
from random import Random

import pytest

import praxis_chain.core.ledger
from praxis_chain.core.ledger import Contradiction, Ledger
from tests.audit import test_lies_about_awards, test_lies_about_money, test_lies_about_people, test_lies_about_prax
from tests.audit.lies import Lie, alter, drop, omit, story
from tests.audit.story import PRAX, SPONSOR, USDC, WALLET, WHERE, nth, tell

SOURCES = sorted(Path(praxis_chain.core.ledger.__file__).parent.glob("*.py"))
TABLES = (test_lies_about_awards, test_lies_about_money, test_lies_about_people, test_lies_about_prax)
BROUGHT_OUT = {line for table in TABLES for _, lines in table.LIES.values() for line in lines}


def complaints(source: Path) -> list[str]:
    """Every complaint in a module, as a pattern: what `expect` and `require` are given, or a name of that kind."""
    found = []
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        called = getattr(node.func, "attr", getattr(node.func, "id", "")) if isinstance(node, ast.Call) else ""
        if isinstance(node, ast.Call) and called in ("expect", "require"):
            found.append(node.args[1])
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "complaint":
            found.append(node.value)
    return [pattern for node in found if (pattern := _pattern(node))]


def _pattern(node: ast.expr) -> str:
    if isinstance(node, ast.Constant):
        return re.escape(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(_pattern(part) if isinstance(part, ast.Constant) else ".+" for part in node.values)
    return ""


def test_every_complaint_is_brought_out_by_a_lie() -> None:
    patterns = [pattern for source in SOURCES for pattern in complaints(source)]
    silent = [p for p in patterns if not any(re.fullmatch(f"[A-Z]\\d {p}", line) for line in BROUGHT_OUT)]
    assert len(patterns) > 80
    assert silent == []


def only(events: object) -> Contradiction:
    [found] = Ledger.from_events(events, WHERE).contradictions  # type: ignore[arg-type]
    return found


def test_a_contradiction_says_what_should_be_what_is_and_where() -> None:
    found = only(alter("Accrued", amount=64 * PRAX + 1)())
    assert (found.invariant, found.expected, found.actual, found.unit) == ("P1", 64 * PRAX, 64 * PRAX + 1, "PRAX")
    accrued = tell()[nth(tell(), "Accrued")]
    assert found.event is not None
    assert (found.event.name, found.event.block_number) == ("Accrued", accrued.block_number)


def test_a_withheld_event_shows_as_the_gap_it_leaves() -> None:
    found = only(drop("Locked", 2)())
    assert (found.invariant, found.expected, found.actual) == ("E8", 4, 5)
    assert found.event is not None
    assert found.event.name == "Awarded"


def test_the_first_contradiction_is_the_cause_of_the_others() -> None:
    """A funding withheld: the gap comes first, then what no longer adds up."""
    found = Ledger.from_events(drop("Funded", 2)(), WHERE).contradictions
    assert [(c.invariant, c.expected, c.actual) for c in found] == [
        ("E8", 2, 3),
        ("E2", 300 * USDC, 450 * USDC),
        ("E2", f"300.00 USDC to {WALLET}", f"450.00 USDC to {WALLET}"),
    ]


def test_the_books_go_by_what_is_computed_not_by_what_is_said() -> None:
    told = Ledger.from_events(tell(), WHERE)
    lied = Ledger.from_events(alter("Awarded", amount=451 * USDC)(), WHERE)
    assert lied.escrow.bounties == told.escrow.bounties
    assert lied.escrow.awards == told.escrow.awards
    assert lied.escrow.escrowed == told.escrow.escrowed


def test_a_funding_left_out_with_the_numbers_made_to_fit_shows_in_the_money() -> None:
    found = Ledger.from_events(omit("Funded", 2)(), WHERE).contradictions
    assert (found[0].invariant, found[0].expected, found[0].actual) == ("E2", 300 * USDC, 450 * USDC)


def test_usdc_that_did_not_arrive_names_how_much_should_have() -> None:
    found = only(drop("Transfer", 2)())
    assert (found.invariant, found.expected, found.actual, found.unit) == ("E1", 500 * USDC, 0, "USDC")


@pytest.mark.parametrize("place", range(len(tell())))
def test_no_event_can_be_withheld_or_come_twice_so_that_the_fold_breaks(place: int) -> None:
    events = tell()
    Ledger.from_events([*events[:place], *events[place + 1 :]], WHERE)
    Ledger.from_events([*events[: place + 1], *events[place:]], WHERE)
    Ledger.from_events(events[place:], WHERE)


@pytest.mark.parametrize("seed", range(20))
def test_in_no_order_does_the_fold_break(seed: int) -> None:
    events = list(tell())
    Random(seed).shuffle(events)
    assert Ledger.from_events(events, WHERE).contradictions


def test_a_release_that_overtakes_its_award_is_told() -> None:
    told = story(lambda s: s.funded(1, SPONSOR, 50 * USDC).next().released(bytes(32), bytes(32), WALLET, 50 * USDC))
    found = Ledger.from_events(told(), WHERE).contradictions
    assert [(c.invariant, c.expected, c.actual) for c in found] == [
        ("E2", "owed", "unknown"),
        ("E2", 0, 50 * USDC),
        ("E9", -50 * USDC, 0),
    ]


def block_time(name: str, number: int = 1) -> int:
    found = tell()[nth(tell(), name, number)].block_time
    assert found is not None
    return found


@pytest.mark.parametrize(
    "just_right",
    [
        alter("EpochCapSet", newCap=114 * PRAX),
        alter("Admitted", admittedAt=block_time("Admitted")),
        alter("Linked", linkedAt=block_time("Linked")),
        alter("Linked", 5, linkedAt=block_time("Linked")),
    ],
)
def test_what_is_just_within_the_rules_is_no_lie(just_right: Lie) -> None:
    assert Ledger.from_events(just_right(), WHERE).contradictions == ()


def test_twice_the_quality_is_within_the_rules_though_not_for_that_amount() -> None:
    found = Ledger.from_events(alter("Accrued", quality=20_000)(), WHERE).contradictions
    assert (found[0].invariant, found[0].expected, found[0].actual) == ("P1", 128 * PRAX, 64 * PRAX)
