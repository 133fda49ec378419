"""Checking everything again: events against storage against USDC, and saying what was not checked.

report = audit(network, find_record(network))
report.exit_code, report.findings, report.not_checked

audit(network, record, bundle=Path("audit.praxis"))     # and then, without any network:
check(Path("audit.praxis"), block_hash)

keep(network, record, "sqlite:///praxis-audit.db")      # every event in a database: see audit.index
"""

from typing import TYPE_CHECKING, Any

from . import index
from .attestations import AttestedFact, Shown, attested
from .bundle import check
from .findings import Assurance, Checked, Finding, NotChecked, Report, Severity, Where
from .index import Index, Progress, keep, read
from .internal import audit
from .payments import Moment, Payment, PaymentState, WaitsFor, payments
from .stakes import Share

if TYPE_CHECKING:
    from .index import Synced, load, open_database, stored, sync

__all__ = [
    "Assurance",
    "AttestedFact",
    "Checked",
    "Finding",
    "Index",
    "Moment",
    "NotChecked",
    "Payment",
    "PaymentState",
    "Progress",
    "Report",
    "Severity",
    "Share",
    "Shown",
    "Synced",
    "WaitsFor",
    "Where",
    "attested",
    "audit",
    "check",
    "keep",
    "load",
    "open_database",
    "payments",
    "read",
    "stored",
    "sync",
]


def __getattr__(name: str) -> Any:
    """What needs SQLAlchemy is loaded when it is asked for."""
    if name not in ("Synced", "load", "open_database", "stored", "sync"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(index, name)
