"""Checking everything again: events against storage against USDC, and saying what was not checked.

report = audit(network, find_record(network))
report.exit_code, report.findings, report.not_checked

audit(network, record, bundle=Path("audit.praxis"))     # and then, without any network:
check(Path("audit.praxis"), block_hash)

keep(network, record, "sqlite:///praxis-audit.db")      # every event in a database: see audit.index
found = history(network, record)                        # the events, and their ledger
who_paid(payments(found.ledger, found.events), "github:repo/10270250/issue/7")
params(network, record, baseline=Baseline.read(text, "last week")).changes
"\\n".join(as_beancount(double_entry(found.ledger, found.events)))
"""

from typing import TYPE_CHECKING, Any

from . import index
from .attestations import AttestedFact, Shown, attested
from .books import Books, as_beancount, as_hledger, double_entry
from .bundle import check
from .findings import Assurance, Checked, Finding, NotChecked, Report, Severity, Where
from .history import History, history
from .index import Index, Progress, keep, read
from .internal import audit
from .params import Baseline, Change, Params, params
from .payments import Moment, Payment, PaymentState, WaitsFor, payments
from .stakes import Share
from .watch import Round, looking, watch
from .who_paid import who_paid

if TYPE_CHECKING:
    from .index import Synced, load, open_database, stored, sync

__all__ = [
    "Assurance",
    "AttestedFact",
    "Baseline",
    "Books",
    "Change",
    "Checked",
    "Finding",
    "History",
    "Index",
    "Moment",
    "NotChecked",
    "Params",
    "Payment",
    "PaymentState",
    "Progress",
    "Report",
    "Round",
    "Severity",
    "Share",
    "Shown",
    "Synced",
    "WaitsFor",
    "Where",
    "as_beancount",
    "as_hledger",
    "attested",
    "audit",
    "check",
    "double_entry",
    "history",
    "keep",
    "load",
    "looking",
    "open_database",
    "params",
    "payments",
    "read",
    "stored",
    "sync",
    "watch",
    "who_paid",
]


def __getattr__(name: str) -> Any:
    """What needs SQLAlchemy is loaded when it is asked for."""
    if name not in ("Synced", "load", "open_database", "stored", "sync"):
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(index, name)
