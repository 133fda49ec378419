"""Double-entry books that programs for accountants check: a second opinion that shares no code with this package.

books = double_entry(ledger, events)
"\\n".join(as_beancount(books)), "\\n".join(as_hledger(books))
"""

from collections.abc import Callable, Iterator, Mapping

from .beancount import as_beancount
from .closing import Assertion
from .double_entry import Books, double_entry
from .entries import Entry, Posting
from .hledger import as_hledger

WRITERS: Mapping[str, Callable[[Books], Iterator[str]]] = {"beancount": as_beancount, "hledger": as_hledger}
"""By the name of the program that reads what they write: lines without line ends."""

__all__ = ["WRITERS", "Assertion", "Books", "Entry", "Posting", "as_beancount", "as_hledger", "double_entry"]
