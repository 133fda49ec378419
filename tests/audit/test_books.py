"""Double-entry books: two strangers' programs find them in order, and refuse them as soon as one unit is not right."""

import re
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from praxis_chain.audit.books import Books, Posting, double_entry
from praxis_chain.audit.books.closing import closing
from praxis_chain.audit.books.strangers import safe
from praxis_chain.core.events import Event, text_of
from praxis_chain.core.ids import award_id, bounty_id, hash_uri
from praxis_chain.core.ledger import Ledger

from . import story
from .bookkeepers import BOOKKEEPERS, Bookkeeper
from .months import tell_months
from .story import (
    CONTRIBUTOR,
    FIFTH,
    FIRST,
    MEMBERS,
    NEWCOMER,
    PRAX,
    REFERRER,
    SECOND_SPONSOR,
    SPONSOR,
    STRANGER,
    THIRD,
    USDC,
    WHERE,
    WORK,
    Story,
    changed,
    fact,
    nth,
    tell,
)

HELD = 180 * USDC


@pytest.fixture(params=BOOKKEEPERS)
def bookkeeper(request: pytest.FixtureRequest) -> Bookkeeper:
    return BOOKKEEPERS[request.param]


def books_of(events: "list[Event] | tuple[Event, ...]", held: int | None = None) -> Books:
    return double_entry(Ledger.from_events(events, WHERE), events, held)


def balances(books: Books) -> dict[str, int]:
    """What the journal alone comes to."""
    sums: dict[str, int] = {}
    for entry in books.entries:
        for posting in entry.postings:
            sums[posting.account] = sums.get(posting.account, 0) + posting.amount
    return {account: amount for account, amount in sums.items() if amount}


# -- in order ---------------------------------------------------------------------------------------------------------


def test_the_books_of_a_whole_history_are_in_order(bookkeeper: Bookkeeper) -> None:
    write, check = bookkeeper
    assert check(write(tell(), None)) == ""
    assert check(write(tell(), HELD)) == ""


def test_books_before_anything_happened(bookkeeper: Bookkeeper) -> None:
    write, check = bookkeeper
    assert check(write((), 0)) == ""
    assert check(write(Story().next().deployed().events, 0)) == ""


def test_what_the_whole_history_comes_to() -> None:
    assert balances(books_of(tell())) == {
        "Assets:Escrow": HELD,
        f"Liabilities:Escrow:Pools:0x{FIRST.hex()}": -100 * USDC,
        f"Liabilities:Escrow:Pools:0x{THIRD.hex()}": -80 * USDC,
        f"Assets:Prax:0x{REFERRER.hex()}": 50 * PRAX,
        f"Equity:Prax:Accrued:0x{REFERRER.hex()}": -50 * PRAX,
        f"Equity:Prax:Accrued:0x{CONTRIBUTOR.hex()}": -64 * PRAX,
        f"Equity:Prax:Revoked:0x{CONTRIBUTOR.hex()}": 64 * PRAX,
    }


def test_every_day_with_movement_is_closed_and_the_last_with_all_there_is() -> None:
    books = books_of(tell())
    days = sorted({entry.day for entry in books.entries})
    assert len(days) == 3
    assert sorted({assertion.day for assertion in books.assertions}) == days
    at_the_end = {one.account for one in books.assertions if one.day == days[-1]}
    assert at_the_end >= set(books.opened) - {
        account for account in books.opened if account.startswith(("Equity:Prax:Accrued:", "Equity:Prax:Revoked:"))
    }
    first_day = {one.account: one.amount for one in books.assertions if one.day == days[0]}
    assert first_day[f"Liabilities:Escrow:Pools:0x{FIRST.hex()}"] == -300 * USDC
    assert first_day["Liabilities:Escrow"] == -480 * USDC


def test_books_made_up_later_end_at_the_ledgers_time() -> None:
    now = (tell()[-1].block_time or 0) + 10 * story.DAY
    books = double_entry(Ledger.from_events(tell(), WHERE, now), tell())
    assert books.assertions[-1].day == now // story.DAY


