"""Evidence against the chain: collected again, judged again, compared field by field.

from praxis_chain.audit.evidence import check_evidence, of_forge, read, read_log, together
"""

from .check import Evidenced, check_evidence, of_forge
from .files import read, read_lines, written
from .logs import log_entries, read_log
from .material import Document, Log, Material, together
from .pending import Pending

__all__ = [
    "Document",
    "Evidenced",
    "Log",
    "Material",
    "Pending",
    "check_evidence",
    "log_entries",
    "of_forge",
    "read",
    "read_lines",
    "read_log",
    "together",
    "written",
]
