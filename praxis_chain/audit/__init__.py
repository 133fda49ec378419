"""Checking everything again: events against storage against USDC, and saying what was not checked.

report = audit(network, find_record(network))
report.exit_code, report.findings, report.not_checked
"""

from .findings import Assurance, Checked, Finding, NotChecked, Report, Severity, Where
from .index import Progress
from .internal import audit

__all__ = ["Assurance", "Checked", "Finding", "NotChecked", "Progress", "Report", "Severity", "Where", "audit"]