def test_an_entry_in_full() -> None:
    entry = next(entry for entry in books_of(tell()).entries if entry.what == "awarded")
    event = tell()[nth(tell(), "Awarded")]
    assert (entry.moment.transaction, entry.moment.block, entry.moment.log) == (event.tx_hash, event.block_number, 2)
    assert entry.payee == "0x" + CONTRIBUTOR.hex()
    assert entry.notes == {
        "fact": "0x" + fact("commit").hex(),
        "work": "0x" + WORK.hex(),
        "signers": f"{MEMBERS[0]} {MEMBERS[1]}",
    }
    assert entry.postings == (
        Posting(f"Liabilities:Escrow:Pools:0x{FIRST.hex()}", 450 * USDC),
        Posting(f"Liabilities:Escrow:Awards:0x{CONTRIBUTOR.hex()}", -450 * USDC),
    )


def test_a_fee_leaves_the_escrow_as_an_amount_of_its_own() -> None:
    released = [entry for entry in books_of(tell()).entries if entry.what == "released"][-1]
    assert released.notes == {"award": "0x" + award_id(FIFTH, WORK, NEWCOMER).hex()}
    assert [posting.amount for posting in released.postings] == [40 * USDC, 5 - 40 * USDC, -5]


def test_what_came_without_a_funding_is_a_gift(bookkeeper: Bookkeeper) -> None:
    told = Story().next().deployed().next().funded(1, SPONSOR, 10 * USDC).moves(WHERE.usdc, STRANGER, WHERE.escrow, 7)
    told.moves(WHERE.usdc, SPONSOR, WHERE.escrow, 3)
    gifts = [(one.payee, one.postings[0].amount) for one in books_of(told.events).entries if one.what == "given"]
    assert gifts == [(SPONSOR, 3), (STRANGER, 7)]
    write, check = bookkeeper
    assert check(write(told.events, 10 * USDC + 10)) == ""
    assert check(write(told.events, 10 * USDC)) != ""


def test_each_transaction_has_its_own_gifts() -> None:
    told = (
        Story().next().moves(WHERE.usdc, STRANGER, WHERE.escrow, 7).next().moves(WHERE.usdc, STRANGER, WHERE.escrow, 5)
    )
    assert [entry.postings[0].amount for entry in books_of(told.events).entries] == [7, 5]


def test_what_the_ledger_has_is_asserted_even_if_no_entry_ever_named_it() -> None:
    asserted = {one.account: one.amount for one in closing(Ledger.from_events(tell(), WHERE), tell(), {})}
    assert asserted[f"Liabilities:Escrow:Pools:0x{FIRST.hex()}"] == -100 * USDC
    assert asserted[f"Assets:Prax:0x{REFERRER.hex()}"] == 50 * PRAX
    owed = tell()[: nth(tell(), "Released", 2)]
    asserted = {one.account: one.amount for one in closing(Ledger.from_events(owed, WHERE), owed, {})}
    assert asserted[f"Liabilities:Escrow:Awards:0x{NEWCOMER.hex()}"] == -40 * USDC


# -- out of order -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("account", ["Assets:Escrow", "Liabilities:Escrow:Awards", "Equity:Prax:Accrued"])
@pytest.mark.parametrize("number", [0, -1])
def test_one_unit_more_in_one_posting_is_refused(bookkeeper: Bookkeeper, account: str, number: int) -> None:
    write, check = bookkeeper
    text = write(tell(), HELD)
    lines = text.splitlines()
    hits = [place for place, line in enumerate(lines) if re.match(rf" +{account}\S*  [-0-9.]+ \w+$", line)]
    place = hits[number]
    lines[place] = re.sub(r"[0-9](?= \w+$)", lambda last: str((int(last[0]) + 1) % 10), lines[place])
    altered = "\n".join([*lines, ""])
    assert altered != text
    assert check(altered) != ""


@pytest.mark.parametrize(
    ("name", "number", "parameter"),
    [
        ("Funded", 2, "amount"),
        ("Awarded", 1, "amount"),
        ("Awarded", 4, "amount"),
        ("Closed", 2, "amount"),
        ("AwardCancelled", 1, "amount"),
        ("ClosureCancelled", 1, "amount"),
        ("Released", 1, "amount"),
        ("Released", 2, "fee"),
        ("Refunded", 2, "amount"),
        ("Accrued", 1, "amount"),
        ("ReferralAccrued", 1, "amount"),
        ("AccrualRevoked", 1, "amount"),
    ],
)
def test_an_event_that_lies_by_one_unit_is_refused(
    bookkeeper: Bookkeeper, name: str, number: int, parameter: str
) -> None:
    """Its entry adds up: what refuses it are the assertions, which the ledger computed otherwise."""
    place = nth(tell(), name, number)
    write, check = bookkeeper
    assert check(write(changed(tell(), place, **{parameter: tell()[place].args[parameter] + 1}), None)) != ""


