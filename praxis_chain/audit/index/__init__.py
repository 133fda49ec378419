"""Everything that a deployment's contracts and its token said about it, up to one block.

found = read(view, contracts)                                # from the chain, into memory
ledger = Ledger.from_events(found.events, addresses)

database = open_database("sqlite:///praxis-audit.db")        # needs praxis-chain[audit]
sync(database, view, contracts)                              # what is missing, from the chain
found = load(database, contracts, view.block)                # the same as read, or as read(…, database=URL)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ...core.errors import WrongInput
from .found import Index, Progress
from .reading import keep, read

if TYPE_CHECKING:
    from .database import open_database
    from .loading import load, stored
    from .syncing import Synced, sync

__all__ = ["Index", "Progress", "Synced", "keep", "load", "open_database", "read", "stored", "sync"]

_WITH_A_DATABASE = {
    "Synced": "syncing", "load": "loading", "open_database": "database", "stored": "loading", "sync": "syncing",
}  # fmt: skip


def __getattr__(name: str) -> Any:
    """What needs SQLAlchemy is loaded when it is asked for."""
    if name not in _WITH_A_DATABASE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        return getattr(import_module(f".{_WITH_A_DATABASE[name]}", __name__), name)
    except ModuleNotFoundError as error:
        if error.name != "sqlalchemy":
            raise
        raise WrongInput(
            "A database needs sqlalchemy, which is not installed: pip install 'praxis-chain[audit]'."
        ) from None
