"""What happens on the forge, and what has to be paid for it: said here by hand, not worked out by anybody's rules.

A story has an issue and people of its own. Its acts say what they do; `first` says what they have to have earned once
everybody has seen the first half, and `last` once everybody has seen all of it. Amounts are USDC base units.
"""

from collections.abc import Callable

from . import paid, undone, unpaid
from .writer import Act, Earned, Story, Writer

__all__ = ["KINDS", "Act", "Earned", "Story", "Writer"]

KINDS: tuple[tuple[Callable[[Writer], Story], int], ...] = (
    (paid.merged, 8), (paid.renamed, 2), (paid.retargeted_back, 2), (paid.split, 4), (paid.edited_split, 2),
    (paid.partial, 3), (paid.newcomer, 4), (paid.frozen, 2), (paid.funded_late, 2), (paid.explained, 2),
    (paid.two_works, 3), (paid.locked_out, 3),
    (undone.reverted, 5), (undone.reverted_at_once, 3), (undone.forced_away, 3), (undone.corrected, 4),
    (undone.account_deleted_later, 1), (undone.reopened, 2),
    (unpaid.closed_unmerged, 3), (unpaid.merged_elsewhere, 2), (unpaid.retargeted_away, 2), (unpaid.by_a_bot, 1),
    (unpaid.merged_by_its_author, 1), (unpaid.unapproved, 1), (unpaid.only_mentioned, 1),
    (unpaid.reference_added_later, 2), (unpaid.account_deleted, 1), (unpaid.never_merged, 2),
)  # fmt: skip
"""Each with its weight."""
