"""docs/invariants.md quotes every sentence of the contracts' headers, and whatever it names exists.

The page is the headers once more, in their order: sentences as quotations, and below each a list of what would go red
if it were false. An entry begins with how strongly that holds the sentence (KINDS), and names its checks as code:
`prax/test_revoke.py::test_revoked` or one of the words of tests/named_checks.py.
"""

import re
from functools import cache
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.headers import CONTRACTS, header_sentences, split
from tests.named_checks import KINDS, WORDS, caught, exists, suits

ROOT = Path(__file__).parent.parent
PAGE = ROOT / "docs" / "invariants.md"
INVARIANT = re.compile(r"[ASPE]\d ")
BLOCK = re.compile(r"(?:^> .*\n)+(?:(?!> ).*\n?)*", re.MULTILINE)  # a quotation and what follows until the next
UNCHECKED = ("assumed", "nothing to check")  # such an entry says why, and names no check


class Entry(NamedTuple):
    """How strongly something holds, which checks do, and the whole line."""

    kind: str
    checks: list[str]
    line: str


class Held(NamedTuple):
    """Sentences that stand together, and what holds them."""

    contract: str
    sentences: list[str]
    entries: list[Entry]


@cache
def page() -> list[Held]:
    found: list[Held] = []
    for section in PAGE.read_text(encoding="utf-8").split("\n## ")[1:]:
        contract, _, body = section.partition("\n")
        if contract in CONTRACTS:
            found += [_held(contract, block) for block in BLOCK.findall(body)]
    return found


def _held(contract: str, block: str) -> Held:
    lines = block.splitlines()
    quoted = [line[2:].replace("**", "") for line in lines if line.startswith("> ")]
    items = re.findall(r"^- (.*(?:\n  .*)*)", block, re.MULTILINE)
    return Held(contract, split(" ".join(quoted)), [_entry(" ".join(item.split())) for item in items])


def _entry(item: str) -> Entry:
    kind = re.match(r"\*\*(.+?)\*\*", item)
    assert kind, f"{item!r} does not begin with how strongly it holds"
    checks = [code for code in re.findall(r"`([^`]+)`", item) if "::" in code or code.split()[0] in WORDS]
    return Entry(kind[1], checks, item)


@pytest.mark.parametrize("contract", CONTRACTS)
def test_every_sentence_of_a_header_stands_on_the_page_in_its_order(contract):
    quoted = [sentence for held in page() if held.contract == contract for sentence in held.sentences]
    assert quoted == header_sentences(contract)


def test_every_sentence_is_held_by_something_or_the_page_says_that_nothing_can():
    for held in page():
        assert held.entries, f"nothing is said about {held.sentences}"
        for entry in held.entries:
            assert entry.kind in (*KINDS, *UNCHECKED), f"{entry.kind!r} is no kind of holding: {entry.line}"
            said = entry.line.partition("**: ")[2]
            assert said if entry.kind in UNCHECKED else entry.checks, f"{entry.line!r} says nothing"
            assert not (entry.kind in UNCHECKED and entry.checks), f"{entry.line!r} names a check after all"


@pytest.mark.parametrize("held", page(), ids=lambda held: f"{held.contract}: {held.sentences[0][:40]}")
def test_whatever_is_named_exists_and_is_what_it_is_called(held):
    for entry in held.entries:
        for check in entry.checks:
            assert exists(check), f"there is no {check}"
            assert suits(entry.kind, check), f"{check} is not what {entry.kind!r} means"


def test_every_invariant_has_checks_that_bear_its_id():
    """A name to search for: `test_a1_…`, `invariant_E1`, `check_E7_…`."""
    for held in page():
        for sentence in held.sentences:
            if INVARIANT.match(sentence):
                names = "\n".join(check for entry in held.entries for check in entry.checks)
                found = re.search(rf"(?i)_{sentence[:2]}(_|\b|[A-Z])", names)
                assert found, f"no check bears the id {sentence[:2]}"


def test_every_deliberate_bug_stands_at_a_sentence():
    """By the id of the invariant that it is against, or where it is against none by its own name."""
    named = {check for held in page() for entry in held.entries for check in entry.checks}
    stands = {f"mutant {name}" if against == "-" else f"mutants {against}" for name, against in caught().items()}
    assert {check for check in named if check.startswith("mutant")} == stands


def test_the_table_sums_up_what_stands_below():
    """One row per invariant: its contract and all kinds of its entries."""
    rows = re.findall(r"^\| (\w\d) \| (\w+) \| (.+) \|$", PAGE.read_text(encoding="utf-8"), re.MULTILINE)
    below = [
        (held.sentences[0][:2], held.contract, ", ".join(entry.kind for entry in held.entries))
        for held in page()
        if INVARIANT.match(held.sentences[0])
    ]
    assert rows == below
