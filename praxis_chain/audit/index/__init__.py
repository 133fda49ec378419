"""Everything that a deployment's contracts and its token said about it, up to one block.

found = read(view, contracts)
ledger = Ledger.from_events(found.events, addresses)
"""

from .found import Index, Progress
from .memory import read

__all__ = ["Index", "Progress", "read"]
