"""Books for beancount 3: `bean-check FILE` says whether every transaction and every balance is right."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import groupby

from .accounts import Commodity, commodity_of
from .double_entry import Books
from .entries import Entry

TITLE = 'option "title" "Books of an escrow of bounties, and of PRAX"'


def as_beancount(books: Books) -> Iterator[str]:
    """Line by line, without line ends.

    An assertion holds from the beginning of its day on, so that each is dated the day after the one that it closes. By
    itself it would take one unit of the last decimal for rounding: nothing here is rounded, so that it is told `~ 0`.
    """
    yield from (TITLE, 'option "operating_currency" "USDC"', "")
    first = date_of(min(books.opened.values(), default=0))
    for commodity in Commodity:
        yield f"{first} commodity {commodity.name}"
    for account, day in books.opened.items():
        yield f"{date_of(day)} open {account} {commodity_of(account).name}"
        if account in books.issues:
            yield f'  issue: "{books.issues[account]}"'
    for entry in books.entries:
        yield ""
        yield from _transaction(entry)
    for day, assertions in groupby(books.assertions, lambda assertion: assertion.day):
        yield ""
        for one in assertions:
            commodity = commodity_of(one.account)
            amount = f"{commodity.show(one.amount)} ~ 0 {commodity.name}"
            yield f"{date_of(day + 1)} balance {one.account}  {amount}"


def date_of(day: int) -> str:
    """Days since 1970 → 2025-06-15."""
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day)).date().isoformat()


def _transaction(entry: Entry) -> Iterator[str]:
    flag, moment = "!" if entry.doubtful else "*", entry.moment
    yield f'{date_of(entry.day)} {flag} "{entry.payee}" "{entry.what}" ^0x{moment.transaction.hex()}'
    yield f"  block: {moment.block}"
    yield f"  log: {moment.log}"
    yield f"  time: {moment.time}"
    for name, note in entry.notes.items():
        yield f'  {name}: "{note}"'
    for posting in entry.postings:
        commodity = commodity_of(posting.account)
        yield f"  {posting.account}  {commodity.show(posting.amount)} {commodity.name}"
