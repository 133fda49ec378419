"""Double-entry books that programs for accountants check: a second opinion that shares no code with this package.

books = double_entry(ledger, events)
"\\n".join(as_beancount(books)), "\\n".join(as_hledger(books))
"""

from .beancount import as_beancount
from .closing import Assertion
from .double_entry import Books, double_entry
from .entries import Entry, Posting
from .hledger import as_hledger

__all__ = ["Assertion", "Books", "Entry", "Posting", "as_beancount", "as_hledger", "double_entry"]
