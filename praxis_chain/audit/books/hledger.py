"""Books for hledger: `hledger -f FILE check --strict payees` says whether every transaction and balance is right."""

from collections.abc import Iterator
from itertools import groupby

from .accounts import Commodity, commodity_of
from .beancount import date_of
from .closing import Assertion
from .double_entry import Books
from .entries import Entry

CLOSING = "closing"
"""Payee of the entries that move nothing and assert balances."""


def as_hledger(books: Books) -> Iterator[str]:
    """Line by line, without line ends. Accounts, commodities and payees are declared, for the strict checks.

    A day is closed by an entry of zeros after its last transaction: assertions count in the order of the file.
    """
    for commodity in Commodity:
        yield f"commodity 1000.{'0' * commodity.value} {commodity.name}"
    yield ""
    for account in books.opened:
        issue = books.issues.get(account)
        yield f"account {account}" + (f"  ; issue:{issue}" if issue else "")
    yield ""
    for payee in sorted({CLOSING, *(entry.payee for entry in books.entries)}):
        yield f"payee {payee}"
    closings = {day: list(group) for day, group in groupby(books.assertions, lambda assertion: assertion.day)}
    for day, entries in groupby(books.entries, lambda entry: entry.day):
        for entry in entries:
            yield ""
            yield from _transaction(entry)
        yield from _closing(day, closings.pop(day, []))
    for day, assertions in closings.items():
        yield from _closing(day, assertions)


def _transaction(entry: Entry) -> Iterator[str]:
    flag, moment = "!" if entry.doubtful else "*", entry.moment
    yield f"{date_of(entry.day)} {flag} (0x{moment.transaction.hex()}) {entry.payee} | {entry.what}"
    notes = {"block": moment.block, "log": moment.log, "time": moment.time, **entry.notes}
    yield "    ; " + ", ".join(f"{name}:{note}" for name, note in notes.items())
    for posting in entry.postings:
        commodity = commodity_of(posting.account)
        yield f"    {posting.account}  {commodity.show(posting.amount)} {commodity.name}"


def _closing(day: int, assertions: list[Assertion]) -> Iterator[str]:
    if not assertions:
        return
    yield ""
    yield f"{date_of(day)} * {CLOSING} | balances at the end of the day"
    for one in assertions:
        commodity, equals = commodity_of(one.account), "==*" if one.total else "=="
        amount = f"{commodity.show(one.amount)} {commodity.name}"
        yield f"    {one.account}  {commodity.show(0)} {commodity.name} {equals} {amount}"