@pytest.mark.parametrize("seed", range(3))
def test_a_lie_in_months_of_events_is_refused(bookkeeper: Bookkeeper, seed: int) -> None:
    """Not of a funding: one that says too little looks like a gift, and only storage shows that it was none."""
    events, _, _ = tell_months(60, 90, 3)
    amounts = [place for place, event in enumerate(events) if event.args.get("amount") and event.name != "Funded"]
    place = Random(seed).choice(amounts)
    write, check = bookkeeper
    assert check(write(changed(events, place, amount=events[place].args["amount"] - 1), None)) != ""


def test_months_of_events_are_in_order(bookkeeper: Bookkeeper) -> None:
    write, check = bookkeeper
    assert check(write(tell_months(60, 90, 3)[0], None)) == ""


@pytest.mark.parametrize("sign", [1, -1])
def test_the_tokens_own_balance_is_the_last_word(bookkeeper: Bookkeeper, sign: int) -> None:
    write, check = bookkeeper
    assert check(write(tell(), HELD + sign)) != ""


@pytest.mark.parametrize("direction", ["in", "out"])
def test_usdc_that_moved_unsaid_is_marked_and_refused(bookkeeper: Bookkeeper, direction: str) -> None:
    told = Story().next().deployed().next().funded(1, SPONSOR, 10 * USDC)
    if direction == "out":
        told.next().moves(WHERE.usdc, WHERE.escrow, STRANGER, 4)
    else:
        told.events.pop()
    (doubtful,) = [entry for entry in books_of(told.events).entries if entry.doubtful]
    assert doubtful.what == ("left" if direction == "out" else "funded and did not arrive")
    write, check = bookkeeper
    assert "Equity:Unexplained" in check(write(told.events, None))


def test_a_payment_that_did_not_leave_is_marked() -> None:
    events = list(tell())
    place = nth(events, "Released")
    assert events[place + 1].name == "Transfer"
    (doubtful,) = [one for one in books_of(events[: place + 1] + events[place + 2 :]).entries if one.doubtful]
    assert (doubtful.what, doubtful.postings[0]) == ("paid and did not leave", Posting("Assets:Escrow", 100 * USDC))


# -- what strangers wrote ---------------------------------------------------------------------------------------------

HOSTILE = [
    'x"\n2025-06-15 * "me" "all of it"\n  Assets:Escrow  1 USDC\n  Income:Gifts  -1 USDC\n; "',
    "x\n\n2025-06-15 me | all of it\n    Assets:Escrow  1 USDC\n    Income:Gifts\n",
    "; date:1999-01-01, [1999-01-01] |  ; \\ ' ` \t\r\x0b\x0c\x00\x85\u2028",
    "include /etc/passwd\nend comment",
    text_of(b'\xff\xfe no UTF-8 "'),
    "\u202e \N{PILE OF POO} ",
    "",
]


@pytest.mark.parametrize("issue", HOSTILE)
def test_hostile_names_neither_break_the_books_nor_enter_anything(bookkeeper: Bookkeeper, issue: str) -> None:
    innocent = Story().next().deployed().next().funded(1, SPONSOR, 10 * USDC).next().funded(4, SECOND_SPONSOR, 7)
    place = nth(innocent.events, "Funded")
    bounty = bounty_id(story.AT_ONCE.id, hash_uri("any"))
    events = changed(innocent.events, place, subjectUri=issue, bounty=bounty)
    write, check = bookkeeper
    text = write(events, 10 * USDC + 7)
    assert check(text) == ""
    assert len(text.splitlines()) == len(write(innocent.events, None).splitlines())
    assert f"0x{bounty.hex()}  10.000000 USDC" not in text
    assert f"0x{bounty.hex()}  -10.000000 USDC" in text


@given(st.text())
def test_what_is_safe_has_no_character_that_means_anything(text: str) -> None:
    assert re.fullmatch(r"[A-Za-z0-9:/+._~%-]*", safe(text))


@pytest.mark.parametrize("name", ["github:repo/10270250/issue/7", "git:ssh/SHA256:ab+/cd", "forge.example:8443:repo/1"])
def test_canonical_names_stay_as_they_are(name: str) -> None:
    assert safe(name) == name
