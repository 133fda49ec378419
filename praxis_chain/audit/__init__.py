"""Checking everything again: events against storage against USDC, and saying what was not checked.

report = audit(network, find_record(network))
report.exit_code, report.findings, report.not_checked
"""

from .attestations import AttestedFact, Shown, attested
from .findings import Assurance, Checked, Finding, NotChecked, Report, Severity, Where
from .index import Progress
from .internal import audit
from .payments import Moment, Payment, PaymentState, WaitsFor, payments
from .stakes import Share

__all__ = [
    "Assurance",
    "AttestedFact",
    "Checked",
    "Finding",
    "Moment",
    "NotChecked",
    "Payment",
    "PaymentState",
    "Progress",
    "Report",
    "Severity",
    "Share",
    "Shown",
    "WaitsFor",
    "Where",
    "attested",
    "audit",
    "payments",
]
